"""What is missing in what came, each worked by hand on a small practice."""

from datetime import date, timedelta

import pytest

from tests.match.books import File
from tests.workspace.small import workspace_of

PAID = ("99213", 10000, 8000, [("CO", "45", 1000), ("PR", "3", 1000)])


def check(folder, name, *files):
    return workspace_of(folder / "w", *files).quality(thorough=False).check(name)


@pytest.mark.parametrize(("waited", "late"), [(120, 0), (121, 1)])
def test_without_any_history_a_claim_is_late_after_120_days_up_to_the_last_payment_here(tmp_path, waited, late):
    sent = date(2025, 1, 6)
    claims = File(1).claim("C1", [("99213", 10000)], sent=str(sent))
    remits = File(2).remit("other", [PAID], str(sent + timedelta(days=waited)))
    found = check(tmp_path, "unanswered", claims, remits)
    assert (found.count, found.of) == (late, 1)


def test_without_claims_files_answers_are_not_called_alone(tmp_path):
    found = check(tmp_path, "unclaimed", File(1).remit("C1", [PAID]))
    assert (found.grade, found.count) == ("untold", 1)
    assert "No claims files" in found.says


def test_an_answer_to_a_claim_that_is_here_is_not_alone_and_another_is(tmp_path):
    claims = File(1).claim("C1", [("99213", 10000)])
    remits = File(2).remit("C1", [PAID]).remit("C9", [PAID])
    found = check(tmp_path, "unclaimed", claims, remits)
    assert found.rows["item"].to_pylist() == ["C9"]
    assert (found.of, found.cents) == (2, 8000)


def test_a_month_without_payments_is_missing_and_worth_the_median_month(tmp_path):
    remits = File(1)
    for month, paid in ((1, 1000), (2, 2000), (3, 9000), (4, 3000), (6, 4000), (7, 3000), (8, 3000)):
        for day in (5, 12, 19, 26):
            remits.remit(
                f"C{month}.{day}", [("99213", 10000, paid, [("CO", "45", 10000 - paid)])], f"2025-0{month}-{day:02}"
            )
    found = check(tmp_path, "missing_months", remits)
    assert [(row["item"], row["cents"]) for row in found.rows.to_pylist()] == [("2025-05", 12000)]  # 4 x 3000
