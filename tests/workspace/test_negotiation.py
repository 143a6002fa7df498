"""A negotiation in a workspace: the same cents as the pricer's, rounds that are kept, a mandate that is walled off."""

import datetime as dt
import stat

import attrs
import ibis
import numpy as np
import openpyxl
import pytest
from tests.practices import priced_practice

from counteroffer.core.errors import InputError, UnknownNameError
from counteroffer.negotiate.mandate import Mandate
from counteroffer.negotiate.offered import Offered, own_rates
from counteroffer.negotiate.proposal import PAYER, US, read_proposal
from counteroffer.negotiate.repriced import repriced
from counteroffer.negotiate.volumes import Base
from counteroffer.price.run import worked
from counteroffer.workspace import Workspace
from counteroffer.workspace.offers import Offers
from counteroffer.workspace.scenarios import as_written, code_table, term_prices, year_table
from counteroffer.workspace.settings import Settings
from counteroffer.workspace.terms import price_term
from counteroffer.workspace.volumes import EARNING, exactly, read_volumes, todays

ON = dt.date(2026, 1, 31)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return Workspace.open(priced_practice(tmp_path_factory).out)


@pytest.fixture
def talk(desk, tmp_path):
    """The negotiation with Harborline, opened anew; its folder and book are left as they were."""
    one = desk.negotiation("Harbor")
    one.folder = tmp_path / "talk"
    one.book.file = tmp_path / "talks.sqlite"
    one.open(Settings(one.payer, starts=dt.date(2027, 1, 1), lead="A. Lead", rates_on=ON))
    return one


MIXED = """proposal: mixed
payer: any
quoted: 4
years: 2
rates:
  - {change: 4.25}
  - {codes: 99202-99215, change: -3.1}
  - {codes: 20610, dollars: 98.00, lesser_of_charges: yes}
  - {codes: 36415, pays: {percent_of_charges: 20}}
  - {codes: 70000-79999, pays: {percent_of_medicare: 130, year: 2025, locality: "0441299"}}
  - {codes: J0000-J9999, change: 7.7}
escalator: {percent: 2, except: "J0000-J9999"}
"""


def made(tmp_path, text):
    file = tmp_path / "p.yaml"
    file.write_text(text)
    return read_proposal(file)


def both(desk, base, proposal):
    """Give the cents of each line by the scenario, and by the pricer."""
    with desk.engine() as engine:
        rows = read_volumes(desk, engine, base)
        own = own_rates(proposal, {row.code for row in rows.rows}, base.on, desk.medicare, desk.practice)
        offered = Offered(proposal, own, (base.on,))
        exact = exactly(desk, engine, base, offered)
    mine = repriced(rows, [offered.paid(row, offered.reached(row), 1, row.rate) for row in rows.rows])
    return rows, mine, np.array([known if (known := exact[int(n)]) is not None else -1 for n in rows.line_id])


@pytest.mark.parametrize("payer", ["Summit", "Harbor", "Pinebrook", "Blue", "Golden", "Lantern"])
def test_every_line_is_priced_to_the_cent_as_the_pricer_prices_it(desk, tmp_path, payer):
    base = Base(desk.payer(payer), dt.date(2024, 2, 1), dt.date(2026, 1, 31), 24, ON)
    rows, mine, exact = both(desk, base, made(tmp_path, MIXED))
    priced = exact >= 0
    assert priced.sum() > 100
    np.testing.assert_array_equal(mine[priced], exact[priced])
    assert rows.scaled == 0


def test_a_contract_with_every_rule_is_priced_to_the_cent_wherever_its_chain_alone_makes_the_price(
    desk, tmp_path, monkeypatch
):
    """Harborline's lines under the demo's contract that says everything: cases, ranks, places, withholds."""
    base = Base("Copperline Employer Network", dt.date(2024, 2, 1), dt.date(2026, 1, 31), 24, dt.date(2026, 4, 1))

    def lines(engine, _):
        table = engine.table("lines")
        some = table.filter(table.payer == desk.payer("Harbor"), table.sequence == "P", table.outcome.isin(EARNING))
        return some.mutate(payer=ibis.literal(base.payer))

    monkeypatch.setattr("counteroffer.workspace.volumes.earning", lines)
    rows, mine, exact = both(desk, base, made(tmp_path, MIXED))
    fine = np.array([row.fine for row in rows.rows])[rows.row]
    sure = (exact >= 0) & rows.plain & ~rows.cut & ~fine
    assert sure.sum() > 300
    np.testing.assert_array_equal(mine[sure], exact[sure])
    assert rows.scaled > 0
    apart = np.abs(mine - exact)[(exact >= 0)].sum()
    assert apart < 0.02 * exact[exact >= 0].sum()


