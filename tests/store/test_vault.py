"""The vault: what goes in comes out, whatever the order, crash or removal; nothing opens that was changed."""

from collections import defaultdict
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counteroffer.core.errors import StorageError, WorkspaceError
from counteroffer.core.practice import Practice
from counteroffer.core.tables import IDENTITIES
from counteroffer.store import vault as vaults
from counteroffer.store.home import create_home
from counteroffer.store.keys import Keys
from counteroffer.store.people import FOUND
from counteroffer.store.vault import Vault


@pytest.fixture
def home(tmp_path):
    return create_home(tmp_path / "desk", Practice(name="Elm Street Family Medicine"))


def people(*rows):
    """Identity rows: (file, key) and whatever columns are not empty."""
    empty = {f.name: None if f.name == "birth_date" else "" for f in IDENTITIES.schema}
    made = [empty | {"file_id": number, "patient_key": key} | more for number, key, more in rows]
    return pa.Table.from_pylist(made, schema=IDENTITIES.schema)


ELIZA = (1, "e" * 16, {"last": "Doolittle", "first": "Eliza", "member_id": "W-100", "birth_date": date(1980, 1, 1)})
HUGH = (2, "f" * 16, {"last": "Pickering", "first": "Hugh", "address": "27A Wimpole St"})
ZOE = (3, "a" * 16, {"last": "O'Brien-Núñez", "first": "ZOË", "member_id": "ABC123"})


def filled(home, *batches):
    vault = Vault(home)
    for batch in batches:
        vault.append([people(*batch)])
    return vault


def everything(home):
    """What every byte of the vault folder is, one after another."""
    return b"".join(path.read_bytes() for path in sorted(home.vault_dir.iterdir()))


def test_who_was_put_in_is_found_by_key_and_nobody_else(home):
    vault = filled(home, [ELIZA, HUGH], [ZOE])
    found = vault.find([ZOE[1], "0" * 16, ELIZA[1]])
    assert found.schema == FOUND
    zoe, eliza = found.to_pylist()
    assert (zoe["first"], zoe["file_ids"]) == ("ZOË", [3])
    assert (eliza["last"], eliza["birth_date"], eliza["file_ids"]) == ("Doolittle", date(1980, 1, 1), [1])


def test_a_vault_that_holds_nothing_finds_nobody_and_makes_no_folder(home):
    assert Vault(home).find(["e" * 16]).num_rows == Vault(home).search("eliza").num_rows == Vault(home).check() == 0
    Vault(home).append([IDENTITIES.empty()])
    assert not home.vault_dir.exists()


def test_of_what_files_say_differently_the_last_that_says_something_counts(home):
    later = (5, ELIZA[1], {"last": "Higgins", "city": "London"})
    row = filled(home, [ELIZA], [later]).find([ELIZA[1]]).to_pylist()[0]
    assert (row["last"], row["first"], row["city"], row["file_ids"]) == ("Higgins", "Eliza", "London", [1, 5])


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("doolittle", ["Eliza"]),
        ("ELIZA, Doolittle", ["Eliza"]),
        ("obrien nunez zoe", ["ZOË"]),
        ("w100", ["Eliza"]),
        ("abc12", ["ZOË"]),
        ("i", ["Eliza", "ZOË", "Hugh"]),
        ("eliza pickering", []),
        ("  ", []),
    ],
)
def test_a_search_finds_names_and_member_ids_whatever_accents_capitals_and_marks(home, text, first):
    assert filled(home, [ELIZA, HUGH], [ZOE]).search(text)["first"].to_pylist() == first


def test_a_search_by_a_former_name_shows_the_name_of_today(home):
    vault = filled(home, [ELIZA], [(5, ELIZA[1], {"last": "Higgins"})])
    assert vault.search("doolittle")["last"].to_pylist() == ["Higgins"]


