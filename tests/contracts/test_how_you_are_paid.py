"""The page for administrators has a place for every method, and its examples are read by the real reader."""

import re
from pathlib import Path

import pytest

from counteroffer.contracts.methods import ADJUSTMENT, ARRANGEMENT, TABLE
from counteroffer.contracts.read import read_contract

PAGE = (Path(__file__).parents[2] / "docs/how-you-are-paid.md").read_text()
PLACES = [(part.split("`")[1], part) for part in re.split(r"^### ", PAGE, flags=re.MULTILINE)[1:]]
BELOW = {ADJUSTMENT: "adjustments", ARRANGEMENT: "arrangements"}
HEAD = "contract: a\npayer: A\nsince: 2025-01-01\n"
FILES = {
    "acme-labs-2025.csv": "code,amount\n80053,12.50\n",
    "awp.csv": "code,date,price\nJ1885,2025-01-01,1.234567\n",
    "invoices.csv": "code,date,cost\nJ7307,2025-01-01,812.35\n",
    "base.csv": "code,units,charge\n00790,7,900.00\n",
}


def test_every_method_has_its_place_once_and_in_the_tables_order():
    assert [key for key, _ in PLACES] == [method.key for method in TABLE]
    assert PAGE.count("\n### ") == len(TABLE)


@pytest.mark.parametrize("number", range(len(TABLE)), ids=lambda number: f"{TABLE[number].kind} {TABLE[number].key}")
def test_the_example_is_read_without_a_fault_and_says_what_to_watch_and_where_it_is_from(tmp_path, number):
    method, (_, place) = TABLE[number], PLACES[number]
    (example,) = re.findall(r"```yaml\n(.*?)```", place, flags=re.DOTALL)
    assert f"{method.key}:" in example
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    terms = "terms:\n  - {says: R, pays: {percent_of_charges: 40}}\n"
    below = BELOW.get(method.kind)
    text = HEAD + (f"{terms}{below}:\n{example}" if below else f"terms:\n{example}")
    (tmp_path / "c.yaml").write_text(text)
    contract, found = read_contract(tmp_path / "c.yaml")
    assert found == []
    assert contract is not None
    assert "**In the paper:** " in place
    assert "**Verified against:** " in place


def test_the_readme_and_the_page_on_contracts_lead_to_it():
    root = Path(__file__).parents[2]
    assert "docs/how-you-are-paid.md" in (root / "README.md").read_text()
    assert "(how-you-are-paid.md)" in (root / "docs/contracts.md").read_text()
