"""What a fee sheet or an agreement says, as a contract that a person confirms. Nothing here is adopted by itself."""
