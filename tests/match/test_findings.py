"""What matching finds odd."""

from tests.match.books import Cases, File

CASES = Cases()
PAID = ("99213", 10000, 8000, [("CO", "45", 2000)])
TWICE = CASES.add(File(1).remit("A", [PAID]), File(2).remit("A", [PAID], "2025-04-01"))
CORRECTED = CASES.add(
    File(1).claim("A", [("99213", 10000)]),
    File(2).remit("A", [PAID]).remit("A", [("99213", -10000, -8000, [])], status="22").remit("A", [PAID], "2025-04-01"),
)
LONE = CASES.add(File(1).remit("C", [PAID], payer="Beta").remit("D", [PAID], payer="BETA, Inc."))


def test_a_line_paid_twice_is_told_with_what_is_not_counted():
    (finding,) = CASES.findings(TWICE)
    assert (finding.kind, finding.cents) == ("match.paid_twice", 8000)
    assert "2 times" in finding.says
    assert "$80.00" in finding.says


def test_a_payment_that_was_reversed_and_paid_again_is_not_paid_twice():
    assert CASES.findings(CORRECTED) == []


def test_answers_to_claims_that_never_came_are_counted_once_for_each_payer():
    notes = [f for f in CASES.all()[1] if f.kind == "match.claim_not_imported"]
    assert [(f.says.split(" that ")[0], f.cents, f.severity) for f in notes] == [
        ("1 claims", 16000, "note"),
        ("2 claims", 16000, "note"),
    ]
    assert "BETA, Inc." in notes[1].says
