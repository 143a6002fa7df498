"""Published files mixed in folders and zips: each is what its content says, one bad one does not sink the rest."""

import zipfile

import pytest
from tests.ingest.fees.published import (
    ANES,
    ASP,
    CLFS,
    DMEPOS,
    GPCI,
    LOCCO,
    OPPSCAP,
    PPRRVU,
    PPRRVU_LINE,
    ZIP_LINE,
    published,
)  # fmt: skip

from counteroffer.core.errors import InputError
from counteroffer.core.findings import ERROR, NOTE
from counteroffer.ingest.fees.edition import Edition
from counteroffer.ingest.fees.published import survey

MIXED = {
    "PPRRVU2025_Oct.csv": PPRRVU, "GPCI2025.csv": GPCI, "ANES2025.csv": ANES, "OPPSCAP_Oct.csv": OPPSCAP,
    "25LOCCO.csv": LOCCO, "CLFS_2025_Q1V1.csv": CLFS, "ASP.csv": ASP, "DMEPOS.csv": DMEPOS, "ZIP5.txt": ZIP_LINE,
}  # fmt: skip


def folder(path, files):
    path.mkdir(exist_ok=True)
    for name, text in files.items():
        (path / name).write_text(text)
    return path


def editions(found):
    return {(one.kind.table.name, one.year, one.release) for one in found}


EVERY = {
    ("medicare_fees", 2025, "D"), ("medicare_localities", 2025, ""), ("medicare_anesthesia", 2025, ""),
    ("medicare_opps_caps", 2025, "D"), ("medicare_counties", 2025, ""), ("medicare_labs", 2025, "Q1"),
    ("medicare_drugs", 2025, "Q1"), ("medicare_equipment", 2025, "Q1"), ("medicare_zips", 2025, "Q4"),
}  # fmt: skip


def test_every_kind_mixed_in_a_folder_is_recognised_and_caps_take_the_year_of_the_values_beside_them(tmp_path):
    surveyed = survey([folder(tmp_path / "box", MIXED)])
    assert editions(surveyed.found) == EVERY
    assert surveyed.findings == ()


def test_a_zip_in_a_folder_is_read_like_the_files_in_it(tmp_path):
    (tmp_path / "box").mkdir()
    with zipfile.ZipFile(tmp_path / "box" / "rvu25d.zip", "w") as archive:
        for name, text in MIXED.items():
            archive.writestr(name, text)
    assert editions(survey([tmp_path / "box"]).found) == EVERY


def test_the_published_files_of_2025_are_all_read():
    published("2025D/GPCI2025.csv")
    surveyed = survey([published("2025D/ANES2025.csv").parent, published("2025A/ASP_2025_Jan.csv").parent])
    assert len(surveyed.found) == 8
    assert {one.kind.table.name: one.rows.num_rows for one in surveyed.found}["medicare_fees"] == 19_090
    assert surveyed.findings == ()


def test_one_unreadable_file_is_named_and_the_rest_is_read(tmp_path):
    files = {**MIXED, "GPCI2025.csv": GPCI.replace("1.017", "much"), "notes.txt": "call CMS\n", "RVU25D.pdf": "%PDF"}
    surveyed = survey([folder(tmp_path / "box", files)])
    assert editions(surveyed.found) == EVERY - {("medicare_localities", 2025, "")}
    (bad,) = [f for f in surveyed.findings if f.severity == ERROR]
    assert "GPCI2025.csv:3: 'much'" in bad.says
    assert {f.file.rpartition("/")[2] for f in surveyed.findings if f.severity == NOTE} == {"notes.txt", "RVU25D.pdf"}


def test_of_two_forms_of_one_file_one_is_read_and_the_other_is_told(tmp_path):
    files = {"PPRRVU2025_Oct.csv": PPRRVU, "PPRRVU2025_Oct.txt": PPRRVU_LINE}
    surveyed = survey([folder(tmp_path / "box", files)])
    assert [one.file.rpartition("/")[2] for one in surveyed.found] == ["PPRRVU2025_Oct.csv"]
    assert "another form" in surveyed.findings[0].says


def test_the_same_rows_twice_are_taken_once_and_differing_ones_not_at_all(tmp_path):
    other = PPRRVU.replace("32.3465", "33.5675")
    same = survey([folder(tmp_path / "same", {"PPRRVU_a.csv": PPRRVU, "PPRRVU_b.csv": PPRRVU})])
    assert len(same.found) == 1
    two = folder(tmp_path / "two", {"PPRRVU_QPP.csv": PPRRVU, "PPRRVU_nonQPP.csv": other})
    surveyed = survey([two])
    assert surveyed.found == ()
    assert len([f for f in surveyed.findings if "differ for 2025 D" in f.says]) == 2
    (taken,) = survey([two], Edition(conversion=335_675)).found
    assert taken.rows["conversion"].to_pylist() == [335_675]


def test_two_different_rows_for_one_code_are_refused(tmp_path):
    text = CLFS + "2025,80053,QW,20250101,N,00011.00,,,\n"
    surveyed = survey([folder(tmp_path / "box", {"CLFS_2025_Q1V1.csv": text})])
    assert surveyed.found == ()
    assert "two different rows for 80053 QW" in surveyed.findings[0].says


def test_a_damaged_zip_is_named_and_a_path_that_is_not_there_is_refused(tmp_path):
    path = tmp_path / "rvu.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("PPRRVU.csv", PPRRVU * 50)
    content = bytearray(path.read_bytes())
    content[60:80] = bytes(20)
    path.write_bytes(content)
    (bad,) = survey([path]).findings
    assert "cannot be unpacked" in bad.says
    with pytest.raises(InputError, match="There is no file"):
        survey([tmp_path / "gone.csv"])


def test_what_is_told_fills_what_neither_content_nor_name_says(tmp_path):
    box = folder(tmp_path / "box", {"caps.csv": OPPSCAP, "anes.csv": ANES})
    assert len(survey([box]).findings) == 2
    assert editions(survey([box], Edition(2024, "B")).found) == {
        ("medicare_opps_caps", 2024, "B"), ("medicare_anesthesia", 2024, ""),
    }  # fmt: skip
