"""Denials judged by plain Python over the same rows, and by cases worked by hand."""

import datetime as dt
from collections import defaultdict

import pytest

from counteroffer.match.denials import denial_book
from counteroffer.measure.answer import answer, rows_behind, view
from tests.measure.many import AS_OF, days, facts, percent, quantile
from tests.measure.rows import build, denied, row

MADE, ROWS = facts()
BOOK = denial_book().categories


def value(name, made=MADE):
    return answer(name, made)["value"].to_pylist()[0]


def is_duplicate(r):
    return (
        r["denial_first_category"] == "duplicate"
        and r["outcome"] != "paid"
        and r["denial_category"] in ("", "duplicate")
    )


OTHERS = [r for r in ROWS if not is_duplicate(r)]
ANSWERED = [r for r in OTHERS if r["outcome_first"] != "none"]
CLOSED = [r for r in OTHERS if r["outcome"] in ("paid", "denied")]
FIRST = [r for r in OTHERS if r["outcome_first"] == "denied"]
LAST = [r for r in OTHERS if r["outcome"] == "denied"]
WON = [r for r in FIRST if r["outcome"] == "paid"]
RIPE = [r for r in FIRST if days(AS_OF, r["first_paid_date"]) > 60]


def is_worked(r):
    return r["resubmissions"] > 0 or r["adjudications"] > 1 or r["reversals"] > 0


LEFT = [r for r in RIPE if r["outcome"] == "denied" and not is_worked(r)]


def in_claims(rows):
    return len({(r["claim"], r["payer"]) for r in rows})


def in_dollars(rows):
    return sum(r["worth"] for r in rows)


RATES = [
    ("initial_denial_rate", FIRST, ANSWERED, ""),
    ("final_denial_rate", LAST, CLOSED, ""),
    ("overturn_rate", WON, FIRST, "overturn_rate"),
    ("abandonment_rate", LEFT, RIPE, ""),
]


@pytest.mark.parametrize(("name", "part", "whole", "dollars"), RATES, ids=[r[0] for r in RATES])
def test_each_rate_by_claims_lines_and_dollars_is_that_of_plain_python(name, part, whole, dollars):
    assert part
    assert value(f"{name}_claims") == percent(in_claims(part), in_claims(whole))
    assert value(f"{name}_lines") == percent(len(part), len(whole))
    assert value(dollars or f"{name}_dollars") == percent(in_dollars(part), in_dollars(whole))


def test_dollars_are_those_of_plain_python():
    assert value("initially_denied_dollars") == in_dollars(FIRST)
    assert value("finally_denied_dollars") == in_dollars(LAST)
    assert value("abandoned_dollars") == in_dollars(LEFT)
    twice = [r for r in ROWS if is_duplicate(r)]
    assert twice
    assert value("duplicate_denied_dollars") == in_dollars(twice)
    assert value("duplicate_denied_lines") == len(twice)
    assert value("duplicate_denied_claims") == in_claims(twice)


def test_a_duplicate_counts_in_no_rate_and_one_that_was_paid_after_all_does():
    made = build(
        row(),
        denied(line=2, denial_first_category="duplicate", denial_category="duplicate"),
        row(claim="C9", outcome_first="denied", denial_first_category="duplicate"),
    )
    assert value("initial_denial_rate_lines", made) == 50.0
    assert value("final_denial_rate_lines", made) == 0.0
    assert value("overturn_rate_lines", made) == 100.0
    assert value("duplicate_denied_lines", made) == 1


def old(**said):
    return denied(first_paid_date=dt.date(2025, 1, 1), adjudications=1, **said)


def test_abandoned_is_what_was_denied_long_ago_and_neither_sent_again_nor_answered_twice():
    made = build(
        old(claim="A", expected=10000),
        old(claim="B", expected=20000, resubmissions=1),
        old(claim="C", expected=30000) | {"adjudications": 2},
        denied(claim="D", expected=40000, first_paid_date=dt.date(2025, 5, 2), adjudications=1),
        denied(claim="E", expected=50000, first_paid_date=dt.date(2025, 5, 1), adjudications=1),
        as_of=dt.date(2025, 7, 1),
    )
    # D was denied exactly 60 days before the as-of day, E 61 days
    assert value("abandoned_dollars", made) == 60000
    assert value("abandonment_rate_lines", made) == 50.0
    assert value("abandonment_rate_dollars", made) == pytest.approx(100 * 60 / 110)
    assert {r["claim"] for r in rows_behind("abandoned_dollars", made).to_pyarrow().to_pylist()} == {"A", "E"}


def test_days_to_resubmission_are_those_of_plain_python():
    waits = [days(r["resubmitted_date"], r["first_paid_date"]) for r in FIRST if r["resubmitted_date"]]
    assert value("days_to_resubmission_median") == quantile(waits, 0.5)
    assert value("days_to_resubmission_p90") == pytest.approx(quantile(waits, 0.9))


