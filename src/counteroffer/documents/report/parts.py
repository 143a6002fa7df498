"""What the report's page is built of: sections of blocks, each block a table that opens to how it was computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
from markupsafe import Markup

from counteroffer.core.names import slug
from counteroffer.documents import writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from counteroffer.documents.report.records import Report, Row

LISTED = 7
"""Rows of a table on the page; the appendix has more, the workbook all."""


@attrs.frozen
class Column:
    """A column on the page.

    Attributes:
        heading: over it.
        show: row -> what stands in it.
        right: true for numbers.
    """

    heading: str
    show: Callable[[Row], str | Markup]
    right: bool = True


@attrs.frozen
class Block:
    """A table on the page.

    Attributes:
        caption: what it is.
        views: the views it is made of; it opens to their formulas, sources and rows.
        headings: heading and whether it stands right.
        cells: rows of text.
        left: rows that are not on the page.
        empty: what is said where there are no rows.
        says: a sentence before it.
    """

    caption: str
    views: tuple[str, ...]
    headings: list[tuple[str, bool]]
    cells: list[list[str | Markup]]
    left: int = 0
    empty: str = ""
    says: str | Markup = ""


@attrs.frozen
class Section:
    """A section of the page: an anchor, a heading, sentences, a chart, and blocks."""

    name: str
    title: str
    blocks: Sequence[Block]
    says: Sequence[str | Markup] = ()
    chart: str = ""
    caption: str = ""


def block(  # noqa: PLR0913, PLR0917 - a table says everything at once
    caption: str, views: Iterable[str], columns: Sequence[Column], rows: Sequence[Row], empty: str,
    says: str | Markup = "", *, listed: int = LISTED,
) -> Block:  # fmt: skip
    """Make a block of rows; a row that would stand beyond `listed` is counted, not shown."""
    return Block(
        caption=caption,
        views=tuple(views),
        headings=[(column.heading, column.right) for column in columns],
        cells=[[column.show(row) for column in columns] for row in rows[:listed]],
        left=max(0, len(rows) - listed),
        empty=empty,
        says=says,
    )


def text(heading: str, key: str) -> Column:
    """Show words as they are."""
    return Column(heading, lambda row: str(row[key] or writing.DASH), right=False)


def words(heading: str, key: str) -> Column:
    """Show a dotted or underscored name as words."""
    return Column(heading, lambda row: writing.words(row[key]) if row[key] else writing.DASH, right=False)


def whole(heading: str, key: str) -> Column:
    """Show cents in whole dollars."""
    return Column(heading, lambda row: writing.whole_money(row[key]))


def percent(heading: str, key: str) -> Column:
    """Show a percent."""
    return Column(heading, lambda row: writing.percent(row[key]))


def count(heading: str, key: str) -> Column:
    """Show a whole number."""
    return Column(heading, lambda row: writing.DASH if row[key] is None else f"{row[key]:,}")


def days(heading: str, key: str) -> Column:
    """Show days."""
    return Column(heading, lambda row: writing.DASH if row[key] is None else f"{row[key]:,.0f}")


def day(heading: str, key: str) -> Column:
    """Show a date."""
    return Column(heading, lambda row: writing.day(row[key]))


def span(heading: str, low: str, high: str, form: Callable[[Any], str] = writing.whole_money) -> Column:
    """Show a range; one figure where both ends are alike, a dash where neither is known."""
    return Column(heading, lambda row: between(row[low], row[high], form))


def between(low: Any, high: Any, form: Callable[[Any], str] = writing.whole_money) -> str:
    """Write a range."""
    if low is None or high is None:
        known = low if high is None else high
        return form(known) if known is not None else writing.DASH
    first, last = form(low), form(high)
    return first if first == last else f"{first} to {last}"


def payer(report: Report, heading: str = "Payer", key: str = "payer") -> Column:
    """Show a payer's name as a link to its case."""
    return Column(heading, lambda row: linked(report, row[key]), right=False)


def linked(report: Report, name: str) -> str | Markup:
    """Write a payer's name, as a link where its case is written."""
    if name not in report.written:
        return name
    return Markup('<a class="plain" href="{}/case.html">{}</a>').format(slug(name), name)


def strong(cents: int) -> Markup:
    """Write an amount in bold whole dollars."""
    return Markup("<strong>{}</strong>").format(writing.whole_money(cents))


def total(rows: Iterable[Row], key: str) -> int:
    """Sum a column; what is not known counts nothing."""
    return sum(row[key] or 0 for row in rows)


def to_view(view: str, said: str | Markup) -> Markup:
    """Write words as a link to a view in the appendix."""
    return Markup('<a class="plain" href="appendix.html#{}">{}</a>').format(view, said)
