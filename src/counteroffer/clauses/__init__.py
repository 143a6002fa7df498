"""What clauses are worth: each kind of clause as an expression over the practice's own claims."""
