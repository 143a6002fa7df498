"""Year on year: the vector worked by hand, exact sums under any rows, and a plain computation beside it."""

from collections import defaultdict
from datetime import date
from fractions import Fraction

import ibis
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counteroffer.core.errors import InputError
from counteroffer.core.money import half_up
from counteroffer.measure.answer import view
from counteroffer.measure.exact import quotient, scaled
from tests.measure.rows import build, denied, needed, row

# metrics.md, "Rate lift done right"
BASE = {"99213": (2000, 9000), "99214": (1500, 13000), "20610": (300, 7000)}
CURRENT = {"99213": (1800, 9200), "99214": (1800, 13700), "20610": (250, 6800)}


def lines(units, year, **said):
    """One line for each code with all its units."""
    return [
        row(
            billed_code=code, milliunits=n * 1000, allowed=n * price, service_date=date(year, 3, 4),
            month=f"{year}-03", **said,
        )
        for code, (n, price) in units.items()
    ]  # fmt: skip


def lift(made, **options):
    units = options.pop("relative_values", ())
    return view("rate_lift", made, **needed("rate_lift", relative_values=units), **options).to_pylist()


def test_the_vector_of_the_notes_holds_exactly():
    [found] = lift(build(*lines(BASE, 2024), *lines(CURRENT, 2025)))
    assert (found["base_allowed"], found["current_allowed"]) == (39_600_000, 42_920_000)
    assert [round(found[name], 6) for name in ("laspeyres", "paasche", "fisher")] == [1.035101, 1.037969, 1.036534]
    assert (found["volume"], found["mix"], found["price"]) == (521_053, 1_228_947, 1_570_000)
    assert found["change"] == 3_320_000
    assert (found["codes"], found["months"], found["base_coverage"], found["current_coverage"]) == (3, 1, 100, 100)


def test_no_change_is_no_price_no_volume_and_no_mix():
    [found] = lift(build(*lines(BASE, 2024), *lines(BASE, 2025)))
    assert (found["price"], found["volume"], found["mix"], found["change"]) == (0, 0, 0, 0)
    assert (found["laspeyres"], found["paasche"], found["fisher"], found["lift"]) == (1, 1, 1, 0)


def test_new_and_deleted_codes_are_left_out_and_told():
    [found] = lift(
        build(
            *lines(BASE | {"99024": (10, 10_000)}, 2024), *lines(CURRENT | {"G2211": (100, 1_600)}, 2025)
        )
    )  # fmt: skip
    assert (found["deleted_allowed"], found["new_allowed"]) == (100_000, 160_000)
    assert found["change"] == 3_320_000
    assert found["base_coverage"] == pytest.approx(100 * 39_600_000 / 39_700_000)
    assert found["current_coverage"] == pytest.approx(100 * 42_920_000 / 43_080_000)


def test_a_shift_between_payers_is_mix_of_the_practice_and_no_price_of_either():
    made = build(
        *lines({"99213": (100, 10_000)}, 2024, payer="Dear"), *lines({"99213": (100, 5_000)}, 2024, payer="Cheap"),
        *lines({"99213": (50, 10_000)}, 2025, payer="Dear"), *lines({"99213": (150, 5_000)}, 2025, payer="Cheap"),
    )  # fmt: skip
    assert [(one["price"], one["mix"]) for one in lift(made)] == [(0, 0), (0, 0)]
    [whole] = lift(made, by="all")
    assert (whole["price"], whole["volume"], whole["mix"]) == (0, 0, -250_000)


def test_volume_in_relative_value_units_weighs_a_long_visit_more():
    units = [
        {"year": 2025, "code": code, "modifier": "", "setting": "nonfacility", "units": hundredths * 1000}
        for code, hundredths in (("99213", 200), ("99214", 300))
    ]
    made = build(*lines(BASE, 2024), *lines(CURRENT, 2025))
    [found] = lift(made, weight="rvu", relative_values=units)
    # without 20610, which has no units: Q0 = 2,000 x 2 + 1,500 x 3 = 8,500; Q1 = 1,800 x 2 + 1,800 x 3 = 9,000
    assert (found["codes"], found["base_allowed"], found["current_allowed"]) == (2, 37_500_000, 41_220_000)
    assert found["volume"] == half_up(37_500_000 * 9_000, 8_500) - 37_500_000
    assert found["price"] == 1800 * 200 + 1800 * 700
    assert found["price"] + found["volume"] + found["mix"] == 41_220_000 - 37_500_000
    assert (found["base_per_rvu"], found["current_per_rvu"]) == (round(37_500_000 / 8_500), round(41_220_000 / 9_000))


def test_months_that_one_period_lacks_or_that_have_not_arrived_are_left_out_of_both():
    def at(year, month, allowed):
        return row(service_date=date(year, month, 9), month=f"{year}-{month:02}", allowed=allowed)

    rows = [at(2024, 1, 100), at(2025, 1, 110), at(2024, 2, 1000), at(2025, 2, 2000), at(2024, 3, 70)]
    months = pa.table({"payer": ["Acme"], "month": ["2025-02"], "complete": [False]})
    [found] = lift(build(*rows, months=months))
    assert (found["months"], found["base_allowed"], found["current_allowed"]) == (1, 100, 110)


