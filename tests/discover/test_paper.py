"""Paper against payment, what follows charges, and the draft."""

from datetime import date

from tests.discover.seen import line, steady, table
from tests.price.rows import rate as booked

from counteroffer.contracts.read import read_contract
from counteroffer.contracts.terms import FeeSchedule, PercentOfCharges, PercentOfMedicare
from counteroffer.core.money import half_up
from counteroffer.discover.charges import following
from counteroffer.discover.draft import Draft
from counteroffer.discover.explain import explain
from counteroffer.discover.paper import contradictions
from counteroffer.discover.published import candidates
from counteroffer.discover.rates import recover
from counteroffer.medicare.book import shipped

YEAR = {"since": date(2024, 1, 1), "until": date(2024, 12, 31)}


def found(*rows):
    return recover(table(*rows))


def test_a_firm_rate_below_the_contract_is_told_in_dollars():
    schedule = found(*steady("99213", range(10), 8000, lines=2))
    (one,) = contradictions(schedule, [booked(rate=9000, **YEAR)])
    assert (one.difference, one.milliunits, one.dollars, one.term_id) == (-1000, 20_000, -20_000, "acme/1#1")


def test_units_count_and_days_outside_of_the_contract_do_not():
    schedule = found(*steady("99213", range(10), 16000, units=2), *steady("99213", range(400, 405), 16000, units=2))
    (one,) = contradictions(schedule, [booked(rate=9000, **YEAR)])
    assert (one.difference, one.milliunits, one.dollars) == (-1000, 20_000, -20_000)
    assert (one.since, one.until) == (date(2024, 1, 1), date(2024, 12, 31))


def test_a_cent_is_no_contradiction_and_other_settings_are_other_rates():
    schedule = found(*steady("99213", range(10), 8000))
    assert not contradictions(schedule, [booked(rate=8001, **YEAR)])
    assert not contradictions(schedule, [booked(rate=9000, setting="facility", **YEAR)])
    assert not contradictions(schedule, [booked(rate=None, basis="percent_of_charges", **YEAR)])


def test_an_amount_that_few_lines_show_contradicts_nothing():
    assert not contradictions(found(line("99213", 1, 8000)), [booked(rate=9000, **YEAR)])


def test_one_share_of_changing_charges_is_a_percent_of_charges():
    rows = [
        line("99213", day, 55 * charge // 100, charge=charge) for day, charge in enumerate((10000, 20000, 30000) * 3)
    ]
    schedule = found(*rows)
    assert {percent for percent, _ in following(schedule).values()} == {55_000}
    assert sum(cents for _, cents in following(schedule).values()) == sum(row["allowed"] for row in rows)


def test_an_amount_that_stays_while_charges_change_follows_nothing():
    rows = [line("99213", day, 5500, charge=charge) for day, charge in enumerate((10000, 20000, 30000) * 3)]
    assert following(found(*rows)) == {}
    assert following(found(*steady("99213", range(9), 5500, charge=10000))) == {}


def test_the_draft_is_a_contract_that_the_reader_takes(tmp_path):
    book = list(candidates(shipped(), "0610216"))
    amounts = book[0].amounts
    fees = {code: half_up(amounts[code, "", "nonfacility"] * 120, 100) for code in ("99202", "99203", "99204", "99213")}
    rows = [row for code, cents in fees.items() for row in steady(code, range(6), cents)]
    rows += [row for code in ("20610", "11042") for row in steady(code, range(6), 12345)]
    schedule = found(*rows)
    told = explain(schedule.rates, book, {})
    draft = Draft('Acme "A"', "acme-found", date(2024, 1, 1), told, schedule.rates)
    (tmp_path / "x.csv").write_text(draft.fees(), encoding="utf-8")
    (tmp_path / "x.yaml").write_text(draft.yaml("x.csv"), encoding="utf-8")
    contract, faults = read_contract(tmp_path / "x.yaml")
    assert not faults
    assert contract.payer == 'Acme "A"'
    kinds = [type(term.pays) for term in contract.terms]
    assert kinds == [FeeSchedule, PercentOfMedicare]
    assert {row.code for row in contract.terms[0].pays.rows} >= {"20610", "11042"}
    assert contract.terms[1].pays.percent == 120_000


def test_a_percent_of_charges_stands_in_the_draft(tmp_path):
    schedule = found(*steady("20610", range(6), 5500))
    told = explain(schedule.rates, [], {rate: (55_000, rate.dollars) for rate in schedule.rates})
    draft = Draft("Acme", "acme", date(2024, 1, 1), told, schedule.rates)
    (tmp_path / "x.yaml").write_text(draft.yaml("x.csv"), encoding="utf-8")
    contract, _ = read_contract(tmp_path / "x.yaml")
    assert [term.pays for term in contract.terms] == [PercentOfCharges(55_000)]