def test_categories_have_their_owner_and_clause_and_add_up_to_the_rows():
    found = {r["category"]: r for r in view("denials_by_category", MADE).to_pylist()}
    first = [r for r in ROWS if r["outcome_first"] == "denied"]
    last = [r for r in ROWS if r["outcome"] == "denied"]
    for name in {r["denial_first_category"] for r in first} | {r["denial_category"] for r in last}:
        mine, end = ([r for r in part if r[column] == name] for part, column in (
            (first, "denial_first_category"), (last, "denial_category")))  # fmt: skip
        assert found.pop(name) == {
            "category": name, "owner": BOOK[name].owner, "clause": BOOK[name].clause,
            "first_lines": len(mine), "first_claims": in_claims(mine), "first_dollars": in_dollars(mine),
            "overturned_dollars": in_dollars(r for r in mine if r["outcome"] == "paid"),
            "abandoned_dollars": in_dollars(r for r in mine if r in LEFT),
            "final_lines": len(end), "final_dollars": in_dollars(end),
            "patient_dollars": in_dollars(r for r in end if r["denial_group"] == "PR"),
        }  # fmt: skip
    assert not found


@pytest.mark.parametrize("least", [1, 20, 400])
def test_roots_are_those_of_plain_python_and_their_shares_add_up(least):
    columns = {
        "payer": "payer", "code": "billed_code", "clinician": "rendering_npi", "place": "pos", "billing": "billing_npi",
    }  # fmt: skip
    found = view("denial_roots", MADE, least=least).to_pylist()
    wanted = []
    for dimension, column in columns.items():
        n = defaultdict(int)
        for r in ANSWERED:
            n[r[column]] += 1
        name = {v: v if n[v] >= least else "(fewer)" for v in n}
        for category in {r["denial_first_category"] for r in FIRST}:
            of_category = in_dollars(r for r in FIRST if r["denial_first_category"] == category)
            for shown in set(name.values()):
                base = [r for r in ANSWERED if name[r[column]] == shown]
                mine = [r for r in base if r["outcome_first"] == "denied" and r["denial_first_category"] == category]
                if mine:
                    wanted.append({
                        "category": category, "owner": BOOK[category].owner, "clause": BOOK[category].clause,
                        "dimension": dimension, "value": shown, "lines": len(base), "denied_lines": len(mine),
                        "denied_dollars": in_dollars(mine),
                        "final_dollars": in_dollars(r for r in mine if r["outcome"] == "denied"),
                        "rate": percent(in_dollars(mine), in_dollars(base)),
                        "share": percent(in_dollars(mine), of_category),
                        "usual_share": percent(in_dollars(base), in_dollars(ANSWERED)),
                    })  # fmt: skip
    key = ("category", "dimension", "denied_dollars", "value")
    assert sorted(found, key=lambda r: [str(r[k]) for k in key]) == sorted(
        wanted, key=lambda r: [str(r[k]) for k in key]
    )
    totals = defaultdict(float)
    for r in found:
        totals[r["category"], r["dimension"]] += r["share"]
    assert all(t == pytest.approx(100) for t in totals.values())


def test_the_trend_goes_by_the_month_of_the_first_answer():
    found = view("denial_trend", MADE).to_pylist()
    months = sorted({f"{r['first_paid_date']:%Y-%m}" for r in ANSWERED})
    assert [r["month"] for r in found] == months
    for got in found:
        mine = [r for r in ANSWERED if f"{r['first_paid_date']:%Y-%m}" == got["month"]]
        struck = [r for r in mine if r in FIRST]
        assert (got["claims"], got["lines"], got["dollars"]) == (in_claims(mine), len(mine), in_dollars(mine))
        assert (got["denied_claims"], got["denied_lines"]) == (in_claims(struck), len(struck))
        assert got["denied_dollars"] == in_dollars(struck)
        assert got["final_dollars"] == in_dollars(r for r in mine if r["outcome"] == "denied")
        assert got["rate_dollars"] == percent(in_dollars(struck), in_dollars(mine))
        assert got["rate_claims"] == percent(in_claims(struck), in_claims(mine))
        assert got["rate_lines"] == percent(len(struck), len(mine))


BANDS = {"0-30": (-(10**6), 30), "31-60": (31, 60), "61-90": (61, 90), "91-180": (91, 180), "181-365": (181, 365)}


def test_what_nobody_worked_is_told_by_age():
    found = {r["days"]: r for r in view("denials_never_worked", MADE).to_pylist()}
    assert list(found) == [*[b for b in BANDS if b in found], "over 365"]
    for band, (low, high) in (BANDS | {"over 365": (366, 10**6)}).items():
        mine = [r for r in FIRST if low <= days(AS_OF, r["first_paid_date"]) <= high]
        still = [r for r in mine if r["outcome"] == "denied" and not is_worked(r)]
        if mine:
            assert found[band] == {
                "days": band, "denied_claims": in_claims(mine), "denied_lines": len(mine),
                "denied_dollars": in_dollars(mine), "open_claims": in_claims(still), "open_lines": len(still),
                "open_dollars": in_dollars(still), "share": percent(in_dollars(still), in_dollars(mine)),
            }  # fmt: skip
    old_enough = [b for b, (low, _) in BANDS.items() if low > 60] + ["over 365"]
    assert sum(found[b]["open_dollars"] for b in old_enough if b in found) == in_dollars(LEFT)
