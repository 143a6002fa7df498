"""Adjustments: one payment rule per file. The order in which they apply stands here and nowhere else.

1. the rate of one unit (`price.base`), 2. modifiers, 3. several procedures of a day, 4. units: that is what is
contracted; then 5. the lesser of it and the charge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from counteroffer.price.adjust.by_modifier import by_modifier, with_modifier_rules
from counteroffer.price.adjust.lesser_of_charges import lesser_of_charges
from counteroffer.price.adjust.several import with_ranks
from counteroffer.price.adjust.units import units

if TYPE_CHECKING:
    import ibis

__all__ = ["Given", "adjusted", "with_modifier_rules"]


@attrs.frozen
class Given:
    """What the adjustments look up.

    Attributes:
        rules: `core.tables.RULES`.
        indicators: code and indicator: Medicare's multiple procedure indicator of each code.
    """

    rules: ibis.Table
    indicators: ibis.Table


def adjusted(lines: ibis.Table, given: Given) -> ibis.Table:
    """Apply every adjustment in its order.

    Args:
        lines: with `amount`: cents of one unit (of the line, for a percent of charges), null where there is none.
        given: what is looked up.

    Returns:
        The lines with `modified` (one unit after its modifiers), `rank`, `by_report`, `contracted` (all units) and
        `amount` (what is expected), all null where there was no amount or a rank is by report.
    """
    lines = lines.mutate(amount=by_modifier(lines))
    lines = lines.mutate(modified=lines.amount)
    lines = with_ranks(lines, given.rules, given.indicators)
    lines = lines.mutate(amount=units(lines))
    lines = lines.mutate(contracted=lines.amount)
    return lines.mutate(amount=lesser_of_charges(lines))
