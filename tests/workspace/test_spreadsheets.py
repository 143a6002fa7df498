"""Spreadsheets at the desk: the dry run counts what the file holds, and what cannot be opened is refused in words."""

import gzip

import duckdb
import pytest

from counteroffer.core.errors import InputError
from counteroffer.workspace.spreadsheets import look_at, preview, propose_for

TEXT = (
    "Claim #,DOS,CPT,Charge,Payer\nC1,03/14/2025,99213,150.00,Acme\nC2,03/15/2025,99214,200.50,Beta\n"
    "C3,03/20/2025,99214,200.50,Beta\n"
)


@pytest.fixture
def path(tmp_path):
    (tmp_path / "c.csv").write_text(TEXT)
    return tmp_path / "c.csv"


def test_a_dry_run_agrees_with_another_reader_of_the_same_file(path):
    mapping = propose_for(look_at(path)).mapping("charges")
    seen = preview(path, [mapping], b"k" * 32)
    read = duckdb.sql(f"""select count(*), sum(Charge * 100)::bigint, min(strptime(DOS, '%m/%d/%Y'))::date,
        max(strptime(DOS, '%m/%d/%Y'))::date from read_csv('{path}', header=true, types={{'DOS': 'VARCHAR'}})""")
    lines, cents, first, last = read.fetchone()
    assert (seen.rows["claim_lines"], seen.sums["charges"]) == (lines, cents) == (3, 55100)
    assert (str(seen.since), str(seen.until)) == (str(first), str(last))
    assert seen.payers == {"Beta": 2, "Acme": 1}
    assert seen.patients == 0


def test_a_packed_file_is_looked_at_like_the_plain_one(path):
    packed = path.with_suffix(".csv.gz")
    packed.write_bytes(gzip.compress(TEXT.encode()))
    assert look_at(packed).header == look_at(path).header


def test_without_a_mapping_nothing_would_be_stored_and_the_reason_is_said(path):
    seen = preview(path, [], b"k" * 32)
    assert seen.rows == {}
    assert "nobody has explained" in seen.findings[0].says


@pytest.mark.parametrize(("name", "content", "says"), [
    ("nowhere.csv", None, "There is no file"), ("empty.csv", b"", "holds nothing"),
    ("a.txt", b"Dear", "no spreadsheet"),
    ("a.xlsx", b"PK\x03\x04xl/broken", "cannot be"),
])  # fmt: skip
def test_what_cannot_be_looked_at_is_refused_in_words(tmp_path, name, content, says):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=says):
        look_at(tmp_path / name)
