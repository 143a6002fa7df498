"""Clauses on the term and on leaving: the initial term, renewal, and care after the end."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from counteroffer.clauses.chances import WHOLE, said
from counteroffer.clauses.inputs import missing
from counteroffer.clauses.registry import dollars
from counteroffer.clauses.worth import ASKED, ONCE, Cost, Input, Span, Unknown
from counteroffer.core.money import half_up, nearest, round_cents, show

if TYPE_CHECKING:
    from counteroffer.clauses.seen import Seen
    from counteroffer.clauses.terms import Terms


def foregone(revenue: int, rate: int, months: int) -> int:
    """Give revenue x ((1 + rate)^(months / 12) - 1), cents half-up: what a year is short of after so many months.

    Vector: $100,000 locked for 24 months at 3% a year is $6,090.00.
    """
    with localcontext() as context:
        context.prec = 40
        grown = (1 + Decimal(rate) / WHOLE) ** (Decimal(months) / 12)
        return round_cents(Decimal(revenue) * (grown - 1) / 100)


@dollars(
    "initial_term",
    "allowed in a year x ((1 + target)^(months / 12) - 1): what a year is short of when the lock ends; nothing where "
    "one may leave without cause within it; now less asked.",
)
def initial_term(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
    """What a lock costs: the raises that could not be asked for while it holds.

    The target (`rate_target`) is the practice's own; an escalator within the lock makes it less (value that too).
    """
    del now
    return _lock(seen, terms.number("months"), free=terms.yes("no_cause_within") is True, kind="initial_term")


def _lock(seen: Seen, months: int | None, *, free: bool, kind: str) -> Cost | Unknown:
    lacking = missing(seen.inputs, "rate_target")
    if months is None and not free:
        return Unknown(
            "Nobody has written down how long it holds.", (f"terms.yaml: now: {{{kind}: {{months: ...}}}}", *lacking)
        )
    if lacking:
        return Unknown("No claim tells what negotiating would bring.", lacking)
    target, input_ = said(seen, "rate_target", "raise that a year of negotiating brings")
    given = seen.inputs["rate_target"]
    ends = [0 if free else foregone(seen.revenue, rate, months or 0) for rate in (given.low, given.likely, given.high)]
    del target
    inputs = (
        Input("allowed in a year", show(seen.revenue)),
        input_,
        Input("months", f"{0 if free else months}", "the clause"),
    )
    return Cost(Span(*ends), inputs, len(seen.column("line_id")), how=ASKED)


@dollars(
    "renewal",
    "allowed in a year x ((1 + target)^(months / 12) - 1) x the chance that the window is missed; nothing where it "
    "does not renew by itself; now less asked.",
)
def renewal(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
    """What a missed window costs: another term at old rates."""
    del now
    lacking = missing(seen.inputs, "missed_window_chance")
    free = terms.yes("automatic") is False
    found = _lock(seen, terms.number("months"), free=free, kind="renewal")
    if isinstance(found, Unknown) or lacking:
        more = found.asks if isinstance(found, Unknown) else ()
        return Unknown("No claim tells how often a window is missed.", (*more, *lacking))
    chance, input_ = said(seen, "missed_window_chance", "chance that the window is missed")
    ends = [
        nearest(cents * share)
        for cents, share in zip(
            (found.span.low, found.span.likely or 0, found.span.high),
            (chance.low, chance.likely, chance.high),
            strict=True,
        )
    ]
    return Cost(Span(*ends), (*found.inputs, input_), found.n, how=ASKED)


@dollars(
    "post_termination",
    "allowed in a year x days / 365 x the part of patients x (market - percent of rate) / 100, once, when the contract "
    "ends; now less asked.",
)
def post_termination(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
    """What the tail costs: visits after the end at old rates instead of what they would be paid otherwise.

    Both the market (`market_percent` of today's rates) and the part of patients in active treatment (`active_share`)
    are the practice's own. The law may bind both sides for some patients whatever the contract says.
    """
    del now
    days = terms.number("days")
    every = terms.word("patients") != "active_treatment"
    lacking = missing(seen.inputs, "market_percent", *(() if every else ("active_share",)))
    if days is None or lacking:
        note = () if days is not None else ("terms.yaml: now: {post_termination: {days: ...}}",)
        return Unknown("Days, market or patients of the tail are not known.", (*note, *lacking))
    held = terms.number("percent_of_rate")
    held = WHOLE if held is None else held
    market = seen.inputs["market_percent"]
    shares = (WHOLE,) * 3 if every else _three(seen, "active_share")
    ends = [
        half_up(seen.revenue * days * share * max(rate - held, 0), 365 * WHOLE * WHOLE)
        for share, rate in zip(shares, (market.low, market.likely, market.high), strict=True)
    ]
    inputs = (
        Input("allowed in a year", show(seen.revenue)), Input("days", f"{days}", "the clause"),
        said(seen, "market_percent", "paid otherwise, of today's rates")[1],
        Input("patients", "all" if every else said(seen, "active_share", "")[0].says(), "the clause"),
    )  # fmt: skip
    return Cost(Span(*ends), inputs, len(seen.column("line_id")), how=ASKED, unit=ONCE)


def _three(seen: Seen, name: str) -> tuple[int, int, int]:
    given = seen.inputs[name]
    return given.low, given.likely, given.high
