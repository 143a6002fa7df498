"""Codes that capitation pays, in the rate book: their lines are expected to be paid nothing, exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counteroffer.contracts.arranged import Capitation
from counteroffer.contracts.ways import SETTINGS, blank_row, parts
from counteroffer.core.codes import in_span
from counteroffer.core.findings import WARNING, Finding

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from counteroffer.contracts.terms import Contract
    from counteroffer.contracts.ways import Key, Row

CAPITATED = "capitated"
"""Basis of such a rate."""


def reached(capitation: Capitation, code: str) -> bool:
    """Say whether capitation pays a code: it is covered and not carved out."""
    covered, carved = (
        any(in_span(code, *span) for span in spans) for spans in (capitation.covers, capitation.carve_outs)
    )
    return covered and not carved


def capitated_rows(contract: Contract, known: Collection[str]) -> dict[Key, Row]:
    """Give the rows that stand in the place of whatever the terms say of capitated codes.

    Args:
        contract: the version.
        known: every code that a schedule or the practice's bills know; single codes that are covered need not be there.
    """
    made: dict[Key, Row] = {}
    for ordinal, arrangement in enumerate(contract.arrangements, 1):
        if not isinstance(arrangement.form, Capitation):
            continue
        single = {first for first, last in arrangement.form.covers if first == last}
        said = {"term_id": contract.arrangement_id(ordinal), "lesser_of": False, "basis": CAPITATED, "rate": 0}
        row = blank_row() | said | {"confidence": "exact"}
        for code in sorted({*known, *single}):
            if reached(arrangement.form, code):
                for key in ((code, part, setting) for part in parts(code) for setting in SETTINGS):
                    made.setdefault(key, row)
    return made


def carve_out_doubts(contract: Contract) -> Iterator[Finding]:
    """Give a warning for every carve-out that lies outside of what is covered: it says nothing."""
    for arrangement in contract.arrangements:
        form = arrangement.form
        if not isinstance(form, Capitation):
            continue
        for first, last in form.carve_outs:
            if not any(in_span(first, *span) or in_span(last, *span) for span in form.covers):
                text = first if first == last else f"{first}-{last}"
                says = f"'{arrangement.says}': {text} is carved out of what is not covered."
                mend = "Mend `covers` or `carve_outs`."
                yield Finding(
                    "contract.carve_out", WARNING, says, mend, file=str(contract.file), segment=arrangement.line
                )
