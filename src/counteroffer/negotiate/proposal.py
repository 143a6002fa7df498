"""Proposals: what one side offers, as a readable document: changes of rates, rates of its own, escalator, terms."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import attrs

from counteroffer.contracts import typed
from counteroffer.contracts.clauses import read_clauses
from counteroffer.contracts.faults import At, Faults
from counteroffer.contracts.pays import yes_no
from counteroffer.contracts.read import read_term, read_when
from counteroffer.contracts.terms import FeeRow, FeeSchedule, RateTerm, When
from counteroffer.core.dates import from_iso
from counteroffer.core.errors import InputError
from counteroffer.core.findings import ERROR
from counteroffer.core.plain import Plain, read_plain

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from counteroffer.contracts.clauses import Clause

T = TypeVar("T")

US, PAYER = "us", "payer"
"""Whose proposal it is."""

KEYS = {
    "proposal": "its name",
    "payer": "the payer's name",
    "by": "whose it is: us or payer",
    "says": "what it is, in a sentence",
    "starts": "first day of its rates",
    "years": "years of the term (1 to 10)",
    "quoted": "the percent that its author puts on it",
    "rates": "changes of rates, and rates of its own: the closest one reaches a code",
    "escalator": "how rates rise from the second year on",
    "lesser_of_charges": "whether the charge limits rates; left out: as now",
    "volumes": "how much more or less of some codes",
    "terms": "clauses as they would be",
    "discount": "percent a year at which later money counts less; left out: the practice's cost of capital",
}
"""The keys of a proposal, and what each holds."""

RATE_KEYS = ("says", "codes", "modifiers", "setting", "change", "pays", "dollars", "lesser_of_charges")
WAYS = ("change", "pays", "dollars")
ESCALATOR_KEYS = ("percent", "compounding", "except")
VOLUME_KEYS = ("codes", "modifiers", "setting", "change")
MOST_YEARS = 10


@attrs.frozen
class RateChange:
    """One change of rates.

    Attributes:
        says: in a sentence.
        when: what it reaches.
        percent: change of today's rate, thousandths of a percent, below zero where it falls; None where `term` pays.
        term: how it pays instead; None where today's rate moves.
    """

    says: str
    when: When
    percent: int | None
    term: RateTerm | None = None


@attrs.frozen
class Rise:
    """How rates rise on each anniversary.

    Attributes:
        percent: thousandths of a percent.
        compounding: whether each step is of the rate before it, or of the first.
        spares: spans of codes that do not rise.
    """

    percent: int
    compounding: bool = True
    spares: tuple[tuple[str, str], ...] = ()


@attrs.frozen
class VolumeChange:
    """How much more or less of some codes: thousandths of a percent, below zero for less."""

    when: When
    percent: int


@attrs.frozen
class Proposal:
    """What one side offers.

    Attributes:
        name: its name.
        payer: the payer.
        by: `us` or `payer`.
        says: what it is.
        starts: first day of its rates; None: not said.
        years: years of its term.
        quoted: thousandths of a percent that its author puts on it; None: nothing quoted.
        rates: changes of rates.
        rise: how rates rise; None: as the contract says now.
        lesser_of: whether the charge limits rates; None: as now.
        volumes: changes of volume.
        terms: clauses as they would be.
        discount: thousandths of a percent a year; None: the practice's own.
        file: where it was read.
    """

    name: str
    payer: str
    by: str = US
    says: str = ""
    starts: date | None = None
    years: int = 1
    quoted: int | None = None
    rates: tuple[RateChange, ...] = ()
    rise: Rise | None = None
    lesser_of: bool | None = None
    volumes: tuple[VolumeChange, ...] = ()
    terms: tuple[Clause, ...] = ()
    discount: int | None = None
    file: Path = Path()


def read_proposal(path: Path) -> Proposal:
    """Read a proposal.

    Raises:
        InputError: if the file cannot be read, or has faults: all of them, each with its line and mend.
    """
    try:
        document = read_plain(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError(f"{path} cannot be read: {fault}.", "Save it as UTF-8 text.") from fault
    faults = Faults(path, document)
    for broken in document.faults:
        faults.note("form", (), f"Line {broken.line}: {broken.says}", "Mend the YAML; every line is `key: value`.")
    made = _proposal(faults, document.value, path) if document.value is not None else None
    errors = [found for found in faults.found if found.severity == ERROR]
    if errors or made is None:
        told = "\n".join(f"  line {found.segment}: {found.says} {found.mend}" for found in errors)
        raise InputError(f"{path.name} cannot be used:\n{told}", "Mend these lines.")
    return made


def _proposal(faults: Faults, value: Plain, path: Path) -> Proposal:
    top = faults.mapping(value, (), KEYS, "A proposal")
    by = faults.text(top.get("by", US), ("by",), "Whose it is")
    if by not in (US, PAYER):
        faults.note("value", ("by",), f"'by' cannot be '{by}'.", f"Write {US} or {PAYER}.")
    years = _maybe(faults, top, "years", _years, f"Write a whole number from 1 to {MOST_YEARS}.")
    percent = "Write a percent like 4 or -2.5."
    lesser = yes_no(faults, top["lesser_of_charges"], ("lesser_of_charges",)) if "lesser_of_charges" in top else None
    return Proposal(
        name=faults.text(top.get("proposal"), ("proposal",), "The proposal's name", needed=True),
        payer=faults.text(top.get("payer"), ("payer",), "The payer's name", needed=True),
        by=by,
        says=faults.text(top.get("says"), ("says",), "The sentence"),
        starts=_maybe(faults, top, "starts", from_iso, "Write a day like 2027-01-01."),
        years=years or 1,
        quoted=_maybe(faults, top, "quoted", typed.signed_percent, percent),
        rates=tuple(_each(faults, top, "rates", _rate)),
        rise=_rise(faults, top["escalator"]) if "escalator" in top else None,
        lesser_of=lesser,
        volumes=tuple(_each(faults, top, "volumes", _volume)),
        terms=read_clauses(faults, top.get("terms")),
        discount=_maybe(faults, top, "discount", typed.percent, percent),
        file=path,
    )


def _maybe(faults: Faults, top: dict[str, Plain], key: str, read: Callable[[str], T], mend: str) -> T | None:
    return faults.typed(read, top[key], (key,), mend) if key in top else None


def _years(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= MOST_YEARS:
        raise ValueError(f"'{text}' is no number of years")
    return int(text)


def _each(faults: Faults, top: dict[str, Plain], key: str, read: Callable[[Faults, Plain, At], T | None]) -> list[T]:
    listed = top.get(key, [])
    if not isinstance(listed, list):
        faults.note("form", (key,), f"`{key}` should be a list.", "Write each entry with - before it.")
        return []
    made = (read(faults, item, (key, i)) for i, item in enumerate(listed))
    return [one for one in made if one is not None]


def _rate(faults: Faults, value: Plain, at: At) -> RateChange | None:
    said = faults.mapping(value, at, RATE_KEYS, "A change of rates")
    if sum(key in said for key in WAYS) != 1:
        faults.note("missing", at, "It does not say exactly one of `change`, `pays` and `dollars`.", "Write one.")
        return None
    head = {key: said[key] for key in VOLUME_KEYS[:3] if key in said}
    says = faults.text(said.get("says"), (*at, "says"), "The sentence")
    if "pays" in said:
        term: dict[str, Plain] = {"says": says or "A rate of its own", "pays": said["pays"]}
        term |= {"when": head} if head else {}
        term |= {"lesser_of_charges": said["lesser_of_charges"]} if "lesser_of_charges" in said else {}
        read = read_term(faults, term, at, lesser=False)
        return RateChange(says or _named(read.when), read.when, None, read) if read else None
    when = read_when(faults, head, at) if head else When()
    if "dollars" in said:
        return _dollars(faults, said, at, says, when)
    percent = faults.typed(typed.signed_percent, said["change"], (*at, "change"), "Write a percent like 4 or -2.5.")
    return None if percent is None else RateChange(says or _named(when), when, percent)


def _dollars(faults: Faults, said: dict[str, Plain], at: At, says: str, when: When) -> RateChange | None:
    """Read an amount for one unit of single codes, as a fee schedule of these codes."""
    cents = faults.typed(typed.money, said["dollars"], (*at, "dollars"), "Write dollars like 98.00.")
    if not when.spans or any(first != last for first, last in when.spans):
        faults.note("value", (*at, "codes"), "An amount is for single codes.", "Name them: `codes: 20610, 20611`.")
        return None
    lesser = yes_no(faults, said.get("lesser_of_charges", "no"), (*at, "lesser_of_charges"))
    if cents is None:
        return None
    rows = tuple(
        FeeRow(code, modifier, when.setting, cents, faults.document.line(at))
        for code, _ in when.spans
        for modifier in when.modifiers or ("",)
    )
    term = RateTerm(says or _named(when), when, FeeSchedule(faults.file, rows), lesser, line=faults.document.line(at))
    return RateChange(term.says, when, None, term)


def _named(when: When) -> str:
    spans = ", ".join(first if first == last else f"{first}-{last}" for first, last in when.spans)
    return spans or "Everything"


def _rise(faults: Faults, value: Plain) -> Rise | None:
    said = faults.mapping(value, ("escalator",), ESCALATOR_KEYS, "An escalator")
    if "percent" not in said:
        faults.note("missing", ("escalator",), "The escalator has no percent.", "Write `percent: 3`.")
        return None
    percent = faults.typed(typed.percent, said["percent"], ("escalator", "percent"), "Write a percent like 3.")
    compounding = yes_no(faults, said.get("compounding", "yes"), ("escalator", "compounding"))
    spares = read_when(faults, {"codes": said["except"]}, ("escalator",)).spans if "except" in said else ()
    return None if percent is None else Rise(percent, compounding, spares)


def _volume(faults: Faults, value: Plain, at: At) -> VolumeChange | None:
    said = faults.mapping(value, at, VOLUME_KEYS, "A change of volume")
    when = read_when(faults, {key: said[key] for key in VOLUME_KEYS[:3] if key in said}, at)
    if "change" not in said:
        faults.note("missing", at, "It does not say by how much.", "Write `change: 10` for ten percent more.")
        return None
    percent = faults.typed(typed.signed_percent, said["change"], (*at, "change"), "Write a percent like 10 or -5.")
    if percent is not None and percent < -100_000:
        faults.note("value", (*at, "change"), "Nothing falls by more than 100%.", "Write a percent like -50.")
        return None
    return None if percent is None else VolumeChange(when, percent)
