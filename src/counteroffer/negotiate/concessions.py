"""The concession ledger: what is asked, offered, given and got, in one currency; no give without a get."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from counteroffer.clauses.worth import ONCE, YEARLY, Span
from counteroffer.core.findings import WARNING, Finding
from counteroffer.negotiate.changes import present

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from counteroffer.clauses.worth import Worth

ASKED, OFFERED, GIVEN, GOT = "asked", "offered", "given", "got"
STATUSES = (ASKED, OFFERED, GIVEN, GOT)
"""We ask, or the payer offers (on the table); we have given, or have got (agreed)."""

WHOLE = 100_000
"""A hundred percent, in thousandths of a percent."""


@attrs.frozen
class Concession:
    """One term or rate change that is traded.

    Attributes:
        key: its name in the ledger, such as `timely_filing`.
        says: what it is, such as "filing within 180 days instead of 90".
        status: one of `STATUSES`.
        value: what it is worth to us, cents (positive is good for us; what we give is mostly below zero).
        unit: `cents a year` or `cents once`.
        theirs: what it costs the payer, as we estimate it (positive costs it), cents in the same unit; None: not said.
        against: keys of what it is given for, or got for.
        round: the round of talks in which it got this status.
    """

    key: str
    says: str
    status: str
    value: Span
    unit: str = YEARLY
    theirs: Span | None = None
    against: tuple[str, ...] = ()
    round: int = 0


@attrs.frozen
class Sums:
    """Totals of some concessions, in cents.

    Attributes:
        yearly: what comes every year.
        once: what comes once.
        present: what all of it is worth today: the years of the term discounted at their ends, and once as it is.
        unsure: keys of which nothing says what is likely: in `likely` they count at their least.
    """

    yearly: Span
    once: Span
    present: Span
    unsure: tuple[str, ...] = ()


@attrs.frozen
class Ledger:
    """Every concession of one negotiation; the order does not matter, the last round of a key counts.

    Attributes:
        entries: what was asked, offered, given and got, round by round.
        years: years of the term.
        discount: discount rate a year, thousandths of a percent.
    """

    entries: tuple[Concession, ...] = ()
    years: int = 1
    discount: int = 0

    def with_entry(self, entry: Concession) -> Ledger:
        """Give the ledger with one more entry."""
        return attrs.evolve(self, entries=(*self.entries, entry))

    def standing(self) -> tuple[Concession, ...]:
        """Give what stands: of each key the entry of the last round, in order of key.

        Of two of one round the one nearer to agreed counts: asked, offered, given, got.
        """
        last: dict[str, Concession] = {}
        for entry in sorted(self.entries, key=_order):
            last[entry.key] = entry
        return tuple(last[key] for key in sorted(last))

    def sums(self, *statuses: str) -> Sums:
        """Add up what stands with some statuses, or all of it."""
        chosen = [one for one in self.standing() if not statuses or one.status in statuses]
        return total(chosen, self.years, self.discount)

    def balance(self) -> Sums:
        """Add up what is agreed: got and given."""
        return self.sums(GOT, GIVEN)

    def findings(self) -> tuple[Finding, ...]:
        """Say what breaks the rule: nothing is given without something that is got for it."""
        standing = {one.key: one for one in self.standing()}
        return tuple(found for one in standing.values() for found in _faults(one, standing))


def _order(one: Concession) -> tuple[int, int, str, str, int, int]:
    return one.round, STATUSES.index(one.status), one.key, one.says, one.value.low, one.value.high


def _faults(one: Concession, standing: dict[str, Concession]) -> list[Finding]:
    unknown = [key for key in one.against if key not in standing]
    found = [
        Finding("concession.unknown", WARNING, f"'{one.key}' is traded for '{key}', which is not in the ledger.",
                "Enter it, or mend the name.")
        for key in unknown
    ]  # fmt: skip
    if one.status != GIVEN:
        return found
    linked = [standing[key] for key in one.against if key in standing]
    linked += [other for other in standing.values() if one.key in other.against and other not in linked]
    if not any(other.status == GOT for other in linked):
        waits = ", ".join(other.key for other in linked) or "nothing"
        says = f"'{one.key}' ({one.says}) is given, and nothing is got for it (linked: {waits})."
        mend = "Take it back, or enter what is got for it with `against`."
        found.append(Finding("concession.give_without_get", WARNING, says, mend, cents=one.value.likely))
    return found


def total(entries: Iterable[Concession], years: int, discount: int) -> Sums:
    """Add up concessions: a year, once, and as present value over some years; the order does not matter.

    Args:
        entries: each key once.
        years: years of the term, at least one.
        discount: percent a year, thousandths; each year's cents are discounted at the year's end.
    """
    chosen = list(entries)
    yearly = _sum([one.value for one in chosen if one.unit == YEARLY])
    once = _sum([one.value for one in chosen if one.unit == ONCE])
    present = _sum([*(_years(one.value, years, discount) for one in chosen if one.unit == YEARLY), once])
    return Sums(yearly, once, present, tuple(sorted(one.key for one in chosen if one.value.likely is None)))


def _sum(spans: Sequence[Span]) -> Span:
    likely = sum(span.low if span.likely is None else span.likely for span in spans)
    return Span(sum(span.low for span in spans), likely, sum(span.high for span in spans))


def _years(span: Span, years: int, discount: int) -> Span:
    low, high = (present_value(cents, years, discount) for cents in (span.low, span.high))
    likely = None if span.likely is None else present_value(span.likely, years, discount)
    return Span(low, likely, high)


def present_value(cents: int, years: int, discount: int) -> int:
    """Give what the same cents at the end of each of some years are worth today, exact and half-up.

    Vector: $1,000 a year for 3 years at 5% is $2,723.25.
    """
    return present([cents] * years, discount)


def of_worth(  # noqa: PLR0913 - an entry says everything at once
    worth: Worth,
    status: str,
    *,
    round_: int = 0,
    against: Sequence[str] = (),
    theirs: Span | None = None,
    says: str = "",
) -> Concession | None:
    """Make an entry of a valued change of a clause; None where it has no number.

    What we give is the change from what holds to what the payer asks for, so that it is below zero of itself.
    """
    if worth.span is None:
        return None
    words = says or f"{worth.kind}: {worth.now} -> {worth.asked}"
    return Concession(worth.kind, words, status, worth.span, worth.unit, theirs, tuple(against), round_)
