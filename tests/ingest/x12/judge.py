"""Both readers over the same bytes, and their tables side by side."""

import io
from pathlib import Path

import pyarrow as pa
import pytest
from tests.ingest.x12.plain import read as read_plainly

from counteroffer.core import tables
from counteroffer.ingest.chunk import Tally
from counteroffer.ingest.x12 import read_x12

KEY = b"k" * 32
EDI = Path(__file__).parents[4] / "shared" / "data" / "edi"


def corpus():
    if not EDI.is_dir():
        return [pytest.param(None, marks=pytest.mark.skip(reason="no ../shared/data/edi beside this checkout"))]
    found = sorted(path for path in EDI.rglob("*") if path.is_file() and path.name != "PROVENANCE.tsv")
    return [pytest.param(path, id=str(path.relative_to(EDI))) for path in found]


class Read:
    """A whole file as read: its tables joined, its findings, tallies and kinds."""

    def __init__(self, data, block=4 << 20):
        self.chunks = list(read_x12(io.BytesIO(data), "file.835", 7, KEY, block))
        self.findings = [finding for chunk in self.chunks for finding in chunk.findings]
        self.kinds = {chunk.kind for chunk in self.chunks}
        self.tally = sum((chunk.tally for chunk in self.chunks), Tally())
        self.tables = {}
        for table in tables.READ:
            parts = [chunk.tables[table.name] for chunk in self.chunks if table.name in chunk.tables]
            assert all(part.schema == table.schema for part in parts)
            self.tables[table.name] = pa.concat_tables(parts) if parts else table.empty()

    @property
    def found(self):
        return {finding.kind for finding in self.findings}

    def money(self):
        """What would be summed: payments and charges of claims that are not set aside."""
        return {
            name: sorted(
                (row["claim"], row["charge"], row.get("paid"))
                for row in self.tables[name].to_pylist()
                if not row["set_aside"]
            )
            for name in ("remit_claims", "claims")
        }


def assert_same(data, block=4 << 20):
    """The columnar reader agrees with the plain one in every cell of every table."""
    ours, plain = Read(data, block), read_plainly(data, 7, KEY)
    for table in tables.READ:
        rows = sorted(ours.tables[table.name].to_pylist(), key=lambda row: (row["segment"], row.get("position", 0)))
        expected = sorted(plain[table.name], key=lambda row: (row["segment"], row.get("position", 0)))
        assert [row["segment"] for row in rows] == [row["segment"] for row in expected], table.name
        for got, want in zip(rows, expected, strict=True):
            assert got == {name: want[name] for name in table.names}, table.name
    return ours
