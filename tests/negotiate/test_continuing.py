"""The list of continuing care patients: proposed by rule, decided by a person, and what its tail is."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.negotiate.continuing import (
    CONFIRMED,
    PROPOSED,
    REASONS,
    REJECTED,
    Continuing,
    Usage,
    as_rows,
    decided,
    merged,
    propose,
    tail,
)
from tests.negotiate.test_disruption import panel

WHO = ("ann", date(2026, 2, 1))


def test_each_reason_puts_a_patient_under_a_category_and_several_are_joined():
    found = propose(panel("attributed", "pregnant", "operated scheduled_surgery", "series serious terminal"))
    assert [(one.patient, one.reasons) for one in found] == [
        ("p1", {"pregnancy": "diagnosis of pregnancy, not over"}),
        ("p2", {"surgery": "global period still runs; appointment names an operation"}),
        ("p3", {"serious": "series of treatments under way; serious diagnosis lately",
                "terminal": "diagnosis of palliative care"}),
    ]  # fmt: skip
    assert all(one.status == PROPOSED for one in found)


@pytest.mark.parametrize("flag", sorted(REASONS))
def test_every_flag_of_the_rules_proposes(flag):
    assert [one.patient for one in propose(panel(flag, "attributed recent authorized scheduled chronic=9"))] == ["p0"]


def test_what_a_person_decided_stays_and_what_only_the_rules_proposed_goes():
    old = (Continuing("a", {"serious": "x"}, CONFIRMED, "ann", "2026-01-01"), Continuing("b", {"serious": "x"}),
           Continuing("c", {"serious": "x"}, REJECTED, "ann", "2026-01-01", "no"))  # fmt: skip
    made = merged(old, (Continuing("a", {"pregnancy": "y"}), Continuing("d", {"surgery": "z"})))
    assert [(one.patient, one.status, one.reasons) for one in made] == [
        ("a", CONFIRMED, {"pregnancy": "y"}), ("c", REJECTED, {}), ("d", PROPOSED, {"surgery": "z"}),
    ]  # fmt: skip
    assert made[1].note == "no"


def test_a_decision_has_its_person_and_day_and_strangers_are_refused():
    listed = (Continuing("a", {}), Continuing("b", {}))
    made = decided(listed, ["b"], CONFIRMED, WHO, "called")
    assert made[0] == listed[0]
    assert (made[1].status, made[1].by, made[1].on, made[1].note) == (CONFIRMED, "ann", "2026-02-01", "called")
    with pytest.raises(KeyError, match="z"):
        decided(listed, ["z", "a"], REJECTED, WHO)


def test_the_list_is_written_in_rows_without_names():
    (row,) = as_rows([Continuing("a", {"surgery": "x", "serious": "y"}, CONFIRMED, "ann", "2026-02-01")])
    assert row == {
        "patient": "a", "status": "confirmed", "categories": "surgery, serious", "reasons": "surgery: x; serious: y",
        "by": "ann", "on": "2026-02-01", "note": "",
    }  # fmt: skip


def test_the_tail_worked_by_hand():
    # 90 days: 30 visits, $3,000; 365 days: 146 visits, $21,900 -> a day $60, 0.4 visits -> 90 days: 36 visits, $5,400
    made = tail(Usage(12, 30, 300_000, 146, 2_190_000, 90), 90, 4_600)
    assert (made.visits, made.allowed) == ((30, 36), (300_000, 540_000))
    assert made.cost == (30 * 4_600, 36 * 4_600)
    assert "12 patients" in made.formula


def test_a_tail_of_nobody_is_nothing_and_an_unknown_cost_is_not_said():
    made = tail(Usage(0, 0, 0, 0, 0, 90), 90, None)
    assert (made.visits, made.allowed, made.cost) == ((0, 0), (0, 0), None)


@given(st.integers(0, 500), st.integers(0, 500), st.integers(1, 180))
def test_the_smaller_never_exceeds_the_larger_and_longer_tails_are_no_cheaper(lately, yearly, days):
    usage = Usage(5, lately, lately * 100, yearly, yearly * 100, days)
    one, more = tail(usage, days, 1), tail(usage, days + 30, 1)
    assert one.visits[0] <= one.visits[1]
    assert one.allowed[0] <= one.allowed[1]
    assert more.allowed[0] >= one.allowed[0]
    assert more.allowed[1] >= one.allowed[1]
