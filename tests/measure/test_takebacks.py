"""Money taken back, by age: cases worked by hand, and calendar months by the calendar."""

import datetime as dt

from counteroffer.measure.answer import view
from tests.measure.clause_rows import clause, given, movement
from tests.measure.rows import build, row

FACTS = build(row(), row(payer="Blue"))
D = dt.date


def bands(*movements, clauses=(), **options):
    found = view("recoupments_by_age", FACTS, **given(movements, clauses), **options).to_pylist()
    return {(r["payer"], r["months"]): r for r in found}


def test_ages_are_months_from_the_first_payment_and_the_day_after_an_anniversary_is_older():
    paid = D(2022, 3, 15)
    days = {
        D(2022, 3, 16): "0-12", D(2023, 3, 15): "0-12", D(2023, 3, 16): "13-18", D(2023, 9, 15): "13-18",
        D(2023, 9, 16): "19-24", D(2024, 3, 15): "19-24", D(2024, 3, 16): "over 24", None: "unknown",
    }  # fmt: skip
    for moved, band in days.items():
        told = {"paid_date": None, "moved_date": D(2024, 1, 1)} if moved is None else {"moved_date": moved}
        assert list(bands(movement(**({"paid_date": paid} | told)))) == [("Acme", band)], moved


def test_a_correction_is_netted_and_one_that_pays_more_takes_nothing():
    found = bands(movement(cents=7000, replaced=6500), movement(cents=7000, replaced=9000))
    assert found["Acme", "0-12"]["net"] == 500


def test_entries_keep_their_sign_and_other_kinds_take_nothing():
    found = bands(
        movement(kind="recoupment", cents=-5000), movement(kind="recoupment", cents=5000),
        movement(kind="recoupment", cents=800), movement(kind="interest", cents=-33), movement(kind="forward", cents=9),
        movement(cents=100),
    )["Acme", "0-12"]  # fmt: skip
    assert (found["entries"], found["net"], found["reversals"], found["provider_level"]) == (4, 900, 100, 800)


LATE = movement(paid_date=D(2023, 1, 1), moved_date=D(2024, 6, 1), cents=4000)  # 17 months


def test_without_a_limit_nothing_is_beyond_it():
    assert bands(LATE)["Acme", "13-18"]["beyond"] is None
    assert view("recoupments_too_late", FACTS, **given([LATE])).num_rows == 0


def test_the_contract_in_force_when_the_claim_was_paid_gives_the_limit():
    old = clause("lookback", until=D(2023, 6, 30), months=12)
    new = clause("lookback", since=D(2023, 7, 1), months=18)
    later = movement(paid_date=D(2023, 8, 1), moved_date=D(2024, 12, 1), cents=50)
    found = view("recoupments_too_late", FACTS, **given([LATE, later], [old, new])).to_pylist()
    assert [(r["net"], r["months"], r["look_back"]) for r in found] == [(4000, 17, 12)]
    sums = bands(LATE, later, clauses=[old, new])
    assert sums["Acme", "13-18"]["beyond"] in (0, 4000)  # one row for each limit


def test_the_user_may_give_a_limit_instead():
    strict = clause("lookback", months=6)
    found = bands(LATE, LATE | {"payer": "Blue"}, clauses=[strict], look_back=12)
    assert [found[p, "13-18"]["beyond"] for p in ("Acme", "Blue")] == [4000, 4000]
    assert bands(LATE, clauses=[strict], look_back=18)["Acme", "13-18"]["beyond"] == 0


def test_only_payers_of_the_facts_are_told():
    blue = FACTS.filter(FACTS.payer == "Blue")
    assert view("recoupments_by_age", blue, **given([LATE])).num_rows == 0
