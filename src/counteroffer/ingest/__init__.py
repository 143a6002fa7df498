"""Outside formats into core tables: one package or file per format; knows no engine."""
