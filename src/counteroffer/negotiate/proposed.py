"""A package of changes as a proposal, so that the scenario engine values it line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counteroffer.contracts.terms import When
from counteroffer.negotiate.limits import percent
from counteroffer.negotiate.proposal import Proposal, RateChange, Rise

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from counteroffer.negotiate.changes import Changes, Term
    from counteroffer.negotiate.levers import Lever


def proposed(  # noqa: PLR0913 - as many as it needs
    changes: Changes, levers: Sequence[Lever], payer: str, term: Term, *, name: str, says: str = "",
    starts: date | None = None, quoted: int | None = None,
) -> Proposal:  # fmt: skip
    """Write a package as a proposal of ours.

    A rule that names a modifier stands before the one of its code, which would reach every modifier; so where one
    modifier of a code has a change of its own, all of them are written down.

    Args:
        changes: the package.
        levers: the codes that it is for.
        payer: the payer.
        term: its years and discount.
        name: the proposal's name.
        says: what it is, in a sentence.
        starts: first day of its rates; None: not said.
        quoted: the percent that is put on it, thousandths of a percent.
    """
    own = {(lever.code, lever.setting) for lever in levers if lever.key in changes.own}
    named = [lever for lever in levers if (lever.code, lever.setting) in own]
    rates = [
        RateChange(
            f"{lever.key} {_signed(changes.of(lever))}",
            When(((lever.code, lever.code),), (lever.modifier,) if lever.modifier else (), lever.setting),
            changes.of(lever),
        )
        for lever in sorted(named, key=lambda one: (not one.modifier, one.key))
    ]
    if changes.base:
        rates.append(RateChange(f"Everything else {_signed(changes.base)}", When(), changes.base))
    rise = Rise(changes.escalator) if changes.escalator else None
    return Proposal(
        name, payer, says=says, starts=starts, years=term.years, quoted=quoted, rates=tuple(rates), rise=rise,
        discount=term.discount,
    )  # fmt: skip


def _signed(change: int) -> str:
    return ("+" if change >= 0 else "") + percent(change)
