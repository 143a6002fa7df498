"""The ground floor: exact money, codes as text, tables, findings. Imports nothing of ours, does no I/O."""
