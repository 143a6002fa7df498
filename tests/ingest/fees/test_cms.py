"""Published Medicare files are read exactly, and what is none of them is refused with its place."""

import zipfile
from pathlib import Path

import pytest

from counteroffer.core.errors import InputError
from counteroffer.ingest.fees.cms import (
    fees,
    localities,
    read_gpci,
    read_pprrvu,
    read_published,
    read_zip5,
    zips,
)

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


def test_every_row_of_the_published_files_is_read(published):
    pprrvu, gpci, zip5 = published
    assert read_pprrvu(pprrvu).num_rows == sum(1 for _ in pprrvu.open(encoding="latin-1")) - 10
    assert read_gpci(gpci).num_rows == 109
    assert read_zip5(zip5).num_rows == sum(1 for _ in zip5.open(encoding="latin-1"))


def test_every_zip_leads_to_a_locality_that_has_indices(published):
    indices = set(read_gpci(published[1])["locality"].to_pylist())
    assert set(read_zip5(published[2])["locality"].to_pylist()) == indices


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


def test_a_file_of_another_kind_is_refused_by_what_it_lacks(tmp_path):
    path = tmp_path / "PPRRVU.csv"
    path.write_text(HEADING + COLUMNS + ROW)
    assert read_pprrvu(path).num_rows == 1
    with pytest.raises(InputError, match=r"holds no file of geographic indices"):
        read_gpci(path)
    with pytest.raises(InputError, match=r"holds no file of ZIP codes"):
        read_zip5(path)


def test_a_broken_line_of_a_zip_file_is_refused_with_its_place():
    line = "TX787010441231 Z9   0 A" + " " * 52 + "20254\n"
    with pytest.raises(InputError, match=r"z\.txt:2: "):
        zips("z.txt", (line + line.replace("20254", "2025Q")).encode())


def test_the_same_file_twice_is_read_once_and_two_conversion_factors_are_refused(tmp_path):
    one, same, other = (tmp_path / f"PPRRVU{i}.csv" for i in range(3))
    one.write_text(HEADING + COLUMNS + ROW)
    same.write_text(HEADING + COLUMNS + ROW)
    other.write_text(HEADING + COLUMNS + ROW.replace("32.3465", "33.5675"))
    assert read_published([one, same])["medicare_fees"].num_rows == 1
    with pytest.raises(InputError, match=r"Two files differ.*2025 D 99213"):
        read_published([one, other])


def test_a_damaged_zip_is_refused(tmp_path):
    path = tmp_path / "rvu.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("PPRRVU.csv", HEADING + COLUMNS + ROW * 50)
    content = bytearray(path.read_bytes())
    content[60:80] = bytes(20)
    path.write_bytes(content)
    with pytest.raises(InputError, match="cannot be unpacked"):
        read_published([path])
