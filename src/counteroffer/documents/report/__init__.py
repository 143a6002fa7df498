"""The business case of the whole practice: for its owners alone, never for a payer."""
