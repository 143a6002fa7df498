"""CPT/HCPCS, place of service and modifiers: always text, never numbers (00100 is not 64)."""

from __future__ import annotations

import re
from functools import lru_cache

_CODE = re.compile(r"[A-Z0-9]{5}\Z")
_SHAPE = re.compile(r"\d")

FACILITY_POS = frozenset(
    ["02", "19", "21", "22", "23", "24", "26", "31", "34", "41", "42", "51", "52", "53", "56", "61"],
)
"""Places of service paid at the facility rate under the Medicare physician fee schedule.

Source: CMS, Medicare Claims Processing Manual (Pub. 100-04), chapter 12, section 20.4.2, and chapter 26,
section 10.5 (place of service code set)."""

COMPONENT_MODIFIERS = ("26", "TC")
"""Modifiers that name the professional or technical part; the fee schedule has rows of their own for them."""

EQUIPMENT_MODIFIERS = ("NU", "RR", "UE")
"""New, rented by the month, used: equipment has amounts of its own for them (DMEPOS). Elsewhere they change nothing."""

RATE_MODIFIERS = (*COMPONENT_MODIFIERS, *EQUIPMENT_MODIFIERS)
"""The modifiers that a rate may be for."""

EQUIPMENT_LETTERS = ("A", "E", "K")
"""First letters of the codes that `EQUIPMENT_MODIFIERS` price. Source: the codes of the January 2025 DMEPOS file."""

SUPPLY_LETTERS = ("A", "B", "E", "J", "K", "L", "Q", "V")
"""First letters of HCPCS level II codes of drugs and supplies, which a fee schedule may hold too."""


def is_code(text: str) -> bool:
    """Say whether the text has the form of a CPT or HCPCS code: five capitals or digits."""
    return bool(_CODE.match(text))


@lru_cache(maxsize=65_536)
def shape(code: str) -> str:
    """Give a code's form with every digit as 9 (`J1885` -> `J9999`); ranges reach only codes of one form."""
    return _SHAPE.sub("9", code)


def is_equipment(code: str) -> bool:
    """Say whether new, rented and used have prices of their own for a code."""
    return code.startswith(EQUIPMENT_LETTERS)


def setting(pos: str) -> str:
    """Give `facility` or `nonfacility` for a place of service; an unknown or empty one is nonfacility."""
    return "facility" if pos in FACILITY_POS else "nonfacility"


def parse_span(text: str) -> tuple[str, str]:
    """Read `99213` or `10000-69999` into its first and last code.

    Raises:
        ValueError: if a code is not five capitals or digits, the forms differ, or the range runs backwards.
    """
    first, _, last = (part.strip() for part in text.partition("-"))
    last = last or first
    for code in (first, last):
        if not is_code(code):
            raise ValueError(f"{code!r} is not a CPT or HCPCS code (five capitals or digits)")
    if shape(first) != shape(last):
        raise ValueError(f"{text!r} mixes two forms of code; write one range for each")
    if first > last:
        raise ValueError(f"{text!r} runs backwards")
    return first, last


def in_span(code: str, first: str, last: str) -> bool:
    """Say whether a code lies in a range of its own form."""
    return shape(code) == shape(first) and first <= code <= last


def span_width(first: str, last: str) -> int:
    """Give how far a range reaches; its codes are of one form, so only their digits count (`J0100-J0199` is 99)."""
    one, other = (int("0" + "".join(filter(str.isdigit, code))) for code in (first, last))
    return other - one
