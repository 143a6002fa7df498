"""Published Medicare files are read exactly, and what is none of them is refused with its place."""

import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from counteroffer.core.errors import InputError
from counteroffer.ingest.fees.cms import fees, localities, read_published, zips
from counteroffer.medicare.ship import SHELF, ship

CMS = Path(__file__).parents[4] / "shared/data/cms"
PUBLISHED = (CMS / "2025D/PPRRVU2025_Oct.csv", CMS / "2025D/GPCI2025.csv", CMS / "zip5_2025Q4/ZIP5_OCT2025.txt")
HEADING = ",,2025 National Physician Fee Schedule Relative Value File October Release,\n"
COLUMNS = "HCPCS,MOD," + ",".join("x" for _ in range(29)) + "\n"
ROW = "99213,,,A,,1.30,1.35,,0.56,,0.10,2.75,1.96,0,XXX,0.00,0.00,0.00,0,0,0,0,0,,32.3465,09,0,99,0.00,0.00,0.00\n"


@pytest.fixture
def published():
    if not all(path.is_file() for path in PUBLISHED):
        pytest.skip("the published CMS files are not beside this checkout")
    return list(PUBLISHED)


def test_what_ships_is_what_the_published_files_say(published, tmp_path):
    for made in ship(published, tmp_path):
        assert pq.read_table(made).equals(pq.read_table(SHELF / made.name))


def test_the_zip_of_cms_is_read_like_the_files_in_it(published, tmp_path):
    with zipfile.ZipFile(tmp_path / "rvu25d.zip", "w") as archive:
        for path in published:
            archive.write(path, path.name)
    inside, plain = read_published([tmp_path / "rvu25d.zip"]), read_published(published)
    assert {name: rows.num_rows for name, rows in inside.items()} == {name: r.num_rows for name, r in plain.items()}


def test_numbers_are_read_exactly():
    (row,) = fees("f.csv", (HEADING + COLUMNS + ROW).encode()).to_pylist()
    assert (row["year"], row["release"], row["code"], row["modifier"]) == (2025, "D", "99213", "")
    assert (row["work"], row["pe_nonfacility"], row["pe_facility"], row["malpractice"]) == (130, 135, 56, 10)
    assert row["conversion"] == 323_465


def test_a_locality_is_carrier_and_locality():
    text = "ADDENDUM E. FINAL CY 2025 GEOGRAPHIC PRACTICE COST INDICES\n04412,TX,31,AUSTIN,1,1.017,0.7\n"
    (row,) = localities("g.csv", text.encode()).to_pylist()
    assert (row["year"], row["locality"]) == (2025, "0441231")
    assert (row["gpci_work"], row["gpci_pe"], row["gpci_mp"]) == (1000, 1017, 700)


def test_a_zip_line_is_cut_by_position():
    line = "TX787010441231 Z9   0 A" + " " * 52 + "20254"
    assert zips("z.txt", line.encode()).to_pylist() == [
        {"year": 2025, "quarter": 4, "zip": "78701", "state": "TX", "locality": "0441231"}
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (HEADING + COLUMNS + ROW.replace("1.30", "one"), "f.csv:3: 'one' is not a number"),
        (HEADING + COLUMNS + "99213,,A\n", "f.csv:3: 3 columns"),
        (COLUMNS + ROW, "f.csv:1: the heading"),
        (HEADING + ROW, "begins with HCPCS"),
        (HEADING + COLUMNS + ROW.replace("1.30", "1.305"), "more than 2 decimals"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(content, says):
    with pytest.raises(InputError, match=says):
        fees("f.csv", content.encode())


def test_a_file_of_no_known_kind_and_one_that_is_not_there_are_said(tmp_path):
    (tmp_path / "notes.txt").write_text("hello")
    with pytest.raises(InputError, match=r"notes\.txt is no Medicare"):
        read_published([tmp_path / "notes.txt"])
    with pytest.raises(InputError, match="There is no file"):
        read_published([tmp_path / "gone.csv"])
