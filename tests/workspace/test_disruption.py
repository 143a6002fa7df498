"""Disruption over a priced practice: counted again in plain Python, and as the demo's truth tells it."""

import csv
import stat
from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest
from tests.practices import priced_practice
from typer.testing import CliRunner

from counteroffer.cli import app
from counteroffer.core.errors import InputError, UnknownNameError
from counteroffer.negotiate.continuing import CONFIRMED, PROPOSED, REJECTED
from counteroffer.workspace import Workspace
from counteroffer.workspace.alternatives import members_by_zip
from counteroffer.workspace.continuing import build_list, decide, list_tail, named_rows, read_list
from counteroffer.workspace.disruption import disruption, global_periods
from counteroffer.workspace.disruption_rules import read_rules, write_rules
from counteroffer.workspace.vault import VaultDesk

DAY = date(2026, 1, 31)
NAMES = {
    "Summit Mutual Health": "SUMMIT MUTUAL HEALTH",
    "Blue Mesa Health Cooperative": "BLUE MESA HEALTH COOPERATIVE",
    "Golden Prairie Advantage": "GOLDEN PRAIRIE ADVANTAGE",
    "Lantern Community Medicaid": "LANTERN COMMUNITY MEDICAID",
}
SUMMIT, MEDICAID = "Summit Mutual Health", "Lantern Community Medicaid"


@pytest.fixture(scope="module")
def truth(tmp_path_factory):
    return priced_practice(tmp_path_factory)


@pytest.fixture(scope="module")
def desk(truth):
    return Workspace.open(truth.out)


@pytest.fixture(scope="module")
def found(desk):
    return {name: disruption(desk, name, DAY) for name in NAMES}


@pytest.fixture(scope="module")
def books(desk):
    """The tables as plain rows."""
    with desk.engine() as engine:
        return {
            name: engine.arrow(engine.table(name)).to_pylist()
            for name in ("lines", "claims", "remit_claims", "appointments")
        } | {
            "auths": engine.arrow(
                engine.table("authorizations").mutate(decided=engine.table("authorizations").decided_at.cast("date")).drop(
                    "requested_at", "completed_at", "decided_at"
                )
            ).to_pylist()
        }  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_counts_are_those_of_the_truth(truth, found, name):
    told = truth.facts["disruption"]
    assert told["as_of"] == DAY.isoformat()
    one = told["payers"][NAMES[name]]
    counts = {
        figure: found[name].figure(figure).count
        for figure in ("attributed", "attributed_12", "new", "pregnant", "scheduled")
    }
    assert counts == {figure: one[figure] for figure in counts}
    assert found[name].figure("seen_24").count == one["seen"]


def test_the_truth_has_pregnant_and_booked_patients_to_find(truth):
    payers = truth.facts["disruption"]["payers"].values()
    assert sum(one["pregnant"] for one in payers) > 0
    assert sum(one["scheduled"] for one in payers) > 20


@pytest.mark.parametrize("name", [SUMMIT, MEDICAID])
def test_members_by_zip_are_those_of_the_truth(truth, desk, found, name):
    base = found[name].patients
    kinds = dict.fromkeys(base.filter(base["attributed"])["patient"].to_pylist(), "any")
    counts = {m.zip: m.patients for m in members_by_zip(desk, kinds, "test")}
    assert counts == {z: n for z, n in truth.facts["disruption"]["payers"][NAMES[name]]["zips"].items() if n}


def _mine(books, payer):
    """Lines of 24 months of the patients whose latest primary payer it is, by patient, in plain Python."""
    lines = [r for r in books["lines"] if r["sequence"] == "P" and date(2024, 2, 1) <= r["service_date"] <= DAY]
    by = defaultdict(list)
    for row in lines:
        by[row["patient_key"]].append(row)
    latest = {
        p: max(rows, key=lambda r: (r["service_date"], r["claim"], r["payer"]))["payer"] for p, rows in by.items()
    }
    return {p: rows for p, rows in by.items() if latest[p] == payer}


def _visit(code):
    return any(a <= code <= b for a, b in read_rules().visits)


