"""What an arrangement is worth in a year: least, likely and most, the numbers behind it, and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import attrs

from counteroffer.contracts.arranged import Bonus, Capitation, CareManagement, Range, Withhold
from counteroffer.core.money import half_up, show
from counteroffer.measure.bonus import bonus_cents, kept
from counteroffer.measure.capitation import stop_loss, yield_of
from counteroffer.measure.shared_savings import bounds, settled

if TYPE_CHECKING:
    from counteroffer.contracts.arranged import Arrangement, Gate, Measured, SharedSavings
    from counteroffer.measure.capitation import MonthPaid

_HUNDRED = 100_000
UNKNOWN_SHARE = Range(0, 0, _HUNDRED)
"""Where a percent is not known it lies between nothing and all."""

At = Callable[[Sequence[int]], int]
"""Gives the cents of a year at one value for each range."""


@attrs.frozen
class Due:
    """What should come when: the day (None if the contract does not say), for what, and cents."""

    on: date | None
    says: str
    low: int
    likely: int | None
    high: int


@attrs.frozen
class Worth:
    """What an arrangement adds to the expected dollars of the lines in a year; below zero it takes away.

    Attributes:
        low: cents at the worst of what is known; None if it cannot be said.
        likely: cents; None if too little is known.
        high: cents at the best.
        formula: the calculation with its numbers.
        missing: what is not known, and how to give it.
        dues: what should come when.
        ranges: what is uncertain, in the order in which `at` takes it.
        at: the cents at one value for each range; None where something is missing.
    """

    low: int | None
    likely: int | None
    high: int | None
    formula: str = ""
    missing: tuple[str, ...] = ()
    dues: tuple[Due, ...] = ()
    ranges: tuple[Range, ...] = ()
    at: At | None = None


@attrs.frozen
class Year:
    """The twelve months that arrangements are valued on, and what is known of them.

    Attributes:
        since: first day.
        until: last day.
        expected: cents that the contract's lines are expected to be allowed, by calendar year of service.
        lines: lines with a price among them.
        months: what each month's members bring (capitation), or how many they are; empty without a roster.
        equivalent: cents that the capitated services would have paid otherwise, in the months of the roster.
        costs: the same of all twelve months by patient; None: there are no lines.
        unpriced: capitated lines that the equivalent has no price for.
    """

    since: date
    until: date
    expected: dict[int, int] = attrs.field(factory=dict)
    lines: int = 0
    months: tuple[MonthPaid, ...] = ()
    equivalent: int = 0
    costs: dict[str, int] | None = None
    unpriced: int = 0

    @property
    def total(self) -> int:
        """Cents expected in all twelve months."""
        return sum(self.expected.values())

    def after(self, months: int | None) -> date | None:
        """Give the last day of the month so many months after the year; None if it is not said."""
        if months is None:
            return None
        count = self.until.year * 12 + self.until.month + months  # the month after it, from January = 0
        return date(count // 12, count % 12 + 1, 1) - timedelta(days=1)


def worth(arrangement: Arrangement, year: Year) -> Worth:
    """Value one arrangement on a year."""
    form = arrangement.form
    if isinstance(form, Capitation):
        return _capitation(form, year)
    if isinstance(form, Withhold):
        return _withhold(form, year)
    if isinstance(form, Bonus):
        return _bonus(form, year)
    if isinstance(form, CareManagement):
        return _care(form, year)
    return _savings(form, year)


def percent(thousandths: int) -> str:
    """Write thousandths of a percent."""
    return f"{thousandths / 1000:g}%"


def _between(known: Range, write: Callable[[int], str]) -> str:
    return write(known.low) if known.sure else f"{write(known.low)} / {write(known.likely)} / {write(known.high)}"


_NO_LINES = "No line of the contract has a price in the year: import its claims and remittances."


def _roster(name: str) -> str:
    if not name:
        return "The contract names no roster: write `members: NAME` and read its files."
    return f"No month of the roster '{name}' lies in the year: `counteroffer contract members {name} FILE`."


def _capitation(form: Capitation, year: Year) -> Worth:
    if not year.months:
        return Worth(None, None, None, missing=(_roster(form.roster),))
    paid, count = sum(month.paid for month in year.months), sum(month.members for month in year.months)
    formula = f"{count:,} member-months in {len(year.months)} months = {show(paid)}"
    missing = _gaps(year)
    cents = paid
    share = yield_of(paid, year.equivalent)
    if share is not None:
        formula += f"; the services would have paid {show(year.equivalent)}, yield {percent(share)}"
    if form.stop_loss is not None and year.costs is not None:
        above = stop_loss(form.stop_loss, year.costs)
        over = sum(cost > form.stop_loss.attachment for cost in year.costs.values())
        rule = f"{percent(form.stop_loss.percent)} above {show(form.stop_loss.attachment)}"
        formula += f"; stop-loss {rule} of {over} patients = {show(above)}"
        cents += above
    return Worth(cents, cents, cents, formula, missing, at=lambda _: cents)


def _gaps(year: Year) -> tuple[str, ...]:
    found = []
    if len(year.months) < 12:
        found.append(f"The roster has {len(year.months)} of the 12 months; the others bring nothing here.")
    if unbanded := sum(month.unbanded for month in year.months):
        found.append(f"{unbanded} member-months are in no band of `pmpm` and bring nothing.")
    if unscored := sum(month.unscored for month in year.months):
        found.append(f"{unscored} member-months have no risk score and count as 1.000: give the column `risk`.")
    if year.costs is None:
        found.append("No encounter is there to reprice: import the claims of the covered services.")
    if year.unpriced:
        found.append(f"{year.unpriced} covered lines have no price by `equivalent` and are left out of it.")
    return tuple(found)


def _withhold(form: Withhold, year: Year) -> Worth:
    if not year.lines:
        return Worth(None, None, None, missing=(_NO_LINES,))
    known = form.returned or UNKNOWN_SHARE
    held = {service: half_up(cents * form.percent, _HUNDRED) for service, cents in sorted(year.expected.items())}
    back = {service: _shares(cents, known) for service, cents in held.items()}
    dues = []
    for service, (low, some, high) in back.items():
        on = date(service + 1, *form.returned_on) if form.returned_on else None
        says = f"withhold of {service}: {show(held[service])} kept"
        dues.append(Due(on, says, low, some if form.returned else None, high))
    kept_back = sum(held.values())
    missing = [] if form.returned else ["How much comes back is not known: write `returned: [low, likely, high]`."]
    missing += [] if form.returned_on else ["When it comes back is not said: write `returned_on: 04-30`."]

    def at(values: Sequence[int]) -> int:
        return sum(half_up(cents * values[0], _HUNDRED) for cents in held.values()) - kept_back

    returns = _between(known, percent) if form.returned else "0% to 100% (not known)"
    formula = f"{percent(form.percent)} of {show(year.total)} expected = {show(kept_back)} kept; {returns} comes back"
    likely = at([known.likely]) if form.returned else None
    draw = at if form.returned else None
    return Worth(at([known.low]), likely, at([known.high]), formula, tuple(missing), tuple(dues), (known,), draw)


def _shares(cents: int, known: Range) -> tuple[int, int, int]:
    low, likely, high = (half_up(cents * share, _HUNDRED) for share in (known.low, known.likely, known.high))
    return low, likely, high


def _bonus(form: Bonus, year: Year) -> Worth:
    if form.eligible is None and not year.lines:
        return Worth(None, None, None, missing=(_NO_LINES,))
    of_lines = form.eligible is None
    eligible = half_up(year.total * (form.eligible_percent or 0), _HUNDRED) if form.eligible is None else form.eligible
    asked: tuple[Measured | Gate, ...] = (*form.measures, *form.gates)
    missing = [f"The score at '{one.name}' is not known: write `score: [low, likely, high]`." for one in asked
               if one.score is None]  # fmt: skip
    uncounted = [one for one in form.measures if one.minimum and one.count is None]
    missing += [f"How many '{one.name}' measures is not known: write `n:`." for one in uncounted]
    scores = tuple(one.score or UNKNOWN_SHARE for one in asked)
    pessimist = attrs.evolve(form, measures=tuple(attrs.evolve(m, count=m.count or 0) for m in form.measures))

    def at(values: Sequence[int], rule: Bonus = form) -> int:
        return bonus_cents(rule, eligible, values[: len(form.measures)], values[len(form.measures) :])

    low = kept(form, at([score.low for score in scores], pessimist))
    high = at([score.high for score in scores])
    likely = None if missing else at([score.likely for score in scores])
    due = Due(year.after(form.lag_months), "bonus of the year", low, likely, high)
    formula = _bonus_formula(form, eligible, year if of_lines else None)
    return Worth(low, likely, high, formula, tuple(missing), (due,), scores, None if missing else at)


def _bonus_formula(form: Bonus, eligible: int, year: Year | None) -> str:
    parts = []
    for one in form.measures:
        score = _between(one.score, percent) if one.score else "not known"
        how = ""
        if one.start is not None and one.full is not None:
            how = f", all from {percent(one.full)}" if one.start == one.full else ""
            how = how or f", from {percent(one.start)} to {percent(one.full)}"
        how += f", at least {one.minimum}" if one.minimum else ""
        parts.append(f"{percent(one.weight)} {one.name} ({score}{how})")
    gates = ""
    for gate in form.gates:
        score = _between(gate.score, percent) if gate.score else "not known"
        gates += f"; gate {gate.name} at {percent(gate.at_least)} ({score})"
    of = f"{percent(form.eligible_percent or 0)} of {show(year.total)} expected = " if year else ""
    back = f"; up to {percent(form.clawback)} may be taken back, which the low value counts" if form.clawback else ""
    return f"{of}{show(eligible)} x ({' + '.join(parts)}){gates}{back}"


def _care(form: CareManagement, year: Year) -> Worth:
    counted = sum(month.members for month in year.months)
    months = Range(counted, counted, counted) if year.months else form.member_months
    if months is None:
        missing = f"{_roster(form.roster)} Or write `member_months: [low, likely, high]`."
        return Worth(None, None, None, missing=(missing,))
    gaps: tuple[str, ...] = ()
    if year.months and len(year.months) < 12:
        gaps = (f"The roster has {len(year.months)} of the 12 months; the others bring nothing here.",)
    formula = f"{_between(months, '{:,}'.format)} member-months x {show(form.cents)}"
    low, likely, high = (count * form.cents for count in (months.low, months.likely, months.high))
    return Worth(low, likely, high, formula, gaps, ranges=(months,), at=lambda values: values[0] * form.cents)


def _savings(form: SharedSavings, year: Year) -> Worth:
    missing = tuple(
        f"The {name} is not known: write `{name}: [low, likely, high]`, dollars a year."
        for name, value in (("benchmark", form.benchmark), ("actual", form.actual))
        if value is None
    )
    if form.benchmark is None or form.actual is None:
        low = 0 if form.down is None else None if form.down.cap is None else -form.down.cap
        return Worth(low, None, form.up.cap, missing=missing)
    low, high = bounds(form, form.benchmark, form.actual)
    likely = settled(form, form.benchmark.likely, form.actual.likely)
    up = form.up
    how = f"{percent(up.minimum)} of it" + (" once passed from the first dollar" if up.first_dollar else "")
    formula = f"{percent(up.share)} x max(0, benchmark {_between(form.benchmark, show)} - actual "
    formula += f"{_between(form.actual, show)} - {how})" + _cap(up.cap, up.cap_percent)
    if form.down is not None:
        formula += f"; {percent(form.down.share)} of losses above {percent(form.down.minimum)} of the benchmark"
        formula += _cap(form.down.cap, form.down.cap_percent) or ", without a cap"
    due = Due(year.after(form.lag_months), "settlement of the year", low, likely, high)
    return Worth(
        low, likely, high, formula, dues=(due,), ranges=(form.benchmark, form.actual),
        at=lambda values: settled(form, values[0], values[1]),
    )  # fmt: skip


def _cap(cents: int | None, of_benchmark: int | None) -> str:
    caps = [show(cents)] if cents is not None else []
    caps += [f"{percent(of_benchmark)} of the benchmark"] if of_benchmark is not None else []
    return f", at most {' and '.join(caps)}" if caps else ""
