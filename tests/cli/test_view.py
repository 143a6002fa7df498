"""Views at the command line: listed, shown, written; an option that is wrong is said with those there are."""

import csv

import pyarrow.parquet as pq
import pytest
from tests.match.books import File
from tests.workspace.small import workspace_of
from typer.testing import CliRunner

from counteroffer.cli import app
from counteroffer.core.errors import CounterofferError
from counteroffer.measure import registry

CODES = (("99213", 10000), ("99214", 5000), ("20610", 2000))
MODIFIED = [("CO", "45", 1000)]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("view") / "w"
    remits = File(1)
    for payer in ("Acme Health", "=Beta"):
        remits.remit(f"C {payer}", [(c, paid + 1000, paid, MODIFIED) for c, paid in CODES], payer=payer)
    workspace_of(folder, remits)
    return folder


def ask(*words):
    return CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False).output


def test_without_a_name_every_view_is_listed_with_its_options(monkeypatch):
    monkeypatch.setattr("counteroffer.cli.view.console.width", 200)
    listed = ask("view")
    assert all(view.name in listed for view in registry.views())
    assert "share" in listed


def test_a_view_is_shown_in_its_units_and_says_how_many_rows_are_left(desk, monkeypatch):
    monkeypatch.setattr("counteroffer.cli.view.console.width", 250)
    shown = ask("view", "top_codes", "--payer", "acme", "--set", "share=100", "--rows", 1, "-w", desk)
    assert "$100.00" in shown
    assert "58.8%" in shown  # 100 of 170
    assert "2 more rows" in shown


def test_of_one_payer_only_its_rows_are_written_and_all_of_them(desk, tmp_path):
    for payer, sum_ in (("acme", 17000), ("", 34000)):
        out = tmp_path / "top.parquet"
        ask("view", "top_codes", "--payer", payer, "--set", "share=100", "--out", out, "-w", desk)
        table = pq.read_table(out)
        assert table.column_names == list(registry.find_view("top_codes").columns)
        assert sum(table["allowed"].to_pylist()) == sum_


def test_text_that_a_spreadsheet_would_run_is_made_harmless(desk, tmp_path):
    ask("view", "worth", "--out", tmp_path / "worth.csv", "-w", desk)
    with (tmp_path / "worth.csv").open() as file:
        assert {row["payer"] for row in csv.DictReader(file)} == {"Acme Health", "'=Beta"}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("top_cods",), "top_codes"),
        (("top_codes", "--set", "sharp=3"), "There are: share"),
        (("top_codes", "--set", "share=many"), "'many' cannot be 'share'"),
        (("top_codes", "--set", "share"), "share=90"),
        (("top_codes", "--out", "top.docx"), "neither .parquet nor .csv"),
        (("top_codes", "--payer", "Nobody"), "Acme Health"),
    ],
)
def test_what_cannot_be_is_said_with_what_can(desk, words, says):
    with pytest.raises(CounterofferError) as fault:
        ask("view", *words, "-w", desk)
    assert says in f"{fault.value.says} {fault.value.mend}"
