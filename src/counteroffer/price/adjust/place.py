"""Places of service: whose setting's rate they pay, and what percent of it. Telehealth, above all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from counteroffer.match.columns import left, text
from counteroffer.price.rounding import FULL

if TYPE_CHECKING:
    from counteroffer.price.given import Given


def with_place(lines: ibis.Table, given: Given) -> ibis.Table:
    """Put beside every line what its version says of its place of service.

    Args:
        lines: with number (of the version), pos and setting.
        given: numbered; its rules.

    Returns:
        The lines with `as_setting` (the setting whose rate is paid) and `percent_place`.
    """
    if not given.says("place"):
        return lines.mutate(as_setting=lines.setting, percent_place=ibis.literal(FULL, "int64"))
    said = given.rules.filter(given.rules.kind == "place")
    said = said.select("number", pos="key", place_setting="setting", place_percent="percent")
    met = left(lines, said, ["number", "pos"])
    met = met.mutate(as_setting=text(met.place_setting, met.setting), percent_place=met.place_percent.fill_null(FULL))
    return met.drop("place_setting", "place_percent")
