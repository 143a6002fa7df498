"""Rules of states on paying, interest and taking back: dated, cited rows, of which only verified ones make a figure.

They stand in `shelf/states/`, one file a state. A row says the law in our own words, where it was found and on which
day. A state's law reaches insured plans only, and which state's law a plan is under is not in a claim: the
practice's state stands in for it.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import attrs

from counteroffer.contracts.typed import signed_percent
from counteroffer.core.dates import OPEN, from_iso
from counteroffer.core.plain import read_plain

SHELF = Path(__file__).parents[1] / "shelf" / "states"

TOPICS = ("prompt_pay", "interest", "recoup", "filing", "eft_fee")
"""What rules are about: the days to pay, interest after them, taking back, the shortest filing limit, payment fees."""

VERIFIED, UNVERIFIED = "verified", "unverified"
"""`verified`: the statute's own text was read; everything else is named and never used for a figure."""


INSURED, EVERYBODY = "insured", "all"
"""Whom a rule reaches: insured plans only (a state's law), or all plans of the payer (a contract's clause)."""


@attrs.frozen
class PromptPay:
    """One rule of a state on how fast payers must pay, and what paying late costs them.

    Attributes:
        days: calendar days from receipt within which it must pay.
        rate: simple interest after that, thousandths of a percent a year.
        source: the law, for people.
        reach: `insured` or `all`; see `INSURED`.
        since: first day of receipt that it reaches.
        until: last day of receipt.
    """

    days: int
    rate: int
    source: str
    reach: str = INSURED
    since: date = date(1900, 1, 1)
    until: date = OPEN


@attrs.frozen
class StateRule:
    """One rule of one state.

    Attributes:
        state: two letters.
        topic: one of `TOPICS`.
        says: the rule in our own words.
        applies_to: whom it reaches: `insured`, `hmo` or `all`.
        form: claims it is for: `electronic`, `paper` or `any`.
        days: days, or None where it has none.
        day_type: `calendar`, `working` or `unknown`.
        rate: simple interest, thousandths of a percent for each `per`; None where it has none.
        per: `year` or `month`.
        months: months, of taking back.
        since: first day that it holds; None when it is not known.
        until: last day; `core.dates.OPEN` while it holds as far as is known.
        citation: the statute or regulation.
        url: where the text (or what was read of it) stands.
        read_on: the day on which it was read.
        status: `verified` or `unverified`.
        doubt: why it is not verified; empty otherwise.
    """

    state: str
    topic: str
    says: str
    applies_to: tuple[str, ...]
    form: str
    days: int | None
    day_type: str
    rate: int | None
    per: str
    months: int | None
    since: date | None
    until: date
    citation: str
    url: str
    read_on: date
    status: str
    doubt: str


def states() -> tuple[str, ...]:
    """Name the states that have a file."""
    return tuple(sorted(path.stem.upper() for path in SHELF.glob("*.yaml")))


@cache
def state_rules(state: str) -> tuple[StateRule, ...]:
    """Give the rules of a state (two letters), verified or not; none for a state without a file."""
    file = SHELF / f"{state.lower()}.yaml"
    if not file.is_file():
        return ()
    value: Any = read_plain(file.read_text(encoding="utf-8")).value
    return tuple(_rule(value["state"], said) for said in value["rules"])


def _rule(state: str, said: dict[str, Any]) -> StateRule:
    whole = {name: int(said[name]) if name in said else None for name in ("days", "months")}
    return StateRule(
        state=state,
        topic=said["topic"],
        says=said["says"],
        applies_to=tuple(said["applies_to"]),
        form=said.get("form", "any"),
        days=whole["days"],
        day_type=said.get("day_type", "unknown"),
        rate=signed_percent(said["percent"]) if "percent" in said else None,
        per=said.get("per", "year"),
        months=whole["months"],
        since=None if said["since"] == "unknown" else from_iso(said["since"]),
        until=OPEN if said["until"] in ("open", "unknown") else from_iso(said["until"]),
        citation=said["citation"],
        url=said["url"],
        read_on=from_iso(said["read_on"]),
        status=said["status"],
        doubt=said.get("doubt", ""),
    )


def prompt_pay_rules(rules: tuple[StateRule, ...]) -> tuple[PromptPay, ...]:
    """Make what `interest_owed` takes of a state's rules: verified ones with calendar days and interest by the year.

    The limit for electronic claims is taken, since 837 files are electronic. A law says days and interest in two rows;
    both must be verified, and the later of their first days counts.
    """
    sure = [rule for rule in rules if rule.status == VERIFIED and rule.since is not None]
    limits = [r for r in sure if r.topic == "prompt_pay" and r.form != "paper" and r.day_type == "calendar" and r.days]
    rates = [r for r in sure if r.topic == "interest" and r.rate is not None and r.per == "year"]
    made = []
    for limit in limits:
        for rate in rates:
            since, until = max(limit.since or OPEN, rate.since or OPEN), min(limit.until, rate.until)
            if since <= until:
                reach = EVERYBODY if "all" in limit.applies_to else INSURED
                source = "; ".join(dict.fromkeys((limit.citation, rate.citation)))
                made.append(PromptPay(limit.days or 0, rate.rate or 0, source, reach, since, until))
    return tuple(made)


def named_only(rules: tuple[StateRule, ...]) -> tuple[StateRule, ...]:
    """Give the rules that are named and not used: nobody has read the statute's text for them."""
    return tuple(rule for rule in rules if rule.status != VERIFIED)
