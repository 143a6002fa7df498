"""Authorizations from requests, answers, logs and claims, each story told by hand."""

from datetime import UTC, date, datetime

import pytest
from tests.match.books import File, MemoryEngine

from counteroffer.core import tables
from counteroffer.core.hours import Hours
from counteroffer.match.authorizations import authorizations
from counteroffer.match.families import read_families
from counteroffer.match.lines import final_lines
from counteroffer.match.payers import PayerNames

FAMILIES = read_families()


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def auth(says, when, outcome="", segment=1, **row):
    """A row of `auths`: asked or decided at `when`."""
    moment = "requested_at" if says == "request" else "decided_at"
    base = {"says": says, "payer_name": "Acme", "code": "70551", "reference": "R1", "outcome": outcome}
    return base | {moment: at(when) if when else None, "file_id": 7, "segment": segment} | row


def made(*rows, book=None, families=FAMILIES):
    numbered = [row | {"segment": number} for number, row in enumerate(rows, 1)]
    engine = MemoryEngine((book.rows if book else {}) | {"auths": numbered})
    lines = engine.keep(final_lines(engine)) if book else engine.table("lines")
    found = authorizations(engine, PayerNames(), lines, families, Hours())
    assert found.schema.equals(tables.AUTHORIZATIONS.schema)
    return found.to_pylist()


def one(*rows, **options):
    found = made(*rows, **options)
    assert len(found) == 1
    return found[0]


def test_a_request_and_its_answer_are_one_row_with_the_time_between():
    found = one(
        auth("request", "2025-03-07T16:00", level="U"),
        auth("answer", "2025-03-10T09:00", "approved", certification="A9", service_date=date(2025, 3, 20)),
    )
    assert (found["source"], found["payer"], found["family"], found["number"]) == (
        "278",
        "Acme",
        "imaging.advanced",
        "A9",
    )
    assert (found["outcome_first"], found["outcome"], found["expedited"]) == ("approved", "approved", True)
    assert (found["turnaround"], found["turnaround_business"], found["pended"]) == (65 * 60, 120, 0)
    assert (found["service_date"], found["clock"], found["file_id"]) == (date(2025, 3, 20), "minutes", 7)


def test_the_clock_starts_when_the_submission_is_complete():
    found = one(
        auth("request", "2025-03-03T09:00"),
        auth("answer", "2025-03-03T12:00", "pended"),
        auth("request", "2025-03-05T09:00", purpose="S"),
        auth("answer", "2025-03-06T09:00", "partial", certification="A9"),
    )
    assert (found["turnaround"], found["turnaround_business"]) == (24 * 60, 9 * 60)
    assert found["pended"] == 45 * 60
    assert found["requested_at"] == at("2025-03-03T09:00")
    assert (found["completed_at"], found["outcome"]) == (at("2025-03-05T09:00"), "partial")


def test_a_pend_that_nothing_was_sent_for_is_part_of_the_turnaround_and_told_apart():
    found = one(
        auth("request", "2025-03-03T09:00"),
        auth("answer", "2025-03-03T12:00", "pended"),
        auth("answer", "2025-03-06T09:00", "denied", review_ref="N1"),
    )
    assert (found["turnaround"], found["pended"], found["outcome"], found["number"]) == (72 * 60, 69 * 60, "denied", "")


def test_what_is_not_decided_stays_open_or_pended():
    assert one(auth("request", "2025-03-03T09:00"))["outcome"] == ""
    pended = one(auth("request", "2025-03-03T09:00"), auth("answer", "2025-03-03T12:00", "pended"))
    assert (pended["outcome_first"], pended["outcome"], pended["turnaround"]) == ("pended", "pended", None)


def test_an_appeal_with_its_own_reference_belongs_to_the_denial_by_the_payers_number():
    found = one(
        auth("request", "2025-03-03T09:00"),
        auth("answer", "2025-03-04T09:00", "denied", review_ref="N1"),
        auth("request", "2025-03-10T09:00", reference="R2", review_ref="N1", appeal="appeal", purpose="1"),
        auth("answer", "2025-03-20T09:00", "approved", reference="R2", certification="A5"),
    )
    assert (found["outcome_first"], found["outcome"], found["appeal"]) == ("denied", "approved", "overturned")
    assert (found["appeal_lag"], found["turnaround"], found["number"]) == (10 * 24 * 60, 24 * 60, "A5")
    assert (found["peer_to_peer"], found["reference"]) == ("", "R1")


def test_each_code_of_a_request_is_an_authorization_of_its_own():
    found = made(
        auth("request", "2025-03-03T09:00"),
        auth("request", "2025-03-03T09:00", code="27447"),
        auth("answer", "2025-03-04T09:00", "approved", certification="A1"),
        auth("answer", "2025-03-04T09:00", "denied", code="27447"),
    )
    assert {(r["family"], r["outcome"]) for r in found} == {("imaging.advanced", "approved"), ("joints", "denied")}


def log(requested, decided, outcome, **row):
    return auth("log", decided, outcome, requested_at=at(requested) if requested else None, **row)


