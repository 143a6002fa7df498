"""Year, release and quarter are found in names as CMS gives them; what the nearer name says stands first."""

from datetime import date

import pytest

from counteroffer.core.errors import InputError
from counteroffer.ingest.fees.edition import Edition, days_of, newest, of_name, quarter_days, quarter_of


@pytest.mark.parametrize(
    ("name", "year", "release", "quarter"),
    [
        ("PPRRVU2025_Oct.csv", 2025, "D", 4),
        ("PPRRVU25_JAN.txt", 2025, "A", 1),
        ("PPRRVU2026_Jul_nonQPP.csv", 2026, "C", 3),
        ("rvu25d.zip/ANES2025.csv", 2025, "D", 4),
        ("RVU24B/OPPSCAP_Apr.csv", 2024, "B", 2),
        ("2025D/OPPSCAP_Oct.csv", 2025, "D", 4),
        ("CLFS_2025_Q1V1.csv", 2025, "A", 1),
        ("25CLABQ3.zip/CLFS 2025 Q3V1.xlsx", 2025, "C", 3),
        ("ASP_2025_Jan.csv", 2025, "A", 1),
        ("January 2026 ASP Pricing File.csv", 2026, "A", 1),
        ("DMEPOS_2025_Jan.csv", 2025, "A", 1),
        ("DME25-B/DMEPOS25_APR.csv", 2025, "B", 2),
        ("25LOCCO.csv", 2025, "", None),
        ("downloads/fees.csv", None, "", None),
    ],
)
def test_names_say_their_release(name, year, release, quarter):
    said = of_name(name)
    assert (said.year, said.release, said.quarter) == (year, release, quarter)


def test_gaps_are_filled_and_what_is_known_stands():
    assert Edition(2025).over(Edition(2024, "B", 2)) == Edition(2025, "B", 2)


def test_what_is_missing_is_asked_for_by_its_option():
    for need, option in (("need_year", "--year"), ("need_release", "--release"), ("need_quarter", "--quarter")):
        with pytest.raises(InputError, match=option):
            getattr(Edition(), need)("f.csv")


def test_quarters_have_their_days():
    assert quarter_days(2025, 4) == (date(2025, 10, 1), date(2025, 12, 31))
    assert quarter_days(2024, 1) == (date(2024, 1, 1), date(2024, 3, 31))
    assert days_of(2025, "D") == (date(2025, 10, 1), date(2025, 12, 31))
    assert days_of(2025, "A") == (date(2025, 1, 1), date(2025, 12, 31))
    assert days_of(2025, "Q2") == (date(2025, 4, 1), date(2025, 6, 30))
    assert days_of(2025, "") == days_of(2025, "tidy") == (date(2025, 1, 1), date(2025, 12, 31))
    assert [quarter_of(m) for m in ("January", "jun", "SEP", "October")] == [1, 2, 3, 4]
    with pytest.raises(ValueError, match="not a month"):
        quarter_of("Juneteenth"[:2])


def test_a_letter_is_newer_than_what_somebody_tidied():
    assert newest(["A", "tidy", "C"]) == "C"
    assert newest(["tidy"]) == "tidy"
