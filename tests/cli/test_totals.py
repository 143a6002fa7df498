"""`counteroffer totals` on totals that are there, are not, and are less than nothing."""

from datetime import date

import pytest
from tests.match.books import File
from tests.workspace.small import workspace_of
from typer.testing import CliRunner

from counteroffer.cli import app
from counteroffer.core.errors import UnknownNameError
from counteroffer.workspace.totals import totals_report


def total(payer, code, units, allowed, file_id=1, **more):
    period = {"since": date(2025, 1, 1), "until": date(2025, 12, 31)}
    money = {"milliunits": units * 1000, "allowed": allowed}
    return {"file_id": file_id, "payer_name": payer, "code": code, "setting": "nonfacility"} | period | money | more


def desk_of(folder, *rows):
    return workspace_of(folder / "w", File(1), more={"totals": list(rows)})


def run(desk, *words):
    done = CliRunner().invoke(app, ["totals", *words, "-w", str(desk.home.root)], env={"COLUMNS": "200"})
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return " ".join(done.output.split())


def test_shares_units_and_what_a_unit_brings_are_shown(tmp_path):
    shown = run(desk_of(tmp_path, total("Acme", "99213", 10, 90000), total("Beta", "99214", 4, 30000)))
    assert "Acme 10 - $900.00 - 75.0%" in shown  # 900 of 1,200
    assert "Beta 4 - $300.00 - 25.0%" in shown
    assert "99213 nonfacility 10 $90.00" in shown
    assert "Totals cannot tell how long payers took to pay." in shown


def test_without_totals_the_way_to_them_is_named(tmp_path):
    with pytest.raises(UnknownNameError, match="no totals yet"):
        run(desk_of(tmp_path))


def test_a_payer_is_found_by_its_beginning_and_another_is_refused(tmp_path):
    desk = desk_of(tmp_path, total("Acme", "99213", 10, 90000), total("Beta", "99214", 4, -100))
    assert "Top codes of Acme" in run(desk, "--payer", "ac")
    assert "less than nothing" in run(desk, "--payer", "beta")
    with pytest.raises(UnknownNameError, match="No single payer"):
        run(desk, "--payer", "Nobody")


def test_what_shares_are_of_and_reports_of_the_same_days_are_said(tmp_path):
    rows = [total("Acme", "99213", 10, None, file_id=n, paid=5000) for n in (1, 2)]
    report = totals_report(desk_of(tmp_path, *rows))
    assert (report.basis, report.payer) == ("paid", "")
    assert any("rates look low" in said for said in report.says)
    assert any("counts twice" in said and "Acme" in said for said in report.says)
