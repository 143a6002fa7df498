"""Published files of a region in a workspace: stored in the lake, replaced by kind, and measured from members' ZIPs."""

import math
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from tests.ingest.nearby.files import gazetteer, hsd_rows, locations, nppes, person
from tests.ingest.nearby.test_nearby_files import workbook
from tests.match.books import File
from tests.workspace.small import workspace_of

from counteroffer.core.errors import InputError
from counteroffer.core.tables import IDENTITIES
from counteroffer.negotiate.alternatives import Standard
from counteroffer.store.vault import Vault
from counteroffer.workspace.alternatives import alternatives
from counteroffer.workspace.nearby import import_nearby, nearby_files
from counteroffer.workspace.nearby_rules import NearbyRules, read_directory, read_nearby_rules
from counteroffer.workspace.vault import VaultDesk

FAMILY, BONES = "207Q00000X", "207X00000X"
POINTS = {"78701": (30.0, -97.0), "78702": (30.1, -97.0), "78703": (30.6, -97.0), "10001": (40.75, -74.0)}
"""The practice's ZIP; one 6.9 miles north of it; one 41.5; one far away."""


@pytest.fixture
def desk(tmp_path):
    """A practice with two clinicians and seven patients of Acme in three ZIPs, known by the vault."""
    file = File(1)
    zips = {"a": "78701", "b": "78701", "c": "78702", "d": "78703", "e": "78703-1234", "f": "", "g": "78701"}
    for at, patient in enumerate(zips):
        who = "OWN2" if patient == "g" else "OWN1"
        lines = [("99213", 10000, {"rendering_npi": who})]
        file.claim(f"C{at}", lines, patient_key=patient, rendering_npi=who, diagnoses="I10")
        file.remit(f"C{at}", [("99213", 10000, 8000, [("CO", "45", 2000)])])
    made = workspace_of(tmp_path / "w", file)
    rows = [{"file_id": 1, "patient_key": p, "last": p.upper(), "zip": z} for p, z in zips.items()]
    filled = [{name: row.get(name, None if name == "birth_date" else "") for name in IDENTITIES.names} for row in rows]
    Vault(made.home).append([pa.Table.from_pylist(filled, schema=IDENTITIES.schema)])
    return made


CLINICIANS = [
    person("OWN1", "78701", FAMILY),
    person("OWN2", "10001", BONES),
    person("1", "78701", FAMILY),
    person("2", "78702", FAMILY),
    person("3", "78703", BONES),
    person("4", "78701", FAMILY, gone="01/01/2024"),
    person("5", "10001", FAMILY),
    person("6", "78701", FAMILY, entity="2"),
    person("7", "10001", FAMILY),
    person("8", "78701", BONES, FAMILY, primary=0),
]


@pytest.fixture
def files(tmp_path):
    folder = tmp_path / "published"
    folder.mkdir()
    (folder / "npidata.csv").write_text(nppes(*CLINICIANS))
    (folder / "pl.csv").write_text(locations(("7", "78703"), ("7", "10001")))
    (folder / "gaz.txt").write_text(gazetteer(POINTS))
    sheet = hsd_rows([("Travis", "TX", "Metro")], [("Primary Care (see Notes)", "S03", {"Metro": (30, 20)})])
    workbook(folder / "hsd.xlsx", ("Provider Time & Distance", sheet))
    return folder


def rows(desk, name, *columns):
    return desk.lake.read(name, list(columns)).to_pylist()


def test_files_are_stored_whatever_their_order_and_only_what_is_near(desk, files):
    done = import_nearby(desk, [files], 60)
    assert [(one.source.kind, one.rows, one.kept) for one in done.read] == [
        ("gazetteer", 4, 4),
        ("standards", 1, 1),
        ("locations", 2, 1),
        ("npidata", 10, 6),
    ]
    assert done.read[-1].says == "1 deactivated ones left out"
    places = {(r["npi"], r["zip"], r["place"]) for r in rows(desk, "clinician_places", "npi", "zip", "place")}
    assert places == {
        ("OWN1", "78701", "primary"),
        ("1", "78701", "primary"),
        ("2", "78702", "primary"),
        ("3", "78703", "primary"),
        ("6", "78701", "primary"),
        ("8", "78701", "primary"),
        ("7", "78703", "other"),
    }
    # the own clinician far away and the one with another place near are known with their taxonomies
    assert {r["npi"] for r in rows(desk, "clinicians_near", "npi")} == {"OWN1", "OWN2", "1", "2", "3", "6", "7", "8"}
    assert {(r["kind"], r["miles"]) for r in nearby_files(desk)} == {
        ("gazetteer", None),
        ("standards", None),
        ("locations", 60),
        ("npidata", 60),
    }


