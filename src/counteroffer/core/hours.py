"""Business hours: federal holidays by their rule, and the working minutes between two moments."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

import attrs
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HOURS = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*-\s*(\d{1,2})(?::(\d{2}))?\Z")
_MINUTE, _DAY = 60_000_000, 24 * 60


def holidays(year: int) -> list[date]:
    """Give the days of a year on which federal offices are closed, in order.

    A holiday on a Saturday is kept on the Friday before, one on a Sunday on the Monday after; New Year's Day of
    the next year may so fall on 31 December of this one. Source: 5 U.S.C. 6103; Juneteenth since 2021 (Pub. L. 117-17).
    """
    fixed = [date(year, 1, 1), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25), date(year + 1, 1, 1)]
    if year >= 2021:
        fixed.append(date(year, 6, 19))
    moving = [_nth(year, 1, 0, 3), _nth(year, 2, 0, 3), _nth(year, 9, 0, 1), _nth(year, 10, 0, 2), _nth(year, 11, 3, 4)]
    memorial = _nth(year, 6, 0, 1) - timedelta(7)  # the last Monday of May
    kept = {_observed(day) for day in fixed} | {*moving, memorial}
    return sorted(day for day in kept if day.year == year)


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta((weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _observed(day: date) -> date:
    return day + timedelta({5: -1, 6: 1}.get(day.weekday(), 0))


@attrs.frozen
class Hours:
    """When offices work, minutes after midnight, on Monday to Friday but for federal holidays."""

    opens: int = 8 * 60
    closes: int = 17 * 60

    @classmethod
    def of(cls, text: str) -> Hours:
        """Read `8-17` or `08:30-17:00`.

        Raises:
            ValueError: if it is not two times of one day, the earlier first.
        """
        found = _HOURS.match(text.strip())
        if found is None:
            raise ValueError(f"{text!r} is not like 08:00-17:00")
        first, first_minutes, last, last_minutes = (int(part or 0) for part in found.groups())
        opens, closes = first * 60 + first_minutes, last * 60 + last_minutes
        if not 0 <= opens < closes <= _DAY or max(first_minutes, last_minutes) > 59:
            raise ValueError(f"{text!r} is not two times of one day, the earlier first")
        return cls(opens, closes)

    def minutes(self, begin: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give the working minutes from one moment to another; negative when it runs backwards.

        Args:
            begin: moments, microseconds since 1970 by the clock on the wall.
            end: as many moments.
        """
        if not len(begin):
            return np.zeros(0, dtype=np.int64)
        days = [int(moments.min()) // (_DAY * _MINUTE) for moments in (begin, end)]
        days += [int(moments.max()) // (_DAY * _MINUTE) for moments in (begin, end)]
        years = range(_year(min(days)), _year(max(days)) + 1)
        closed = np.array([day for year in years for day in holidays(year)], dtype="datetime64[D]")
        return self._until(end, min(days), closed) - self._until(begin, min(days), closed)

    def _until(self, moments: NDArray[np.int64], origin: int, closed: NDArray[np.datetime64]) -> NDArray[np.int64]:
        days = moments // (_DAY * _MINUTE)
        dates = days.astype("datetime64[D]")
        whole = np.busday_count(np.full(len(days), origin).astype("datetime64[D]"), dates, holidays=closed)
        today = np.clip(moments // _MINUTE - days * _DAY - self.opens, 0, self.closes - self.opens)
        working = np.is_busday(dates, holidays=closed)
        return np.asarray(whole * (self.closes - self.opens) + np.where(working, today, 0), dtype=np.int64)


def _year(day: int) -> int:
    return (date(1970, 1, 1) + timedelta(day)).year
