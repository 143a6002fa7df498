"""Contracts: a readable document, checked all at once, compiled to rows of the rate book."""
