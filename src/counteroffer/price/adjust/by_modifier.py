"""Modifiers: what the contract says that a line with one of them pays of the rate."""

from __future__ import annotations

from typing import Any

import ibis

from counteroffer.match.columns import NOTHING, left, text, truth
from counteroffer.price.adjust.place import with_place
from counteroffer.price.modifiers import PRICE_CHANGING, has

FULL = 100_000
"""A hundred percent, in thousandths of a percent."""

COLUMNS = ("mod1", "mod2", "mod3", "mod4")
PERCENTS = tuple(f"percent{number}" for number in range(1, len(COLUMNS) + 1))

INDICATOR_OF = {
    "50": "bilateral",
    "51": "multiple",
    "62": "cosurgeons",
    "66": "team",
    **dict.fromkeys(("80", "81", "82", "AS"), "assistant"),
}
"""Which of Medicare's indicators says for which codes a modifier is meant (columns of PPRRVU)."""

SHARE_OF = {"54": ("before", "within"), "55": ("after",), "56": ("before",), "78": ("within",)}
"""Which of Medicare's shares of an operation a modifier pays.

Source: CMS, Medicare Claims Processing Manual (Pub. 100-04), chapter 12, section 40.4: surgical care only, care after
the operation only, care before it only, and the return to the operating room; the shares are PRE OP, INTRA OP and
POST OP of PPRRVU."""


def with_said(lines: ibis.Table, rules: ibis.Table, procedures: ibis.Table) -> ibis.Table:
    """Put beside every line what its version's rules say about its modifiers and its place of service.

    The few combinations that occur are looked up once each, not line by line; the code counts only beside a modifier
    whose percent depends on it.

    Args:
        lines: with number (of the version), billed_code, pos, setting and mod1 to mod4.
        rules: `core.tables.RULES`.
        procedures: `price.medicare.PROCEDURES`.

    Returns:
        The lines with `percent1` to `percent4` (thousandths of a percent, 100% where a modifier changes nothing) and
        `blocked`: true where a modifier changes the price and the version does not say how; `as_setting` (the setting
        whose rate is paid) and `percent_place`.
    """
    by_code = has(lines, (*INDICATOR_OF, *SHARE_OF))
    lines = lines.mutate(rule_code=ibis.ifelse(by_code, lines.billed_code, NOTHING))
    first, *others = (lines[name] for name in COLUMNS)
    together = first
    for other in others:
        together += "|" + other
    lines = lines.mutate(rule_mods=together)
    keys = ["number", "rule_code", "rule_mods", "pos"]
    met = lines.filter(lines.number.notnull()).select(*keys, *COLUMNS).distinct()
    met = with_place(left(met, procedures.rename(rule_code="code"), ["rule_code"]), rules)
    said = rules.filter(rules.kind == "modifier")
    said = said.select("number", "key", "percent", "shares", "indicators", "otherwise", known=ibis.literal(value=True))
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
    blocked = ibis.or_(*(met[name] for name in unsaid))
    kept = met.select(*keys, *PERCENTS, "place_setting", "percent_place", blocked=blocked)
    beside = left(lines, kept, keys).drop("rule_code", "rule_mods")
    whole = {percent: beside[percent].fill_null(FULL) for percent in (*PERCENTS, "percent_place")}
    beside = beside.mutate(
        **whole, blocked=truth(beside.blocked), as_setting=text(beside.place_setting, beside.setting)
    )
    return beside.drop("place_setting")


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
