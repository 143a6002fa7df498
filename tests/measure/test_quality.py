"""The quality report on a small practice worked by hand, with what was planted missing."""

from datetime import date, timedelta

import pytest

from counteroffer.core.tables import READ
from tests.match.books import File
from tests.workspace.small import workspace_of

START = date(2025, 1, 6)
PAID = ("99213", 10000, 8000, [("CO", "45", 1000), ("PR", "3", 1000)])


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """Forty weeks of Acme: sent on Monday, answered after 14 days; week 30 and week 39 are never answered."""
    claims, remits = File(1), File(2)
    for week in range(40):
        day = START + timedelta(weeks=week)
        told = ("99213", 10000, {"service_date": str(day)})
        claims.claim(f"C{week}", [told], sent=str(day), payer="Acme", filing_code="CI")
        if week not in (30, 39):
            remits.remit(f"C{week}", [PAID], str(day + timedelta(days=14)), payer="Acme")
    remits.remit("lone", [PAID], "2025-09-01", payer="Acme")
    remits.remit("zero", [("99213", 10000, 0, [])], "2025-09-01", payer="Beta")
    remits.remit(
        "odd", [("99213", -5000, -4000, [])], "2025-09-08", payer="Acme", status="22", charge=-5000, paid=-4000
    )
    remits.remit("plan", [PAID], "2025-09-08", payer="Acme", status="25")
    aside = File(3).claim("bad", [("99213", 700)], payer="Acme")
    aside.rows["claims"][0]["set_aside"] = True
    aside.rows["claim_lines"][0]["set_aside"] = True
    kinds = {1: ("837P", "stored"), 2: ("835", "stored"), 3: ("837P", "stored"), 4: ("270", "set_aside")}
    files = [
        {"file_id": n, "name": f"f{n}", "kind": kind, "status": status, "interchanges": 1}
        for n, (kind, status) in kinds.items()
    ]
    said = {"severity": "error", "says": "it does not balance", "stage": "import"}
    findings = [
        said | {"kind": "x12.claim_unbalanced", "file_id": 3, "segment": 1, "claim": "bad", "cents": 700},
        said | {"kind": "x12.count", "file_id": 2, "segment": 9, "severity": "warning"},
    ]
    assert {t.name for t in READ} <= remits.rows.keys()
    folder = tmp_path_factory.mktemp("quality") / "w"
    return workspace_of(folder, claims, remits, aside, more={"files": files, "findings": findings}).quality()


def test_what_came_is_counted_by_kind(report):
    assert [(c.kind, c.files) for c in report.came] == [("837P", 2), ("835", 1)]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("files_unread", ("look", 1, 4, None)),
        ("envelopes", ("bad", 1, 4, None)),
        ("set_aside", ("bad", 1, 83, 700)),
        ("reversals_unmatched", ("bad", 1, 1, 4000)),
        ("unanswered", ("bad", 1, 40, 10000)),
        ("unclaimed", ("look", 2, 40, 8000)),
        ("without_allowed", ("look", 1, 40, 10000)),
        ("unpriced", ("look", 42, 42, 42 * 10000)),
        ("derived", ("look", 2, 2, 39 * 9000)),
        ("missing_months", ("good", 0, None, 0)),
        ("same_number_twice", ("untold", 0, 0, None)),
    ],
)
def test_every_check_says_what_was_planted(report, name, wanted):
    check = report.check(name)
    assert (check.grade, check.count, check.of, check.cents) == wanted, check.says


def test_a_claim_that_waits_no_longer_than_usual_is_told_in_words_only(report):
    check = report.check("unanswered")
    assert check.rows["item"].to_pylist() == ["C30"]
    assert "1 more are within that time" in check.says
    # sent 4 August; the last payment here is that of week 38: 29 September + 14 days
    assert check.rows["says"].to_pylist() == ["sent 70 days before the last payment here; usually answered within 14"]


def test_every_fault_says_what_to_do_and_opens_to_its_rows(report):
    for check in report.faults:
        assert check.mend.endswith("."), check.name
        assert check.rows.num_rows, check.name
    assert set(report.rows()["check"].to_pylist()) == {check.name for check in report.faults if check.rows.num_rows}


def test_a_predetermination_is_no_money_and_no_denial(report):
    every = report.rows().to_pylist()
    assert not [row for row in every if row["item"] == "plan"]


def test_a_payer_without_enough_history_is_said_to_have_none(report):
    said = {payer.payer: payer for payer in report.payers}
    assert said["Acme"].basis == "none"  # 25 settled lines
    assert said["Acme"].through == "2025-05"
    assert said["Beta"].through == ""
