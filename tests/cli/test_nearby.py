"""Nearby at the command line: files are imported and listed, members counted, written, and withheld outside."""

import csv

import pyarrow as pa
import pytest
from tests.ingest.nearby.files import gazetteer, nppes, person
from tests.match.books import File
from tests.workspace.small import workspace_of
from typer.testing import CliRunner

from counteroffer.cli import app
from counteroffer.core.errors import InputError
from counteroffer.core.tables import IDENTITIES
from counteroffer.store.vault import Vault

FAMILY = "207Q00000X"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """Fifteen patients of one clinician in two ZIPs, 6.9 miles apart: twelve in the first, three in the second."""
    file = File(1)
    rows = []
    for at in range(15):
        lines = [("99213", 10000, {"rendering_npi": "OWN"})]
        file.claim(f"C{at}", lines, patient_key=f"p{at}", rendering_npi="OWN")
        rows.append({"file_id": 1, "patient_key": f"p{at}", "last": "X", "zip": "78701" if at < 12 else "78702"})
    made = workspace_of(tmp_path_factory.mktemp("near") / "w", file)
    filled = [{name: row.get(name, None if name == "birth_date" else "") for name in IDENTITIES.names} for row in rows]
    Vault(made.home).append([pa.Table.from_pylist(filled, schema=IDENTITIES.schema)])
    return made


def run(desk, *words):
    made = CliRunner().invoke(app, [*map(str, words), "-w", str(desk.home.root)], catch_exceptions=False)
    return " ".join(made.output.split())


def test_files_are_imported_members_counted_and_small_counts_withheld_outside(desk, tmp_path):
    (tmp_path / "gaz.txt").write_text(gazetteer({"78701": (30.0, -97.0), "78702": (30.1, -97.0)}))
    people = [person("OWN", "78701", FAMILY), person("1", "78701", FAMILY), person("2", "78701", FAMILY)]
    (tmp_path / "npi.csv").write_text(nppes(*people))
    (tmp_path / "other.txt").write_text("a\tb\n")
    told = run(desk, "nearby", "import", tmp_path, "--within", 30)
    assert "gaz.txt gazetteer 2 2" in told
    assert "npi.csv npidata 3 3" in told
    assert "passed over" in told
    assert "30 miles of 78701" in run(desk, "nearby", "files")

    out = tmp_path / "near.csv"
    run(desk, "nearby", "Acme", "--miles", 5, "--out", out)
    (row,) = csv.DictReader(out.open())
    assert (row["kind"], row["members"], row["none"], row["one"], row["more"]) == (FAMILY, "15", "3", "0", "12")
    run(desk, "nearby", "Acme", "--miles", 5, "--outside", "--out", out)
    (row,) = csv.DictReader(out.open())
    assert (row["members"], row["none"], row["withheld"]) == ("", "", "a count below 11")
    for extra, zips in (((), ["78701", "78702"]), (("--outside",), [])):
        run(desk, "nearby", "Acme", "--miles", 5, "--by-zip", *extra, "--out", out)
        assert [row["zip"] for row in csv.DictReader(out.open())] == zips
    shown = run(desk, "nearby", "Acme", "--minutes", 10)
    assert "not checked: no minutes a mile are said" in shown
    assert "Miles are as the crow flies" in shown
    assert f"{FAMILY} 15" in shown
    assert "78702 3" in run(desk, "nearby", "Acme", "--miles", 5, "--by-zip")
    with pytest.raises(InputError, match="no number of minutes a mile"):
        run(desk, "nearby", "Acme", "--minutes", 10, "--minutes-per-mile", "fast")
    with pytest.raises(InputError, match=r"neither \.parquet nor \.csv"):
        run(desk, "nearby", "Acme", "--out", tmp_path / "x.txt")


def test_without_a_payer_the_help_is_shown(desk):
    made = CliRunner().invoke(app, ["disruption"])
    assert "list" in made.output
    assert "count" in CliRunner().invoke(app, ["nearby", "-h"]).output