def test_spans_of_months_are_put_side_by_side():
    rows = [row(service_date=date(2024, m, 9), month=f"2024-{m:02}", allowed=100 * m) for m in (1, 2, 3, 4)]
    [found] = lift(build(*rows), base="2024-01:2024-02", current="2024-03:2024-04")
    assert (found["months"], found["base_allowed"], found["current_allowed"], found["price"]) == (2, 300, 700, 400)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"base": "last"}, "no period"),
        ({"base": "2024-05:2024-01"}, "ends before"),
        ({"base": "2024-01:2024-02", "current": "2025"}, "equal length"),
        ({"base": "2024", "current": "2024"}, "overlap"),
        ({"by": "wallet"}, "no column 'wallet'"),
        ({"weight": "kilos"}, "units, rvu"),
    ],
)
def test_what_cannot_be_compared_is_said(options, says):
    with pytest.raises(InputError) as fault:
        lift(build(row()), **options)
    assert says in f"{fault.value.says} {fault.value.mend}"


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["Acme", "Blue"]), st.sampled_from(["99213", "99214", "20610"]), st.sampled_from([2024, 2025]),
        st.integers(1, 3), st.integers(1, 9_000), st.integers(1, 10**7), st.booleans(),
    ),
    min_size=1, max_size=30,
)  # fmt: skip


def by_hand(rows):
    """The same split in plain Python: exact fractions, one code at a time."""
    there = defaultdict(set)
    for _, _, year, month, *_ in rows:
        there[month].add(year)
    cells = defaultdict(lambda: [[0, 0], [0, 0]])
    for payer, code, year, month, units, allowed, _ in rows:
        if len(there[month]) == 2:
            cell = cells[payer, code][year - 2024]
            cell[0], cell[1] = cell[0] + allowed, cell[1] + units
    cuts = defaultdict(list)
    for (payer, _), cell in cells.items():
        cuts[payer].append(cell)
    made = {}
    for payer, every in cuts.items():
        both = [(a0, q0, a1, q1) for (a0, q0), (a1, q1) in every if q0 and q1]
        r0, r1 = sum(c[0] for c in both), sum(c[2] for c in both)
        s01 = sum(half_up(a0 * q1, q0) for a0, q0, _, q1 in both)
        s10 = sum(half_up(a1 * q0, q1) for _, q0, a1, q1 in both)
        q0, q1 = sum(c[1] for c in both), sum(c[3] for c in both)
        even = half_up(r0 * q1, q0) if q0 else None
        made[payer] = (r0, r1, s01, s10, even)
    return made


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ROWS)
def test_under_any_rows_the_parts_add_up_exactly_and_fisher_lies_between_the_others(rows):
    made = build(
        *(
            row(payer=p, billed_code=c, service_date=date(y, m, 1), month=f"{y}-{m:02}", milliunits=u, allowed=a)
            for p, c, y, m, u, a, _ in rows
        ),
        denied(service_date=date(2025, 1, 1)),
    )
    due = by_hand(rows)
    found = lift(made, base="2024", current="2025")
    assert {one["cut"] for one in found} == set(due)
    for one in found:
        r0, r1, s01, s10, even = due[one["cut"]]
        assert (one["base_allowed"], one["current_allowed"]) == (r0, r1)
        if even is None:
            assert (one["codes"], one["price"], one["volume"], one["mix"], one["fisher"]) == (0, 0, None, None, None)
            continue
        assert (one["price"], one["volume"], one["mix"]) == (r1 - s01, even - r0, s01 - even)
        assert one["price"] + one["volume"] + one["mix"] == one["change"] == r1 - r0
        if s01 and s10:
            assert one["laspeyres"] == pytest.approx(float(Fraction(s10, r0)), rel=1e-12)
            assert one["paasche"] == pytest.approx(float(Fraction(r1, s01)), rel=1e-12)
            low, high = sorted((one["laspeyres"], one["paasche"]))
            assert low * (1 - 1e-12) <= one["fisher"] <= high * (1 + 1e-12)


def test_the_codes_add_up_to_the_payers_price_effect():
    made = build(*lines(BASE | {"99024": (1, 5)}, 2024), *lines(CURRENT | {"G2211": (1, 5)}, 2025))
    codes = view("rate_lift_codes", made).to_pylist()
    assert [one["standing"] for one in codes] == ["compared"] * 3 + ["deleted", "new"]
    assert [one["price"] for one in codes[:3]] == [1_260_000, 360_000, -50_000]
    assert sum(one["price"] for one in codes if one["price"]) == lift(made)[0]["price"]
    first = codes[0]
    assert (first["code"], first["base_per_unit"], first["current_per_unit"]) == ("99214", 13_000, 13_700)
    assert first["price_change"] == pytest.approx(100 * 700 / 13_000)


BIG = st.integers(0, 2**43)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2**40), st.integers(0, 2**43), BIG), min_size=1, max_size=200))
def test_proportions_are_exact_where_the_product_has_no_room_in_64_bits(rows):
    rows = [(a, b, c) for a, b, c in rows if c == 0 or a * b // c < 2**60] or [(1, 1, 1)]
    table = ibis.memtable(pa.table(dict(zip("abc", map(list, zip(*rows, strict=True)), strict=True))))
    made = table.select(x=scaled(table.a, table.b, table.c), q=quotient(table.a, table.c)).to_pyarrow()
    assert made["x"].to_pylist() == [half_up(a * b, c) if c else None for a, b, c in rows]
    assert made["q"].to_pylist() == [a // c if c else None for a, _, c in rows]
