"""Burden and net-net yield by hand: every part, what is missing, and that nothing unknown counts as zero."""

from decimal import Decimal
from fractions import Fraction

import pytest

from counteroffer.core.errors import InputError
from counteroffer.core.practice import Practice, Times, Wages
from counteroffer.measure.answer import view
from counteroffer.measure.effort import WAGE, cost, defaults, hours
from tests.measure.rows import build, denied, needed, row

TIMES = Times(
    authorization=Decimal(20),
    denial=Decimal(10),
    appeal=Decimal("7.5"),
    status_call=Decimal(12),
    peer_to_peer=Decimal(25),
)
WAGES = Wages(front_desk=Decimal(21), biller=Decimal("25.50"), physician=Decimal(120))
ALL = Practice("Elm", times=TIMES, wages=WAGES, fees={"chk": "2.5", "Blue": "0.1"})


@pytest.fixture(scope="module")
def facts():
    return build(
        row(claim="A", allowed=60000, medicare=50000, expected=60000),
        row(claim="B", allowed=38000, variance=-2000, underpaid=True, expected=40000, medicare=30000),
        row(claim="C", outcome_first="denied", adjudications=2, allowed=10000, medicare=10000),
        denied(claim="D", adjudications=1, expected=20000),
        denied(claim="D", line=2, adjudications=1, expected=10000),
        row(
            claim="E",
            payer="Blue",
            allowed=80000,
            medicare=100000,
            expected=None,
            confidence="cannot_price",
            variance=None,
        ),
        row(claim="F", payer="Coop", sequence="S"),
    )


AUTHS = [
    {"payer": "Acme", "source": "278", "peer_to_peer": "upheld"},
    {"payer": "Acme", "source": "278", "peer_to_peer": "open"},
    {"payer": "Acme", "source": "log", "peer_to_peer": ""},
    {"payer": "Blue", "source": "claims", "peer_to_peer": ""},
]
STATUSES = [
    {"says": "answer", "claim": "A", "file_id": 1, "transaction": "1"},
    {"says": "answer", "claim": "A", "file_id": 1, "transaction": "1"},
    {"says": "answer", "claim": "A", "file_id": 2, "transaction": "1"},
    {"says": "acknowledgment", "claim": "B", "file_id": 2, "transaction": "1"},
]
PAYMENTS = [
    {"payer": "Acme", "method": "CHK", "paid": 50001},
    {"payer": "Acme", "method": "CHK", "paid": -900},
    {"payer": "Blue", "method": "ACH", "paid": 70000},
]


def seen(name, facts, practice=ALL, **options):
    tables = {"authorizations": AUTHS, "claim_statuses": STATUSES, "payments": PAYMENTS} | options
    return {r["payer"]: r for r in view(name, facts, **(needed(name, **tables) | {"practice": practice})).to_pylist()}


def test_every_part_is_touches_times_minutes_times_wage(facts):
    acme = seen("burden", facts)["Acme"]
    assert (acme["authorizations"], acme["authorization_cents"]) == (3, 3 * 700)
    assert (acme["denials"], acme["denial_cents"]) == (2, 2 * 425)
    assert (acme["resent"], acme["appeal_cents"]) == (1, 319)  # 318.75 cents
    assert (acme["status_calls"], acme["status_call_cents"]) == (2, 2 * 510)
    assert (acme["peer_to_peers"], acme["peer_to_peer_cents"]) == (2, 2 * 5000)
    assert (acme["received"], acme["payment_fees_cents"]) == (50001, 1250)  # 1250.025 cents
    assert acme["burden"] == 2100 + 850 + 319 + 1020 + 10000 + 1250
    assert acme["burden_percent"] == pytest.approx(100 * acme["burden"] / 108000)
    assert acme["missing"] == ""
    assert acme["parts"] == "authorization denial appeal status_call peer_to_peer payment_fees"


