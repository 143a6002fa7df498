"""Views at the desk: what each needs beside the facts, and its options from text."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import attrs
import ibis
import pyarrow as pa

from counteroffer.contracts.notices import next_notices
from counteroffer.core import tables
from counteroffer.core.errors import CounterofferError, InputError, UnknownNameError
from counteroffer.documents.report.records import Shown
from counteroffer.measure.answer import primary
from counteroffer.measure.reads import ALWAYS, narrowed
from counteroffer.measure.registry import View, find_view, views
from counteroffer.medicare.units import national_units
from counteroffer.price.medicare import practice_medicare
from counteroffer.store.engine import Written, steps_apart
from counteroffer.workspace.agreed import current_contracts
from counteroffer.workspace.causes import causes_of
from counteroffer.workspace.posted import payments, posted

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from counteroffer.store.engine import Engine
    from counteroffer.workspace.desk import Workspace

NOTICES = pa.schema(
    [(n, pa.string()) for n in ("payer", "contract", "kind")]
    + [(n, pa.date32()) for n in ("term_ends", "notice_by", "free_from")]
    + [("notice_days", pa.int64()), ("says", pa.string())]
)
"""One contract's next notice (`contracts.notices.Notice`)."""


def notices(desk: Workspace, today: date | None = None) -> pa.Table:
    """Give the next notice of every contract, counted from today."""
    found = next_notices(current_contracts(desk)[0], today or datetime.now(tz=UTC).astimezone().date())
    return pa.Table.from_pylist([attrs.asdict(notice) for notice in found], schema=NOTICES)


INPUTS: dict[str, Callable[[Workspace, Engine], Any]] = {
    "practice": lambda desk, _: desk.practice,
    "payments": payments,
    "posted": posted,
    "relative_values": lambda desk, _: ibis.memtable(national_units(desk.medicare)),
    "notices": lambda desk, _: ibis.memtable(notices(desk)),
    "variances": causes_of,
    "medicare_amounts": lambda desk, _: ibis.memtable(practice_medicare(desk.medicare, desk.practice)),
}
"""What a view may need that is no table of the lake: the parameter's name -> how it is made."""


def show_view(desk: Workspace, name: str, payer: str, said: Mapping[str, str]) -> pa.Table:
    """Compute a view.

    Args:
        desk: the workspace.
        name: the view's name.
        payer: only this payer, if the view does not compare payers; empty for all.
        said: option -> value as text.

    Raises:
        UnknownNameError: if no view, option or payer is called so.
        InputError: if an option's value cannot be read.
    """
    view = find_view(name)
    options: dict[str, Any] = {option: _typed(view, option, value) for option, value in said.items()}
    with desk.engine() as engine:
        facts = primary(desk.facts(engine, () if options else view.reads or ALWAYS))
        if payer and "payer" in view.options:
            options["payer"] = desk.payer(payer)
        elif payer:
            facts = facts.filter(facts.payer == desk.payer(payer))
        needed = {need: given(desk, engine, need) for need in view.needs}
        return engine.arrow(view.table(facts, **needed, **options))


def show_all(
    desk: Workspace,
    engine: Engine,
    facts: ibis.Table,
    names: Collection[str] | None = None,
    told: Callable[[int, int], None] | None = None,
) -> dict[str, Shown]:
    """Compute every view once, of all payers and with its own defaults; what cannot be computed says why.

    The next queries are written while the engine computes: writing one takes as long, and needs the other processor.

    Args:
        desk: the workspace.
        engine: its tables.
        facts: the facts of the whole practice, kept in the engine.
        names: only these views; default: every one of the registry.
        told: hears how many of how many views are there.
    """
    asked = views() if names is None else [find_view(name) for name in names]
    needed = {need: given(desk, engine, need) for view in asked for need in view.needs}
    counted = primary(facts)

    def written(view: View) -> Written:
        return engine.written(view.table(narrowed(counted, view), **{need: needed[need] for need in view.needs}))

    made = {}
    with _uncollected(), steps_apart(), ThreadPoolExecutor(1) as writer:
        waiting = [(view, writer.submit(written, view)) for view in asked]
        for number, (view, query) in enumerate(waiting, 1):
            try:
                made[view.name] = Shown(view, engine.arrow(query.result()))
            except CounterofferError as fault:
                made[view.name] = Shown(view, None, str(fault))
            if told is not None:
                told(number, len(asked))
    return made


@contextmanager
def _uncollected() -> Iterator[None]:
    """Hold the garbage collector back: expressions are millions of objects that live, and it looks at all of them.

    Measured on 20,000 lines: every view in 13 s of processor time instead of 19, nearly all of it in building queries.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def given(desk: Workspace, engine: Engine, need: str) -> Any:
    """Give what a view needs, made once while the engine is open."""
    if need not in INPUTS:
        return engine.table(tables.table(need).name)
    mark = f"input {need}"
    if mark not in engine.memo:
        engine.memo[mark] = INPUTS[need](desk, engine)
    return engine.memo[mark]


def _typed(view: View, option: str, value: str) -> Any:
    if option not in view.options or option == "payer":
        there = ", ".join(known for known in view.options if known != "payer") or "none"
        raise UnknownNameError(f"'{view.name}' has no option '{option}'.", f"There are: {there}.")
    default = view.options[option]
    try:
        if isinstance(default, bool):
            return {"yes": True, "no": False}[value]
        if isinstance(default, int | float):
            return type(default)(value)
        return date.fromisoformat(value) if default is None else value
    except (KeyError, ValueError):
        due = "a day like 2025-12-31" if default is None else "yes or no" if isinstance(default, bool) else "a number"
        raise InputError(f"'{value}' cannot be '{option}'.", f"Write {due}.") from None
