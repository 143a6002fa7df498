"""The command line says what it did and, when it cannot, what to do."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from counteroffer.cli import app
from counteroffer.core.errors import CounterofferError

RUN = CliRunner()


def ask(*words):
    return RUN.invoke(app, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture
def workspace(tmp_path):
    assert ask("init", tmp_path / "desk", "--name", "Our Practice", "--zip", "78701", "--state", "TX").exit_code == 0
    return tmp_path / "desk"


def test_init_makes_a_workspace_and_finds_the_locality(tmp_path):
    done = ask("init", tmp_path / "desk", "--name", "Our Practice", "--zip", "78701", "--state", "TX")
    assert done.exit_code == 0
    assert "0441231" in done.output
    assert (tmp_path / "desk" / "practice.yaml").is_file()


def test_a_second_workspace_in_the_same_place_is_refused(workspace):
    with pytest.raises(CounterofferError, match="workspace already"):
        ask("init", workspace, "--name", "Another")


def test_a_folder_that_is_no_workspace_is_named_with_the_mend(tmp_path):
    with pytest.raises(CounterofferError, match="counteroffer init"):
        ask("case", "--all", "-w", tmp_path)


def test_the_workspace_is_found_here_above_or_as_the_only_one_below(workspace, tmp_path, monkeypatch):
    monkeypatch.delenv("COUNTEROFFER_WORKSPACE", raising=False)
    for place in (workspace, workspace / "contracts", tmp_path):
        monkeypatch.chdir(place)
        assert ask("findings").exit_code == 0
    ask("init", tmp_path / "second", "--name", "Second")
    with pytest.raises(CounterofferError, match="no workspace"):
        ask("findings")
    monkeypatch.setenv("COUNTEROFFER_WORKSPACE", str(workspace))
    assert ask("findings").exit_code == 0


def test_an_empty_folder_is_a_clear_error(workspace, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(CounterofferError, match="empty"):
        ask("import", tmp_path / "empty", "-w", workspace)


def test_a_pdf_named_835_is_set_aside_with_a_finding(workspace, tmp_path):
    (tmp_path / "remit.835").write_bytes(b"%PDF-1.7\n" + b"x" * 500)
    done = ask("import", tmp_path / "remit.835", "-w", workspace)
    assert done.exit_code == 0
    assert "1 set aside" in done.output
    assert "PDF" in done.output


def test_a_truncated_file_keeps_what_is_whole_and_says_where_it_broke_off(workspace, tmp_path):
    claim = "CLP*C{0}*1*100*80*20**P{0}~NM1*QC*1*DOE*JO****MI*M1~SVC*HC:99213*100*80~DTM*472*20250102~CAS*PR*3*20~"
    text = (
        "ISA*00*          *00*          *ZZ*PAYER          *ZZ*PRACTICE       *250110*1200*^*00501*000000001*0*P*:~"
        "GS*HP*P*R*20250110*1200*1*X*005010X221A1~ST*835*0001~BPR*I*240*C*ACH************20250110~TRN*1*T1*1999999999~"
        "N1*PR*ACME HEALTH*XV*ACME1~N1*PE*OUR PRACTICE*XX*1234567893~LX*1~"
        + "".join(claim.format(i) for i in (1, 2, 3))
    )
    (tmp_path / "cut.835").write_text(text[:-40])
    done = ask("import", tmp_path / "cut.835", "-w", workspace)
    assert done.exit_code == 0
    assert "1 files stored" in done.output
    assert "cut.835:" in done.output
    lines = ask("metric", "lines_count", "-w", workspace).output
    assert " 2 " in lines  # the third claim is not whole and is set aside


def test_an_import_shows_its_progress_on_a_terminal():
    from io import StringIO

    from rich.console import Console

    from counteroffer.cli.progress import Bar

    shown = StringIO()
    bar = Bar(Console(file=shown, force_terminal=True, width=120))
    bar.start(1000, 2)
    bar.advance("a.835", 600)
    bar.done()
    assert "Reading 2 files" in shown.getvalue()


def test_a_payer_that_is_not_there_is_said_with_those_that_are(workspace):
    with pytest.raises(CounterofferError, match="import files first"):
        ask("case", "Nobody", "-w", workspace)


def test_a_metric_that_is_not_there_is_said_with_a_near_one(workspace):
    with pytest.raises(CounterofferError, match="percent_of_medicare"):
        ask("metric", "percent_of_medcare", "-w", workspace)


def test_metrics_and_tables_list_themselves():
    assert "percent_of_medicare" in ask("metrics").output
    assert "remit_lines" in ask("table").output
    assert "line charge" in ask("table", "lines").output


def test_a_contract_with_five_faults_reports_all_five_with_lines(tmp_path):
    file = tmp_path / "acme.yaml"
    file.write_text(
        "contract: acme\n"
        "payer: Acme Health\n"
        "since: 2025-13-01\n"
        "lesser_of_charges: perhaps\n"
        "terms:\n"
        "  - says: Office visits\n"
        "    when: {codes: '9921'}\n"
        "    pays: {percent_of_medicare: lots, year: 2025}\n"
        "  - says: Labs\n"
        "    pays: {fee_schedule: missing.csv}\n"
    )
    done = ask("contract", "check", file)
    assert done.exit_code == 1
    for line in (3, 4, 7, 8, 10):
        assert f"acme.yaml:{line}:" in done.output.replace("\n", ""), done.output


def test_a_contract_in_order_says_so(tmp_path):
    file = tmp_path / "acme.yaml"
    file.write_text(
        "contract: acme\npayer: Acme Health\nsince: 2025-01-01\nterms:\n"
        "  - says: Anything pays 40% of charges\n    pays: {percent_of_charges: 40}\n"
    )
    done = ask("contract", "check", file)
    assert done.exit_code == 0
    assert "in order" in done.output


def test_the_schema_for_editors_is_written(tmp_path):
    assert ask("contract", "schema", tmp_path / "schema.json").exit_code == 0
    assert '"percent_of_medicare"' in (tmp_path / "schema.json").read_text()


def test_what_medicare_allows_here_can_be_asked(workspace):
    done = ask("medicare", "fee", "99213", "-w", workspace)
    assert "2025" in done.output
    assert "facility" in done.output


def test_a_table_is_exported_as_parquet_and_csv(workspace, tmp_path):
    for ending in ("parquet", "csv"):
        out = tmp_path / f"lines.{ending}"
        assert ask("table", "lines", "--out", out, "-w", workspace).exit_code == 0
        assert out.stat().st_size > 0


def test_an_empty_workspace_answers_without_a_crash(workspace):
    assert "No findings" in ask("findings", "-w", workspace).output
    assert "No contract yet" in ask("contract", "list", "-w", workspace).output
    assert ask("metric", "underpaid_dollars", "-w", workspace).exit_code == 0


def test_the_program_itself_ends_with_code_2_and_the_mend(tmp_path):
    import subprocess
    import sys

    done = subprocess.run(
        [str(Path(sys.executable).parent / "counteroffer"), "refresh", "-w", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "counteroffer init" in done.stderr
    assert "Traceback" not in done.stderr