def test_a_log_tells_reviews_in_rows_of_their_own_by_days():
    found = one(
        log("2025-03-03", "2025-03-06", "denied"),
        log("2025-03-07", "2025-03-10", "approved", appeal="peer_to_peer", certification="L1"),
    )
    assert (found["source"], found["clock"], found["outcome_first"], found["outcome"]) == (
        "log",
        "days",
        "denied",
        "approved",
    )
    assert (found["turnaround"], found["turnaround_business"]) == (3 * 1440, 3 * 540)
    assert (found["peer_to_peer"], found["peer_to_peer_lag"]) == ("overturned", 3 * 1440)


def test_a_log_of_one_row_that_was_reviewed_was_denied_first():
    found = one(log("2025-03-03", "2025-03-12", "denied", appeal="appeal"))
    assert (found["outcome_first"], found["outcome"], found["appeal"], found["turnaround"]) == (
        "denied",
        "denied",
        "upheld",
        None,
    )


def test_a_log_does_not_tell_again_what_a_278_tells():
    asked = auth("request", "2025-03-03T09:00"), auth("answer", "2025-03-04T09:00", "approved", certification="A1")
    again = log("2025-03-03", "2025-03-04", "approved", reference="", certification="A1")
    other = log("2025-03-03", "2025-03-04", "approved", reference="X", certification="A2")
    assert [(r["source"], r["number"]) for r in made(*asked, again, other)] == [("278", "A1"), ("log", "A2")]


def test_rows_set_aside_and_inquiries_are_not_counted():
    assert made(auth("inquiry", "2025-03-03T09:00"), auth("request", "2025-03-03T09:00", set_aside=True)) == []


NO_AUTH = [("CO", "197", 100)]


def book():
    file = File(1)
    file.claim("C1", [("70551", 100), ("99213", 300)], prior_auth="G1", patient_key="p")
    file.claim("C2", [("70551", 100)], prior_auth="G1")
    file.claim("C3", [("27447", 100)])
    file.claim("C4", [("27447", 100)])
    file.remit("C1", [("70551", 100, 0, [("CO", "50", 100)]), ("99213", 300, 300)])
    file.remit("C2", [("70551", 100, 100)])
    file.remit("C3", [("27447", 100, 0, NO_AUTH)])
    file.remit("C4", [("27447", 100, 0, NO_AUTH)])
    file.remit("C4", [("27447", 100, 100)], "2025-04-01")
    return file


def test_claims_tell_of_authorizations_where_nothing_else_does():
    found = {(r["number"], r["outcome"]): r for r in made(book=book())}
    assert set(found) == {("G1", "approved"), ("", "denied"), ("", "approved")}
    kept = found["G1", "approved"]
    assert (kept["source"], kept["code"], kept["family"]) == ("claims", "99213", "visits")  # the largest charge
    assert (kept["claims"], kept["claims_denied"], kept["claims_denied_final"]) == (2, 1, 1)
    assert {found["", o]["outcome_first"] for o in ("denied", "approved")} == {"denied"}
    assert found["", "denied"]["turnaround"] is None
    assert found["", "denied"]["clock"] == ""


def test_claims_are_counted_with_the_number_and_infer_nothing_where_the_payer_is_told_of():
    found = made(
        auth("request", "2025-03-03T09:00"),
        auth("request", "2025-03-03T09:00", code="99213"),
        auth("answer", "2025-03-04T09:00", "approved", certification="G1"),
        auth("answer", "2025-03-04T09:00", "approved", certification="G1", code="99213"),
        book=book(),
    )
    assert [(r["source"], r["code"], r["claims"], r["claims_denied"]) for r in found] == [
        ("278", "70551", 2, 1),
        ("278", "99213", 0, 0),
    ]


def test_the_order_of_imports_changes_nothing():
    rows = [
        auth("request", "2025-03-03T09:00", file_id=1),
        auth("answer", "2025-03-04T09:00", "denied", review_ref="N1", file_id=2),
        auth("request", "2025-03-10T09:00", reference="R2", review_ref="N1", appeal="appeal", file_id=3),
        auth("answer", "2025-03-20T09:00", "approved", reference="R2", certification="A5", file_id=4),
    ]
    there, back = made(*rows), made(*reversed(rows))
    place = {"segment": 0}
    assert [r | place for r in there] == [r | place for r in back]


def test_a_practice_names_its_own_families_first(tmp_path):
    own = tmp_path / "families.yaml"
    own.write_text("brains: [70551-70553]\n")
    assert one(auth("request", "2025-03-03T09:00"), families=read_families(own))["family"] == "brains"
    assert read_families(own).of("72148") == "imaging.advanced"
    assert [FAMILIES.of(code) for code in ("", "A0428", "99213", "00100", "J1885")] == [
        "",
        "other",
        "visits",
        "other",
        "drugs",
    ]


@pytest.mark.parametrize("text", ["brains: 70551\n", "brains: [7055]\n", "- 70551\n", "brains: [\n"])
def test_a_broken_map_of_families_says_what_to_write(tmp_path, text):
    from counteroffer.core.errors import InputError

    (tmp_path / "families.yaml").write_text(text)
    with pytest.raises(InputError) as fault:
        read_families(tmp_path / "families.yaml")
    assert "one family a line" in fault.value.mend
