"""The dates of an ultimatum, worked on a calendar by hand; and that no day is ever made up."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.contracts.clauses import Clause
from counteroffer.contracts.terms import Contract
from counteroffer.core.dates import OPEN
from counteroffer.negotiate.ultimatum import (
    Given,
    last_day_for_notice,
    over_from,
    ultimatum,
    version_in_force,
)
from counteroffer.negotiate.working_days import WorkingDays

TODAY = date(2026, 11, 30)


def clause(kind, page="", **values):
    return Clause(kind, f"says {kind}", values, page=page)


def contract(*clauses, since=date(2025, 1, 1), until=OPEN, name="acme", version="1"):
    return Contract(name, version, "Acme", (), since, until, clauses=clauses)


def asked(*clauses, today=TODAY, working=None, since=date(2025, 1, 1), until=OPEN, **given):
    one = contract(*clauses, since=since, until=until)
    return {row.key: row for row in ultimatum(one, since, today, Given(**given), working)}


ANY_DAY = clause("termination_notice", page="12", days=90, effective="any_day")


@pytest.mark.parametrize(
    ("given_on", "days", "effective", "over"),
    [
        (
            date(2026, 6, 15),
            90,
            "any_day",
            date(2026, 9, 14),
        ),  # June has 15 days left, July 31, August 31, September 13
        (date(2026, 6, 15), 90, "month_end", date(2026, 10, 1)),
        (date(2026, 7, 2), 90, "month_end", date(2026, 10, 1)),  # 90 days end on 30 September itself
        (date(2026, 7, 3), 90, "month_end", date(2026, 11, 1)),
        (date(2026, 6, 15), 90, "anniversary", date(2027, 3, 15)),
        (date(2026, 12, 14), 90, "anniversary", date(2027, 3, 15)),  # 90 days end on 14 March
        (date(2026, 12, 15), 90, "anniversary", date(2028, 3, 15)),
    ],
)
def test_the_day_from_which_a_contract_is_over(given_on, days, effective, over):
    assert over_from(given_on, days, effective, date(2024, 3, 15)) == over


@given(
    st.dates(date(2024, 1, 1), date(2035, 12, 31)),
    st.integers(0, 400),
    st.sampled_from(["any_day", "month_end", "anniversary"]),
    st.dates(date(2020, 1, 1), date(2023, 12, 31)),
)
def test_the_last_day_for_notice_is_the_last_that_reaches_the_day(start, days, effective, began):
    last = last_day_for_notice(start, days, effective, began)
    assert over_from(last, days, effective, began) <= start
    assert over_from(last + timedelta(1), days, effective, began) > start


def test_the_last_safe_day_is_five_working_days_before_the_deadline():
    rows = asked(ANY_DAY, start=date(2027, 4, 1))
    # the contract holds through 31 March; 90 days before it is 31 December 2026, a Thursday;
    # back: 30, 29, 28 December, then Thursday the 24th (Christmas is a holiday), then the 23rd
    assert rows["notice"].day == date(2026, 12, 31)
    assert rows["notice"].safe == date(2026, 12, 23)
    assert rows["over"].day == date(2027, 4, 1)
    assert rows["notice"].source == "acme/1, termination_notice, page 12"


def test_days_on_which_the_practice_is_closed_move_the_safe_day():
    rows = asked(ANY_DAY, start=date(2027, 4, 1), working=WorkingDays(frozenset({date(2026, 12, 24)})))
    assert rows["notice"].safe == date(2026, 12, 22)


def test_notice_on_any_day_without_a_day_in_mind_says_what_today_would_bring():
    row = asked(ANY_DAY)["notice"]
    assert (row.day, row.safe) == (None, None)
    assert "2027-03-01" in row.says  # 30 November + 90 days = 28 February
    assert "--start" in row.says


def test_a_contract_that_ends_with_a_month_takes_notice_before_the_month_before():
    rows = asked(clause("termination_notice", days=60, effective="month_end"), start=date(2027, 4, 15))
    # it can end on 31 March at the latest; 60 days before is 30 January
    assert rows["notice"].day == date(2027, 1, 30)
    assert "month end" in rows["notice"].says


def test_a_term_that_renews_has_its_own_last_day_and_another_day_is_refused_in_words():
    yearly = (clause("initial_term", months=12), clause("renewal", months=12, notice_days=90))
    rows = asked(*yearly, today=date(2026, 5, 1))
    # the term ends on 31 December 2026; 90 days before is 2 October, a Friday; five working days: 25 September
    assert (rows["notice"].day, rows["notice"].safe) == (date(2026, 10, 2), date(2026, 9, 25))
    assert rows["over"].day == date(2027, 1, 1)
    assert not rows["notice"].passed(date(2026, 9, 25))
    assert rows["notice"].passed(date(2026, 9, 26))
    early = asked(*yearly, today=date(2026, 5, 1), start=date(2026, 8, 1))
    assert "can be over on 2027-01-01, not on 2026-08-01" in early["notice"].says


def test_a_later_term_is_looked_at_when_a_later_day_is_in_mind():
    yearly = (clause("initial_term", months=12), clause("renewal", months=12, notice_days=90))
    rows = asked(*yearly, today=date(2026, 5, 1), start=date(2028, 1, 1))
    assert (rows["over"].day, rows["notice"].day) == (date(2028, 1, 1), date(2027, 10, 2))
    between = asked(*yearly, today=date(2026, 5, 1), start=date(2028, 6, 1))
    assert between["over"].day == date(2028, 1, 1)
    assert "not on 2028-06-01" in between["notice"].says


def test_a_locked_first_term_can_be_left_on_any_day_after_it():
    locked = (clause("initial_term", months=36, no_cause_within=False), ANY_DAY)
    rows = asked(*locked)
    assert rows["over"].day == date(2028, 1, 1)
    assert rows["notice"].day == date(2027, 12, 31) - timedelta(90)
    after = asked(*locked, start=date(2028, 4, 1))
    assert (after["over"].day, after["notice"].day) == (date(2028, 4, 1), date(2028, 1, 1))


def test_a_contract_that_ends_by_itself_is_over_on_the_day_after():
    rows = asked(clause("renewal", notice_days=60), until=date(2026, 12, 31), start=date(2027, 3, 1))
    assert (rows["notice"].day, rows["over"].day) == (date(2026, 11, 1), date(2027, 1, 1))


def test_where_no_clause_says_the_days_nothing_is_guessed():
    rows = asked(start=date(2027, 4, 1))
    assert (rows["notice"].day, rows["notice"].safe) == (None, None)
    assert "termination_notice" in rows["notice"].says


AMENDED = clause("unilateral_amendment", page="4", notice_days=60, objection_days=30)


def test_an_objection_is_due_so_many_days_after_the_amendment_came():
    rows = asked(AMENDED, clause("fee_schedule_change", notice_days=90), received=date(2026, 11, 2))
    # 2 November + 30 = 2 December; back: 1 December, 30, 27 (Thanksgiving is the 26th), 25, 24 November
    assert (rows["object"].day, rows["object"].safe) == (date(2026, 12, 2), date(2026, 11, 24))
    assert rows["object"].passed(TODAY)
    assert rows["unilateral_amendment"].day == date(2027, 1, 1)
    assert rows["fee_schedule_change"].day == date(2027, 1, 31)
    assert rows["fee_schedule_change"].safe is None


def test_without_the_day_it_came_or_a_clause_there_is_no_deadline_for_an_objection():
    assert "--received" in asked(AMENDED)["object"].says
    silent = asked(received=date(2026, 11, 2))["object"]
    assert (silent.day, silent.safe) == (None, None)
    assert "does not say `objection_days`" in silent.says
    assert "object at once" in silent.says


def test_the_tail_is_the_contracts_or_what_the_practice_confirms_and_never_a_rule_of_ours():
    rows = asked(ANY_DAY, start=date(2027, 4, 1))
    assert rows["tail"].day is None
    assert "counsel" in rows["tail"].says
    told = asked(ANY_DAY, start=date(2027, 4, 1), tail_days=90, tail_source="counsel, 2026-11-20")["tail"]
    assert (told.day, told.source) == (date(2027, 6, 29), "counsel, 2026-11-20")  # April 30, May 31, June 29
    kept = clause("post_termination", days=60, patients="active_treatment")
    own = asked(ANY_DAY, kept, start=date(2027, 4, 1), tail_days=90, tail_source="counsel")["tail"]
    assert (own.day, own.source) == (date(2027, 5, 30), "acme/1, post_termination")
    assert "active treatment" in own.says


def test_days_that_the_practice_knows_stand_beside_the_day_of_beginning():
    told = ((date(2026, 10, 15), "Open enrollment begins"), (date(2027, 4, 11), "Big employer renews"))
    rows = list(asked(ANY_DAY, start=date(2027, 4, 1), dates=told).values())[-2:]
    assert [row.title for row in rows] == ["Open enrollment begins", "Big employer renews"]
    assert rows[0].says == "168 days before 2027-04-01"
    assert rows[1].says == "10 days after 2027-04-01"


def test_a_day_that_moves_keeps_its_name_and_two_of_one_name_have_two():
    def keys(*dates):
        return [key for key in asked(ANY_DAY, start=date(2027, 4, 1), dates=dates) if key.startswith("told ")]

    assert keys((date(2026, 10, 15), "Renewal")) == keys((date(2026, 12, 1), "Renewal")) == ["told Renewal"]
    assert keys((date(2026, 12, 1), "Renewal"), (date(2027, 1, 1), "Renewal")) == ["told Renewal", "told Renewal 2"]


def test_the_version_in_force_says_the_clauses_and_the_first_one_when_the_contract_began():
    old = contract(since=date(2024, 1, 1), until=date(2024, 12, 31), version="2024")
    now = contract(since=date(2025, 1, 1), version="2025")
    coming = contract(since=date(2027, 1, 1), version="2027")
    assert version_in_force([old, now, coming], TODAY) == (now, date(2024, 1, 1))
    assert version_in_force([coming], TODAY) == (coming, date(2027, 1, 1))
    assert version_in_force([old], TODAY) is None
