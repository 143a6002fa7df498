"""How sure a figure is: intervals for rates and for ratios of dollars.

A rate in which every claim counts once or not at all is a share of independent trials: Wilson's interval. Anything else
(dollars, lines that come several to a claim) is drawn anew by whole claims, because the lines of a claim stand and fall
together: the percentile bootstrap, with a fixed seed, so that a figure has the same interval tomorrow.
"""

from __future__ import annotations

import zlib
from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from counteroffer.measure.answer import check_cuts, counted_rows
from counteroffer.measure.ratios import parts_of
from counteroffer.measure.registry import CENTS, COUNT, PERCENT, Metric, find_metric, metrics

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis
    from numpy.typing import NDArray

Z = 1.959963984540054
"""The normal quantile of a two-sided interval of 95%."""

DRAWS, SEED = 2_000, 57
GROUPS = 50_000
"""Claims beyond so many are dealt into so many groups at random, and groups are drawn: as sure, and bounded in time."""

DEALT = 5_000
"""The same where all rates are drawn at once (`intervals`)."""

WILSON, BOOTSTRAP, NONE = "wilson", "bootstrap by claim", "none"


def wilson(successes: float | None, n: float | None, z: float = Z) -> tuple[float, float] | None:
    """Give the interval of a share, both ends between 0 and 1; None where nothing was tried.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
    """
    if successes is None or not n:
        return None
    share, square = successes / n, z * z
    middle = share + square / (2 * n)
    half = z * sqrt(share * (1 - share) / n + square / (4 * n * n))
    low, high = (middle - half) / (1 + square / n), (middle + half) / (1 + square / n)
    return max(0.0, low), min(1.0, high)


def wilson_percent(successes: Any, n: Any, z: float = Z) -> tuple[Any, Any]:
    """Give the same of Ibis columns, in percent; null where nothing was tried. Runs on both engines."""
    tried, square = n.cast("float64").nullif(0), z * z
    share = successes.cast("float64") / tried
    middle = share + square / (tried * 2)
    half = (share * (1 - share) / tried + square / (tried * tried * 4)).sqrt() * z
    whole = square / tried + 1
    low, high = (middle - half) * 100 / whole, (middle + half) * 100 / whole
    return _within(low), _within(high)


def _within(value: Any) -> Any:
    return (value < 0).ifelse(0.0, (value > 100).ifelse(100.0, value))


def interval(  # noqa: PLR0913 - a question says everything at once
    name: str,
    facts: ibis.Table,
    by: Sequence[str] = (),
    where: ibis.Value | None = None,
    *,
    complete: bool = False,
    draws: int = DRAWS,
) -> pa.Table:
    """Give the 95% interval of a metric, for any cut.

    Args:
        name: a metric's name.
        facts: the facts, or a part of them.
        by: columns of the facts to cut by; a cut's interval does not depend on the other cuts.
        where: a predicate over the facts.
        complete: count lines of complete months of service only.
        draws: how often claims are drawn anew.

    Returns:
        One row a cut, ordered by the `by` columns: those, `low` and `high` (in the metric's unit), `method` (`wilson`,
        `bootstrap by claim`, or `none`: a percentile, a share of the practice, a count of patients or visits).

    Raises:
        UnknownNameError: if no metric or column is called so.
        InputError: if a metric of the whole practice is to be cut.
    """
    metric = find_metric(name)
    check_cuts(metric, facts, by)
    counted = counted_rows(metric, facts, where, complete=complete)
    claims = _by_claim(metric, counted, by)
    if claims is None:
        return _unsure(counted, by)
    part, of = (claims[n].to_numpy().astype(np.float64) for n in ("part", "of"))
    ratio = _is_ratio(metric, counted)
    rows = [
        cut | dict(zip(("low", "high", "method"), _sure(part[at], of[at] if ratio else None, draws, cut), strict=True))
        for cut, at in _cuts(claims, by)
    ]
    return _table(rows, counted, by)


