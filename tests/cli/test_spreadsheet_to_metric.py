"""From a messy workbook to figures at the command line, each figure worked by hand or read by openpyxl itself."""

from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from typer.testing import CliRunner

from counteroffer.cli import app
from counteroffer.core.errors import CounterofferError
from counteroffer.store.engine import Engine
from counteroffer.store.home import open_home
from counteroffer.store.lake import Lake

HEAD = ("Claim #", "Payer", "Check #", "Check Date", "DOS", "CPT", "Billed", "Allowed", "Ins Paid", "Adj Code", "Other")
ROWS = (
    ("C1", "Acme Health", "CH1", "04/25/2025", date(2025, 3, 14), "99213", "$1,234.50", "$1,000.00", "$800.00"),
    ("C2", "Acme Health", "CH1", "04/25/2025", date(2025, 3, 15), "99214", "$200.00", 150, "$150.00"),
    ("C3", "Beta Plan", "CH2", "04/28/2025", date(2025, 3, 20), "99213", 100, 0, 0, "CO-197"),
    ("C1", "Acme Health", "CH3", "05/30/2025", date(2025, 3, 14), "20610", "$50.00", "$12.00", "$12.00"),
    ("C1", "Acme Health", "CH4", "05/31/2025", date(2025, 3, 14), "20610", "($50.00)", "(12.00)", "(12.00)"),
)  # fmt: skip


def cents(cell):
    """Read an amount cell without any code of ours."""
    text = str(cell).replace("$", "").replace(",", "")
    sign = -1 if text.startswith("(") else 1
    return sign * int(Decimal(text.strip("()")) * 100)


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    ask("init", "desk", "--name", "Elm", "--zip", "78701", "--state", "TX")
    book = openpyxl.Workbook()
    sheet = book.active
    for title in (("Elm Street Clinic",), ("Insurance payments, 2025",), ()):
        sheet.append(title)
    sheet.merge_cells("A1:K1")
    sheet.merge_cells("A2:K2")
    for row in (HEAD, *ROWS, ("Total", *[None] * 5, "$1,534.50", "$1,150.00", "$950.00")):
        sheet.append(row)
    book.save("pay.xlsx")
    return tmp_path / "desk"


def ask(*words):
    done = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    return " ".join(done.output.split())


def stored(desk, name):
    with Engine(Lake(open_home(desk).lake_dir)) as engine:
        return engine.arrow(engine.table(name)).to_pylist()


def test_a_messy_workbook_is_asked_about_tried_and_imported_and_its_dollars_come_out(desk, tmp_path):
    assert "columns nobody has explained yet" in ask("import", "pay.xlsx", "-w", "desk")
    proposed = ask("mapping", "propose", "pay.xlsx", "-w", "desk")
    for said in ("row 4", "looks like payments", "month first", "4 positive and 1 negative", '"signs.paid=as it is"'):
        assert said in proposed
    with pytest.raises(CounterofferError, match="questions are open"):
        ask("mapping", "propose", "pay.xlsx", "--save", "pay", "-w", "desk")
    answer = ("--answer", "signs.paid=as it is", "--save", "pay", "-w", "desk")
    assert "Saved as 'pay', version 1" in ask("mapping", "propose", "pay.xlsx", *answer)
    tried = ask("mapping", "preview", "pay.xlsx", "-w", "desk")
    assert "1 total rows" in tried
    assert "agrees with its rows: charge $1,534.50, allowed $1,150.00, paid $950.00" in tried
    assert stored(desk, "remit_lines") == []

    assert "1 files stored" in ask("import", "pay.xlsx", "-w", "desk")
    seen = list(openpyxl.load_workbook(tmp_path / "pay.xlsx").active.iter_rows(min_row=5, max_row=9, values_only=True))
    lines = stored(desk, "remit_lines")
    assert sorted(line["paid"] for line in lines) == sorted(cents(row[8]) for row in seen)
    assert sorted(line["charge"] for line in lines) == sorted(cents(row[6]) for row in seen)
    days = {row[3] for row in seen}
    assert {f"{row['payment_date']:%m/%d/%Y}" for row in stored(desk, "remits")} == days
    assert {line["service_date"] for line in lines} == {row[4].date() for row in seen}

    # C1 99213 and C2; what was paid for 20610 was taken back
    allowed = ask("metric", "allowed", "--all-months", "--by", "payer", "-w", "desk")
    assert "Acme Health $1,150.00 2" in allowed
    quality = ask("quality", "-w", "desk")
    assert "payments 1 5 0 5 $1,534.50 $950.00" in quality
    assert "4 payments of spreadsheets have no amount of their own" in quality
    assert "off by" not in quality
    assert "!!" not in quality


