"""The answer as records and as one table: every figure with its formula, every input with its source."""

from decimal import Decimal
from fractions import Fraction

import attrs
import pytest

from counteroffer.negotiate.cash import Lags, cash_by_month
from counteroffer.negotiate.draws import draw
from counteroffer.negotiate.questions import Answer
from counteroffer.negotiate.ranges import CENTS, NUMBER, SHARE, Range
from counteroffer.negotiate.uncertain import NAMES
from counteroffer.negotiate.walkaway_result import TABLE, WalkAway, number, share, steps
from tests.negotiate.leavings import uncertain, vector

WIDE = Range(Fraction("0.2"), Fraction("0.35"), Fraction("0.6"))


@pytest.fixture
def made():
    given = uncertain(retention=WIDE)
    answers = {name: Answer(getattr(given, name), f"source of {name}") for name in NAMES[:8]}
    cash = cash_by_month(given.likely(), Lags(Fraction(30), Fraction(45), Fraction(30)), months=6)
    return WalkAway("Acme", answers, given, Fraction(9000), draw(given, 200), cash, ("A note.",))


def test_the_figures_of_the_vector_are_named_and_exact(made):
    found = {one.name: one.value for one in made.figures()}
    assert (found["stay"], found["leave"], found["reservation"]) == (24_000_000, 15_970_000, Fraction("8492.5"))
    assert found["stay_at"] == 4000 * (9000 - 4500)
    assert found["gain"] == 15_970_000 - 18_000_000
    assert found["change"] == Fraction("84.925") / 105 - 1
    assert made.reservation == -19_119  # 84.925 / 105 is 80.881% of today's
    assert found["reservation_later"] == Fraction("8792.5")
    assert found["break_even_retention"] == Fraction(21, 31)
    assert all(one.formula for one in made.figures())


def test_the_table_has_every_input_with_its_source_and_every_figure_with_its_formula(made):
    table = made.table()
    assert table.schema == TABLE
    rows = {(row["part"], row["name"], row["at"]): row for row in table.to_pylist()}
    assert rows["input", "retention", ""]["value"] == "20-35-60%"
    assert rows["input", "retention", ""]["says"] == "source of retention"
    assert rows["figure", "reservation", ""]["value"] == "84.925"
    assert rows["figure", "reservation", ""]["says"] == "cost + leave / visits"
    assert rows["grid", "gain", "retention 35%, backfill 50%"]["value"] == "-20300.00"
    assert rows["cash", "stay", "month 6"]["value"] == "20000.00"
    assert rows["draws", "leaving is better", "at 90.00 per visit"]["unit"] == SHARE
    assert rows["swing", "retention", "low to high"]["value"] == "82.60 to 88.80"
    assert rows["note", "", ""]["says"] == "A note."
    assert len([1 for row in table.to_pylist() if row["part"] == "cash"]) == 6 * 4


def test_money_in_the_table_is_a_plain_decimal(made):
    for row in made.table().to_pylist():
        if row["unit"] == CENTS and row["part"] in ("figure", "grid", "cash", "draws"):
            assert Decimal(row["value"]).is_finite()


def test_a_rate_that_rises_is_a_change_above_nothing(made):
    dear = attrs.evolve(made, given=uncertain(rate=Range.at(Fraction(8000))))
    assert dear.change == Fraction("84.925") / 80 - 1


def test_a_grid_looks_at_the_range_or_at_quarters():
    assert [share(one) for one in steps(WIDE)] == ["20%", "27.5%", "35%", "47.5%", "60%"]
    assert [share(one) for one in steps(Range.at(Fraction("0.35")))] == ["0%", "25%", "35%", "50%", "75%", "100%"]
    assert steps(Range(Fraction(0), Fraction(0), Fraction(1, 2))) == [0, Fraction(1, 4), Fraction(1, 2)]


def test_a_grid_has_the_point_itself_where_leaving_is_as_good_as_its_offer(made):
    even = attrs.evolve(made, offer=Fraction("8492.5"))
    rets, fills, cells = even.grid()
    assert cells[rets.index(Fraction("0.35"))][fills.index(Fraction("0.5"))] == 0


def test_figures_are_written_in_their_unit():
    assert [number(Fraction("8492.5"), CENTS), number(Fraction("0.125"), SHARE), number(Fraction(2, 3), NUMBER)] == [
        "84.925", "0.125", "0.666667",
    ]  # fmt: skip
    assert number(None, CENTS) == ""


def test_the_vector_itself_is_what_the_ranges_hold_at_their_likely_values(made):
    assert made.given.likely() == vector()
    assert made.point == Fraction("8492.5")
