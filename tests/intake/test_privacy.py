"""No name, member id, birth date or street leaves the vault: every byte and every cell of a workspace is looked at."""

import zipfile
from datetime import date

import pytest
from tests.ingest.tabular.test_reader import CHARGES, HEADER
from tests.ingest.x12.samples import claim, era

from counteroffer.core import tables
from counteroffer.core.practice import Practice
from counteroffer.intake.mappings import save
from counteroffer.store.engine import Engine
from counteroffer.store.vault import Vault
from counteroffer.workspace import Workspace

RARE = (
    "QUIXWORTH",
    "ZEPHYRINE",
    "MXQ7741",
    "19470213",
    "1947-02-13",
    "77 VORPAL",
    "JABBERTON",
    "BRILLIGAN",
    "KRYZALDA",
)
"""Of whoever is in the files below: names, member id, birth date, street, town."""

WHO = (
    "NM1*IL*1*DOOLITTLE*ELIZA****MI*W1~",
    "NM1*IL*1*QUIXWORTH*ZEPHYRINE****MI*MXQ7741~\nN3*77 VORPAL LN~\nN4*JABBERTON*TX*78701~",
)
BORN = ("DMG*D8*19800101*F", "DMG*D8*19470213*F")
PAID = ("NM1*QC*1*DOOLITTLE*ELIZA****MI*W1", "NM1*QC*1*QUIXWORTH*ZEPHYRINE****MI*MXQ7741")
HOSPITAL = (
    ("005010X222A1~\nST*837*0002*005010X222A1", "005010X223A2~\nST*837*0002*005010X223A2"),
    ("11:B:1*Y*A*Y*Y", "13:A:1**A*Y*Y"),
    ("SV1*HC:99213:25*150*UN*1***1", "SV2*0450*HC:99213:25*150*UN*1"),
    ("CLM*A1*", "CLM*H1*"),
    ("000000002", "000000003"),
)  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("privacy")
    made = Workspace.create(folder / "desk", Practice(name="Elm Street", zip="78701"))
    files = folder / "files"
    files.mkdir()
    (files / "a.837").write_bytes(claim(WHO, BORN))
    (files / "b.837").write_bytes(claim(WHO, BORN, *HOSPITAL))
    (files / "c.835").write_bytes(era(PAID))
    save(made.home, CHARGES)
    (files / "d.csv").write_text(HEADER + 'S1,"BRILLIGAN, KRYZALDA",2/13/1947,3/14/2025,99213,,1,150,Acme\n')
    made.import_paths([files])
    made.refresh()
    made.cases()
    return made


def contents(folder):
    """Every file below a folder, and what is packed in workbooks."""
    for path in (path for path in folder.rglob("*") if path.is_file()):
        yield path, path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                yield from ((path, packed.read(name)) for name in packed.namelist())


def test_the_files_were_read_with_their_patients(desk):
    read = desk.lake.read("claims", ["claim", "patient_key"]).to_pylist()
    assert {"A1", "H1", "S1"} <= {row["claim"] for row in read if row["patient_key"]}


def test_no_byte_outside_the_vault_tells_a_patient(desk):
    looked_at = {path.relative_to(desk.home.root).parts[0] for path, _ in contents(desk.home.root)}
    assert {"lake", "vault", "reports", "mappings"} <= looked_at
    for path, content in contents(desk.home.root):
        assert not [word for word in RARE if word.encode() in content.upper()], path


def test_no_cell_of_any_table_tells_a_patient(desk):
    with Engine(desk.lake) as engine:
        for table in tables.ALL:
            rows = engine.arrow(engine.table(table.name)).to_pylist()
            said = "\n".join(str(value) for row in rows for value in row.values()).upper()
            assert not [word for word in RARE if word in said], table.name
            assert str(date(1947, 2, 13)) not in said


def test_the_vault_knows_them_all_and_tells_nobody_without_its_key(desk):
    found = Vault(desk.home).search("quixworth").to_pylist()
    assert {row["member_id"] for row in found} == {"MXQ7741"}
    assert date(1947, 2, 13) in {row["birth_date"] for row in found}
    assert "77 VORPAL LN" in {row["address"] for row in found}
    assert Vault(desk.home).search("brilligan")["first"].to_pylist() == ["KRYZALDA"]
