"""Drugs by a list of the practice's own: a percent of a list price (AWP, WAC), or an invoice's cost and more.

No list ships: AWP and WAC are licensed, an invoice is the practice's. Each row holds from its date until the next one
of its code; before the first one a code has no price. An amount is reckoned to a millionth of a dollar for one billing
unit, and the line is rounded, as Medicare's own payment limits are.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import attrs

from counteroffer.contracts import typed
from counteroffer.contracts.csvs import code_of, read_rows
from counteroffer.core.dates import OPEN, from_iso
from counteroffer.core.money import half_up

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from counteroffer.core.findings import Finding

Row = dict[str, Any]
Prices = tuple[tuple[date, int], ...]
"""First days, in order, and from each on millionths of a dollar for one billing unit."""

BASES = ("percent_of_list", "invoice_plus")
UNPRICED: Row = {"basis": "unpriced", "rate": None, "micro": None, "confidence": "cannot_price"}


@attrs.frozen
class OwnList:
    """What a drug pays by a list of the practice's own.

    Attributes:
        basis: `percent_of_list` or `invoice_plus`.
        percent: thousandths of a percent of the price; of an invoice 110_000 for 10% on it.
        more: ten-thousandths of a dollar added for one billing unit.
        prices: the list, by code.
    """

    basis: str
    percent: int
    more: int
    prices: tuple[tuple[str, Prices], ...]

    def micro(self, price: int) -> int:
        """Give what one billing unit pays at a price, both in millionths of a dollar."""
        return half_up(price * self.percent, 100_000) + self.more * 100


def read_list(path: Path, column: str) -> tuple[tuple[tuple[str, Prices], ...], list[Finding]]:
    """Read a list: columns `code`, `date` (from which it holds) and `price` or `cost` (dollars for one billing unit).

    Returns:
        The prices by code, and every fault with its line; with a fault the file must not be used.
    """

    def row(cell: dict[str, str]) -> tuple[tuple[str, date], int]:
        day = from_iso(cell["date"])
        if day == OPEN:
            raise ValueError("the date is not a day")
        return (code_of(cell["code"]), day), typed.micro_dollars(cell[column])

    found, faults = read_rows(path, ("code", "date", column), row, "contract.list", "J1885,2025-01-01,0.751")
    made: dict[str, list[tuple[date, int]]] = {}
    for (code, day), micro in sorted(found.items()):
        made.setdefault(code, []).append((day, micro))
    return tuple((code, tuple(prices)) for code, prices in made.items()), faults


def dated(row: Row, pays: OwnList, prices: Prices) -> Iterator[Row]:
    """Give a rate row cut at the days on which its code's price changes.

    Args:
        row: of `core.tables.RATES`, with its days.
        pays: how its term pays.
        prices: of its code.
    """
    if row["since"] < prices[0][0]:
        yield row | UNPRICED | {"until": min(row["until"], prices[0][0] - timedelta(1))}
    ends = [day - timedelta(1) for day, _ in prices[1:]] + [OPEN]
    for (day, price), end in zip(prices, ends, strict=True):
        since, until = max(row["since"], day), min(row["until"], end)
        if since <= until:
            micro = pays.micro(price)
            amounts = {"micro": micro, "rate": half_up(micro, 10_000), "list_price": price, "percent": pays.percent}
            yield row | amounts | {"factor": pays.more or None, "since": since, "until": until}
