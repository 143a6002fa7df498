"""The example of all arrangements (tests/cases/arrangements/meadow), from its files to what it is worth, by hand."""

import datetime as dt
import shutil
from pathlib import Path

import attrs
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest
from tests.match.books import File
from tests.workspace.small import workspace_of
from typer.testing import CliRunner

from counteroffer.cli import app
from counteroffer.cli.contract_value import _write
from counteroffer.contracts.arranged import Band, Capitation
from counteroffer.contracts.terms import PercentOfCharges
from counteroffer.core.errors import InputError, UnknownNameError
from counteroffer.measure.arranged import Year
from counteroffer.measure.capitation import by_month
from counteroffer.workspace import Workspace
from counteroffer.workspace.agreed import current_contracts
from counteroffer.workspace.arrangements import _waiting
from counteroffer.workspace.members import forget_roster, list_rosters, roster_rows
from counteroffer.workspace.repriced import capitated_lines, repriced

MEADOW = Path(__file__).parents[1] / "cases/arrangements/meadow"
FORM = Capitation((Band(0, 999, "any", 2000),), (("99202", "99215"),))
ROSTERS = [MEADOW / "rosters/february.csv", MEADOW / "rosters/january-corrected.csv"]


def on(month, day):
    return {"service_date": dt.date(2025, month, day)}


def visits():
    file, meadow = File(1), {"payer": "Meadow Health"}
    file.claim("C1", [("99213", 15000, on(1, 15)), ("20610", 10000, on(1, 15))], patient_key="p1", **meadow)
    file.claim("C2", [("99214", 20000, on(2, 10))], patient_key="p1", **meadow)
    file.claim("C3", [("99213", 15000, on(2, 11)), ("99205", 30000, on(2, 11))], patient_key="p2", **meadow)
    return file


@attrs.frozen
class Whole:
    """The example's workspace, made once: what came of its rosters, and what its arrangements are worth."""

    desk: object
    read: list
    found: object


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    desk = workspace_of(tmp_path_factory.mktemp("meadow") / "w", visits())
    contract_in(desk)
    desk.refresh()
    read = desk.read_rosters("meadow", ROSTERS)
    return Whole(desk, read, desk.arrangements())


@pytest.fixture
def copied(whole, tmp_path):
    """A copy of it that a test may change."""
    shutil.copytree(whole.desk.home.root, tmp_path / "w")
    return Workspace.open(tmp_path / "w")


def contract_in(desk):
    for name in ("meadow.yaml", "meadow.csv"):
        shutil.copy(MEADOW / name, desk.home.contracts_dir / name)


def run(desk, *words):
    done = CliRunner().invoke(app, ["contract", *words, "-w", str(desk.home.root)], env={"COLUMNS": "200"})
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return " ".join(done.output.split())


def test_the_example_is_worth_what_was_worked_out_by_hand(whole):
    found = whole.found
    assert (found.since, found.until) == (dt.date(2024, 3, 1), dt.date(2025, 2, 28))
    assert [(one.arrangement.kind, one.worth.low, one.worth.likely, one.worth.high) for one in found.valued] == [
        # January, corrected: 28.50; February 28.50 + 21.25 + 48.00 = 97.75: 126.25. Visits would have paid 90 + 130 of
        # p1 and 90 of p2: stop-loss 80% x (220 - 200) = 16.00
        ("capitation", 14225, 14225, 14225),
        # 20610 and the carve-out 99205: 70 + 200 = 270.00; a tenth is 27.00, of which 0, 13.50 or 27.00 comes back
        ("withhold", -2700, -1350, 0),
        # 27.00 x 50%, 60%, 70%
        ("bonus", 1350, 1620, 1890),
        # 1 + 3 member-months x 3.00
        ("care_management", 1200, 1200, 1200),
        # half of 0, 100 and 200
        ("shared_savings", 0, 5000, 10000),
    ]
    assert found.total == (14075, 20695, 27315)
    assert [one.arrangement_id for one in found.valued] == [f"meadow-hmo/1~{i}" for i in range(1, 6)]


def test_capitation_is_told_by_month_beside_what_the_visits_would_have_paid(whole):
    found = whole.found
    told = [(m.paid.month, m.paid.members, m.paid.paid, m.lines, m.equivalent, m.share) for m in found.months]
    # 28.50 / 90.00 = 31.6667%; 97.75 / 220.00 = 44.4318%
    assert told == [("2025-01", 1, 2850, 1, 9000, 31_667), ("2025-02", 3, 9775, 2, 22000, 44_432)]
    assert "yield 40.726%" in found.valued[0].worth.formula  # 126.25 / 310.00


def test_what_a_later_roster_corrected_is_told_in_dollars(whole):
    first, later = whole.read
    assert (first.reading, first.rows, first.aside, first.corrections) == (1, 5, 0, ())
    (one,) = later.corrections
    assert (one.month, one.dropped, one.before, one.after) == ("2025-01", 1, 4975, 2850)
    assert whole.found.corrections == (("meadow-hmo/1~1", one),)
    (again,) = whole.desk.read_rosters("meadow", ROSTERS[:1])
    assert (again.reading, again.rows) == (0, 0)


def test_what_comes_when_is_told(whole):
    found = {one.arrangement.kind: one.worth.dues for one in whole.found.valued}
    (withhold,), (bonus,), (savings,) = (found[kind] for kind in ("withhold", "bonus", "shared_savings"))
    assert (withhold.on, withhold.low, withhold.likely, withhold.high) == (dt.date(2026, 4, 30), 0, 1350, 2700)
    assert (bonus.on, savings.on) == (dt.date(2025, 8, 31), dt.date(2026, 2, 28))


