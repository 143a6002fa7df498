"""Rows of a sheet as columns of text, each row with its place; and what names their columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs
import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

SHEET_ROWS = 10_000_000
"""Rows of the second sheet are numbered from 10,000,001, those of the third from 20,000,001: a file's rows keep
numbers of their own, as (`file_id`, `segment`) is their key, and a row's own number in its sheet can still be read."""

_NOT_WORDS = re.compile(r"[^a-z0-9#%$]+")


@attrs.frozen(eq=False)
class Rows:
    """Some rows of one sheet.

    Attributes:
        sheet: ordinal of the sheet in the file, from 1.
        columns: one text array for each column of the header; absent cells are empty.
        number: each row's number in the sheet, from 1.
        offset: byte offset of each row in the file; zeros in a workbook.
        overlong: rows with more cells than the header has.
    """

    sheet: int
    columns: tuple[pa.Array, ...]
    number: Ints
    offset: Ints
    overlong: Bools

    def __len__(self) -> int:
        return len(self.number)

    @property
    def segment(self) -> Ints:
        """The rows' numbers in the file, see `SHEET_ROWS`."""
        return self.number + (self.sheet - 1) * SHEET_ROWS


@attrs.frozen
class Header:
    """The header of a sheet.

    Attributes:
        row: its row number, from 1.
        names: the name of each column; one without a name is called by its letter, a second of the same name gets
            its ordinal: `Date`, `Date (2)`.
        cells: the cells as they stand there.
    """

    row: int
    names: tuple[str, ...]
    cells: tuple[str, ...]

    @property
    def signature(self) -> frozenset[str]:
        """The normalised names: what tells one layout from another, whatever the order."""
        return frozenset(normal(name) for name in self.names)

    def index(self, name: str) -> int:
        """The position of a column, by its normalised name; -1 if there is none."""
        wanted = normal(name)
        return next((i for i, own in enumerate(self.names) if normal(own) == wanted), -1)


def header(row: int, cells: Sequence[str]) -> Header:
    """Name the columns of a header row; empty cells at its end are no columns."""
    width = max((i + 1 for i, cell in enumerate(cells) if cell.strip()), default=0)
    names: list[str] = []
    seen: dict[str, int] = {}
    for i, cell in enumerate(cells[:width]):
        name = " ".join(cell.split()) or f"Column {_letters(i)}"
        nth = seen[normal(name)] = seen.get(normal(name), 0) + 1
        names.append(name if nth == 1 else f"{name} ({nth})")
    return Header(row, tuple(names), tuple(cells[:width]))


def normal(name: str) -> str:
    """Reduce a column's name to its words in small letters: `Claim_ID ` and `claim id` are one."""
    return _NOT_WORDS.sub(" ", name.casefold()).strip() or name.strip()


def _letters(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
