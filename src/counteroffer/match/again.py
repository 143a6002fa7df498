"""Claims sent again after the payer's first answer: whether a denial was worked, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counteroffer.match.columns import left
from counteroffer.match.submitted import VOID

if TYPE_CHECKING:
    import ibis

REPLACEMENT = "7"
"""Claim frequency (CLM05-3) of a claim that replaces an earlier one."""

GROUP = ["claim", "sequence"]


def sent_again(sent: ibis.Table, kept: ibis.Table) -> ibis.Table:
    """Tell of every claim when it was sent again.

    A claim sent under its own number counts, and so does a replacement under another number that names the payer's
    control number (REF*F8). Appeals by letter or portal are in no claims file and so are not seen here.

    Args:
        sent: claims as submitted, with payer and sequence.
        kept: adjudications that are no reversals.

    Returns:
        By claim and sequence: `again_date`, the first submission on or after the day of the first answer and after
        the first submission; `again`, how many there were; `corrected_date`, the first replacement.
    """
    own = sent.filter(sent.frequency != VOID).select(*GROUP, "submitted_date", "frequency")
    firsts = own.group_by(GROUP).agg(first_sent=own.submitted_date.min())
    answers = kept.group_by(GROUP).agg(answered=kept.payment_date.min())
    said = left(left(own.union(_under_another(sent, kept)), firsts, GROUP), answers, GROUP)
    later = (said.submitted_date >= said.answered) & (
        said.first_sent.isnull() | (said.submitted_date > said.first_sent)
    )
    later = later.fill_null(False)
    return said.group_by(GROUP).agg(
        again_date=said.submitted_date.min(where=later),
        again=later.cast("int64").sum(),
        corrected_date=said.submitted_date.min(where=said.frequency == REPLACEMENT),
    )


def _under_another(sent: ibis.Table, kept: ibis.Table) -> ibis.Table:
    """Replacements under another claim number, as of the claim that they replace."""
    named = sent.filter(sent.frequency == REPLACEMENT, sent.original_ref != "")
    named = named.select(
        "payer", "sequence", "submitted_date", "frequency", payer_control="original_ref", other="claim"
    )
    known = kept.filter(kept.payer_control != "").select("payer", "sequence", "payer_control", "claim").distinct()
    met = named.join(known, ["payer", "sequence", "payer_control"])
    return met.filter(met.other != met.claim).select(*GROUP, "submitted_date", "frequency")
