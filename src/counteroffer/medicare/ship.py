"""Makes the Medicare tables that ship with Counteroffer from the files that CMS publishes.

python -m counteroffer.medicare.ship PPRRVU2025_Oct.csv GPCI2025.csv ZIP5_OCT2025.txt
"""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow.parquet as pq

from counteroffer.core import tables
from counteroffer.ingest.fees.cms import read_published

SHELF = Path(__file__).parents[1] / "shelf" / "medicare"
SORT = {
    "medicare_fees": ["year", "release", "code", "modifier"],
    "medicare_localities": ["year", "locality"],
    "medicare_zips": ["year", "quarter", "zip"],
}


def ship(paths: list[Path], shelf: Path = SHELF) -> list[Path]:
    """Read the published files and write one Parquet file for each table; give what was written.

    Raises:
        InputError: if a file is not what CMS publishes.
    """
    written = []
    for name, rows in read_published(paths).items():
        out = shelf / f"{name}.parquet"
        ordered = rows.sort_by([(column, "ascending") for column in SORT[name]]).select(tables.table(name).names)
        pq.write_table(ordered, out, compression="zstd", compression_level=19)
        written.append(out)
    return written


if __name__ == "__main__":
    for made in ship([Path(argument) for argument in sys.argv[1:]]):
        sys.stdout.write(f"{made}: {made.stat().st_size:,} bytes\n")
