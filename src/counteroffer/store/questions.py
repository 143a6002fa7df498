"""Questions as they were written before: writing one in SQL takes an engine's rows no time, and a person a second.

All measures are some hundred questions, and Python needs longer to write them than the engine to answer them. What a
question is written from (the code, the columns of tables, the practice's profile) seldom changes; so each is written
once and kept in a file beside the lake, and written anew when anything that it was written from has changed.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata as installed
import json
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import attrs
import ibis
import ibis.expr.operations as ops
import pyarrow as pa
from ibis.formats.pyarrow import PyArrowSchema

from counteroffer.core.errors import StorageError
from counteroffer.store.disk import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from counteroffer.store.engine import Engine

_WRITERS = ("ibis-framework", "sqlglot", "duckdb", "pyarrow")
"""The libraries that a query is written with."""


@attrs.frozen
class Question:
    """A table expression as it is asked.

    Attributes:
        sql: the query.
        columns: name -> type of what it gives, as Ibis writes types.
        rows: name -> rows that the expression brings with it (`ibis.memtable`).
    """

    sql: str
    columns: Mapping[str, str]
    rows: Mapping[str, pa.Table]

    @classmethod
    def of(cls, expr: ibis.Table, sql: str) -> Question:
        """Put an expression and its SQL together."""
        own = {one.name: one.data.to_pyarrow(one.schema) for one in expr.op().find(ops.InMemoryTable)}
        return cls(sql, {name: str(kind) for name, kind in expr.schema().items()}, own)

    def typed(self, answer: pa.Table) -> pa.Table:
        """Give an engine's answer the types that the expression has."""
        schema = PyArrowSchema.from_ibis(ibis.schema(dict(self.columns)))
        if answer.schema == schema:
            return answer
        columns = [
            pa.nulls(answer.num_rows) if pa.types.is_null(field.type) else answer[field.name].cast(field.type)
            for field in schema
        ]
        return pa.table(columns, schema=schema)


class Questions:
    """The questions of one open engine, as they were written before or are written now.

    Whoever asks sees to it that a name means one expression only, as long as the code, the columns of tables and
    `on` stay as they are: what else an expression is made of must be part of the name.
    """

    def __init__(self, engine: Engine, on: str) -> None:
        self._engine = engine
        self._file = engine.lake.path / "questions.json"
        self._mark = hashlib.sha256(f"{_code()}\n{on}".encode()).hexdigest()
        self._known = _read(self._file, self._mark)
        self._new = False
        self._one_writer = Lock()

    def question(self, name: str, asked: Callable[[], ibis.Table]) -> Question:
        """Give a question by its name; if it is not known, write what `asked` gives. Any thread may."""
        if name not in self._known:
            with self._one_writer:
                self._known[name] = self._engine.written(asked())
                self._new = True
        return self._known[name]

    def ask(self, name: str, asked: Callable[[], ibis.Table]) -> pa.Table:
        """Ask a question by its name."""
        return self._engine.arrow(self.question(name, asked))

    def save(self) -> None:
        """Keep what was written; who may only read goes on without."""
        if not self._new:
            return
        told = {name: attrs.asdict(one) | {"rows": _packed(one.rows)} for name, one in self._known.items()}
        with suppress(OSError, StorageError):
            write_whole(self._file, json.dumps({"mark": self._mark, "questions": told}).encode())
        self._new = False


def _read(file: Path, mark: str) -> dict[str, Question]:
    """Read the questions of a file; none if it is of other code, or damaged."""
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        if said["mark"] != mark:
            return {}
        return {
            name: Question(one["sql"], one["columns"], {key: _unpacked(rows) for key, rows in one["rows"].items()})
            for name, one in said["questions"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowInvalid):
        return {}


def _packed(rows: Mapping[str, pa.Table]) -> dict[str, str]:
    made = {}
    for name, table in rows.items():
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as stream:
            stream.write_table(table)
        made[name] = base64.b64encode(sink.getvalue()).decode()
    return made


def _unpacked(text: str) -> pa.Table:
    return pa.ipc.open_stream(base64.b64decode(text)).read_all()


@cache
def _code() -> str:
    """Digest all that questions are written by: every file of the package, and the libraries."""
    digest = hashlib.sha256(repr([installed.version(name) for name in _WRITERS]).encode())
    package = Path(__file__).parents[1]
    for file in sorted(package.rglob("*")):
        if file.is_file() and file.suffix != ".pyc":
            digest.update(f"{file.relative_to(package)}\n".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()
