"""Authorizations against a computation in plain Python over the same rows."""

import datetime as dt
import random
from fractions import Fraction

import numpy as np
import pytest

from counteroffer.core.practice import Practice, Times, Wages
from counteroffer.measure.answer import answer, view
from counteroffer.measure.sure import wilson
from tests.measure.rows import build, denied, needed, row

OUTCOMES = ["approved"] * 12 + ["denied"] * 5 + ["partial", "cancelled", "not_required", "rejected", "pended", ""]
PRODUCTS = ["commercial", "medicare_advantage", "medicaid_managed"]
KEY = ("payer", "family", "source")


def drawn(count=400, seed=11):
    """Authorizations at random."""
    rng = random.Random(seed)
    made = []
    for number in range(count):
        first = rng.choice(OUTCOMES)
        review = rng.choice(["", "", "overturned", "upheld", "open"]) if first == "denied" else ""
        appeal = rng.choice(["", "", "overturned", "upheld"]) if first == "denied" and review != "overturned" else ""
        known = first not in ("", "pended") and rng.random() < 0.9
        minutes = rng.randint(5, 20 * 1440) if known else None
        asked = dt.date(2025, 12, 1) + dt.timedelta(rng.randint(0, 60))
        made.append(
            {
                "auth_id": number,
                "payer": rng.choice(["Acme", "Blue"]),
                "family": rng.choice(["joints", "imaging.advanced", "drugs"]),
                "code": rng.choice(["27447", "70551"]),
                "source": rng.choice(["278", "log", "claims"]),
                "product": rng.choice(PRODUCTS),
                "expedited": rng.random() < 0.2,
                "clock": rng.choice(["minutes", "days"]),
                "asked_date": asked,
                "turnaround": minutes,
                "turnaround_business": None if minutes is None else minutes // 3,
                "pended": None if minutes is None else rng.choice([0, 0, rng.randint(1, 3000)]),
                "outcome_first": first,
                "outcome": "approved" if "overturned" in (review, appeal) else first,
                "peer_to_peer": review,
                "peer_to_peer_lag": rng.randint(10, 9000) if review in ("overturned", "upheld") else None,
                "appeal": appeal,
                "appeal_lag": rng.randint(100, 90000) if appeal else None,
                "claims": rng.randint(0, 3),
                "claims_denied": rng.randint(0, 1),
                "claims_denied_final": 0,
            }
        )
    return made


def lines(payer, count):
    day = dt.date(2025, 12, 1)
    return [
        row(payer=payer, patient_key=f"p{n}", claim=f"{payer}{n}", service_date=day + dt.timedelta(n))
        for n in range(count)
    ]


ROWS = drawn()
PRACTICE = Practice("Elm", times=Times(authorization=12), wages=Wages(front_desk=21))


@pytest.fixture(scope="module")
def facts():
    return build(*lines("Acme", 90), *lines("Blue", 20))


def seen(name, facts, **options):
    given = needed(name, authorizations=ROWS) | {"practice": PRACTICE}
    return view(name, facts, **given, **options).to_pylist()


def groups(*keys, rows=ROWS):
    cut = {}
    for one in rows:
        cut.setdefault(tuple(one[key] for key in keys), []).append(one)
    return cut


def share(won, of, least=11):
    low, high = [100 * end for end in wilson(won, of)] if of else (None, None)
    return (100 * won / of, low, high) if of >= least else (None, None, None)


def near(*values):
    return [None if value is None else pytest.approx(value, rel=1e-9) for value in values]


def test_volume_and_approval_are_those_of_plain_python(facts):
    found = {tuple(r[k] for k in KEY): r for r in seen("authorizations_by_family", facts)}
    cut = groups(*KEY)
    assert found.keys() == cut.keys()
    for key, some in cut.items():
        mine = found[key]

        def n(name, field="outcome_first", some=some):
            return sum(one[field] == name for one in some)

        assert mine["requests"] == len(some)
        assert [mine[x] for x in ("approved", "partial", "denied", "not_required", "rejected")] == [
            n(x) for x in ("approved", "partial", "denied", "not_required", "rejected")
        ]
        assert (mine["withdrawn"], mine["open"]) == (n("cancelled", "outcome"), n("") + n("pended"))
        first = share(n("approved"), n("approved") + n("denied"))
        assert [mine[x] for x in ("approval_rate", "approval_low", "approval_high")] == near(*first)
        end = share(n("approved", "outcome"), n("approved", "outcome") + n("denied", "outcome"))
        assert [mine[x] for x in ("eventual_rate", "eventual_low", "eventual_high")] == near(*end)
        days = [one["asked_date"] for one in ROWS if (one["payer"], one["source"]) == (key[0], key[2])]
        of_days = {"Acme": 90, "Blue": 20}[key[0]]
        visits = sum(min(days) <= dt.date(2025, 12, 1) + dt.timedelta(d) <= max(days) for d in range(of_days))
        assert mine["per_1000_visits"] == pytest.approx(1000 * len(some) / visits)


def test_times_are_exact_percentiles_interpolated_between_neighbours(facts):
    found = {(*(r[k] for k in KEY), r["expedited"]): r for r in seen("authorization_times", facts)}
    cut = groups(*KEY, "expedited", rows=[one for one in ROWS if one["turnaround"] is not None])
    assert found.keys() == cut.keys()
    for key, some in cut.items():
        mine = found[key]
        assert (mine["decided"], mine["by_days"]) == (len(some), sum(one["clock"] == "days" for one in some))
        for field, unit in (("turnaround", "hours"), ("turnaround_business", "business_hours")):
            hours = [one[field] / 60 for one in some]
            due = [np.mean(hours), *np.quantile(hours, [0.5, 0.9])] if len(some) >= 11 else [None] * 3
            assert [mine[f"{x}_{unit}"] for x in ("mean", "median", "p90")] == near(*due)
        pends = [one["pended"] / 60 for one in some if one["pended"]]
        assert mine["pended"] == len(pends)
        assert [mine["mean_pended_hours"]] == near(np.mean(pends) if len(pends) >= 11 else None)
        over, limited = 0, 0
        for one in some:
            if one["asked_date"] >= dt.date(2026, 1, 1) and one["product"] != "commercial" and one["family"] != "drugs":
                limited += 1
                over += one["turnaround"] > (72 if one["expedited"] else 7 * 24) * 60
        assert (mine["limited"], mine["over_limit"]) == (limited, over)
    assert sum(mine["over_limit"] for mine in found.values()) > 0


