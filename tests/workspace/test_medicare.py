"""Two releases of every kind of Medicare file in a workspace: side by side, and the same one again replaces itself."""

import pytest
from tests.ingest.fees.published import ANES, ASP, CLFS, CMS, DMEPOS, GPCI, LOCCO, OPPSCAP, PPRRVU, ZIP_LINE, published

from counteroffer.core.practice import Practice
from counteroffer.ingest.fees.edition import Edition
from counteroffer.workspace import Workspace
from counteroffer.workspace.medicare import list_releases

FIRST = {
    "PPRRVU2025_Oct.csv": PPRRVU, "OPPSCAP_Oct.csv": OPPSCAP, "GPCI2025.csv": GPCI, "ANES2025.csv": ANES,
    "25LOCCO.csv": LOCCO, "CLFS_2025_Q1V1.csv": CLFS, "ASP.csv": ASP, "DMEPOS.csv": DMEPOS, "ZIP5.txt": ZIP_LINE,
}  # fmt: skip
SECOND = {
    "PPRRVU2026_Jan.csv": PPRRVU.replace("2025 National", "2026 National").replace("October", "January"),
    "OPPSCAP_Jan.csv": OPPSCAP, "GPCI2026.csv": GPCI.replace("2025", "2026"), "ANES2026.csv": ANES,
    "26LOCCO.csv": LOCCO.replace("2025", "2026"), "CLFS_2025_Q2V1.csv": CLFS.replace("00010.56", "00011.00"),
    "ASP.csv": ASP.replace("January 1", "April 1").replace("March 31", "June 30"),
    "DMEPOS.csv": DMEPOS.replace("January 2025", "April 2025"), "ZIP5.txt": ZIP_LINE.replace("20254", "20261"),
}  # fmt: skip
DUE = {
    "medicare_fees": {(2025, "D"), (2026, "A")}, "medicare_opps_caps": {(2025, "D"), (2026, "A")},
    "medicare_localities": {(2025, ""), (2026, "")}, "medicare_anesthesia": {(2025, ""), (2026, "")},
    "medicare_counties": {(2025, ""), (2026, "")}, "medicare_labs": {(2025, "Q1"), (2025, "Q2")},
    "medicare_drugs": {(2025, "Q1"), (2025, "Q2")}, "medicare_equipment": {(2025, "Q1"), (2025, "Q2")},
    "medicare_zips": {(2025, "Q4"), (2026, "Q1")},
}  # fmt: skip


@pytest.fixture
def desk(tmp_path):
    return Workspace.create(tmp_path / "w", Practice("Cedar & Oak", zip="78701"))


def folder(path, files):
    path.mkdir()
    for name, content in files.items():
        (path / name).write_text(content)
    return path


def imported(desk):
    """(table, year, release) -> rows, of what was imported and not shipped."""
    rows = [row for row in list_releases(desk.medicare) if row["imported_at"] is not None]
    return {(row["table"], row["year"], row["release"]): row["rows"] for row in rows}


def test_two_releases_of_every_kind_stand_side_by_side_and_one_again_changes_nothing(desk, tmp_path):
    first, second = folder(tmp_path / "first", FIRST), folder(tmp_path / "second", SECOND)
    for box in (first, second):
        done = desk.import_published([box])
        assert done.failed == ()
        assert len(done.found) == len(DUE)
    before = imported(desk)
    assert before.keys() == {(table, *edition) for table, editions in DUE.items() for edition in editions}
    desk.import_published([first])
    assert imported(desk) == before


def test_an_amount_that_changed_is_there_in_both_quarters(desk, tmp_path):
    for name, files in (("first", FIRST), ("second", SECOND)):
        desk.import_published([folder(tmp_path / name, files)])
    labs = [row for row in desk.medicare.table("medicare_labs").to_pylist() if row["code"] == "80053"]
    found = {row["quarter"]: row["amount"] for row in labs if row["modifier"] == "QW" and row["year"] == 2025}
    assert (found[1], found[2]) == (1056, 1100)


def test_the_published_files_of_two_years_stand_side_by_side(desk):
    published("2026_tidy/rvu_2026.csv")
    desk.import_published([CMS / "2025A", CMS / "2025D", CMS / "zip5_2025Q4"])
    done = desk.import_published([CMS / "2026_tidy"], Edition(2026, conversion=334_009))
    assert done.failed == ()
    found = imported(desk)
    assert {key[0] for key in found} == DUE.keys()
    assert found["medicare_fees", 2025, "D"] == 19_090
    assert found["medicare_fees", 2026, "tidy"] == 11_075
    assert set(desk.medicare.years) >= {2025, 2026}
