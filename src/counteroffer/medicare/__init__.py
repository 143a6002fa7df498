"""Medicare's amounts: the formula, and the book of published years."""
