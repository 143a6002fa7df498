"""Charge-increase limits: a percent of charges counts a charge only up to an older one and what it may have risen by.

The charge of one unit on a day counts up to the charge in the file, raised by the percent on the first day that the
contract names and on each anniversary, compounding: min(charge, earlier charge x (1 + percent)).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from counteroffer.contracts import typed
from counteroffer.contracts.csvs import code_of, read_rows
from counteroffer.contracts.escalate import escalated
from counteroffer.core.codes import RATE_MODIFIERS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from counteroffer.contracts.escalate import Stage
    from counteroffer.contracts.terms import Escalator
    from counteroffer.core.findings import Finding

Row = dict[str, Any]


@attrs.frozen
class ChargeLimit:
    """How far a charge counts.

    Attributes:
        charges: code, modifier and cents of one unit, from the file beside the contract.
        rises: by how much and from when the charges may have risen.
        full: whether what is not in the file counts in full; else a person prices it.
    """

    charges: tuple[tuple[str, str, int], ...]
    rises: Escalator
    full: bool


def read_charges(path: Path) -> tuple[tuple[tuple[str, str, int], ...], list[Finding]]:
    """Read earlier charges: columns `code`, `charge` (dollars for one unit), and `modifier` if parts have their own.

    Returns:
        Code, modifier and cents, and every fault with its line; with a fault the file must not be used.
    """

    def row(cell: dict[str, str]) -> tuple[tuple[str, str], int]:
        modifier = cell.get("modifier", "").upper()
        if modifier and modifier not in RATE_MODIFIERS:
            raise ValueError(f"only {', '.join(RATE_MODIFIERS)} have charges of their own")
        return (code_of(cell["code"]), modifier), typed.money(cell["charge"])

    found, faults = read_rows(path, ("code", "charge"), row, "contract.charge_limit", "99213,210.00")
    return tuple((code, modifier, cents) for (code, modifier), cents in found.items()), faults


def raised(row: Row, limit: ChargeLimit, stages: list[Stage]) -> Iterator[Row]:
    """Give a dated row with a `charge_limit`, cut at the days on which that rises."""
    for stage in stages:
        since, until = max(row["since"], stage.since), min(row["until"], stage.until)
        if since > until:
            continue
        days = {"since": since, "until": until}
        if stage.percents is None:
            yield row | days | {"basis": "unpriced", "charge_limit": None, "confidence": "cannot_price"}
        else:
            yield row | days | {"charge_limit": escalated(limit.rises, row["charge_limit"], stage.percents)}
