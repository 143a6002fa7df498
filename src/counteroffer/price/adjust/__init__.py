"""Adjustments: one payment rule per file. The order in which they apply stands here and nowhere else.

1. the rate of one unit (`price.base`; a place of service may have another setting's), 2. cases: lines inside one pay 0,
3. the percents of modifiers, of the clinician's class and of the place, 4. several procedures of a day, 5. units:
that is what is contracted; then 6. the lesser of it and the line's charge, 7. the lesser of the claim's lines and its
charges: that is the allowed amount. What is paid of it is changed by 8. the withhold, 9. sequestration.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from counteroffer.match.columns import truth
from counteroffer.price.adjust.lesser_of_charges import lesser_of_charges
from counteroffer.price.adjust.lesser_of_claim import lesser_of_claim
from counteroffer.price.adjust.percents import ORDER, percents
from counteroffer.price.adjust.sequestration import sequestration
from counteroffer.price.adjust.several import patient_of, with_ranks
from counteroffer.price.adjust.units import units
from counteroffer.price.adjust.withhold import withhold

if TYPE_CHECKING:
    from counteroffer.price.given import Given, Keep
    from counteroffer.price.ready import Ready

DONE = (
    *("mod1", "mod2", "mod3", "mod4", "pos", "rendering_npi", "billing_npi", "blocked", "micro", "percent"),
    *("mods", "by_code", "assists", "other_equipment", "code_no", "kind_no", "supply"),
    *("charge_limit", "base_units", "minutes_per_unit", "round_time", "physical_status", "unit_basis", "anesthesia"),
    *ORDER,
)
"""Columns that the percents were worked out from: nothing after them reads these."""


def adjusted(lines: ibis.Table, made: Ready, keep: Keep | None) -> ibis.Table:
    """Apply every adjustment in its order.

    Args:
        lines: with `amount`: cents of one unit (of the line, where `whole`), null where there is none.
        made: what is looked up.
        keep: computes what is used several times, or None.

    Returns:
        The lines with `modified` (one unit after the percents), `rank`, `by_report`, `contracted` (all units),
        `amount` (what is expected), `withheld`, `sequestered` and `claim_open`; the amounts null where there was none
        or a rank is by report.
    """
    given = made.given
    lines = lines.mutate(amount=percents(lines))
    lines = lines.mutate(modified=lines.amount)
    lines = _slim(lines, given)
    lines = keep(lines) if keep else lines
    if given.says("claim_charges"):
        alone, together = lines.filter(~truth(lines.by_claim)), lines.filter(truth(lines.by_claim))
        alone = _by_line(alone, made, keep).mutate(claim_open=ibis.literal(value=False))
        lines = alone.union(lesser_of_claim(_by_line(together, made, keep)))
    else:
        lines = _by_line(lines, made, keep).mutate(claim_open=ibis.literal(value=False))
    return sequestration(withhold(lines, given), given)


def _slim(lines: ibis.Table, given: Given) -> ibis.Table:
    """Leave out what nothing after the percents reads: what is kept is written and read again."""
    done, more = set(DONE), {}
    if not given.says("micro"):
        done |= {"of_line", "begun"}
    if not given.says("claim_charges"):
        done |= {"patient_key", "claim"}
        more["patient"] = patient_of(lines)
    return lines.select(*(name for name in lines.columns if name not in done), **more)


def _by_line(lines: ibis.Table, made: Ready, keep: Keep | None) -> ibis.Table:
    if made.given.says("multiple"):
        lines = with_ranks(lines, made, keep)
    else:
        nobody = {
            "rank": ibis.literal(0, "int64"),
            "ranked": ibis.null("int64"),
            "by_report": ibis.literal(value=False),
        }
        lines = lines.mutate(**nobody)
    lines = lines.mutate(amount=units(lines))
    lines = lines.mutate(contracted=lines.amount)
    return lines.mutate(amount=lesser_of_charges(lines))
