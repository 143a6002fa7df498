"""The simplest rule behind some rates: a percent of Medicare, of a published schedule, or of charges; else a schedule.

A rule explains a rate if it gives its very amount (to the cent, half-up). Among the rules that explain a section, the
one that explains the most dollars is taken; of two as good, the rounder percent and the practice's own locality.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import attrs
import numpy as np

from counteroffer.core.money import half_up
from counteroffer.discover.sections import section

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from counteroffer.discover.published import Published
    from counteroffer.discover.rates import Rate

PERCENT = 100_000
"""A hundred percent, in thousandths of a percent."""

STEPS = (1000, 500, 100, 50, 10, 1)
"""Percents are tried whole first, then in halves, tenths and so on, in thousandths of a percent."""

ENOUGH = 0.9
"""A rule names a section when it explains this share of its dollars ..."""
FEWEST, ODD_FEWEST = 3, 8
"""... with at least so many rates, or with all of them where the percent is round; an odd percent needs more."""
ROUND = 500
"""Percents of whole and half numbers are what agreements say."""

SCHEDULE, CHARGES = "fee_schedule", "percent_of_charges"


@attrs.frozen
class Residual:
    """A rate that the rule of its section does not give.

    Attributes:
        rate: the rate.
        by_rule: cents that the rule gives; None where it gives nothing.
    """

    rate: Rate
    by_rule: int | None

    @property
    def difference(self) -> int | None:
        """Cents that the payer allows above (below: negative) the rule."""
        return None if self.by_rule is None else self.rate.amount - self.by_rule


@attrs.frozen
class Explanation:
    """What a section of codes is paid by.

    Attributes:
        section, setting: which codes; setting is empty where both are paid by the same rule.
        basis: `percent_of_medicare`, `percent_of_labs`, `percent_of_drugs`, `percent_of_charges` or `fee_schedule`.
        percent: thousandths of a percent; 0 for a schedule.
        published: what it is a percent of; None for charges and a schedule.
        rates: all rates of the section; `explained` of them have the rule's very amount.
        dollars: allowed cents of these rates' lines; `explained_dollars` of the explained ones.
        residuals: the others, the most dollars first.
    """

    section: str
    setting: str
    basis: str
    percent: int
    published: Published | None
    rates: int
    explained: int
    dollars: int
    explained_dollars: int
    residuals: tuple[Residual, ...]

    @property
    def share(self) -> float:
        """The share of dollars that the rule explains to the cent."""
        return self.explained_dollars / self.dollars if self.dollars else 0.0


def explain(
    rates: Sequence[Rate], published: Sequence[Published], charged: Mapping[Rate, tuple[int, int]]
) -> tuple[Explanation, ...]:
    """Name the rule of each section and setting.

    Args:
        rates: in force on one day; those that are not firm and those hidden by charges have no say.
        published: what Medicare publishes, the likeliest first.
        charged: rates whose lines follow their charges, with the percent (thousandths) and the cents that follow it.

    Returns:
        One explanation for each section, or for each setting of it where the settings differ; the most dollars first.
    """
    parts: dict[tuple[str, str], list[Rate]] = defaultdict(list)
    for rate in rates:
        if rate.firm and not rate.at_least:
            parts[section(rate.code), rate.setting].append(rate)
    found = [_of(name, setting, mine, published, charged) for (name, setting), mine in parts.items()]
    return tuple(sorted(_joined(found), key=lambda one: -one.dollars))


def best_percent(pairs: Sequence[tuple[int, int, int]]) -> tuple[int, int]:
    """Find the percent that gives the most dollars' amounts to the cent.

    Args:
        pairs: base (cents), amount (cents) and dollars of each rate; base above zero.

    Returns:
        The percent in thousandths, the roundest of those that are equally good, and the dollars it explains.
    """
    base, amount, dollars = (np.array(column, dtype=np.int64) for column in zip(*pairs, strict=True))
    least = -(-((2 * amount - 1) * PERCENT) // (2 * base))
    most = ((2 * amount + 1) * PERCENT - 1) // (2 * base)
    some = least <= most
    edges = np.unique(np.concatenate([least[some], most[some]]))
    if not len(edges):
        return 0, 0
    starts, ends = np.sort(least[some]), np.sort(most[some])
    up = np.concatenate([[0], np.cumsum(dollars[some][np.argsort(least[some], kind="stable")])])
    down = np.concatenate([[0], np.cumsum(dollars[some][np.argsort(most[some], kind="stable")])])
    at = up[np.searchsorted(starts, edges, "right")] - down[np.searchsorted(ends, edges, "left")]
    peak = int(edges[int(np.argmax(at))])
    inside = (least <= peak) & (peak <= most)
    low, high = int(least[inside].max()), int(most[inside].min())
    return _roundest(low, high), int(dollars[inside].sum())


def _roundest(low: int, high: int) -> int:
    for step in STEPS:
        first = -(-low // step) * step
        if first <= high:
            middle = (low + high) // 2
            return min(max(half_up(middle, step) * step, first), high // step * step)
    return low


def _of(
    name: str,
    setting: str,
    rates: list[Rate],
    published: Sequence[Published],
    charged: Mapping[Rate, tuple[int, int]],
) -> Explanation:
    total = sum(rate.dollars for rate in rates)
    best = _by_charges(name, setting, rates, charged)
    for one in published:
        known = [(rate, one.amounts.get((rate.code, rate.modifier, rate.setting), 0)) for rate in rates]
        pairs = [(base, rate.amount, rate.dollars) for rate, base in known if base]
        if len(pairs) < min(FEWEST, len(rates)):
            continue
        percent, dollars = best_percent(pairs)
        told = _told(name, setting, rates, one, percent)
        if (percent % ROUND == 0 or told.explained >= ODD_FEWEST) and dollars > (best.explained_dollars if best else 0):
            best = told
        if dollars == total:
            break
    if best is not None and best.share >= ENOUGH:
        return best
    return Explanation(name, setting, SCHEDULE, 0, None, len(rates), len(rates), total, total, ())


def _told(name: str, setting: str, rates: list[Rate], published: Published, percent: int) -> Explanation:
    explained, residuals = [], []
    for rate in rates:
        base = published.amounts.get((rate.code, rate.modifier, rate.setting), 0)
        given = half_up(base * percent, PERCENT) if base else None
        if given == rate.amount:
            explained.append(rate)
        else:
            residuals.append(Residual(rate, given))
    residuals.sort(key=lambda residual: -residual.rate.dollars)
    return Explanation(
        name, setting, published.basis, percent, published, len(rates), len(explained),
        sum(rate.dollars for rate in rates), sum(rate.dollars for rate in explained), tuple(residuals),
    )  # fmt: skip


def _by_charges(
    name: str, setting: str, rates: list[Rate], charged: Mapping[Rate, tuple[int, int]]
) -> Explanation | None:
    votes: dict[int, int] = defaultdict(int)
    for rate in rates:
        if rate in charged:
            percent, dollars = charged[rate]
            votes[percent] += dollars
    if not votes:
        return None
    percent = max(votes, key=lambda one: (votes[one], one % 1000 == 0))
    mine = [rate for rate in rates if rate in charged and charged[rate][0] == percent]
    others = sorted((rate for rate in rates if rate not in mine), key=lambda rate: -rate.dollars)
    return Explanation(
        name, setting, CHARGES, percent, None, len(rates), len(mine), sum(rate.dollars for rate in rates),
        votes[percent], tuple(Residual(rate, None) for rate in others),
    )  # fmt: skip


def _joined(found: Iterable[Explanation]) -> list[Explanation]:
    """Make one of two settings of a section that are paid by the same rule."""
    rules: dict[object, list[Explanation]] = defaultdict(list)
    for one in found:
        rules[one.section, one.basis, one.percent, one.published and one.published.name].append(one)
    made = []
    for same in rules.values():
        first = same[0]
        if len(same) > 1:
            sums = {
                n: sum(getattr(one, n) for one in same) for n in ("rates", "explained", "dollars", "explained_dollars")
            }
            residuals = sorted((r for one in same for r in one.residuals), key=lambda residual: -residual.rate.dollars)
            first = attrs.evolve(first, setting="", residuals=tuple(residuals), **sums)
        made.append(first)
    return made