def test_reviews_and_denials_after_approval_are_those_of_plain_python(facts):
    for mine in seen("authorization_reviews", facts):
        some = groups(*KEY)[tuple(mine[k] for k in KEY)]
        assert mine["denied"] == sum(one["outcome_first"] == "denied" for one in some)
        for field, name, rate in (("peer_to_peer", "peer_to_peer", "peer_to_peer"), ("appeal", "appeals", "appeal")):
            held = sum(one[field] in ("overturned", "upheld") for one in some)
            won = sum(one[field] == "overturned" for one in some)
            assert (mine[name], mine[f"{name}_overturned"]) == (held, won)
            assert [mine[f"{rate}_{x}"] for x in ("rate", "low", "high")] == near(*share(won, held))
            lags = [one[f"{field}_lag"] / 60 for one in some if one[f"{field}_lag"] is not None]
            assert [mine[f"{rate}_median_hours"]] == near(np.median(lags) if len(lags) >= 11 else None)
        claims, lost = (sum(one[x] for one in some) for x in ("claims", "claims_denied"))
        assert (mine["claims"], mine["claims_denied"]) == (claims, lost)
        assert [mine["denied_after_approval"]] == near(100 * lost / claims if claims >= 11 else None)


def test_the_finder_lists_what_is_surely_approved_with_hours_and_dollars(facts):
    found = {
        (r["payer"], r["family"], r["code"], r["source"]): r for r in seen("authorizations_to_drop", facts, bound=55.0)
    }
    due = {}
    for code in ("", "27447", "70551"):
        some = [one | {"code": code} for one in ROWS if one["source"] != "claims" and code in ("", one["code"])]
        for key, ones in groups("payer", "family", "code", "source", rows=some).items():
            won, lost = (sum(one["outcome"] == x for one in ones) for x in ("approved", "denied"))
            if won + lost >= 20 and 100 * wilson(won, won + lost)[0] >= 55:
                due[key] = (won + lost, won, len(ones))
    assert due
    assert {key: (r["n"], r["approved"]) for key, r in found.items()} == {
        key: (n, won) for key, (n, won, _) in due.items()
    }
    for key, (_, _, requests) in due.items():
        cents = Fraction(requests * 12 * 2100, 60)
        assert found[key]["cost"] == int(cents + Fraction(1, 2))
        assert found[key]["hours"] == pytest.approx(requests * 12 / 60)
        assert found[key]["low"] >= 55
    assert not seen("authorizations_to_drop", facts, least=10_000)


def test_without_minutes_or_wages_hours_and_dollars_are_unknown(facts):
    given = needed("authorizations_to_drop", authorizations=ROWS) | {"practice": Practice("Elm")}
    rows = view("authorizations_to_drop", facts, **given, bound=10.0).to_pylist()
    assert {(r["hours"], r["cost"]) for r in rows} == {(None, None)}


def test_a_payers_posted_figures_stand_beside_ours(facts):
    posted = [
        {"payer": "Acme", "year": 2025, "expedited": False, "posted_approved": 84.6, "posted_median_hours": 71.0,
         "posted_source": "its page"},
        {"payer": "Nobody", "year": 2025, "expedited": False, "posted_source": "its page"},
    ]  # fmt: skip
    given = needed("authorizations_beside_posted", authorizations=ROWS, posted=posted) | {"practice": PRACTICE}
    (mine,) = view("authorizations_beside_posted", facts, **given).to_pylist()
    some = [
        one
        for one in ROWS
        if (one["payer"], one["asked_date"].year, one["expedited"]) == ("Acme", 2025, False)
        and one["source"] != "claims"
    ]
    yes, no = (sum(one["outcome_first"] == x for one in some) for x in ("approved", "denied"))
    hours = [one["turnaround"] / 60 for one in some if one["turnaround"] is not None]
    assert (mine["n"], mine["posted_approved"], mine["posted_source"]) == (yes + no, 84.6, "its page")
    assert [mine["approved"], mine["median_hours"]] == near(100 * yes / (yes + no), np.median(hours))


def test_one_payer_may_be_asked_for(facts):
    for name in ("authorizations_by_family", "authorization_times", "authorization_reviews"):
        assert {r["payer"] for r in seen(name, facts, payer="Blue")} == {"Blue"}


def test_claims_denied_although_they_carry_a_number_are_a_rate_of_claims():
    auth = {"denial_first_category": "auth.referral", "denial_category": "auth.referral"}
    made = build(
        row(claim="A", prior_auth="1"),
        denied(claim="B", prior_auth="2"),
        denied(claim="B", line=2, prior_auth="2"),
        denied(claim="C", **auth),
        row(claim="D", prior_auth="3", outcome="none", outcome_first="none"),
        row(claim="E"),
    )
    assert answer("authorized_claims", made)["value"].to_pylist() == [2]
    assert answer("denied_after_approval_rate", made)["value"].to_pylist() == [50.0]
    assert answer("authorization_denial_rate", made)["value"].to_pylist() == [25.0]
