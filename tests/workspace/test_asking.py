"""The ask and the packages on a priced practice, each figure beside one computed another way."""

import datetime as dt

import attrs
import numpy as np
import pyarrow.compute as pc
import pytest
from tests.negotiate.making import keeps
from tests.practices import priced_practice

from counteroffer.core.errors import InputError
from counteroffer.negotiate.levers import PERCENTILES
from counteroffer.negotiate.limits import ConflictError, Limits, broken
from counteroffer.negotiate.mandate import Mandate
from counteroffer.negotiate.peers import COMPARABLE
from counteroffer.negotiate.proposed import proposed
from counteroffer.workspace import Workspace, asking

PAYER = "Summit Mutual Health"
BY_LAW = {"Medicare Part B Lone Prairie", "Lantern Community Medicaid"}
CLOSE = 500


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return Workspace.open(priced_practice(tmp_path_factory).out)


@pytest.fixture(scope="module")
def negotiation(desk):
    return desk.negotiation(PAYER)


@pytest.fixture(scope="module")
def found(negotiation):
    return asking.position(negotiation, percents=(100, 120))


@pytest.fixture(scope="module")
def asked(negotiation):
    return asking.ask(negotiation, target=4_000)


@pytest.fixture(scope="module")
def packages(negotiation):
    limits = Limits(headline=3_000, codes=5, percentile=75, escalator_most=2_000)
    return limits, asking.packages(negotiation, limits, years=3)


def test_every_dollar_of_the_base_period_is_in_play_or_aside(negotiation, found):
    volumes = negotiation.volumes
    together = sum(lever.now for lever in found.levers) + sum(found.aside.values())
    assert together == pytest.approx(volumes.yearly(int(volumes.now.sum())), abs=len(volumes.rows))


def test_peers_are_the_other_payers_contracts_of_the_day_and_nobody_set_by_law(desk, negotiation, found):
    names = {book.name for book in found.books}
    assert not names & (BY_LAW | {PAYER})
    top = next(lever for lever in found.levers if not lever.modifier and lever.peers)
    with desk.engine() as engine:
        rates = engine.arrow(engine.table("rates")).to_pylist()
    on, mine = negotiation.base.on, {}
    for row in rates:
        key = (row["code"], row["modifier"], row["setting"])
        holds = row["payer"] not in BY_LAW and row["since"] <= on <= row["until"] and not row["site"]
        if holds and key == (top.code, top.modifier, top.setting) and row["basis"] in COMPARABLE:
            micro = row["micro"] if row["micro"] is not None else row["rate"] * 10_000
            mine.setdefault(row["payer"], []).append(micro)
    own = mine.pop(PAYER)
    rates = [np.mean(some) for some in mine.values()]
    assert top.peers.n == len(rates)
    for percentile in PERCENTILES:
        there = top.now * np.percentile(rates, percentile) / own[0]
        assert top.peers.amounts[percentile] == pytest.approx(there, rel=1e-6, abs=2)


def test_medicare_is_taken_on_own_volumes(desk, found):
    top = next(lever for lever in found.levers if lever.medicare)
    fees = desk.medicare_fees(top.code).to_pylist()
    (fee,) = [row["amount"] for row in fees if (row["modifier"], row["setting"]) == (top.modifier, top.setting)]
    assert top.medicare == pytest.approx(top.now * fee * 10_000 / top.rate, abs=1)
    full, more = (book for book in found.books if book.name.startswith("Medicare at"))
    assert more.amounts[top.key] == pytest.approx(1.2 * full.amounts[top.key], abs=1)


def test_own_cost_is_the_units_at_the_cost_of_one(desk, found):
    told = desk.view("cost_per_rvu").to_pylist()[0]
    compared = desk.view("codes_compared", PAYER, {"share": "100"}).to_pylist()
    top = next(lever for lever in found.levers if lever.cost)
    row = next(
        r for r in compared if (r["code"], r["component"], r["setting"]) == (top.code, top.modifier, top.setting)
    )
    per_unit = row["rvus"] * 1000 / row["milliunits"] * told["cost_per_rvu"]
    assert top.cost == pytest.approx(top.milliunits / 1000 * per_unit, rel=1e-3)


def test_what_is_owed_and_what_waiting_costs_are_the_measures(desk, asked):
    owed = next(rung for rung in asked.ladder if rung.name == "owed")
    assert owed.worth == desk.answer("underpaid_dollars", payer=PAYER)["value"][0].as_py()
    shown = desk.view("cost_of_not_asking", PAYER)
    assert asked.waiting.to_pylist() == shown.to_pylist()


