"""Clauses that reduce a price once it is found: several procedures, edits, withholds, sequestration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from counteroffer.clauses.chances import WHOLE
from counteroffer.clauses.registry import dollars
from counteroffer.clauses.worth import Cost, Input, Span, Unknown
from counteroffer.core.money import half_up, show

if TYPE_CHECKING:
    from counteroffer.clauses.seen import Seen
    from counteroffer.clauses.terms import Terms

FEDERAL = 2_000
"""The federal cut, thousandths of a percent (as `measure.causes.sequestration_taken`)."""

HALF = 50_000
"""What Medicare's rule for operations pays of the second and each further one, thousandths of a percent."""

EDITS = ("coding.edit", "coding.frequency")


def caused(seen: Seen, *causes: str) -> Any:
    """Give cents of each line that was underpaid for one of some causes (`core.tables.VARIANCES`)."""
    found: dict[str, Any] | None = seen.memo.get("causes")
    if found is None:
        rows = seen.sources.need("variances")
        rows = rows.filter(rows.direction == "under").select("line_id", "cause", "dollars").to_pyarrow()
        found = seen.memo["causes"] = {name: rows[name].to_numpy(zero_copy_only=False) for name in rows.column_names}
    where = np.isin(found["cause"], causes)
    ids = seen.column("line_id")
    amounts = np.zeros(len(ids), dtype=np.int64)
    _, mine, theirs = np.intersect1d(ids, found["line_id"][where], return_indices=True)
    amounts[mine] = found["dollars"][where][theirs]
    return amounts


@dollars(
    "multiple_procedures",
    "what ranked lines after the first lose beyond half of their rate, and reductions taken beyond the contract; "
    "nothing of either where Medicare's rule holds; now less asked.",
)
def multiple_procedures(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
    """What reductions for several procedures take that are steeper than Medicare's.

    Ranked lines are those that the contract ranks (`priced.rank`); half is Medicare's part for operations. Endoscopies,
    imaging and therapy have rules of their own: for them the figure is a first look, `counteroffer explain` the proof.
    """
    del now
    ranked = seen.column("priced") & (seen.column("rank") > 1) & (seen.column("modified") > 0)
    full = seen.column("modified") * seen.column("milliunits")
    usual = (full * HALF * 2 + WHOLE * 1000) // (2 * WHOLE * 1000)
    steeper = np.where(ranked, np.maximum(usual - seen.column("contracted"), 0), 0)
    taken = caused(seen, "multiple_reduction")
    amounts = steeper + taken
    if terms.word("follows") == "cms":
        amounts = np.zeros_like(amounts)
    inputs = (
        Input("lines ranked after the first", f"{int(ranked.sum()):,}"),
        Input(
            "paid below half of the rate by the contract's own rule", f"{show(seen.yearly(int(steeper.sum())))} a year"
        ),
        Input(
            "reduced beyond the contract", f"{show(seen.yearly(int(taken.sum())))} a year", "causes of underpayments"
        ),
    )
    behind = (steeper + taken) > 0
    return Cost(seen.span(amounts), inputs, int(behind.sum()), seen.ids(behind), amounts)


@dollars(
    "claim_editing",
    "sum(contract - allowed) of lines paid at a lower code than billed, and expected allowed of lines denied in the "
    "end by an edit or bundled; nothing of each where the clause forbids it; now less asked.",
)
def claim_editing(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
    """What edits and lower codes take.

    A clause without downcoding saves the first part, published edits only the part that private edits take: no file
    says which edits are published, so the low end counts none of the denials, and the likely end those bundled in
    payment.
    """
    del now
    down, bundled = np.where(seen.column("downcoded"), seen.column("short"), 0), caused(seen, "bundled")
    bundled = np.where(seen.column("downcoded"), 0, bundled)
    denied = seen.column("denied") & np.isin(seen.column("denial_category"), EDITS)
    edits = np.where(denied, seen.column("worth"), 0)
    lower = 0 if terms.yes("downcoding") is False else seen.yearly(int(down.sum()))
    free = terms.word("follows") == "ncci"
    private, every = (0 if free else seen.yearly(int(part.sum())) for part in (bundled, bundled + edits))
    inputs = (
        Input("lines paid at a lower code", f"{int((down > 0).sum()):,}, {show(seen.yearly(int(down.sum())))} a year"),
        Input("bundled into other lines", f"{show(seen.yearly(int(bundled.sum())))} a year", "causes of underpayments"),
        Input("denied in the end by an edit", f"{show(seen.yearly(int(edits.sum())))} a year"),
    )
    behind = (down + bundled + edits) > 0
    return Cost(Span(lower, lower + private, lower + every), inputs, int(behind.sum()), seen.ids(behind))


@dollars(
    "withhold", "paid in a year, before the withhold, x percent x the part that does not come back; now less asked."
)
def withhold(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
    """What a withhold keeps. Where the clause does not say what comes back, it lies between all and nothing."""
    del now
    percent, back = terms.number("percent") or 0, terms.number("returned_percent")
    base = seen.yearly(int((seen.column("paid") + seen.column("withheld"))[seen.column("paid_finally")].sum()))
    kept = half_up(base * percent, WHOLE)
    if back is not None:
        span = Span.sure(half_up(kept * max(WHOLE - back, 0), WHOLE))
    else:
        span = Span(0, None if kept else 0, kept)
    inputs = (
        Input("paid, and withheld", f"{show(base)} a year"),
        Input("withheld", f"{percent / 1000:g}%", "the clause"),
    )
    return Cost(span, inputs, int((seen.column("withheld") > 0).sum()))


@dollars(
    "sequestration",
    "percent (2% by law) x paid on Medicare Advantage lines where the clause passes it on; where nothing is said, what "
    "was taken (253) without words for it; nothing where it is excluded; now less asked.",
)
def sequestration(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
    """What passing on the federal cut takes of a Medicare Advantage plan's payments.

    What the plan paid is after the cut where it takes it, so that 2% of paid is slightly low.
    """
    del now
    mine = seen.column("paid_finally") & (seen.column("product") == "medicare_advantage")
    paid, taken = seen.yearly(int(seen.column("paid")[mine].sum())), caused(seen, "sequestration")
    took = seen.yearly(int(taken.sum()))
    if not mine.any() and not took:
        return Unknown(
            "No line of this payer is of a Medicare Advantage plan.",
            ("`counteroffer payers` says products",),
            "not in claims",
        )
    passed = terms.yes("passed_on")
    percent = FEDERAL if terms.number("percent") is None else terms.number("percent") or 0
    cents = took if passed is None else half_up(paid * percent, WHOLE) if passed else 0
    inputs = (
        Input("paid on Medicare Advantage lines", f"{show(paid)} a year"),
        Input("taken without words for it", f"{show(took)} a year", "causes of underpayments"),
    )
    return Cost(Span.sure(cents), inputs, int(mine.sum()), seen.ids(taken > 0))
