"""Working days in the United States: Monday to Friday but for federal holidays, and other days told."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import attrs
import holidays


@cache
def _federal(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("US", years=year))


@attrs.frozen
class WorkingDays:
    """A calendar of working days.

    Attributes:
        closed: further days on which nothing is served or delivered.
    """

    closed: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        """True on a Monday to Friday that is no federal holiday (as it is kept) and no day of `closed`."""
        return day.weekday() < 5 and day not in _federal(day.year) and day not in self.closed

    def before(self, day: date, count: int) -> date:
        """Give the working day so many working days before a day; of 0, the day itself or the last one before it.

        Raises:
            ValueError: if the count is below zero.
        """
        return self._step(day, count, -1)

    def after(self, day: date, count: int) -> date:
        """Give the working day so many working days after a day; of 0, the day itself or the next one.

        Raises:
            ValueError: if the count is below zero.
        """
        return self._step(day, count, 1)

    def between(self, since: date, until: date) -> int:
        """Count the working days after `since` up to and with `until`; negative when it runs backwards."""
        if until < since:
            return -self.between(until, since)
        return sum(self.works(since + timedelta(step)) for step in range(1, (until - since).days + 1))

    def _step(self, day: date, count: int, way: int) -> date:
        if count < 0:
            raise ValueError("working days are counted from nothing up")
        left, found = count, day
        while left or not self.works(found):
            found += timedelta(way)
            left -= min(left, int(self.works(found)))
        return found
