"""From a payer's messy file to a contract that uses it, and to a line priced to the cent."""

import pytest
from tests.ingest.fees.payer_files import converted, workbook
from tests.match.books import File
from tests.workspace.small import workspace_of

from counteroffer.contracts.fees import read_fees
from counteroffer.core.errors import InputError
from counteroffer.ingest.fees.schedule import Asked
from counteroffer.workspace.fees import check_fees, read_payer_fees, save_payer_fees, why_unsound

CSV = """Acme Health,,
CPT Code,Mod,Non-Facility Fee,Facility Fee
100,,25.5,25.5
00102,,30,30
99213,,"$1,105.50",$78.10
73030,,38.20,38.20
73030,26,10.50,10.50
CPT Code,Mod,Non-Facility Fee,Facility Fee
73030,TC,27.70,27.70
"""
CONTRACT = """contract: acme-ppo
payer: Acme
since: 2025-01-01
terms:
  - says: Everything pays the schedule of exhibit C
    pays: {fee_schedule: fees.csv}
    source: {page: 34, section: C}
"""
LINES = [("99213", 200_000), ("73030", 10_000, {"mod1": "26"}), ("73030", 10_000)]
DUE = {"99213": 110_550, "73030 26": 1050, "73030": 3820}
"""What the schedule pays in an office for one unit, cents, by hand."""


def messy(tmp_path, ending):
    if ending == "csv":
        (tmp_path / "fees.csv").write_text(CSV)
        return tmp_path / "fees.csv"
    book = workbook(tmp_path / "fees.xlsx")
    return book if ending == "xlsx" else converted(book, ending)


def text(tmp_path, content):
    path = tmp_path / "payer.csv"
    path.write_text(content)
    return path


@pytest.fixture
def desk(tmp_path):
    claims, remits = File(1), File(2)
    for number, line in enumerate(LINES):
        claims.claim(f"C{number}", [line])
        remits.remit(f"C{number}", [(line[0], line[1], 1000, [], *line[2:])])
    return workspace_of(tmp_path / "w", claims, remits)


def read(desk, path, **asked):
    return read_payer_fees(path, Asked(**asked), desk.medicare, desk.practice)


@pytest.mark.parametrize("ending", ["xlsx", "csv", "pdf"])
def test_a_messy_file_becomes_a_contracts_schedule_that_prices_lines_to_the_cent(desk, tmp_path, ending):
    done = read(desk, messy(tmp_path, ending))
    save_payer_fees(done, desk.home.contracts_dir / "fees.csv")
    (desk.home.contracts_dir / "acme.yaml").write_text(CONTRACT)
    with desk.engine() as engine:
        lines, priced = engine.table("lines"), engine.table("priced")
        rows = engine.arrow(lines.join(priced, "line_id")).to_pylist()
    found = {" ".join(filter(None, (row["code"], row["mod1"]))): row["expected"] for row in rows}
    assert found == DUE
    assert {row["confidence"] for row in rows} == {"exact"}


def test_what_is_kept_is_read_back_by_the_contract_without_a_fault(desk, tmp_path):
    done = read(desk, messy(tmp_path, "xlsx"))
    out = tmp_path / "new" / "fees.csv"
    save_payer_fees(done, out)
    rows, findings = read_fees(out)
    assert findings == []
    assert {(r.code, r.modifier, r.setting, r.amount) for r in rows} == {
        (r.code, r.modifier, r.setting, r.amount) for r in done.schedule.rows
    }
    _, _, comparison = check_fees(out, desk.medicare, desk.practice)
    assert set(comparison.rows) == set(done.comparison.rows)
    assert comparison.median == done.comparison.median
    assert comparison.locality == "0441231"


def test_a_schedule_that_is_there_is_replaced_only_when_that_is_said(desk, tmp_path):
    out = tmp_path / "kept.csv"
    save_payer_fees(read(desk, text(tmp_path, "CPT,Fee\n99213,70\n99214,90\n")), out)
    other = read(desk, text(tmp_path, "CPT,Fee\n99213,75\n99214,95\n"))
    with pytest.raises(InputError, match=r"kept.csv is there already"):
        save_payer_fees(other, out)
    assert "70.00" in out.read_text()
    save_payer_fees(other, out, force=True)
    assert out.read_text() == "code,modifier,setting,amount\n99213,,,75.00\n99214,,,95.00\n"


def test_nothing_is_kept_while_a_question_is_open_and_its_answer_opens_the_way(desk, tmp_path):
    path = text(tmp_path, "CPT,2024 Fee,2025 Fee\n99213,70,78.10\n99214,100,110\n")
    open_question = read(desk, path)
    assert "must be answered" in why_unsound(open_question)
    with pytest.raises(InputError, match="Nothing was kept"):
        save_payer_fees(open_question, tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()
    answered = read(desk, path, columns={"amount": "2025 fee"})
    assert why_unsound(answered) == ""
    assert {row.code: row.amount for row in answered.schedule.rows} == {"99213": 7810, "99214": 11_000}


def test_a_file_of_which_no_row_can_be_used_says_so(desk, tmp_path):
    done = read(desk, text(tmp_path, "CPT,Fee\n99213,70\n99213,71\n"))
    assert not done.sound
    assert "no row can be used" in why_unsound(done)
    assert done.comparison is None


def test_a_schedule_that_is_not_there_cannot_be_checked(desk, tmp_path):
    with pytest.raises(InputError, match="There is no file"):
        check_fees(tmp_path / "gone.csv", desk.medicare, desk.practice)
