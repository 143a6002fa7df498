"""Completeness of a small practice with known lags, and of months planted missing."""

import datetime as dt

import ibis
import pyarrow as pa
import pytest

from counteroffer.core.tables import LINES
from counteroffer.measure.answer import answer
from counteroffer.measure.completeness import by_payer, completeness
from counteroffer.measure.pace import first_day, month_of, months_between
from tests.measure.rows import build, denied, row
from tests.price.rows import line

YEAR = months_between("2025-01", "2025-12")
LAST = dt.date(2025, 12, 26)


def practice(  # noqa: PLR0917
    per_month=40, lags=(10, 40), months=YEAR, drop=(), first=dt.date(2025, 1, 3), last=LAST, payer="Acme"
):
    """Lines on the first of each month, answered after so many days if that payment is here; payments every week."""
    days = [first + dt.timedelta(days=n) for n in range(0, (last - first).days + 1, 7)]
    paid = [{"payer": payer, "payment_date": d} for d in days if month_of(d) not in drop]
    lines = []
    for month in months:
        for number in range(per_month):
            when = first_day(month) + dt.timedelta(days=lags[number % len(lags)])
            here = first <= when <= last and month_of(when) not in drop
            lines.append(
                line(0, payer=payer, month=month, service_date=first_day(month), submitted_date=first_day(month),
                     first_paid_date=when if here else None, charge=100)
            )  # fmt: skip
    return lines, paid


def judged(*practices, enough=95):
    con = ibis.duckdb.connect()
    lines = [r for one, _ in practices for r in one]
    paid = [r for _, one in practices for r in one]
    nullable = pa.schema([f.with_nullable(True) for f in LINES.schema])
    paying = pa.schema([("payer", pa.string()), ("payment_date", pa.date32())])
    return completeness(
        con.create_table("l", pa.Table.from_pylist(lines, schema=nullable)),
        con.create_table("p", pa.Table.from_pylist(paid, schema=paying)),
        enough,
    )


def why(rows, payer="Acme"):
    return {r["month"]: r["why"] for r in rows.to_pylist() if r["payer"] == payer}


def test_a_month_is_complete_when_95_percent_of_its_dollars_can_have_arrived():
    rows = judged(practice())
    assert why(rows) == dict.fromkeys(YEAR, "") | {"2025-11": "recent", "2025-12": "recent"}
    short = by_payer(rows)[0]
    assert (short.through, short.holes, short.basis) == ("2025-10", (), "curve")
    assert short.history == 40 * 7  # January to July have 120 days behind them
    assert str(short) == "complete through 2025-10"


def test_the_share_is_a_parameter():
    # of November, 16 of 30 days of the slower half are in: 77 percent
    assert why(judged(practice(), enough=70))["2025-11"] == ""
    assert why(judged(practice(), enough=99))["2025-10"] == ""


def test_a_planted_missing_month_is_found_and_leaves_a_hole():
    rows = judged(practice(per_month=60, drop=("2025-09",)))
    # of what is answered after 40 days, services from 23 July to 21 August are lost with September's payments; of what
    # is answered after 10 days, those from 22 August to 20 September
    assert why(rows)["2025-09"] == why(rows)["2025-08"] == why(rows)["2025-07"] == "missing_remits"
    short = by_payer(rows)[0]
    assert short.missing == ("2025-09",)
    assert short.through == "2025-10"
    assert short.holes == ("2025-07", "2025-08", "2025-09")
    assert str(short) == "complete through 2025-10, except 2025-07, 2025-08, 2025-09"


def test_claims_sent_and_unanswered_beyond_chance_make_a_month_incomplete_though_payments_came():
    lines, paid = practice()
    for one in [r for r in lines if r["month"] == "2025-03"][:10]:
        one["first_paid_date"] = None  # a file lost among others of its month
    assert why(judged((lines, paid)))["2025-03"] == "unanswered"
    lines, paid = practice()
    next(r for r in lines if r["month"] == "2025-03")["first_paid_date"] = None
    assert why(judged((lines, paid)))["2025-03"] == ""  # one in forty is chance


def test_with_little_history_only_120_days_of_run_out_count_and_the_pace_gives_the_other_end():
    short = by_payer(judged(practice(per_month=10)))[0]
    assert (short.basis, short.history) == ("few", 70)
    assert (short.through, short.through_high) == ("2025-07", "2025-10")
    assert str(short) == "complete through 2025-07 to 2025-10 (only 70 settled lines)"


def test_with_next_to_no_history_nothing_is_claimed_of_the_pace():
    rows = judged(practice(per_month=1))
    assert {r["arrived"] for r in rows.to_pylist()} == {None}
    assert by_payer(rows)[0].through == "2025-07"
    short = by_payer(judged(practice(per_month=1, months=["2025-11"])))[0]
    assert str(short) == "not known (0 settled lines)"


def test_a_payer_without_remittances_has_no_complete_month():
    lines, _ = practice(per_month=2)
    (short,) = by_payer(judged((lines, [])))
    assert short.through == ""
    assert set(why(judged((lines, []))).values()) == {"no_remits"}


def test_months_before_the_first_remittance_here_are_not_complete():
    rows = judged(practice(first=dt.date(2025, 3, 7)))
    assert why(rows)["2025-01"] == why(rows)["2025-02"] == "before"
    assert why(rows)["2025-03"] == ""


def test_each_payer_is_judged_by_its_own_pace():
    rows = judged(practice(), practice(payer="Slow", lags=(80, 100)))
    through = {short.payer: short.through for short in by_payer(rows)}
    assert through == {"Acme": "2025-10", "Slow": "2025-08"}


def test_rates_asked_for_complete_months_leave_the_others_out_and_say_how_many_are_behind_them():
    lines = [row(month="2025-03"), denied(month="2025-03"), denied(month="2025-04"), denied(month="")]
    months = pa.Table.from_pylist(
        [{"payer": "Acme", "month": m, "complete": m == "2025-03"} for m in ("2025-03", "2025-04")]
    )
    made = build(*lines, months=months)
    assert answer("initial_denial_rate_lines", made)["value"].to_pylist() == [75.0]
    settled = answer("initial_denial_rate_lines", made, complete=True)
    assert settled["n"].to_pylist() == [3]  # a line without a date is left out of no figure
    assert settled["value"].to_pylist() == [pytest.approx(200 / 3)]