def test_nothing_in_the_folder_is_in_clear(home):
    filled(home, [ELIZA, HUGH, ZOE])
    content = everything(home) + b" ".join(path.name.encode() for path in home.vault_dir.iterdir())
    told = ["Doolittle", "Eliza", "W-100", "Wimpole", "ABC123", "e" * 16, "f" * 16, "patient_key", "member_id"]
    assert not [text for text in told if text.encode() in content]


def test_files_that_the_lake_did_not_take_are_dropped_by_the_next_writer(home):
    vault = filled(home, [ELIZA], [HUGH, ZOE])
    vault.settle({1, 3})
    assert vault.find([ELIZA[1], HUGH[1], ZOE[1]])["first"].to_pylist() == ["Eliza", "ZOË"]
    assert vault.file_ids() == {1, 3}


def test_of_a_file_read_anew_the_former_reading_is_dropped(home):
    vault = filled(home, [ELIZA, HUGH], [(1, "b" * 16, {"last": "Doolittle", "first": "Eliza"})])
    vault.settle({1, 2})
    assert vault.find([ELIZA[1], HUGH[1], "b" * 16])["patient_key"].to_pylist() == [HUGH[1], "b" * 16]


def test_settling_what_is_settled_writes_nothing(home):
    vault = filled(home, [ELIZA], [HUGH])
    before = everything(home)
    vault.settle({1, 2, 3})
    assert everything(home) == before


def test_removing_a_files_patients_leaves_what_others_say_of_them(home):
    vault = filled(home, [ELIZA], [(2, ELIZA[1], {"last": "Doolittle", "city": "London"})])
    vault.remove_files([1])
    row = vault.find([ELIZA[1]]).to_pylist()[0]
    assert (row["member_id"], row["city"], row["file_ids"]) == ("", "London", [2])
    vault.remove_files([2])
    assert vault.blobs() == []


def test_many_small_blobs_become_few_and_say_the_same(home, monkeypatch):
    monkeypatch.setattr(vaults, "MANY", 5)
    keys = [f"{i:016x}" for i in range(17)]
    vault = filled(
        home, *[[(i, key, {"last": f"Name{i}"}), (i, "c" * 16, {"first": f"{i}"})] for i, key in enumerate(keys)]
    )
    assert len(vault.blobs()) <= 6
    assert vault.find(keys)["last"].to_pylist() == [f"Name{i}" for i in range(17)]
    assert vault.find(["c" * 16]).to_pylist()[0]["first"] == "16"
    assert vault.find(["c" * 16]).to_pylist()[0]["file_ids"] == list(range(17))


def test_a_crash_while_small_blobs_are_put_together_loses_and_doubles_nothing(home, monkeypatch):
    vault = filled(home, [ELIZA], [HUGH], [ZOE])
    old = [blob.path for blob in vault.blobs()]
    contents = [path.read_bytes() for path in old]
    vault.compact()
    assert len(vault.blobs()) == 1
    for path, content in list(zip(old, contents, strict=True))[:-1]:  # as if the old ones had not been deleted
        path.write_bytes(content)
    assert vault.find([ELIZA[1], HUGH[1], ZOE[1]]).num_rows == 3
    vault.settle({1, 2, 3})
    assert len(vault.blobs()) == 1
    assert vault.check() == 3


def test_a_part_of_a_batch_is_never_moved_alone(home, monkeypatch):
    monkeypatch.setattr(vaults, "ROWS", 4)
    vault = Vault(home)
    vault.append([people(*[(7, f"{i:016x}", {"last": f"N{i}"}) for i in range(5)])])  # two blobs, the second of one row
    vault.append([people(HUGH)])
    vault.append([people(ZOE)])
    vault.compact()
    vault.settle({7, 2, 3})
    assert vault.find(f"{i:016x}" for i in range(5))["last"].to_pylist() == [f"N{i}" for i in range(5)]
    assert [blob.batch for blob in vault.blobs()] == [1, 1, 3]


