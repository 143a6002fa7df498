"""Causes of variances: made when they are first asked for after a refresh, and kept in the lake with what they rest on.

They are not made by every refresh: they price the lines that are off some twenty times over, which takes seconds that
only those who ask for them should wait; and what a refresh makes never depends on them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import attrs

from counteroffer.contracts.compiled import NAMES, Compiled
from counteroffer.core import tables
from counteroffer.core.errors import CounterofferError
from counteroffer.price.causes.run import Read, variances
from counteroffer.workspace.agreed import given
from counteroffer.workspace.on_spark import by_payer, tolerances

if TYPE_CHECKING:
    import ibis

    from counteroffer.store.engine import Engine
    from counteroffer.workspace.desk import Workspace

RESTS_ON = ("lines", "priced", *NAMES, "clauses", "remit_lines", "adjustments")
"""Tables whose versions say whether the stored causes are still those of the lines."""


def causes_of(desk: Workspace, engine: Engine) -> ibis.Table:
    """Give `core.tables.VARIANCES` of the tables that an engine sees; made now if they are not there."""
    if "variances" not in engine.memo:
        stored = _stored(desk, engine)
        engine.memo["variances"] = _made(desk, engine) if stored is None else stored
    found: ibis.Table = engine.memo["variances"]
    return found


def _mark(desk: Workspace, engine: Engine) -> dict[str, Any]:
    practice = desk.practice
    own = {payer: [said[0], str(said[1])] for payer, said in by_payer(practice).items()}
    columns = repr([(c.name, c.unit) for c in tables.VARIANCES.columns])
    tolerance = [practice.tolerance_cents, str(practice.tolerance_percent), own]
    return {"versions": {name: engine.versions.get(name, -1) for name in RESTS_ON}, "by": [tolerance, columns]}


def _stored(desk: Workspace, engine: Engine) -> ibis.Table | None:
    file = desk.home.lake_dir / "variances.json"
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if told.get("mark") != _mark(desk, engine) or told.get("version") != engine.versions.get("variances"):
        return None
    return engine.table("variances")


def _made(desk: Workspace, engine: Engine) -> ibis.Table:
    seen = {field.name: engine.table(field.name) for field in attrs.fields(Read)}
    known = given(desk, Compiled(**{name: engine.arrow(engine.table(name)) for name in NAMES}))
    practice = desk.practice
    made = engine.keep(
        variances(Read(**seen), known, desk.medicare, tolerances(practice), engine.keep, payers=by_payer(practice))
    )
    if engine.versions == desk.lake.versions():
        _store(desk, engine, made)
    return made


def _store(desk: Workspace, engine: Engine, made: ibis.Table) -> None:
    """Keep what was made; who may only read, or meets another writer, goes on without."""
    try:
        with desk.lake.writing() as write:
            write.replace("variances", made.to_pyarrow_batches())
            write.commit()
        told = {"mark": _mark(desk, engine), "version": desk.lake.versions()["variances"]}
        (desk.home.lake_dir / "variances.json").write_text(json.dumps(told), encoding="utf-8")
    except (CounterofferError, OSError):
        return
