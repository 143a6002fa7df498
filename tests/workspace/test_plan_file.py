"""`plan.yaml`: what a practice says of its plan, read whole; every fault at once, with its line."""

from datetime import date

import pytest

from counteroffer.core.errors import InputError
from counteroffer.workspace.plan_file import KEYS, PlanFile, read_plan_file

WHOLE = """start: 2027-07-01
notice_days: 90
owners: {partners: Dr. Ito, lead negotiator: Dana}
done:
  paper: 2026-10-10
dates:
  - {day: 2026-10-15, what: Open enrollment begins}
  - day: 2027-01-01
    what: Big employer renews
continuity: {days: 90, source: "counsel, 2026-11-20"}
waits: {representative: 5}
closed: [2026-12-24, 2026-12-31]
"""


def read(tmp_path, text):
    file = tmp_path / "plan.yaml"
    file.write_text(text)
    return read_plan_file(file)


def test_without_a_file_nothing_is_said(tmp_path):
    assert read_plan_file(tmp_path / "plan.yaml") == PlanFile()


def test_everything_it_may_say_is_read(tmp_path):
    assert read(tmp_path, WHOLE) == PlanFile(
        start=date(2027, 7, 1),
        notice_days=90,
        owners={"partners": "Dr. Ito", "lead negotiator": "Dana"},
        done={"paper": date(2026, 10, 10)},
        dates=((date(2026, 10, 15), "Open enrollment begins"), (date(2027, 1, 1), "Big employer renews")),
        tail_days=90,
        tail_source="counsel, 2026-11-20",
        waits={"representative": 5},
        closed=frozenset({date(2026, 12, 24), date(2026, 12, 31)}),
    )
    assert all(f"{key}:" in WHOLE for key in KEYS)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("start: next year\n", "line 1: 'start'"),
        ("notice_days: -3\n", "line 1: 'notice_days'"),
        ("owners: {boss: Ann}\n", "line 1: `owners` has no key 'boss'"),
        ("done:\n  papers: 2026-10-10\n", "Did you mean 'paper'?"),
        ("done: {paper: soon}\n", "line 1: 'paper'"),
        ("dates: 2026-10-15\n", "`dates` should be a list"),
        ("dates:\n  - {day: 2026-10-15}\n", "What the day is is missing"),
        ("dates:\n  - {day: x, what: y}\n", "line 2: 'day'"),
        ("continuity: {days: 90}\n", "Where the days are from is missing"),
        ("continuity: 90\n", "should be keys with values"),
        ("waits: {nobody: 3}\n", "`waits` has no key 'nobody'"),
        ("closed: [Christmas]\n", "line 1: 'closed'"),
        ("begin: 2027-07-01\n", "A plan has no key 'begin'"),
        ("start: 2027-07-01\nstart: 2027-07-02\n", "line 2: The key 'start' stands here a second time"),
        ("start: [\n", "This is not YAML"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line_and_mend(tmp_path, text, says):
    with pytest.raises(InputError) as fault:
        read(tmp_path, text)
    assert says in fault.value.says
    assert "plan.yaml has faults" in fault.value.says


def test_days_of_old_rates_without_a_source_are_never_taken(tmp_path):
    with pytest.raises(InputError, match="source"):
        read(tmp_path, "continuity: {days: 90, source: }\n")
