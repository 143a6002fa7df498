import datetime as dt

from counteroffer.documents import writing


def test_money_is_written_to_the_cent_and_large_figures_in_whole_dollars():
    assert writing.money(123456) == "$1,234.56"
    assert writing.money(-5) == "-$0.05"
    assert writing.value(99_999_950, "cents") == "$1,000,000"
    assert writing.value(55996, "cents") == "$559.96"


def test_what_does_not_exist_is_a_dash_and_not_a_zero():
    assert writing.value(None, "percent") == writing.money(None) == writing.day(None) == writing.DASH
    assert writing.value(0, "percent") == "0.0%"


def test_days_units_dates_and_names_are_written_for_a_person():
    assert writing.value(13.0, "days") == "13 days"
    assert writing.value(2.5, "days") == "2.5 days"
    assert writing.units(1500) == "1.5"
    assert writing.units(1000) == "1"
    assert writing.day(dt.date(2025, 3, 4)) == "4 Mar 2025"
    assert writing.until(dt.date(2025, 3, 4)) == "until 4 Mar 2025"
    assert writing.until(dt.date(9999, 12, 31)) == "open"
    assert writing.words("front_end.eligibility") == "Front end: eligibility"


def test_a_code_is_written_with_its_component_and_a_facility_is_named():
    assert writing.code({"code": "93306", "component": "26", "setting": "facility"}) == "93306-26 (facility)"
    assert writing.code({"code": "99213", "component": "", "setting": "nonfacility"}) == "99213"
