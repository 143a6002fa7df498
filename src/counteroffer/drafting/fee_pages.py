"""Fee tables inside an agreement: which pages have them, and their rows as cells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

from counteroffer.ingest.fees.pages import Page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from counteroffer.ingest.agreements.pages import TextPage

LEAST = 3
"""So many rows of a code and an amount make a page one with fees."""
_ROW = re.compile(r"\s*\|?\s*[0-9A-Z]\d{3}[0-9A-Z](?:[-\s|]+[0-9A-Z]{2})?\b.*?\$?\s*\d[\d,]*\.\d{2}\s*\|?\s*$")
_CELLS = re.compile(r"\s*\|\s*|\t+|\s{2,}|\s+(?=\$?[\d,]+\.\d{2}\s*$)|(?<=^[0-9A-Z]{5})\s+")
_EXHIBIT = re.compile(r"\s*((?:exhibit|schedule|attachment|appendix|addendum)\s+[A-Z0-9][\w.-]{0,5})\b", re.IGNORECASE)


def is_fee_row(line: str) -> bool:
    """Say whether a line is a code with an amount, and no sentence."""
    return bool(_ROW.match(line)) and not re.search(r"\b(?:shall|will|is|are)\b", line)


def share_of_rows(pages: Sequence[TextPage]) -> float:
    """Give the share of lines that are rows of fees: near 1 for a fee sheet, near 0 for an agreement."""
    lines = [line for page in pages for line in page.lines if line.strip()]
    return sum(map(is_fee_row, lines)) / len(lines) if lines else 0.0


def fee_pages(pages: Sequence[TextPage]) -> tuple[int, ...]:
    """Give the numbers of the pages with fees."""
    return tuple(page.number for page in pages if sum(map(is_fee_row, page.lines)) >= LEAST)


def without_fees(pages: Sequence[TextPage], numbers: Sequence[int]) -> tuple[TextPage, ...]:
    """Give all pages, those with fees without their rows."""
    return tuple(
        attrs.evolve(page, lines=tuple(line for line in page.lines if not is_fee_row(line)))
        if page.number in numbers
        else page
        for page in pages
    )


def cells_of(pages: Sequence[TextPage], numbers: Sequence[int]) -> list[Page]:
    """Give pages with fees as cells: parted by bars, tabs, or two blanks and more."""
    return [
        Page(f"page {page.number}", [_CELLS.split(line.strip()) for line in page.lines if line.strip()])
        for page in pages
        if page.number in numbers
    ]


def titles(pages: Sequence[TextPage], numbers: Sequence[int]) -> Iterator[str]:
    """Name the exhibits that the pages with fees belong to."""
    last = ""
    for page in pages:
        for line in page.lines:
            title = _EXHIBIT.match(line)
            if title:
                last = " ".join(title[1].split()).title()
        if page.number in numbers and last:
            yield last
