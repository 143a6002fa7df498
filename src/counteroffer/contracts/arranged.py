"""Arrangements as records: money of an agreement that is not paid line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from counteroffer.contracts.terms import Pays

Span = tuple[str, str]
"""First and last code of a range, the same twice for a single code."""


@attrs.frozen
class Range:
    """A value that is known, or only from where to where: integers of the unit that its owner says.

    Attributes:
        low: the least it is thought to be.
        likely: what it is thought to be.
        high: the most it is thought to be.
    """

    low: int
    likely: int
    high: int

    @property
    def sure(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high


@attrs.frozen
class Band:
    """Cents a month for a member of some ages and a sex.

    Attributes:
        first: least age in whole years.
        last: greatest age.
        sex: `F`, `M` or `any`.
        cents: for one member and month.
    """

    first: int
    last: int
    sex: str
    cents: int

    def reaches(self, age: int, sex: str) -> bool:
        """Say whether a member is of this band."""
        return self.first <= age <= self.last and self.sex in ("any", sex)


@attrs.frozen
class StopLoss:
    """What the payer pays of a member-year's cost above a point: thousandths of a percent, and cents."""

    percent: int
    attachment: int


@attrs.frozen
class Capitation:
    """Dollars for each member and month, for all covered services together.

    Attributes:
        bands: which member brings how much.
        covers: codes that are paid by it.
        carve_outs: codes of these that the terms pay all the same.
        roster: name of the list of members; empty if the contract names none.
        risk: whether a member's risk score multiplies the amount.
        equivalent: what the covered services would pay otherwise, for all codes; None: what the contract's terms say.
        stop_loss: None if there is none.
    """

    bands: tuple[Band, ...]
    covers: tuple[Span, ...]
    carve_outs: tuple[Span, ...] = ()
    roster: str = ""
    risk: bool = False
    equivalent: Pays | None = None
    stop_loss: StopLoss | None = None


@attrs.frozen
class Withhold:
    """A part of what is allowed that the payer keeps and may give back.

    Attributes:
        percent: thousandths of a percent of what the lines are expected to be allowed.
        returned: thousandths of a percent of what was kept that comes back; None: not known.
        returned_on: month and day of the year after the service on which it is due; None: not said.
    """

    percent: int
    returned: Range | None = None
    returned_on: tuple[int, int] | None = None


@attrs.frozen
class Measured:
    """One measure of a bonus.

    Attributes:
        name: in the contract's words.
        weight: thousandths of a percent of the eligible dollars.
        score: the practice's performance, thousandths of a percent; None: not known.
        start: performance from which it begins to pay; `start` = `full` is a threshold; None: the score itself pays.
        full: performance at which all of the weight is paid.
        count: patients or events measured; None: not known.
        minimum: fewer than these pay nothing.
    """

    name: str
    weight: int
    score: Range | None
    start: int | None = None
    full: int | None = None
    count: int | None = None
    minimum: int = 0


@attrs.frozen
class Gate:
    """What must be reached before anything is paid: thousandths of a percent."""

    name: str
    at_least: int
    score: Range | None


@attrs.frozen
class Bonus:
    """Pay for performance.

    Attributes:
        eligible: cents a year that can be earned; None: a percent of the expected dollars.
        eligible_percent: thousandths of a percent of the year's expected dollars.
        measures: what earns it; their weights sum to at most 100%.
        gates: all of them must be passed.
        lag_months: months after the year until it is paid; None: not said.
        clawback: thousandths of a percent of it that the payer may take back.
    """

    eligible: int | None
    eligible_percent: int | None
    measures: tuple[Measured, ...]
    gates: tuple[Gate, ...] = ()
    lag_months: int | None = None
    clawback: int = 0


@attrs.frozen
class CareManagement:
    """Cents for each member and month beside what services are paid.

    Attributes:
        cents: for one member and month.
        roster: name of the list of members; empty if none is named.
        member_months: of a year, where there is no roster; None: not known.
    """

    cents: int
    roster: str = ""
    member_months: Range | None = None


@attrs.frozen
class Side:
    """One side of shared savings: what is shared of savings, or of losses.

    Attributes:
        share: thousandths of a percent.
        minimum: savings (losses) up to this share of the benchmark, thousandths of a percent, pay nothing ...
        first_dollar: ... and with this, once it is passed, all of them count; else only what is above.
        cap: cents at most; None: no such cap.
        cap_percent: thousandths of a percent of the benchmark at most; None: no such cap.
    """

    share: int
    minimum: int = 0
    first_dollar: bool = False
    cap: int | None = None
    cap_percent: int | None = None


@attrs.frozen
class SharedSavings:
    """A share of what the members cost less than a benchmark, and perhaps of what they cost more.

    Attributes:
        up: of savings.
        down: of losses; None: the practice bears none.
        benchmark: cents a year; None: not known.
        actual: cents a year; None: not known.
        lag_months: months after the year until it is settled; None: not said.
    """

    up: Side
    down: Side | None
    benchmark: Range | None
    actual: Range | None
    lag_months: int | None = None


Form = Capitation | Withhold | Bonus | CareManagement | SharedSavings

KINDS: dict[str, type[Form]] = {
    "capitation": Capitation,
    "withhold": Withhold,
    "bonus": Bonus,
    "care_management": CareManagement,
    "shared_savings": SharedSavings,
}
"""Every kind of arrangement by its key in a contract."""


@attrs.frozen
class Arrangement:
    """One sentence of the agreement about money that is not paid line by line.

    Attributes:
        says: the sentence.
        form: what kind it is, with its numbers.
        page: page of the paper.
        section: section of the paper.
        line: line in the YAML file.
    """

    says: str
    form: Form
    page: str = ""
    section: str = ""
    line: int = 0

    @property
    def kind(self) -> str:
        """Its key in a contract."""
        return next(key for key, kind in KINDS.items() if isinstance(self.form, kind))
