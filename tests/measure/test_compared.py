"""Top codes beside their yardsticks, computed in plain Python over the same rows."""

import random
from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest

from counteroffer.core.money import half_up
from counteroffer.core.practice import Costs, Practice
from counteroffer.measure.answer import view
from tests.measure.rows import build, denied, needed, row
from tests.price.rows import rate

CODES = ("99213", "99214", "20610", "J1885")
MEDICARE = {(2024, "99213"): 8800, (2025, "99213"): 9000, (2026, "99213"): 9300, (2026, "20610"): 6000}
UNITS = {"99213": 268_000, "99214": 385_000, "20610": 176_000}
TERMS = [
    {"payer": payer, "contract": payer.lower(), "version": "1", "since": date(2024, 7, 1), "term_id": "t"}
    for payer in ("Acme", "Blue", "Cobalt", "Medicare")
]
RATES = [rate(contract="acme", medicare_year=2025, basis="percent_of_medicare")]


@pytest.fixture(scope="module")
def rows():
    draw = random.Random(11)
    made = []
    for _ in range(500):
        payer, code = draw.choice(["Acme", "Blue", "Cobalt", "Medicare"]), draw.choice(CODES)
        said = {
            "payer": payer, "contract": payer.lower(), "billed_code": code,
            "milliunits": draw.choice([1000, 2000, 1500]), "month": f"2025-0{draw.randrange(1, 4)}",
            "filing_code": "MB" if payer == "Medicare" else "CI",
        }  # fmt: skip
        made.append(denied(**said) if draw.random() < 0.1 else row(**said, allowed=draw.randrange(2000, 20000)))
    return made


def ask(rows, practice=None, **options):
    given = needed(
        "codes_compared", rates=RATES, terms=TERMS, practice=practice,
        medicare_amounts=[
            {"year": year, "code": code, "modifier": "", "setting": "nonfacility", "amount": cents}
            for (year, code), cents in MEDICARE.items()
        ],
        relative_values=units(),
    )  # fmt: skip
    return view("codes_compared", build(*rows), **given, **options).to_pylist()


def units():
    return [
        {"year": year, "code": code, "modifier": "", "setting": "nonfacility", "units": value + year - 2026}
        for code, value in UNITS.items()
        for year in (2025, 2026)
    ]


def sums(rows):
    made = defaultdict(lambda: [0, 0, 0])
    for one in rows:
        if one["outcome"] == "paid":
            cell = made[one["payer"], one["billed_code"]]
            cell[0], cell[1], cell[2] = cell[0] + 1, cell[1] + one["milliunits"], cell[2] + one["allowed"]
    return made


def test_every_code_is_what_plain_python_counts(rows):
    due = sums(rows)
    found = ask(rows, share=100)
    assert {(one["payer"], one["code"]) for one in found} == set(due)
    for one in found:
        lines, milliunits, allowed = due[one["payer"], one["code"]]
        assert (one["lines"], one["milliunits"], one["allowed"]) == (lines, milliunits, allowed)
        assert one["per_unit"] == half_up(allowed * 1000, milliunits)
        base = 2025 if one["payer"] == "Acme" else 2024  # the rates' Medicare year, else the year the version begins
        assert (one["base_year"], one["current_year"]) == (base, 2026)
        for name, year in (("percent_of_base", base), ("percent_of_current", 2026)):
            medicare = MEDICARE.get((year, one["code"]))
            value = None if medicare is None else 100 * allowed / half_up(medicare * milliunits, 1000)
            assert one[name] == (None if value is None else pytest.approx(value))
        others = [due[p, one["code"]] for p in ("Acme", "Blue", "Cobalt") if p != one["payer"]]
        assert (one["other_payers"], one["other_lines"]) == (len(others), sum(cell[0] for cell in others))
        units, dollars = sum(cell[1] for cell in others), sum(cell[2] for cell in others)
        assert one["others_per_unit"] == half_up(dollars * 1000, units)
        assert one["at_others"] == half_up(dollars * milliunits, units)
        assert one["percent_of_others"] == pytest.approx(100 * allowed / one["at_others"])
        assert (one["cost"], one["percent_of_cost"]) == (None, None)


def test_the_set_is_the_smallest_that_reaches_the_share(rows):
    everything, kept = ask(rows, share=100), ask(rows, share=60)
    for payer in ("Acme", "Blue", "Cobalt", "Medicare"):
        allowed = [one["allowed"] for one in everything if one["payer"] == payer]
        some = [one["allowed"] for one in kept if one["payer"] == payer]
        assert some == allowed[: len(some)] == sorted(allowed, reverse=True)[: len(some)]
        assert sum(some) >= 0.6 * sum(allowed) > sum(some[:-1])
    assert ask(rows, share=60, payer="Blue") == [one for one in kept if one["payer"] == "Blue"]


def test_few_others_are_not_shown(rows):
    for options in ({"fewest_others": 3}, {"fewest_lines": 10**6}):
        found = [one for one in ask(rows, share=100, **options) if one["payer"] != "Medicare"]
        assert {(one["others_per_unit"], one["at_others"], one["percent_of_others"]) for one in found} == {
            (None, None, None)
        }


def test_own_cost_is_the_operating_cost_over_all_units_billed(rows):
    practice = Practice("Cedar", costs=Costs(operating_yearly=Decimal("120000.50")))
    hundredths = sum(one["milliunits"] * (UNITS.get(one["billed_code"], 0) // 1000) for one in rows) // 1000
    cost = half_up(12_000_050 * 3 * 100, 12 * hundredths)  # three months of lines, cents for one unit
    [told] = view(
        "cost_per_rvu", build(*rows), **needed("cost_per_rvu", relative_values=units(), practice=practice)
    ).to_pylist()
    assert (told["months"], told["cost_per_rvu"], told["operating_yearly"]) == (3, cost, 12_000_050)
    assert told["lines"] == sum(one["billed_code"] in UNITS for one in rows)
    assert told["rvus_yearly"] == pytest.approx(hundredths / 100 * 4)
    for one in ask(rows, practice, share=100):
        value = UNITS.get(one["code"])
        assert one["cost"] == (value and half_up(one["milliunits"] * (value // 1000) * cost, 100_000))
        assert one["percent_of_cost"] == (value and pytest.approx(100 * one["allowed"] / one["cost"]))


def test_what_is_missing_for_the_cost_is_said():
    made = build(row())
    [told] = view("cost_per_rvu", made, **needed("cost_per_rvu", relative_values=units())).to_pylist()
    assert told["cost_per_rvu"] is None
    assert "costs.operating_yearly" in told["says"]
    practice = Practice("Cedar", costs=Costs(operating_yearly=Decimal(1)))
    [told] = view("cost_per_rvu", made, **needed("cost_per_rvu", practice=practice)).to_pylist()
    assert (told["cost_per_rvu"], told["says"]) == (None, "Not known: no line has a code with relative value units.")
