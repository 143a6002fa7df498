"""What became of denials and payments, scored by the demo's truth: everything exactly."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from tests.practices import priced_practice

from counteroffer.measure.answer import answer, view
from counteroffer.measure.registry import find_view
from counteroffer.workspace import Workspace

if TYPE_CHECKING:
    from counteroffer.demo import Truth

VIEWS = (
    "credentialing_lag", "recoupments_by_age", "recoupments_too_late", "filing_limits", "interest_owed",
    "denials_by_category", "denials_never_worked", "denial_trend",
)  # fmt: skip
RATES = ("initial_denial_rate_lines", "initial_denial_rate_claims", "duplicate_denied_lines", "duplicate_denied_claims")

Row = dict[str, Any]


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Truth:
    return priced_practice(tmp_path_factory)


@pytest.fixture(scope="module")
def found(truth: Truth) -> dict[str, list[Row]]:
    desk = Workspace.open(truth.out)
    with desk.engine() as engine:
        facts = desk.facts(engine)
        beside = {"movements": engine.table("movements"), "clauses": engine.table("clauses"), "practice": desk.practice}
        needs = {name: {need: beside[need] for need in find_view(name).needs} for name in VIEWS}
        made = {name: view(name, facts, **needs[name]).to_pylist() for name in VIEWS}
        made |= {name: answer(name, facts, by=["payer"]).to_pylist() for name in RATES}
        made["movements"] = engine.arrow(engine.table("movements")).to_pylist()
        made["lines"] = facts.filter(facts.sequence == "P").to_pyarrow().to_pylist()
    return made


def test_claims_sent_again_are_those_of_the_truth(truth: Truth, found: dict[str, list[Row]]) -> None:
    mine = {(r["claim"], r["resubmitted_date"].isoformat()) for r in found["lines"] if r["resubmitted_date"]}
    assert mine == {tuple(one) for one in truth.facts["sent_again"]}


def test_denials_left_alone_are_those_of_the_truth(truth: Truth, found: dict[str, list[Row]]) -> None:
    mine = {
        (r["claim"], r["line"], r["first_paid_date"].isoformat())
        for r in found["lines"]
        if r["outcome_first"] == r["outcome"] == "denied"
        and r["denial_first_category"] != "duplicate"
        and r["adjudications"] == 1
        and not r["resubmissions"]
    }
    assert mine == {tuple(one) for one in truth.facts["never_worked"]}
    told = Counter(r["days"] for r in found["denials_never_worked"] for _ in range(r["open_lines"]))
    as_of = found["lines"][0]["as_of"]
    ages = [(as_of - date.fromisoformat(day)).days for _, _, day in truth.facts["never_worked"]]
    assert told["181-365"] == sum(180 < age <= 365 for age in ages)
    assert told["over 365"] == sum(age > 365 for age in ages)


def test_denials_and_duplicates_together_are_those_of_the_truth(truth: Truth, found: dict[str, list[Row]]) -> None:
    for unit in ("lines", "claims"):
        rate = {r["payer"].upper(): r["value"] for r in found[f"initial_denial_rate_{unit}"]}
        twice = {r["payer"].upper(): r["value"] for r in found[f"duplicate_denied_{unit}"]}
        for name, planted in truth.facts["payers"].items():
            told, n = planted["denied_at_first"], twice[name]
            denied, answered = told[unit] - n, told[f"of_{unit}"] - n
            assert rate[name] == 100 * denied / answered, (name, unit)
    assert sum(r["value"] for r in found["duplicate_denied_lines"]) == truth.facts["denials"]["duplicate"]["lines"]


def test_every_month_of_the_trend_adds_up_to_the_denials_planted(truth: Truth, found: dict[str, list[Row]]) -> None:
    planted = sum(one["lines"] for name, one in truth.facts["denials"].items() if name != "duplicate")
    assert sum(r["denied_lines"] for r in found["denial_trend"]) == planted


def test_payments_taken_back_have_their_days_and_what_was_paid_instead(
    truth: Truth, found: dict[str, list[Row]]
) -> None:
    mine = {
        (r["claim"], r["payer"].upper(), str(r["paid_date"]), str(r["moved_date"]), r["cents"], r["replaced"])
        for r in found["movements"]
        if r["kind"] == "reversal"
    }
    assert mine == {tuple(one) for one in truth.facts["takebacks"]}


def test_recoupments_at_provider_level_find_their_claim_and_its_age(truth: Truth, found: dict[str, list[Row]]) -> None:
    planted = truth.facts["recoupments"]
    assert len(planted) > 3
    mine = {
        (r["claim"], r["payer"].upper(), r["reference"], str(r["paid_date"]), str(r["moved_date"]), r["cents"])
        for r in found["movements"]
        if r["kind"] == "recoupment"
    }
    assert mine == {tuple(one) for one in planted}
    bands: Counter[str] = Counter()
    for *_, first, last, cents in planted:
        bands[band(date.fromisoformat(first), date.fromisoformat(last))] += cents
    golden = [r for r in found["recoupments_by_age"] if r["payer"].upper() == "GOLDEN PRAIRIE ADVANTAGE"]
    assert {r["months"]: r["provider_level"] for r in golden if r["provider_level"]} == dict(bands)


def band(first: date, last: date) -> str:
    """The age band by the calendar: count anniversaries of the day."""
    months = 0
    while (first.year * 12 + first.month + months, first.day) < (last.year * 12 + last.month, last.day):
        months += 1
    return next((name for most, name in ((12, "0-12"), (18, "13-18"), (24, "19-24")) if months <= most), "over 24")


def test_what_was_taken_after_twelve_months_is_listed_by_the_contracts_clause(
    truth: Truth, found: dict[str, list[Row]]
) -> None:
    late = {
        (claim, cents)
        for claim, _, _, first, last, cents in truth.facts["recoupments"]
        if band(date.fromisoformat(first), date.fromisoformat(last)) != "0-12"
    }
    assert late
    assert {(r["claim"], r["net"]) for r in found["recoupments_too_late"] if r["kind"] == "recoupment"} == late
    assert {r["look_back"] for r in found["recoupments_too_late"]} == {12}


def test_the_newcomers_lag_is_that_of_the_truth_and_nobody_else_is_new(
    truth: Truth, found: dict[str, list[Row]]
) -> None:
    told = truth.facts["credentialing"]
    assert {r["clinician"] for r in found["credentialing_lag"]} == {told["npi"]}
    mine = {r["payer"].upper(): r for r in found["credentialing_lag"]}
    assert mine.keys() == told["payers"].keys()
    for name, one in told["payers"].items():
        assert mine[name]["denied_lines"] == one["denied_lines"]
        assert str(mine[name]["first_service"]) == one["first_service"]
        if one["first_paid_service"]:
            assert (str(mine[name]["first_paid_service"]), mine[name]["days"]) == (
                one["first_paid_service"],
                one["days"],
            )


def test_late_filing_and_the_contracts_limits_are_those_of_the_truth(truth: Truth, found: dict[str, list[Row]]) -> None:
    mine: dict[str, dict[str, int]] = {}
    for r in found["filing_limits"]:
        mine.setdefault(r["payer"].upper(), {})[str(r["limit"])] = r["late_lines"]
        assert r["agreed"] == truth.facts["payers"][r["payer"].upper()]["filing_limit_days"]
    assert mine == truth.facts["filed_later_than"]


def test_interest_that_payers_paid_is_that_of_the_truth(truth: Truth, found: dict[str, list[Row]]) -> None:
    paid = {r["payer"].upper(): r["interest_paid"] for r in found["interest_owed"] if r["interest_paid"]}
    assert paid == {name: cents for name, cents in truth.facts["interest_cents"].items() if cents}
    harborline = next(r for r in found["interest_owed"] if r["payer"].upper().startswith("HARBORLINE"))
    assert (harborline["basis"], harborline["limit"], harborline["rate"]) == ("contract", 30, 18_000)
    assert harborline["low"] == harborline["high"] > 0
