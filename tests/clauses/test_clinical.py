"""Clinical control in dollars and hours: medical necessity, and prior authorization as a term."""

from decimal import Decimal
from fractions import Fraction

from counteroffer.clauses.authorization import proposal, removals
from counteroffer.clauses.language import language
from counteroffer.core.practice import Practice, Times, Wages
from counteroffer.core.tables import AUTHORIZATIONS
from counteroffer.documents.authorization_ask import authorization_page
from counteroffer.measure.sure import wilson
from tests.clauses.rows import D, change, see, worth
from tests.measure.rows import denied, row

PAID = Practice("Cedar & Oak", times=Times(authorization=Decimal(30), peer_to_peer=Decimal(20)),
                wages=Wages(front_desk=Decimal(20), physician=Decimal(150)))  # fmt: skip
NEED = {"denial_category": "clinical.medical_necessity", "denial_first_category": "clinical.medical_necessity"}


def auth(number, family="imaging.mri", code="70551", outcome="approved", **said):
    nothing = {f.name: "" if str(f.type) == "string" else None for f in AUTHORIZATIONS.schema}
    return nothing | {"expedited": False} | {
        "auth_id": number, "source": "278", "payer": "Acme", "product": "commercial", "code": code, "family": family,
        "asked_date": D(2025, 3, 5), "outcome": outcome, "outcome_first": outcome, "turnaround": 600, "pended": 0,
    } | said  # fmt: skip


def many(n=60, **said):
    return [auth(i, **said) for i in range(n)]


OTHERS = [auth(1000 + i, family="surgery", code="27447", outcome="denied" if i % 2 else "approved") for i in range(30)]


def test_a_prudent_standard_wins_as_much_as_is_overturned_when_asked_again():
    won = [
        row(outcome_first="denied", expected=5000, claim=f"W{n}", **NEED | {"denial_category": ""}) for n in range(6)
    ]
    lost = [denied(expected=5000, claim=f"L{n}", **NEED) for n in range(4)]
    found = change(see(*won, *lost), "medical_necessity", {"standard": "payer"}, {"standard": "prudent_physician"})
    assert found.likely == round(20_000 * 12 * 0.6)
    assert found.low < found.likely < found.high
    none = see(*lost)
    low, high = wilson(0, 4)
    assert worth(none, "medical_necessity", {}, {"standard": "prudent_physician"})[:2] == (0, 0)
    assert change(none, "medical_necessity", {}, {"standard": "prudent_physician"}).high == round(240_000 * high, 0)
    assert low == 0


def test_a_kind_of_service_that_is_always_approved_comes_off_with_its_hours_and_dollars():
    seen = see(row(), authorizations=[*many(), *OTHERS], practice=PAID)
    whole, code = removals(seen)
    assert (whole.family, whole.code, whole.n, whole.approved) == ("imaging.mri", "", 60, 60)
    assert (code.family, code.code) == ("imaging.mri", "70551")
    assert whole.yearly == 60 * 12
    assert whole.hours == Fraction(1, 2) * 720
    assert whole.cents == 60 * 1000 * 12  # half an hour at $20 each


def test_the_work_of_a_gold_card_is_saved_and_the_rest_stays():
    talk = [auth(2000, peer_to_peer="upheld", family="surgery", code="27447", outcome="denied")]
    seen = see(row(), authorizations=[*many(), *OTHERS, *talk], practice=PAID)
    found = change(seen, "prior_authorization", {}, {"gold_card": "yes"})
    assert found.likely == 60 * 1000 * 12
    # 91 requests at $10.00 and one talk of 20 minutes at $150 an hour
    assert found.today.likely == (91 * 1000 + 5000) * 12


def test_lines_denied_for_want_of_one_are_saved_where_the_kind_comes_off():
    lost = {"denial_category": "auth.referral", "denial_first_category": "auth.referral"}
    seen = see(
        denied(billed_code="70551", expected=30000, **lost),
        denied(billed_code="27447", expected=90000, claim="B", **lost),
        authorizations=[*many(), *OTHERS], practice=PAID,
    )  # fmt: skip
    found = change(seen, "prior_authorization", {}, {"gold_card": "yes"})
    assert (found.low, found.likely, found.high) == (60 * 1000 * 12, (60 * 1000 + 30000) * 12, (60 * 1000 + 30000) * 12)


def test_without_wages_there_are_hours_and_no_dollars_and_that_is_said():
    hours_only = Practice("Cedar & Oak", times=Times(authorization=Decimal(30)))
    seen = see(row(), authorizations=many(), practice=hours_only)
    found = change(seen, "prior_authorization", {}, {"gold_card": "yes"})
    assert found.likely == 0
    assert "work is not in it" in found.formula
    assert removals(seen)[0].cents is None
    assert removals(seen)[0].hours == 360
    made = proposal(seen, (found,))
    assert made.missing == ("wages: front_desk (dollars an hour)",)
    nothing = proposal(see(row(), authorizations=many()), ())
    assert nothing.hours is None
    assert len(nothing.missing) == 2


def test_the_page_for_the_payer_holds_the_evidence_and_no_dollars():
    seen = see(row(), authorizations=[*many(), *OTHERS], practice=PAID)
    made = proposal(seen, (change(seen, "prior_authorization", {}, {"gold_card": "yes"}),))
    page = authorization_page(made, "Cedar & Oak")
    assert "| imaging.mri | 60 | 60 (100.0%) | 94.0% | 720 |" in page
    assert "$" not in page
    assert "counsel review" in page
    assert "$7,200.00" in authorization_page(made, "Cedar & Oak", inside=True)


def test_without_evidence_no_service_is_asked_off():
    made = proposal(see(row(), authorizations=OTHERS, practice=PAID), ())
    page = authorization_page(made, "Cedar & Oak")
    assert "none is asked off" in page
    assert "come off the list" not in page


def test_decisions_later_than_the_federal_limit_are_counted():
    plan = {"product": "medicare_advantage", "asked_date": D(2026, 3, 5), "family": "x", "turnaround": 60 * 24 * 8}
    late = row(service_date=D(2026, 3, 4), month="2026-03")
    made = proposal(see(late, authorizations=[auth(1, **plan), auth(2, **plan | {"turnaround": 60})]), ())
    assert (made.limited, made.late) == (2, 1)


def test_every_wording_says_its_source_and_asks_for_counsel():
    wordings, review = language("prior_authorization")
    assert {w.key for w in wordings} >= {"list", "gold_card", "times", "peer_to_peer", "necessity", "binding"}
    assert all("read 2026" in w.source for w in wordings)
    assert "counsel" in review


def test_penalties_for_referrals_are_counted_by_the_practice():
    seen = see(row(), inputs={"referral_penalties": (1, 2, 4)})
    assert worth(seen, "referral_penalty", {"present": "yes", "dollars": "250.00"}, {"present": "no"}) == (
        25000,
        50000,
        100000,
    )