def test_a_smaller_radius_keeps_less_and_takes_the_place_of_the_former_import(desk, files):
    import_nearby(desk, [files], 60)
    import_nearby(desk, [files / "npidata.csv"], 10)
    places = {(r["npi"], r["place"]) for r in rows(desk, "clinician_places", "npi", "place")}
    assert ("3", "primary") not in places
    assert ("2", "primary") in places
    assert ("7", "other") in places
    assert sorted(r["kind"] for r in nearby_files(desk)) == ["gazetteer", "locations", "npidata", "standards"]


def test_without_a_gazetteer_nothing_can_be_near_and_it_says_where_to_get_one(desk, files):
    with pytest.raises(InputError, match="Where ZIP codes lie is not known") as told:
        import_nearby(desk, [files / "npidata.csv"])
    assert "census.gov" in told.value.mend
    assert nearby_files(desk) == []


def test_a_zip_that_has_no_area_is_named(desk, files, tmp_path):
    (tmp_path / "other.txt").write_text(gazetteer({"10001": (40.75, -74.0)}))
    with pytest.raises(InputError, match="78701 is not in the gazetteer"):
        import_nearby(desk, [tmp_path / "other.txt", files / "npidata.csv"])


def test_nothing_known_says_what_to_get(desk, tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match="is a file we know") as told:
        import_nearby(desk, [tmp_path / "x.csv"])
    assert "NPPES" in told.value.mend
    assert "gazetteer" in told.value.mend


def test_without_the_files_the_answer_is_which_to_get(desk):
    found = alternatives(desk, "Acme", date(2025, 3, 1))
    assert found.reaches == ()
    assert len(found.missing) == 2
    assert "download.cms.gov/nppes" in found.missing[1]


def test_alternatives_are_those_of_the_taxonomy_not_our_own_nor_firms_nor_gone(desk, files):
    import_nearby(desk, [files], 60)
    found = alternatives(desk, "Acme", date(2025, 3, 1), Standard(miles=10))
    family, bones = found.reaches
    # family: 1 (78701), 2 (78702), 7 (78703, its other place); a, b in 78701 and c in 78702 reach 1 and 2; d, e only 7
    assert (family.kind, family.members, family.unlocated, family.clinicians) == (FAMILY, 5, 1, 3)
    assert (family.none, family.one, family.more) == (0, 2, 3)
    # bones: 3 (78703), 8 (78701); g in 78701 reaches 8 alone
    assert (bones.kind, bones.members, bones.clinicians, bones.one) == (BONES, 1, 2, 1)
    assert any("under contract with the payer or not" in note for note in found.notes)


def test_the_edge_of_the_import_is_told(desk, files):
    import_nearby(desk, [files], 50)
    (family, _) = alternatives(desk, "Acme", date(2025, 3, 1), Standard(miles=10)).reaches
    assert family.edge == 2  # those in 78703: 41.5 miles from the practice, and 10 beyond make more than 50
    assert math.isclose({z: n for z, _, _, n in family.by_zip}["78703"], 0.0)


def test_a_directory_leaves_only_contracted_clinicians(desk, files, tmp_path):
    import_nearby(desk, [files], 60)
    (tmp_path / "d.csv").write_text("Name,NPI\nx,2\ny,7\n")
    rules = NearbyRules(directory=tmp_path / "d.csv")
    found = alternatives(desk, "Acme", date(2025, 3, 1), Standard(miles=10), rules)
    assert [(r.kind, r.clinicians, r.none, r.one) for r in found.reaches] == [(FAMILY, 2, 0, 5), (BONES, 0, 1, 0)]
    assert any("Only clinicians of the payer's directory count (d.csv)" in note for note in found.notes)
    (tmp_path / "e.csv").write_text("name\nx\n")
    with pytest.raises(InputError, match="no column `npi`"):
        read_directory(tmp_path / "e.csv")


