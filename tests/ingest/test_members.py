"""Rosters of members: ids become pseudonyms, births become ages, and what cannot be read is set aside and counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.core.errors import InputError
from counteroffer.ingest.members import read_roster

KEY = bytes(range(32))


def read(folder, text, key=KEY):
    file = folder / "roster.csv"
    file.write_text(text)
    return read_roster(file, key)


def test_a_member_is_a_pseudonym_and_nothing_of_its_name_or_birth_is_kept(tmp_path):
    text = "month,member_id,name,birth_date,sex\n2025-01,W123,DOE JANE,1980-02-01,F\n"
    text += "2025-02,w123,DOE JANE,2/1/1980,female\n"
    found = read(tmp_path, text)
    one, other = found.rows
    assert one["member_key"] == other["member_key"]
    assert len(one["member_key"]) == 16
    said = repr(found)
    assert not any(text in said for text in ("W123", "w123", "DOE", "1980"))
    assert [row["age"] for row in found.rows] == [44, 45]  # 45 on 1 February 2025
    assert [row["sex"] for row in found.rows] == ["F", "F"]
    assert found.findings[0].says == "Columns passed over: name."
    assert read(tmp_path, text, bytes(32)).rows[0]["member_key"] != one["member_key"]


@pytest.mark.parametrize(
    "month",
    ["2025-01", "2025-01-31", "202501", "1/2025", "01/31/2025"],
)
def test_a_month_may_be_written_in_several_ways(tmp_path, month):
    (row,) = read(tmp_path, f"Month,Member ID,Age\n{month},A,30\n").rows
    assert (row["month"], row["change"], row["place"]) == ("2025-01", "whole", 2)


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ("2025-13,A,30,,", "no month"),
        ("2025-01,,30,,", "no member"),
        ("2025-01,A,30.5,,", "whole years"),
        ("2025-01,A,,,", "no age"),
        ("2025-01,A,200,,", "cannot be"),
        ("2025-01,A,30,Q,", "no sex"),
        ("2025-01,A,30,F,high", "no risk score"),
        ("2025-01,A,30,F,-1", "no risk score"),
        ("2025-01,A,30,F,NaN", "no risk score"),
    ],
)
def test_a_row_that_cannot_be_read_is_set_aside_with_its_line(tmp_path, cells, fault):
    found = read(tmp_path, f"month,member_id,age,sex,risk\n2025-01,B,4,F,0.5\n{cells}\n")
    assert (len(found.rows), found.aside) == (1, 1)
    (finding,) = found.findings
    assert (finding.severity, finding.segment) == ("error", 3)
    assert fault in finding.says


def test_a_member_who_stands_twice_in_a_month_counts_once(tmp_path):
    found = read(tmp_path, "month,member_id,age\n2025-01,A,30\n2025-01,A,31\n2025-02,A,31\n")
    assert ([row["age"] for row in found.rows], found.aside) == ([30, 31], 1)
    assert "in line 2" in found.findings[0].says


def test_a_file_with_changes_adds_and_drops_and_one_without_names_everybody(tmp_path):
    found = read(tmp_path, "month,member_id,birth_year,change\n2025-01,A,2000,\n2025-01,B,,drop\n2025-01,C,1990,add\n")
    assert [(row["change"], row["age"]) for row in found.rows] == [("add", 25), ("drop", None), ("add", 35)]


@pytest.mark.parametrize("heading", ["", "month,age", "month,member_id", "member_id,age\n"])
def test_a_file_without_the_columns_is_refused_with_their_names(tmp_path, heading):
    with pytest.raises(InputError, match="has no column for"):
        read(tmp_path, heading)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_roster(tmp_path / "no.csv", KEY)


@given(st.lists(st.tuples(*[st.text(st.characters(codec="utf-8", exclude_characters='",\r\n'), max_size=8)] * 3)))
def test_every_row_is_stored_or_set_aside_whatever_stands_in_it(tmp_path_factory, rows):
    lines = ["month,member_id,age", *(",".join(row) for row in rows)]
    text = "\n".join(lines)
    found = read(tmp_path_factory.mktemp("r"), text)
    told = [row for row in text.splitlines()[1:] if any(cell.strip() for cell in row.split(","))]
    assert len(found.rows) + found.aside == len(told)
