"""The priced examples in `contracts/`, each with its calculation by hand, from the contract's YAML to the price."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from tests.price.rows import line, price

from counteroffer.contracts.ratebook import compile_contract, compile_for
from counteroffer.contracts.read import read_contracts
from counteroffer.core.money import cents
from counteroffer.core.plain import read_plain
from counteroffer.core.practice import Practice, Site
from counteroffer.medicare.book import shipped
from counteroffer.price.medicare import procedures
from counteroffer.price.sites import sites

HERE = Path(__file__).parent
EXAMPLES = HERE.parent / "contracts/examples"
CASES = {
    f"{path.stem}: {case['says']}": case
    for path in sorted((HERE / "contracts").glob("*.yaml"))
    for case in read_plain(path.read_text()).value
}
KEYS = {
    "says",
    "line",
    "beside",
    "withheld",
    "sequestered",
    "by_hand",
    "expected",
    "term",
    "confidence",
    "why_not",
    "underpaid",
}
LINE_KEYS = {"payer", "code", "date", "units", "charge", "modifiers", "setting", "allowed", "minutes"}
LINE_KEYS |= {"rendering", "billing", "product", "funding", "owed", "clinician", "pos"}
PRACTICE = Practice(
    name="P",
    zip="78701",
    sites=(
        Site(name="Houston", zip="77002", npis=("1111111112",)),
        Site(name="Dallas", locality="0441211", npis=("2222222223",)),
    ),
)


CODES = {said["code"] for case in CASES.values() for said in (case["line"], *case.get("beside", ()))}


@pytest.fixture(scope="module")
def contracts():
    made, findings = read_contracts(EXAMPLES)
    assert findings == []
    return made


@pytest.fixture(scope="module")
def books(contracts):
    return [compile_contract(c, shipped(), PRACTICE) for c in contracts]


def of_codes(rates):
    """The rows that may price a line of an example: a line looks at those of its own code, and at the rest row."""
    return rates.filter(pc.is_in(rates["code"], pa.array([*sorted(CODES), "*"])))


@pytest.fixture(scope="module")
def found(books):
    """Every example's line priced against all the example contracts at once, by the example's name."""
    rates = of_codes(pa.concat_tables([book.rates for book in books])).to_pylist()
    rules = pa.concat_tables([book.rules for book in books]).to_pylist()
    versions = pa.concat_tables([book.versions for book in books]).to_pylist()
    cases = pa.concat_tables([book.cases for book in books]).to_pylist()
    lines = [_line(i, case["line"]) for i, case in enumerate(CASES.values())]
    for i, case in enumerate(CASES.values()):
        beside = case.get("beside", [])
        lines += [_line(10_000 + 100 * i + n, said) | {"patient_key": f"p{i}"} for n, said in enumerate(beside)]
        lines[i]["patient_key"] = f"p{i}"
    known = procedures(shipped(), PRACTICE).to_pylist()
    people = {"N": "NP", "M": "MD"}
    npis = {row["npi"]: row["site"] for row in sites(shipped(), PRACTICE).to_pylist()}
    priced = price(
        lines, rates, terms=versions, rules=rules, cases=cases, procedures=known, clinicians=people, sites=npis
    )
    by_id = {row["line_id"]: row for row in priced}
    return {name: by_id[i] for i, name in enumerate(CASES)}


def _line(line_id, said):
    assert set(said) <= LINE_KEYS
    day = said.get("date", "2025-03-04")
    modifiers = {f"mod{i}": modifier for i, modifier in enumerate(said.get("modifiers", []), 1)}
    timed = {"unit_basis": "MJ", "milliunits": int(said["minutes"]) * 1000} if "minutes" in said else {}
    return line(
        line_id,
        payer=said.get("payer", "Acme Health"),
        billed_code=said["code"],
        code=said["code"],
        service_date=None if day == "none" else dt.date.fromisoformat(day),
        charge=cents(said.get("charge", "2000")),
        allowed=cents(said.get("allowed", "2000")),
        setting=said.get("setting", "nonfacility"),
        product=said.get("product", "unknown"),
        funding=said.get("funding", "unknown"),
        patient_resp=cents(said.get("owed", "0")),
        rendering_npi=said.get("rendering", said.get("clinician", "M")),
        pos=said.get("pos", "11"),
        billing_npi=said.get("billing", ""),
        **{"milliunits": int(Decimal(said.get("units", "1")) * 1000)} | timed,
        **modifiers,
    )


@pytest.mark.parametrize("name", CASES)
def test_a_line_is_priced_as_worked_by_hand(found, name):
    case, got = CASES[name], found[name]
    assert set(case) <= KEYS
    if "why_not" in case:
        assert (got["why_not"], got["expected"], got["confidence"]) == (case["why_not"], None, "cannot_price")
        return
    assert got["expected"] == cents(case["expected"]), case["by_hand"]
    assert got["confidence"] == case.get("confidence", "exact")
    assert got["term_id"] == case.get("term", got["term_id"])
    for kind in ("withheld", "sequestered"):
        assert kind not in case or got[kind] == cents(case[kind]), case["by_hand"]
    assert got["underpaid"] is (case.get("underpaid", "no") == "yes")


def test_a_few_codes_are_compiled_as_they_are_among_all(contracts, books):
    few = CODES & set(shipped().fees["code"].to_pylist())  # any other is only known because the practice bills it
    assert len(few) > 30
    asked = pa.array([*sorted(few), "*"])
    for contract, book in zip(contracts, books, strict=True):
        made = compile_for(few, contract, shipped(), PRACTICE)
        due = book.rates.filter(pc.is_in(book.rates["code"], asked)).to_pylist()
        assert sorted(map(repr, made.rates.to_pylist())) == sorted(map(repr, due)), contract.key
        assert (made.versions, made.terms) == (book.versions, book.terms)


def test_there_are_at_least_a_hundred_and_fifty_examples_and_all_but_the_unpriced_show_the_calculation():
    assert len(CASES) >= 150
    assert all("why_not" in case or case["by_hand"] for case in CASES.values())
