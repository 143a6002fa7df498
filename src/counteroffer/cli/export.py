"""Tables written to files that a user names."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from counteroffer.cli.app import console
from counteroffer.core.errors import InputError, StorageError
from counteroffer.documents.writing import guarded


def refuse_ending(out: Path | None) -> None:
    """Refuse a file that no table can be written to, before anything is computed for it.

    Raises:
        InputError: if its ending is neither .csv nor .parquet.
    """
    if out is not None and out.suffix not in (".parquet", ".csv"):
        raise InputError(f"{out} is neither .parquet nor .csv.", "Choose one of the two endings.")


def write_table(made: pa.Table, out: Path, *, private: bool = False) -> None:
    """Write a table to .csv or .parquet; a private one only its owner may read.

    Raises:
        InputError: if the ending is neither.
        StorageError: if it cannot be written.
    """
    refuse_ending(out)
    try:
        if private:
            out.unlink(missing_ok=True)
            os.close(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        if out.suffix == ".csv":
            pacsv.write_csv(guarded(made), out)
        else:
            pq.write_table(made, out)
    except OSError as fault:
        raise StorageError(f"{out} cannot be written: {fault}.", "Choose another place.") from fault
    console.print(f"{made.num_rows:,} rows: {out}", soft_wrap=True)
