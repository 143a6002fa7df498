"""The access log: a line for each opening, with a reason, before anything is shown; it only grows."""

import json
import stat
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.core.errors import InputError, StorageError
from counteroffer.store.access import AccessLog


@pytest.fixture
def log(tmp_path):
    return AccessLog(tmp_path / "logs" / "access.jsonl")


def test_who_when_what_and_why_are_noted_in_order(log):
    before = datetime.now(UTC).replace(microsecond=0)
    noted = [log.note("show", " appeal of a claim ", 1), log.note("search", "refund", 3)]
    assert log.entries() == noted
    assert [(e.what, e.why, e.patients) for e in noted] == [("show", "appeal of a claim", 1), ("search", "refund", 3)]
    assert all(before <= datetime.fromisoformat(entry.at) <= datetime.now(UTC) and entry.user for entry in noted)


def test_a_log_that_is_not_there_has_no_entries_and_is_not_made(log):
    assert log.entries() == []
    assert not log.path.parent.exists()


@pytest.mark.parametrize("why", ["", "  ", "\n\t"])
def test_without_a_reason_nothing_is_noted(log, why):
    with pytest.raises(InputError, match="say why"):
        log.note("show", why, 1)
    assert not log.path.exists()


def test_only_the_owner_may_read_the_log(log):
    log.note("show", "appeal", 1)
    assert stat.S_IMODE(log.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(log.path.parent.stat().st_mode) == 0o700


def test_a_line_that_a_crash_cut_short_does_not_take_the_next_one_with_it(log):
    first = log.note("show", "appeal", 1)
    whole = log.path.read_bytes()
    log.path.write_bytes(whole + whole[:20])
    assert log.entries() == [first]
    assert [first, log.note("search", "refund", 2)] == log.entries()


def test_lines_that_are_none_of_ours_are_passed_over(log):
    entry = log.note("show", "appeal", 1)
    log.path.write_bytes(b'{"at": 1}\n[]\n\xff\xfe\n' + log.path.read_bytes())
    assert log.entries() == [entry]


def test_a_log_that_cannot_be_written_is_an_error(log):
    log.path.mkdir(parents=True)
    with pytest.raises(StorageError):
        log.note("show", "appeal", 1)


def test_the_caller_of_sudo_is_named(log, monkeypatch):
    monkeypatch.setenv("SUDO_USER", "eliza")
    assert log.note("show", "appeal", 1).user.endswith("(eliza)")


@given(why=st.text().filter(lambda text: text.strip()))
def test_any_reason_is_one_line_and_comes_back(tmp_path_factory, why):
    log = AccessLog(tmp_path_factory.mktemp("log") / "access.jsonl")
    log.note("show", why, 1)
    assert len(log.path.read_bytes().splitlines()) == 1
    assert json.loads(log.path.read_bytes())["why"] == log.entries()[0].why == why.strip()
