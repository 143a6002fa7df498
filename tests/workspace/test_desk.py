"""The whole house on a small demo practice: measures against planted truth, staleness, privacy, the written case."""

import csv
import datetime as dt
import gzip
import re
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest
from tests.practices import priced_practice

from counteroffer.core import tables
from counteroffer.core.errors import UnknownNameError, WorkspaceError
from counteroffer.price.base_sentence import parts_of
from counteroffer.store.adopted import Adopted
from counteroffer.workspace import Workspace
from counteroffer.workspace.adoption import adopt, revert, trial
from counteroffer.workspace.explaining import explanations
from counteroffer.workspace.matching import Asked


@pytest.fixture(scope="module")
def truth(tmp_path_factory):
    made = priced_practice(tmp_path_factory)
    return made.facts | {"folder": made.out}


@pytest.fixture(scope="module")
def desk(truth):
    return Workspace.open(truth["folder"])


def by_payer(desk, metric, column="value"):
    found = desk.answer(metric, ["payer"])
    names = [name.upper() for name in found["payer"].to_pylist()]  # the truth has them as the files spell them
    return dict(zip(names, found[column].to_pylist(), strict=True))


@pytest.mark.parametrize(
    ("metric", "planted"),
    [
        ("charges", "charge_cents"),
        ("allowed", "allowed_cents"),
        ("paid", "paid_cents"),
        ("lines_count", "lines"),
        ("patients", "patients"),
    ],
)
def test_the_payer_mix_is_what_was_planted(desk, truth, metric, planted):
    assert by_payer(desk, metric) == {payer: said[planted] for payer, said in truth["payers"].items()}


def test_patients_are_the_same_person_from_claim_to_claim(desk, truth):
    with desk.engine() as engine:
        lines = engine.table("lines")
        lines = lines.filter(lines.sequence == "P")
        days = lines.group_by("payer").agg(days=(lines.patient_key + lines.service_date.cast("string")).nunique())
        found = {row["payer"].upper(): row["days"] for row in engine.arrow(days).to_pylist()}
    # the truth counts a patient's day once; a visit is that with each clinician seen
    assert found == {payer: said["visits"] for payer, said in truth["payers"].items()}
    assert all(by_payer(desk, "visits")[payer] >= days for payer, days in found.items())


def test_the_percent_of_medicare_is_what_was_planted(desk, truth):
    found = by_payer(desk, "percent_of_medicare")
    for payer, said in truth["payers"].items():
        assert found[payer] == pytest.approx(said["percent_of_medicare_2025"]["percent"], abs=0.001)


@pytest.fixture(scope="module")
def lines(truth):
    """The truth's lines but those that were only ever held to be a duplicate: these are in no denial rate."""
    rows = csv.DictReader(gzip.decompress((truth["folder"] / "truth_lines.csv.gz").read_bytes()).decode().splitlines())
    return [row for row in rows if row["denial_cause"] != "duplicate" or row["outcome"] == "paid"]


@pytest.mark.parametrize(
    ("metric", "planted"),
    [("initially_denied_dollars", "outcome_first"), ("finally_denied_dollars", "outcome")],
)
def test_the_denied_lines_are_those_that_were_planted(desk, truth, lines, metric, planted):
    told = Counter(row["payer"] for row in lines if row[planted] == "denied")
    assert by_payer(desk, metric, "n") == {payer: told[payer] for payer in truth["payers"]}


def test_the_initial_denial_rate_of_claims_is_what_was_planted(desk, truth, lines):
    found = by_payer(desk, "initial_denial_rate_claims")
    for payer in truth["payers"]:
        own = [row for row in lines if row["payer"] == payer and row["outcome_first"] != "none"]
        denied = {row["claim"] for row in own if row["outcome_first"] == "denied"}
        assert found[payer] == pytest.approx(100 * len(denied) / len({row["claim"] for row in own}))


def test_the_payers_lag_is_what_was_planted(desk, truth):
    found = by_payer(desk, "payer_lag_median")
    for payer, said in truth["payers"].items():
        assert found[payer] == said["days"]["receipt_to_first_payment"]["lines"]


def test_a_second_import_of_the_same_files_changes_nothing(desk, truth):
    before = desk.lake.versions()
    report = desk.import_paths([truth["folder"] / "files"])
    assert report.counts["stored"] == 0
    assert desk.lake.versions() == before
    assert not desk.refresh().changed


def test_a_changed_contract_waits_until_it_is_adopted_and_a_trial_says_what_it_would_change(desk):
    file = max(desk.home.contracts_dir.glob("*-2025.yaml"))
    text = file.read_text()
    before = desk.answer("expected_dollars")["value"].to_pylist()
    file.write_text(re.sub(r"(percent_of_\w+: )(\d+)", lambda m: m[1] + str(int(m[2]) + 7), text))
    assert desk.refresh().changed
    assert not desk.refresh().changed
    assert desk.answer("expected_dollars")["value"].to_pylist() == before
    assert "contract.pending" in desk.findings()["kind"].to_pylist()
    tried = trial(desk)
    assert tried.documents == {file.name: "changed"}
    assert tried.changed == sum(shift.lines for shift in tried.terms) == sum(shift.lines for shift in tried.codes) > 0
    assert tried.cents == sum(shift.after - shift.before for shift in tried.terms) > 0
    assert tried.appearing[0] > 0
    made = adopt(desk, "seven percent more")
    assert made.cents == tried.cents
    after = desk.answer("expected_dollars")["value"].to_pylist()
    assert after != before
    revert(desk, "1")
    assert file.read_text() == text
    assert desk.answer("expected_dollars")["value"].to_pylist() == before
    assert [one.what for one in Adopted(desk.home.adopted_dir).history()] == ["first", "adopt", "revert"]


