"""What the reader makes of the smaller transaction sets, and a small envelope to put them in."""

import hashlib
import hmac
import io

import pyarrow as pa

from counteroffer.core import tables
from counteroffer.ingest.x12 import read_x12

KEY = b"k" * 32
OURS = ("auths", "claim_statuses", "coverages", "acknowledgements", "unknown_segments")
FUNCTIONAL = {"278": "HI", "277": "HN", "271": "HB", "999": "FA", "997": "FA"}


class Nobody(dict):
    """Pseudonyms by `LAST|FIRST|MEMBER`, made as the documentation says."""

    def __missing__(self, patient):
        return hmac.new(KEY, patient.encode(), hashlib.sha256).hexdigest()[:16]


NOBODY = Nobody()


class Told:
    """A whole file as read: rows by table, findings, tally."""

    def __init__(self, data, block=4 << 20):
        chunks = list(read_x12(io.BytesIO(data), "file.edi", 7, KEY, block))
        self.findings = [finding for chunk in chunks for finding in chunk.findings]
        self.kinds = {chunk.kind for chunk in chunks}
        self.tables = {}
        for name in OURS:
            schema = tables.table(name).schema
            parts = [chunk.tables[name] for chunk in chunks if name in chunk.tables]
            assert all(part.schema == schema for part in parts)
            for part in parts:
                part.validate(full=True)
            self.tables[name] = pa.concat_tables(parts) if parts else schema.empty_table()

    def rows(self, name, *, offset=False):
        """The rows of a table; without file_id and offset, which the corpus judges."""
        left_out = {"file_id"} if offset else {"file_id", "offset"}
        found = self.tables[name].to_pylist()
        return [{column: value for column, value in row.items() if column not in left_out} for row in found]


def blank(name):
    """A row of a table that says nothing, without file_id and offset."""
    nothing = {"text": "", "yes/no": False}
    return {
        column.name: None if column.null else nothing.get(column.unit, 0)
        for column in tables.table(name).columns
        if column.name not in {"file_id", "offset"}
    }


def envelope(text, functional, version, control="0007"):
    """Put one transaction set, given without its SE, between ISA and IEA; its ST is segment 3."""
    count = text.count("~") + 1
    return (
        "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *250131*0101*^*00501*000000001*0*P*:~\n"
        f"GS*{functional}*SENDER*RECEIVER*20250131*0101*1*X*{version}~\n"
        f"{text}SE*{count}*{control}~\nGE*1*1~\nIEA*1*000000001~\n"
    ).encode("latin-1")
