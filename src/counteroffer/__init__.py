"""Counteroffer: the payer-negotiation desk for US medical practices."""
