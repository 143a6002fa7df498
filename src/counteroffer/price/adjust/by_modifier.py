"""Modifiers: what the contract says that a line with one of them pays of the rate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis

from counteroffer.match.columns import NOTHING, left, truth
from counteroffer.price.adjust.place import with_place
from counteroffer.price.modifiers import COLUMNS, INDICATOR_OF, PRICE_CHANGING, SHARE_OF
from counteroffer.price.occurring import pairs
from counteroffer.price.rounding import FULL

if TYPE_CHECKING:
    from counteroffer.price.given import Given
    from counteroffer.price.occurring import Occurring

PERCENTS = tuple(f"percent{number}" for number in range(1, len(COLUMNS) + 1))


def with_said(lines: ibis.Table, given: Given, said: ibis.Table | None) -> ibis.Table:
    """Put beside every line what its version's rules say about its modifiers and its place of service.

    The few combinations that occur are looked up once each, not line by line; the code counts only beside a modifier
    whose percent depends on it.

    Args:
        lines: with number (of the version), pos, setting and what is `known` of their modifiers and codes.
        given: numbered; its rules.
        said: `said_of_modifiers`; None where no contract says anything of them.

    Returns:
        The lines with `percent1` to `percent4` (thousandths of a percent, 100% where a modifier changes nothing) and
        `blocked`: true where a modifier changes the price and the version does not say how; `as_setting` (the setting
        whose rate is paid) and `percent_place`.
    """
    if said is not None:
        lines = lines.mutate(kind_of=ibis.ifelse(lines.by_code, lines.kind_no, -1).cast("int64"))
        lines = left(lines, said, ["number", "mods", "kind_of"])
        whole = {name: lines[name].fill_null(FULL) for name in PERCENTS}
        lines = lines.mutate(**whole, blocked=truth(lines.blocked)).drop("kind_of")
    else:
        nothing = dict.fromkeys(PERCENTS, ibis.literal(FULL, "int64"))
        lines = lines.mutate(**nothing, blocked=lines.changed & lines.number.notnull())
    return with_place(lines, given)


def said_of_modifiers(given: Given, found: Occurring) -> ibis.Table:
    """Give the percents of every version for every combination of modifiers and kind of code that occurs.

    Args:
        given: numbered; its rules and versions.
        found: what occurs on the lines.
    """
    said = given.rules.filter(given.rules.kind == "modifier")
    said = said.select("number", "key", "percent", "shares", "indicators", "otherwise", known=ibis.literal(value=True))
    met = pairs(found).cross_join(given.versions.select("number").distinct())
    unsaid: list[Any] = []
    for percent, column in zip(PERCENTS, COLUMNS, strict=True):
        own = said.select(
            "number",
            said.key.name(column),
            **{f"{name}_": said[name] for name in ("percent", "shares", "indicators", "otherwise", "known")},
        )
        met = left(met, own, ["number", column])
        pays = ibis.ifelse(met.known_, _pays(met, column), ibis.null("int64"))
        lacking = pays.isnull() & (truth(met.known_) | met[column].isin(PRICE_CHANGING))
        met = met.mutate(**{percent: pays.fill_null(FULL), f"{percent}_unsaid": lacking})
        met = met.drop("percent_", "shares_", "indicators_", "otherwise_", "known_")
        unsaid.append(f"{percent}_unsaid")
    return met.select("number", "mods", *PERCENTS, kind_of="kind_no", blocked=ibis.or_(*(met[n] for n in unsaid)))


def _pays(met: ibis.Table, column: str) -> Any:
    """Give the percent of a modifier for the code it stands beside; null where a person decides."""
    modifier = met[column]
    kinds = sorted(set(INDICATOR_OF.values()))
    own = [(modifier.isin([m for m, kind in INDICATOR_OF.items() if kind == name]), met[name]) for name in kinds]
    indicator = ibis.coalesce(ibis.cases(*own, else_=NOTHING), NOTHING)
    meant = (met.indicators_ == "") | ((indicator != "") & met.indicators_.contains(indicator))
    shares = [(modifier == m, _sum([met[name] for name in names])) for m, names in SHARE_OF.items()]
    share = ibis.cases(*shares, else_=ibis.null("int64"))
    return ibis.cases(
        (met.shares_, (share * 1000).nullif(0)),
        (meant, met.percent_),
        else_=met.otherwise_,
    )


def _sum(values: list[Any]) -> Any:
    total = values[0]
    for value in values[1:]:
        total += value
    return total