def test_taxonomies_in_a_group_are_one_kind_and_share_its_standard(desk, files):
    import_nearby(desk, [files], 60)
    rules = NearbyRules(
        groups={"all": (FAMILY, BONES)},
        specialties={"all": "primary care"},
        county="travis",
        state="TX",
        minutes_per_mile={"Metro": Decimal(2)},
    )
    (found,) = alternatives(desk, "Acme", date(2025, 3, 1), rules=rules).reaches
    # 20 miles, and 30 minutes at 2 minutes a mile make 15
    assert found.standard.limit == 15
    assert found.standard.source.endswith("Provider Time & Distance (Metro)")
    assert (found.kind, found.members, found.clinicians) == ("all", 6, 5)
    assert (found.none, found.one, found.more) == (0, 0, 6)


def test_a_specialty_that_no_imported_standard_has_is_said(desk, files):
    import_nearby(desk, [files], 60)
    with pytest.raises(InputError, match="0 imported standards are of 'Primary Care' in 'Mason, TX'"):
        alternatives(
            desk,
            "Acme",
            date(2025, 3, 1),
            rules=NearbyRules(specialties={FAMILY: "Primary Care"}, county="Mason", state="TX"),
        )


def test_a_clinician_whose_taxonomy_nobody_knows_is_told_and_may_be_said(desk, files):
    (files / "npidata.csv").write_text(nppes(*[row for row in CLINICIANS if row["NPI"] != "OWN2"]))
    import_nearby(desk, [files], 60)
    found = alternatives(desk, "Acme", date(2025, 3, 1), Standard(miles=10))
    assert [r.kind for r in found.reaches] == [FAMILY]
    assert any("1 patients are left out" in note for note in found.notes)
    said = alternatives(desk, "Acme", date(2025, 3, 1), Standard(miles=10), NearbyRules(taxonomies={"OWN2": BONES}))
    assert [r.kind for r in said.reaches] == [FAMILY, BONES]


def test_counting_zips_is_logged_without_a_name_and_is_no_showing(desk, files):
    import_nearby(desk, [files], 60)
    alternatives(desk, "Acme", date(2025, 3, 1))
    log = VaultDesk(desk).log
    assert [(e.what, e.patients, e.why) for e in log.entries()] == [("count", 7, "patients of Acme by ZIP")]
    assert VaultDesk(desk).status().openings == 0


RULES = """\
nearby:
  groups: {primary care: [207Q00000X, 207R00000X]}
  taxonomies: {"2994000109": 207Q00000X}
  standards:
    primary care: {miles: 10, minutes: 15, county_type: Metro, source: "provider manual, p. 12"}
    207X00000X: {miles: 20, source: state rule}
  specialties: {207X00000X: Orthopedic Surgery}
  county: Williamson
  state: TX
  minutes_per_mile: {Metro: 1.8}
  directory: directory.csv
"""


def test_what_is_said_under_nearby_is_read(tmp_path):
    (tmp_path / "disruption.yaml").write_text(RULES)
    rules = read_nearby_rules(tmp_path)
    assert rules.kind("207R00000X") == "primary care"
    assert rules.kind("207X00000X") == "207X00000X"
    assert rules.standards["primary care"] == Standard(10, 15, Decimal("1.8"), "provider manual, p. 12")
    assert rules.standards["207X00000X"] == Standard(20, None, None, "state rule")
    assert (rules.pace("Metro"), rules.pace("Rural")) == (Decimal("1.8"), None)
    assert rules.directory == tmp_path / "directory.csv"
    assert read_nearby_rules(tmp_path / "nowhere") == NearbyRules()


def test_all_faults_under_nearby_are_said_at_once_with_their_lines(tmp_path):
    bad = RULES.replace("miles: 10", "miles: near").replace("1.8", "fast").replace("  county: W", "  county_of: W")
    (tmp_path / "disruption.yaml").write_text(bad)
    with pytest.raises(InputError) as told:
        read_nearby_rules(tmp_path)
    assert "line 5: 'miles': 'near' is no whole number" in told.value.says
    assert "no key 'county_of'" in told.value.says
    assert "'fast' is no number of minutes" in told.value.says
