"""Typing of plain text by small rules, with every fault noted at its line instead of raised."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, TypeVar

from counteroffer.core.findings import ERROR, WARNING, Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from counteroffer.core.plain import Plain, PlainDocument

T = TypeVar("T")
At = tuple[str | int, ...]


class Faults:
    """Collects faults of one document; what it cannot type it notes and gives as None."""

    def __init__(self, file: Path, document: PlainDocument) -> None:
        self.file = file
        self.document = document
        self.found: list[Finding] = []

    def note(self, kind: str, at: At, says: str, mend: str, *, severity: str = ERROR) -> None:
        """Note a fault at a path of the document."""
        line = self.document.line(at)
        self.found.append(Finding(f"contract.{kind}", severity, says, mend, file=str(self.file), segment=line))

    def warn(self, kind: str, at: At, says: str, mend: str) -> None:
        """Note something to look at."""
        self.note(kind, at, says, mend, severity=WARNING)

    def mapping(self, value: Plain | None, at: At, known: Iterable[str], what: str) -> dict[str, Plain]:
        """Take a map and note the keys that it should not have."""
        if not isinstance(value, dict):
            self.note("form", at, f"{what} should be keys with values.", "Write it as `key: value`.")
            return {}
        names = list(known)
        for key in value:
            if key not in names:
                near = difflib.get_close_matches(key, names, 1)
                guess = f"Did you mean '{near[0]}'?" if near else f"There are: {', '.join(names)}."
                self.note("unknown_key", (*at, key), f"{what} has no key '{key}'.", guess)
        return value

    def text(self, value: Plain | None, at: At, what: str, *, needed: bool = False) -> str:
        """Take text; note a list or map, and nothing where something is needed."""
        if isinstance(value, str) and (value.strip() or not needed):
            return value.strip()
        if value is None and not needed:
            return ""
        self.note("missing", at, f"{what} is missing." if value is None or value == "" else f"{what} should be text.",
                  f"Write `{at[-1]}: ...`.")  # fmt: skip
        return ""

    def typed(self, read: Callable[[str], T], value: Plain | None, at: At, mend: str) -> T | None:
        """Type a text by a function that raises ValueError; note what it says."""
        if not isinstance(value, str):
            self.note("form", at, f"'{at[-1]}' should be one value.", mend)
            return None
        try:
            return read(value.strip())
        except ValueError as fault:
            self.note("value", at, f"'{at[-1]}': {fault}.", mend)
            return None

    def texts(self, value: Plain | None, at: At) -> list[str]:
        """Take a list of texts, or one text with commas between."""
        if value is None:
            return []
        if isinstance(value, str):
            return [part.strip() for part in value.split(",") if part.strip()]
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return [part for item in value for part in self.texts(item, at)]
        self.note("form", at, f"'{at[-1]}' should be a list of texts.", "Write it as [A, B].")
        return []
