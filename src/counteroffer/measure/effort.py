"""What a touch costs: minutes and wages of the practice, or a published default that it chose."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis

from counteroffer.core.errors import InputError
from counteroffer.core.plain import read_plain
from counteroffer.core.practice import DEFAULT

if TYPE_CHECKING:
    from counteroffer.core.practice import Practice

SHELF = Path(__file__).parents[1] / "shelf" / "burden" / "times.yaml"

WAGE = {
    "authorization": "front_desk",
    "denial": "biller",
    "appeal": "biller",
    "status_call": "biller",
    "peer_to_peer": "physician",
}
"""Work -> whose wage it takes."""


@cache
def defaults() -> dict[str, dict[str, Any]]:
    """Read the shelf (once): work -> minutes or cents, what it says, its source."""
    value: Any = read_plain(SHELF.read_text(encoding="utf-8")).value
    return dict(value["times"])


def cost(practice: Practice, work: str) -> Fraction | None:
    """Give the cents that one touch costs; None while minutes or wage are unknown.

    Raises:
        InputError: if the practice chose a default that the shelf does not have.
    """
    said = getattr(practice.times, work)
    if said is None:
        return None
    if said == DEFAULT:
        row = defaults().get(work)
        if row is None:
            there = ", ".join(defaults())
            raise InputError(f"There is no default for 'times: {work}'.", f"Write minutes; defaults: {there}.")
        if "cents" in row:
            return Fraction(int(row["cents"]))
        said = Decimal(row["minutes"])
    if said == 0:
        return Fraction(0)
    wage = getattr(practice.wages, WAGE[work])
    return None if wage is None else Fraction(said) * Fraction(wage) * 100 / 60


def hours(practice: Practice, work: str) -> Fraction | None:
    """Give the hours that one touch takes; None while unknown, or where a default is in dollars."""
    said = getattr(practice.times, work)
    if said == DEFAULT:
        said = defaults().get(work, {}).get("minutes")
    return None if said is None else Fraction(Decimal(said)) / 60


def cents(touches: Any, each: Fraction | None) -> Any:
    """Give what some touches cost, cents rounded half up; null while a touch has no price."""
    if each is None:
        return ibis.null("int64")
    part = (touches.cast("int64") * (2 * each.numerator) + each.denominator) // (2 * each.denominator)
    return part.cast("int64")
