"""Views at the desk: what each needs beside the facts, and its options from text."""

from __future__ import annotations

import gc
import hashlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import attrs
import ibis
import ibis.expr.operations as ops
import pyarrow as pa

from counteroffer.contracts.notices import next_notices
from counteroffer.core import tables
from counteroffer.core.errors import CounterofferError, InputError, UnknownNameError
from counteroffer.documents.report.records import Shown
from counteroffer.measure.answer import primary
from counteroffer.measure.facts import facts
from counteroffer.measure.reads import ALWAYS, narrowed, of_all
from counteroffer.measure.reads import given as narrow
from counteroffer.measure.registry import View, find_view, views
from counteroffer.medicare.units import national_units
from counteroffer.price.medicare import practice_medicare
from counteroffer.store.engine import steps_apart
from counteroffer.store.questions import Questions
from counteroffer.store.stored import stored
from counteroffer.workspace.agreed import current_contracts
from counteroffer.workspace.causes import causes_of
from counteroffer.workspace.posted import payments, posted

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from counteroffer.measure.answer import Ask
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


MANY_LINES = 1_000_000
"""More lines than these are not held in memory, and asked one question at a time."""

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
        made = primary(desk.facts(engine, () if options else view.reads or ALWAYS))
        if payer and "payer" in view.options:
            options["payer"] = desk.payer(payer)
        elif payer:
            made = made.filter(made.payer == desk.payer(payer))
        needed = {need: given(desk, engine, need) for need in view.needs}
        return engine.arrow(view.table(made, **needed, **options))


def show_all(
    desk: Workspace,
    engine: Engine,
    kept: ibis.Table,
    names: Collection[str] | None = None,
    told: Callable[[int, int], None] | None = None,
) -> dict[str, Shown]:
    """Compute every view once, of all payers and with its own defaults; what cannot be computed says why.

    Queries that were written before are only asked, two at once: what few lines take is too little for two processors.

    Args:
        desk: the workspace.
        engine: its tables.
        kept: the facts of the whole practice, kept in the engine.
        names: only these views; default: every one of the registry.
        told: hears how many of how many views are there.
    """
    asked = views() if names is None else [find_view(name) for name in names]
    needed = {need: given(desk, engine, need) for view in asked for need in view.needs}
    counted, ask = primary(kept), asking(desk, engine, kept)

    def shown(view: View) -> Shown:
        own = {need: needed[need] for need in view.needs}
        try:
            return Shown(view, ask(f"view {view.name}", lambda: view.table(narrowed(counted, view), **own)))
        except CounterofferError as fault:
            return Shown(view, None, str(fault))

    made = {}
    with at_once(desk, engine) as askers:
        for number, one in enumerate([askers.submit(shown, view) for view in asked], 1):
            made[one.result().view.name] = one.result()
            if told is not None:
                told(number, len(asked))
    return made


def asking(desk: Workspace, engine: Engine, kept: ibis.Table) -> Ask:
    """Give what asks questions about kept facts by their names, of those written before where they are known."""
    questions = questions_of(desk, engine)
    columns = hashlib.sha256(repr(kept.schema()).encode()).hexdigest()
    return lambda name, asked: questions.ask(f"{name}, of {kept.get_name()} {columns}", asked)


def questions_of(desk: Workspace, engine: Engine) -> Questions:
    """Give the questions of an open engine: what they are written from beside the code is the practice's profile."""
    if "questions" not in engine.memo:
        engine.memo["questions"] = Questions(engine, repr(desk.practice))
    found: Questions = engine.memo["questions"]
    return found


@contextmanager
def at_once(desk: Workspace, engine: Engine) -> Iterator[ThreadPoolExecutor]:
    """Ask several questions at once in a `with` block; of very many lines one, which then has all of the memory.

    What was written is kept at the end.
    """
    with _uncollected(), steps_apart(), ThreadPoolExecutor(1 if has_many(desk, engine) else 2) as askers:
        yield askers
    questions_of(desk, engine).save()


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


def every_fact(desk: Workspace, engine: Engine) -> ibis.Table:
    """Give the facts, all lines and all columns (`measure.facts`): made once after a refresh, and read from then on."""
    if "facts" not in engine.memo:
        made_of = ("lines", "priced", "completeness")
        lines, priced, months = (engine.table(name) for name in made_of)
        questions = questions_of(desk, engine)
        question = questions.question("facts", lambda: facts(lines, priced, months=months))
        questions.save()
        engine.memo["facts"] = stored(engine, "facts", question, made_of)
    found: ibis.Table = engine.memo["facts"]
    return found


def some_facts(desk: Workspace, engine: Engine, columns: Collection[str] = ()) -> ibis.Table:
    """Give some columns of the facts (default: all), in memory where there is room for them."""
    every = every_fact(desk, engine)
    some = narrow(columns, every) if columns else every
    return some if has_many(desk, engine) else engine.keep(some)


def facts_of_all(desk: Workspace, engine: Engine) -> ibis.Table:
    """Give the facts with the columns that all metrics and all views read with their defaults."""
    every = every_fact(desk, engine)
    if has_many(desk, engine):
        return every
    return engine.keep(questions_of(desk, engine).question("facts of all", lambda: narrow(of_all(), every)))


def has_many(desk: Workspace, engine: Engine) -> bool:
    """Say whether there are so many lines that one question keeps two processors busy, and should have all memory."""
    return desk.lake.rows("lines", engine.versions) > MANY_LINES


def given(desk: Workspace, engine: Engine, need: str) -> Any:
    """Give what a view needs, made once while the engine is open, and always by the same name."""
    if need not in INPUTS:
        return engine.table(tables.table(need).name)
    name = f"input_{need}"
    if name not in engine.memo:
        made = INPUTS[need](desk, engine)
        if isinstance(made, ibis.Table):
            made = engine.view(name, made) if isinstance(made.op(), ops.DatabaseTable) else engine.keep(made, name)
        engine.memo[name] = made
    return engine.memo[name]


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
