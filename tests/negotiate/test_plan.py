"""The plan, counted back on a calendar by hand; its order holds for every notice a contract may have."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.core.plain import read_plain
from counteroffer.negotiate.plan import (
    AHEAD,
    DONE,
    LATE,
    NOW,
    SHELF,
    Wishes,
    days_before,
    first_start,
    planned,
    timeline,
)
from counteroffer.negotiate.working_days import WorkingDays

START = date(2027, 7, 1)


def steps(notice=60, start=START, **more):
    return {step.key: step for step in planned("Acme", start, notice, **more).steps}


@pytest.mark.parametrize(
    ("said", "notice", "days"), [("270", 90, 270), ("n", 90, 90), ("n+10", 60, 70), ("-30", 60, -30), ("n-5", 60, 55)]
)
def test_days_are_counted_with_the_notice(said, notice, days):
    assert days_before(said, notice) == days


@pytest.mark.parametrize("said", ["", "x", "n+", "10n"])
def test_what_is_no_number_of_days_is_refused(said):
    with pytest.raises(ValueError, match="is not like"):
        days_before(said, 60)


def test_with_sixty_days_of_notice_the_plan_is_the_playbooks():
    made = steps()
    assert (made["paper"].since, made["paper"].until) == (START - timedelta(270), START - timedelta(210))
    assert (made["data"].until, made["mandate"].until) == (START - timedelta(180), START - timedelta(150))
    assert (made["proposal"].since, made["proposal"].until) == (START - timedelta(150), START - timedelta(135))
    assert (made["follow_up"].until, made["escalation"].until) == (START - timedelta(75), START - timedelta(75))
    assert made["decision"].until == START - timedelta(70) == date(2027, 4, 22)
    # the contract holds through 30 June; 60 days before is 1 May, a Saturday: 30, 29, 28, 27, 26 April
    assert (made["notice"].until, made["notice"].note) == (date(2027, 4, 26), "last day for notice: 2027-05-01")
    assert (made["cooling"].since, made["cooling"].until) == (date(2027, 5, 2), date(2027, 6, 1))
    assert made["begin"].until == START
    assert [made[f"check_{n}"].until for n in (30, 60, 90)] == [START + timedelta(n) for n in (30, 60, 90)]


def test_a_longer_notice_moves_the_decision_and_all_that_comes_before_it():
    made = planned("Acme", START, 120)
    moved = {step.key: step for step in made.steps}
    assert made.moved == 60
    assert moved["decision"].until <= START - timedelta(130)
    assert moved["proposal"].since == START - timedelta(210)
    assert moved["cooling"].since == START - timedelta(120)
    assert moved["check_30"].until == START + timedelta(30)


def test_a_decision_on_a_day_off_is_taken_on_the_working_day_before():
    start = date(2027, 7, 18)  # 70 days before is 9 May, a Sunday
    assert steps(start=start)["decision"].until == date(2027, 5, 7)


def test_a_deadline_of_the_contract_itself_is_what_the_notice_is_counted_from():
    made = planned("Acme", START, 90, date(2027, 3, 1))
    # 1 March 2027 is a Monday: 26, 25, 24, 23, 22 February; the decision is on the working day before that
    days = {step.key: step.until for step in made.steps}
    assert (made.deadline, days["notice"], days["decision"]) == (date(2027, 3, 1), date(2027, 2, 22), date(2027, 2, 19))


def test_a_person_takes_the_place_of_the_role_and_what_is_done_is_not_late():
    wishes = Wishes({"partners": "Dr. Ito"}, {"paper": date(2026, 10, 10)})
    made = planned("Acme", START, 60, None, wishes)
    by_key = {step.key: step for step in made.steps}
    assert by_key["mandate"].owner == "Dr. Ito"
    assert by_key["paper"].owner == "administrator"
    today = date(2027, 1, 20)
    states = {key: by_key[key].state(today) for key in ("paper", "data", "mandate", "proposal")}
    assert states == {"paper": DONE, "data": LATE, "mandate": NOW, "proposal": AHEAD}
    assert [step.key for step in made.late(today)] == ["data"]


def test_a_step_is_late_on_the_day_after_its_last():
    step = steps()["data"]
    assert step.state(step.until) == NOW
    assert step.state(step.until + timedelta(1)) == LATE


@given(st.dates(date(2026, 1, 1), date(2034, 12, 31)), st.integers(0, 365))
def test_the_order_of_the_steps_holds_for_every_notice(start, notice):
    made = planned("Acme", start, notice)
    by_key = {step.key: step for step in made.steps}
    first = ["paper", "data", "mandate", "proposal", "follow_up", "escalation"]
    untils = [by_key[key].until for key in [*first, "decision", "notice"]]
    assert untils == sorted(untils)
    assert by_key["decision"].until < by_key["notice"].until < made.deadline < start
    assert by_key["decision"].until <= start - timedelta(notice + 10)
    working = WorkingDays()
    assert working.works(by_key["decision"].until)
    # five working days lie after it, up to the deadline; one that is no working day has its five before itself
    assert working.between(by_key["notice"].until, made.deadline - timedelta(1)) == 4
    assert all(step.since <= step.until for step in made.steps)
    assert [step.until for step in made.steps] == sorted(step.until for step in made.steps)


@given(st.dates(date(2026, 1, 1), date(2034, 12, 31)), st.integers(0, 365))
def test_from_the_first_start_on_the_whole_plan_is_ahead(today, notice):
    start = first_start(today, notice)
    assert min(step.since for step in planned("Acme", start, notice).steps) == today
    assert planned("Acme", start, notice).late(today) == []


def test_the_shelf_says_who_does_what_and_where_its_days_are_from():
    shelf = read_plain(SHELF.read_text(encoding="utf-8"))
    assert not shelf.faults
    assert shelf.value["source"]["page"].startswith("https://")
    assert shelf.value["source"]["read_on"] == "2026-11-23"
    assert len({step.key for step in timeline().steps}) == len(timeline().steps) == 13
    assert all(step.owner and step.artefact for step in timeline().steps)
    cited = [step["source"] for step in shelf.value["steps"].values() if "source" in step]
    assert all(source["page"].startswith("http") and source["read_on"] for source in cited)
