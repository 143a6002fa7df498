"""Counts of a panel with their rules and n; what is not known is said; small counts stay inside."""

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.negotiate.disruption import Figure, Known, figures, is_small, shown
from counteroffer.workspace.disruption_rules import read_rules

DAY = date(2026, 1, 30)
RULES = read_rules()
ALL = Known(claims=5, appointments=9, authorizations=4, last_appointment=date(2026, 3, 1))
FLAGS = (
    "attributed", "recent", "new", "authorized", "operated", "series", "pregnant", "scheduled", "scheduled_surgery",
    "approved_surgery", "inpatient", "serious", "terminal", "diagnosed",
)  # fmt: skip


def panel(*patients):
    """Give a panel of patients said by their flags, such as `attributed recent chronic=2`."""
    rows = []
    for at, words in enumerate(patients):
        said = words.split()
        chronic = next((int(w[8:]) for w in said if w.startswith("chronic=")), 0)
        rows.append({"patient": f"p{at}", "chronic": chronic} | {flag: flag in said for flag in FLAGS})
    types = {"patient": pa.string(), "chronic": pa.int64()} | dict.fromkeys(FLAGS, pa.bool_())
    return pa.Table.from_pylist(rows, schema=pa.schema(types.items()))


def counted(patients, known=ALL):
    return {one.name: one for one in figures(patients, RULES, known, DAY)}


PATIENTS = panel(
    "attributed recent new scheduled diagnosed chronic=2",
    "attributed recent authorized diagnosed chronic=1",
    "attributed operated diagnosed chronic=5",
    "attributed recent pregnant scheduled diagnosed",
    "recent new scheduled pregnant chronic=9",
    "attributed",
)


def test_each_count_is_of_the_attributed_patients_with_its_n():
    found = counted(PATIENTS)
    assert {name: (one.count, one.n) for name, one in found.items()} == {
        "seen_24": (6, 6),
        "attributed": (5, 6),
        "attributed_12": (3, 5),
        "new": (1, 3),
        "established": (2, 3),
        "authorized": (1, 5),
        "operated": (1, 5),
        "series": (0, 5),
        "treatment": (2, 5),
        "pregnant": (1, 5),
        "chronic": (2, 5),
        "serious": (0, 5),
        "scheduled": (2, 5),
        "touched": (4, 5),
    }
    assert found["authorized"].percent == pytest.approx(20.0)
    assert all(one.rule and one.source for one in found.values())


def test_rules_say_their_days_and_their_codes():
    found = counted(PATIENTS)
    assert "90 days up to 2026-01-30" in found["authorized"].rule
    assert "O00-O9A, Z33, Z34" in found["pregnant"].rule
    assert "99202-99205" in found["new"].rule
    assert "1 of 5 have no claim with a diagnosis" in found["pregnant"].source


@pytest.mark.parametrize(
    ("known", "unknown", "says"),
    [
        (Known(0, 9, 4, last_appointment=date(2026, 3, 1)), {"pregnant", "chronic", "serious"}, "segment HI"),
        (Known(5, 0, 4), {"scheduled"}, "No schedule is imported"),
        (Known(5, 9, 4, last_appointment=date(2026, 1, 30)), {"scheduled"}, "The schedule ends on 2026-01-30"),
        (Known(5, 9, 0, last_appointment=date(2026, 3, 1)), {"authorized"}, "import 278 files"),
    ],
    ids=["no diagnoses", "no schedule", "an old schedule", "no authorizations"],
)
def test_what_is_not_known_has_no_count_but_a_reason(known, unknown, says):
    found = counted(PATIENTS, known)
    assert {name for name, one in found.items() if one.count is None} == unknown
    assert all(says in found[name].unknown for name in unknown)
    assert {row["figure"] for row in shown(list(found.values())).to_pylist() if row["withheld"]} == unknown


def test_inferred_authorizations_and_nameless_rows_are_told_with_the_source():
    found = counted(PATIENTS, Known(5, 9, 4, inferred=3, nameless=2, last_appointment=date(2026, 3, 1)))
    assert "3 of 4 of them inferred from claims" in found["authorized"].source
    assert "2 without a patient are not counted" in found["scheduled"].source


def test_nobody_at_all_has_counts_of_nothing_and_no_percents():
    found = counted(panel())
    assert {one.count for one in found.values()} == {0}
    assert {one.percent for one in found.values()} == {None}


def figure(name, count, n, rest=""):
    return Figure(name, name, count, n, "rule", rest=rest)


def outside(*some):
    return {row["figure"]: row["count"] for row in shown(some, 11).to_pylist()}


def test_outside_a_small_count_is_withheld_and_a_rest_that_would_tell_it():
    assert outside(figure("a", 10, 100), figure("b", 11, 100), figure("c", 0, 100)) == {"a": None, "b": 11, "c": 0}
    assert outside(figure("a", 95, 100)) == {"a": None}
    assert outside(figure("a", 3, 50, "b"), figure("b", 47, 50, "a")) == {"a": None, "b": None}
    assert outside(figure("a", 20, 50, "b"), figure("b", 30, 50, "a")) == {"a": 20, "b": 30}


def test_inside_everything_is_shown():
    assert {row["count"] for row in shown([figure("a", 1, 100), figure("b", 99, 100)]).to_pylist()} == {1, 99}


@given(st.integers(0, 60), st.integers(0, 60), st.integers(2, 20))
def test_nothing_that_is_shown_outside_tells_a_small_count(count, more, least):
    n = count + more
    rows = shown([figure("all", n, n), figure("a", count, n, "b"), figure("b", more, n, "a")], least).to_pylist()
    told = {row["figure"]: row["count"] for row in rows}
    if is_small(count, least) or is_small(more, least):
        assert told["a"] is None
        assert told["b"] is None
        assert all(row["percent"] is None for row in rows[1:])
    else:
        assert (told["a"], told["b"]) == (count, more)
    assert (told["all"] is None) == is_small(n, least)
