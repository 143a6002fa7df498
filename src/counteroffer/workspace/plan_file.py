"""What a practice says of a negotiation's plan: `negotiations/PAYER/plan.yaml`, strict YAML, read whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import attrs

from counteroffer.contracts.faults import Faults
from counteroffer.core.dates import from_iso
from counteroffer.core.errors import InputError
from counteroffer.core.plain import read_plain
from counteroffer.negotiate.ladder import ladder
from counteroffer.negotiate.plan import timeline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from pathlib import Path

    from counteroffer.core.plain import Plain

T = TypeVar("T")

FILE = "plan.yaml"

KEYS = {
    "start": "the day on which new rates begin: 2027-01-01",
    "notice_days": "days of notice, where no clause of the contract says them",
    "owners": "role: person",
    "done": "step: the day on which it was done",
    "dates": "days that matter, each {day: 2026-10-15, what: Open enrollment begins}",
    "continuity": "{days: 90, source: ...}: how long old rates go on, where the contract does not say",
    "waits": "rung of the ladder: working days to wait",
    "closed": "days on which you are closed beside federal holidays",
}
"""What the file may hold."""

_DAY = "Write a day like 2026-10-15."


@attrs.frozen
class PlanFile:
    """What `plan.yaml` says; see `KEYS`."""

    start: date | None = None
    notice_days: int | None = None
    owners: dict[str, str] = attrs.field(factory=dict)
    done: dict[str, date] = attrs.field(factory=dict)
    dates: tuple[tuple[date, str], ...] = ()
    tail_days: int | None = None
    tail_source: str = ""
    waits: dict[str, int] = attrs.field(factory=dict)
    closed: frozenset[date] = frozenset()


def read_plan_file(path: Path) -> PlanFile:
    """Read it; without a file, nothing is said.

    Raises:
        InputError: if it has faults; the message lists all of them with their lines.
    """
    if not path.is_file():
        return PlanFile()
    try:
        document = read_plain(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError(f"{path} cannot be read.", "Check that it is text and may be read.") from fault
    faults = Faults(path, document)
    said = faults.mapping(document.value, (), KEYS, "A plan") if not document.faults else {}
    made = _read(faults, said)
    wrong = [f"  line {one.line}: {one.says}" for one in document.faults]
    wrong += [f"  line {one.segment}: {one.says} {one.mend}" for one in faults.found]
    if wrong:
        raise InputError(
            f"{path} has faults:\n" + "\n".join(wrong), "Mend these lines; a key that is not there is fine."
        )
    return made


def _read(faults: Faults, said: dict[str, Plain]) -> PlanFile:
    steps = {step.key for step in timeline().steps}
    rungs = {rung.key for rung in ladder()[0]}
    roles = {step.owner for step in timeline().steps}
    tail = faults.mapping(said["continuity"], ("continuity",), ("days", "source"), "`continuity`") if (
        "continuity" in said) else {}  # fmt: skip
    days = faults.typed(_days, tail["days"], ("continuity", "days"), "Write days like 90.") if "days" in tail else None
    source = faults.text(tail.get("source"), ("continuity", "source"), "Where the days are from", needed=bool(tail))
    closed = [faults.typed(from_iso, day, ("closed",), _DAY) for day in faults.texts(said.get("closed"), ("closed",))]
    return PlanFile(
        start=faults.typed(from_iso, said["start"], ("start",), _DAY) if "start" in said else None,
        notice_days=faults.typed(_days, said["notice_days"], ("notice_days",), "Write days like 90.")
        if "notice_days" in said
        else None,
        owners=_map(faults, said, "owners", roles, (str, "Write `role: person`.")),
        done=_map(faults, said, "done", steps, (from_iso, _DAY)),
        dates=_dates(faults, said.get("dates")),
        tail_days=days,
        tail_source=source,
        waits=_map(faults, said, "waits", rungs, (_days, "Write working days like 7.")),
        closed=frozenset(day for day in closed if day is not None),
    )


def _map(
    faults: Faults, said: dict[str, Plain], key: str, known: Iterable[str], how: tuple[Callable[[str], T], str]
) -> dict[str, T]:
    """Read a map of known names to values: `how` reads a value, and says what to write where it cannot."""
    if key not in said:
        return {}
    names = sorted(known)
    items = faults.mapping(said[key], (key,), names, f"`{key}`")
    typed = {name: faults.typed(how[0], value, (key, name), how[1]) for name, value in items.items() if name in names}
    return {name: value for name, value in typed.items() if value is not None}


def _dates(faults: Faults, value: Plain | None) -> tuple[tuple[date, str], ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        faults.note("form", ("dates",), "`dates` should be a list.", "Write each as - {day: 2026-10-15, what: ...}.")
        return ()
    found = []
    for place, item in enumerate(value):
        at = ("dates", place)
        one = faults.mapping(item, at, ("day", "what"), "A date")
        day = faults.typed(from_iso, one.get("day", ""), (*at, "day"), _DAY)
        what = faults.text(one.get("what"), (*at, "what"), "What the day is", needed=True)
        if day is not None and what:
            found.append((day, what))
    return tuple(found)


def _days(text: str) -> int:
    if not text.isdigit() or len(text) > 4:
        raise ValueError(f"'{text}' is not a whole number of days")
    return int(text)
