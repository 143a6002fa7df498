"""What holds for every kind of clause: it has a valuation, no change is worth nothing, and nothing is invented."""

from decimal import Decimal

import pytest

from counteroffer.clauses.dollars.words import REASONS
from counteroffer.clauses.inputs import INPUTS
from counteroffer.clauses.registry import every, value
from counteroffer.clauses.terms import Terms, no_worse, of_rows, pairs, suggested, typed
from counteroffer.clauses.worth import NOWHERE, Span, Worth, less
from counteroffer.contracts.clauses import clause_kinds
from counteroffer.core.errors import InputError, UnknownNameError
from counteroffer.core.practice import Costs, Practice, Times, Wages
from tests.clauses.rows import change, over, see
from tests.measure.clause_rows import clause
from tests.measure.many import facts
from tests.measure.rows import row

MADE, _ = facts()
RICH = Practice(
    "Cedar & Oak", times=Times(authorization=Decimal(18)), wages=Wages(front_desk=Decimal(21)), fees={"CHK": "1"},
    costs=Costs(variable_per_visit=Decimal(46), cost_of_capital_percent=Decimal(8)), clinicians={"n1": "NP"},
)  # fmt: skip
SEEN = over(MADE, practice=RICH, inputs=dict.fromkeys(INPUTS, (1000, 5000, 20000)))
HELD = {
    "timely_filing": {"days": 90}, "corrected_claims": {"days": 90}, "appeals": {"days": 90},
    "lookback": {"months": 18},
    "dispute_window": {"days": 90}, "initial_term": {"months": 36}, "renewal": {"months": 12},
    "post_termination": {"days": 120},
    "most_favored_nation": {"present": "yes"}, "escalator": {"percent": 1}, "withhold": {"percent": 2},
    "prompt_pay": {"days": 45, "interest_percent": 6}, "exclusivity": {"present": "yes"},
    "referral_penalty": {"present": "yes", "dollars": "100"}, "practitioner_percent": {"percent": 85},
}  # fmt: skip


def test_every_kind_of_the_catalogue_has_a_valuation_and_no_other_has():
    assert sorted(every()) == sorted(clause_kinds())
    assert all(one.says and one.formula for one in every().values())


@pytest.mark.parametrize("kind", sorted(clause_kinds()))
def test_no_change_is_worth_exactly_nothing(kind):
    held = Terms(kind, typed(kind, HELD.get(kind, {})))
    found = value(SEEN, held, held)
    if found.span is None:
        assert found.how == NOWHERE
        return
    assert found.low == found.high == 0
    assert found.likely in (0, None)
    if found.likely is None:
        assert found.today.likely is None


@pytest.mark.parametrize("kind", sorted(set(suggested()) & set(HELD)))
def test_what_is_suggested_is_never_worse_than_what_holds(kind):
    held = Terms(kind, typed(kind, HELD[kind]))
    found = value(SEEN, held, held.changed(no_worse(held, suggested()[kind])))
    assert found.span is not None
    assert found.high >= 0
    assert found.likely is None or found.likely >= 0
    assert found.low >= 0


@pytest.mark.parametrize("kind", sorted(REASONS))
def test_what_no_claim_tells_has_a_reason_and_never_a_number(kind):
    found = change(see(row()), kind, {}, {})
    assert found.span is None
    assert found.today is None
    assert found.how == NOWHERE
    assert found.formula == REASONS[kind]


NEEDY = {
    "unilateral_amendment": ("amendment_cut", "amendment_chance"), "initial_term": ("rate_target",),
    "audit": ("audit_requests", "audit_record_cost"), "tiering": ("steered_share",), "exclusivity": ("kept_share",),
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(NEEDY))
def test_what_only_the_practice_knows_is_asked_and_never_assumed(kind):
    found = change(over(MADE, practice=RICH), kind, HELD.get(kind, {}), {})
    assert found.span is None
    for name in NEEDY[kind]:
        assert any(f"inputs: {name} " in ask for ask in found.asks)


def test_a_payer_without_a_complete_month_has_no_number():
    found = change(over(MADE, payer="Nobody"), "timely_filing", {"days": 90}, {"days": 180})
    assert found.span is None
    assert "arrived" in found.formula


def test_a_year_is_twelve_times_the_only_month():
    seen = see(row(allowed=12_345))
    assert seen.revenue == 12_345 * 12
    assert seen.yearly(5) == 60


def test_a_span_drawn_of_claims_holds_its_sum_and_is_the_same_every_time():
    import numpy as np

    amounts = np.where(SEEN.column("denied"), SEEN.column("worth"), 0)
    first, again = SEEN.span(amounts), over(MADE).span(amounts)
    assert first == again
    assert first.low < first.likely < first.high
    assert SEEN.span(amounts * 0) == Span.sure(0)


def test_the_order_is_by_likely_then_by_the_most():
    ranked = sorted(
        [
            Worth("a", "", "", 0, None, 90),
            Worth("b", "", "", 5, 50, 60),
            Worth("c", "", ""),
            Worth("d", "", "", 0, 0, 100),
        ],
        key=lambda one: one.rank,
    )
    assert [one.kind for one in ranked] == ["b", "d", "a", "c"]


def test_one_span_less_itself_is_nothing_and_less_another_keeps_its_ends_in_order():
    span = Span(-5, 3, 9)
    assert less(span, span) == Span(0, 0, 0)
    assert less(Span(0, 1, 2), Span(0, 5, 10)) == Span(-8, -4, 0)
    assert less(Span(0, None, 2), Span(0, 1, 2)).likely is None


def test_values_of_a_person_are_typed_by_the_catalogue():
    assert pairs("default_rate", ["percent_of_charges=45.5"]) == {"percent_of_charges": 45_500}
    assert typed("timely_filing", {"days": 90, "clock": "service"}) == {"days": 90, "clock": "service"}
    assert typed("lookback", {"mutual": True}) == {"mutual": True}
    with pytest.raises(InputError, match="no value of a clause"):
        pairs("lookback", ["months"])
    with pytest.raises(InputError, match="cannot be 'moon'"):
        typed("timely_filing", {"clock": "moon"})
    with pytest.raises(InputError, match="not a whole number"):
        typed("timely_filing", {"days": "ninety"})
    with pytest.raises(UnknownNameError, match="says nothing called 'dais'"):
        typed("timely_filing", {"dais": 90})
    with pytest.raises(UnknownNameError, match="no kind of clause"):
        typed("timely", {"days": 90})


def test_rows_of_the_table_become_terms_with_their_place():
    rows = clause("timely_filing", days=90, clock="service", says="In ninety days")
    rows[0]["unit"], rows[1]["unit"] = "days", "word"
    rows[0]["page"] = rows[1]["page"] = "7"
    terms = of_rows("timely_filing", rows)
    assert terms.values == {"days": 90, "clock": "service"}
    assert terms.source == "Acme/2020-01-01, page 7"
    assert terms.words() == "days 90, clock service"
    assert of_rows("timely_filing", []).words() == "not written down"
    assert Terms("lookback").words() == "silent"
    assert Terms("withhold", {"percent": 2500}).words() == "percent 2.5%"


def test_every_suggested_value_can_be_read_and_more_is_not_suggested_where_it_is_worse():
    assert set(suggested()) <= set(clause_kinds())
    assert no_worse(Terms("timely_filing", {"days": 365}), {"days": 180, "clock": "primary"}) == {"clock": "primary"}
    assert no_worse(Terms("lookback", {"months": 6}), {"months": 12}) == {}
    assert no_worse(Terms("lookback", known=False), {"months": 12}) == {"months": 12}
