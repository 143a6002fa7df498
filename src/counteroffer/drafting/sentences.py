"""Pages of lines into sentences that know their page, section and heading; what repeats on every page is left out."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from counteroffer.ingest.agreements.pages import TextPage

_NUMBER = re.compile(
    r"\s*(?:(?:section|article|sec\.)\s+)?"
    r"(?P<number>\d{1,2}(?:\.\d{1,3}){1,4}|\d{1,2}(?=\.\s)|[A-Z]\.\d{1,2}(?:\.\d+)*|[IVX]{1,5}(?=\.\s)|[A-Z](?=\.\s))"
    r"\.?(?=\s|$)\s*",
    re.IGNORECASE,
)
_ITEM = re.compile(r"\s*(?:\(\s?(?:[a-z]{1,2}|[ivx]{1,5}|\d{1,2})\s?\)|[a-z]\)|[ivx]{1,4}\)|[-•●▪◦o*·])\s+")
_TITLE = re.compile(
    r"\s*(?P<title>(?:exhibit|schedule|attachment|appendix|addendum|article|amendment)\s+"
    r"(?:no\.?\s*)?[A-Z0-9][\w.-]{0,6})\b(?P<rest>.{0,80})$",
    re.IGNORECASE,
)
_CONTENTS = re.compile(r"(?:\.\s?){4,}\s*\d{1,3}\s*$|\t\s*\d{1,3}\s*$")
_ROW = re.compile(r"(?:%|per\s?cent|\$\s?[\d,]*\.?\d+)\s*\)?\.?\s*$", re.IGNORECASE)
_VERB = re.compile(r"\b(?:shall|will|is|are|means|may|must|agrees?|pays?)\b", re.IGNORECASE)
_ENDS = re.compile(
    r"(?<!\bNo\.)(?<!\bInc\.)(?<!\bCorp\.)(?<!\bCo\.)(?<!\bSec\.)(?<!\b[A-Z]\.)(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bDr\.)"
    r"(?<!\bLtd\.)(?<!\bSt\.)(?<!\bvs\.)(?<!\bapprox\.)(?<=[.;])[\")]?\s+(?=[A-Z\"(\[])"
)

_SIGNS = {
    0x2018: "'",
    0x2019: "'",
    0x201C: '"',
    0x201D: '"',
    0x2013: "-",
    0x2014: "-",
    0x2010: "-",
    0x2011: "-",
    0xA0: " ",
}
"""Printers' quotation marks, dashes and blanks, as they are typed."""


@attrs.frozen
class Sentence:
    """A sentence of the agreement.

    Attributes:
        text: its words, in one line.
        page: the page on which it begins.
        section: the number of its section (`3.1`), else its exhibit's title; empty where there is none.
        heading: the last title above it (`Exhibit B COMPENSATION`).
        lead: the sentence that leads into a list (`... at these percents of Medicare:`), for an item of that list.
        recognised: whether it was read off a picture.
    """

    text: str
    page: int
    section: str = ""
    heading: str = ""
    lead: str = ""
    recognised: bool = False


@attrs.define
class _Block:
    """Lines that belong together, and where they stand."""

    page: int
    section: str
    heading: str
    lead: str
    recognised: bool
    listed: bool
    text: str = ""


def sentences(pages: Sequence[TextPage]) -> tuple[Sentence, ...]:
    """Cut an agreement into sentences; headings, tables of contents, and repeated headers and footers are left out."""
    return tuple(one for block in _Blocks().cut(pages) for one in _sentences(block))


def _sentences(block: _Block) -> Iterator[Sentence]:
    for part in _ENDS.split(block.text.translate(_SIGNS)):
        text = " ".join(part.split())
        if len(text) > 2:
            yield Sentence(text, block.page, block.section, block.heading, block.lead, block.recognised)


def repeated(pages: Sequence[TextPage]) -> set[str]:
    """Give the lines (their digits as #) that stand at the top or the foot of a third of the pages, three at least."""
    edges = [{_shape(line) for line in (*_filled(page)[:3], *_filled(page)[-3:])} for page in pages]
    counts = Counter(shape for page in edges for shape in page)
    return {shape for shape, count in counts.items() if count >= max(3, len(pages) / 3)}


