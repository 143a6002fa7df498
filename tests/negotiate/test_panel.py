"""Who is a payer's patient, and what goes on with each: small books worked by hand."""

from datetime import UTC, date, datetime, timedelta

import attrs
import ibis
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.negotiate.panel import Books, months_before, panel
from counteroffer.negotiate.panel_rules import chronic_group, diagnosis_span, in_codes, in_diagnoses, words
from counteroffer.workspace.disruption_rules import read_rules
from tests.match.books import MemoryEngine

DAY = date(2026, 1, 30)
RULES = read_rules()


def ago(days):
    return DAY - timedelta(days=days)


def line(patient, days=10, code="99213", payer="Acme", **more):
    number = more.pop("claim", f"{patient}-{days}-{code}")
    row = {
        "claim": number,
        "line": 1,
        "sequence": "P",
        "payer": payer,
        "patient_key": patient,
        "service_date": ago(days),
        "rendering_npi": "N1",
        "pos": "11",
        "billed_code": code,
        "outcome": "paid",
        "claim_file": 1,
    }
    return row | more


def diagnosed(one, *codes):
    return {"file_id": 1, "claim": one["claim"], "patient_key": one["patient_key"], "diagnoses": " ".join(codes)}


def people(lines, rules=RULES, payer="Acme", **tables):
    engine = MemoryEngine({"lines": lines, **tables})
    names = ("lines", "claims", "remit_claims", "authorizations", "appointments")
    globals_ = ibis.memtable(pa.table({"code": ["27447", "20600"], "days": pa.array([90, 10], pa.int64())}))
    books = Books(*(engine.table(name) for name in names), globals_)
    return {row["patient"]: row for row in engine.arrow(panel(books, rules, payer, DAY)).to_pylist()}


def test_the_payer_is_that_of_the_latest_primary_line_and_second_payers_do_not_count():
    lines = [
        line("a", 100),
        line("a", 5, payer="Beta"),
        line("b", 100, payer="Beta"),
        line("b", 5),
        line("c", 5),
        line("c", 1, payer="Beta", sequence="S"),
    ]
    assert set(people(lines)) == {"b", "c"}
    assert set(people(lines, payer="Beta")) == {"a"}


def test_lines_older_than_24_months_after_the_day_or_of_nobody_do_not_count():
    lines = [
        line("old", 731),
        line("edge", 0, service_date=date(2024, 1, 31)),
        line("before", 0, service_date=date(2024, 1, 30)),
        line("later", -1),
        line("", 5),
        line("unknown", 5, service_date=None),
    ]
    assert set(people(lines)) == {"edge"}


def test_most_visits_decide_the_clinician_and_a_tie_is_the_latest_visits():
    lines = [
        line("a", 50, rendering_npi="N1"),
        line("a", 40, rendering_npi="N1"),
        line("a", 5, rendering_npi="N2"),
        line("b", 50, rendering_npi="N1"),
        line("b", 5, rendering_npi="N2"),
        line("c", 5, rendering_npi="N2"),
        line("c", 5, "99214", rendering_npi="N2", claim="x"),
        line("c", 4, rendering_npi="N1"),
        line("d", 5, "73030", rendering_npi="N9"),
    ]
    found = people(lines)
    assert {name: (row["npi"], row["visits"], row["attributed"]) for name, row in found.items()} == {
        "a": ("N1", 3, True),
        "b": ("N2", 2, True),
        "c": ("N1", 2, True),
        "d": ("", 0, False),
    }


def test_seen_in_12_months_and_new_are_by_the_day_and_the_code():
    lines = [
        line("old", 400, "99203"),
        line("new", 0, "99203", service_date=date(2025, 1, 31)),
        line("late", 0, "99203", service_date=date(2025, 1, 30)),
        line("child", 9, "99381"),
        line("known", 9, "99213"),
    ]
    found = people(lines)
    assert {name: (row["recent"], row["new"]) for name, row in found.items()} == {
        "old": (False, False),
        "new": (True, True),
        "late": (False, False),
        "child": (True, True),
        "known": (True, False),
    }


def test_a_global_period_runs_so_many_days_after_the_operation_unless_it_was_denied():
    lines = [
        line("in", 90, "27447"),
        line("out", 91, "27447"),
        line("small", 10, "20600"),
        line("gone", 11, "20600"),
        line("denied", 5, "27447", outcome="denied"),
        line("none", 1, "99213"),
    ]
    found = people(lines)
    assert {name for name, row in found.items() if row["operated"]} == {"in", "small"}


