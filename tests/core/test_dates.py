"""Dates."""

from datetime import date

import pytest

from counteroffer.core.dates import OPEN, anniversary, day_before, from_ccyymmdd, from_iso


def test_dates_are_read_in_both_forms():
    assert from_ccyymmdd("20250131") == date(2025, 1, 31)
    assert from_iso("2025-01-31") == date(2025, 1, 31)
    assert from_iso("open") == OPEN


@pytest.mark.parametrize("text", ["20250230", "2025013", "2025-1-31", "", "abcdefgh"])
def test_a_day_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match=r"date|day|month|isoformat|out of range"):
        (from_iso if "-" in text else from_ccyymmdd)(text)


def test_the_day_before_an_open_end_is_open():
    assert day_before(date(2025, 1, 1)) == date(2024, 12, 31)
    assert day_before(OPEN) == OPEN


def test_an_anniversary_is_the_same_day_and_of_29_february_the_last_one_there_is():
    leap = date(2024, 2, 29)
    assert [anniversary(leap, n) for n in (0, 1, 4)] == [leap, date(2025, 2, 28), date(2028, 2, 29)]
    assert anniversary(date(2026, 7, 1), 2) == date(2028, 7, 1)
