"""What a column's cells look like: the share of its different values that can be read in one way or another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

from counteroffer.core.codes import is_code
from counteroffer.ingest.tabular import fields as f
from counteroffer.ingest.tabular import values as v
from counteroffer.ingest.tabular.days import readings

if TYPE_CHECKING:
    from collections.abc import Callable

MOST = 2000
"""Different values looked at."""

_ICD = re.compile(r"[A-TV-Z]\d[A-Z0-9]\.?[A-Z0-9]{0,4}\Z")
_POS = frozenset(
    f"{n:02}" for n in (*range(1, 28), *range(31, 35), 41, 42, *range(49, 59), 60, 61, 62, 65, 66, 71, 72, 81, 99)
)
_SURE = (f.NPI, f.CODE, f.ICD)
"""Forms that tell what a column is, whatever it is called."""


@attrs.frozen
class Looks:
    """A column's different values and what they look like.

    Attributes:
        values: different values that say something, the most frequent first, with how often each stands there.
        share: way to read (`fields`) -> part of the values that can be read so, 0 to 1.
        blank: rows in which the column says nothing.
    """

    values: tuple[tuple[str, int], ...]
    share: dict[str, float]
    blank: int = 0

    def fits(self, reads: str) -> float:
        """Say how well the values fit a way to read, 0 to 1; an empty column fits everything a little."""
        return self.share.get(reads, 1.0) if self.values else 0.7

    @property
    def sure(self) -> str:
        """The way to read that the values alone give away, empty if none does."""
        enough = [reads for reads in _SURE if len(self.values) > 1 or reads == f.NPI]
        return next((reads for reads in enough if self.share.get(reads, 0) >= 0.9), "")


def looks(values: dict[str, int]) -> Looks:
    """Look at a column's values.

    Args:
        values: each different text and how often it stands there.
    """
    said = sorted(((text, n) for text, n in values.items() if v.said(text)), key=lambda item: -item[1])[:MOST]
    blank = sum(n for text, n in values.items() if not v.said(text))
    if not said:
        return Looks((), {}, blank)
    share = {reads: sum(test(text) for text, _ in said) / len(said) for reads, test in _TESTS.items()}
    return Looks(tuple(said), share, blank)


def _reads(read: Callable[[str], object]) -> Callable[[str], bool]:
    def test(text: str) -> bool:
        try:
            return read(text) not in {None, ""}
        except ValueError:
            return False

    return test


def _money(text: str) -> bool:
    return (_reads(v.money)(text) or _reads(lambda t: v.money(t, comma=True))(text)) and not _code_like(text)


def _code_like(text: str) -> bool:
    return bool(re.fullmatch(r"0\d{4}|\d{4}[A-Z]|\d{8,}", text.strip()))


def _code(text: str) -> bool:
    found = v.code(text)
    return is_code(found) and sum(c.isdigit() for c in found) >= 4


def _text(text: str) -> bool:
    return not (
        "$" in text or bool(re.fullmatch(r"-?[\d,]*\.\d\d", text.strip())) or (len(text) > 6 and bool(_dated(text)))
    )


def _dated(text: str) -> bool:
    return bool(readings(text)) and not (text.strip().isdigit() and len(text.strip()) == 5)


_TESTS: dict[str, Callable[[str], bool]] = {
    f.TEXT: _text,
    f.IDENTITY: lambda text: "$" not in text,
    f.CODE: _code,
    f.MODIFIERS: _reads(v.modifiers),
    f.MONEY: _money,
    f.UNITS: lambda text: _reads(v.quantity)(text) and (v.quantity(text) or 0) < 10**7,
    f.COUNT: _reads(v.count),
    f.PERCENT: _reads(v.percent),
    f.DATE: _dated,
    f.BIRTH: _dated,
    f.NPI: lambda text: v.is_npi(text.strip().removesuffix(".0")),
    f.TIN: lambda text: bool(re.fullmatch(r"\d{2}-?\d{7}", text.strip())),
    f.POS: lambda text: _reads(v.place_of_service)(text) and v.place_of_service(text) in _POS,
    f.ICD: lambda text: all(_ICD.match(part) for part in re.split(r"[\s,;|/]+", text.strip().upper()) if part),
    f.REASON: _reads(v.reason),
    f.GROUP: _reads(v.reason_group),
    f.SEQUENCE: _reads(v.sequence),
}
