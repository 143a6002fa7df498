"""Every version of every document is kept by its content, and the journal tells who adopted what."""

import pytest

from counteroffer.core.errors import UnknownNameError, WorkspaceError
from counteroffer.store.adopted import Adopted, differences, read_documents


@pytest.fixture
def adopted(tmp_path):
    made = Adopted(tmp_path / "adopted")
    made.adopt({"a.yaml": b"1", "fees/a.csv": b"x"}, {"a.yaml": "new"}, "one", "first", None)
    made.adopt({"a.yaml": b"2"}, {"a.yaml": "changed"}, "two", "adopt", 500)
    return made


def test_each_adoption_has_its_number_its_message_and_its_whole_state(adopted):
    first, second = adopted.history()
    assert (first.id, first.message, second.id, second.cents) == (1, "one", 2, 500)
    assert first.at
    assert first.user
    assert adopted.state() == second.state


def test_the_documents_of_every_adoption_can_be_read_as_files_also_when_somebody_touched_them(adopted):
    first, second = adopted.history()
    assert read_documents(adopted.folder(first)) == {"a.yaml": b"1", "fees/a.csv": b"x"}
    (adopted.folder(first) / "a.yaml").write_bytes(b"touched")
    (adopted.folder(first) / "more.yaml").write_bytes(b"slipped in")
    assert read_documents(adopted.folder(first)) == {"a.yaml": b"1", "fees/a.csv": b"x"}
    assert read_documents(adopted.folder(second)) == {"a.yaml": b"2"}


def test_an_adoption_is_found_by_its_number_or_as_the_one_in_force_on_a_day(adopted):
    assert adopted.find("1").message == "one"
    assert adopted.find("2999-01-01").message == "two"
    for unknown in ("3", "2000-01-01"):
        with pytest.raises(UnknownNameError):
            adopted.find(unknown)


def test_a_damaged_document_or_journal_is_said_and_never_priced_by(adopted):
    for file in (adopted.path / "objects").iterdir():
        file.write_bytes(b"damaged")
    with pytest.raises(WorkspaceError, match="gone or damaged"):
        adopted.content(adopted.state()["a.yaml"])
    adopted.history_file.write_text("{")
    with pytest.raises(WorkspaceError, match="is damaged"):
        adopted.history()


def test_differences_are_new_changed_or_removed_and_examples_and_hidden_files_are_no_documents(tmp_path):
    assert differences({"a": 1, "b": 1, "c": 1}, {"b": 2, "c": 1, "d": 1}) == {
        "a": "removed",
        "b": "changed",
        "d": "new",
    }
    for name in ("a.yaml", "a.canaries.yaml", ".a.yaml.swp", "~lock"):
        (tmp_path / name).write_text("x")
    assert list(read_documents(tmp_path)) == ["a.yaml"]
    assert read_documents(tmp_path / "none") == {}
