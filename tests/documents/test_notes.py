import attrs
import pyarrow as pa
import pytest

from counteroffer.core.tables import FINDINGS
from counteroffer.documents.notes import notes


def _text(case, context):
    return "\n".join(notes(case, context))


def _finding(severity):
    empty = {name: 0 if name in ("file_id", "interchange", "segment", "offset") else "" for name in FINDINGS.names}
    return empty | {"severity": severity, "cents": None}


def test_files_claims_set_aside_and_versions_are_said(case, context):
    text = _text(case, context)
    assert "2 files in the workspace; 6 claims in them are set aside and in no figure." in text
    assert text.endswith("computed from: lines 3, priced 3.")


def test_findings_are_counted_by_how_grave_they_are(case, context):
    rows = [_finding(severity) for severity in ("error", "warning", "warning", "note")]
    found = attrs.evolve(context, findings=pa.Table.from_pylist(rows, schema=FINDINGS.schema))
    assert "1 errors, 2 warnings and 1 notes" in _text(case, found)


def test_lines_without_an_answer_or_a_price_are_counted(case, context):
    text = _text(case, context)
    assert f"{case.lines.num_rows:,} lines of this payer as the primary one; 0 have no answer yet." in text
    left = case.lines["why_not"].to_pylist().count("no_rate")
    assert f"Lines that could not be priced: {left:,} no rate for the code." in text


def test_the_tolerance_is_said(case, context):
    assert "only beyond $1.00 or 1% of the expected amount" in _text(case, context)


@pytest.mark.parametrize(("covered", "warned"), [(89.9, True), (90.0, False), (None, False)])
def test_a_comparison_that_covers_too_little_wants_care(case, context, covered, warned):
    figure = attrs.evolve(case.figures["medicare_coverage"], value=covered)
    thin = attrs.evolve(case, figures=case.figures | {"medicare_coverage": figure})
    assert ("read that comparison with care" in _text(thin, context)) is warned
