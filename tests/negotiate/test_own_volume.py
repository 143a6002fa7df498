"""Visits and what they bring, from facts made by hand: what counts as a visit, which months count, what is left out."""

import datetime as dt
from fractions import Fraction

import pyarrow as pa
import pytest

from counteroffer.core.tables import COMPLETENESS
from counteroffer.negotiate.own_volume import OwnVolume, visits_by_month, volume_of, volume_of_others
from tests.measure.rows import build, denied, row


def counted(*rows, months=None):
    return visits_by_month(build(*rows, months=months)).execute().to_dict("records")


def seen(day, patient="p1", **said):
    when = dt.date.fromisoformat(day)
    said.setdefault("paid_date", when + dt.timedelta(30))
    return {"service_date": when, "month": day[:7], "patient_key": patient} | said


def test_a_visit_is_a_patient_a_day_and_a_clinician_however_many_lines_it_has():
    rows = counted(
        row(**seen("2025-03-04"), allowed=10000),
        row(**seen("2025-03-04"), allowed=2000),
        row(**seen("2025-03-04"), rendering_npi="n2", allowed=5000),
        row(**seen("2025-03-05"), allowed=3000),
    )
    assert [(r["visits"], r["allowed"]) for r in rows] == [(3, 20000)]


def test_a_visit_that_was_denied_is_a_visit_that_brought_nothing():
    found = volume_of(counted(row(**seen("2025-03-04")), denied(**seen("2025-03-06"))), "Acme")
    assert (found.visits, found.allowed, found.rate) == (2, 10000, Fraction(5000))


def test_second_payers_count_for_nothing_and_lines_without_a_patient_are_told():
    rows = counted(
        row(**seen("2025-03-04")),
        row(**seen("2025-03-04"), sequence="S", allowed=2000),
        row(**seen("2025-03-05", patient=""), allowed=700),
    )
    found = volume_of(rows, "Acme")
    assert (found.visits, found.allowed, found.nameless) == (1, 10000, 700)


def test_days_to_the_money_are_weighted_by_the_money():
    rows = counted(
        row(**seen("2025-03-04", paid_date=dt.date(2025, 3, 14)), allowed=30000),
        row(**seen("2025-03-05", paid_date=dt.date(2025, 4, 14)), allowed=10000),
        row(**seen("2025-03-06", paid_date=None), allowed=99),
    )
    assert volume_of(rows, "Acme").days == Fraction(10 * 30000 + 40 * 10000, 40000)


def month(name, visits=10, allowed=100_000, payer="Acme", complete=True, **more):
    said = {"payer": payer, "month": name, "complete": complete, "visits": visits, "allowed": allowed}
    return said | {"nameless": 0, "timed": 0, "waited": 0} | more


def test_the_latest_twelve_complete_months_make_a_year():
    rows = [month(f"2024-{n:02}", visits=n) for n in range(1, 13)] + [month("2025-01", 100), month("2025-02", 7)]
    rows[-1]["complete"] = False
    found = volume_of(rows, "Acme")
    # February 2024 to January 2025: 2 + ... + 12 + 100
    assert (found.since, found.until, found.months, found.visits) == ("2024-02", "2025-01", 12, 177)
    assert found.yearly == 177


def test_fewer_months_are_made_a_year_of():
    found = volume_of([month("2025-01", 10), month("2025-02", 20)], "Acme")
    assert (found.yearly, found.rate) == (Fraction(180), Fraction(20000, 3))


def test_a_half_arrived_month_inside_is_passed_over_and_one_without_a_visit_counts():
    rows = [month("2025-01", 10), month("2025-02", 1, complete=False), month("2025-04", 20)]
    found = volume_of(rows, "Acme")
    # January, March (nobody came) and April; February's answers have not arrived
    assert (found.months, found.visits, found.yearly) == (3, 30, 120)


def test_other_payers_are_counted_in_the_same_months():
    rows = [
        month("2025-01", 10), month("2025-02", 10, complete=False),
        month("2025-01", 4, 60_000, payer="Beta"), month("2025-02", 9, 90_000, payer="Beta"),
        month("2024-12", 99, payer="Beta"), month("2025-01", 2, 60_000, payer="Gamma"),
    ]  # fmt: skip
    found = volume_of_others(rows, "Acme")
    assert (found.payer, found.visits, found.rate) == ("", 6, Fraction(20000))


def test_a_payer_without_a_complete_month_has_no_visits_and_no_rate():
    found = volume_of([month("2025-01", complete=False)], "Acme")
    assert found == OwnVolume("Acme", 0, 0, 0, "", "")
    assert (found.yearly, found.rate) == (0, None)
    assert volume_of_others([month("2025-01", complete=False), month("2025-01", payer="Beta")], "Acme").visits == 0


def test_contribution_is_visits_times_what_is_left_of_one():
    assert volume_of([month("2025-01", 10)], "Acme").contribution(Fraction(4500)) == 120 * (10000 - 4500)


@pytest.mark.parametrize("complete", [True, False])
def test_completeness_of_the_payers_month_comes_from_the_table(complete):
    blanks = {pa.string(): "", pa.int64(): 0, pa.float64(): 0.0, pa.bool_(): False, pa.date32(): None}
    told = {"payer": "Acme", "month": "2025-03", "complete": complete}
    content = [{field.name: told.get(field.name, blanks[field.type]) for field in COMPLETENESS.schema}]
    schema = pa.schema([field.with_nullable(True) for field in COMPLETENESS.schema])
    rows = counted(row(**seen("2025-03-04")), months=pa.Table.from_pylist(content, schema=schema))
    assert [r["complete"] for r in rows] == [complete]
