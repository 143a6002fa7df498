"""Pricing: a dated join of lines with the rate book, then an ordered list of adjustments; and why, in sentences."""
