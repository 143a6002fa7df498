"""The calendar file, read back by the library and by eye: lines folded, commas escaped, days whole, UIDs that stay."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counteroffer.negotiate.calendar_file import Entry, calendar_file, entries
from counteroffer.negotiate.plan import Wishes, planned
from counteroffer.negotiate.ultimatum import DatedStep

STAMP = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
START = date(2027, 7, 1)


def events(data):
    return {str(one["uid"]): one for one in icalendar.Calendar.from_ical(data).walk("VEVENT")}


def made(start=START, dates=(), **wishes):
    return entries(planned("Acme Health, Inc.", start, 90, None, Wishes(**wishes)), dates)


def unfolded(data):
    return data.decode().replace("\r\n ", "").split("\r\n")


def test_every_step_is_an_entry_of_whole_days_and_ends_on_the_day_after_its_last():
    found = events(calendar_file("Acme Health, Inc.", made(), STAMP))
    assert len(found) == 13
    paper = next(one for uid, one in found.items() if ".paper@" in uid)
    assert paper["dtstart"].dt == START - timedelta(300)
    assert paper["dtend"].dt == START - timedelta(240) + timedelta(1)
    assert not isinstance(paper["dtstart"].dt, datetime)
    assert "Owner: administrator" in str(paper["description"])


def test_a_plan_that_moved_keeps_its_uids_and_has_a_later_sequence():
    old = events(calendar_file("Acme", made(), STAMP))
    new = events(calendar_file("Acme", made(date(2027, 8, 1)), STAMP + timedelta(minutes=1)))
    assert old.keys() == new.keys()
    for uid, one in old.items():
        assert new[uid]["dtstart"].dt > one["dtstart"].dt
        assert new[uid]["sequence"] > one["sequence"]
        assert new[uid]["dtstamp"].dt > one["dtstamp"].dt


def test_two_payers_have_different_uids():
    one, other = (events(calendar_file(name, made(), STAMP)) for name in ("Acme", "Acme, Inc."))
    assert not one.keys() & other.keys()


def test_deadlines_remind_three_times_and_what_is_done_does_not():
    found = events(calendar_file("Acme", made(done={"paper": date(2026, 9, 1)}), STAMP))
    alarms = {
        uid.split(".")[1].split("@")[0]: [alarm["trigger"].dt.days for alarm in one.walk("VALARM")]
        for uid, one in found.items()
    }
    assert alarms["notice"] == alarms["decision"] == [-14, -7, -1]
    assert alarms["data"] == [-7]
    assert alarms["paper"] == []


def test_dates_of_the_ultimatum_stand_on_their_last_safe_day():
    dates = [
        DatedStep("notice", "Last day for notice", date(2027, 4, 1), date(2027, 3, 25), "counted", "acme/1"),
        DatedStep("object", "Last day to object", date(2026, 12, 2), date(2026, 11, 24), "30 days", "acme/1, page 4"),
        DatedStep("tail", "Old rates go on", None, None, "not known"),
        DatedStep("told_x", "Open enrollment begins", date(2026, 10, 15), None, "168 days before"),
    ]
    found = events(calendar_file("Acme", made(dates=dates), STAMP))
    titles = [str(one["summary"]) for one in found.values()]
    assert len(found) == 15  # the plan has the notice itself; what has no day is left out
    objection = next(one for one in found.values() if "object" in str(one["summary"]))
    assert objection["dtstart"].dt == date(2026, 11, 24)
    assert "The day itself is 2026-12-02." in str(objection["description"])
    assert len(objection.walk("VALARM")) == 3
    assert any("Open enrollment" in title for title in titles)


def test_the_bytes_are_what_rfc_5545_asks_for():
    data = calendar_file("Acme Health, Inc.", made(), STAMP)
    text = data.decode("utf-8")
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Counteroffer//")
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")  # no line ends otherwise
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))  # octets, 3.1
    lines = unfolded(data)
    assert "DTSTART;VALUE=DATE:20270701" in lines
    assert "TRIGGER:-P7D" in lines
    assert r"SUMMARY:Acme Health\, Inc.: Get every signed agreement\, exhibit\, amendment and fee schedule" in lines
    description = next(line for line in lines if line.startswith("DESCRIPTION:Owner: administrator"))
    assert description == (
        r"DESCRIPTION:Owner: administrator\nResult: list of contracts\, list of what is missing\, letter that asks "
        "for it"
    )
    for name in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE"):
        assert sum(line.startswith((f"{name}:", f"{name};")) for line in lines) == 13


@settings(max_examples=60)
@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=200), st.integers(0, 400))
def test_any_text_comes_back_as_it_went_in(text, days):
    last = START + timedelta(days)
    data = calendar_file("Acme", [Entry("k", text, START, last, f"{text}\n{text}", (7,))], STAMP)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    (one,) = events(data).values()
    assert str(one["summary"]) == text
    assert str(one["description"]) == f"{text}\n{text}"
    assert one["dtend"].dt - one["dtstart"].dt == timedelta(days + 1)


@pytest.mark.parametrize("sign", [";", ",", "\\", "\\n", ":"])
def test_signs_with_a_meaning_of_their_own_are_escaped(sign):
    data = calendar_file("Acme", [Entry("k", f"a{sign}b", START, START)], STAMP)
    escaped = {";": r"\;", ",": r"\,", "\\": r"\\", "\\n": r"\\n", ":": ":"}[sign]
    assert f"SUMMARY:a{escaped}b" in unfolded(data)
