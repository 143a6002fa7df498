"""`counteroffer contract draft`: from a file to a draft that `contract check` reads, with its exit code."""
# ruff: noqa: E501 - sentences of agreements are as long as they are

import csv
import time

import pytest
import yaml
from reportlab.pdfgen import canvas
from tests.drafting import making, papers
from typer.testing import CliRunner

from counteroffer.cli import app
from counteroffer.contracts.read import read_contract
from counteroffer.core.errors import InputError
from counteroffer.core.practice import Practice
from counteroffer.medicare.book import shipped
from counteroffer.workspace import Workspace, drafting


@pytest.fixture
def desk(tmp_path):
    return Workspace.create(tmp_path / "w", Practice("Cedar & Oak", zip="78701", locality="0441299"))


@pytest.fixture
def say(desk):
    def run(*words, code=None, group="contract", command="draft"):
        done = CliRunner().invoke(app, [group, command, *map(str, words), "-w", str(desk.home.root)])
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code in ((0, 1) if code is None else (code,)), done.output
        return " ".join(done.output.split())

    return run


@pytest.mark.parametrize("how", [making.as_text, making.as_docx, making.as_pdf])
@pytest.mark.parametrize("paper", [*papers.ALL, *papers.HELD], ids=lambda paper: paper.name)
def test_every_drafted_agreement_is_a_contract_whose_only_faults_are_files_to_add(tmp_path, how, paper):
    (written,) = drafting.save(drafting.draft(how(tmp_path, paper)), tmp_path / "out.yaml")
    contract, findings = read_contract(written)
    errors = [finding for finding in findings if finding.severity == "error"]
    if paper.name == "summit":
        assert errors
        assert all("cpi.csv" in finding.says for finding in errors)
    else:
        assert not errors
        assert (contract.payer, str(contract.since)) == (paper.payer, paper.since)


def test_a_draft_shows_its_proposals_and_prices_nothing(say, desk, tmp_path):
    shown = say(making.as_text(tmp_path, papers.BLUEWATER), code=0)
    assert "118.5%" in shown
    assert "places are known to be no rates" in shown
    assert "nothing of it prices until you copy it" in shown
    assert not list(desk.home.contracts_dir.glob("*.yaml"))
    assert not desk.home.adopted_dir.exists()
    text = (desk.home.drafts_dir / "bluewater.yaml").read_text()
    assert text.count("# confirm (") == 7  # payer, since, lesser of, two terms, two adjustments
    assert (
        '"HMO will compensate Group for Covered Services at one hundred eighteen and one-half percent (118.5%)' in text
    )
    assert "in order" in say(desk.home.drafts_dir / "bluewater.yaml", command="check")


def test_what_was_not_understood_is_listed_on_the_terminal_and_in_the_draft(say, desk, tmp_path):
    shown = say(making.as_text(tmp_path, papers.MERIDIAN))
    assert "Not understood: 1 places about money" in shown
    assert "seventy-five percent (75%)" in shown
    text = (desk.home.drafts_dir / "meridian.yaml").read_text()
    assert "# NOT UNDERSTOOD" in text
    assert "vote of the network committee" in text


def test_accepting_takes_off_the_marks_of_all_or_of_the_sure(say, desk, tmp_path):
    file, out = making.as_text(tmp_path, papers.HARBORLINE), tmp_path / "x" / "h.yaml"
    marks = {}
    for accept in ("", "sure", "all"):
        say(file, "--accept", accept, "--out", out, "--force")
        marks[accept] = out.read_text().count("# confirm (")
    assert marks[""] > marks["sure"] > marks["all"] == 0
    with pytest.raises(InputError, match="knows no 'some'"):
        say(file, "--accept", "some")


def test_a_draft_is_not_replaced_without_force_and_what_is_said_stands_above_what_is_read(say, desk, tmp_path):
    file = making.as_text(tmp_path, papers.HARBORLINE)
    say(file, "--payer", "Harborline", "--since", "2025-05-01", "--name", "harbor-ppo")
    written = yaml.safe_load((desk.home.drafts_dir / "harbor-ppo.yaml").read_text())
    assert (written["payer"], str(written["since"]), written["contract"]) == ("Harborline", "2025-05-01", "harbor-ppo")
    with pytest.raises(InputError, match="is there already"):
        say(file, "--name", "harbor-ppo")
    with pytest.raises(InputError, match="--since"):
        say(file, "--since", "May")


def test_what_the_paper_does_not_say_stays_open_and_ends_with_1(say, desk, tmp_path):
    (tmp_path / "short.txt").write_text("Covered Services are paid at 115% of 2024 Medicare, locality 0441299.\n")
    shown = say(tmp_path / "short.txt", code=1)
    assert "to fill in or mend" in shown
    assert "OPEN: the paper does not say it" in (desk.home.drafts_dir / "short.yaml").read_text()


