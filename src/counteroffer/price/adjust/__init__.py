"""Adjustments: one payment rule per file. The order in which they apply stands here and nowhere else.

1. the rate of one unit (`price.base`; a place of service may have another setting's), 2. the percents of modifiers, of
the clinician's class and of the place, 3. several procedures of a day, 4. units: that is what is contracted; then
5. the lesser of it and the line's charge, 6. the lesser of the claim's lines and its charges.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from counteroffer.price.adjust.by_modifier import with_modifier_rules
from counteroffer.price.adjust.lesser_of_charges import lesser_of_charges
from counteroffer.price.adjust.lesser_of_claim import lesser_of_claim
from counteroffer.price.adjust.percents import percents
from counteroffer.price.adjust.practitioner import with_practitioner
from counteroffer.price.adjust.several import with_ranks
from counteroffer.price.adjust.units import units

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis

__all__ = ["Given", "adjusted", "with_percents"]


@attrs.frozen
class Given:
    """What prices lines, beside the lines.

    Attributes:
        rates: the rate book (`core.tables.RATES`), on any day at most one row for a version, code, modifier and
            setting.
        rules: `core.tables.RULES`.
        terms: `core.tables.TERMS`: which version is in force on which day.
        procedures: `price.medicare.PROCEDURES`.
        clinicians: npi and class of the practice's clinicians (`price.clinicians.CLINICIANS`).
        medicare: year, code, modifier, setting, amount (cents for one unit) in the practice's locality.
    """

    rates: ibis.Table
    rules: ibis.Table
    terms: ibis.Table
    procedures: ibis.Table
    clinicians: ibis.Table
    medicare: ibis.Table


def with_percents(lines: ibis.Table, given: Given) -> ibis.Table:
    """Put beside every line what its modifiers and its clinician's class pay of the rate, and whether that is known."""
    lines = with_modifier_rules(lines, given.rules, given.procedures)
    return with_practitioner(lines, given.rules, given.clinicians)


def adjusted(lines: ibis.Table, given: Given, keep: Callable[[ibis.Table], ibis.Table]) -> ibis.Table:
    """Apply every adjustment in its order.

    Args:
        lines: with `amount`: cents of one unit (of the line, where `whole`), null where there is none.
        given: what is looked up.
        keep: computes a table that is used many times, where an engine wants that.

    Returns:
        The lines with `modified` (one unit after the percents), `rank`, `by_report`, `contracted` (all units),
        `amount` (what is expected) and `claim_open`; the amounts null where there was none or a rank is by report.
    """
    lines = lines.mutate(amount=percents(lines))
    lines = lines.mutate(modified=lines.amount)
    lines = with_ranks(lines, given.rules, given.procedures, given.rates)
    lines = lines.mutate(amount=units(lines))
    lines = lines.mutate(contracted=lines.amount)
    lines = lines.mutate(amount=lesser_of_charges(lines))
    return lesser_of_claim(keep(lines), given.rules)
