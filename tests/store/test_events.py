"""The book of disputes only grows: changes are whole, an undo is written down, nothing is changed or deleted."""

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counteroffer.core.errors import StorageError, WorkspaceError
from counteroffer.store.events import REMITTANCES, Event, EventBook


@pytest.fixture
def book(tmp_path):
    return EventBook(tmp_path / "disputes" / "disputes.sqlite")


def whats(book, **options):
    return [(event.batch, event.what) for event in book.events(**options)]


def test_a_book_that_is_not_there_is_empty_and_is_not_made_by_looking(book):
    assert book.events() == []
    assert book.write([]) == 0
    assert not book.file.exists()


def test_what_is_written_comes_back_with_moment_person_and_change(book):
    assert book.write([Event("D0001", "opened", {"payer": "Acme"}), Event("D0001", "disputed", {}, "C1", 2)]) == 1
    assert book.write([Event("D0001", "note", {"text": "called them"})], "ann") == 2
    first, second, third = book.events()
    assert (first.id, first.step, second.claim, second.line, second.step) == (1, 1, "C1", 2, 1)
    assert (third.who, third.said, third.step) == ("ann", {"text": "called them"}, 2)
    assert first.who
    assert first.at.endswith("+00:00")


def test_history_cannot_be_changed_or_deleted_even_by_hand(book):
    book.write([Event("D0001", "opened")])
    con = sqlite3.connect(book.file)
    with pytest.raises(sqlite3.IntegrityError, match="never changed"):
        con.execute("UPDATE events SET who = 'nobody'")
    with pytest.raises(sqlite3.IntegrityError, match="never deleted"):
        con.execute("DELETE FROM events")
    con.close()


def test_a_change_is_written_whole_or_not_at_all(book):
    book.write([Event("D0001", "opened")])
    with pytest.raises(TypeError):
        book.write([Event("D0001", "note", {"text": "first"}), Event("D0001", "note", {"text": object()})])
    assert whats(book) == [("D0001", "opened")]


def test_an_undo_takes_back_the_last_change_whole_and_keeps_both_in_the_history(book):
    book.write([Event("D0001", "opened"), Event("D0001", "disputed", {}, "C1", 1)])
    book.write([Event("D0001", "status", {"status": "sent"})])
    assert [event.what for event in book.undo()] == ["status"]
    assert whats(book) == [("D0001", "opened"), ("D0001", "disputed")]
    assert whats(book, undone=True)[-2:] == [("D0001", "status"), ("D0001", "undo")]
    assert len(book.undo()) == 2
    assert book.events() == []
    assert book.undo() == []


def test_an_undo_of_one_batch_leaves_the_others_and_the_remittances_alone(book):
    book.write([Event("D0001", "opened")])
    book.write([Event("D0002", "opened")])
    book.write([Event("D0001", "answered", {"status": "refused"}, "C1", 1)], REMITTANCES)
    assert [event.batch for event in book.undo("D0001")] == ["D0001"]
    assert whats(book) == [("D0002", "opened"), ("D0001", "answered")]


def test_a_damaged_book_and_a_disk_that_refuses_say_what_to_do(book, tmp_path):
    book.file.parent.mkdir()
    book.file.write_bytes(b"not a database at all, but long enough to be looked at" * 40)
    with pytest.raises(WorkspaceError, match="backup"):
        book.events()
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="cannot be written"):
        EventBook(tmp_path / "file" / "disputes.sqlite").write([Event("D0001", "opened")])


@settings(deadline=None, max_examples=30)
@given(st.lists(st.sampled_from(["write", "undo"]), max_size=12))
def test_what_stands_is_what_a_stack_of_changes_would_hold(tmp_path_factory, steps):
    book, stack = EventBook(tmp_path_factory.mktemp("stack") / "d.sqlite"), []
    for number, step in enumerate(steps):
        if step == "write":
            book.write([Event("D1", "note", {"text": str(number)})])
            stack.append(str(number))
        else:
            book.undo()
            stack = stack[:-1]
    assert [event.said["text"] for event in book.events()] == stack
