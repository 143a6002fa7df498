"""Anesthesia: (base units + time units + units of the physical status) x dollars for a unit, rounded half-up once.

Time is the minutes of the line over the contract's minutes for a unit. How it is rounded is the contract's: `tenth` is
Medicare's one decimal (CMS, Medicare Claims Processing Manual, Pub. 100-04, chapter 12, section 50), `up` to the next
whole unit, `nearest` to a whole unit, `none` not at all. Only lines whose units are said to be minutes (MJ)
are priced.

Vectors: base 7, 129 minutes at $75 -> 15.6 units, 1,170.00; base 7, 117 minutes at $20.4976 -> 14.8 units, 303.36.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis

from counteroffer.contracts.anesthesia import BASES
from counteroffer.price.modifiers import has

if TYPE_CHECKING:
    from collections.abc import Mapping

MINUTES = "MJ"
"""Unit of a service line (837 SV103) that says its quantity is minutes."""

STATUSES = ("P1", "P2", "P3", "P4", "P5", "P6")
"""Physical status modifiers, in the order of the digits of `rates.physical_status`."""

_MODIFIERS = ("mod1", "mod2", "mod3", "mod4")


def is_anesthesia(lines: ibis.Table) -> ibis.Value:
    """Say whether a line's rate pays base units and time."""
    return lines.basis.isin(BASES)


def with_anesthesia(lines: ibis.Table) -> ibis.Table:
    """Put beside every line that is paid base units and time what it pays, before its modifiers.

    Args:
        lines: with `basis`, `why_not`, `milliunits`, the modifiers and what its rate says of anesthesia.

    Returns:
        The lines with `anesthesia` (cents; null for all others).
    """
    paid = is_anesthesia(lines) & (lines.why_not == "")
    return lines.mutate(anesthesia=ibis.ifelse(paid, _cents(lines), ibis.null("int64")))


def _cents(lines: ibis.Table) -> Any:
    """Multiply in integers: units are parts of which 1,000 x minutes-for-a-unit make one, dollars are millionths."""
    per = ibis.greatest(lines.minutes_per_unit, 1)
    parts = (lines.base_units + _status(lines) * 1000) * per + _time(lines)
    down = per * 10_000_000
    return ((lines.micro * parts * 2 + down) // (down * 2)).cast("int64")


def _time(lines: ibis.Table) -> Any:
    """Give the time units in those parts, rounded as the contract says."""
    per, minutes = ibis.greatest(lines.minutes_per_unit, 1), lines.milliunits
    one = per * 1000
    return ibis.cases(
        (lines.round_time == "tenth", (minutes * 20 + one) // (one * 2) * (per * 100)),
        (lines.round_time == "nearest", (minutes * 2 + one) // (one * 2) * one),
        (lines.round_time == "up", (minutes + one - 1) // one * one),
        else_=minutes,
    ).cast("int64")


def _status(lines: ibis.Table) -> Any:
    digits = ((has(lines, (name,)), lines.physical_status.substr(i, 1)) for i, name in enumerate(STATUSES))
    return ibis.cases(*digits, else_=ibis.literal("0")).nullif("").fill_null("0").cast("int64")


def counted(line: Mapping[str, Any], rate: Mapping[str, Any]) -> tuple[int, int, int]:
    """Give the units of one line as they are told: base, time and physical status, thousandths of a unit.

    Time that the contract does not round is rounded here, to a thousandth, for the sentence only.
    """
    per, minutes = rate["minutes_per_unit"], line["milliunits"]
    step = {"tenth": 100, "nearest": 1000, "up": 1000}.get(rate["round_time"], 1)
    more = per * step - 1 if rate["round_time"] == "up" else per * step // 2
    time = (minutes + more) // (per * step) * step
    said = [line[name] for name in _MODIFIERS]
    places = [place for place, name in enumerate(STATUSES) if name in said and rate["physical_status"]]
    return rate["base_units"], time, int(rate["physical_status"][places[0]]) * 1000 if places else 0
