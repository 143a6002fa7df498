"""X12: 835 and 837P into tables; other transaction sets recognised and counted. See `reader`."""

from counteroffer.ingest.x12.reader import READER, read_x12

__all__ = ["READER", "read_x12"]
