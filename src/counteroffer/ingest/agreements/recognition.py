"""Text read off pictures of pages by the program `tesseract`, where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from counteroffer.core.errors import InputError
from counteroffer.ingest.agreements.scans import page_pictures

if TYPE_CHECKING:
    from collections.abc import Sequence

SECONDS = 120
"""So long one page may take."""


def recognise(path: Path, numbers: Sequence[int]) -> dict[int, str]:
    """Read pages of a PDF off their pictures.

    Args:
        path: the PDF.
        numbers: pages from 1.

    Returns:
        The text by page; nothing where `tesseract` is not installed.

    Raises:
        InputError: if `tesseract` fails on a page.
    """
    program = shutil.which("tesseract")
    if program is None:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        return {number: _read(program, path, number, one) for number, one in page_pictures(path, numbers, Path(folder))}


def _read(program: str, path: Path, number: int, picture: Path) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - the program was found by its full path; the picture is ours
            [program, str(picture), "stdout"], capture_output=True, timeout=SECONDS, check=True
        )
    except (subprocess.SubprocessError, OSError) as fault:
        says = f"tesseract could not read page {number} of {path}: {fault}."
        raise InputError(says, "Run it by hand on that page to see why, or give the file with text.") from None
    return done.stdout.decode("utf-8", "replace")