def test_a_series_is_so_many_different_days_of_one_kind_within_the_days():
    three = [line("three", days, "97110") for days in (1, 20, 59)]
    same = [line("same", 5, code, claim=code) for code in ("97110", "97112", "97140")]
    late = [line("late", days, "97110") for days in (1, 20, 60)]
    mixed = [line("mixed", 1, "97110"), line("mixed", 2, "96372"), line("mixed", 3, "96413")]
    found = people([*three, *same, *late, *mixed])
    assert {name for name, row in found.items() if row["series"]} == {"three"}
    assert not any(row["series"] for row in people(three, rules=attrs.evolve(RULES, series=())).values())


def test_pregnancy_counts_for_its_days_and_not_after_a_sign_that_it_is_over():
    cases = {
        "now": [(200, "Z3402")],
        "long ago": [(280, "O0990")],
        "born": [(200, "O0990"), (20, "Z370")],
        "again": [(279, "Z390"), (30, "O0991")],
        "lost": [(20, "O039")],
        "delivered": [(20, "O80")],
        "ill": [(5, "I10")],
        "same day": [(9, "O0993 Z390")],
    }
    lines, claims = [], []
    for name, rows in cases.items():
        for days, codes in rows:
            one = line(name, days)
            lines.append(one)
            claims.append(diagnosed(one, *codes.split()))
    found = people(lines, claims=claims)
    assert {name for name, row in found.items() if row["pregnant"]} == {"now", "again"}
    assert all(row["diagnosed"] for row in found.values())


def test_long_lasting_conditions_are_counted_in_groups_not_in_codes():
    lines = [line("two", 5), line("two", 6), line("one", 5), line("far", 5, payer="Beta"), line("far", 4)]
    claims = [
        diagnosed(lines[0], "E119", "E1165"),
        diagnosed(lines[1], "I10", "J069"),
        diagnosed(lines[2], "E119", "E1122"),
        diagnosed(lines[3], "I5022", "N184"),
        diagnosed(lines[4], "J449"),
    ]
    found = people(lines, claims=claims)
    assert {name: row["chronic"] for name, row in found.items()} == {"two": 2, "one": 1, "far": 3}


def test_diagnoses_of_a_claim_in_another_file_are_not_taken_for_this_one():
    one = line("a")
    assert people([one], claims=[diagnosed(one, "O0990") | {"file_id": 2}])["a"]["pregnant"] is False


def test_serious_and_terminal_diagnoses_count_for_their_days():
    lines = [line("cancer", 179), line("past", 180), line("end", 5)]
    claims = [diagnosed(lines[0], "C50911"), diagnosed(lines[1], "C50911"), diagnosed(lines[2], "Z515")]
    found = people(lines, claims=claims)
    assert {name: (row["serious"], row["terminal"]) for name, row in found.items()} == {
        "cancer": (True, False),
        "past": (False, False),
        "end": (False, True),
    }


def auth(patient="", days=5, outcome="approved", **more):
    decided = datetime.combine(ago(days), datetime.min.time(), UTC)
    return {"payer": "Acme", "patient_key": patient, "outcome": outcome, "decided_at": decided, "code": "70551"} | more


def test_an_approval_is_in_force_for_its_days_or_for_a_service_to_come():
    lines = [line(name, 20) for name in ("now", "old", "coming", "denied", "none")]
    auths = [auth("now", 89), auth("old", 90), auth("coming", 200, service_date=ago(-3)), auth("denied", 5, "denied")]
    found = people(lines, authorizations=auths)
    assert {name for name, row in found.items() if row["authorized"]} == {"now", "coming"}


def test_an_approved_operation_that_no_claim_has_billed_is_to_come():
    auths = [auth("a", code="27447"), auth("b", code="27447", claims=1), auth("c")]
    found = people([line(name) for name in "abc"], authorizations=auths)
    assert {name: row["approved_surgery"] for name, row in found.items()} == {"a": True, "b": False, "c": False}


def test_a_patient_is_known_by_the_pseudonym_of_remittances_and_by_the_number_on_a_claim():
    lines = [
        line("a", claim="C1"),
        line("b", claim="C2", prior_auth="77"),
        line("c", claim="C3"),
        line("d", claim="C4"),
    ]
    paid = [
        {"claim": "C1", "patient_key": "member-a"},
        {"claim": "C3", "patient_key": "twice"},
        {"claim": "C4", "patient_key": "twice"},
    ]
    auths = [auth("member-a"), auth("", number="77"), auth("twice")]
    found = people(lines, remit_claims=paid, authorizations=auths)
    assert {name for name, row in found.items() if row["authorized"]} == {"a", "b"}


def test_a_practice_with_remittances_only_has_its_patients_by_their_own_pseudonym():
    lines = [line("member-a", claim="C1", claim_file=None)]
    assert set(people(lines, remit_claims=[{"claim": "C1", "patient_key": "member-a"}])) == {"member-a"}


