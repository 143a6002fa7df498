"""Notices: the next day by which a contract has to be ended, by its own clauses, worked by hand on a calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.contracts.clauses import Clause
from counteroffer.contracts.notices import ANY_DAY, ENDS, RENEWS, UNKNOWN, next_notice, next_notices
from counteroffer.contracts.terms import Contract
from counteroffer.core.dates import OPEN


def clause(kind, **values):
    return Clause(kind, f"says {kind}", values)


def contract(*clauses, since=date(2024, 1, 1), until=OPEN, name="acme", version="1"):
    return Contract(name, version, "Acme", (), since, until, clauses=clauses)


def asked(today, *clauses, **said):
    one = contract(*clauses, **said)
    found = next_notice(one, one.since, today)
    return found.kind, found.term_ends, found.notice_by, found.free_from


YEARLY = (clause("initial_term", months=12), clause("renewal", months=12, notice_days=90))


@pytest.mark.parametrize(
    ("today", "ends", "by"),
    [
        (date(2024, 5, 1), date(2024, 12, 31), date(2024, 10, 2)),  # 31 + 30 + 28 days back from 31 December
        (date(2025, 6, 15), date(2025, 12, 31), date(2025, 10, 2)),
        (date(2025, 10, 2), date(2025, 12, 31), date(2025, 10, 2)),  # the last day itself
        (date(2025, 10, 3), date(2026, 12, 31), date(2026, 10, 2)),  # a day late is a year late
    ],
)
def test_a_term_that_renews_by_itself_has_a_last_day_for_notice(today, ends, by):
    assert asked(today, *YEARLY) == (RENEWS, ends, by, ends + timedelta(1))


def test_a_first_term_of_three_years_then_single_years():
    said = (clause("initial_term", months=36), clause("renewal", months=12, notice_days=60))
    assert asked(date(2026, 1, 1), *said)[1:3] == (date(2026, 12, 31), date(2026, 11, 1))
    assert asked(date(2027, 1, 1), *said)[1:3] == (date(2027, 12, 31), date(2027, 11, 1))


def test_notice_on_any_day_frees_the_day_after_its_days():
    leaving = clause("termination_notice", days=90)
    assert asked(date(2025, 6, 15), leaving) == (ANY_DAY, None, None, date(2025, 9, 14))


def test_no_exit_without_cause_in_the_first_term_leaves_its_end():
    said = (clause("initial_term", months=24, no_cause_within=False), clause("termination_notice", days=90))
    assert asked(date(2025, 1, 10), *said) == (RENEWS, date(2025, 12, 31), date(2025, 10, 2), date(2026, 1, 1))
    assert asked(date(2026, 2, 1), *said)[0] == ANY_DAY  # the first term is over


def test_a_contract_with_an_end_ends_and_one_without_clauses_says_what_is_missing():
    until = date(2025, 12, 31)
    assert asked(date(2025, 1, 1), clause("renewal", notice_days=30), until=until) == (
        ENDS, until, date(2025, 12, 1), date(2026, 1, 1),
    )  # fmt: skip
    assert asked(date(2025, 1, 1)) == (UNKNOWN, None, None, None)
    assert "clause" in next_notice(contract(), date(2024, 1, 1), date(2025, 1, 1)).says


def test_a_term_that_begins_on_the_31st_ends_within_short_months():
    said = (clause("initial_term", months=1), clause("renewal", months=12, notice_days=0))
    assert asked(date(2024, 2, 1), *said, since=date(2024, 1, 31))[1] == date(2024, 2, 28)


def test_the_newest_version_says_the_clauses_and_the_oldest_when_the_term_began():
    old = contract(since=date(2023, 7, 1), until=date(2024, 12, 31))
    new = contract(*YEARLY, since=date(2025, 1, 1), version="2")
    (found,) = next_notices([new, old], date(2025, 2, 1))
    assert found.term_ends == date(2025, 6, 30)


def test_what_is_over_has_no_notice_and_the_nearest_comes_first():
    over = contract(*YEARLY, name="over", until=date(2024, 12, 31))
    far = contract(*YEARLY, name="far")
    near = contract(*YEARLY, name="near", since=date(2024, 4, 1))
    found = next_notices([over, far, near], date(2025, 11, 1))
    assert [one.contract for one in found] == ["near", "far"]


@given(
    since=st.dates(date(2015, 1, 1), date(2024, 1, 1)),
    today=st.dates(date(2024, 1, 1), date(2030, 1, 1)),
    first=st.integers(1, 60),
    again=st.integers(1, 36),
    days=st.integers(0, 180),
)
def test_notice_is_never_due_in_the_past_and_the_term_ends_just_its_days_later(since, today, first, again, days):
    said = (clause("initial_term", months=first), clause("renewal", months=again, notice_days=days))
    kind, ends, by, free = asked(today, *said, since=since)
    assert kind == RENEWS
    assert by >= today
    assert ends - by == timedelta(days)
    assert free == ends + timedelta(1)
