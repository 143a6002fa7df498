"""What a proposal is worth: against vectors worked by hand, and against a slow pricer that does one line at a time."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counteroffer.contracts.terms import When
from counteroffer.negotiate.proposal import Proposal, RateChange, Rise, VolumeChange
from counteroffer.negotiate.scenario import TermValue, change_of, valued
from tests.negotiate.made import half_up, line, offered, proposal, volumes


def change(percent, codes="", says=""):
    spans = tuple((code.partition("-")[0], code.partition("-")[2] or code) for code in codes.split(",") if code)
    return RateChange(says, When(spans), percent)


def plan(*changes, **more):
    return Proposal("p", "Acme Health", rates=changes, **more)


def test_nothing_changed_is_worth_exactly_nothing_in_every_year_and_code():
    made = valued(volumes(line(1), line(2, billed_code="20610", rate=7_000)), offered(plan(years=3)), 8_500)
    assert [year.gain for year in made.years] == [0, 0, 0]
    assert made.present == (0, 0, 0)
    assert all(code.gain == 0 for code in made.codes)


def test_a_percent_moves_each_rate_half_up_to_the_cent_before_units_are_counted():
    # 90.00 + 3.333% = 92.9997 -> 93.00; two units 186.00; 200 lines of one unit 92.50 + 3.333% = 95.58
    made = valued(volumes(line(1, milliunits=2_000, rate=9_000)), offered(plan(change(3_333))))
    assert (made.codes[0].offered, made.years[0].new) == (9_300, 18_600)


def test_the_closest_change_reaches_a_code_and_of_two_equally_close_ones_the_first():
    rows = volumes(line(1), line(2, billed_code="99214", rate=13_000), line(3, billed_code="20610", rate=7_000))
    made = valued(
        rows, offered(plan(change(4_000), change(-3_000, "99202-99215"), change(10_000, "99214"), change(1, "99214")))
    )
    assert {code.row.code: code.offered for code in made.codes} == {"99213": 8_730, "99214": 14_300, "20610": 7_280}


def test_percents_of_modifiers_and_clinicians_are_taken_of_the_new_rate_each_rounded():
    # 100.00 + 5% = 105.00; 85% = 89.25; 62.5% = 55.78125 -> 55.78
    made = valued(
        volumes(line(1, rate=10_000, percents=(62_500, 100_000, 100_000, 100_000, 85_000))),
        offered(plan(change(5_000))),
    )
    assert made.years[0].new == half_up(half_up(10_500 * 62_500, 100_000) * 85_000, 100_000)


def test_a_line_never_pays_more_than_its_charge_where_the_contract_says_so():
    rows = volumes(line(1, lesser_of=True, charge=9_200))
    assert valued(rows, offered(plan(change(5_000)))).years[0].new == 9_200
    assert valued(rows, offered(plan(change(5_000), lesser_of=False))).years[0].new == 9_450
    capped = volumes(line(1, lesser_of=True, charge=8_000))
    assert valued(capped, offered(plan(lesser_of=False))).years[0].gain == 1_000


def test_a_part_of_charges_is_no_rate_and_stays():
    rows = volumes(line(1, basis="percent_of_charges", percent=45_000, rate=None, charge=20_000))
    assert valued(rows, offered(plan(change(10_000)))).years[0].gain == 0


def test_a_line_whose_price_comes_of_several_procedures_moves_in_proportion():
    # ranked second: 70.00 at half is 35.00; +10% -> 38.50
    rows = volumes(line(1, rate=7_000, rank=2, contracted=3_500, amount=3_500))
    made = valued(rows, offered(plan(change(10_000))))
    assert made.years[0].new == 3_850
    assert made.scaled == (1, 3_500)


def test_a_line_that_its_claim_cuts_down_gains_nothing_and_loses_only_below_its_cut():
    rows = volumes(line(1, rate=9_000, amount=7_500))
    assert valued(rows, offered(plan(change(10_000)))).years[0].gain == 0
    assert valued(rows, offered(plan(change(-50_000)))).years[0].new == 4_500


def test_a_claims_charges_limit_its_lines_together_and_the_cut_is_shared_in_proportion():
    # rates 90.00 + 90.00, charges 100.00 + 50.00: 75.00 + 75.00 (the vector of price.adjust.lesser_of_claim)
    some = [line(n, by_claim=True, charge=charge, amount=7_500) for n, charge in ((1, 10_000), (2, 5_000))]
    rows = volumes(*some)
    assert not rows.cut.any()
    assert valued(rows, offered(plan(change(10_000)))).years[0].gain == 0
    assert valued(rows, offered(plan(change(-50_000)))).years[0].new == 9_000
    room = [line(n, by_claim=True, charge=9_500) for n in (1, 2)]
    assert valued(volumes(*room), offered(plan(change(10_000)))).years[0].new == 19_000


def test_inside_a_case_and_capitated_lines_pay_what_they_pay():
    rows = volumes(line(1, basis="in_case", rate=None, begun=0), line(2, basis="capitated", rate=0))
    assert valued(rows, offered(plan(change(10_000)))).years[0].gain == 0


def test_a_modifier_that_the_contract_does_not_price_gets_no_price_by_a_rate():
    rows = volumes(line(1, why_not="modifier", begun=None, modified=None, contracted=None, amount=None, allowed=5_000))
    assert valued(rows, offered(plan(change(10_000)))).years[0].new == 5_000


def test_a_service_without_a_rate_counts_as_it_was_allowed_until_a_rate_of_its_own_pays_it():
    bare = {"begun": None, "modified": None, "contracted": None, "amount": None, "rate": None}
    rows = volumes(line(1, billed_code="99490", why_not="no_rate", basis="", term_id="", allowed=2_000, **bare))
    row = {
        "basis": "fee_schedule",
        "rate": 6_000,
        "micro": None,
        "percent": None,
        "term_id": "p/offer#1",
        "since": dt.date(2026, 1, 1),
    }
    made = plan(attrs.evolve(change(None, "99490"), term=_schedule("99490")))
    won = valued(rows, offered(made, {("99490", "", "nonfacility"): (row,)}))
    assert (won.now, won.years[0].new) == (2_000, 6_000)


def _schedule(code):
    from pathlib import Path

    from counteroffer.contracts.terms import FeeRow, FeeSchedule, RateTerm

    return RateTerm(
        "own", When(((code, code),)), FeeSchedule(Path(), (FeeRow(code, "", "", 6_000, 1),)), lesser_of=False
    )


def test_an_escalator_compounds_on_the_first_rate_and_spares_what_it_names():
    # 90.00; 3% twice: 92.70, then 95.481 -> 95.48; simple: 92.70, 95.40; 1,000 lines make it 95,480.00 in year 3
    rows = volumes(line(1), line(2, billed_code="J1885", rate=500))
    spared = (("J0000", "J9999"),)
    years = valued(rows, offered(plan(rise=Rise(3_000, spares=spared), years=3))).years
    assert [year.new for year in years] == [9_500, 9_770, 10_048]
    simple = valued(rows, offered(plan(rise=Rise(3_000, compounding=False, spares=spared), years=3))).years
    assert [year.new for year in simple] == [9_500, 9_770, 10_040]


def test_the_contracts_own_later_rates_are_kept_unless_the_proposal_says_an_escalator():
    import numpy as np

    rows = attrs.evolve(volumes(line(1)), later=(np.array([9_180]), np.array([-1])))
    made = valued(rows, offered(plan(change(10_000), years=3)))
    assert [(year.now, year.new) for year in made.years] == [(9_000, 9_900), (9_180, 10_098), (9_180, 10_098)]
    fixed = valued(rows, offered(plan(change(10_000), rise=Rise(1_000), years=2)))
    assert [(year.now, year.new) for year in fixed.years] == [(9_000, 9_900), (9_180, 9_999)]
    nothing = valued(rows, offered(plan(years=3)))
    assert [year.gain for year in nothing.years] == [0, 0, 0]


def test_a_longer_base_period_is_counted_for_one_year_and_volumes_may_change():
    base = attrs.evolve(_base(), months=24)
    rows = volumes(line(1, rate=9_001), base=base)
    assert valued(rows, offered(plan())).now == 4_501  # 4,500.5 half-up
    more = valued(volumes(line(1)), offered(plan(change(10_000), volumes=(VolumeChange(When(), 50_000),))))
    assert (more.now, more.years[0].new) == (13_500, 14_850)


def _base():
    from tests.negotiate.made import BASE

    return BASE


def test_present_value_discounts_each_year_at_its_end_and_adds_the_clauses_as_a_range():
    rows = volumes(*(line(number) for number in range(1, 101)))
    terms = (TermValue("timely_filing", 10_000, 20_000, 40_000),)
    made = valued(rows, offered(plan(change(10_000), years=2)), 10_000, terms)
    gain = 100 * 900
    for place, clause in enumerate((10_000, 20_000, 40_000)):
        exact = Decimal(gain + clause) / Decimal("1.1") + Decimal(gain + clause) / Decimal("1.21")
        assert made.present[place] == int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


lines = st.lists(
    st.builds(
        lambda code, rate, units, charge, lesser, percent: (code, rate, units, charge, lesser, percent),
        st.sampled_from(["99213", "99214", "20610", "73030", "J1885"]),
        st.integers(1, 300_000), st.sampled_from([1_000, 2_000, 500, 12_345]), st.integers(1, 900_000), st.booleans(),
        st.sampled_from([100_000, 85_000, 50_000, 62_500]),
    ),
    min_size=1, max_size=30,
)  # fmt: skip
changes = st.lists(
    st.tuples(
        st.integers(-30_000, 60_000), st.sampled_from(["", "99202-99215", "99214", "20610,J1885", "70000-79999"])
    ),
    max_size=4,
)


@given(lines, changes, st.integers(0, 9_000), st.sampled_from([6, 12, 24]))
@settings(max_examples=200, deadline=None)
def test_a_slow_pricer_that_does_one_line_at_a_time_gives_the_same(some, asked, rise, months):
    base = attrs.evolve(_base(), months=months)
    rows = volumes(
        *(
            line(n, (percent,), billed_code=code, rate=rate, milliunits=units, charge=charge, lesser_of=lesser)
            for n, (code, rate, units, charge, lesser, percent) in enumerate(some)
        ),
        base=base,
    )
    made = valued(rows, offered(plan(*(change(*one) for one in asked), rise=Rise(rise), years=3)))
    for year in made.years:
        sums = {}
        for code, rate, units, charge, lesser, percent in some:
            moved = half_up(rate * (100_000 + _closest(code, asked)), 100_000)
            risen = Fraction(moved) * Fraction(100_000 + rise, 100_000) ** (year.number - 1)
            unit = half_up(risen.numerator, risen.denominator)
            cents = half_up(half_up(unit * percent, 100_000) * units, 1000)
            key = (code, rate, lesser)
            sums[key] = sums.get(key, 0) + (min(cents, charge) if lesser else cents)
        assert year.new == sum(half_up(cents * 12, months) for cents in sums.values())
    assert sum(code.now for code in made.codes) == made.years[0].now
    assert sum(code.new for code in made.codes) == made.years[0].new


def _closest(code, asked):
    best = None
    for place, (percent, codes) in enumerate(asked):
        widths = []
        for span in codes.split(","):
            first, _, last = span.partition("-")
            last = last or first
            if span and first <= code <= last:
                widths.append(0 if first == last else int(last) - int(first))
        if not codes:
            widths.append(10**9)
        if widths and (best is None or min(widths) < best[0]):
            best = (min(widths), place, percent)
    return best[2] if best else 0


def test_a_change_of_nothing_is_none():
    assert change_of(0, 100) is None
    assert change_of(200, 201) == 500


def test_a_proposal_reads_as_it_is_written(tmp_path):
    made = proposal(
        tmp_path,
        "by: payer\nquoted: 4\nyears: 3\nstarts: 2027-01-01\nlesser_of_charges: no\ndiscount: 8.5\n"
        "rates:\n  - {change: 4}\n  - {codes: '99202-99215', change: -3}\n  - {codes: '20610', dollars: 98.00}\n"
        "escalator: {percent: 3, compounding: no, except: 'J0000-J9999'}\nvolumes:\n  - {codes: '20610', change: 10}\n"
        "terms:\n  - {clause: timely_filing, says: 'Within 180 days', days: 180}\n",
    )
    assert (made.by, made.quoted, made.years, made.discount, made.lesser_of) == ("payer", 4_000, 3, 8_500, False)
    assert [one.percent for one in made.rates] == [4_000, -3_000, None]
    assert made.rates[2].term.pays.rows[0].amount == 9_800
    assert made.rise == Rise(3_000, compounding=False, spares=(("J0000", "J9999"),))
    assert made.volumes[0].percent == 10_000
    assert made.terms[0].values == {"days": 180}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("rates:\n  - {codes: '20610'}\n", "exactly one"),
        ("rates:\n  - {codes: '99202-99215', dollars: 90}\n", "single codes"),
        ("rates:\n  - {codes: '20610', change: much}\n", "not a percent"),
        ("by: them\n", "cannot be 'them'"),
        ("years: 40\n", "no number of years"),
        ("escalator: {compounding: yes}\n", "no percent"),
        ("volumes:\n  - {codes: '20610', change: -130}\n", "more than 100%"),
        ("rats: 4\n", "Did you mean 'rates'"),
        ("rates: 4\n", "should be a list"),
    ],
)
def test_a_fault_names_its_line_and_its_mend(tmp_path, text, says):
    from counteroffer.core.errors import InputError

    with pytest.raises(InputError, match="line") as caught:
        proposal(tmp_path, text)
    assert says in str(caught.value)
