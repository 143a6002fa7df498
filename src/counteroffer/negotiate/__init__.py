"""What is decided at the table, priced on the practice's own claims: scenarios, the ask, offers, walking away."""