def plan(patient, days, status="open", visit="Follow-up"):
    return {"patient_key": patient, "appointment_date": ago(-days), "status": status, "visit": visit}


def test_open_appointments_of_the_next_90_days_count_and_words_tell_operations():
    plans = [
        plan("first", 1),
        plan("last", 90),
        plan("far", 91),
        plan("today", 0),
        plan("off", 5, "cancelled"),
        plan("blank", 5, ""),
        plan("knee", 9, visit="Knee REPLACEMENT"),
        plan("", 5),
    ]
    found = people([line(p["patient_key"]) for p in plans if p["patient_key"]], appointments=plans)
    assert {name for name, row in found.items() if row["scheduled"]} == {"first", "last", "blank", "knee"}
    assert {name for name, row in found.items() if row["scheduled_surgery"]} == {"knee"}


def test_inpatient_places_count_for_their_days():
    found = people([line("a", 29, pos="21"), line("b", 30, pos="21"), line("c", 1, pos="22")])
    assert {name for name, row in found.items() if row["inpatient"]} == {"a"}


@pytest.mark.parametrize(
    ("day", "months", "since"),
    [
        ("2025-12-31", 12, "2025-01-01"),
        ("2026-01-30", 24, "2024-01-31"),
        ("2024-02-29", 12, "2023-03-01"),
        ("2025-02-28", 12, "2024-02-29"),
        ("2025-03-31", 1, "2025-03-01"),
        ("2025-01-15", 12, "2024-01-16"),
    ],
)
def test_months_end_on_the_day_and_begin_after_the_same_day_before(day, months, since):
    assert months_before(date.fromisoformat(day), months) == date.fromisoformat(since)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.sampled_from([1, 6, 12, 24]))
def test_so_many_months_have_so_many_days_as_months_can_have(day, months):
    assert months * 28 <= (day - months_before(day, months)).days + 1 <= months * 31


SPANS = [diagnosis_span(text) for text in ("O00-O9A", "Z33", "Z51.5", "E08-E13", "N185-N186")]


def holds(code, spans):
    """Say by plain comparing of beginnings whether a range holds a code."""
    return any(code[: len(first)] >= first and code[: len(last)] <= last for first, last in spans)


@pytest.mark.parametrize(
    ("code", "held"),
    [
        ("O00", True),
        ("O9A511", True),
        ("O9A", True),
        ("P000", False),
        ("N999", False),
        ("Z331", True),
        ("Z340", False),
        ("Z515", True),
        ("Z51", False),
        ("Z516", False),
        ("E0800", True),
        ("E139", True),
        ("E14", False),
        ("N185", True),
        ("N186", True),
        ("N184", False),
    ],
)
def test_a_range_of_diagnoses_holds_what_begins_within_it(code, held):
    assert holds(code, SPANS) is held
    assert _asked([code], lambda t: in_diagnoses(t.code, SPANS)) == [held]


def _asked(codes, how):
    table = ibis.memtable(pa.table({"at": list(range(len(codes))), "code": codes}))
    return table.select("at", said=how(table)).order_by("at").to_pyarrow()["said"].to_pylist()


def test_many_diagnoses_are_held_as_by_plain_comparing():
    codes = [f"{a}{n:02d}{x}" for a in "AEINOZ" for n in range(0, 99, 7) for x in ("", "1", "A9")]
    assert _asked(codes, lambda t: in_diagnoses(t.code, SPANS)) == [holds(code, SPANS) for code in codes]


def test_the_first_group_that_holds_a_code_names_it():
    groups = {"one": (("I10", "I16"),), "two": (("I11", "I11"), ("E08", "E13"))}
    assert _asked(["I110", "E119", "Z00"], lambda t: chronic_group(t.code, groups)) == ["one", "two", None]


def test_ranges_of_procedures_reach_codes_of_their_own_form_only():
    spans = (("99202", "99215"), ("G0438", "G0439"))
    assert _asked(["99213", "9921A", "G0438", "99216", "G0437"], lambda t: in_codes(t.code, spans)) == [
        True,
        False,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("text", ["O9A-O00", "99213", "", "O", "Z33-"])
def test_what_is_no_range_of_diagnoses_is_refused(text):
    if text == "Z33-":
        assert diagnosis_span(text) == ("Z33", "Z33")
    else:
        with pytest.raises(ValueError, match=r"no ICD-10-CM|backwards"):
            diagnosis_span(text)


def test_ranges_are_written_as_a_person_does():
    assert words((("99202", "99215"), ("G0402", "G0402"))) == "99202-99215, G0402"
