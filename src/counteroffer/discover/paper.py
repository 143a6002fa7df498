"""Paper against payment: what the contract says for a code beside what the payer really allows."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import attrs

from counteroffer.core.codes import COMPONENT_MODIFIERS
from counteroffer.core.money import half_up

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from counteroffer.discover.rates import Rate, Schedule

Row = dict[str, Any]


@attrs.frozen
class Contradiction:
    """A rate that the payer uses where the contract says another.

    Attributes:
        rate: what the payer allows.
        since, until: the days on which both hold.
        paper: cents that the contract says for one unit.
        term_id: the term that says so.
        milliunits: units allowed at the payer's amount on these days, thousandths.
    """

    rate: Rate
    since: date
    until: date
    paper: int
    term_id: str
    milliunits: int

    @property
    def difference(self) -> int:
        """Cents for one unit that the payer allows above (below: negative) the contract."""
        return self.rate.amount - self.paper

    @property
    def dollars(self) -> int:
        """Cents over all those units."""
        cents = half_up(abs(self.difference) * self.milliunits, 1000)
        return cents if self.difference > 0 else -cents


def contradictions(schedule: Schedule, booked: Iterable[Row]) -> tuple[Contradiction, ...]:
    """Hold the firm rates of a payer against its rate book.

    Args:
        schedule: what was recovered.
        booked: rows of `core.tables.RATES` of the payer.

    Returns:
        Where the two differ by more than a cent (an amount recovered from several units may be half a cent off), the
        most dollars first. Rates hidden by charges, and modifiers that have no rate of their own, are left out.
    """
    book: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in booked:
        if row["rate"] is not None:
            book[row["code"], row["modifier"], row["setting"]].append(row)
    units = _units(schedule)
    found = []
    for place, rate in enumerate(schedule.rates):
        if not rate.firm or rate.at_least or rate.modifier not in ("", *COMPONENT_MODIFIERS):
            continue
        for row in book[rate.code, rate.modifier, rate.setting]:
            since, until = max(rate.since, row["since"]), min(rate.until, row["until"])
            count = sum(milli for day, milli in units[place] if since <= day <= until)
            if count and abs(rate.amount - row["rate"]) > 1:
                found.append(Contradiction(rate, since, until, row["rate"], row["term_id"], count))
    return tuple(sorted(found, key=lambda one: -abs(one.dollars)))


def _units(schedule: Schedule) -> dict[int, list[tuple[date, int]]]:
    """Give the day and units of each rate's lines that were allowed its very amount."""
    rows = zip(
        schedule.place.tolist(),
        *(schedule.observed[n].to_pylist() for n in ("day", "milliunits", "lines", "allowed")),
        strict=True,
    )
    found: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for place, day, milliunits, lines, allowed in rows:
        if abs(half_up(schedule.rates[place].amount * milliunits, 1000) - allowed) <= 1:
            found[place].append((day, milliunits * lines))
    return found
