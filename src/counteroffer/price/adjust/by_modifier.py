"""Modifiers: what the contract says that a line with one of them pays of the rate, one after the other."""

from __future__ import annotations

from typing import Any

import ibis

from counteroffer.match.columns import left, truth
from counteroffer.price.modifiers import PRICE_CHANGING
from counteroffer.price.rounding import half_up

FULL = 100_000
"""A hundred percent, in thousandths of a percent."""

COLUMNS = ("mod1", "mod2", "mod3", "mod4")
_VERSION = ("contract", "version")


def with_modifier_rules(lines: ibis.Table, rules: ibis.Table) -> ibis.Table:
    """Put beside every line what its version's rules say about its modifiers.

    The few combinations of modifiers that occur are looked up once each, not line by line.

    Args:
        lines: with contract, version and mod1 to mod4.
        rules: `core.tables.RULES`.

    Returns:
        The lines with `percent1` to `percent4` (thousandths of a percent, 100% where a modifier changes nothing) and
        `blocked`: true where a modifier changes the price and the version does not say how.
    """
    keys = [*_VERSION, *COLUMNS]
    met = lines.filter(ibis.or_(*(lines[column] != "" for column in COLUMNS)) & lines.contract.notnull())
    met = met.select(*keys).distinct()
    said = rules.filter(rules.rank == 0).select(*_VERSION, "modifier", "percent", known=ibis.literal(value=True))
    unsaid: list[Any] = []
    for number, column in enumerate(COLUMNS, 1):
        own = said.select(
            *_VERSION,
            said.modifier.name(column),
            said.percent.name(f"percent{number}"),
            said.known.name(f"known{number}"),
        )
        met = left(met, own, [*_VERSION, column])
        lacking = ~truth(met[f"known{number}"]) & met[column].isin(PRICE_CHANGING)
        by_hand = truth(met[f"known{number}"]) & met[f"percent{number}"].isnull()
        unsaid.append(lacking | by_hand)
        met = met.mutate(**{f"unsaid{number}": unsaid[-1], f"percent{number}": met[f"percent{number}"].fill_null(FULL)})
    blocked = ibis.or_(*(met[f"unsaid{number}"] for number in range(1, len(COLUMNS) + 1)))
    met = met.select(*keys, *(f"percent{number}" for number in range(1, len(COLUMNS) + 1)), blocked=blocked)
    beside = left(lines, met, keys)
    whole = {f"percent{number}": beside[f"percent{number}"].fill_null(FULL) for number in range(1, len(COLUMNS) + 1)}
    return beside.mutate(**whole, blocked=truth(beside.blocked))


def by_modifier(lines: ibis.Table) -> ibis.Value:
    """Take each modifier's percent of the rate in the order of the claim, rounded half-up each time.

    A percent of charges is of the charge as billed: modifiers do not change it.

    Vectors: 400.00 with 50 at 150% -> 600.00; 1,500.00 with 62 at 62.5% -> 937.50; 1,500.00 with AS at 13.6% -> 204.00.
    """
    amount = lines.amount
    for number in range(1, len(COLUMNS) + 1):
        percent = lines[f"percent{number}"]
        amount = ibis.ifelse(percent == FULL, amount, half_up(amount * percent, FULL))
    return ibis.ifelse(lines.basis == "percent_of_charges", lines.amount, amount)
