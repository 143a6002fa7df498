"""Deadlines, lags, credentialing and the value of days, judged by plain Python over the same rows."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal

import pytest

from counteroffer.core.money import half_up
from counteroffer.core.practice import Costs, Practice
from counteroffer.measure.answer import answer, view
from counteroffer.measure.deadlines import share_late
from tests.measure.clause_rows import clause, given
from tests.measure.many import AS_OF, days, facts, percent, quantile
from tests.measure.rows import build, denied, row

MADE, ROWS = facts()
D = dt.date


def dollars(rows):
    return sum(r["worth"] for r in rows)


def sent(r):
    return days(r["submitted_date"], r["service_date"]) if r["submitted_date"] and r["service_date"] else None


def is_duplicate(r):
    only = r["denial_first_category"] == "duplicate" and r["denial_category"] in ("", "duplicate")
    return only and r["outcome"] != "paid"


def in_window(r, window):
    first = r["outcome_first"] == "denied" and not is_duplicate(r)
    since, until, counts = {
        "filing": (r["service_date"], r["submitted_date"], True),
        "corrected_from_service": (r["service_date"], r["corrected_date"], True),
        "corrected_from_answer": (r["first_paid_date"], r["corrected_date"], first),
        "overturned": (r["first_paid_date"], r["paid_date"], first and r["outcome"] == "paid"),
    }[window]
    return days(until, since) if counts and since and until else None


def test_the_curve_of_every_window_is_that_of_plain_python_on_every_day():
    found = {(r["window"], r["days"]): r for r in view("deadline_curves", MADE).to_pylist()}
    assert len(found) == 4 * 366
    for window in ("filing", "corrected_from_service", "corrected_from_answer", "overturned"):
        waits = [(in_window(r, window), r["worth"]) for r in ROWS if in_window(r, window) is not None]
        assert waits
        for d in range(366):
            longer = [w for took, w in waits if took > d]
            every = sum(w for _, w in waits)
            assert found[window, d] == {
                "window": window, "days": d, "lines": len(longer), "dollars": sum(longer), "of_lines": len(waits),
                "of_dollars": every, "share": percent(sum(longer), every),
            }  # fmt: skip


def test_a_limit_puts_at_risk_what_was_sent_later_with_each_payer():
    found = view(
        "filing_limits", MADE, clauses=given(clauses=[clause("timely_filing", days=95)])["clauses"]
    ).to_pylist()
    assert [(r["payer"], r["limit"]) for r in found] == [
        (p, n) for p in ("Acme", "Blue", "Cedar") for n in (60, 90, 120, 180)
    ]
    for got in found:
        mine = [r for r in ROWS if r["payer"] == got["payer"]]
        known = [r for r in mine if sent(r) is not None]
        late = [r for r in known if sent(r) > got["limit"]]
        lost = [r for r in mine if r["outcome"] == "denied" and r["denial_carc"] == "29"]
        assert got == {
            "payer": got["payer"], "limit": got["limit"], "lines": len(known), "late_lines": len(late),
            "dollars": dollars(known), "late_dollars": dollars(late), "share": percent(dollars(late), dollars(known)),
            "lost_lines": len(lost), "lost_dollars": dollars(lost), "agreed": 95 if got["payer"] == "Acme" else None,
        }  # fmt: skip
    losses = [r for r in ROWS if r["outcome"] == "denied" and r["denial_carc"] == "29"]
    assert answer("timely_filing_losses", MADE)["value"].to_pylist() == [dollars(losses)]


def test_share_late_is_the_curve_at_one_day():
    primary = MADE.filter(MADE.sequence == "P")
    known = [r for r in ROWS if sent(r) is not None]
    for d in (0, 60, 90, 400):
        late = dollars(r for r in known if sent(r) > d)
        assert primary.agg(v=share_late(primary, d)).to_pyarrow()["v"].to_pylist() == [percent(late, dollars(known))]


def test_of_two_versions_the_later_filing_limit_is_named():
    clauses = [
        clause("timely_filing", days=180, until=D(2025, 6, 30)),
        clause("timely_filing", since=D(2025, 7, 1), days=90),
    ]
    assert {
        r["agreed"] for r in view("filing_limits", build(row()), clauses=given(clauses=clauses)["clauses"]).to_pylist()
    } == {90}


def waits(rows):
    start = ((r, r["received_date"] or r["submitted_date"]) for r in rows if r["first_paid_date"])
    return [(r, days(r["first_paid_date"], s)) for r, s in start if s]


def test_payer_lag_percentiles_are_those_of_plain_python():
    found = {(r["payer"], r["outcome"]): r for r in view("payer_lag", MADE).to_pylist()}
    assert len(found) == 9
    for (payer, outcome), got in found.items():
        mine = [(r, d) for r, d in waits(ROWS) if r["payer"] == payer and outcome in ("all", r["outcome_first"])]
        assert got["lines"] == len(mine)
        assert got["from_receipt"] == percent(sum(r["received_date"] is not None for r, _ in mine), len(mine))
        assert got["slowest"] == max(d for _, d in mine)
        for p in range(10, 100, 10):
            assert got[f"p{p}"] == pytest.approx(quantile([d for _, d in mine], p / 100)), (payer, outcome, p)


def test_the_histogram_holds_every_line_once():
    found = view("payer_lag_histogram", MADE).to_pylist()
    bars = defaultdict(list)
    for r, d in waits(ROWS):
        bars[r["payer"], r["outcome_first"], min(max(d, 0), 120) // 5 * 5].append(r)
    assert {(r["payer"], r["outcome"], r["since"]): (r["lines"], r["dollars"]) for r in found} == {
        k: (len(v), dollars(v)) for k, v in bars.items()
    }
    for r in found:
        assert r["until"] == (None if r["since"] == 120 else r["since"] + 4)
        every = sum(len(v) for k, v in bars.items() if k[:2] == (r["payer"], r["outcome"]))
        assert r["share"] == percent(r["lines"], every)


def test_credentialing_lag_by_hand():
    new, slow = {"rendering_npi": "new", "claim": "N"}, {"denial_first_category": "credentialing"}
    open_ = {"outcome_first": "none", "outcome": "none", "allowed": None}
    made = build(
        row(rendering_npi="old", service_date=D(2024, 1, 2)),
        denied(**new, line=1, service_date=D(2025, 2, 3), **slow, expected=10000),
        row(**new, line=2, service_date=D(2025, 3, 3), outcome_first="denied", **slow, expected=7000),
        row(**new, line=3, service_date=D(2025, 3, 5), **open_, expected=500),
        row(**new, line=4, service_date=D(2025, 5, 1), expected=900),
        denied(**new, line=5, service_date=D(2025, 5, 9), **slow, expected=30),
        denied(**new, line=6, service_date=D(2025, 5, 9), denial_first_category="auth.referral", expected=99),
        row(**new, line=7, payer="Blue", service_date=D(2025, 2, 10)),
    )  # fmt: skip
    acme, blue = view("credentialing_lag", made).to_pylist()
    assert acme == {
        "clinician": "new", "payer": "Acme", "first_service": D(2025, 2, 3), "first_paid_service": D(2025, 5, 1),
        "days": 87, "lines": 4, "denied_lines": 3, "denied_dollars": 17030, "lost_dollars": 10030, "held_dollars": 500,
    }  # fmt: skip
    assert (blue["payer"], blue["days"], blue["lines"], blue["held_dollars"]) == ("Blue", 0, 0, 0)
    assert answer("credentialing_denied_dollars", made)["value"].to_pylist() == [17030]


def test_a_clinician_never_paid_waits_until_the_as_of_day():
    made = build(
        row(rendering_npi="old", service_date=D(2024, 1, 2)),
        denied(rendering_npi="new", service_date=D(2025, 2, 3), denial_first_category="credentialing", expected=10000),
        as_of=D(2025, 4, 4),
    )
    [found] = view("credentialing_lag", made).to_pylist()
    assert (found["first_paid_service"], found["days"], found["denied_dollars"]) == (None, 60, 10000)


def test_credentialing_lag_of_many_is_that_of_plain_python():
    found = {(r["clinician"], r["payer"]): r for r in view("credentialing_lag", MADE).to_pylist()}
    known = [r for r in ROWS if r["service_date"] and r["rendering_npi"]]
    start = min(r["service_date"] for r in known)
    struck = [r for r in known if r["denial_first_category"] == "credentialing" and r["outcome_first"] == "denied"]
    pairs = {(r["rendering_npi"], r["payer"]) for r in known}
    began = {n: min(r["service_date"] for r in known if r["rendering_npi"] == n) for n, _ in pairs}
    denied_pairs = {(r["rendering_npi"], r["payer"]) for r in struck}
    assert found.keys() == {p for p in pairs if days(began[p[0]], start) > 90 or p in denied_pairs}
    for (npi, payer), got in found.items():
        mine = [r for r in known if (r["rendering_npi"], r["payer"]) == (npi, payer)]
        paid = min((r["service_date"] for r in mine if r["outcome_first"] == "paid"), default=None)
        first = min(r["service_date"] for r in mine)
        off = [r for r in mine if r in struck]
        held = [r for r in mine if r not in off and (paid is None or r["service_date"] < paid)]
        assert (got["first_service"], got["first_paid_service"]) == (first, paid)
        assert got["days"] == days(paid or AS_OF, first)
        assert (got["denied_lines"], got["denied_dollars"]) == (len(off), dollars(off))
        assert (got["held_dollars"], got["lines"]) == (dollars(held), len(held) + len(off))
        assert got["lost_dollars"] == dollars(r for r in off if r["outcome"] == "denied")


@pytest.mark.parametrize(("saved", "capital"), [(1, None), (10, Decimal("8.5"))])
def test_the_value_of_days_is_daily_allowed_times_days_times_the_cost_of_capital(saved, capital):
    found = {
        r["payer"]: r
        for r in view(
            "cash_value_of_days", MADE, practice=Practice("P", costs=Costs(cost_of_capital_percent=capital)), days=saved
        ).to_pylist()
    }
    first = min(r["first_paid_date"] for r in ROWS if r["first_paid_date"])
    window = min(days(AS_OF, first) + 1, 365)
    for payer, got in found.items():
        mine = [r for r in ROWS if r["payer"] == payer and r["outcome"] == "paid" and r["paid_date"] <= AS_OF]
        allowed = sum(r["allowed"] for r in mine if days(AS_OF, r["paid_date"]) < 365)
        assert (got["allowed"], got["window"], got["days"]) == (allowed, window, saved)
        assert got["daily_allowed"] == half_up(allowed, window)
        assert got["one_off"] == half_up(allowed * saved, window)
        assert got["yearly"] == (None if capital is None else half_up(allowed * saved * 8500, window * 100_000))
    # $365,000 a year, 10 days, 8.5%: $10,000 once and $850 a year
    made = build(
        row(allowed=36_500_000, paid_date=D(2025, 12, 1), first_paid_date=D(2024, 1, 1)), as_of=D(2025, 12, 31)
    )
    [one] = view("cash_value_of_days", made, practice=Practice("P"), days=10, percent=8.5).to_pylist()
    assert (one["daily_allowed"], one["one_off"], one["yearly"]) == (100_000, 1_000_000, 85_000)


def test_receivables_have_a_variant_from_the_first_bill_and_one_with_denials():
    as_of, open_ = (
        D(2025, 6, 30),
        {"outcome": "none", "outcome_first": "none", "allowed": None, "first_paid_date": None},
    )
    made = build(
        row(submitted_date=D(2025, 6, 1), first_paid_date=D(2025, 6, 20), expected=90_000),
        row(**open_, submitted_date=D(2025, 5, 1), expected=30_000, line=2),
        row(**open_, submitted_date=None, service_date=D(2025, 5, 1), expected=60_000, line=3),
        denied(submitted_date=D(2025, 1, 1), expected=45_000, line=4),
        as_of=as_of,
    )

    def value(name):
        return answer(name, made)["value"].to_pylist()[0]

    assert value("days_in_ar_net") == pytest.approx(90 * 90 / 180)
    assert value("days_in_ar_billed") == pytest.approx(30 * 90 / 120)
    assert value("days_in_ar_with_denials") == pytest.approx((90 + 45) * 90 / 180)
