"""Deadlines in dollars: by hand on a few lines, and by plain Python on some thousand."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counteroffer.measure.sure import wilson
from tests.clauses.rows import D, change, over, see, worth
from tests.measure.many import days, facts
from tests.measure.rows import denied, row

MADE, ROWS = facts()
SEEN = over(MADE)
MONTHS = sorted({r["month"] for r in ROWS if r["payer"] == "Acme" and r["month"]})[-12:]
MINE = [r for r in ROWS if r["payer"] == "Acme" and r["month"] in MONTHS]


def sent_on(day, **said):
    return row(service_date=D(2025, 3, 3), submitted_date=D(2025, 3, 3) + dt.timedelta(day), **said)


def lost_on(day, **said):
    return denied(
        service_date=D(2025, 3, 3), submitted_date=D(2025, 3, 3) + dt.timedelta(day), denial_carc="29",
        denial_category="timeliness", denial_first_category="timeliness", **said,
    )  # fmt: skip


def test_a_longer_limit_saves_what_was_denied_between_the_two():
    seen = see(sent_on(10), lost_on(100, expected=7000, claim="B"), lost_on(200, expected=3000, claim="C"))
    # both lines beyond 90 days were denied: all of it is kept as written; 180 days would have saved the one of $70
    found = change(seen, "timely_filing", {"days": 90}, {"days": 180})
    assert found.likely == 7000 * 12
    assert found.today.likely == 10000 * 12
    low, high = wilson(2, 2)
    assert found.low == round(7000 * 12 * low)
    assert found.high == 7000 * 12 * high
    assert found.n == 2


def test_a_shorter_limit_loses_what_is_now_paid_between_the_two():
    seen = see(sent_on(10), sent_on(70, expected=5000, allowed=5000, claim="B"), lost_on(100, expected=7000, claim="C"))
    assert worth(seen, "timely_filing", {"days": 90}, {"days": 60})[1] == -5000 * 12


def test_half_of_what_is_late_being_paid_all_the_same_halves_the_loss():
    rows = [sent_on(100 + n, expected=1000, allowed=1000, claim=f"P{n}") for n in range(20)]
    rows += [lost_on(100 + n, expected=1000, claim=f"L{n}") for n in range(20)]
    found = change(see(*rows), "timely_filing", {"days": 90}, {"days": 365})
    assert found.likely == 20_000 * 12
    assert 0 < found.low < found.likely < found.high < 40_000 * 12


def test_a_limit_that_was_never_missed_is_taken_as_written_and_at_the_least_not_at_all():
    seen = see(sent_on(10), sent_on(70, expected=5000, allowed=5000, claim="B"))
    assert worth(seen, "timely_filing", {"days": 90}, {"days": 60}) == (-60000, -60000, 0)


def test_a_denial_as_late_of_a_line_sent_in_time_is_told_and_not_counted():
    seen = see(lost_on(20, expected=4000))
    found = change(seen, "timely_filing", {"days": 90}, {"days": 180})
    assert (found.low, found.likely, found.high) == (0, 0, 0)
    told = {i.says: i.value for i in found.inputs}
    assert told["denied as too late though sent in time, or on a day not known: dispute it"] == "$480.00 a year"


def test_a_limit_that_nobody_wrote_down_has_no_number_and_says_what_to_write():
    found = change(see(sent_on(10)), "timely_filing", None, {"days": 180})
    assert found.span is None
    assert found.asks == ("the contract's `clauses:`, or terms.yaml: now: {timely_filing: {days: ...}}",)


@pytest.mark.parametrize("limit", [60, 90, 120, 180])
def test_the_loss_to_a_limit_is_that_of_plain_python(limit):
    took = [(days(r["submitted_date"], r["service_date"]), r) for r in MINE if r["submitted_date"]]
    beyond = [r for n, r in took if n > 95]
    kept = sum(r["worth"] for r in beyond if r["outcome"] == "denied" and r["denial_carc"] == "29")
    late, of = (sum(r["worth"] for r in some) for some in ([r for n, r in took if n > limit], beyond))
    assert len(beyond) > 20
    now, asked = (sum(r["worth"] for n, r in took if n > d) * kept / of for d in (95, limit))
    assert late
    assert worth(SEEN, "timely_filing", {"days": 95}, {"days": limit})[1] == pytest.approx(now - asked, abs=1)


KINDS = ("timely_filing", "corrected_claims", "appeals", "dispute_window")


@settings(max_examples=60, deadline=None)
@given(
    kind=st.sampled_from(KINDS), now=st.integers(0, 400), one=st.integers(0, 400), more=st.integers(0, 400),
)  # fmt: skip
def test_more_days_are_never_worth_less_at_any_end(kind, now, one, more):
    shorter, longer = (change(SEEN, kind, {"days": now}, {"days": d}) for d in (one, one + more))
    assert shorter.likely <= longer.likely
    assert shorter.low <= longer.low
    assert shorter.high <= longer.high
    assert shorter.low <= shorter.likely <= shorter.high


@settings(max_examples=20, deadline=None)
@given(kind=st.sampled_from(KINDS), now=st.integers(0, 400))
def test_no_change_of_days_is_worth_exactly_nothing(kind, now):
    assert worth(SEEN, kind, {"days": now}, {"days": now}) == (0, 0, 0)


def test_there_and_back_again_is_worth_nothing():
    there, back = (worth(SEEN, "appeals", {"days": a}, {"days": b})[1] for a, b in ((30, 90), (90, 30)))
    assert there == -back != 0


def test_corrections_after_the_window_would_have_died():
    first = D(2025, 4, 1)
    fixed = {"outcome_first": "denied", "denial_first_category": "coding.edit", "service_date": D(2025, 3, 3)}
    late = row(corrected_date=first + dt.timedelta(100), expected=9000, first_paid_date=first, **fixed)
    soon = row(corrected_date=first + dt.timedelta(5), expected=4000, first_paid_date=first, claim="B", **fixed)
    seen = see(late, soon)
    denial = {"clock": "denial"}
    assert worth(seen, "corrected_claims", {"days": 180} | denial, {"days": 60} | denial)[1] == -9000 * 12
    assert worth(seen, "corrected_claims", {"days": 180} | denial, {"days": 3} | denial)[1] == -13000 * 12
    # from the service the late one took 129 days, the other 34
    assert worth(seen, "corrected_claims", {"days": 180}, {"days": 120})[1] == -9000 * 12


def test_an_appeal_counts_from_the_denial_to_sending_again_or_to_the_payment():
    first = D(2025, 4, 1)
    won = {"outcome_first": "denied", "denial_first_category": "clinical.medical_necessity", "first_paid_date": first}
    one = row(resubmitted_date=first + dt.timedelta(50), paid_date=first + dt.timedelta(120), expected=6000, **won)
    two = row(paid_date=first + dt.timedelta(200), expected=3000, claim="B", **won)
    seen = see(one, two)
    # 90 days: sent again on day 50 the first is safe, by its payment on day 120 not; the second was not sent again
    assert worth(seen, "appeals", {"days": 365}, {"days": 90}) == (-9000 * 12, -3000 * 12, 0)


def test_what_is_underpaid_and_older_than_the_window_lapses():
    short = {"underpaid": True, "expected": 10000, "allowed": 8000, "variance": -2000}
    seen = see(
        row(paid_date=D(2025, 4, 1), **short), row(paid_date=D(2025, 9, 1), claim="B", **short), as_of=D(2025, 10, 1)
    )  # fmt: skip
    assert worth(seen, "dispute_window", {"days": 20}, {"days": 90})[1] == 2000 * 12
    assert worth(seen, "dispute_window", {"days": 20}, {"days": 200})[1] == 4000 * 12
