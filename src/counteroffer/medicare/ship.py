"""Makes the Medicare tables that ship with Counteroffer from the files that CMS publishes.

python -m counteroffer.medicare.ship DIR_OR_FILE...
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from counteroffer.core import tables
from counteroffer.core.errors import InputError
from counteroffer.core.findings import ERROR
from counteroffer.ingest.fees.published import survey

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from counteroffer.ingest.fees.published import Published

SHELF = Path(__file__).parents[1] / "shelf" / "medicare"


def ship(paths: list[Path], shelf: Path = SHELF) -> list[Path]:
    """Read the published files and write one Parquet file for each table; give what was written.

    Raises:
        InputError: if a file is not what CMS publishes.
    """
    surveyed = survey(paths)
    for fault in surveyed.findings:
        if fault.severity == ERROR:
            raise InputError(fault.says, fault.mend)
    made = {}
    for table in tables.MEDICARE_SCHEDULES:
        parts = [one.rows for one in surveyed.found if one.kind.table is table]
        if parts:
            made[table] = pa.concat_tables(parts)
    made[tables.MEDICARE_RELEASES] = releases(surveyed.found, lambda one: Path(one.file).name)
    return [_write(shelf, table, rows) for table, rows in made.items()]


def releases(found: Sequence[Published], named: Callable[[Published], str], when: datetime | None = None) -> pa.Table:
    """Give the rows of `medicare_releases` for some files.

    Args:
        found: the files.
        named: how each file is called there.
        when: the moment of the import; None for what ships.
    """
    made = [
        {
            "table": one.kind.table.name, "year": one.year, "release": one.release, "since": one.days[0],
            "until": one.days[1], "rows": one.rows.num_rows, "file": named(one), "sha256": one.sha256,
            "imported_at": when,
        }
        for one in found
    ]  # fmt: skip
    return pa.Table.from_pylist(made, schema=tables.MEDICARE_RELEASES.schema)


def _write(shelf: Path, table: tables.Table, rows: pa.Table) -> Path:
    """Write a table sorted by all that names a row, so that the same files give the same bytes."""
    out = shelf / f"{table.name}.parquet"
    numbers = {"amount", "facility", "nonfacility", "limit", "rows"}
    order = [(name, "ascending") for name in table.names if name not in numbers]
    ordered = rows.select(table.names).sort_by(order)
    pq.write_table(ordered, out, compression="zstd", compression_level=19)
    return out


if __name__ == "__main__":
    for made_file in ship([Path(argument) for argument in sys.argv[1:]]):
        sys.stdout.write(f"{made_file}: {made_file.stat().st_size:,} bytes\n")