def test_what_is_not_known_is_missing_and_not_nothing(facts):
    blue = seen("burden", facts)["Blue"]
    assert (blue["peer_to_peers"], blue["peer_to_peer_cents"], blue["missing"]) == (None, None, "peer_to_peer")
    assert blue["payment_fees_cents"] == 70  # the payer's own percent goes before the method's
    silent = seen("burden", facts, Practice("Elm"))["Acme"]
    assert (silent["burden"], silent["burden_percent"], silent["parts"]) == (None, None, "")
    assert silent["missing"].split() == [
        "authorization",
        "denial",
        "appeal",
        "status_call",
        "peer_to_peer",
        "payment_fees",
    ]
    unsaid = seen("burden", facts, claim_statuses=[])["Acme"]
    assert (unsaid["status_calls"], unsaid["status_call_cents"], unsaid["missing"]) == (None, None, "status_call")
    some = seen("burden", facts, Practice("Elm", times=TIMES, wages=Wages(biller=Decimal(30))))["Acme"]
    assert some["missing"].split() == ["authorization", "peer_to_peer", "payment_fees"]
    assert some["burden"] == 2 * 500 + 375 + 2 * 600


def test_fees_that_reach_some_methods_only_are_in_it_and_still_missing(facts):
    more = [*PAYMENTS, {"payer": "Acme", "method": "NON", "paid": 100}]
    acme = seen("burden", facts, payments=more)["Acme"]
    assert (acme["payment_fees_cents"], acme["missing"]) == (1250, "payment_fees")


def test_defaults_are_off_until_chosen_and_each_has_a_source(facts):
    assert cost(Practice("Elm", wages=WAGES), "authorization") is None
    chosen = Practice("Elm", times=Times(authorization="default", denial="default"), wages=WAGES)
    assert cost(chosen, "authorization") == Fraction(700)
    assert hours(chosen, "authorization") == Fraction(1, 3)
    assert (cost(chosen, "denial"), hours(chosen, "denial")) == (5723, None)
    with pytest.raises(InputError, match="status_call"):
        cost(Practice("Elm", times=Times(status_call="default")), "status_call")
    for work, said in defaults().items():
        assert work in WAGE
        assert said["source"]["survey"]
        assert said["source"]["read_on"]


def test_net_yield_takes_shares_off_the_rate_that_was_due(facts):
    acme = seen("net_yield", facts)["Acme"]
    assert (acme["allowed"], acme["medicare"], acme["underpaid"]) == (108000, 90000, 2000)
    assert acme["percent_of_medicare"] == pytest.approx(120)
    assert acme["promised"] == pytest.approx(100 * 110000 / 90000)
    assert acme["underpayment_low"] == pytest.approx(100 * 2000 / 110000)
    assert acme["underpayment_high"] == pytest.approx(100 * 2000 / 110000)  # every paid line is exactly priced
    assert acme["final_denial"] == pytest.approx(100 * 30000 / 140000)
    taken = acme["underpayment_low"] + acme["final_denial"] + acme["burden"]
    assert acme["net_high"] == pytest.approx(acme["promised"] * (100 - taken) / 100)
    assert acme["net_low"] == pytest.approx(acme["net_high"])
    blue = seen("net_yield", facts)["Blue"]
    assert (blue["missing"], blue["net_low"]) == ("peer_to_peer", None)
    assert blue["net_high"] == pytest.approx(80 * (100 - blue["burden"]) / 100)
    assert acme["percent_of_medicare"] > blue["percent_of_medicare"]
    assert list(seen("net_yield", facts)) == ["Blue", "Acme"]  # hassle turns the rank round


def test_payments_are_listed_by_method(facts):
    rows = view("payments_by_method", facts, **needed("payments_by_method", payments=PAYMENTS)).to_pylist()
    assert [(r["payer"], r["method"], r["payments"], r["received"], r["share"]) for r in rows] == [
        ("Acme", "CHK", 2, 50001, 100.0),
        ("Blue", "ACH", 1, 70000, 100.0),
    ]
