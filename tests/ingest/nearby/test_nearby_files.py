"""Published files of a region: known by their headings, in zips and folders, read in blocks, only what is near kept."""

import zipfile
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ingest.nearby.files import gazetteer, hsd_rows, locations, nppes, person

from counteroffer.core.errors import InputError
from counteroffer.ingest.nearby import nppes as reader
from counteroffer.ingest.nearby.nppes import Near, read_locations, read_npidata
from counteroffer.ingest.nearby.points import read_points
from counteroffer.ingest.nearby.sources import find
from counteroffer.ingest.nearby.standards import read_standards

FAMILY, BONES = "207Q00000X", "207X00000X"


def put(folder, name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def only(path):
    (source,), passed = find([path])
    assert not passed
    return source


def test_every_kind_of_file_is_known_by_its_heading_in_folders_and_zips_and_others_are_named(tmp_path):
    put(tmp_path, "a.csv", nppes(person("1", "78628", FAMILY)))
    put(tmp_path, "b.txt", gazetteer({"78628": (30.6, -97.7)}))
    put(tmp_path, "c.csv", "specialty,county_type,minutes,miles\nPrimary Care,Metro,15,10\n")
    put(tmp_path, "notes.pdf", "x")
    put(tmp_path, "else.csv", "a,b\n1,2\n")
    with zipfile.ZipFile(tmp_path / "nppes.zip", "w") as archive:
        archive.writestr("pl_pfile_1.csv", locations(("1", "78628")))
        archive.writestr("readme.pdf", "x")
    found, passed = find([tmp_path])
    assert {source.kind for source in found} == {"npidata", "gazetteer", "standards", "locations"}
    assert next(s for s in found if s.kind == "locations").name.endswith("nppes.zip/pl_pfile_1.csv")
    assert sorted(name.rpartition("/")[2] for name in passed) == ["else.csv", "notes.pdf"]


def test_a_path_that_is_not_there_and_a_damaged_zip_say_what_to_do(tmp_path):
    with pytest.raises(InputError, match="There is no"):
        find([tmp_path / "nothing.csv"])
    put(tmp_path, "broken.zip", "no zip")
    with pytest.raises(InputError, match="is no zip") as told:
        find([tmp_path])
    assert "Download it again" in told.value.mend


def test_only_active_clinicians_near_are_kept_with_their_taxonomies_and_place(tmp_path):
    rows = [
        person("1", "786281234", FAMILY),
        person("2", "10001", FAMILY),
        person("3", "78628", BONES, gone="01/02/2024"),
        person("4", "78628", BONES, gone="01/02/2020", back="01/02/2021"),
    ]
    kept = read_npidata(only(put(tmp_path, "n.csv", nppes(*rows))), Near({"78628"}))
    assert (kept.read, kept.inactive) == (4, 1)
    assert kept.places.to_pylist() == [
        {"npi": npi, "place": "primary", "zip": "78628", "city": "TOWN", "state": "TX"} for npi in "14"
    ]
    assert kept.clinicians.to_pylist()[0] == {
        "npi": "1",
        "entity": "1",
        "name": "DOE1, ANN",
        "taxonomy": FAMILY,
        "primary": True,
        "updated": date(2025, 3, 4),
    }


def test_the_switch_tells_the_primary_taxonomy_and_an_only_one_needs_none(tmp_path):
    rows = [
        person("1", "78628", FAMILY, BONES, primary=1),
        person("2", "78628", FAMILY, primary=None),
        person("3", "78628", FAMILY, BONES, primary=None),
        person("4", "78628", BONES, BONES, primary=None),
        person("5", "78628", primary=None),
    ]
    kept = read_npidata(only(put(tmp_path, "n.csv", nppes(*rows))), Near({"78628"}))
    told = {(r["npi"], r["taxonomy"]): r["primary"] for r in kept.clinicians.to_pylist()}
    assert told == {
        ("1", FAMILY): False,
        ("1", BONES): True,
        ("2", FAMILY): True,
        ("3", FAMILY): False,
        ("3", BONES): False,
        ("4", BONES): True,
    }
    assert kept.places.num_rows == 5


def test_who_is_asked_for_is_kept_from_afar_but_without_the_far_place(tmp_path):
    kept = read_npidata(only(put(tmp_path, "n.csv", nppes(person("1", "10001", FAMILY)))), Near({"78628"}, {"1"}))
    assert kept.clinicians.num_rows == 1
    assert kept.places.num_rows == 0


def test_an_organization_is_named_by_its_business_name(tmp_path):
    row = person("9", "78628", "261QM1300X", entity="2") | {
        "Provider Organization Name (Legal Business Name)": "OAK, LLC"
    }
    kept = read_npidata(only(put(tmp_path, "n.csv", nppes(row))), Near({"78628"}))
    assert [(r["entity"], r["name"]) for r in kept.clinicians.to_pylist()] == [("2", "OAK, LLC")]


def test_other_places_near_are_kept_whoever_practises_there(tmp_path):
    source = only(put(tmp_path, "pl.csv", locations(("1", "78628-0001"), ("2", "10001"), ("1", "786281111"))))
    kept = read_locations(source, Near({"78628"}))
    assert kept.read == 3
    assert [(r["npi"], r["place"], r["zip"]) for r in kept.places.to_pylist()] == [("1", "other", "78628")] * 2


def test_blocks_smaller_than_the_file_give_the_same_rows_from_a_zip(tmp_path, monkeypatch):
    text = nppes(*(person(str(n), "78628" if n % 3 else "10001", FAMILY) for n in range(300)))
    with zipfile.ZipFile(tmp_path / "n.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("npidata_pfile_x.csv", text)
    monkeypatch.setattr(reader, "BLOCK", 20_000)
    told = []
    kept = read_npidata(only(tmp_path / "n.zip"), Near({"78628"}), told.append)
    assert len(told) > 5
    assert told[-1] == kept.read == 300
    assert kept.places["npi"].to_pylist() == [str(n) for n in range(300) if n % 3]


def test_a_file_without_a_column_or_with_a_torn_row_is_named(tmp_path):
    text = nppes(person("1", "78628", FAMILY)).replace("Healthcare Provider Taxonomy Code_7", "Something else")
    with pytest.raises(InputError, match="no column 'Healthcare Provider Taxonomy Code_7'"):
        read_npidata(only(put(tmp_path, "n.csv", text)), Near({"78628"}))
    torn = nppes(person("1", "78628", FAMILY)) + '"2","1"\n'
    with pytest.raises(InputError, match="is damaged"):
        read_npidata(only(put(tmp_path, "m.csv", torn)), Near({"78628"}))


@pytest.mark.parametrize("delimiter", ["\t", "|"], ids=["tabs", "bars"])
def test_a_gazetteer_gives_points_in_millionths_whatever_stands_between(tmp_path, delimiter):
    head = ("GEOID", "GEOIDFQ", "ALAND", "AWATER", "ALAND_SQMI", "AWATER_SQMI", "INTPTLAT", "INTPTLONG")
    source = only(
        put(
            tmp_path,
            "z.txt",
            gazetteer({"78628": (30.6405, -97.751044), "00601": ("18.180555", -66.7)}, delimiter, head),
        )
    )
    assert read_points(source).to_pylist() == [
        {"zip": "00601", "latitude": 18_180_555, "longitude": -66_700_000},
        {"zip": "78628", "latitude": 30_640_500, "longitude": -97_751_044},
    ]


@pytest.mark.parametrize(
    ("points", "says"),
    [({"4819": (30, -97)}, "no ZIP code"), ({"78628": (95, -97)}, "no degree"), ({"78628": ("NaN", 1)}, "no degree")],
)
def test_a_gazetteer_of_something_else_is_refused_with_its_line(tmp_path, points, says):
    with pytest.raises(InputError, match=f"line 2: .*{says}"):
        read_points(only(put(tmp_path, "z.txt", gazetteer(points))))


@settings(deadline=None, max_examples=40)
@given(st.decimals(-90, 90, places=7), st.decimals(-180, 180, places=7))
def test_points_are_rounded_to_the_nearest_millionth(tmp_path_factory, latitude, longitude):
    source = only(put(tmp_path_factory.mktemp("z"), "z.txt", gazetteer({"78628": (f"{latitude:f}", f"{longitude:f}")})))
    row = read_points(source).to_pylist()[0]
    assert abs(row["latitude"] - latitude * 1_000_000) <= 0.5
    assert abs(row["longitude"] - longitude * 1_000_000) <= 0.5


def workbook(path, *sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


SPECIALTIES = [
    ("Primary Care (see Notes)", "S03", {"Metro": (15, 10), "Rural": (40, 30)}),
    ("Orthopedic Surgery", 25, {"Metro": (30, 20)}),
]
COUNTIES = [("Williamson", "TX", "Metro"), ("Mason", "TX", "Rural")]


def test_the_workbook_of_cms_gives_a_row_for_each_county_and_specialty(tmp_path):
    sheet = hsd_rows(COUNTIES, SPECIALTIES)
    path = workbook(tmp_path / "hsd.xlsx", ("Minimum Provider #s", [["x"]]), ("Provider Time & Distance", sheet))
    rows = read_standards(only(path)).to_pylist()
    found = [
        (r["county"], r["county_type"], r["specialty"], r["specialty_code"], r["minutes"], r["miles"]) for r in rows
    ]
    assert found == [
        ("Williamson", "Metro", "Primary Care", "S03", 15, 10),
        ("Williamson", "Metro", "Orthopedic Surgery", "025", 30, 20),
        ("Mason", "Rural", "Primary Care", "S03", 40, 30),
    ]
    assert rows[0]["source"].endswith("hsd.xlsx, Provider Time & Distance")


def test_a_workbook_without_the_sheet_or_its_heading_says_so(tmp_path):
    with pytest.raises(InputError, match="no sheet of time and distance; it has Sheet one"):
        read_standards(only(workbook(tmp_path / "a.xlsx", ("Sheet one", [["x"]]))))
    with pytest.raises(InputError, match="no row says Time and Distance"):
        read_standards(only(workbook(tmp_path / "b.xlsx", ("Time & Distance", [["x"], ["y"]]))))


def test_a_tidy_list_of_standards_is_taken_as_well_and_its_faults_have_lines(tmp_path):
    text = (
        "Specialty,County Type,Minutes,Miles,County,State,Source\nPrimary Care,Metro,15,10,Williamson,TX,manual p. 3\n"
    )
    row = read_standards(only(put(tmp_path, "s.csv", text))).to_pylist()[0]
    assert (row["specialty"], row["county"], row["minutes"], row["miles"], row["source"]) == (
        "Primary Care",
        "Williamson",
        15,
        10,
        "manual p. 3",
    )
    for bad, says in (
        (",Metro,15,10,,,", "line 2: it names no specialty"),
        ("P,Metro,quick,10,,,", "'quick' is no whole number"),
    ):
        with pytest.raises(InputError, match=says):
            read_standards(only(put(tmp_path, "t.csv", text.split("\n", maxsplit=1)[0] + "\n" + bad + "\n")))