@pytest.mark.parametrize("name", [SUMMIT, MEDICAID])
def test_clinicians_operations_series_and_chronic_conditions_are_counted_again_in_plain_python(
    desk, books, found, name
):
    rules = read_rules()
    days = {row["code"]: row["days"] for row in global_periods(desk.medicare.table("medicare_fees")).to_pylist()}
    diagnoses = defaultdict(set)
    for row in books["claims"]:
        diagnoses[row["file_id"], row["claim"]].update(row["diagnoses"].split())
    expected = {}
    for patient, rows in _mine(books, name).items():
        seen = defaultdict(set)
        for row in rows:
            if _visit(row["billed_code"]):
                seen[row["rendering_npi"]].add(row["service_date"])
        ranked = sorted(seen, key=lambda npi: (-len(seen[npi]), -max(seen[npi]).toordinal(), npi))
        codes = {code for row in rows for code in diagnoses[row["claim_file"], row["claim"]]}
        groups = {
            next(
                (
                    g
                    for g, spans in rules.conditions.chronic.items()
                    for a, b in spans
                    if a <= c[: len(a)] and c[: len(b)] <= b
                ),
                "",
            )
            for c in codes
        }
        series = any(
            len(
                {
                    r["service_date"]
                    for r in rows
                    if any(a <= r["billed_code"] <= b for a, b in one.codes)
                    and r["service_date"] > DAY - timedelta(days=one.days)
                }
            )
            >= one.visits
            for one in rules.series
        )
        operated = any(
            r["outcome"] != "denied"
            and r["billed_code"] in days
            and r["service_date"] + timedelta(days=days[r["billed_code"]]) >= DAY
            for r in rows
        )
        expected[patient] = (
            ranked[0] if ranked else "",
            sum(map(len, seen.values())),
            operated,
            series,
            len(groups - {""}),
        )
    told = {
        r["patient"]: (r["npi"], r["visits"], r["operated"], r["series"], r["chronic"])
        for r in found[name].patients.to_pylist()
    }
    assert told == expected
    attributed = [row for row in expected.values() if row[1]]
    assert found[name].figure("operated").count == sum(row[2] for row in attributed)
    assert found[name].figure("chronic").count == sum(row[4] >= 2 for row in attributed) > 0


@pytest.mark.parametrize("name", [SUMMIT, "Blue Mesa Health Cooperative"])
def test_authorizations_in_force_are_counted_again_in_plain_python(desk, books, name):
    day = date(2025, 7, 1)
    since = {"lines": date(2023, 7, 2)}
    claims = defaultdict(set)
    for row in books["lines"]:
        if row["sequence"] == "P" and row["patient_key"]:
            claims[row["claim"]].add(row["patient_key"])
    other = defaultdict(set)
    for row in books["remit_claims"]:
        other[row["patient_key"]] |= claims[row["claim"]] - {row["patient_key"]}
    alias = {key: next(iter(some)) for key, some in other.items() if key and len(some) == 1}
    lines = [r for r in books["lines"] if r["sequence"] == "P" and since["lines"] <= r["service_date"] <= day]
    by = defaultdict(list)
    for row in lines:
        by[row["patient_key"]].append(row)
    mine = {
        p
        for p, rows in by.items()
        if max(rows, key=lambda r: (r["service_date"], r["claim"], r["payer"]))["payer"] == name
    }
    whose = defaultdict(set)
    for row in lines:
        if row["patient_key"] in mine and row["prior_auth"]:
            whose[row["prior_auth"]].add(row["patient_key"])
    covered = set()
    for row in books["auths"]:
        decided = row["decided"] or row["service_date"] or row["asked_date"]
        lately = decided is not None and day - timedelta(days=90) < decided <= day
        if row["outcome"] in ("approved", "partial") and (
            lately or (row["service_date"] and row["service_date"] > day)
        ):
            covered |= (
                {alias.get(row["patient_key"], row["patient_key"])} if row["patient_key"] else whose[row["number"]]
            )
    attributed = {p for p in mine if any(_visit(r["billed_code"]) for r in by[p])}
    found = disruption(desk, name, day).figure("authorized")
    assert (found.count, found.n) == (len(covered & attributed), len(attributed))
    assert found.count > 0


def test_the_day_is_the_last_in_the_data_unless_another_is_said(desk, books):
    last = max(d for row in books["lines"] for d in (row["service_date"], row["submitted_date"], row["paid_date"]) if d)
    assert disruption(desk, MEDICAID).as_of == last
    with pytest.raises(UnknownNameError):
        disruption(desk, "Nobody")


def test_the_practices_own_rules_count_and_their_faults_are_said_with_lines(desk):
    folder = desk.home.negotiation_dir("Blue Mesa Health Cooperative")
    path = write_rules(folder)
    before = disruption(desk, "Blue Mesa", DAY)
    assert "own rules (blue-mesa-health-cooperative/disruption.yaml)" in before.rules.source
    path.write_text(
        path.read_text()
        .replace("scheduled_days: 90", "scheduled_days: 1")
        .replace("visits: [99202-99215,", "visits: [99215,")
    )
    after = disruption(desk, "Blue Mesa", DAY)
    assert after.figure("scheduled").count < before.figure("scheduled").count
    assert after.figure("attributed").count < before.figure("attributed").count
    path.write_text("visits: [9921]\nscheduled_days: soon\nvisit: [99213]\n")
    with pytest.raises(InputError) as told:
        disruption(desk, "Blue Mesa", DAY)
    assert all(f"line {line}:" in told.value.says for line in (1, 2, 3))
    with pytest.raises(InputError, match="is there already"):
        write_rules(folder)
    path.unlink()