def fee_rows(percent=118):
    amounts = shipped().amounts(2025, "0441299").to_pylist()
    chosen = [row for row in amounts if not row["modifier"] and "20000" <= row["code"] <= "20700"][:60]
    return [(row["code"], row["setting"], f"{(row['amount'] * percent * 2 + 100) // 200 / 100:.2f}") for row in chosen]


def sheet_csv(path, rows):
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(
            [["Acme Health Plan 2025 Fee Schedule"], ["Effective 01/01/2025"], ["Code", "Setting", "Fee"], *rows]
        )
    return path


def test_a_fee_sheet_becomes_its_csv_and_a_percent_of_medicare_with_the_evidence(say, desk, tmp_path):
    rows = fee_rows()
    say(sheet_csv(tmp_path / "acme.csv", rows), code=0)
    told = f"{len(rows)} of {len(rows)} amounts are 118.0% of the 2025 fee of locality 0441299 to the cent"
    assert told in (desk.home.drafts_dir / "acme.yaml").read_text()
    contract, _ = read_contract(desk.home.drafts_dir / "acme.yaml")
    assert (contract.payer, str(contract.since)) == ("Acme Health Plan", "2025-01-01")
    kept = {(row.code, row.setting): row.amount for row in contract.terms[0].pays.rows}
    assert kept == {(code, setting): round(float(fee) * 100) for code, setting, fee in rows}
    assert contract.terms[1].pays.percent == 118_000


def test_an_exhibit_in_the_agreement_itself_becomes_the_schedule_that_its_term_names(say, desk, tmp_path):
    rows = [f"{code}   {fee}" for code, fee in {code: fee for code, _, fee in fee_rows()}.items()][:25]
    paper = papers.Agreement("ex", "", "", papers.BLUEWATER.text + "\nI. Surgery shall be reimbursed according to the fee schedule "
                             "attached as Exhibit C.\n\nEXHIBIT C\nCode   Fee\n" + "\n".join(rows), frozenset())  # fmt: skip
    for how in (making.as_text, making.as_pdf):
        say(how(tmp_path, paper), "--force")
        contract, _ = read_contract(desk.home.drafts_dir / "ex.yaml")
        (listed,) = (term for term in contract.terms if hasattr(term.pays, "rows"))
        assert len(listed.pays.rows) == 25
        assert "Exhibit C" in listed.says


def test_a_folder_of_an_agreement_and_its_exhibit_is_one_contract(say, desk, tmp_path):
    folder = tmp_path / "papers"
    folder.mkdir()
    making.as_pdf(folder, papers.SUMMIT)
    sheet_csv(folder / "Exhibit C.csv", fee_rows())
    say(folder, code=1)
    written = yaml.safe_load((desk.home.drafts_dir / "papers.yaml").read_text())
    named = [term for term in written["terms"] if "fee_schedule" in term["pays"]]
    assert [(term["when"]["codes"], term["pays"]["fee_schedule"]) for term in named] == [("99381-99397", "papers.csv")]
    assert (desk.home.drafts_dir / "papers.csv").exists()


def test_a_paper_about_something_else_is_refused_and_nothing_is_written(say, desk, tmp_path):
    (tmp_path / "soup.txt").write_text("Boil the water. Add salt.\n\nSimmer for 20 minutes and serve to 4 people.\n")
    with pytest.raises(InputError, match="is no agreement about pay"):
        say(tmp_path / "soup.txt")
    (tmp_path / "empty.pdf").write_bytes(b"")
    with pytest.raises(InputError, match="is empty"):
        say(tmp_path / "empty.pdf")
    (tmp_path / "none").mkdir()
    with pytest.raises(InputError, match="no file that can be read"):
        say(tmp_path / "none")
    assert not desk.home.drafts_dir.exists()


def test_three_hundred_pages_are_read_in_seconds(say, tmp_path):
    sheet = canvas.Canvas(str(tmp_path / "long.pdf"))
    for page in range(300):
        for line in range(45):
            sheet.drawString(
                60,
                780 - 16 * line,
                f"{page}.{line} The parties agree on clause {line} with notice of {line} days and records.",
            )
        if page == 211:
            sheet.drawString(60, 40, "Covered Services are paid at 115% of 2024 Medicare, locality 0441299.")
        sheet.showPage()
    sheet.save()
    start = time.monotonic()
    shown = say(tmp_path / "long.pdf", "--payer", "Acme", "--since", "2025-01-01")
    assert time.monotonic() - start < 60
    assert "115%" in shown
    assert "212" in shown


def test_nothing_of_a_paper_can_become_a_line_of_yaml(say, desk, tmp_path):
    (tmp_path / "sly.txt").write_text(
        "Covered Services are paid at 115% of 2024 Medicare\u2028contract: evil\u0085until: 2020-01-01, locality 0441299.\n"
    )
    say(tmp_path / "sly.txt", "--payer", 'A "quoted": # payer', "--since", "2025-01-01")
    written = yaml.safe_load((desk.home.drafts_dir / "sly.yaml").read_text())
    assert written["contract"] == "sly"
    assert written["payer"] == 'A "quoted": # payer'
    assert "until" not in written