def test_nothing_changed_is_worth_nothing_and_rests_on_what_the_contract_pays(desk, talk, tmp_path):
    still = talk.scenario(made(tmp_path, "proposal: still\npayer: Harborline\nyears: 3\n"))
    assert [year.gain for year in still.years] == [0, 0, 0]
    with desk.engine() as engine:
        _, known = todays(desk, engine, talk.payer, ON)
        lines = engine.table("lines")
        base = talk.base
        some = lines.filter(
            lines.payer == talk.payer, lines.sequence == "P", lines.outcome.isin(EARNING),
            lines.service_date >= base.since, lines.service_date <= base.until,
        )  # fmt: skip
        amounts = engine.arrow(worked(engine.keep(some), known, engine.keep).select("amount"))["amount"]
    assert still.now == sum(cents for cents in amounts.to_pylist() if cents is not None)
    assert talk.volumes.months == 12


def test_kept_volumes_are_read_again_until_the_data_change(desk, talk):
    first = talk.volumes
    files = list((talk.folder / ".volumes").glob("*.parquet"))
    assert len(files) == 1
    again = attrs.evolve(talk.base)
    with desk.engine() as engine:
        second = read_volumes(desk, engine, again, 3, talk.folder / ".volumes")
    np.testing.assert_array_equal(first.now, second.now)
    assert first.rows == second.rows


def test_a_scenario_is_a_table_whose_rows_sum_to_its_years(talk, tmp_path):
    scenario = talk.scenario(made(tmp_path, MIXED))
    codes, years = code_table(scenario), year_table([scenario])
    assert sum(codes["gain"].to_pylist()) == years["gain"].to_pylist()[0] == scenario.gain
    assert years["quoted"].to_pylist() == [4_000, 4_000]
    assert talk.check(scenario.proposal) == (0, 0)


def test_offers_are_logged_with_their_worth_and_an_undo_takes_the_last_one_back(talk, tmp_path):
    offers = Offers(talk)
    letter = tmp_path / "letter.txt"
    letter.write_text("our final offer")
    ours = offers.keep("proposal: opening\npayer: Harborline\nrates:\n  - {change: 7}\n", "opening")
    offers.add(ours, by=US, day=dt.date(2026, 9, 1))
    theirs = offers.keep("proposal: theirs\npayer: Harborline\nby: payer\nquoted: 4\nrates:\n  - {change: 4}\n"
                         "  - {codes: 99202-99499, change: -6}\n", "theirs")  # fmt: skip
    second, scenario = offers.add(theirs, by=PAYER, who="B. Rep", says="final", documents=[letter])
    assert scenario.gain < 0
    assert second.worth.trap == "loss"
    assert [one.number for one in offers.rounds()] == [1, 2]
    assert (talk.folder / "documents" / second.documents[0]).read_text() == "our final offer"
    assert not second.stale(talk.mark)
    talk.undo()
    assert [one.number for one in offers.rounds()] == [1]
    with pytest.raises(UnknownNameError, match="no round 2"):
        offers.round(2)


def test_a_payers_own_sheet_becomes_a_proposal(talk, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["CPT", "Modifier", "Non-Facility Fee", "Facility Fee"])
    for code, fee in (("99213", 100.5), ("99214", 150.25), ("20610", 99)):
        book.active.append([code, "", fee, fee])
    book.save(tmp_path / "offer.xlsx")
    one = Offers(talk).from_sheet(tmp_path / "offer.xlsx", "sheet", quoted=3_000)
    scenario = talk.scenario(one)
    offered = {code.row.key: code.offered for code in scenario.codes if code.gain}
    assert offered["99213", "", "nonfacility"] == 10_050
    assert one.quoted == 3_000
    (tmp_path / "bad.csv").write_text("hello,world\n")
    with pytest.raises(InputError):
        Offers(talk).from_sheet(tmp_path / "bad.csv", "bad")
    assert talk.proposals() == ["sheet"]


