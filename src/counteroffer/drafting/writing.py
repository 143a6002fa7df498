"""Proposals as contract YAML: each with its sentence and page above it, marked `# confirm`; what is open stays open."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING

import attrs

from counteroffer.drafting.proposals import ADJUSTMENT, CONTRACT, ESCALATOR, TERM, UNSAID, Left, Proposal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MARK = "# confirm"
"""What stands behind everything that a person has still to confirm."""
SURE = 90
"""Proposals so sure, in percent, are what `sure` accepts."""
_QUOTE = 400
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?|service|current|20\d\d-\d\d-\d\d|technical|expense")
_FIXED = ("percent_of_charges", "percent_of_drugs", "by_hand", "fee_schedule_file")
_TEXT = (
    "locality",
    "update",
    "indicators",
    "codes",
    "modifiers",
    "practitioners",
    "payer",
    "index",
    "fee_schedule",
    "section",
)


@attrs.frozen
class Paper:
    """What is written: the proposals of one agreement or sheet.

    Attributes:
        file: the name of the paper.
        name: the contract's name.
        proposals: all of them, also those that are set aside.
        left: what was not understood, or is known to be no rate.
        accepted: what a person has accepted: empty (nothing), `all`, or `sure`; that is not marked `# confirm`.
        unread: pages without text.
    """

    file: str
    name: str
    proposals: tuple[Proposal, ...]
    left: tuple[Left, ...] = ()
    accepted: str = ""
    unread: tuple[int, ...] = ()


def yaml(paper: Paper) -> str:
    """Write a contract as YAML."""
    return "\n".join([*_head(paper), *_terms(paper), *_adjustments(paper), *_rest(paper)]) + "\n"


def _head(paper: Paper) -> Iterator[str]:
    yield f"# Drafted from {_line(paper.file)}. Nothing of it prices until a person has read it, copied it into"
    yield "# contracts/ and adopted it. Every proposal has its page and sentence above it; take off `# confirm` when it"
    yield "# is right."
    yield f"contract: {json.dumps(paper.name)}"
    said = {key: one for one in _live(paper, CONTRACT) for key in one.keys}
    for key, open_ in (("payer", "who pays?"), ("since", "the first day of service, like 2025-01-01")):
        if key in said:
            yield from _note(said[key], "")
            yield f"{key}: {_value(key, said[key].keys[key])}{_mark(paper, said[key])}"
        else:
            yield f'{key}: ""  # OPEN: the paper does not say it: {open_}'
    for key in ("until", "lesser_of_charges"):
        if key in said:
            yield from _note(said[key], "")
            yield f"{key}: {_value(key, said[key].keys[key])}{_mark(paper, said[key])}"


def _terms(paper: Paper) -> Iterator[str]:
    yield "terms:"
    rise = next(iter(_live(paper, ESCALATOR)), None)
    step = None if rise is None else _step(paper, rise)
    for one in sorted(paper.proposals, key=lambda one: one.default):
        if one.kind == TERM and one.state != "replaced":
            yield from _note(one, "  ")
            lines = _entry(paper, one)
            if rise is not None and step is not None and _rises(one):
                lines.insert(-1 if one.page else len(lines), f"    escalator: {_flow(step)}{_mark(paper, rise)}")
            yield from (lines if not one.state else [f"  # {line[2:]}" for line in lines])
    if rise is not None:
        yield from _note(rise, "  ")
        if step is None:
            yield f"  # OPEN: {rise.says}: the day of the first step hangs on `since`; write it to the terms then, like"
            yield f"  #    escalator: {_flow(dict(rise.keys) | {'from': '2026-01-01'})}"


def _adjustments(paper: Paper) -> Iterator[str]:
    mine = [one for one in paper.proposals if one.kind == ADJUSTMENT and one.state != "replaced"]
    if any(not one.state for one in mine):
        yield "adjustments:"
    for one in mine:
        yield from _note(one, "  ")
        lines = _entry(paper, one)
        yield from (lines if not one.state else [f"  # {line[2:]}" for line in lines])


def _rest(paper: Paper) -> Iterator[str]:
    groups = (
        ("Said in the paper, and a contract has no key for it: a person must see to it", _unsaid(paper, "")),
        ("Replaced by an amendment in the same paper", _unsaid(paper, "replaced")),
        ("NOT UNDERSTOOD: sentences about money without a proposal", _left(paper, known=False)),
        ("Read, and known to be no rates", _left(paper, known=True)),
        (
            "Pages without text, which nobody has read",
            _pages(paper),
        ),
    )
    for title, lines in groups:
        if lines:
            yield "#"
            yield f"# {title}:"
            yield from (f"# - {line}" for line in lines)


def _unsaid(paper: Paper, state: str) -> list[str]:
    mine = (one for one in paper.proposals if one.state == state and (state or one.kind == UNSAID))
    return [
        _line(f'{one.says} ({_where(one.page, one.section)}: "{one.quote[:_QUOTE]}") {"; ".join(one.check)}')
        for one in mine
    ]


def _left(paper: Paper, *, known: bool) -> list[str]:
    mine = (one for one in paper.left if bool(one.reason) is known)
    told = []
    for one in mine:
        reason = f"({one.reason})" if one.reason else ""
        parts = (f"{_where(one.page, one.section)}:", one.what, reason, f'"{one.quote[:_QUOTE]}"')
        told.append(_line(" ".join(filter(None, parts))))
    return list(dict.fromkeys(told))


def _pages(paper: Paper) -> list[str]:
    return [f"pages {', '.join(map(str, paper.unread))}"] if paper.unread else []


def _live(paper: Paper, kind: str) -> list[Proposal]:
    return [one for one in paper.proposals if one.kind == kind and not one.state]


def _entry(paper: Paper, one: Proposal) -> list[str]:
    lines = [f"  - says: {json.dumps(one.says, ensure_ascii=False)}{_mark(paper, one)}"]
    for key, value in one.keys.items():
        lines.append(f"    {key}: {_flow(value) if isinstance(value, dict) else _value(key, value)}")
    if one.page:
        source = {"page": str(one.page)} | ({"section": one.section} if one.section else {})
        lines.append(f"    source: {_flow(source)}")
    return lines


def _note(one: Proposal, indent: str) -> Iterator[str]:
    if one.quote:
        more = " ..." if len(one.quote) > _QUOTE else ""
        yield _line(f'{indent}# {_where(one.page, one.section)}: "{one.quote[:_QUOTE]}{more}"')
    for check in one.check:
        yield _line(f"{indent}# check: {check}")


def _where(page: int, section: str) -> str:
    return f"page {page}" + (f", {section}" if section else "")


def _line(text: str) -> str:
    """Keep a text in one line, so that nothing of the paper can become a line of YAML."""
    return re.sub(r"[\x00-\x1f\x7f\x85\u2028\u2029]", " ", text)


def _mark(paper: Paper, one: Proposal) -> str:
    taken = paper.accepted == "all" or (paper.accepted == "sure" and one.confidence >= SURE)
    return "" if taken else f"  {MARK} ({one.confidence}% sure)"


def _step(paper: Paper, rise: Proposal) -> dict[str, object] | None:
    """Give the escalator's keys with the day of its first step; None where that day is not known."""
    keys = {key: value for key, value in rise.keys.items() if key != "each"}
    if "from" in keys:
        return keys
    since = next((str(one.keys["since"]) for one in _live(paper, CONTRACT) if "since" in one.keys), "")
    if not since:
        return None
    first = date.fromisoformat(since)
    month, day = map(int, str(rise.keys["each"]).split("-")) if "each" in rise.keys else (first.month, first.day)
    if (month, day) == (2, 29):
        day = 28
    year = first.year if (month, day) > (first.month, first.day) else first.year + 1
    return keys | {"from": date(year, month, day).isoformat()}


def _rises(one: Proposal) -> bool:
    pays = one.keys.get("pays")
    return isinstance(pays, dict) and not set(pays) & set(_FIXED)


def _flow(keys: Mapping[str, object]) -> str:
    return "{" + ", ".join(f"{key}: {_value(key, value)}" for key, value in keys.items()) + "}"


def _value(key: str, value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "[" + ", ".join(json.dumps(item) if isinstance(item, str) else str(item) for item in value) + "]"
    if key not in _TEXT and _PLAIN.fullmatch(str(value)):
        return str(value)
    return json.dumps(str(value), ensure_ascii=False)
