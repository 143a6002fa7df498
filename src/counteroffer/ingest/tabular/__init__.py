"""Spreadsheets and delimited text that a practice's systems export, under mappings that a person has confirmed."""

from counteroffer.ingest.tabular.mapping import Mapping, read_mapping
from counteroffer.ingest.tabular.reader import READER, read_tabular
from counteroffer.ingest.tabular.source import looks_tabular

__all__ = ["READER", "Mapping", "looks_tabular", "read_mapping", "read_tabular"]
