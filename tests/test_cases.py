"""The priced examples in tests/cases: read by people, run here."""

from decimal import Decimal
from pathlib import Path

import pytest

from counteroffer.core.money import cents
from counteroffer.core.plain import read_plain
from tests.price.rows import line, price, rate

CASES = [
    (path.stem, case)
    for path in sorted((Path(__file__).parent / "cases").glob("*.yaml"))
    for case in read_plain(path.read_text()).value
]


@pytest.mark.parametrize(("name", "case"), CASES, ids=lambda value: value["says"] if isinstance(value, dict) else value)
def test_a_case_is_priced_as_worked_by_hand(name, case):
    said = case["rate"]
    book = rate(
        basis=said["basis"],
        rate=cents(said["rate"]) if "rate" in said else None,
        percent=int(Decimal(said["percent"]) * 1000) if "percent" in said else None,
        lesser_of=said.get("lesser_of") == "yes",
    )
    asked = line(milliunits=int(Decimal(case["line"]["units"]) * 1000), charge=cents(case["line"]["charge"]))
    (found,) = price([asked], [book])
    assert found["expected"] == cents(case["expected"]), case["by_hand"]
