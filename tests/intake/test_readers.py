"""Which reader reads a file: X12 as ever, spreadsheets under the practice's mappings."""

import io
import pickle

import attrs
import openpyxl
import pytest

from counteroffer.core.practice import Practice
from counteroffer.ingest.tabular import Mapping
from counteroffer.ingest.x12 import READER
from counteroffer.intake.mappings import remove, save
from counteroffer.intake.readers import UNMAPPED, Readers
from counteroffer.intake.run import import_paths
from counteroffer.store.home import create_home
from counteroffer.store.lake import Lake

FEES = Mapping("fees", "charge_master", ("Code", "Fee"), {"code": "Code", "charge": "Fee"})
CSV = b"Code,Fee\n99213,150.00\n99214,200.00\n"


@pytest.fixture
def home(tmp_path):
    return create_home(tmp_path / "desk", Practice(name="Elm Street"))


NOT_TABLES = [("a.835", b"ISA*00*"), ("a.csv", b"\r\nISA*00*"), ("a.bin", b"\x00\x01"), ("a.pdf", b"%PDF")]


@pytest.mark.parametrize(("name", "head"), NOT_TABLES)
def test_what_is_no_spreadsheet_goes_to_the_x12_reader(name, head):
    assert Readers((FEES,)).for_file(name, head).version == READER


def test_a_reader_names_the_mapping_its_version_and_its_content(home):
    assert Readers.of(home).for_file("a.csv", CSV).version == UNMAPPED
    save(home, FEES)
    first = Readers.of(home).for_file("a.csv", CSV)
    assert first.version == f"tabular-1 fees v1 {FEES.digest}"
    save(home, attrs.evolve(FEES, constants={"since": "2025-01-01"}))
    assert Readers.of(home).for_file("a.csv", CSV).version not in {first.version, UNMAPPED}
    (chunk, *_) = pickle.loads(pickle.dumps(first)).read(io.BytesIO(CSV), "a.csv", 7, b"k" * 32)
    assert chunk.tables["charge_master"].num_rows == 2


def test_a_workbook_is_read_with_all_mappings_as_its_head_shows_no_sheets():
    book = openpyxl.Workbook()
    book.active.append(["Code", "Fee"])
    file = io.BytesIO()
    book.save(file)
    other = attrs.evolve(FEES, name="other", header=("A", "B"), columns={"code": "A", "charge": "B"})
    one, two = (Readers(known).for_file("a.xlsx", file.getvalue()).version for known in ((FEES,), (FEES, other)))
    assert one == f"tabular-1 {FEES.label}"
    assert two.startswith("tabular-1 of 2 ")


def test_a_file_is_wanted_again_when_its_mapping_changed_and_not_when_it_was_taken_away(home):
    unmapped = Readers.of(home).for_file("a.csv", CSV)
    save(home, FEES)
    mapped = Readers.of(home).for_file("a.csv", CSV)
    assert mapped.wants("set_aside", unmapped.version)
    assert mapped.wants("stored", "tabular-1 fees v0 00000000")
    assert not mapped.wants("stored", mapped.version)
    assert not unmapped.wants("stored", mapped.version)


def test_a_changed_mapping_leaves_one_copy_of_the_rows(home, tmp_path):
    file = tmp_path / "fees.csv"
    file.write_bytes(CSV)

    def bring():
        report = import_paths(home, [file], readers=Readers.of(home))
        return report.files[0].status, Lake(home.lake_dir).rows("charge_master")

    assert bring() == ("set_aside", 0)
    save(home, FEES)
    assert bring() == ("stored", 2)
    assert bring() == ("already_there", 2)
    save(home, attrs.evolve(FEES, constants={"since": "2025-01-01"}))
    assert bring() == ("stored", 2)
    remove(home, "fees")
    assert bring() == ("already_there", 2)
