"""Against Medicare: the same lines at Medicare's fee of their own year, and how much of the money that covers."""

from __future__ import annotations

from typing import Any

from counteroffer.measure.ratios import percent, total
from counteroffer.measure.registry import CENTS, PERCENT, Facts, metric

CMS = "CMS physician fee schedule; the same year on both sides"


def comparable(facts: Facts) -> Any:
    """Lines finally paid that have a Medicare price in their own year of service."""
    return (facts.outcome == "paid") & facts.medicare.notnull() & facts.allowed.notnull()


@metric(
    title="Percent of Medicare", unit=PERCENT, formula="100 x sum(allowed) / sum(Medicare for the same lines)",
    source=CMS, rows=comparable,
)  # fmt: skip
def percent_of_medicare(facts: Facts) -> Any:
    """Allowed money over what Medicare would have allowed for the same lines in the same year and locality.

    Only lines of years whose fee schedule is loaded count; `medicare_coverage` says how much of the money that is.
    """
    return percent(total(facts.allowed, comparable(facts)), of=total(facts.medicare, comparable(facts)))


@metric(title="Medicare for the same lines", unit=CENTS, formula="sum(Medicare amount)", source=CMS, rows=comparable)
def medicare_dollars(facts: Facts) -> Any:
    """What Medicare would have allowed for the lines that have a Medicare price."""
    return total(facts.medicare, comparable(facts))


@metric(
    title="Coverage of the Medicare comparison", unit=PERCENT, source=CMS,
    formula="100 x sum(allowed of lines with a Medicare price) / sum(allowed), years with a loaded fee schedule",
    rows=lambda f: (f.outcome == "paid") & f.year_has_medicare,
)  # fmt: skip
def medicare_coverage(facts: Facts) -> Any:
    """Share of allowed dollars that the comparison with Medicare rests on; below 90 it should be read with care."""
    inside = (facts.outcome == "paid") & facts.year_has_medicare
    return percent(total(facts.allowed, comparable(facts)), of=total(facts.allowed, inside))