def test_the_patients_are_counted_once_and_a_key_suits_or_does_not(home):
    vault = filled(home, [ELIZA, HUGH], [(5, ELIZA[1], {"last": "Higgins"})])
    assert sorted(vault.patients().to_pylist()) == [ELIZA[1], HUGH[1]]
    assert vault.suits([home.keys.read("vault")])
    assert not vault.suits([bytes(32)])
    assert Vault(create_home(home.root / "other", Practice(name="x"))).suits([])


def test_a_blob_is_never_larger_than_it_may_be(home, monkeypatch):
    monkeypatch.setattr(vaults, "ROWS", 10)
    vault = Vault(home)
    vault.append([people(*[(1, f"{i:016x}", {"last": f"N{i}"}) for i in range(k, k + 7)]) for k in (0, 7, 14, 21)])
    assert [blob.batch for blob in vault.blobs()] == [1, 1, 1]
    assert vault.find(f"{i:016x}" for i in range(28))["last"].to_pylist() == [f"N{i}" for i in range(28)]
    vault.settle({1})
    assert vault.check() == 28


def test_any_byte_changed_is_found_the_blob_is_named_and_the_others_are_read(home):
    vault = filled(home, [ELIZA], [HUGH])
    path = vault.blobs()[0].path
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :])
        fresh = Vault(home)
        assert fresh.check() == 1
        assert list(fresh.damaged) == [path.name]
        assert fresh.find([ELIZA[1], HUGH[1]])["first"].to_pylist()[-1:] == ["Hugh"]
    for changed in (whole[:-1], whole[:20], b"", whole + b"x"):
        path.write_bytes(changed)
        fresh = Vault(home)
        assert (fresh.check(), list(fresh.damaged)) == (1, [path.name])
    path.write_bytes(whole)
    assert Vault(home).check() == 2


def test_a_blob_under_anothers_name_does_not_open(home):
    vault = filled(home, [ELIZA], [HUGH])
    one, two = (blob.path for blob in vault.blobs())
    content = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(content)
    assert vault.check() == 0
    assert len(vault.damaged) == 2


def test_what_cannot_be_opened_cannot_be_removed_or_rotated_and_the_error_names_it(home):
    vault = filled(home, [ELIZA], [HUGH])
    path = vault.blobs()[0].path
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(StorageError, match=path.name):
        Vault(home).rotate()
    assert Vault(home).find([HUGH[1]]).num_rows == 1
    content = path.read_bytes()
    path.write_bytes(content[:60] + b"?" + content[61:])
    with pytest.raises(StorageError, match=path.name):
        Vault(home).remove_files([2])
    assert Vault(home).find([HUGH[1]]).num_rows == 0


def test_without_the_vault_key_nothing_opens_nothing_is_written_and_the_mend_is_said(home):
    vault = filled(home, [ELIZA])
    (home.secret_dir / "vault.key").rename(home.secret_dir / "away")
    for asked in (vault.ready, vault.check, lambda: vault.find(["e" * 16]), lambda: vault.append([people(HUGH)])):
        with pytest.raises(WorkspaceError, match="--restore"):
            asked()
    assert len(vault.blobs()) == 1
    (home.secret_dir / "vault.key").write_bytes(b"x" * 32)
    (home.secret_dir / "vault.key").chmod(0o600)
    with pytest.raises(WorkspaceError, match="not the one"):
        vault.ready()
    (home.secret_dir / "away").rename(home.secret_dir / "vault.key")
    vault.ready()
    assert vault.check() == 1


def test_the_pseudonym_key_does_not_open_the_vault(home):
    filled(home, [ELIZA])
    assert home.key() != (home.secret_dir / "vault.key").read_bytes()


