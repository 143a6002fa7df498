"""An agreement as pages of lines, whatever file it came in."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import attrs

from counteroffer.core.errors import InputError
from counteroffer.ingest.agreements.recognition import recognise
from counteroffer.ingest.agreements.scans import pdf_texts
from counteroffer.ingest.agreements.word import word_texts
from counteroffer.ingest.fees.cells import decode

if TYPE_CHECKING:
    from pathlib import Path

_OLD_WORD = b"\xd0\xcf\x11\xe0"
"""An OLE container: Word before 2007, or a Word file with a password."""
LEAST = 200
"""Signs on all pages together below which a PDF is a scan: a page number or a stamp is no text."""


@attrs.frozen
class TextPage:
    """One page of paper.

    Attributes:
        number: from 1, as the file counts (a DOCX counts the page breaks that its writer left in it).
        lines: its lines from top to bottom; cells of a table's row are parted by ` | `.
        recognised: true where the text was read off a picture (OCR), which can misread figures.
    """

    number: int
    lines: tuple[str, ...]
    recognised: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing is written on it."""
        return not any(line.strip() for line in self.lines)


def read_text(path: Path) -> tuple[TextPage, ...]:
    """Read an agreement from PDF, DOCX or TXT.

    A PDF's pages without text are read off their picture where the program `tesseract` is installed; else they stay
    empty, and where no page has text that is an error.

    Raises:
        InputError: if it is not there, empty, protected, of another kind, or a scan that cannot be recognised.
    """
    if not path.is_file():
        raise InputError(f"There is no file {path}.", "Name the agreement: PDF, DOCX or TXT.")
    content = path.read_bytes()
    if not content.strip():
        raise InputError(f"{path} is empty.", "Ask for it again, or look whether it was copied whole.")
    if content[:1024].lstrip().startswith(b"%PDF"):
        pages = _pdf(path)
    elif zipfile.is_zipfile(path):
        pages = _numbered(word_texts(path))
    elif content.startswith(_OLD_WORD):
        raise InputError(
            f"{path} is an old Word file (DOC), or one with a password.", "Open it in Word and save it as DOCX or PDF."
        )
    elif b"\x00" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(f"{path} is no text: it is neither PDF, DOCX nor TXT.", "Save the agreement as one of these.")
    else:
        pages = _numbered(decode(content).split("\f"))
    if all(page.empty for page in pages):
        raise InputError(f"{path} has no text in it.", "Ask for it again, or run text recognition (OCR) over it.")
    return pages


def _numbered(texts: list[str]) -> tuple[TextPage, ...]:
    return tuple(TextPage(number, tuple(text.splitlines())) for number, text in enumerate(texts, 1))


def _pdf(path: Path) -> tuple[TextPage, ...]:
    pages = _numbered(pdf_texts(path))
    blank = [page.number for page in pages if len("".join(page.lines).strip()) < 20]
    written = sum(len(line) for page in pages for line in page.lines)
    if not blank:
        return pages
    seen = recognise(path, blank)
    if not seen and written < LEAST:
        raise InputError(
            f"{path} is a scan: its {len(pages)} pages are pictures without text, and need text recognition (OCR).",
            "Ask the payer for the file with text, or install `tesseract` and run the same command again.",
        )
    return tuple(
        TextPage(page.number, tuple(seen[page.number].splitlines()), recognised=True) if page.number in seen else page
        for page in pages
    )
