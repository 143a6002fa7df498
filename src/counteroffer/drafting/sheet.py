"""A fee sheet as a contract: which of its amounts are a percent of what Medicare publishes, with the evidence."""
# ruff: noqa: E501 - a rule in words is read whole

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from counteroffer.core.codes import COMPONENT_MODIFIERS
from counteroffer.core.money import show
from counteroffer.discover.explain import ENOUGH, SCHEDULE, explain
from counteroffer.discover.rates import Rate
from counteroffer.discover.sections import OTHER, RANGES
from counteroffer.drafting.facts import day_of
from counteroffer.drafting.proposals import TERM, Proposal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from counteroffer.discover.explain import Explanation, Residual
    from counteroffer.discover.published import Published
    from counteroffer.ingest.fees.schedule import ScheduleRow

_SETTINGS = ("facility", "nonfacility")
_SHOWN = 3
_DAY = re.compile(
    r"(?:effective|eff\.?|as of|beginning|from)\W+(?:date\W+)?(?:\w+\W+){0,2}?"
    r"(\w+ \d{1,2},? 20\d\d|\d{1,2}/\d{1,2}/(?:20)?\d\d|20\d\d-\d\d-\d\d)",
    re.IGNORECASE,
)
_PAYER = re.compile(
    r"^\W*((?:[A-Z][\w&'.-]*\s+){0,5}?(?:Blue (?:Cross|Shield)[\w ]{0,30}?|[A-Z][\w&'-]*\s+(?:Health(?: ?care| Plans?)?|"
    r"Insurance(?: Company)?|Assurance|Benefits?|HMO|Mutual|Life)))\b(?=\s*(?:$|[-:,|]|\d|Fee|Physician|Provider|Professional|Commercial|PPO|HMO))"
)


def evidence(
    rows: Sequence[ScheduleRow], near: Iterable[Published], far: Iterable[Published]
) -> tuple[Explanation, ...]:
    """Find for every section of codes whether its amounts are one percent of a published schedule.

    Args:
        rows: the sheet's amounts; each counts the same, whatever it is.
        near: what Medicare publishes for the practice's own place, and nationally.
        far: the same for every other place; looked at only where `near` explains nothing.

    Returns:
        One explanation for a section (and setting) whose rule gives at least nine in ten of its amounts to the cent.
    """
    made = [rate for row in rows for rate in _rates(row)]
    found = explain(made, list(near), {})
    if any(one.basis == SCHEDULE and one.rates >= 8 for one in found):
        places = list(far)
        if places:
            better = {(one.section, one.setting): one for one in explain(made, places, {}) if one.basis != SCHEDULE}
            joined = {(name, where): one for (name, where), one in better.items() if one.share >= ENOUGH}
            found = tuple(
                joined.get((one.section, one.setting), joined.get((one.section, ""), one))
                if one.basis == SCHEDULE
                else one
                for one in found
            )
    seen = dict.fromkeys(one for one in found if one.basis != SCHEDULE)
    return tuple(seen)


def _rates(row: ScheduleRow) -> Iterator[Rate]:
    if row.modifier not in ("", *COMPONENT_MODIFIERS):
        return
    for setting in [row.setting] if row.setting else _SETTINGS:
        yield Rate(row.code, row.modifier, setting, date.min, date.max, dated=False, after=None, amount=row.amount,
                   at_least=False, lines=3, dollars=1, at_lines=3, at_dollars=1, capped=0, derived=0)  # fmt: skip


def proposals(rows: Sequence[ScheduleRow], file: str, explained: Iterable[Explanation]) -> Iterator[Proposal]:
    """Propose the schedule itself and, for codes that it does not list, the percents that its amounts are."""
    says = f"The fee sheet's {len({row.code for row in rows}):,} codes pay its amounts"
    check = "it is read as `counteroffer fees read` reads it: look there at what was set aside"
    yield Proposal(TERM, says, {"pays": {"fee_schedule": file}}, confidence=95, check=(check,))
    both = {(row.code, row.modifier) for row in rows if not row.setting}
    for one in explained:
        if one.published is not None:
            yield _percent(one, one.published, alike=bool(both) and bool(one.setting))


def _percent(one: Explanation, of: Published, *, alike: bool) -> Proposal:
    percent = f"{one.percent / 1000:.3f}".rstrip("0").rstrip(".")
    pays: dict[str, object] = {of.basis: percent}
    pays |= {"year": str(of.year), "locality": of.locality} if of.locality else {"quarter": f"{of.year}{of.release}"}
    spans = ", ".join(f"{first}-{last}" for first, last in RANGES.get(one.section, ()))
    when = {"codes": spans} if one.section != OTHER and spans else {}
    when |= {"setting": one.setting} if one.setting else {}
    where = f" in a {one.setting} setting" if one.setting else ""
    verb = "pay" if one.section.endswith("s") else "pays"
    says = f"{one.section.capitalize()}{where} {verb} {percent}% of {of.name}"
    check = [f"{told(one, of)} It prices only codes that the sheet does not list: does it hold for them?"]
    if alike:
        check.append("the sheet has one amount for both settings, and only this setting's fees explain it")
    confidence = 90 if one.explained == one.rates else 75
    keys: dict[str, object] = ({"when": when} if when else {}) | {"pays": pays}
    return Proposal(TERM, says, keys, confidence=confidence, check=tuple(check))


def told(one: Explanation, of: Published) -> str:
    """Say the evidence: how many amounts are the percent to the cent, and which differ."""
    percent = f"{one.percent / 1000:.3f}".rstrip("0").rstrip(".")
    percent += "" if "." in percent else ".0"
    place = f"the {of.year} fee of locality {of.locality}" if of.locality else f"{of.name}"
    says = f"{one.explained:,} of {one.rates:,} amounts are {percent}% of {place} to the cent"
    if not one.residuals:
        return f"{says}."
    shown = ", ".join(_residual(residual) for residual in one.residuals[:_SHOWN])
    more = f", and {len(one.residuals) - _SHOWN:,} more" if len(one.residuals) > _SHOWN else ""
    return f"{says}; {len(one.residuals):,} {'differs' if len(one.residuals) == 1 else 'differ'}: {shown}{more}."


def _residual(one: Residual) -> str:
    name = " ".join(filter(None, (one.rate.code, one.rate.modifier, one.rate.setting)))
    by_rule = "Medicare has none" if one.by_rule is None else f"by the percent {show(one.by_rule)}"
    return f"{name} {show(one.rate.amount)} ({by_rule})"


def since_in(texts: Iterable[str]) -> date | None:
    """Find the first day that a sheet says of itself (`Effective 01/01/2025`)."""
    for text in texts:
        hit = _DAY.search(text)
        day = day_of(hit[1]) if hit else None
        if day is not None:
            return day
    return None


def payer_in(texts: Iterable[str]) -> str:
    """Find a payer's name in the lines above a table; empty if none looks like one."""
    return next((" ".join(hit[1].split()) for text in texts if (hit := _PAYER.search(text))), "")