def test_the_list_is_proposed_decided_read_again_and_kept(desk, found):
    listed = build_list(desk, SUMMIT, DAY)
    flags = (
        "pregnant",
        "operated",
        "scheduled_surgery",
        "approved_surgery",
        "inpatient",
        "series",
        "serious",
        "terminal",
    )
    expected = {r["patient"] for r in found[SUMMIT].patients.to_pylist() if any(r[flag] for flag in flags)}
    assert {one.patient for one in listed.patients} == expected
    assert listed.count(PROPOSED) == len(expected) > 3
    first, second, third = (one.patient for one in listed.patients[:3])
    decide(desk, SUMMIT, [first], CONFIRMED, 'by phone: "yes"')
    decide(desk, SUMMIT, [second], REJECTED)
    again = build_list(desk, SUMMIT, DAY)
    assert (again.count(CONFIRMED), again.count(REJECTED), again.count(PROPOSED)) == (1, 1, len(expected) - 2)
    assert read_list(desk, SUMMIT) == again
    assert next(one for one in again.patients if one.patient == first).note == 'by phone: "yes"'
    with pytest.raises(UnknownNameError, match="is not on the list"):
        decide(desk, SUMMIT, ["nobody"], CONFIRMED)
    assert third in again.file.read_text()


def test_the_list_holds_pseudonyms_only_and_is_for_its_owner(desk, found):
    listed = build_list(desk, SUMMIT, DAY)
    assert stat.S_IMODE(listed.file.stat().st_mode) == 0o600
    text = listed.file.read_text().upper()
    named = named_rows(desk, SUMMIT, "test of names").to_pylist()
    assert named
    assert all(row["last"] and row["last"] not in text for row in named)
    assert all(row["status"] != REJECTED for row in named)


def test_names_come_with_a_reason_that_is_logged(desk):
    build_list(desk, SUMMIT, DAY)
    with pytest.raises(InputError):
        named_rows(desk, SUMMIT, " ")
    rows = named_rows(desk, SUMMIT, "call them")
    last = VaultDesk(desk).log.entries()[-1]
    assert (last.what, last.why, last.patients) == ("show", "call them", rows.num_rows)


def test_the_tail_is_what_the_listed_had_done_counted_in_plain_python(desk, books):
    build_list(desk, SUMMIT, DAY)
    some = {one.patient for one in read_list(desk, SUMMIT).patients if one.status != REJECTED}
    sums = {}
    for days in (60, 365):
        rows = [r for r in books["lines"] if r["sequence"] == "P" and r["patient_key"] in some
                and DAY - timedelta(days=days) < r["service_date"] <= DAY]  # fmt: skip
        visits = len({(r["patient_key"], r["service_date"]) for r in rows})
        sums[days] = (visits, sum(r["allowed"] or 0 for r in rows if r["outcome"] == "paid"))
    made = list_tail(desk, SUMMIT, 60)
    yearly = tuple(int(Counter({"x": value * 60})["x"] / 365 + 0.5) for value in sums[365])
    assert made.visits == tuple(sorted((sums[60][0], yearly[0])))
    assert made.allowed == tuple(sorted((sums[60][1], yearly[1])))
    assert made.cost == tuple(v * 4_600 for v in made.visits)


def test_a_list_with_faults_is_refused_with_its_lines(desk):
    listed = build_list(desk, MEDICAID, DAY)
    listed.file.write_text("payer: x\nas_of: soon\npatients:\n  - patient: a\n    status: perhaps\n    who: me\n")
    with pytest.raises(InputError) as told:
        read_list(desk, MEDICAID)
    assert all(f"line {line}:" in told.value.says for line in (2, 5, 6))
    listed.file.unlink()
    assert read_list(desk, MEDICAID) is None
    with pytest.raises(UnknownNameError, match="There is no list"):
        list_tail(desk, MEDICAID, 90)


def run(desk, *words):
    return CliRunner().invoke(app, [*map(str, words), "-w", str(desk.home.root)], catch_exceptions=False).output


def test_the_commands_count_list_and_export(desk, tmp_path):
    shown = run(desk, "disruption", "Summit", "--as-of", DAY)
    assert "Attributed" in shown
    assert "Who counts" in shown
    out = tmp_path / "d.csv"
    run(desk, "disruption", "Summit", "--as-of", DAY, "--outside", "--out", out)
    rows = {row["figure"]: row for row in csv.DictReader(out.open())}
    assert rows["new"]["rule"]
    assert all(not row["count"] or int(row["count"]) == 0 or int(row["count"]) >= 11 for row in rows.values())
    told = run(desk, "disruption", "list", "Summit", "--as-of", DAY, "--days", 90)
    assert "unverified" in told
    assert "have counsel review" in told
    assert "A tail of 90 days" in told
    names = tmp_path / "names.csv"
    run(desk, "disruption", "list", "Summit", "--as-of", DAY, "--out", names, "--reason", "letters")
    assert stat.S_IMODE(names.stat().st_mode) == 0o600
    assert all(row["last"] for row in csv.DictReader(names.open()))


def test_the_commands_say_what_is_missing(desk):
    assert "None yet" in run(desk, "nearby", "files")
    assert "census.gov" in run(desk, "nearby", "Summit", "--as-of", DAY)
    with pytest.raises(InputError, match="is no day"):
        run(desk, "disruption", "Summit", "--as-of", "soon")
    with pytest.raises(InputError, match="into a file only"):
        run(desk, "disruption", "list", "Summit", "--reason", "x")