def test_the_walk_away_point_is_the_mandates(desk, asked, tmp_path):
    assert asked.ask.total.reservation is None
    other = desk.negotiation("Blue Mesa")
    other.folder, other.book.file = tmp_path / "talk", tmp_path / "talks.sqlite"
    other.give_mandate(Mandate(opening=8_000, target=4_000, reservation=-2_000))
    made = asking.ask(other, target=4_000).ask.total
    assert made.reservation == pytest.approx(-0.02 * made.now, abs=1)


def test_the_usual_frame_is_three_to_five_percent(asked):
    low, high = asked.framed
    assert low == pytest.approx(0.03 * asked.ask.total.now, abs=1)
    assert high == pytest.approx(0.05 * asked.ask.total.now, abs=1)


def test_a_market_book_holds_a_code_back_where_it_says_so(negotiation, found, tmp_path):
    top = next(lever for lever in found.levers if not lever.modifier)
    dollars = top.rate / 1_000_000
    book = tmp_path / "market.csv"
    rates = ",".join(f"{dollars * part:.2f}" for part in (0.9, 1.0, 1.01, 1.3))
    book.write_text(
        "code,modifier,setting,p25,p50,p75,p90,source,year\n"
        f"{top.code},,{top.setting},{rates},State survey,2025\n9,,,1,2,3,4,S,2025\n"
    )
    made = asking.ask(negotiation, target=4_000, market=book)
    (one,) = [code for code in made.ask.codes if code.lever.key == top.key]
    assert one.lever.peers.source == "State survey, 2025"
    assert one.target == pytest.approx(0.01 * top.now, rel=0.02)
    assert one.held_by == "peers"
    assert [finding.segment for finding in made.position.findings] == [3]


def test_the_best_package_keeps_its_limits_and_the_scenario_agrees_on_its_worth(negotiation, packages):
    limits, found = packages
    levers, best = found.position.levers, found.best
    assert broken(levers, best.changes, limits, found.term) == ()
    assert keeps(levers, best.changes, limits, found.term)
    units = sum(lever.milliunits for lever in levers) / 1000
    assert abs(found.exact - best.worth) <= units * found.term.years + 100  # rates are whole cents


def test_three_packages_are_worth_the_same_line_by_line_and_can_be_kept(negotiation, packages):
    _, found = packages
    names = asking.keep(negotiation, found, force=True)
    assert names == ["package-best", "package-base", "package-carve-outs", "package-escalator"]
    for one, name in zip(found.three, names[1:], strict=True):
        assert abs(one.difference) <= CLOSE
        proposal = proposed(one.changes, found.position.levers, PAYER, found.term, name=name)
        assert negotiation.scenario(proposal).present[1] == one.worth == found.target + one.difference
        kept = negotiation.proposal(name)
        assert negotiation.scenario(attrs.evolve(kept, discount=found.term.discount)).present[1] == one.worth
    with pytest.raises(InputError):
        asking.keep(negotiation, found)


def test_the_table_and_the_frontier_hold_every_code_and_rise(packages):
    limits, found = packages
    rows = found.table().to_pylist()
    assert [row["code"] for row in rows] == [lever.code for lever in found.position.levers]
    assert all(
        row["best"] == found.best.changes.of(lever) for row, lever in zip(rows, found.position.levers, strict=True)
    )
    for name in ("headline", "codes"):
        points = found.frontier.filter(pc.equal(found.frontier["by"], name)).to_pylist()
        assert [row["worth"] for row in points] == sorted(row["worth"] for row in points)
        at = [row["worth"] for row in points if row["limit"] == getattr(limits, name)]
        assert at == [pytest.approx(found.best.worth, rel=1e-6)]


def test_limits_that_no_package_keeps_are_said(negotiation):
    with pytest.raises(ConflictError, match="would see"):
        asking.packages(negotiation, Limits(headline=1_000, base_least=5_000, spare_above=False))


def test_a_payer_without_a_contract_is_told_what_to_do(desk, tmp_path):
    early = desk.negotiation(PAYER)
    early.folder, early.book.file = tmp_path / "talk", tmp_path / "talks.sqlite"
    early.open(attrs.evolve(early.settings, rates_on=dt.date(2019, 1, 1)))
    with pytest.raises(InputError, match="contracts/"):
        asking.position(early)
