"""The quality report as an HTML page that needs nothing from outside."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from counteroffer.documents.page import templates
from counteroffer.measure.quality import SECTIONS

if TYPE_CHECKING:
    from counteroffer.measure.quality import Quality

SHOWN = 25
"""Rows of a check on the page; the CSV has them all."""


def quality_page(found: Quality, practice: str, made_on: date | None = None) -> str:
    """Write the report as HTML.

    Args:
        found: the report.
        practice: the practice's name.
        made_on: the day it is made; default: today.
    """
    day = made_on or datetime.now(UTC).date()
    sections = [(title, [check for check in found.checks if check.name in names]) for title, names in SECTIONS.items()]
    page = templates().get_template("quality.html")
    return page.render(q=found, practice=practice, made_on=day, sections=sections, shown=SHOWN)
