"""Measures: one metric is one decorated function over the facts; the registry is what everything else reads."""
