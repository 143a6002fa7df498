"""What holds for the whole contract: the lesser of rate and charge, yearly changes, withholds, sequestration."""
# ruff: noqa: E501, ISC004 - a rule in words is read whole

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from counteroffer.drafting.proposals import CONTRACT, ESCALATOR, UNSAID

if TYPE_CHECKING:
    from counteroffer.drafting.figures import Figure
    from counteroffer.drafting.seen import Seen

_LESSER = re.compile(
    r"\b(?:the\s+)?(?:lesser|lower|least|lowest)\s+of\b|\bwhichever is (?:less|lower)\b|"
    r"(?:not|no event|never)\b.{0,60}?\b(?:exceed|(?:be )?(?:greater|more|higher) than|above)\b.{0,60}?\bcharges?\b",
    re.IGNORECASE,
)
_CHARGES = re.compile(r"\bcharges?\b|\bbilled (?:amount|rate)|\bamount billed\b", re.IGNORECASE)
_RISE = re.compile(
    r"escalat\w+|annual(?:ly)? (?:\w+ ){0,2}?(?:increase|adjust)\w*|(?:increase|adjust|rise)[sd]?\w*\b.{0,80}?\b(?:each|every|anniversary|annual\w*|per year|"
    r"January 1|first day of)|anniversary.{0,80}?\b(?:increase|adjust|rise)",
    re.IGNORECASE,
)
_INDEX = re.compile(r"\bCPI\b|consumer price index|\bMEI\b|Medicare economic index", re.IGNORECASE)
_FLOOR = re.compile(r"\b(?:no|not) less than|\bat least|\bminimum|\bfloor", re.IGNORECASE)
_CAP = re.compile(
    r"\b(?:no|not) (?:more|greater) than|\bnot (?:to )?exceed|\bmaximum|\bcap\b|\bcapped|\bup to", re.IGNORECASE
)


def lesser_of(seen: Seen) -> None:
    """Propose `lesser_of_charges`; a percent of charges below 100 in it has no key and is left to a person."""
    found = _LESSER.search(seen.text)
    if not found or not _CHARGES.search(seen.text):
        return
    mine = [
        one
        for one in seen.percents
        if re.match(r"\s*of\b[^.;,]{0,40}\bcharges?\b", seen.text[one.end :], re.IGNORECASE)
    ]
    below = [one for one in mine if one.value < 100]
    says = "A line pays the lesser of the rate and the charge"
    if below:
        told = (f"charges count with {below[0].plain}% here, which `lesser_of_charges` cannot say",)
        seen.propose(UNSAID, f"A line pays at most {below[0].plain}% of its charge", {}, of=below, check=told)
        return
    check = (
        ["of each line, or of a claim's lines together (`claim_charges`)?"]
        if re.search(r"\bclaim\b", seen.text, re.IGNORECASE)
        else []
    )
    seen.propose(CONTRACT, says, {"lesser_of_charges": True}, of=mine, confidence=90, check=check)


def escalators(seen: Seen) -> None:
    """Propose how amounts change every year: by a percent, or by an index with floor and cap."""
    index = _INDEX.search(seen.text)
    if not _RISE.search(seen.text) or re.search(
        r"\binterest\b|member premium|charge ?master", seen.text, re.IGNORECASE
    ):
        return
    percents = [one for one in seen.percents if one.value <= 25]
    if index:
        _by_index(seen, percents, "mei" if index[0].lower() in ("mei", "medicare economic index") else "cpi")
    elif percents:
        keys: dict[str, object] = {"percent": percents[0].plain}
        if re.search(r"non-?compound\w*|simple\b|not compound\w*", seen.text, re.IGNORECASE):
            keys["compounding"] = False
        says = f"Amounts rise by {percents[0].plain}% every year"
        seen.propose(ESCALATOR, says, keys | _first(seen), of=percents[:1], confidence=85,
                     check=["it is written to every term whose amounts can rise: see whether all are meant"])  # fmt: skip


def _by_index(seen: Seen, percents: list[Figure], name: str) -> None:
    keys: dict[str, object] = {"index": f"{name}.csv"}
    for figure in percents:
        before = seen.text[max(0, figure.start - 60) : figure.start]
        floor, cap = (max((m.end() for m in rule.finditer(before)), default=-1) for rule in (_FLOOR, _CAP))
        after = seen.text[figure.end : figure.end + 25].lower()
        if floor > cap or "floor" in after or "minimum" in after:
            keys["floor"] = figure.plain
        elif cap > floor or "cap" in after or "maximum" in after:
            keys["cap"] = figure.plain
    limits = "".join(f", {key} {keys[key]}%" for key in ("floor", "cap") if key in keys)
    check = (f"put the index beside the contract as {name}.csv with the columns date and percent",
             "say which month's index is meant")  # fmt: skip
    of = [one for one in percents if one.plain in (keys.get("floor"), keys.get("cap"))]
    seen.propose(ESCALATOR, f"Amounts change every year by the {name.upper()}{limits}", keys | _first(seen), of=of,
                 confidence=75, check=check)  # fmt: skip


def _first(seen: Seen) -> dict[str, object]:
    """Give the day of the first step where the sentence says a full date or a day of every year."""
    found = re.search(r"\b(January|April|July|October) 1\b(?:,?\s*(20\d\d))?", seen.text, re.IGNORECASE)
    if not found:
        return {}
    month = {"january": "01", "april": "04", "july": "07", "october": "10"}[found[1].lower()]
    return {"from": f"{found[2]}-{month}-01"} if found[2] else {"each": f"{month}-01"}


def unexpressed(seen: Seen) -> None:
    """Tell what changes money and has no key in a contract: withholds, sequestration, capitation."""
    for title, rule in (
        ("A part of each payment is withheld", r"\bwith-?h(?:o|e)ld\w*\b(?!.{0,30}tax)(?! (?:consent|approval))"),
        ("Sequestration is taken off", r"\bsequest(?:ration|er\w*)"),
        ("A sum for each member and month (capitation)", r"\bcapitat\w+|per member per month|\bPMPM\b"),
        ("Charges may rise only so much", r"charge ?master.{0,80}increase|increase.{0,60}charge ?master|"
         r"increases? (?:its|in) (?:\w+ ){0,3}?charges"),
    ):  # fmt: skip
        found = re.search(rule, seen.text, re.IGNORECASE)
        if found and seen.free():
            figure = min(seen.free(), key=lambda one: abs(one.start - found.start()))
            says = f"{title}: {seen.text[figure.start : figure.end].strip()}"
            check = ("a contract has no key for this: what is expected does not count it",)
            seen.propose(UNSAID, says, {}, of=seen.free(), confidence=85, check=check)
            return
        if (
            found
            and not seen.figures
            and re.search(r"payment|reimburs|reduc|appl", seen.text, re.IGNORECASE)
            and "capit" not in rule
        ):
            seen.propose(
                UNSAID, title, {}, confidence=60, check=("a contract has no key for this, and no percent is said",)
            )
            return
