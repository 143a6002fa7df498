"""Who the patients are goes into the vault with the commit that brings their claims, and out with it."""

import pyarrow.compute as pc
import pytest
from tests.ingest.x12.samples import claim, era

from counteroffer.core.errors import WorkspaceError
from counteroffer.core.practice import Practice
from counteroffer.intake import run
from counteroffer.intake.manage import chosen, redo, remove
from counteroffer.intake.run import import_paths
from counteroffer.store.home import create_home
from counteroffer.store.lake import Lake, Write
from counteroffer.store.vault import Vault


@pytest.fixture
def home(tmp_path):
    return create_home(tmp_path / "desk", Practice(name="Elm Street"))


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "files"
    path.mkdir()
    (path / "a.835").write_bytes(era())
    (path / "b.837").write_bytes(claim())
    return path


def keys(home, table):
    return set(pc.unique(Lake(home.lake_dir).read(table, ["patient_key"])["patient_key"]).to_pylist()) - {""}


PAID = ["CLARA PEARCE", "ELIZA DOOLITTLE", "HUGH PICKERING"]
SENT = ["CLARA PICKERING", "ELIZA DOOLITTLE"]
"""Patients of the remittance and of the claims; a remittance gives no birth date, so its keys are others."""


def names(home):
    vault = Vault(home)
    found = vault.find(keys(home, "claims") | keys(home, "remit_claims"))
    return sorted(f"{row['first']} {row['last']}" for row in found.to_pylist())


def test_every_patient_of_every_claim_is_known_to_the_vault(home, folder):
    import_paths(home, [folder])
    everybody = keys(home, "claims") | keys(home, "remit_claims")
    assert everybody == set(Vault(home).find(everybody)["patient_key"].to_pylist())
    assert names(home) == sorted(PAID + SENT)


def test_a_claim_gives_what_a_remittance_does_not(home, folder):
    import_paths(home, [folder])
    found = Vault(home).search("doolittle, eliza").to_pylist()
    told = sorted((str(row["birth_date"]), row["sex"], row["member_id"]) for row in found)
    assert told == [("1980-01-01", "F", "W1"), ("None", "", "W1")]


@pytest.mark.parametrize("processes", ["1", "2"])
def test_stretches_and_processes_give_the_same_patients(home, tmp_path, monkeypatch, processes):
    monkeypatch.setenv("COUNTEROFFER_PROCESSES", processes)
    monkeypatch.setattr(run, "SPLIT", 1)
    (tmp_path / "large.835").write_bytes(era() * 40)
    import_paths(home, [tmp_path / "large.835"])
    assert names(home) == PAID


def test_a_removed_import_takes_its_patients_with_it_and_leaves_those_of_others(home, folder):
    import_paths(home, [folder / "b.837"])
    import_paths(home, [folder])
    remove(home, chosen(Lake(home.lake_dir), ["last"]))
    assert Vault(home).search("hugh").num_rows == 0
    assert names(home) == SENT


def test_a_file_read_anew_names_its_patients_once(home, folder):
    import_paths(home, [folder])
    redo(home, chosen(Lake(home.lake_dir), ["last"]))
    import_paths(home, [folder])
    assert names(home) == sorted(PAID + SENT)
    assert Vault(home).check() == len(PAID + SENT)


def test_patients_of_a_stopped_import_are_dropped_by_the_next(home, folder, monkeypatch):
    def stop(self):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Write, "commit", stop)
        with pytest.raises(KeyboardInterrupt):
            import_paths(home, [folder / "a.835"])
    assert Vault(home).search("hugh").num_rows == 1
    import_paths(home, [folder / "b.837"])
    assert Vault(home).search("hugh").num_rows == 0
    assert names(home) == SENT


def test_without_the_vault_key_nothing_is_imported_or_removed(home, folder):
    import_paths(home, [folder / "a.835"])
    for path in home.root.rglob("*vault*key*"):
        path.unlink()
    before = Lake(home.lake_dir).rows("files")
    with pytest.raises(WorkspaceError, match="vault key"):
        import_paths(home, [folder])
    with pytest.raises(WorkspaceError, match="vault key"):
        remove(home, chosen(Lake(home.lake_dir), ["last"]))
    assert Lake(home.lake_dir).rows("files") == before
