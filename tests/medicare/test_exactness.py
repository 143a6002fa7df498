"""Every amount straight from the published layouts, with Decimal and none of our readers, equals what contracts pay."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache

import pytest
from tests.contracts.reading import read
from tests.medicare.published import rows

from counteroffer.contracts.ratebook import compile_contract
from counteroffer.core.practice import Practice
from counteroffer.medicare.book import shipped

LOCALITIES = ["0441231", "0111205", "0210201", "1320201", "0910204", "0441220", "0360221"]
"""Austin, San Francisco, Alaska (a floor of 1.5), Manhattan, Miami, Beaumont and Wyoming (a frontier state)."""
SETTINGS = ("facility", "nonfacility")


@cache
def values():
    """The relative value file as published: (code, modifier) -> status, work, both expenses, malpractice, factor."""
    found = rows("2025D", "PPRRVU2025_Oct.csv")
    start = next(n for n, row in enumerate(found) if row[0] == "HCPCS")
    return {
        (row[0], row[1]): (row[3], row[5], row[8], row[6], row[10], row[24]) for row in found[start + 1 :] if row[0]
    }


def indices(locality):
    own = [row for row in rows("2025D", "GPCI2025.csv") if row[0] + row[2] == locality]
    (row,) = own
    return [Decimal(cell) for cell in row[4:7]]


def caps(locality):
    made = {}
    for row in rows("2025D", "OPPSCAP_Oct.csv")[1:]:
        if row[3] + row[4] == locality:
            made |= {
                (row[0], row[1], name): Decimal(row[place]) for place, name in ((5, "facility"), (6, "nonfacility"))
            }
    return made


def to_cent(value):
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def rates(folder, pays, locality=""):
    contract, found = read(folder, pays)
    assert found == []
    made = compile_contract(contract, shipped(), Practice(name="P", locality=locality)).rates.to_pylist()
    return {(row["code"], row["modifier"], row["setting"]): row for row in made}


@pytest.mark.parametrize("locality", LOCALITIES)
def test_every_physician_fee_is_the_one_reckoned_from_the_published_files(tmp_path, locality):
    work_index, expense_index, malpractice_index = indices(locality)
    limits, due = caps(locality), {}
    for (code, modifier), (status, work, in_facility, outside, malpractice, factor) in values().items():
        if status not in {"A", "R", "T"} or modifier not in {"", "26", "TC"}:
            continue
        for setting, expense in zip(SETTINGS, (in_facility, outside), strict=True):
            units = Decimal(work) * work_index + Decimal(expense) * expense_index
            units += Decimal(malpractice) * malpractice_index
            fee = to_cent(units * Decimal(factor))
            if status == "A":
                fee = min(fee, limits.get((code, modifier, setting), fee))
            if fee:
                due[code, modifier, setting] = fee
    got = rates(tmp_path, f"{{percent_of_medicare: 100, year: 2025, locality: '{locality}'}}")
    own = {key: Decimal(row["rate"]) / 100 for key, row in got.items() if key[1] in {"", "26", "TC"}}
    assert own == due
    assert len(due) > 15_000


def test_the_work_index_that_is_published_has_its_floor_and_wyomings_expense_index_its_own():
    heading = next(row for row in rows("2025D", "GPCI2025.csv") if row[4].startswith("2025"))
    assert "with 1.0 Floor" in heading[4]
    assert indices("0210201")[0] == Decimal("1.5")
    assert indices("0360221")[:2] == [1, 1]
    every = [row for row in rows("2025D", "GPCI2025.csv") if row[0].isdigit()]
    assert min(Decimal(row[4]) for row in every) == 1
    assert min(Decimal(row[5]) for row in every) < 1


def test_every_anesthesia_factor_is_the_published_one(tmp_path):
    (tmp_path / "b.csv").write_text("code,units\n00790,7\n")
    found = [row for row in rows("2025D", "ANES2025.csv")[1:] if row[0].isdigit()]
    assert len(found) > 100
    for row in found[::9]:
        pays = f"{{percent_of_anesthesia: 100, base_units: b.csv, year: 2025, locality: '{row[0] + row[1]}'}}"
        got = rates(tmp_path, pays)["00790", "", "facility"]
        assert Decimal(got["micro"]) / 1_000_000 == Decimal(row[3])
    table = {row["locality"]: row["conversion"] for row in shipped().table("medicare_anesthesia").to_pylist()}
    assert {place: Decimal(cents) / 10_000 for place, cents in table.items() if place != "0000000"} == {
        row[0] + row[1]: Decimal(row[3]) for row in found
    }


def test_every_laboratory_amount_is_the_published_one(tmp_path):
    found = [row for row in rows("2025A", "CLFS_2025_Q1V1.csv") if row[0] == "2025"]
    due = {row[1]: Decimal(row[5]) for row in found if not row[2] and row[4] == "N" and Decimal(row[5])}
    got = rates(tmp_path, "{percent_of_labs: 100, quarter: 2025Q1}")
    assert {key[0]: Decimal(row["rate"]) / 100 for key, row in got.items()} == due
    assert len(due) > 1000


def test_every_drug_limit_is_the_published_one(tmp_path):
    found = [row for row in rows("2025A", "ASP_2025_Jan.csv") if len(row) > 3 and row[3][:1].isdigit()]
    due = {row[0]: Decimal(row[3]) for row in found}
    got = rates(tmp_path, "{percent_of_drugs: 100, quarter: 2025Q1}")
    assert {key[0]: Decimal(row["micro"]) / 1_000_000 for key, row in got.items() if not key[1]} == due
    assert len(due) > 800


@pytest.mark.parametrize(
    ("locality", "column"), [("0441231", "TX (NR)"), ("0111205", "CA (NR)"), ("0910204", "FL (NR)")]
)
def test_every_amount_of_equipment_is_the_published_one(tmp_path, locality, column):
    found = rows("2025A", "DMEPOS_2025_Jan.csv")
    start = next(n for n, row in enumerate(found) if row[0] == "HCPCS")
    place = found[start].index(column)
    due = {
        (row[0], row[1]): Decimal(row[place])
        for row in found[start + 1 :]
        if row[1] in {"", "NU", "RR", "UE"} and not row[2] and Decimal(row[place] or 0)
    }
    got = rates(tmp_path, f"{{percent_of_equipment: 100, quarter: 2025Q1, locality: '{locality}'}}")
    assert all(Decimal(got[*key, "facility"]["rate"]) / 100 == amount for key, amount in due.items())
    assert {key[:2] for key in got if key[1] or key[:2] in due} >= due.keys()
    copies = {key[:2] for key in got} - due.keys()  # a row without a use holds for new, rented and used too
    assert all((code, "") in due and use for code, use in copies)
    assert len(due) > 1500
