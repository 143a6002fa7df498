"""One mixed-integer programme for HiGHS: the best base and carve-outs at a given escalator.

Percents are whole steps of the grid, so that the best package of the programme is the best of the grid; the years'
growth and the discount are numbers, since the escalator is given. Exactness is not the programme's: what it finds is
checked and valued again in whole numbers (`changes`, `limits`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import highspy
import numpy as np

from counteroffer.negotiate.changes import Changes
from counteroffer.price.rounding import FULL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counteroffer.negotiate.changes import Term
    from counteroffer.negotiate.levers import Lever
    from counteroffer.negotiate.limits import Limits

INTEGER, REAL = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
INF = highspy.kHighsInf
GAP = 1e-7
"""HiGHS stops when no package can be worth more than this part more: a dollar in ten million."""


@attrs.frozen
class Solved:
    """What HiGHS found.

    Attributes:
        changes: the best package found; None if there is none, and of a relaxed programme.
        bound: dollars over the term that no package can be worth more than.
    """

    changes: Changes | None
    bound: float


class Quiet(highspy.Highs):
    """HiGHS that prints nothing, its name neither: that comes when callbacks are enabled, before any option is set."""

    def enableCallbacks(self) -> None:  # noqa: N802 - HiGHS calls it so
        """Be silent first."""
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]


@attrs.define
class Programme:
    """Columns and rows as HiGHS takes them."""

    cost: list[float] = attrs.field(factory=list)
    low: list[float] = attrs.field(factory=list)
    high: list[float] = attrs.field(factory=list)
    kinds: list[highspy.HighsVarType] = attrs.field(factory=list)
    starts: list[int] = attrs.field(factory=lambda: [0])
    places: list[int] = attrs.field(factory=list)
    factors: list[float] = attrs.field(factory=list)
    row_low: list[float] = attrs.field(factory=list)
    row_high: list[float] = attrs.field(factory=list)
    offset: float = 0.0

    def column(self, cost: float, low: float, high: float, kind: highspy.HighsVarType = REAL) -> int:
        """Add a column; give its number."""
        self.cost.append(cost)
        self.low.append(low)
        self.high.append(high)
        self.kinds.append(kind)
        return len(self.cost) - 1

    def row(self, parts: Sequence[tuple[int, float]], low: float = -INF, high: float = INF) -> None:
        """Add a row: low <= sum of factor x column <= high."""
        self.places += [place for place, _ in parts]
        self.factors += [factor for _, factor in parts]
        self.starts.append(len(self.places))
        self.row_low.append(low)
        self.row_high.append(high)

    def solve(self, *, relaxed: bool, seconds: float) -> highspy.Highs:
        """Hand it to HiGHS and run it, as a linear programme if `relaxed`."""
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.cost), len(self.row_low)
        lp.sense_, lp.offset_ = highspy.ObjSense.kMaximize, self.offset
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = map(np.array, (self.cost, self.low, self.high))
        lp.row_lower_, lp.row_upper_ = np.array(self.row_low), np.array(self.row_high)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_ = np.array(self.starts), np.array(self.places, dtype=np.int32)
        lp.a_matrix_.value_ = np.array(self.factors, dtype=float)
        if not relaxed:
            lp.integrality_ = self.kinds
        solver = Quiet()  # type: ignore[no-untyped-call]
        for name, said in (("threads", 1), ("time_limit", seconds), ("mip_rel_gap", GAP), ("mip_abs_gap", 0.0)):
            solver.setOptionValue(name, said)
        solver.passModel(lp)
        solver.run()
        return solver


@attrs.frozen
class Columns:
    """Where the columns of one code are: its extra, whether it is chosen, its base if it may be held back."""

    extra: int
    held: int | None


@attrs.frozen
class Box:
    """Where a programme looks: one escalator, and bases from `low` to `high` (steps of the grid)."""

    escalator: int
    low: int
    high: int


def solve(  # noqa: PLR0913 - as many as it needs
    levers: Sequence[Lever], limits: Limits, term: Term, box: Box, *, relaxed: bool = False, seconds: float = 60
) -> Solved:
    """Find the best package of a box.

    Args:
        levers: at least one.
        limits: what it has to keep; they are not in conflict.
        term: years and discount.
        box: the escalator, and the bases to look at.
        relaxed: leave out that steps are whole, for a bound.
        seconds: stop then; `bound` says how much better another package could still be.
    """
    made = Programme()
    base = made.column(0.0, box.low, box.high, INTEGER)
    columns = _codes(made, base, levers, limits, term, box, relaxed=relaxed)
    if not _common(made, base, columns, levers, limits, term, box.escalator):
        return Solved(None, -INF)
    solver = made.solve(relaxed=relaxed, seconds=seconds)
    info = solver.getInfo()
    if relaxed:
        optimal = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return Solved(None, info.objective_function_value if optimal else -INF)
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Solved(None, info.mip_dual_bound)
    found = solver.getSolution().col_value
    return Solved(_read(found, base, columns, levers, limits, box.escalator), info.mip_dual_bound)


def _codes(  # noqa: PLR0913, PLR0917 - as many as it needs
    made: Programme, base: int, levers: Sequence[Lever], limits: Limits, term: Term, box: Box, *, relaxed: bool
) -> list[Columns | None]:
    """Add what each code has of its own; None for a code that cannot change."""
    low, high = box.low, box.high
    chosen, columns = [], list[Columns | None]()
    for lever in levers:
        reach = limits.reach(lever) // limits.step
        lines = _lines(lever, reach * limits.step, term, box.escalator)
        if not reach:
            made.offset += min(start for start, _ in lines)
            columns.append(None)
            continue
        room = reach - min(low, reach)
        extra = made.column(0.0, 0, room if limits.codes != 0 else 0, INTEGER)
        if limits.codes and room:
            chosen.append((extra, 1.0 / room) if relaxed else (_chosen(made, extra, room), 1.0))
        held = _held(made, base, reach, low, high, relaxed=relaxed) if reach < high else None
        columns.append(Columns(extra, held))
        parts = [(extra, 1.0), (base if held is None else held, 1.0)]
        made.row(parts, high=reach)
        _worth(made, parts, lines, limits.step)
    if limits.codes:
        made.row(chosen, high=limits.codes)
    return columns


def _chosen(made: Programme, extra: int, room: int) -> int:
    """Add whether a code gets more than the base; relaxed, that is the part of its room that it takes."""
    chosen = made.column(0.0, 0, 1, INTEGER)
    made.row([(extra, 1.0), (chosen, -float(room))], high=0.0)
    return chosen


def _held(made: Programme, base: int, reach: int, low: int, high: int, *, relaxed: bool) -> int:  # noqa: PLR0913
    """Add the least of the base and a code's reach; relaxed, all between that and the chord below it."""
    if reach <= low:
        return made.column(0.0, reach, reach)
    held = made.column(0.0, low, reach)
    made.row([(held, 1.0), (base, -1.0)], high=0.0)
    if relaxed:
        slope = (reach - low) / (high - low)
        made.row([(held, 1.0), (base, -slope)], low=low * (1 - slope))
        return held
    is_held = made.column(0.0, 0, 1, INTEGER)
    made.row([(held, 1.0), (base, -1.0), (is_held, float(high - reach))], low=0.0)
    made.row([(held, 1.0), (is_held, -float(reach - low))], low=low)
    return held