def test_an_older_version_of_the_tables_can_still_be_asked(desk):
    pinned = desk.lake.versions()
    with desk.engine() as now, desk.engine(pinned) as then:
        assert now.table("lines").count().execute() == then.table("lines").count().execute() > 0


def test_no_patients_name_or_member_number_is_in_any_table(desk, truth):
    text = "".join(p.read_text() for p in (truth["folder"] / "files/837").glob("*.837"))
    names = set(re.findall(r"NM1.(?:IL|QC).1.([A-Z' -]{4,})", text)) | set(re.findall(r".MI.([A-Z0-9]{6,})", text))
    assert len(names) > 100
    with desk.engine() as engine:
        for table in tables.ALL:
            rows = engine.arrow(engine.table(table.name))
            for column in rows.columns:
                if pa.types.is_string(column.type):
                    held = set(column.unique().to_pylist())
                    assert not held & names, table.name


def test_the_keys_are_readable_by_their_owner_only(desk):
    keys = sorted(desk.home.secret_dir.iterdir())
    assert [key.name for key in keys] == ["pseudonym.key", "vault.key"]
    assert not any(key.stat().st_mode & 0o077 for key in keys)


def test_every_payers_case_and_the_ranking_are_written(desk, tmp_path):
    made = desk.cases(tmp_path)
    page, cases = made.ranking, made.cases
    assert made.report.html.is_file()
    assert len(cases) == len(desk.payers()) == 7
    for case in cases:
        assert case.html.stat().st_size > 50_000
        assert case.workbook.stat().st_size > 5_000
        assert str(case.html.relative_to(tmp_path)) in page.read_text()


def test_an_underpaid_line_is_explained_with_its_term_and_page(desk):
    (row,) = desk.rows_behind("underpaid_dollars").slice(0, 1).to_pylist()
    made = desk.explain(row["claim"], row["line"])
    assert "page" in made.sentences[0]
    assert made.sentences[-1].endswith("short.")
    assert made.letter.startswith(f"Claim {row['claim']}, line {row['line']}: ")
    assert "We ask that the line be processed again at" in made.letter
    with pytest.raises(UnknownNameError, match="no line 99"):
        desk.explain(row["claim"], 99)


def test_the_steps_of_every_line_of_the_demo_lead_to_its_price(desk):
    with desk.engine() as engine:
        names = set()
        for row, made in explanations(desk, engine, engine.table("lines")):
            steps = [step for step in made.steps if step.name not in {"term", "allowed", "unpriced"}]
            assert bool(steps) is not bool(row["why_not"])
            amount = None
            for step in steps:
                assert step.before == amount, (row, made)
                amount = step.after
            assert amount == row["expected"], (row, made)
            names |= {step.name for step in made.steps}
    assert {"term", "base", "units", "result", "allowed", "unpriced"} <= names


def test_the_match_of_a_line_names_its_priced_term_and_why_no_other_pays(desk):
    with desk.engine() as engine:
        lines, priced = engine.table("lines"), engine.table("priced")
        both = lines.filter(lines.sequence == "P").join(priced, "line_id").order_by("line_id").limit(4_000)
        one_of_each = {row["term_id"]: row for row in engine.arrow(both).to_pylist()}
    assert len(one_of_each) > 10
    for term_id, row in list(one_of_each.items())[:3]:
        found = desk.match(row["claim"], row["line"])
        assert [term.term_id for term in found.terms if term.won] == ([term_id] if term_id else [])
        assert [seen.version for seen in found.versions if seen.won] == ([row["version"]] if row["version"] else [])
        assert all(term.why for term in found.terms)


def test_a_line_that_does_not_exist_is_matched_by_the_beginning_of_its_payers_name(desk):
    asked = Asked("99214", "Summit", dt.date(2025, 3, 1))
    (won,) = (term for term in desk.match_asked(asked).terms if term.won)
    assert won.page
    assert won.line > 1
    assert not desk.match_asked(Asked("99214", "Nobody", dt.date(2025, 3, 1))).versions
    assert desk.match_asked(Asked("99214", "Summit", dt.date(2020, 3, 1))).why_not == "no_contract"


def test_a_percent_of_medicare_shows_values_indices_and_the_factor(desk):
    with desk.engine() as engine:
        rates = engine.table("rates")
        booked = engine.arrow(rates.filter(rates.basis == "percent_of_medicare")).slice(0, 300).to_pylist()
    assert booked
    for rate in booked:
        made = parts_of(desk.medicare, rate)
        assert min(made.cents, made.cents if made.cap is None else made.cap) == rate["medicare_rate"]


def test_a_payer_is_found_by_the_beginning_of_its_name(desk):
    name = desk.payers()[0]
    assert desk.payer(name[:6].lower()) == name
    with pytest.raises(UnknownNameError, match="No single payer"):
        desk.payer("zzz")


def test_a_folder_that_is_no_workspace_is_said(tmp_path: Path):
    with pytest.raises(WorkspaceError, match="not a workspace"):
        Workspace.open(tmp_path)