def intervals(facts: ibis.Table, by: Sequence[str], *, draws: int = DRAWS) -> dict[str, pa.Table]:
    """Give the 95% intervals of every rate at once: one pass over the facts, and the same draws for all rates of a cut.

    They are those of `interval`, but that claims are drawn from all claims of the cut, also those that a rate does not
    count: where they are drawn anew, the ends differ from `interval`'s by the noise of drawing.

    Args:
        facts: the facts, or a part of them.
        by: columns of the facts to cut by.
        draws: how often claims are drawn anew.

    Returns:
        Metric name -> what `interval` gives for it, of every metric in percent that is a ratio of sums over claims.
    """
    counted = facts.filter(facts.sequence == "P")
    asked = [one for one in metrics() if one.unit == PERCENT and not (one.whole or one.share or one.every_sequence)]
    parts = {one.name: found for one in asked if (found := parts_of(one.reduce, counted)) is not None}
    sums = {f"{end} {name}": pair[place] for name, pair in parts.items() for place, end in enumerate(("part", "of"))}
    claims = counted.group_by([*by, "claim_key"]).agg(**sums).order_by([*by, "claim_key"]).to_pyarrow()
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in parts}
    numbers = {name: np.nan_to_num(claims[name].to_numpy().astype(np.float64)) for name in sums}
    for cut, at in _cuts(claims, by):
        of_cut = {name: (numbers[f"part {name}"][at], numbers[f"of {name}"][at]) for name in parts}
        for name, ends in _drawn(of_cut, draws, cut).items():
            rows[name].append(cut | dict(zip(("low", "high", "method"), ends, strict=True)))
    return {name: _table(made, counted, by) for name, made in rows.items()}


def _drawn(
    rates: dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]], draws: int, cut: dict[str, Any]
) -> dict[str, tuple[float | None, float | None, str]]:
    """Give the intervals of a cut's rates: Wilson's where it fits, else of claims drawn anew once for all of them."""
    made: dict[str, tuple[float | None, float | None, str]] = {}
    for name, (part, of) in rates.items():
        claims = _alike(part, of)
        if claims is not None or not of.any():
            found = None if claims is None else wilson(*claims)
            made[name] = (None, None, NONE) if found is None else (found[0] * 100, found[1] * 100, WILSON)
    left = [name for name in rates if name not in made]
    if left:
        both = np.stack([column for name in left for column in rates[name]], axis=1)
        rng = np.random.default_rng([SEED, zlib.crc32(repr(sorted(cut.items())).encode())])
        if len(both) > DEALT:
            both = _dealt(both, rng)
        sums = np.empty((draws, both.shape[1]))
        for draw in range(draws):
            often = np.bincount(rng.integers(0, len(both), len(both), dtype=np.int32), minlength=len(both))
            sums[draw] = often @ both
        for place, name in enumerate(left):
            part, of = sums[:, 2 * place], sums[:, 2 * place + 1]
            shares = part[of != 0] / of[of != 0]
            low, high = np.quantile(shares, [0.025, 0.975])
            made[name] = (float(low) * 100, float(high) * 100, BOOTSTRAP)
    return made


