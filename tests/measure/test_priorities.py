"""What to negotiate first: at stake x likelihood, worked by hand, with age, waiting and notices beside it."""

from datetime import date

import pytest

from counteroffer.core.errors import InputError
from counteroffer.core.practice import Practice
from counteroffer.measure.answer import view
from tests.measure.rows import UNPRICED, build, denied, needed, row
from tests.measure.test_age import TODAY, versions

GIVEN = versions(("1", date(2022, 1, 1), {"99213": 9000}))
NOTICES = [
    {"payer": "Acme", "contract": "acme", "kind": "renews", "term_ends": date(2026, 6, 30),
     "notice_by": date(2026, 4, 1), "free_from": date(2026, 7, 1), "notice_days": 90, "says": ""},
    {"payer": "Acme", "contract": "acme-old", "kind": "any_day", "term_ends": None, "notice_by": None,
     "free_from": date(2026, 2, 1), "notice_days": 60, "says": ""},
]  # fmt: skip


def ask(*lines, practice=None, **options):
    practice = practice or Practice("Test")
    given = needed("priorities", **GIVEN, notices=NOTICES, practice=practice)
    return view("priorities", build(*lines, as_of=TODAY), **given, **({"growth": "3.5"} | options)).to_pylist()


def twelve(**said):
    """A line a month, so that a year's amounts are the sums."""
    return [row(month=f"2025-{month:02}", **said) for month in range(1, 13)]


def test_likelihoods_weigh_each_part_and_those_unsaid_count_in_full():
    # allowed 12 x 100.00; one line is 20.00 short of its contract; 40.00 was denied for good, 60.00 won back
    lines = [
        *twelve(),
        row(month="2025-01", allowed=8000, expected=10000, variance=-2000, underpaid=True),
        denied(month="2025-02", expected=4000, contracted=4000),
        row(month="2025-03", outcome_first="denied", expected=6000, contracted=6000, allowed=6000),
    ]
    [plain] = ask(*lines)
    assert plain["denied_likelihood"] == pytest.approx(60.0)  # 60.00 of 100.00 denied at first
    assert plain["unsaid"] == "owed, lesser_of, no_rate, rate"
    allowed = 12 * 10000 + 8000 + 6000
    low, high = round(allowed * 0.03), round(allowed * 0.05)
    assert plain["likely_low"] == plain["at_stake_low"] == 2000 + low
    assert plain["likely_high"] == 2000 + high + 2400  # 60% of the 40.00 that stand denied
    assert plain["at_stake_high"] == 2000 + high + 4000
    said = Practice("Test", likelihood={"owed": "80", "rate": "50%", "denied": "25"})
    [weighed] = ask(*lines, practice=said)
    assert weighed["likely_low"] == 1600 + round(low / 2)
    assert weighed["likely_high"] == 1600 + round(high / 2) + 1000
    assert weighed["unsaid"] == "lesser_of, no_rate"


def test_a_payer_that_never_denied_has_nothing_to_win_back():
    [found] = ask(*twelve())
    assert found["denied_likelihood"] == pytest.approx(100.0)  # nothing measured: in full, and of nothing
    assert found["likely_high"] == found["at_stake_high"]


def test_age_waiting_and_the_nearest_notice_stand_beside_it():
    [found] = ask(*twelve(), years=5)
    assert (found["rates_since"], found["months"], found["standing"]) == (date(2022, 1, 1), 47, "stale")
    assert found["waiting_cost"] == pytest.approx(0.55 * 12 * 10000, rel=0.01)  # the notes: 55% of one base year
    assert found["waiting_cost_real"] < found["waiting_cost"]
    assert (found["notice_kind"], found["free_from"]) == ("any_day", date(2026, 2, 1))


def test_payers_are_ranked_by_what_is_likely_not_by_what_is_at_stake():
    small = twelve(payer="Acme")
    owed = row(
        month="2025-01", payer="Bold", allowed=9000, expected=14000, contracted=14000, variance=-5000, underpaid=True
    )
    order = [found["payer"] for found in ask(*small, owed)]
    assert order == ["Bold", "Acme"]
    doubtful = Practice("Test", likelihood={"owed": "10"})
    found = ask(*small, owed, practice=doubtful)
    assert [(one["place"], one["payer"]) for one in found] == [(1, "Acme"), (2, "Bold")]


def test_a_likelihood_of_nothing_known_or_beyond_100_is_refused():
    for wrong in ({"luck": "50"}, {"owed": "120"}, {"owed": "often"}):
        with pytest.raises(InputError, match="likelihood"):
            ask(*twelve(), practice=Practice("Test", likelihood=wrong))


def test_nothing_without_lines():
    assert ask(row(month="2025-01", **UNPRICED, allowed=None, outcome="none", outcome_first="none"))[0]["owed"] == 0