def test_a_counter_is_softened_until_it_asks_for_no_more_than_suggested(talk):
    offers = Offers(talk)
    with pytest.raises(InputError, match="no mandate"):
        offers.counter()
    talk.give_mandate(Mandate(7_000, 4_000, 1_000))
    offers.add(offers.keep("proposal: o\npayer: H\nrates:\n  - {change: 7}\n", "opening"), by=US)
    offers.add(offers.keep("proposal: t\npayer: H\nrates:\n  - {change: 1}\n", "theirs"), by=PAYER)
    counter = offers.counter()
    made_ = offers.countered(counter, "second")
    gain = talk.scenario(made_).gain
    assert gain <= counter.gain
    assert counter.gain - gain < talk.of_percent(20)
    assert made_.rates[0].percent < 7_000


def test_the_mandate_is_for_its_owner_only_and_the_book_does_not_tell_it(talk):
    assert talk.mandate() is None
    talk.give_mandate(Mandate(7_125, 4_375, 1_250, dt.date(2026, 12, 31), "as agreed"))
    assert talk.mandate() == Mandate(7_125, 4_375, 1_250, dt.date(2026, 12, 31), "as agreed")
    assert stat.S_IMODE((talk.folder / "mandate.json").stat().st_mode) == 0o600
    assert "4375" not in repr(talk.events())
    talk.sign("mandate", "Dr. One")
    with pytest.raises(InputError, match="signed"):
        talk.sign("mandate", "Dr. One")
    talk.sign("mandate", "Dr. Two")
    assert talk.signed("mandate") == ["Dr. One", "Dr. Two"]


def test_a_clause_is_worth_the_same_in_a_proposal_as_by_itself_and_is_counted_once(desk, talk, tmp_path):
    text = "proposal: t\npayer: H\nyears: 2\nterms:\n"
    text += "  - {clause: prompt_pay, says: sooner, days: 15, interest_percent: 18}\n"
    text += "  - {clause: order_of_precedence, says: contract first, first: contract}\n"
    prices = term_prices(talk)
    scenario = talk.scenario(made(tmp_path, text), prices)
    alone = price_term(desk, talk.payer, "prompt_pay", {"days": "15", "interest_percent": "18"})
    likely = alone.span.likely if alone.span.likely is not None else alone.span.low
    assert [(year.low, year.likely, year.high) for year in scenario.years] == [(alone.low, likely, alone.high)] * 2
    assert scenario.unvalued == ("order_of_precedence",)
    lesser = "proposal: l\npayer: H\nlesser_of_charges: no\nterms:\n  - {clause: lesser_of, says: struck, by: none}\n"
    assert talk.scenario(made(tmp_path, lesser), prices).terms == ()


def test_a_clause_is_written_as_a_person_writes_it(tmp_path):
    text = "proposal: t\npayer: H\nterms:\n"
    text += "  - {clause: prompt_pay, says: x, days: 15, interest_percent: 12.5, automatic: yes}\n"
    assert as_written(made(tmp_path, text).terms[0]) == {"days": "15", "interest_percent": "12.5", "automatic": "yes"}


def test_a_kind_of_service_is_its_codes_of_the_base_period(talk):
    assert "99213" in talk.codes_of("visits")
    with pytest.raises(UnknownNameError, match="kind 'vists'") as caught:
        talk.codes_of("vists")
    assert "visits" in str(caught.value)


def test_everything_of_a_negotiation_can_be_asked_in_python(talk):
    assert talk.terms().table().num_rows > 30
    assert talk.disruption().table().num_rows > 5
    assert talk.plan(start=dt.date(2027, 1, 1)).steps
    assert talk.notice().dates
    assert talk.ask(target=4_000).ask.table().num_rows > 3


def test_a_fault_in_a_proposal_keeps_nothing_and_one_that_is_there_is_not_replaced(talk):
    offers = Offers(talk)
    with pytest.raises(InputError, match="cannot be used"):
        offers.keep("proposal: x\npayer: y\nrates:\n  - {codes: 1}\n", "x")
    assert talk.proposals() == []
    offers.keep("proposal: x\npayer: y\n", "x")
    with pytest.raises(InputError, match="there already"):
        offers.keep("proposal: x\npayer: y\n", "x")


def test_without_a_contract_on_the_day_the_error_says_what_to_write(desk, talk):
    talk.open(Settings(talk.payer, rates_on=dt.date(2019, 1, 1)))
    with pytest.raises(InputError, match="No contract with"):
        _ = talk.volumes


def test_settings_with_faults_are_told_with_their_lines(talk):
    (talk.folder / "negotiation.yaml").write_text("payer: H\nyears: many\nstart: 2027-01-01\n")
    with pytest.raises(InputError, match="line 2") as caught:
        _ = talk.settings
    assert "starts" in str(caught.value)
