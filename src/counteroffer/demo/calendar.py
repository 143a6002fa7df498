"""Days as whole numbers from 1 January 2024 (a Monday), and how X12 writes them."""

from __future__ import annotations

from datetime import date, timedelta

FIRST = date(2024, 1, 1)
LAST_SERVICE = (date(2025, 12, 31) - FIRST).days
NEW_YEAR_2025 = (date(2025, 1, 1) - FIRST).days
AS_OF = (date(2026, 1, 31) - FIRST).days
"""The day the practice's files were gathered: nothing later is in them."""

_HOLIDAYS = "0101 0527 0704 0902 1128 1129 1224 1225", "0101 0526 0704 0901 1127 1128 1224 1225"


def day(text: str) -> int:
    """Give the number of a `2025-01-31` date."""
    return (date.fromisoformat(text) - FIRST).days


def iso(number: int) -> str:
    """Write a day as `2025-01-31`."""
    return (FIRST + timedelta(days=number)).isoformat()


def x12_days() -> list[str]:
    """Write every day that can occur as X12 does (`20250131`), by its number."""
    return [(FIRST + timedelta(days=n)).strftime("%Y%m%d") for n in range(AS_OF + 400)]


def open_days() -> list[int]:
    """List the days the practice saw patients: weekdays that are no holidays."""
    closed = {
        day(f"{year}-{h[:2]}-{h[2:]}") for year, hs in zip((2024, 2025), _HOLIDAYS, strict=True) for h in hs.split()
    }
    return [n for n in range(LAST_SERVICE + 1) if n % 7 < 5 and n not in closed]
