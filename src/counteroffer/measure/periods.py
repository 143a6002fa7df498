"""Periods of service: months, quarters, years, or all of them as one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis

from counteroffer.core.errors import InputError

if TYPE_CHECKING:
    from counteroffer.measure.registry import Facts

EVERY = ("", "month", "quarter", "year")
"""How the time may be cut; empty: not at all."""

UNDATED = "unknown"
"""The period of lines without a day of service."""


def with_period(facts: Facts, every: str) -> Any:
    """Add `period`, text that sorts by time: `2025-03`, `2025-Q1`, `2025`, or empty for the whole time.

    Raises:
        InputError: if `every` is none of `EVERY`.
    """
    if every not in EVERY:
        raise InputError(f"The time is not cut by '{every}'.", f"Choose one of {', '.join(EVERY[1:])}, or none.")
    if not every:
        return facts.mutate(period=ibis.literal(""))
    of = {"month": facts.month, "quarter": facts.quarter, "year": facts.month.left(4)}[every]
    return facts.mutate(period=of.nullif("").fill_null(UNDATED))
