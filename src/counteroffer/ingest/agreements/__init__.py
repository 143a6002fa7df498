"""Agreements on paper as pages of text: PDF, DOCX and TXT."""
