"""Places of service: whose setting's rate they pay, and what percent of it. Telehealth, above all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counteroffer.match.columns import left

if TYPE_CHECKING:
    import ibis


def with_place(met: ibis.Table, rules: ibis.Table) -> ibis.Table:
    """Put beside each version and place of service that occurs what the version says of it.

    Args:
        met: with number (of the version) and pos.
        rules: `core.tables.RULES`, numbered.

    Returns:
        The rows with `place_setting` (the setting whose rate is paid) and `percent_place`, null where nothing is said.
    """
    said = rules.filter(rules.kind == "place")
    said = said.select("number", pos="key", place_setting="setting", percent_place="percent")
    return left(met, said, ["number", "pos"])
