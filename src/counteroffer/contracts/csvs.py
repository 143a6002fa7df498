"""Files of the practice's own beside a contract, read row by row: every fault with its line."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, TypeVar

from counteroffer.core.codes import is_code
from counteroffer.core.findings import ERROR, Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

K = TypeVar("K")
V = TypeVar("V")


def read_rows(
    path: Path, columns: Sequence[str], read: Callable[[dict[str, str]], tuple[K, V]], kind: str, like: str
) -> tuple[dict[K, V], list[Finding]]:
    """Read a CSV whose rows each say one thing of one key.

    Args:
        path: the file.
        columns: those that have to be there.
        read: types a row (column -> text) into its key and what it says; raises ValueError with what is wrong.
        kind: of the findings, such as `contract.list`.
        like: a row as it should be.

    Returns:
        What is said by key, in the file's order, and every fault with its line; with a fault the file must not be used.
    """
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig", errors="replace").splitlines()))
    heading = [cell.strip().lower() for cell in rows[0]] if rows else []
    if not set(columns) <= set(heading):
        says = f"The columns {', '.join(columns)} are due."
        return {}, [_fault(path, 1, kind, says, "Write them in the first line.")]
    made: dict[K, V] = {}
    found: list[Finding] = []
    for place, cells in enumerate(rows[1:], 2):
        cell = dict.fromkeys(columns, "") | dict(zip(heading, (text.strip() for text in cells), strict=False))
        if not any(cell.values()):
            continue
        try:
            key, value = read(cell)
        except ValueError as fault:
            found.append(_fault(path, place, kind, f"The row cannot be read: {fault}.", f"Write it like {like}."))
            continue
        if key in made:
            says = f"{cell[columns[0]]} stands here a second time for the same case."
            found.append(_fault(path, place, kind, says, "Strike one of them out."))
        made.setdefault(key, value)
    if not made and not found:
        found.append(_fault(path, 1, kind, "There is no row under the heading.", f"Write at least one, like {like}."))
    return made, found


def code_of(text: str) -> str:
    """Give a code; raises ValueError where it is none (a spreadsheet may have robbed it of its zeros)."""
    if not is_code(text.upper()):
        raise ValueError(f"'{text}' is not a CPT or HCPCS code")
    return text.upper()


def _fault(path: Path, place: int, kind: str, says: str, mend: str) -> Finding:
    return Finding(kind, ERROR, says, mend, file=str(path), segment=place)
