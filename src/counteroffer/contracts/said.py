"""The keys of one map of a document, each typed on demand, each fault at its line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from counteroffer.contracts import typed
from counteroffer.contracts.arranged import Range
from counteroffer.core.codes import parse_span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from counteroffer.contracts.faults import At, Faults
    from counteroffer.core.plain import Plain

T = TypeVar("T")
MONEY, SHARE, COUNT = "Write dollars like 12500.00.", "Write a percent from 0 to 100.", "Write a whole number."


@attrs.frozen
class Said:
    """One map of a document.

    Attributes:
        faults: where what is wrong is noted.
        keys: the map; only known keys.
        at: its path.
    """

    faults: Faults
    keys: dict[str, Plain]
    at: At

    @classmethod
    def of(cls, faults: Faults, value: Plain | None, at: At, known: Iterable[str], needed: Iterable[str]) -> Said:
        """Take a map; keys that it should not have and keys that it needs and has not are noted."""
        said = faults.mapping(value, at, known, f"`{next((p for p in reversed(at) if isinstance(p, str)), '')}`")
        for key in needed:
            if isinstance(value, dict) and key not in said:
                faults.note("missing", at, f"`{key}` is missing.", f"Write `{key}: ...`.")
        return cls(faults, said, at)

    def has(self, key: str) -> bool:
        """Whether the map has a key."""
        return key in self.keys

    def read(self, key: str, read: Callable[[str], T], mend: str) -> T | None:
        """Type a key's text; None if it is not there or has a fault."""
        return self.faults.typed(read, self.keys[key], (*self.at, key), mend) if key in self.keys else None

    def text(self, key: str) -> str:
        """Give a key's text; empty if it is not there."""
        return self.faults.text(self.keys.get(key), (*self.at, key), f"`{key}`", needed=key in self.keys)

    def yes(self, key: str) -> bool:
        """Read yes or no; no if it is not there."""
        answer = self.text(key).lower()
        if answer not in ("", "yes", "no", "true", "false"):
            self.note("value", key, f"'{key}' is neither yes nor no.", "Write yes or no.")
        return answer in ("yes", "true")

    def range(self, key: str, read: Callable[[str], int], mend: str) -> Range | None:
        """Read one value, or three in the order low, likely, high; None if it is not there or has a fault."""
        if key not in self.keys:
            return None
        at = (*self.at, key)
        texts = self.faults.texts(self.keys[key], at)
        values = [value for text in texts if (value := self.faults.typed(read, text, at, mend)) is not None]
        if len(texts) not in (1, 3):
            self.faults.note("range", at, f"'{key}' has {len(texts)} values.", "Write one, or [low, likely, high].")
            return None
        if len(values) < len(texts):
            return None
        if values != sorted(values):
            says = f"'{key}' does not go from low to high: {', '.join(texts)}."
            self.faults.note("range", at, says, "Write [low, likely, high].")
            return None
        return Range(values[0], values[len(values) // 2], values[-1])

    def spans(self, key: str) -> tuple[tuple[str, str], ...]:
        """Read codes and ranges."""
        at, mend = (*self.at, key), "Write codes like 99213, or ranges like 10000-69999."
        found = [self.faults.typed(parse_span, text, at, mend) for text in self.faults.texts(self.keys.get(key), at)]
        if key in self.keys and not found:
            self.faults.note("value", at, f"`{key}` names no code.", mend)
        return tuple(span for span in found if span is not None)

    def each(self, key: str, known: Iterable[str], needed: Iterable[str]) -> Iterator[Said]:
        """Give the maps of a list."""
        listed = self.keys.get(key)
        if listed is None:
            return
        if not isinstance(listed, list) or not listed:
            self.note("form", key, f"`{key}` should be a list.", "Write each with - before it.")
            return
        for i, item in enumerate(listed):
            yield Said.of(self.faults, item, (*self.at, key, i), known, needed)

    def inner(self, key: str, known: Iterable[str], needed: Iterable[str] = ()) -> Said | None:
        """Give the map of a key; None if it is not there."""
        return Said.of(self.faults, self.keys[key], (*self.at, key), known, needed) if key in self.keys else None

    def note(self, kind: str, key: str, says: str, mend: str, **more: Any) -> None:
        """Note a fault at a key."""
        self.faults.note(kind, (*self.at, key) if key else self.at, says, mend, **more)


def share(text: str) -> int:
    """Read a percent from 0 to 100 into thousandths of a percent."""
    value = typed.signed_percent(text)
    if not 0 <= value <= 100_000:
        raise ValueError(f"'{text}' is not a percent from 0 to 100")
    return value


def yearly(text: str) -> int:
    """Read dollars of a year, up to a hundred billion, into cents; empty of parts of a cent."""
    match = re.fullmatch(r"\$?(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?", text)
    if match is None or (cents := int(match[1].replace(",", "")) * 100 + int((match[2] or "0").ljust(2, "0"))) > 10**13:
        raise ValueError(f"'{text}' is not an amount of dollars and cents")
    return cents


def whole(text: str) -> int:
    """Read a whole number, zero or more."""
    if not re.fullmatch(r"\d{1,9}", text):
        raise ValueError(f"'{text}' is not a whole number")
    return int(text)


def ages(text: str) -> tuple[int, int]:
    """Read `0-1`, `18` or `65+` into the least and the greatest age.

    Raises:
        ValueError: if it is no age, or runs backwards.
    """
    found = re.fullmatch(r"(\d{1,3})(?:\s*-\s*(\d{1,3})|(\+))?", text)
    if found is None:
        raise ValueError(f"'{text}' are no ages in whole years")
    first = int(found[1])
    last = OLDEST if found[3] else int(found[2] or first)
    if first > last:
        raise ValueError(f"'{text}' runs backwards")
    return first, last


OLDEST = 999
"""The greatest age of a band that has none."""
