"""The causes of underpayments scored on the demo's full size."""

import pytest
from tests.demo.test_score import caused, judge, planted_under, run, told_by

from counteroffer.demo import generate


@pytest.mark.slow
def test_the_cause_of_every_underpayment_is_proved_among_150_000_lines(tmp_path):
    truth = generate(tmp_path, lines=150_000)
    product, told = run(truth), told_by(truth)
    found = {(row["claim"], row["line"]): row for row in product["lines"]}
    planted = planted_under(truth, found, told)
    judge(caused(product, "under"), planted)
