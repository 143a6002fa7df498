"""What a payer really pays, read from remittances alone: rates, their changes, and the simplest rule behind them."""
