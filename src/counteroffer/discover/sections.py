"""The sections by which contracts part the codes, in our own words."""

from __future__ import annotations

from counteroffer.core.codes import in_span

SECTIONS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("vaccines", (("90476", "90756"), ("91300", "91399"))),
    ("preventive visits", (("99381", "99397"),)),
    ("visits", (("99202", "99499"),)),
    ("anesthesia", (("00100", "01999"),)),
    ("surgery", (("10000", "69999"),)),
    ("imaging", (("70000", "79999"),)),
    ("laboratory", (("80000", "89999"), ("36415", "36416"))),
    ("medicine", (("90000", "99999"),)),
    ("drugs", (("J0000", "J9999"),)),
    ("federal codes", (("G0000", "G9999"),)),
)
"""Name and code ranges; the first whose range has the code is its section (36415, a blood draw, goes with laboratory).

Source: the numbering of CPT and HCPCS Level II as the public relative value file uses it."""

_FIRST = ("laboratory", "vaccines", "preventive visits", "visits")
OTHER = "other codes"


def section(code: str) -> str:
    """Name the section of a code; `other codes` for one in none."""
    if code not in _KNOWN:
        _KNOWN[code] = next((name for name in _ORDER if _within(code, RANGES[name])), OTHER)
    return _KNOWN[code]


def _within(code: str, spans: tuple[tuple[str, str], ...]) -> bool:
    return any(in_span(code, first, last) for first, last in spans)


RANGES = dict(SECTIONS)
_ORDER = (*_FIRST, *(name for name, _ in SECTIONS if name not in _FIRST))
_KNOWN: dict[str, str] = {}
