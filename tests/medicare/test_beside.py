"""The schedules beside the physician one give their published amounts, and nothing that is not published."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from counteroffer.core.errors import InputError
from counteroffer.medicare import beside
from counteroffer.medicare.book import shipped

PUBLISHED = Path(__file__).parents[2].parent / "shared/data/cms/2025A"
Q1 = (2025, 1)
AUSTIN = "0441231"


def published(name):
    path = PUBLISHED / name
    if not path.exists():
        pytest.skip(f"{path} is not here")
    with path.open(newline="", encoding="latin-1") as file:
        return list(csv.reader(file))


def test_every_drug_limit_is_the_published_one():
    rows = [row for row in published("ASP_2025_Jan.csv") if len(row) > 3 and row[3][:1].isdigit()]
    due = {(row[0], ""): int(Decimal(row[3]) * 1000) for row in rows}
    assert len(due) > 800
    assert beside.mills(shipped(), "drugs", Q1) == due


def test_every_national_laboratory_amount_is_the_published_one_and_no_carriers_own():
    rows = [row for row in published("CLFS_2025_Q1V1.csv") if row[:1] == ["2025"]]
    due = {(row[1], ""): int(Decimal(row[5]) * 1000) for row in rows if row[2] == "" and row[4] == "N"}
    assert beside.mills(shipped(), "labs", Q1) == due
    with_qw = {row[1]: int(Decimal(row[5]) * 1000) for row in rows if row[2] == "QW"}
    assert all(due[code, ""] == amount for code, amount in with_qw.items())


def test_every_amount_of_equipment_is_the_published_one_of_the_state_outside_of_rural_places():
    rows = published("DMEPOS_2025_Jan.csv")
    (heading,) = (row for row in rows if row[0] == "HCPCS")
    texas = heading.index("TX (NR)")
    due = {
        (row[0], row[1]): int(Decimal(row[texas]) * 1000)
        for row in rows[rows.index(heading) + 1 :]
        if row[1] in {"", "NU", "RR", "UE"} and row[2] == "" and Decimal(row[texas] or 0)
    }
    assert beside.mills(shipped(), "equipment", Q1, AUSTIN) == due


@pytest.mark.parametrize("schedule", ["labs", "drugs", "equipment"])
def test_a_quarter_that_is_not_there_is_said_and_never_guessed(schedule):
    assert beside.quarters(shipped(), schedule) == [Q1]
    with pytest.raises(InputError, match="2025 Q2") as raised:
        beside.mills(shipped(), schedule, (2025, 2), AUSTIN)
    assert "2025 Q1" in raised.value.mend


def test_what_a_schedule_prices_in_any_quarter_is_what_it_prices_in_the_one_there_is():
    for schedule in ("labs", "drugs"):
        assert beside.codes(shipped(), schedule) == set(beside.mills(shipped(), schedule, Q1))
    assert beside.codes(shipped(), "equipment") >= set(beside.mills(shipped(), "equipment", Q1, AUSTIN))


def test_a_locality_of_no_state_is_said():
    with pytest.raises(InputError, match="9999999"):
        beside.mills(shipped(), "equipment", Q1, "9999999")
