"""Why a file has no fee schedule in it, in words that say what is there instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counteroffer.ingest.fees.columns import letter
from counteroffer.ingest.fees.procedures import looks_like_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counteroffer.ingest.fees.pages import Page


def why_unread(file: str, pages: Sequence[Page]) -> tuple[str, str]:
    """Give what is wrong with a file without a table of codes and amounts, and its mend.

    Only headings and codes are shown, never a description.
    """
    cells = [(page, place, row) for page in pages for place, row in enumerate(page.rows) if any(row)]
    if not cells:
        return f"{file} is empty.", "Ask the payer for it again."
    coded = next(((page, place, row) for page, place, row in cells if any(map(looks_like_code, row))), None)
    heading = next(((page, place, row) for page, place, row in cells if sum(map(bool, row)) > 1), None)
    if coded is None:
        says = f"{file} has no column of CPT or HCPCS codes."
        if heading:
            says += f" What stands in {heading[0].place(heading[1])} is: {_named(heading[2])}."
        return says, "Ask the payer for the schedule with codes; a fee cannot be found by a service's name."
    page, place, row = coded
    code = next(filter(looks_like_code, row))
    says = f"{file} has codes ({page.place(place)}: {code}), but no column of amounts that can be read."
    mend = "Amounts are written like 1,234.50. If they are there, name the columns: --columns code=A,amount=C."
    if heading and not any(map(looks_like_code, heading[2])):
        mend += f" The headings are {_named(heading[2])}."
    return says, mend


def _named(row: Sequence[str]) -> str:
    return ", ".join(f"{letter(place)} '{cell[:30]}'" for place, cell in enumerate(row[:12]) if cell)
