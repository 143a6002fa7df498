import pytest

from counteroffer.documents.gather import Own, ask_everyone, gather, gather_ranking
from counteroffer.measure.answer import answer, rows_behind
from counteroffer.measure.registry import metrics
from tests.documents import practice
from tests.measure.rows import build


def test_every_figure_is_what_the_measure_answers_for_the_payer(case, facts):
    for metric in metrics():
        if metric.whole:
            continue
        rows = answer(metric.name, facts, by=["payer"]).to_pylist()
        asked = next(row for row in rows if row["payer"] == practice.PLAIN)
        figure = case.figures[metric.name]
        assert figure.n == asked["n"], metric.name
        assert figure.value == pytest.approx(asked["value"]), metric.name


def test_the_rows_shown_are_rows_behind_the_figure(case, facts):
    own = facts.filter(facts.payer == practice.PLAIN)
    for name in ("underpaid_dollars", "finally_denied_dollars", "lesser_of_losses", "no_rate_lines"):
        behind = rows_behind(name, own).select("claim", "line").to_pyarrow().to_pylist()
        allowed = {(row["claim"], row["line"]) for row in behind}
        shown = {(row["claim"], row["line"]) for row in case.figures[name].rows}
        assert shown
        assert shown <= allowed


def test_the_underpaid_lines_come_with_the_costliest_first(case):
    owed = [-row["variance"] for row in case.underpaid]
    assert owed == sorted(owed, reverse=True)
    assert sum(owed) == case.figures["underpaid_dollars"].value


def test_what_is_denied_for_good_is_split_by_how_its_worth_is_known(case):
    assert sum(case.denied_worth.values()) == case.figures["finally_denied_dollars"].value


def test_the_money_that_the_comparison_with_medicare_rests_on_is_that_of_its_own_lines(case):
    behind = case.lines.filter(case.lines["in_percent_of_medicare"])
    assert case.compared == sum(behind["allowed"].to_pylist())


def test_dependence_is_a_figure_of_the_whole_practice(case, facts):
    figure = case.practice["dependence_index"]
    asked = answer("dependence_index", facts).to_pylist()[0]
    assert (figure.value, figure.n) == (asked["value"], asked["n"])
    assert figure.formula


def test_the_ranking_has_each_payer_once(everyone):
    ranked = [row["payer"] for row in gather_ranking(everyone)]
    assert sorted(ranked) == sorted((*practice.PAYERS, practice.FEW))


def test_a_payer_without_lines_has_figures_without_values(facts, context, everyone):
    nobody = gather(facts, "Nobody", context, everyone)
    assert nobody.figures["allowed"].value is None
    assert nobody.lines.num_rows == 0


def _five_payers():
    names = ["One", "Two", "Three", "Four"]
    rows = practice.lines(400)
    for number, row in enumerate(rows):
        if row["payer"] != practice.BY_LAW:
            row["payer"] = names[number % 4]
        if row["payer"] == practice.BY_LAW and row["allowed"] and row["medicare"]:
            row["allowed"] = row["medicare"] * 3  # would pull any average that counts it
    return build(*rows).cache()


def test_the_average_of_others_is_of_payers_that_negotiate_only(context):
    facts = _five_payers()
    shown = gather(facts, "One", context, ask_everyone(facts)).others_percent
    apart = facts.filter(facts.payer.isin(["Two", "Three", "Four"]))
    assert shown == pytest.approx(answer("percent_of_medicare", apart)["value"][0].as_py())


def test_with_fewer_than_three_others_no_average_is_given_away(case):
    assert case.others_percent is None


def test_a_case_of_lines_that_were_named_before_is_the_same(facts, context, everyone, case):
    asked = []

    def ask(name, expression):
        asked.append(name)
        return expression().to_pyarrow()

    own = Own(facts.filter(facts.payer == case.payer), ask)
    again = gather(facts, case.payer, context, everyone, own)
    assert again.lines.equals(case.lines)
    assert (again.since, again.until, again.figures) == (case.since, case.until, case.figures)
    assert {name: table.to_pylist() for name, table in again.views.items()} == {
        name: table.to_pylist() for name, table in case.views.items()
    }
    assert len(asked) == len(set(asked)), "a name means one question only"