def test_a_mended_mapping_replaces_the_rows_of_the_former_one(desk):
    answer = ("--answer", "signs.paid=as it is", "--save", "pay", "-w", "desk")
    ask("mapping", "propose", "pay.xlsx", "--set", "allowed=Billed", "--set", "charge=-", *answer)
    ask("import", "pay.xlsx", "-w", "desk")
    before = stored(desk, "remit_lines")
    assert "version 2" in ask("mapping", "propose", "pay.xlsx", *answer)
    assert "1 files stored" in ask("import", "pay.xlsx", "-w", "desk")
    after = stored(desk, "remit_lines")
    assert (len(before), len(after)) == (5, 5)
    assert sum(line["charge"] for line in after) == 153450
    assert not {line["charge"] for line in before} & {153450, 123450}
    assert len([row for row in stored(desk, "files") if row["status"] == "stored"]) == 1
    assert "Acme Health $1,150.00 2" in ask("metric", "allowed", "--all-months", "--by", "payer", "-w", "desk")


def test_totals_of_a_workbook_are_compared_with_what_is_in_it(desk):
    book = openpyxl.Workbook()
    for row in (
        ("Utilization",), (), ("Payer", "Code", "Units", "Charges", "Allowed"),
        ("Acme", "99213", 100, "$15,000.00", "$9,900.00"), ("Beta", "99214", 50, "$10,000.00", "$1,100.00"),
        ("Total", None, 150, "$25,000.00", "$11,000.00"),
    ):  # fmt: skip
        book.active.append(row)
    book.save("use.xlsx")
    assert "What is the first day of the period" in ask("mapping", "propose", "use.xlsx", "-w", "desk")
    period = [word for day in ("since=2025-01-01", "until=2025-12-31") for word in ("--constant", day)]
    ask("mapping", "propose", "use.xlsx", *period, "--save", "use", "-w", "desk")
    ask("import", "use.xlsx", "-w", "desk")
    shown = ask("totals", "-w", "desk")
    assert "Acme 100 $15,000.00 $9,900.00 - 90.0%" in shown  # 9,900 of 11,000
    assert "Beta 50 $10,000.00 $1,100.00 - 10.0%" in shown
    assert "99213 nonfacility 100 $99.00" in shown
    assert "Totals cannot tell how many claims were denied" in shown
    assert "Top codes of Acme" in ask("totals", "--payer", "acme", "-w", "desk")


@pytest.mark.parametrize(
    ("days", "says"),
    [
        (("01/02/2025", "03/04/2025"), "01/02/2025 is February 1, 2025"),
        (("01/02/2025", "2025-03-04"), "How are the dates of 'DOS' written?"),
        (("01/02/2025", "13/02/2025", "03/14/2025"), "How are the dates of 'DOS' written?"),
    ],
)
def test_dates_that_nothing_decides_are_asked_and_not_guessed(desk, tmp_path, days, says):
    rows = "".join(f"C{n},{day},99213,150,Acme\n" for n, day in enumerate(days))
    (tmp_path / "c.csv").write_text("Claim #,DOS,CPT,Charge,Payer\n" + rows)
    assert says in ask("mapping", "propose", "c.csv", "-w", "desk")
    with pytest.raises(CounterofferError, match="questions are open"):
        ask("mapping", "propose", "c.csv", "--save", "c", "-w", "desk")


def test_one_cell_decides_a_column_of_dates(desk, tmp_path):
    (tmp_path / "c.csv").write_text(
        "Claim #,DOS,CPT,Charge,Payer\nC1,01/02/2025,99213,150,A\nC2,13/02/2025,99213,5,A\n"
    )
    shown = ask("mapping", "propose", "c.csv", "-w", "desk")
    assert "day first" in shown
    assert "Open" not in shown


def test_cells_that_agree_on_no_order_are_said_to(desk, tmp_path):
    rows = "C1,13/02/2025,99213,150,A\nC2,13/03/2025,99213,5,A\nC3,03/14/2025,99213,5,A\n"
    (tmp_path / "c.csv").write_text("Claim #,DOS,CPT,Charge,Payer\n" + rows)
    assert "by its name, day first, as most of its" in ask("mapping", "propose", "c.csv", "-w", "desk")
