"""Mappings at the command line: from a spreadsheet nobody knows to a case."""

import pytest
from typer.testing import CliRunner

from counteroffer.cli import app
from counteroffer.core.errors import CounterofferError
from counteroffer.intake.readers import Readers
from counteroffer.intake.run import import_paths
from counteroffer.store.home import open_home

RUN = CliRunner()
CHARGES = (
    "Elm Street\n\nClaim #,Patient,DOB,DOS,CPT,Mods,Units,Charge,Insurance,POS\n"
    'C1,"DOE, JANE",01/02/1980,03/14/2025,99213,25,1,$150.00,Acme Health,11\n'
    'C1,"DOE, JANE",01/02/1980,03/14/2025,20610,RT,1,$300.00,Acme Health,11\n'
    'C2,"ROE, ANN",05/16/1975,03/15/2025,99214,,1,$200.00,Acme Health,11\n'
    'C3,"POE, EDGAR",05/26/1975,03/15/2025,99214,,1,free,Beta Plan,11\nTotal,,,,,,,$650.00,,\n'
)
PAYMENTS = (
    "Encounter ID;Payor;Check #;Posted Date;CPT;Mod;DOS;Billed;Allowed Amt;Ins Payment;Contractual Adj;Copay;Adj Code\n"
    "C1;ACME HEALTH;CH1;04/25/2025;99213;25;03/14/2025;150.00;100.00;80.00;50.00;20.00;\n"
    "C1;ACME HEALTH;CH1;04/25/2025;20610;RT;03/14/2025;300.00;180.00;180.00;120.00;;\n"
    "C2;ACME HEALTH;CH2;04/26/2025;99214;;03/15/2025;200.00;0;0;;;CO-197\n"
)


def ask(*words):
    return RUN.invoke(app, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ask("init", tmp_path / "desk", "--name", "Our Practice", "--zip", "78701", "--state", "TX")
    (tmp_path / "charges.csv").write_text(CHARGES)
    (tmp_path / "payments.csv").write_text(PAYMENTS)
    return tmp_path / "desk"


def bring(desk, *files):
    return import_paths(open_home(desk), list(files), readers=Readers.of(open_home(desk)))


def test_a_proposal_shows_columns_confidence_and_samples_and_masks_who_patients_are(desk):
    done = ask("mapping", "propose", "charges.csv", "-w", desk).output
    for shown in ("row 3", "service_date", "97%", "month first", "$150.00", "xxx, xxxx", "--save NAME"):
        assert shown in done
    assert "DOE" not in done
    assert "1980" not in done


def test_a_preview_shows_what_would_be_stored_and_what_not_and_stores_nothing(desk):
    assert "Nothing of this file would be stored" in ask("mapping", "preview", "charges.csv", "-w", desk).output
    ask("mapping", "propose", "charges.csv", "--save", "charges", "-w", desk)
    done = ask("mapping", "preview", "charges.csv", "-w", desk).output
    for shown in (
        "claim_lines",
        "charges $650.00",
        "2025-03-14 to 2025-03-15",
        "2 patients",
        "'free' cannot be read",
    ):
        assert shown in done
    assert ask("table", "claims", "--out", "claims.csv", "-w", desk).output.startswith("0 rows")


def test_charges_and_payments_come_through_to_a_case_with_what_the_file_says_is_allowed(desk, tmp_path):
    ask("mapping", "propose", "charges.csv", "--save", "charges", "-w", desk)
    ask("mapping", "propose", "payments.csv", "--save", "payments", "-w", desk)
    report = bring(desk, tmp_path / "charges.csv", tmp_path / "payments.csv")
    assert report.counts["stored"] == 2
    allowed = ask("metric", "allowed", "--by", "code", "-w", desk).output
    for shown in ("$100.00", "$180.00"):
        assert shown in allowed
    few = ask("metric", "initial_denial_rate_lines", "--all-months", "-w", desk).output
    assert "fewer than 11" in few  # a rate of three lines is withheld, not shown as if it told something
    profile = desk / "practice.yaml"
    lines = [line for line in profile.read_text(encoding="utf-8").splitlines() if not line.startswith("minimum_n:")]
    profile.write_text("\n".join([*lines, "minimum_n: 1", ""]), encoding="utf-8")
    assert "33.3%" in ask("metric", "initial_denial_rate_lines", "--all-months", "-w", desk).output
    assert ask("case", "acme", "-w", desk).exit_code == 0


def test_what_the_file_does_not_say_is_asked_and_the_answers_are_taken(desk, tmp_path):
    (tmp_path / "use.csv").write_text("Code,Units,Allowed,Seen\n99213,10,900.00,03/04/2025\n")
    done = ask("mapping", "propose", "use.csv", "--kind", "utilization", "-w", desk).output
    for shown in ("Open", "Which payer", '--constant "payer=NAME"'):
        assert shown in done
    with pytest.raises(CounterofferError, match="questions are open"):
        ask("mapping", "propose", "use.csv", "--kind", "utilization", "--save", "use", "-w", desk)
    said = [f"--constant={c}" for c in ("payer=Acme", "since=2025-01-01", "until=2025-12-31")]
    assert (
        "Saved as 'use', version 1"
        in ask("mapping", "propose", "use.csv", "--kind", "utilization", *said, "--save", "use", "-w", desk).output
    )
    bring(desk, tmp_path / "use.csv")
    done = ask("totals", "-w", desk).output
    for shown in ("Acme", "$900.00", "99213", "cannot tell"):
        assert shown in done


def test_a_date_format_can_be_said_in_the_ways_people_say_it(desk, tmp_path):
    (tmp_path / "c.csv").write_text("Code,Fee,Effective Date\n99213,150,03/04/2025\n")
    assert "Open" in ask("mapping", "propose", "c.csv", "-w", desk).output
    for said in ("mdy", "MM/DD/YYYY", "month first"):
        assert "Open" not in ask("mapping", "propose", "c.csv", "--date-format", said, "-w", desk).output


def test_mappings_are_listed_shown_checked_and_removed(desk):
    ask("mapping", "propose", "charges.csv", "--save", "charges", "-w", desk)
    assert "openemr" in ask("mapping", "list", "-w", desk).output
    assert "kind: charges" in ask("mapping", "show", "charges", "-w", desk).output
    assert "in order" in ask("mapping", "check", "charges", "-w", desk).output
    assert "out of use" in ask("mapping", "remove", "charges", "-w", desk).output
    with pytest.raises(CounterofferError, match="No mapping"):
        ask("mapping", "check", "charges", "-w", desk)


def test_a_charge_master_is_listed(desk, tmp_path):
    assert "No charges" in ask("charges", "-w", desk).output
    (tmp_path / "c.csv").write_text("Code,Fee\n100,900\n99213,150\n")
    ask("mapping", "propose", "c.csv", "--save", "fees", "-w", desk)
    bring(desk, tmp_path / "c.csv")
    done = ask("charges", "0", "-w", desk).output
    assert ("00100" in done, "99213" in done) == (True, False)


def test_what_is_no_spreadsheet_is_refused(desk, tmp_path):
    (tmp_path / "letter.txt").write_text("Dear payer")
    for file, says in (("letter.txt", "no spreadsheet"), ("nowhere.csv", "no file")):
        with pytest.raises(CounterofferError, match=says):
            ask("mapping", "propose", file, "-w", desk)


def test_a_member_of_a_zip_is_opened_by_its_path(desk, tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "box.zip", "w") as box:
        box.writestr("in/charges.csv", CHARGES)
    assert "claim" in ask("mapping", "propose", "box.zip/in/charges.csv", "-w", desk).output
