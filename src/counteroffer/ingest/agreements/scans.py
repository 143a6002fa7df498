"""A PDF's own text by page, and its pages as pictures; pdfium reads a page in about a millisecond."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdfium2 as pdfium

from counteroffer.core.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_DOTS = 300 / 72
"""Pictures of 300 dots an inch, which recognition wants."""


def pdf_texts(path: Path) -> list[str]:
    """Give the text of every page; an empty text for a page that is a picture.

    Raises:
        InputError: if the file has a password or is damaged.
    """
    document = _opened(path)
    try:
        return [_text(document, place) for place in range(len(document))]
    except pdfium.PdfiumError as fault:
        raise InputError(f"{path} cannot be read as a PDF: {fault}.", "It may be damaged: ask for it again.") from None
    finally:
        document.close()


def page_pictures(path: Path, numbers: Iterable[int], folder: Path) -> Iterator[tuple[int, Path]]:
    """Draw pages (from 1) as PNG files into a folder."""
    document = _opened(path)
    try:
        for number in numbers:
            picture = folder / f"page-{number}.png"
            document[number - 1].render(scale=_DOTS, grayscale=True).to_pil().save(picture)
            yield number, picture
    finally:
        document.close()


def _opened(path: Path) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError as fault:
        if "password" in str(fault).lower():
            mend = "Open it with the password and print it to PDF anew, without one."
            raise InputError(f"{path} has a password.", mend) from None
        mend = "It may be damaged: ask for it again."
        raise InputError(f"{path} cannot be opened as a PDF: {fault}.", mend) from None


def _text(document: pdfium.PdfDocument, place: int) -> str:
    page = document[place]
    text = page.get_textpage()
    # pdfium writes U+FFFE (or U+0002) where a line ends in a hyphen that divides a word
    written = text.get_text_bounded().replace("\ufffe", "-").replace("\x02", "-")
    text.close()
    page.close()
    return str(written)
