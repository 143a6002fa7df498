"""A small reader for the tests of intake: one row of `remarks` for each line of the file."""

import pyarrow as pa
from tests.store.rows import some

from counteroffer.core import tables
from counteroffer.core.findings import WARNING, Finding
from counteroffer.ingest.chunk import Chunk, Tally
from counteroffer.intake.readers import Reader

VERSION = "fake 1"


class One:
    """Readers that choose the same one for every file."""

    findings = ()

    def __init__(self, read, version=VERSION):
        self.reader = Reader(version, read)

    def for_file(self, name, head):  # noqa: ARG002
        return self.reader


class Fake:
    """Reads lines; `junk` is unreadable, `fault` in a file raises, `odd` is a finding. Counts what it read."""

    def __init__(self, rows_per_line=1):
        self.names = []
        self.rows_per_line = rows_per_line

    def __call__(self, stream, name, file_id, key):
        assert len(key) == 32
        self.names.append(name)
        for number, line in enumerate(stream, 1):
            text = line.decode("latin-1").strip()
            if text == "fault":
                raise ValueError("a fault of our own")
            if text.startswith(("junk", "%PDF")):
                finding = Finding("x12.unreadable", "error", "This is no X12.", "Fetch it.", name, file_id)
                yield Chunk("unreadable", {}, (finding,), Tally(segments=1))
                return
            odd = (Finding("x12.odd", WARNING, "Odd.", "Look.", name, file_id),) if text == "odd" else ()
            n = self.rows_per_line
            rows = some("remarks", n, file_id=file_id, segment=number, code=text)
            claims = some("remit_claims", n, file_id=file_id, segment=number, claim=text)
            yield Chunk("835", {"remarks": rows, "remit_claims": claims}, odd, Tally(segments=1, claims=1, paid=5))


def stored(lake):
    """Every stored row, without the moment, in a stable order."""
    found = {}
    for table in (tables.FILES, tables.FINDINGS, *tables.READ):
        columns = [c for c in table.names if c not in {"imported_at", "import_id"}]
        rows = pa.table(lake.read(table.name, columns)).to_pylist()
        found[table.name] = sorted(map(str, rows))
    return found
