"""Fee sheets: a percent is claimed only where the amounts are it, and the evidence counts what differs."""
# ruff: noqa: E501 - sentences of agreements are as long as they are

from datetime import date

import pytest

from counteroffer.discover.published import Published
from counteroffer.drafting.sheet import evidence, payer_in, proposals, since_in
from counteroffer.ingest.fees.schedule import ScheduleRow

BASE = {(f"{code}", "", setting): 5000 + 37 * (code % 991) + (900 if setting == "nonfacility" else 0)
        for code in range(20000, 20040) for setting in ("facility", "nonfacility")}  # fmt: skip
FEES = Published("percent_of_medicare", 2025, "D", "0441299", BASE)
ELSEWHERE = Published(
    "percent_of_medicare", 2025, "D", "0111205", {key: value + 311 + key[0].count("3") for key, value in BASE.items()}
)


def rows(percent, base=BASE, both=False):
    """Amounts at a percent, half-up, by plain integers."""
    return [ScheduleRow(code, mod, "" if both else setting, (amount * percent * 2 + 100) // 200, "row")
            for (code, mod, setting), amount in base.items() if not both or setting == "nonfacility"]  # fmt: skip


def changed(made, places):
    return [
        ScheduleRow(r.code, r.modifier, r.setting, r.amount + (100 if i in places else 0), r.place)
        for i, r in enumerate(made)
    ]


def test_a_sheet_that_is_118_percent_of_medicare_is_told_with_year_and_locality():
    (found,) = evidence(rows(118), [FEES], [])
    schedule, percent = proposals(rows(118), "acme.csv", [found])
    assert schedule.keys == {"pays": {"fee_schedule": "acme.csv"}}
    assert percent.keys == {
        "when": {"codes": "10000-69999"},
        "pays": {"percent_of_medicare": "118", "year": "2025", "locality": "0441299"},
    }
    assert percent.check[0].startswith("80 of 80 amounts are 118.0% of the 2025 fee of locality 0441299 to the cent. ")


def test_what_differs_is_counted_and_shown_with_both_amounts():
    made = changed(rows(118), (4, 9))
    (found,) = evidence(made, [FEES], [])
    percent = list(proposals(made, "acme.csv", [found]))[1]
    odd = made[4]
    assert "78 of 80 amounts are 118.0%" in percent.check[0]
    assert "2 differ: " in percent.check[0]
    assert (
        f"{odd.code} {odd.setting} ${odd.amount / 100:.2f} (by the percent ${odd.amount / 100 - 1:.2f})"
        in percent.check[0]
    )
    assert percent.confidence == 75


def test_a_sheet_of_its_own_is_claimed_to_be_no_percent():
    assert evidence(changed(rows(118), range(0, 80, 3)), [FEES], [ELSEWHERE]) == ()


def test_another_locality_is_found_where_the_practices_own_explains_nothing():
    made = rows(104, ELSEWHERE.amounts)
    (found,) = evidence(made, [FEES], [FEES, ELSEWHERE])
    assert found.published.locality == "0111205"


def test_one_amount_for_both_settings_is_a_percent_of_one_setting_only_and_says_so():
    made = rows(118, both=True)
    (found,) = evidence(made, [FEES], [])
    percent = list(proposals(made, "acme.csv", [found]))[1]
    assert percent.keys["when"]["setting"] == "nonfacility"
    assert any("one amount for both settings" in check for check in percent.check)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Effective 01/01/2025", date(2025, 1, 1)),
        ("Fees effective as of March 1, 2024", date(2024, 3, 1)),
        ("Rates 2025", None),
    ],
)
def test_the_first_day_that_a_sheet_says(text, day):
    assert since_in(["Acme", text]) == day


@pytest.mark.parametrize(
    ("text", "payer"),
    [("Acme Health Plan 2025 Fee Schedule", "Acme Health Plan"), ("Blue Cross of Ohio - Physician fees", "Blue Cross of Ohio"),
     ("Fee Schedule 2025", ""), ("code fee", "")],
)  # fmt: skip
def test_the_payer_in_a_title(text, payer):
    assert payer_in([text]) == payer