def _lines(lever: Lever, reach: int, term: Term, escalator: int) -> list[tuple[float, float]]:
    """Give the lines whose least is the worth of a change: (dollars at no change, dollars for a thousandth more).

    Where charges cap the rate, the last years reach the cap first: one line for each number of years that have.
    """
    discounts = [(FULL / (FULL + term.discount)) ** year for year in range(1, term.years + 1)]
    growths = [(1 + escalator / FULL) ** year for year in range(term.years)]
    money, starts, slopes = lever.now / 100, [], []
    for discount, growth in zip(discounts, growths, strict=True):
        starts.append(money * discount * (growth - 1))
        slopes.append(money * discount * growth / FULL)
    if lever.room is None or (FULL + reach) * growths[-1] <= FULL + lever.room:
        return [(sum(starts), sum(slopes))]
    capped = [money * discount * max(0, lever.room) / FULL for discount in discounts]
    return [(sum(starts[:free]) + sum(capped[free:]), sum(slopes[:free])) for free in range(term.years, -1, -1)]


def _worth(made: Programme, parts: list[tuple[int, float]], lines: list[tuple[float, float]], step: int) -> None:
    """Put the worth of a code into what is to be made large."""
    if len(lines) == 1:
        ((start, slope),) = lines
        made.offset += start
        for place, _ in parts:
            made.cost[place] += slope * step
        return
    worth = made.column(1.0, -INF, INF)
    for start, slope in lines:
        made.row([(worth, 1.0), *((place, -slope * step) for place, _ in parts)], high=start)


def _common(  # noqa: PLR0913, PLR0917 - as many as it needs
    made: Programme, base: int, columns: list[Columns | None], levers: Sequence[Lever], limits: Limits, term: Term,
    escalator: int,
) -> bool:  # fmt: skip
    """Add the limits on sums over all codes; say whether they can be kept at this escalator at all."""
    seen = limits.seen_most(levers, escalator, term.years)
    budget = None if limits.budget is None else limits.budget * FULL
    for most, weights in ((seen, [lever.seen for lever in levers]), (budget, [lever.now for lever in levers])):
        if most is None or not any(weights):
            continue
        if most < 0:
            return False
        parts: dict[int, int] = {}
        for one, weight in zip(columns, weights, strict=True):
            if one is not None:
                for place in (one.extra, base if one.held is None else one.held):
                    parts[place] = parts.get(place, 0) + weight
        size = max(parts.values(), default=0)
        if size:
            made.row([(place, part / size) for place, part in parts.items()], high=most / limits.step / size)
    return True


def _read(  # noqa: PLR0913, PLR0917 - as many as it needs
    found: Sequence[float], base: int, columns: list[Columns | None], levers: Sequence[Lever], limits: Limits,
    escalator: int,
) -> Changes:  # fmt: skip
    """Read the package from the columns, in whole steps."""
    asked, own = round(found[base]) * limits.step, {}
    for lever, one in zip(levers, columns, strict=True):
        reach = limits.reach(lever)
        change = min(asked, reach) + (0 if one is None else round(found[one.extra]) * limits.step)
        if change != asked:
            own[lever.key] = min(change, reach)
    return Changes(asked, escalator, own)
