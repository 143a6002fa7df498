"""The base period of a negotiation: a payer's lines under today's contract, and that contract's next years."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

import attrs
import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from counteroffer.contracts.compiled import NAMES, Compiled
from counteroffer.core.dates import OPEN, anniversary
from counteroffer.core.errors import InputError
from counteroffer.negotiate.book import offered_rates
from counteroffer.negotiate.volumes import LINE, Base, Volumes, volumes_of
from counteroffer.price.run import worked
from counteroffer.store.disk import write_whole
from counteroffer.workspace.agreed import given

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from counteroffer.negotiate.offered import Offered
    from counteroffer.negotiate.volumes import Row
    from counteroffer.price.given import Given
    from counteroffer.store.engine import Engine
    from counteroffer.workspace.desk import Workspace

FIRST = date(1900, 1, 1)
"""Day from which today's rates are taken to hold, for lines of whatever day."""

EARNING = ("paid", "none")
"""Outcomes of the lines that are valued: what is denied or taken back earns nothing under any rate."""

MONTHS = 12
"""Length of a base period unless said otherwise."""


def base_period(engine: Engine, payer: str, on: date, months: int = MONTHS) -> Base:
    """Choose the last months of a payer's service that have arrived whole.

    Args:
        engine: of the lake.
        payer: the payer.
        on: the day whose rates are today's.
        months: how many.

    Raises:
        InputError: if the payer has no month of service.
    """
    rows = engine.table("completeness")
    known = engine.arrow(rows.filter(rows.payer == payer).order_by("month")).to_pylist()
    whole = [row["month"] for row in known if row["complete"]] or [row["month"] for row in known if row["lines"]]
    if not whole:
        says = f"{payer} has no month of service here."
        raise InputError(says, "Import its claims and remittances first.")
    last = _number(whole[-1])
    first = max(last - months + 1, _number(next(row["month"] for row in known if row["lines"])))
    return Base(payer, _day(first), date.fromordinal(_day(last + 1).toordinal() - 1), last - first + 1, on)


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def _day(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def todays(desk: Workspace, engine: Engine, payer: str, on: date) -> tuple[Compiled, Given]:
    """Give a payer's contract as in force on a day, its rates of that day holding for every day.

    Raises:
        InputError: if no contract with the payer is in force then.
    """
    versions = engine.table("versions")
    force = engine.arrow(versions.filter(versions.payer == payer, versions.since <= on, versions.until >= on))
    if not len(force):
        says = f"No contract with {payer} is in force on {on}."
        raise InputError(
            says, "Write the contract under contracts/ (docs/contracts.md), or name another day with --on."
        )
    names = {(row["contract"], row["version"]) for row in force.select(["contract", "version"]).to_pylist()}
    tables = {name: _opened(name, engine, names, on) for name in NAMES}
    tables["versions"] = _every_day(force)
    compiled = Compiled(**tables)
    return compiled, given(desk, compiled)


def _opened(name: str, engine: Engine, names: set[tuple[str, str]], on: date) -> pa.Table:
    table = engine.table(name)
    contracts, versions = ({pair[i] for pair in names} for i in (0, 1))
    some = table.filter(table.contract.isin(sorted(contracts)), table.version.isin(sorted(versions)))
    if name != "rates":
        return engine.arrow(some)
    return _every_day(engine.arrow(some.filter(some.since <= on, some.until >= on)))


def _every_day(rows: pa.Table) -> pa.Table:
    for name, day in (("since", FIRST), ("until", OPEN)):
        place = rows.schema.get_field_index(name)
        rows = rows.set_column(place, rows.schema.field(place), pa.array([day] * len(rows), pa.date32()))
    return rows


def read_volumes(desk: Workspace, engine: Engine, base: Base, years: int = 1, kept: Path | None = None) -> Volumes:
    """Price a payer's lines of a base period by today's contract.

    Args:
        desk: the workspace.
        engine: of its lake.
        base: the base period.
        years: years for which the contract's own later rates are looked up.
        kept: a folder in which the priced lines are kept while what they rest on does not change.

    Raises:
        InputError: if no contract with the payer is in force, or no line of the period earns anything.
    """
    file = kept / f"{mark(engine, base)}.parquet" if kept is not None else None
    if file is not None and file.is_file():
        table = parquet.read_table(file)
    else:
        table = _worked(desk, engine, base)
        if file is not None:
            _keep(table, file)
    if not len(table):
        says = f"{base.payer} paid nothing from {base.since} to {base.until}."
        raise InputError(says, "Choose another base period.")
    volumes = volumes_of(table, base)
    later = tuple(_later(engine, volumes.rows, anniversary(base.on, year)) for year in range(1, years))
    return attrs.evolve(volumes, later=later)


def mark(engine: Engine, base: Base) -> str:
    """Name what a value on a base period rests on: its days, and the versions of the tables it is made of."""
    versions = {name: engine.versions.get(name, -1) for name in ("lines", *NAMES)}
    return hashlib.sha256(repr((attrs.astuple(base), sorted(versions.items()))).encode()).hexdigest()[:16]


def _worked(desk: Workspace, engine: Engine, base: Base) -> pa.Table:
    _, known = todays(desk, engine, base.payer, base.on)
    some = engine.keep(earning(engine, base))
    made = worked(some, known, engine.keep)
    made = made.drop(*(name for name in ("allowed", "product") if name in made.columns))
    both = made.inner_join(some.select("line_id", "product", "allowed"), "line_id")
    lacking = {name: _whole(name) for name in LINE if name not in both.columns}
    return engine.arrow(both.mutate(**lacking).select(*LINE))


def _keep(table: pa.Table, file: Path) -> None:
    """Keep priced lines, and only the newest; a disk that refuses costs no more than time."""
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        for old in file.parent.glob("*.parquet"):
            old.unlink()
        buffer = pa.BufferOutputStream()
        parquet.write_table(table, buffer)
        write_whole(file, buffer.getvalue().to_pybytes(), 0o600)


def earning(engine: Engine, base: Base) -> ibis.Table:
    """Give the lines of a base period that are valued (`core.tables.LINES`)."""
    lines = engine.table("lines")
    return lines.filter(
        lines.payer == base.payer, lines.sequence == "P", lines.outcome.isin(EARNING),
        lines.service_date >= base.since, lines.service_date <= base.until,
    )  # fmt: skip


def exactly(desk: Workspace, engine: Engine, base: Base, offered: Offered) -> dict[int, int | None]:
    """Price the same lines by a proposal's rate book with the pricer itself: slower, and exact for every line.

    Returns:
        Line -> cents expected in the first year; None where it has no price.
    """
    compiled, _ = todays(desk, engine, base.payer, base.on)
    lines = engine.keep(earning(engine, base))
    codes = engine.arrow(lines.select("billed_code").distinct())["billed_code"].to_pylist()
    rates = offered_rates(compiled.rates, offered, frozenset(codes))
    made = worked(lines, given(desk, attrs.evolve(compiled, rates=rates)), engine.keep)
    table = engine.arrow(made.select("line_id", "amount"))
    return dict(zip(table["line_id"].to_pylist(), table["amount"].to_pylist(), strict=True))


def _whole(name: str) -> ibis.Value:
    """Give what `worked` leaves out where no contract says anything of it: percents of 100, no claim's charges."""
    if name.startswith("percent"):
        return ibis.literal(100_000, "int64")
    if name == "by_claim":
        return ibis.literal(value=False)
    raise InputError(f"Lines have no column {name} here.", "Refresh the workspace: counteroffer refresh --force.")


def _later(engine: Engine, rows: Sequence[Row], day: date) -> np.typing.NDArray[np.int64]:
    """Give the contract's own rate of each row on a later day; -1 where it says nothing of that day."""
    names = sorted({row.term_id.rpartition("#")[0] for row in rows} - {""})
    table = engine.table("rates")
    some = table.filter(
        table.term_id.isin(sorted({row.term_id for row in rows})), table.since <= day, table.until >= day
    )
    found = engine.arrow(some.select("term_id", "code", "modifier", "setting", "rate")) if names else None
    rates = {}
    for one in found.filter(pc.is_valid(found["rate"])).to_pylist() if found is not None else ():
        rates[one["term_id"], one["code"], one["modifier"], one["setting"]] = one["rate"]
    return np.array([rates.get((row.term_id, *row.key), -1) for row in rows], dtype=np.int64)