def test_covered_lines_are_expected_nothing_and_the_others_what_their_term_says(whole):
    desk = whole.desk
    with desk.engine() as engine:
        lines, priced = engine.table("lines"), engine.table("priced")
        both = lines.select("line_id", "billed_code").join(priced, "line_id").order_by("line_id")
        rows = engine.arrow(both).to_pylist()
    assert sorted((row["billed_code"], row["expected"], row["basis"]) for row in rows) == [
        ("20610", 7000, "fee_schedule"),
        ("99205", 20000, "fee_schedule"),
        ("99213", 0, "capitated"),
        ("99213", 0, "capitated"),
        ("99214", 0, "capitated"),
    ]
    assert {row["why_not"] for row in rows} == {""}
    assert any("capitation" in sentence for sentence in desk.explain("C2", 1).sentences)
    assert desk.match("C2", 1).terms[0].won


def test_an_equivalent_may_be_another_way_to_pay(whole):
    (contract,), _, _ = current_contracts(whole.desk)
    form = attrs.evolve(contract.arrangements[0].form, equivalent=PercentOfCharges(50_000))
    year = Year(dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    with whole.desk.engine() as engine:
        lines = capitated_lines(engine, "meadow-hmo", form, year)
        found = repriced(whole.desk, engine, contract, form, lines)
    assert found.by_month == {"2025-01": 7500, "2025-02": 17500}  # half of 150; of 200 + 150
    assert sorted(found.by_patient.values()) == [7500, 17500]  # p2: 150; p1: 150 + 200
    assert (found.lines, found.unpriced) == ({"2025-01": 1, "2025-02": 2}, 0)


def test_without_rosters_it_says_what_is_missing_and_how_to_give_it(copied):
    assert forget_roster(copied, 2) == 1
    assert [row["file"] for row in list_rosters(copied)] == ["february.csv"]
    assert [m.paid for m in by_month(FORM, roster_rows(copied, "meadow"))] == [4000, 6000]
    assert forget_roster(copied, 1) == 5
    with pytest.raises(UnknownNameError, match="no roster file 2"):
        forget_roster(copied, 2)
    said = run(copied, "value")
    assert "capitation not known not known not known" in said
    assert "counteroffer contract members meadow FILE" in said


def test_without_lines_it_says_so_and_values_what_needs_none(tmp_path):
    bare = workspace_of(tmp_path / "bare", File(1))
    assert "No contract in force says an arrangement" in run(bare, "value")
    assert "No roster yet" in run(bare, "members")
    contract_in(bare)
    found = bare.arrangements()
    assert found.until is None
    assert [one.worth.likely for one in found.valued] == [None, None, None, None, 5000]
    bare.read_rosters("meadow", ROSTERS)
    assert bare.arrangements().valued[0].worth.likely == 12625  # no visit: no stop-loss


def test_what_waits_for_adoption_is_not_valued_and_is_named(copied):
    file = copied.home.contracts_dir / "meadow.yaml"
    text = file.read_text()
    file.write_text(text[: text.index("  - says: Half")])
    assert len(copied.arrangements().valued) == 5
    (said,) = _waiting(copied)
    assert "wait to be adopted: meadow.yaml" in said


def test_the_command_shows_and_exports_it_and_draws_totals(copied, whole, tmp_path):
    forget_roster(copied, 2)
    assert "$49.75 became $28.50, -$21.25" in run(copied, "members", "meadow", str(ROSTERS[1]))
    assert "february.csv" in run(copied, "members")
    said = run(copied, "value", "Meadow", "--draws", "200", "--out", str(tmp_path / "v.csv"))
    assert "withhold -$27.00 -$13.50 $0.00" in said
    assert "all that is known $140.75 $206.95 $273.15" in said
    assert "10% of $270.00 expected = $27.00 kept; 0% / 50% / 100% comes back" in said
    assert "Of 200 drawn totals (seed 1)" in said
    rows = pacsv.read_csv(tmp_path / "v.csv").to_pylist()
    assert [row["likely"] for row in rows] == [14225, -1350, 1620, 1200, 5000]
    months = pacsv.read_csv(tmp_path / "v-capitation.csv").to_pylist()
    assert [(row["month"], row["paid"]) for row in months] == [("2025-01", 2850), ("2025-02", 9775)]
    _write(whole.found.month_table(), tmp_path / "v.parquet")
    assert pq.read_table(tmp_path / "v.parquet").equals(whole.found.month_table())


def test_the_check_of_a_contract_counts_its_arrangements(whole):
    assert "1 terms, 5 arrangements" in run(whole.desk, "check", str(MEADOW / "meadow.yaml"))


def test_a_wrong_name_month_or_ending_is_refused_with_what_there_is(whole, tmp_path):
    desk = whole.desk
    with pytest.raises(UnknownNameError, match="Meadow Health"):
        desk.arrangements("Nobody")
    with pytest.raises(InputError, match="no month"):
        desk.arrangements(until="2025-13")
    with pytest.raises(InputError, match="neither"):
        run(desk, "value", "--out", str(tmp_path / "v.txt"))
    with pytest.raises(InputError, match="No file"):
        run(desk, "members", "meadow")
    with pytest.raises(InputError, match="no name of a roster"):
        desk.read_rosters("a/b", ROSTERS)


def test_no_member_id_stands_anywhere_in_the_workspace(whole):
    desk = whole.desk
    for file in desk.home.root.rglob("*"):
        if file.is_file():
            assert b"M-300" not in file.read_bytes(), file
    assert len({row["member_key"] for row in roster_rows(desk, "meadow")}) == 3
    table = pq.read_table([str(file) for file in desk.home.lake_dir.glob("members/*.parquet")])
    assert not any("M-300" in str(row) for row in table.to_pylist())
