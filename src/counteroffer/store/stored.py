"""Tables made of the lake's tables and kept beside it, each as one Parquet file: made once, read by every engine after.

A file's name tells its query and the files of the tables that it was made of, which are never written twice: what is
stale is never found, and what cannot be written is made for one engine alone. Nothing rests on these files; they may be
deleted at any time.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from collections.abc import Iterable

    import ibis

    from counteroffer.store.engine import Engine
    from counteroffer.store.questions import Question

FOLDER = ".made"
KEPT = 2
"""Files of a table that are kept: another process may still read the one before."""


def stored(engine: Engine, name: str, question: Question, of: Iterable[str]) -> ibis.Table:
    """Give a table that is made of some of the lake's tables; made now if it is not there.

    Args:
        engine: what computes it, and sees it from then on.
        name: the table's name.
        question: what it is made by; it brings no rows of its own.
        of: the tables that it is made of.
    """
    made_of = [sorted(Path(file).name for file in engine.lake.files(table, engine.versions)) for table in of]
    mark = hashlib.sha256(repr((question.sql, made_of)).encode()).hexdigest()[:24]
    file = engine.lake.path / FOLDER / f"{name}-{mark}.parquet"
    if not file.is_file():
        try:
            _make(engine, question, file)
        except (OSError, duckdb.IOException):
            return engine.keep(question, f"{name}_here")
        _forget(file, name)
    source = str(file).replace("'", "''")
    engine.con.raw_sql(f"CREATE OR REPLACE VIEW \"{name}\" AS FROM read_parquet('{source}')")
    found: ibis.Table = engine.con.table(name)
    return found


def _make(engine: Engine, question: Question, file: Path) -> None:
    """Write the file whole or not at all, whoever else makes it now."""
    file.parent.mkdir(exist_ok=True)
    fresh = file.with_name(f".{file.name}.{os.getpid()}.new")
    path = str(fresh).replace("'", "''")
    try:
        engine.con.raw_sql(f"COPY ({question.sql}) TO '{path}' (FORMAT parquet)")
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)


def _forget(file: Path, name: str) -> None:
    """Delete what is older than the files that are kept."""
    with suppress(OSError):
        made = sorted(file.parent.glob(f"{name}-*.parquet"), key=lambda one: one.stat().st_mtime, reverse=True)
        for old in made[KEPT:]:
            old.unlink(missing_ok=True)
