"""How often a payer takes money back, by the age of what it paid: events over months in which there could be one."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from counteroffer.core.money import nearest, show
from counteroffer.measure.sure import wilson
from counteroffer.measure.takebacks import months_between, taken_back

if TYPE_CHECKING:
    from collections.abc import Callable

    from counteroffer.clauses.seen import Seen

AGES = ((0, 12, "1-12"), (12, 18, "13-18"), (18, 24, "19-24"), (24, 10**4, "over 24"))
"""Months of age: after the first, through the second, and the name (the bands of `measure.takebacks`)."""

_PARTS = 10**9


@attrs.frozen
class Band:
    """One band of ages.

    Attributes:
        name: of the band.
        after: months of age after which it begins.
        upto: last month of age in it.
        events: take-backs at such an age, with money not given back.
        taken: cents of them, what was given back off.
        exposed: claim-months of that age in the data: claims times the months in which each could have been taken from.
        each: cents that one take-back takes: of the band, else of all ages, else what a claim is paid.
        rates: the hazard in a month: least (Wilson), likely, most.
    """

    name: str
    after: int
    upto: int
    events: int
    taken: int
    exposed: int
    each: Fraction
    rates: tuple[Fraction, Fraction, Fraction]

    def says(self) -> str:
        """Write it for a person."""
        if not self.exposed:
            return "the data do not reach this age"
        low, likely, high = (f"{float(rate) * 1000:.2f}" for rate in self.rates)
        rate = f"{likely} in a thousand ({low} to {high})"
        return f"{self.events:,} in {self.exposed:,} claim-months: {rate}, {show(round(self.each))} each"


@attrs.frozen
class Hazards:
    """The hazards of one payer.

    Attributes:
        bands: by age.
        claims_yearly: claims that it pays in a year.
        horizon: the oldest age in months that the data reach.
        undated: take-backs of which nobody knows the age.
    """

    bands: tuple[Band, ...]
    claims_yearly: int
    horizon: int
    undated: int

    @property
    def events(self) -> int:
        """All take-backs of known age."""
        return sum(band.events for band in self.bands)

    def taken(self, limit: int | None, reading: int) -> int:
        """Give cents a year that are taken back up to an age in months; None: up to all that the data reach.

        `reading` is 0, 1 or 2: by the least, the likely or the largest hazard. A later limit never takes less.
        """
        most = self.horizon if limit is None else min(limit, self.horizon)
        total = Fraction(0)
        for band in self.bands:
            months = min(max(most - band.after, 0), band.upto - band.after)
            total += months * band.rates[reading] * band.each
        total *= self.claims_yearly
        return nearest(total)


def hazards(seen: Seen) -> Hazards:
    """Give the hazards of a payer, from all of its history; kept with what is seen of it."""
    return seen.kept("hazards", lambda: _hazards(seen))


def _hazards(seen: Seen) -> Hazards:
    rows = _taken(seen)
    ages, claims = _ages(seen)
    yearly = seen.yearly(seen.claims(seen.column("paid_finally")))
    paid = Fraction(seen.paid_yearly, max(yearly, 1))
    dated = [(max(row["months"], 1), row["net"]) for row in rows if row["months"] is not None]
    took = [net for _, net in dated if net > 0]
    usual = Fraction(sum(took), len(took)) if took else paid

    def reached(after: int, upto: int) -> int:
        return int(((np.clip(ages, after, upto) - after) * claims).sum())

    bands = []
    for after, upto, name in _reached_ages(reached, yearly):
        nets = [net for age, net in dated if after < age <= upto]
        bands.append(_band((name, after, upto), nets, reached(after, upto), usual))
    horizon = int(ages.max()) if len(ages) else 0
    return Hazards(tuple(bands), yearly, horizon, sum(row["months"] is None for row in rows))


def _reached_ages(reached: Callable[[int, int], int], least: int) -> list[tuple[int, int, str]]:
    """Give the bands; one that few claims have reached is taken together with the one before it, but for the first.

    Few are fewer claim-months than claims in a year: of so few, no event at all would still allow for many.
    """
    kept = list(AGES)
    while len(kept) > 2 and reached(*kept[-1][:2]) < least:
        (after, _, _), (_, upto, _) = kept[-2:]
        kept[-2:] = [(after, upto, f"over {after}")]
    return kept


def _band(named: tuple[str, int, int], nets: list[int], exposed: int, usual: Fraction) -> Band:
    events = min(sum(net > 0 for net in nets), exposed)
    taken = max(sum(nets), 0)
    each = Fraction(taken, events) if events else usual
    ends = wilson(float(events), float(exposed)) or (0.0, 0.0)
    likely = Fraction(events, exposed) if exposed else Fraction(0)
    low, high = (Fraction(round(end * _PARTS), _PARTS) for end in ends)
    name, after, upto = named
    return Band(name, after, upto, events, taken, exposed, each, (min(low, likely), likely, max(high, likely)))


def _taken(seen: Seen) -> list[dict[str, Any]]:
    rows = taken_back(seen.facts, seen.sources.need("movements")).select("net", "months").to_pyarrow().to_pylist()
    return [row for row in rows if row["net"]]


def _ages(seen: Seen) -> tuple[Any, Any]:
    """Give how old, in months, the payer's claims are since they were first paid, and how many are so old."""
    facts = seen.facts.filter(seen.facts.outcome_first == "paid", seen.facts.first_paid_date.notnull())
    facts = facts.filter(facts.first_paid_date <= facts.as_of)
    claims = facts.group_by("claim_key").agg(first=facts.first_paid_date.min(), last=facts.as_of.max())
    claims = claims.mutate(age=months_between(claims.first, claims["last"]))
    rows = claims.group_by("age").agg(claims=claims.count()).order_by("age").to_pyarrow()
    return rows["age"].to_numpy().astype(np.int64), rows["claims"].to_numpy().astype(np.int64)
