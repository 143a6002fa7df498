"""The walk-away point at the desk: the notes' vector through the command line, and the demo practice's own claims."""

import csv
import shutil
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

import pytest
from tests.practices import priced_practice
from tests.workspace.test_plan import made  # noqa: F401 - a fixture
from typer.testing import CliRunner

from counteroffer.cli import app
from counteroffer.core.errors import CounterofferError, InputError
from counteroffer.store.events import EventBook
from counteroffer.workspace import Workspace
from counteroffer.workspace.plan import arguments
from counteroffer.workspace.walkaway import Asked, answers_file, is_current, own_volumes, walk_away

VECTOR = {
    "visits": "4000", "rate": "105.00", "cost": "45.00", "retention": "35%", "out_of_network": "98.00",
    "backfill": "50%", "backfill_rate": "120.00", "one_off": "12000", "payer_days": "30",
}  # fmt: skip
PAYER = "Harborline Insurance Company"


@pytest.fixture
def small(made, tmp_path):  # noqa: F811
    return Workspace.open(shutil.copytree(made, tmp_path / "small"))


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return Workspace.open(priced_practice(tmp_path_factory).out)


def run(desk, *words, **options):
    told = [part for name, text in options.items() for part in (f"--{name.replace('_', '-')}", text)]
    done = CliRunner().invoke(app, ["walkaway", *words, *told, "-w", str(desk.home.root)], env={"COLUMNS": "200"})
    if isinstance(done.exception, CounterofferError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def test_the_vector_of_the_notes_is_shown_to_the_fraction_of_a_cent(small):
    shown = run(small, "Acme", "--grid", "--cash", **VECTOR)
    assert "Contribution of staying, a year $240,000" in shown
    assert "Contribution of leaving, first year $159,700" in shown
    assert "Accept what is above $84.925 per visit: 19.1% below today's." in shown
    assert "Backfill: leaving is better above 91.2%" in shown
    assert "Retention: leaving is worse at every share" in shown
    assert "Leaving is better than the rate asked about in 0% of the draws." in shown
    assert "ramp was not said: counted as at once." in shown


def test_all_that_is_missing_is_said_at_once_and_nothing_is_written(small):
    with pytest.raises(InputError) as fault:
        run(small, "Acme", "--save", retention="35%")
    for name in ("cost", "out_of_network", "backfill", "backfill_rate", "one_off"):
        assert f"  {name}: " in fault.value.says
    assert "  retention: " not in fault.value.says
    assert not answers_file(small, "Acme").exists()
    assert EventBook(small.home.talks_file).events() == []


def test_another_rate_can_be_asked_about_in_dollars_or_as_a_change(small):
    for at, dollars in (("84.00", "8400"), ("-20%", "8400"), ("+4%", "10920"), ("84.925", "8492.5")):
        assert walk_away(small, "Acme", Asked(VECTOR, at=at)).offer == Fraction(dollars)
    assert "in 100% of the draws" in run(small, "Acme", "--at", "-20%", **VECTOR)
    with pytest.raises(InputError, match=r"--at.*98\.00.*-5%"):
        walk_away(small, "Acme", Asked(VECTOR, at="less"))


def test_answers_are_kept_with_who_gave_them_and_an_option_counts_before_them(small):
    run(small, "Acme", "--save", **VECTOR)
    found = walk_away(small, "Acme")
    assert found.point == Fraction("8492.5")
    assert found.answers["retention"].source.startswith("walkaway.yaml: ")
    assert walk_away(small, "Acme", Asked({"retention": "45%"})).given.retention.likely == Fraction("0.45")
    assert walk_away(small, "Acme").given.retention.likely == Fraction("0.35")


def test_the_book_says_that_it_was_computed_and_no_figure_of_it(small):
    run(small, "Acme", "--save", **VECTOR)
    (event,) = EventBook(small.home.talks_file).events()
    assert (event.batch, event.what, list(event.said)) == ("acme", "walkaway", ["answers"])
    assert is_current(small, "Acme", event)
    assert not any(text in str(event.said) for text in ("84.925", "8492"))
    run(small, "Acme", "--save", **(VECTOR | {"retention": "36%"}))
    assert not is_current(small, "Acme", event)


def test_everything_is_written_to_a_csv_with_formulas_and_sources(small, tmp_path):
    out = tmp_path / "w.csv"
    run(small, "Acme", "--out", str(out), **(VECTOR | {"retention": "20-35-60%", "ramp": "0-0-6"}))
    rows = list(csv.DictReader(out.open(encoding="utf-8")))
    named = {(row["part"], row["name"]): row for row in rows}
    assert Decimal(named["figure", "reservation"]["value"]) == Decimal("84.925")
    assert named["input", "retention"]["value"] == "20-35-60%"
    assert {row["part"] for row in rows} == {"input", "figure", "draws", "swing", "grid", "cash", "note"}


@pytest.mark.parametrize("wrong", [{"visits": "0"}, {"rate": "0"}])
def test_without_visits_or_money_there_is_nothing_to_leave(small, wrong):
    with pytest.raises(InputError, match="no visits or no money"):
        walk_away(small, "Acme", Asked(VECTOR | wrong))


@pytest.mark.parametrize("wrong", [{"draws": 0}, {"months": 0}, {"shape": "bell"}])
def test_draws_and_months_that_cannot_be_are_refused(small, wrong):
    with pytest.raises(InputError):
        walk_away(small, "Acme", Asked(VECTOR, **wrong))


def test_the_demos_visits_and_rate_are_those_counted_line_by_line(demo):
    """Counted again in plain Python from the exported lines, over the twelve months that the answer names."""
    mine, others = own_volumes(demo, PAYER)
    with demo.engine() as engine:
        lines = engine.arrow(engine.table("lines")).to_pylist()
    seen, allowed, waited, timed = defaultdict(set), defaultdict(int), 0, 0
    for line in lines:
        if line["sequence"] != "P" or not mine.since <= line["month"] <= mine.until or not line["patient_key"]:
            continue
        whose = line["payer"] == PAYER
        seen[whose].add((line["patient_key"], line["service_date"], line["rendering_npi"], line["payer"]))
        if line["outcome"] == "paid":
            allowed[whose] += line["allowed"]
            if whose:
                timed += line["allowed"]
                waited += line["allowed"] * (line["paid_date"] - line["service_date"]).days
    assert mine.months == 12
    assert (mine.visits, mine.allowed) == (len(seen[True]), allowed[True])
    assert mine.yearly == mine.visits
    assert mine.days == Fraction(waited, timed)
    assert mine.nameless == 0
    # other payers' half-arrived months are left out, so that their sums can only be smaller
    assert 0 < others.visits <= len(seen[False])


def test_on_the_demo_the_profile_and_the_claims_answer_and_the_rest_is_asked(demo):
    asked = {name: VECTOR[name] for name in ("retention", "out_of_network", "backfill", "one_off")}
    with pytest.raises(InputError, match=r"(?s)an answer is missing.*backfill_rate.*Your other payers allow \$"):
        walk_away(demo, PAYER, Asked(asked))
    found = walk_away(demo, "harbor", Asked(asked | {"backfill_rate": "others"}))
    mine, others = own_volumes(demo, PAYER)
    assert found.answers["cost"].source == "practice.yaml, variable_per_visit"
    assert (found.given.visits.likely, found.given.rate.likely) == (mine.yearly, mine.rate)
    assert found.given.backfill_rate.likely == others.rate
    assert found.answers["backfill_rate"].source.startswith("accepted: ")
    # the formula by hand on the same numbers
    v, vc, ret, fill = mine.yearly, Fraction(4600), Fraction(35, 100), Fraction(1, 2)
    leave = v * ret * (9800 - vc) + v * (1 - ret) * fill * (others.rate - vc) - 1_200_000
    assert found.point == vc + leave / v


def test_a_contract_that_keeps_old_rates_is_told_until_the_share_is_said(small):
    before = walk_away(small, "Cyan", Asked(VECTOR))
    assert any("keeps the old rates for 60 days after its end" in note for note in before.notes)
    told = walk_away(small, "Cyan", Asked(VECTOR | {"tail_share": "10%"}))
    assert told.answers["tail_days"].source == "cyan/1, post_termination"
    assert told.cash.months[1].old > before.cash.months[1].old
    assert walk_away(small, "Cyan", Asked(VECTOR | {"tail_share": "10%", "tail_days": "1"})).cash != told.cash
    assert not any("tail_share" in note for note in told.notes)
    assert told.cash.months[0].old > before.cash.months[0].old
    assert told.point == before.point


def test_the_cash_says_where_the_trough_is_or_that_there_is_none(small):
    losing = run(small, "Acme", "--months", "6", **VECTOR)
    assert "behind staying after 6 months, and still falling behind" in losing
    gaining = run(small, "Acme", "--at", "60.00", "--cash", **(VECTOR | {"rate": "60.00", "payer_days": "60"}))
    assert "The trough: $" in gaining
    assert "The month that brings least is month 1" in gaining
    free = VECTOR | {
        "rate": "60.00",
        "one_off": "0",
        "payer_days": "30",
        "out_of_network_days": "0",
        "backfill_days": "0",
    }
    assert "Leaving is never behind staying." in run(small, "Acme", **free)


def test_a_rate_above_todays_and_the_years_between_are_said_in_words(small):
    shown = run(small, "Acme", **(VECTOR | {"rate": "80.00"}))
    assert "Accept what is above $84.925 per visit: 6.2% above today's." in shown
    # without the 12,000 once: 87.925
    assert "Between the two, up to $87.925, leaving costs in the first year and pays in every later one." in shown


def test_the_grid_has_a_cell_for_every_pair_and_marks_gains(small):
    shown = run(
        small, "Acme", "--grid", "--at", "85.00", **(VECTOR | {"retention": "20-35-60%", "backfill": "30-50-80%"})
    )
    # at 85.00 leaving is 4000 x 0.075 = 300 short at the likely pair
    assert "What leaving gains over staying, a year (rows: retention, columns: backfill) 30% 40% 50% 65% 80%" in shown
    assert "35% -$39,300 -$19,800 -$300 $28,950 $58,200" in shown


def test_the_shape_of_the_draws_is_kept_with_the_answers(small):
    wide = VECTOR | {"retention": "20-35-60%"}
    assert "10,000 draws, triangular" in run(small, "Acme", **wide)
    assert "2,000 draws, pert, seed 7" in run(small, "Acme", "--save", draws="2000", seed="7", shape="pert", **wide)
    assert walk_away(small, "Acme").drawn.shape == "pert"
    first, again = (walk_away(small, "Acme", Asked(seed=7)).drawn.reserve for _ in range(2))
    assert (first == again).all()


def test_what_was_saved_is_what_the_mandate_can_take(small):
    shown = run(small, "Acme", "--save", **VECTOR)
    assert "As the mandate says it: --reservation -19.119" in shown
    assert "As the mandate says it" not in run(small, "Acme", **VECTOR)


def test_the_arguments_of_the_demo_are_the_metrics_own_figures(demo):
    found = {one.kind.key: one.evidence for one in arguments(demo, PAYER).arguments}
    rows = {row["payer"]: row for row in demo.answer("share_of_allowed", ["payer"]).to_pylist()}
    assert found["our_dependence"].figure == f"{rows[PAYER]['value']:.1f}%"
    assert found["our_dependence"].n == rows[PAYER]["n"]
    rates = {row["payer"]: row for row in demo.answer("percent_of_medicare", ["payer"]).to_pylist()}
    assert found["rate_beside_others"].figure == f"{rates[PAYER]['value']:.1f}%"
    others = [row["value"] for name, row in rates.items() if name != PAYER and row["value"] and not row["withheld"]]
    assert found["rate_of_others"].figure == f"{min(others):.1f}% to {max(others):.1f}%"
