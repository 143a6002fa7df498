"""Documents: facts -> the business case, its workbook and the ranking. Nothing is computed here."""
