"""Which year, release and quarter a published file is of: what it says itself, what is told, what its name says."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

import attrs

from counteroffer.core.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

MONTHS = ("january", "february", "march", "april", "may", "june",
          "july", "august", "september", "october", "november", "december")  # fmt: skip
RELEASES = "ABCD"
TIDY = "tidy"
"""The release of relative values that somebody else has tidied: never newer than one of CMS's own."""

_YEAR = re.compile(r"(?<!\d)(20[12]\d)(?!\d)")
_SHORT_YEAR = re.compile(
    r"(?:RVU|PPRRVU|GPCI|ANES|CLAB|CLFS|ASP|DME|DMEPOS|OPPSCAP|LOCCO)[ _-]?(\d\d)(?!\d)|(?<!\d)(\d\d)(?:CLAB|LOCCO)"
)
_RVU = re.compile(r"RVU[ _-]?(?:20)?(\d\d)[ _-]?([A-D])(?![A-Z])|(?<!\d)20(\d\d)[ _-]?([A-D])(?![A-Z])")
_QUARTER = re.compile(r"Q([1-4])(?!\d)")
_MONTH = re.compile(r"(?<![A-Z])(" + "|".join(f"{m[:3]}(?:{m[3:]})?" for m in MONTHS).upper() + r")(?![A-Z])")


@attrs.frozen
class Edition:
    """A year with its release or quarter; what is None or empty is not known.

    Attributes:
        year: calendar year.
        release: release letter A to D of the physician fee schedule.
        quarter: 1 to 4 of the schedules that come by quarter.
        conversion: conversion factor, ten-thousandths of a dollar, for files that have none or one of two.
    """

    year: int | None = None
    release: str = ""
    quarter: int | None = None
    conversion: int | None = None

    def over(self, other: Edition) -> Edition:
        """Give this edition, its gaps filled by another."""
        return Edition(
            self.year or other.year,
            self.release or other.release,
            self.quarter or other.quarter,
            self.conversion or other.conversion,
        )

    def need_year(self, name: str) -> int:
        """Give the year.

        Raises:
            InputError: if it is not known.
        """
        if self.year is None:
            raise InputError(f"{name} does not say its year, and neither does its name.", "Give it: --year 2025.")
        return self.year

    def need_release(self, name: str) -> str:
        """Give the release letter.

        Raises:
            InputError: if it is not known.
        """
        if not self.release:
            raise InputError(f"{name} does not say its release (A to D).", "Give it: --release D (D is October).")
        return self.release

    def need_quarter(self, name: str) -> int:
        """Give the quarter.

        Raises:
            InputError: if it is not known.
        """
        if self.quarter is None:
            raise InputError(f"{name} does not say its quarter, and neither does its name.", "Give it: --quarter 1.")
        return self.quarter


def of_name(name: str) -> Edition:
    """Read what a file's name and the folder or zip around it say; the name itself stands before what is around it.

    `25CLABQ1.zip`, `PPRRVU2025_Oct.csv`, `rvu25d.zip/ANES2025.csv`, `2025D/OPPSCAP_Oct.csv`.
    """
    parts = [part for part in re.split(r"[/\\]", name) if part][-2:]
    found = Edition()
    for part in reversed(parts):
        found = found.over(_of_part(part.upper()))
    return found


def _of_part(part: str) -> Edition:
    rvu = _RVU.search(part)
    if rvu and not part.startswith("PPRRVU"):
        year, release = int("20" + (rvu[1] or rvu[3])), rvu[2] or rvu[4]
        return Edition(year, release, RELEASES.index(release) + 1)
    whole, short = _YEAR.search(part.replace("_", " ")), _SHORT_YEAR.search(part)
    year_said = int(whole[1]) if whole else int("20" + (short[1] or short[2])) if short else None
    spaced = re.sub(r"[^A-Z]+", " ", part)
    quarter, month = _QUARTER.search(part), _MONTH.search(spaced)
    number = int(quarter[1]) if quarter else quarter_of(month[1]) if month else None
    return Edition(year_said, RELEASES[number - 1] if number else "", number)


def quarter_of(month: str) -> int:
    """Give the quarter of a month's English name or its first three letters.

    Raises:
        ValueError: if it is no month.
    """
    for place, name in enumerate(MONTHS):
        if name.startswith(month.lower()[:3]) and len(month) >= 3:
            return place // 3 + 1
    raise ValueError(f"{month!r} is not a month")


def quarter_days(year: int, quarter: int) -> tuple[date, date]:
    """Give the first and last day of a quarter."""
    return date(year, 3 * quarter - 2, 1), date(year + quarter // 4, 3 * quarter % 12 + 1, 1) - timedelta(days=1)


def days_of(year: int, release: str) -> tuple[date, date]:
    """Give the first day of a release (`D`, `Q4`, empty) and the last day of its year or quarter.

    A release of the physician fee schedule holds until the next one, at most to the end of the year.
    """
    if release.startswith("Q"):
        return quarter_days(year, int(release[1:]))
    first = quarter_days(year, RELEASES.index(release) + 1)[0] if release and release in RELEASES else date(year, 1, 1)
    return first, date(year, 12, 31)


def newest(releases: Iterable[str]) -> str:
    """Give the newest of some releases: the last letter; what is no letter is older than A."""
    return max(releases, key=lambda release: (len(release) == 1 and release in RELEASES, release))
