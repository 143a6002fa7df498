"""The `escalator` of a term, from its YAML, and the file of an index: a CSV of date and percent."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from counteroffer.contracts import typed
from counteroffer.contracts.lists import OwnList
from counteroffer.contracts.pays import yes_no
from counteroffer.contracts.schema import ESCALATOR_KEYS
from counteroffer.contracts.terms import ByHand, Change, Escalator, Pays, PercentOfCharges, PercentOfSchedule
from counteroffer.core.dates import from_iso
from counteroffer.core.findings import ERROR, Finding

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from counteroffer.contracts.faults import At, Faults
    from counteroffer.core.plain import Plain


def read_escalator(faults: Faults, value: Plain, at: At, pays: Pays | None) -> Escalator | None:
    """Read the escalator of a term that pays in some way; None if it has a fault, which is noted."""
    said = faults.mapping(value, at, ESCALATOR_KEYS, "An escalator")
    drugs = isinstance(pays, OwnList) or (isinstance(pays, PercentOfSchedule) and pays.schedule == "drugs")
    if drugs or isinstance(pays, PercentOfCharges | ByHand):
        says = "This way to pay has no amount that could escalate."
        faults.note("escalator", at, says, "Leave the escalator out; charges and drug prices move by themselves.")
    if ("percent" in said) == ("index" in said):
        faults.note("escalator", at, "An escalator has a percent or an index.", "Write one of `percent`, `index`.")
    if said.get("every", "year") != "year":
        faults.note("value", (*at, "every"), "A step is made every year.", "Write `every: year`, or leave it out.")
    if said.get("round", "cent") != "cent":
        faults.note("value", (*at, "round"), "Steps are rounded to the cent or not at all.", "Write `round: cent`.")
    since = faults.typed(typed.first_step, said.get("from", ""), (*at, "from"), "Write the day of the first step.")
    percent, lowest, highest = (_percent(faults, said, at, key) for key in ("percent", "floor", "cap"))
    for key in ("floor", "cap"):
        if key in said and "percent" in said:
            faults.note("escalator", (*at, key), f"'{key}' means nothing to a fixed percent.", f"Leave out {key}.")
    if lowest is not None and highest is not None and lowest > highest:
        faults.note("escalator", (*at, "floor"), "The floor is above the cap.", "Mend floor or cap.")
    index = _index(faults, said["index"], (*at, "index")) if "index" in said else ()
    compounding = yes_no(faults, said.get("compounding", "yes"), (*at, "compounding"))
    if since is None:
        return None
    return Escalator(since, percent, index, compounding, lowest, highest, rounded="round" in said)


def _percent(faults: Faults, said: dict[str, Plain], at: At, key: str) -> int | None:
    if key not in said:
        return None
    return faults.typed(typed.signed_percent, said[key], (*at, key), "Write it like 3 or 2.5.")


def _index(faults: Faults, value: Plain, at: At) -> tuple[Change, ...]:
    name = faults.text(value, at, "The index's file", needed=True)
    path = faults.file.parent / name
    if not name or not path.is_file():
        faults.note("missing_file", at, f"There is no index {path}.", "Put it beside the contract.")
        return ()
    changes, found = read_index(path)
    faults.found += found
    return changes


def read_index(path: Path) -> tuple[tuple[Change, ...], list[Finding]]:
    """Read an index: columns `date` (from which a change is known) and `percent` (the change, may be below zero).

    Returns:
        The changes in the file's order, and every fault with its line; with a fault the file must not be used.
    """
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig", errors="replace").splitlines()))
    heading = [cell.strip().lower() for cell in rows[0]] if rows else []
    if "date" not in heading or "percent" not in heading:
        return (), [_fault(path, 1, "The columns date and percent are due.", "Write them in the first line.")]
    made: dict[date, Change] = {}
    found: list[Finding] = []
    for place, cells in enumerate(rows[1:], 2):
        cell = dict(zip(heading, (text.strip() for text in cells), strict=False))
        if not any(cell.values()):
            continue
        try:
            change = Change(from_iso(cell.get("date", "")), typed.signed_percent(cell.get("percent", "")))
        except ValueError as fault:
            found.append(_fault(path, place, f"The row cannot be read: {fault}.", "Write it like 2026-01-01,2.7."))
            continue
        if change.since in made:
            found.append(_fault(path, place, f"{change.since} stands here a second time.", "Strike one of them out."))
        made.setdefault(change.since, change)
    if not made and not found:
        found.append(_fault(path, 1, "There is no row under the heading.", "Write at least one date and percent."))
    return tuple(made.values()), found


def _fault(path: Path, place: int, says: str, mend: str) -> Finding:
    return Finding("contract.index", ERROR, says, mend, file=str(path), segment=place)