def _filled(page: TextPage) -> list[str]:
    return [line for line in page.lines if line.strip()]


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", " ".join(line.split()))


class _Blocks:
    """Cuts lines into blocks: a section, an item of a list, a row of a table, a paragraph."""

    def __init__(self) -> None:
        self.section = self.heading = self.lead = ""
        self.block: _Block | None = None
        self.done: list[_Block] = []

    def cut(self, pages: Sequence[TextPage]) -> list[_Block]:
        """Cut all pages."""
        passed = repeated(pages)
        for page in pages:
            kept = [line for line in page.lines if not _CONTENTS.search(line)]
            kept = [line for line in kept if _shape(line) not in passed or re.search(r"[%$]", line)]
            kept = [
                line for line in kept if not re.fullmatch(r"\s*(?:page\s*)?-?\s*\d{1,3}\s*-?\s*", line, re.IGNORECASE)
            ]
            for place, line in enumerate(kept):
                self._line(page, line, kept[place + 1] if place + 1 < len(kept) else "")
        self._end()
        return self.done

    def _line(self, page: TextPage, line: str, after: str) -> None:
        if not line.strip():
            self._end()
            return
        title = _TITLE.match(line)
        if title and not re.search(r"[.;,]\s*$", line) and not re.match(r"\s+(?:of|to|and|is|shall)\b", title["rest"]):
            self._end()
            self.section = title["title"].title()
            self.heading, self.lead = " ".join(line.split()), ""
            return
        number, item = _NUMBER.match(line), _ITEM.match(line)
        if number and re.match(r"[a-z,;)]", line[number.end() :]):
            number = None  # "Section 3.1 of the Agreement is deleted" goes on where the line before ended
        row = self._is_row(line, after)
        if number and not item and not row:
            self._end()
            self.section, self.lead = number["number"], ""
            line = line[number.end() :]
        elif item or row:
            self._end()
            line = line[item.end() :] if item else line
        elif _is_heading(line):
            self._end()
            self.heading = " ".join(line.split())
            return
        self._add(page, line, listed=bool(item or row))
        if row:
            self._end()

    def _add(self, page: TextPage, line: str, *, listed: bool) -> None:
        if self.block is None:
            self.block = _Block(page.number, self.section, self.heading, self.lead, page.recognised, listed=listed)
        text = self.block.text
        self.block.text = f"{text[:-1]}{line.strip()}" if _divided(text, line) else f"{text} {line.strip()}"

    def _end(self) -> None:
        if self.block is not None and self.block.text.strip():
            text = self.block.text.strip()
            if not self.block.listed and not text.endswith(":") and _VERB.search(text):
                self.block.lead = self.lead = ""  # prose: the list before it has ended
            self.done.append(self.block)
            if text.endswith(":") or ("|" in text and not _ROW.search(text)):
                self.lead = f"{self.lead} {text}".strip()[-600:] if "|" in text else text
            elif not _listed(text):
                self.lead = ""
        self.block = None

    def _is_row(self, line: str, after: str) -> bool:
        """Say whether a line is a row of a table: cells, or a short line that ends with a figure and has no verb."""
        if "|" in line:
            return True
        short = len(line) < 90 and bool(_ROW.search(line)) and not _VERB.search(line)
        begins = bool(re.match(r"\s*[A-Z0-9]", line)) and not re.match(r"\s*[a-z(]", after)
        return short and begins and bool(self.lead or (self.block and self.block.text.rstrip().endswith(":")))


def _listed(text: str) -> bool:
    """Say whether a block can be an item, after which the list goes on."""
    return len(text) < 300


def _divided(text: str, line: str) -> bool:
    return bool(re.search(r"[a-z]-$", text)) and bool(re.match(r"\s*[a-z]", line))


def _is_heading(line: str) -> bool:
    words = line.split()
    return 0 < len(words) <= 10 and line.upper() == line and bool(re.search(r"[A-Z]{4}", line)) and "%" not in line


def texts(found: Iterable[Sentence]) -> str:
    """Give sentences as one text, for facts that stand anywhere."""
    return "\n".join(one.text for one in found)
