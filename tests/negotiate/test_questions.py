"""Questions before the walk-away point: nothing is assumed, and all that is missing is said at once."""

from fractions import Fraction
from pathlib import Path

import pytest

from counteroffer.core.errors import InputError
from counteroffer.core.practice import Practice
from counteroffer.negotiate.questions import (
    ALONE,
    QUESTIONS,
    Answer,
    answered,
    likely,
    missing,
    priors,
    refuse_missing,
    uncertain,
)
from counteroffer.negotiate.ranges import Range, read_range
from counteroffer.negotiate.uncertain import NAMES, UNITS

NEEDED = ("visits", "rate", "cost", "retention", "out_of_network", "backfill", "backfill_rate", "one_off", "payer_days")


def every():
    return {name: answered(name, QUESTIONS[name].example, "a test") for name in NEEDED}


def test_what_the_formula_needs_is_asked_for_and_nothing_else_has_to_be_said():
    assert [one.name for one in missing({})] == list(NEEDED)
    assert missing(every()) == []


def test_every_part_of_the_formula_is_a_question_with_the_same_unit():
    assert set(NAMES) | set(ALONE) == set(QUESTIONS)
    assert {name: QUESTIONS[name].unit for name in NAMES} == UNITS


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_example_of_a_question_is_an_answer_to_it(name):
    assert read_range(QUESTIONS[name].example, QUESTIONS[name].unit).high > 0


def test_all_that_is_missing_is_said_in_one_error_with_examples_hints_and_what_others_found():
    answers = every()
    for name in ("retention", "backfill_rate"):
        del answers[name]
    hints = {"backfill_rate": "Your other payers allow $126.36."}
    with pytest.raises(InputError) as fault:
        refuse_missing("Acme", Path("w/walkaway.yaml"), answers, hints)
    says, mend = fault.value.says, fault.value.mend
    assert "2 answers are missing" in says
    assert "retention: visits that would stay" in says
    assert "20-35-60%" in says
    assert "chipsblog.pcc.com" in says
    assert "Your other payers allow $126.36." in says
    assert "--retention 20-35-60% --backfill-rate 120.00" in mend
    assert "w/walkaway.yaml" in mend


def test_with_every_answer_nothing_is_refused():
    refuse_missing("Acme", Path("x"), every(), {})


def test_a_part_that_is_lost_asks_what_it_is_a_part_of():
    lost = every() | {"contamination": answered("contamination", "5%", "")}
    assert [one.name for one in missing(lost)] == ["referred"]
    none = every() | {"contamination": answered("contamination", "0%", "")}
    assert missing(none) == []
    tail = every() | {"tail_share": answered("tail_share", "10%", "")}
    assert [one.name for one in missing(tail)] == ["tail_days"]


def test_an_answer_that_cannot_be_read_says_the_question_and_an_example():
    with pytest.raises(InputError, match=r"retention: '0.35' may be.*such as 20-35-60%"):
        answered("retention", "0.35", "")


def test_answers_are_put_together_as_the_formula_takes_them():
    made = uncertain(every())
    assert made.retention == Range(Fraction("0.2"), Fraction("0.35"), Fraction("0.6"))
    assert (made.ramp.high, made.contamination.high) == (0, 0)
    assert likely({"ramp": Answer(Range.at(4), "")}, "ramp", Fraction(9)) == 4
    assert likely({}, "ramp", Fraction(9)) == 9


def test_what_others_found_is_cited_dated_and_never_a_number_that_is_used():
    for name, prior in priors().items():
        assert name in QUESTIONS
        assert set(prior) == {"says", "source"}
        assert prior["source"]["page"].startswith("https://")
        assert prior["source"]["read_on"] >= "2026-01-01"
        assert set(prior["source"]) == {"page", "read_on", "status"}


def test_the_profiles_cost_of_a_visit_is_unknown_until_somebody_says_it():
    assert Practice("x").costs.variable_per_visit is None
