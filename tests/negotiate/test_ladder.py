"""The ladder: where we stand is the highest rung spoken to, and waiting begins with the first unanswered contact."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from counteroffer.negotiate.ladder import Contact, ladder, standing
from counteroffer.negotiate.working_days import WorkingDays

TODAY = date(2026, 12, 1)  # a Tuesday
RUNGS = [rung.key for rung in ladder()[0]]


def at(day, rung="representative", *, answered=False):
    return Contact(date.fromisoformat(day), rung, answered)


def test_before_the_first_contact_the_first_rung_is_next():
    found = standing([], TODAY)
    assert (found.rung, found.next.key, found.due) == (None, "representative", None)
    assert "Begin with the provider representative" in found.says
    assert not found.late(TODAY)


def test_without_an_answer_the_next_rung_is_due_after_seven_working_days():
    found = standing([at("2026-11-18")], TODAY)
    # 19, 20, 23, 24, 25, 27 (Thanksgiving is the 26th), 30 November; ten: 3 December
    assert (found.rung.key, found.next.key) == ("representative", "contract_manager")
    assert (found.since, found.waited) == (date(2026, 11, 18), 8)
    assert (found.due, found.latest) == (date(2026, 11, 30), date(2026, 12, 3))
    assert found.late(TODAY)
    assert not found.late(found.due)


def test_asking_again_does_not_begin_the_wait_anew():
    found = standing([at("2026-11-18"), at("2026-11-25"), at("2026-11-30")], TODAY)
    assert (found.since, found.contacts) == (date(2026, 11, 18), 3)


def test_an_answer_ends_the_wait_and_a_later_question_begins_another():
    answered = [at("2026-11-02"), at("2026-11-10", answered=True)]
    found = standing(answered, TODAY)
    assert (found.since, found.due) == (None, None)
    assert "answered on 2026-11-10" in found.says
    assert standing([*answered, at("2026-11-24")], TODAY).since == date(2026, 11, 24)


def test_the_highest_rung_counts_whatever_comes_from_below():
    found = standing([at("2026-11-24", "network_director"), at("2026-11-30", answered=True)], TODAY)
    assert (found.rung.key, found.next.key, found.contacts) == ("network_director", "medical_director", 1)
    assert found.since == date(2026, 11, 24)


def test_above_the_highest_rung_there_is_only_the_decision():
    found = standing([at("2026-11-02", "market_president")], TODAY)
    assert found.next is None
    assert "decide whether to give notice" in found.says
    assert found.due == found.latest


def test_a_practice_may_wait_otherwise_and_be_closed_on_other_days():
    one = [at("2026-11-24")]
    assert standing(one, TODAY, {"representative": 3}).due == date(2026, 11, 30)
    closed = WorkingDays(frozenset({date(2026, 11, 27)}))
    assert standing(one, TODAY, {"representative": 3}, closed).due == date(2026, 12, 1)
    assert standing(one, TODAY, {"representative": 20}).latest == standing(one, TODAY, {"representative": 20}).due


def test_doors_beside_the_ladder_and_contacts_to_come_move_nobody_up():
    found = standing([at("2026-11-24"), at("2026-11-25", "cms"), at("2026-12-02", "contract_manager")], TODAY)
    assert found.rung.key == "representative"


def test_a_rung_that_there_is_not_is_told_and_counts_for_nothing():
    found = standing([at("2026-11-20", "boss"), at("2026-11-23", ""), at("2026-11-24")], TODAY)
    assert [contact.rung for contact in found.strange] == ["boss"]  # a contact may have no rung at all
    assert (found.rung.key, found.since) == ("representative", date(2026, 11, 24))
    assert standing([at("2026-11-20", "boss")], TODAY).rung is None


contacts = st.lists(
    st.builds(
        Contact,
        st.dates(date(2026, 9, 1), date(2026, 11, 30)),
        st.sampled_from(RUNGS),
        st.booleans(),
    ),
    max_size=12,
)


@given(contacts)
def test_the_due_day_is_a_working_day_after_the_contact_and_answers_never_leave_one(made):
    found = standing(made, TODAY)
    if not made:
        return
    highest = max(made, key=lambda c: RUNGS.index(c.rung)).rung
    assert found.rung.key == highest
    there = sorted((c for c in made if c.rung == highest), key=lambda c: c.day)
    if all(c.answered for c in there):
        assert found.due is None
    if found.due is not None:
        assert WorkingDays().works(found.due)
        assert found.since < found.due <= found.latest
        assert any(c.day == found.since and not c.answered for c in there)
        assert found.due - found.since >= timedelta(7)


def test_the_shelf_says_of_every_rung_whom_what_and_how_long():
    rungs, doors = ladder()
    assert len(rungs) == 5
    assert all(rung.evidence and rung.ask and 0 < rung.wait <= rung.at_most for rung in rungs)
    assert all(door.when and door.evidence for door in doors)
    assert len({one.key for one in (*rungs, *doors)}) == len(rungs) + len(doors)
