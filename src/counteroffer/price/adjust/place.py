"""Places of service: whose setting's rate they pay, and what percent of it. Telehealth, above all."""

from __future__ import annotations

import ibis

from counteroffer.match.columns import left, text
from counteroffer.price.adjust.by_modifier import FULL

_VERSION = ("contract", "version")


def with_place(lines: ibis.Table, rules: ibis.Table) -> ibis.Table:
    """Put beside every line what its version says about its place of service.

    Args:
        lines: with contract, version, pos and setting.
        rules: `core.tables.RULES`.

    Returns:
        The lines with `as_setting` (the setting whose rate is paid) and `percent_place`.
    """
    said = rules.filter(rules.kind == "place")
    said = said.select(*_VERSION, pos="key", place_setting="setting", percent_place="percent")
    lines = left(lines, said, [*_VERSION, "pos"])
    return lines.mutate(
        as_setting=text(lines.place_setting, lines.setting),
        percent_place=lines.percent_place.fill_null(ibis.literal(FULL, "int64")),
    ).drop("place_setting")