def _dealt(both: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Deal claims into groups at random, and sum each group."""
    group = rng.integers(0, DEALT, len(both))
    return np.stack([np.bincount(group, column, DEALT) for column in both.T], axis=1)


def bootstrap(
    part: NDArray[np.float64], of: NDArray[np.float64] | None, draws: int = DRAWS, seed: Sequence[int] = (SEED,)
) -> tuple[float, float] | None:
    """Draw claims anew and give the middle 95% of sum(part) / sum(of) (of sum(part) where `of` is None).

    Args:
        part: one number a claim, such as dollars denied.
        of: one number a claim, what they are a part of.
        draws: how often.
        seed: the same seed gives the same interval.

    Returns:
        Low and high, or None where there is nothing to divide by.
    """
    rng = np.random.default_rng(list(seed))
    below = np.ones(0) if of is None else of
    if not len(part) or (of is not None and not below.sum()):
        return None
    if len(part) > GROUPS:
        dealt = rng.integers(0, GROUPS, len(part))
        part = np.bincount(dealt, part, GROUPS).astype(np.float64)
        below = below if of is None else np.bincount(dealt, below, GROUPS).astype(np.float64)
    sums = np.empty(draws)
    for draw in range(draws):
        drawn = rng.integers(0, len(part), len(part), dtype=np.int32)
        bottom = 1.0 if of is None else below[drawn].sum()
        sums[draw] = part[drawn].sum() / bottom if bottom else np.nan
    found = sums[~np.isnan(sums)]
    low, high = np.quantile(found, [0.025, 0.975])
    return float(low), float(high)


def _sure(
    part: NDArray[np.float64], of: NDArray[np.float64] | None, draws: int, cut: dict[str, Any]
) -> tuple[float | None, float | None, str]:
    claims = None if of is None else _alike(part, of)
    if claims is not None:
        found, method = wilson(*claims), WILSON
    else:
        counts = np.ones(len(part), dtype=bool) if of is None else (part != 0) | (of != 0)
        seed = (SEED, zlib.crc32(repr(sorted(cut.items())).encode()))
        found, method = bootstrap(part[counts], None if of is None else of[counts], draws, seed), BOOTSTRAP
    scale = 1 if of is None else 100
    return (None, None, NONE) if found is None else (found[0] * scale, found[1] * scale, method)


def _alike(part: NDArray[np.float64], of: NDArray[np.float64]) -> tuple[float, float] | None:
    """Give successes and trials where every claim counts once or not at all; else None.

    So do claims that are all whole successes, or all failures: drawing them anew would always give the same, as if a
    rate of nothing in twenty claims were known exactly.
    """
    if np.isin(of, (0, 1)).all() and np.isin(part, (0, 1)).all() and (part <= of).all():
        return float(part.sum()), float(of.sum())
    tried = float((of > 0).sum())
    if not part.any():
        return 0.0, tried
    return (tried, tried) if (part == of).all() else None


def _is_ratio(metric: Metric, counted: ibis.Table) -> bool:
    return parts_of(metric.reduce, counted) is not None


def _by_claim(metric: Metric, counted: ibis.Table, by: Sequence[str]) -> pa.Table | None:
    """Sum a metric's parts for each claim; None where claims do not add up to it: drawing them would mean nothing."""
    if metric.whole or metric.share:
        return None
    parts = parts_of(metric.reduce, counted)
    if parts is None and metric.unit not in {CENTS, COUNT}:
        return None
    top, bottom = parts or (metric.reduce(counted), None)
    sums = {"part": top, "of": top if bottom is None else bottom}
    claims = counted.group_by([*by, "claim_key"]).agg(**sums).order_by([*by, "claim_key"]).to_pyarrow()
    whole = counted.group_by(list(by)).agg(**sums) if by else counted.agg(**sums)
    totals = whole.to_pyarrow()
    for name in sums:
        every = sum(value or 0 for value in totals[name].to_pylist())
        if every != sum(value or 0 for value in claims[name].to_pylist()):
            return None
    return claims


def _cuts(claims: pa.Table, by: Sequence[str]) -> list[tuple[dict[str, Any], NDArray[np.int64]]]:
    keys = list(zip(*(claims[name].to_pylist() for name in by), strict=True)) if by else [()] * claims.num_rows
    places: dict[tuple[Any, ...], list[int]] = {} if by else {(): []}
    for number, key in enumerate(keys):
        places.setdefault(key, []).append(number)
    return [(dict(zip(by, key, strict=True)), np.array(at, dtype=np.int64)) for key, at in places.items()]


def _unsure(counted: ibis.Table, by: Sequence[str]) -> pa.Table:
    cuts = counted.select(*by).distinct().order_by(list(by)).to_pyarrow().to_pylist() if by else [{}]
    return _table([cut | {"low": None, "high": None, "method": NONE} for cut in cuts], counted, by)


def _table(rows: list[dict[str, Any]], counted: ibis.Table, by: Sequence[str]) -> pa.Table:
    cuts = counted.select(*by).schema().to_pyarrow() if by else pa.schema([])
    form = [*cuts, pa.field("low", pa.float64()), pa.field("high", pa.float64()), pa.field("method", pa.string())]
    return pa.Table.from_pylist(rows, schema=pa.schema([field.with_nullable(True) for field in form]))