def test_a_new_key_takes_the_place_of_the_old_and_the_old_opens_nothing(home):
    vault = filled(home, [ELIZA], [HUGH])
    old = (home.secret_dir / "vault.key").read_bytes()
    vault.rotate()
    assert (home.secret_dir / "vault.key").read_bytes() != old
    assert Vault(home).find([ELIZA[1], HUGH[1]]).num_rows == 2
    assert not (home.secret_dir / "vault-next.key").exists()
    (home.secret_dir / "vault.key").write_bytes(old)
    with pytest.raises(WorkspaceError, match="not the one"):
        Vault(home).find([ELIZA[1]])


@pytest.mark.parametrize("crash", [0, 1, 2, 3])
def test_a_crash_while_the_key_is_changed_leaves_all_readable_and_a_second_run_ends_it(home, monkeypatch, crash):
    vault = filled(home, [ELIZA], [HUGH], [ZOE])
    written = []

    def write(path, seal, sections):
        if len(written) == crash:
            raise KeyboardInterrupt
        written.append(path)
        sealed(path, seal, sections)

    def stop(_):
        raise KeyboardInterrupt

    sealed = vaults.write_sealed
    with monkeypatch.context() as patch:
        patch.setattr(vaults, "write_sealed", write)
        if crash == 3:
            patch.setattr(Keys, "turn", stop)
        with pytest.raises(KeyboardInterrupt):
            vault.rotate()
    keys = [ELIZA[1], HUGH[1], ZOE[1]]
    assert Vault(home).find(keys).num_rows == 3
    Vault(home).append([people((9, "d" * 16, {"last": "Pearce"}))])
    Vault(home).rotate()
    assert Vault(home).find([*keys, "d" * 16]).num_rows == 4
    assert sorted(path.name for path in home.secret_dir.glob("*.key")) == ["pseudonym.key", "vault.key"]


KEYS = st.sampled_from([f"{i:016x}" for i in range(6)])
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
ROW = st.tuples(st.integers(1, 4), KEYS, st.fixed_dictionaries({"last": TEXTS, "first": TEXTS, "member_id": TEXTS}))
STEP = st.one_of(
    st.tuples(st.just("append"), st.lists(ROW, max_size=6)),
    st.tuples(st.just("remove"), st.sets(st.integers(1, 4))),
    st.tuples(st.just("settle"), st.sets(st.integers(1, 4))),
    st.tuples(st.just("compact"), st.none()),
    st.tuples(st.just("rotate"), st.none()),
)


@settings(max_examples=60, deadline=None)
@given(steps=st.lists(STEP, max_size=10))
def test_whatever_is_done_in_whatever_order_the_vault_says_what_a_plain_list_says(tmp_path_factory, steps):
    home = create_home(tmp_path_factory.mktemp("w") / "desk", Practice(name="x"))
    vault, batches = Vault(home), []
    for what, asked in steps:
        if what == "append":
            vault.append([people(*asked)])
            batches.append(asked)
            # a file is read anew as a whole: its former rows do not stand beside the new ones for long
            vault.settle({1, 2, 3, 4})
            read = {row[0] for row in asked}
            batches[:-1] = [[row for row in batch if row[0] not in read] for batch in batches[:-1]]
        elif what in ("remove", "settle"):
            wanted = {1, 2, 3, 4} - asked if what == "remove" else asked
            vault.remove_files(asked) if what == "remove" else vault.settle(asked)
            batches = [[row for row in batch if row[0] in wanted] for batch in batches]
        else:
            getattr(vault, what)()
    said, files = defaultdict(dict), defaultdict(set)
    for number, key, more in (row for batch in batches for row in batch):
        files[key].add(number)
        said[key].update({name: value for name, value in more.items() if value})
    found = vault.find(f"{i:016x}" for i in range(6)).to_pylist()
    assert {row["patient_key"]: set(row["file_ids"]) for row in found} == files
    for row in found:
        assert {name: row[name] for name in ("last", "first", "member_id") if row[name]} == said[row["patient_key"]]
    assert not vault.damaged
