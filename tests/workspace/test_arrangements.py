"""The example of all arrangements (tests/cases/arrangements/meadow), from its files to what it is worth, by hand."""

import datetime as dt
import shutil
from pathlib import Path

import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest
from tests.match.books import File
from tests.workspace.small import workspace_of
from typer.testing import CliRunner

from counteroffer.cli import app
from counteroffer.core.errors import InputError, UnknownNameError
from counteroffer.workspace.adoption import adopt
from counteroffer.workspace.members import forget_roster, list_rosters, roster_rows

MEADOW = Path(__file__).parents[1] / "cases/arrangements/meadow"
ROSTERS = [MEADOW / "rosters/february.csv", MEADOW / "rosters/january-corrected.csv"]


def on(month, day):
    return {"service_date": dt.date(2025, month, day)}


def visits():
    file, meadow = File(1), {"payer": "Meadow Health"}
    file.claim("C1", [("99213", 15000, on(1, 15)), ("20610", 10000, on(1, 15))], patient_key="p1", **meadow)
    file.claim("C2", [("99214", 20000, on(2, 10))], patient_key="p1", **meadow)
    file.claim("C3", [("99213", 15000, on(2, 11)), ("99205", 30000, on(2, 11))], patient_key="p2", **meadow)
    return file


@pytest.fixture
def desk(tmp_path):
    made = workspace_of(tmp_path / "w", visits())
    for name in ("meadow.yaml", "meadow.csv"):
        shutil.copy(MEADOW / name, made.home.contracts_dir / name)
    return made


def run(desk, *words):
    done = CliRunner().invoke(app, ["contract", *words, "-w", str(desk.home.root)], env={"COLUMNS": "200"})
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return " ".join(done.output.split())


def test_the_example_is_worth_what_was_worked_out_by_hand(desk):
    desk.read_rosters("meadow", ROSTERS)
    found = desk.arrangements()
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


def test_capitation_is_told_by_month_beside_what_the_visits_would_have_paid(desk):
    desk.read_rosters("meadow", ROSTERS)
    found = desk.arrangements("mea")
    told = [(m.paid.month, m.paid.members, m.paid.paid, m.lines, m.equivalent, m.share) for m in found.months]
    # 28.50 / 90.00 = 31.6667%; 97.75 / 220.00 = 44.4318%
    assert told == [("2025-01", 1, 2850, 1, 9000, 31_667), ("2025-02", 3, 9775, 2, 22000, 44_432)]
    assert "yield 40.726%" in found.valued[0].worth.formula  # 126.25 / 310.00


def test_what_a_later_roster_corrected_is_told_in_dollars(desk):
    first, later = desk.read_rosters("meadow", ROSTERS)
    assert (first.reading, first.rows, first.aside, first.corrections) == (1, 5, 0, ())
    (one,) = later.corrections or desk.arrangements().corrections[0][1:]
    assert (one.month, one.dropped, one.before, one.after) == ("2025-01", 1, 4975, 2850)
    (again,) = desk.read_rosters("meadow", ROSTERS[:1])
    assert (again.reading, again.rows) == (0, 0)


def test_what_comes_when_is_told(desk):
    found = {one.arrangement.kind: one.worth.dues for one in desk.arrangements().valued}
    (withhold,), (bonus,), (savings,) = (found[kind] for kind in ("withhold", "bonus", "shared_savings"))
    assert (withhold.on, withhold.low, withhold.likely, withhold.high) == (dt.date(2026, 4, 30), 0, 1350, 2700)
    assert (bonus.on, savings.on) == (dt.date(2025, 8, 31), dt.date(2026, 2, 28))


def test_covered_lines_are_expected_nothing_and_the_others_what_their_term_says(desk):
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


def test_an_equivalent_may_be_another_way_to_pay(desk):
    file = desk.home.contracts_dir / "meadow.yaml"
    file.write_text(file.read_text().replace("members: meadow\n      stop", "members: meadow\n      "
                    "equivalent: {percent_of_charges: 50}\n      stop"))  # fmt: skip
    desk.read_rosters("meadow", ROSTERS)
    assert [month.equivalent for month in desk.arrangements().months] == [7500, 17500]  # half of 150; of 200 + 150


def test_without_rosters_or_lines_it_says_what_is_missing_and_how_to_give_it(desk, tmp_path):
    capitation = desk.arrangements().valued[0].worth
    assert capitation.low is None
    assert "counteroffer contract members meadow FILE" in capitation.missing[0]
    assert "not known" in run(desk, "value")
    bare = workspace_of(tmp_path / "bare", File(1))
    assert "No contract in force says an arrangement" in run(bare, "value")
    assert "No roster yet" in run(bare, "members")
    for name in ("meadow.yaml", "meadow.csv"):
        shutil.copy(MEADOW / name, bare.home.contracts_dir / name)
    found = bare.arrangements()
    assert found.until is None
    assert [one.worth.likely for one in found.valued] == [None, None, None, None, 5000]
    bare.read_rosters("meadow", ROSTERS)
    assert bare.arrangements().valued[0].worth.likely == 12625  # no visit: no stop-loss


def test_what_waits_for_adoption_is_not_valued_and_is_named(desk):
    file = desk.home.contracts_dir / "meadow.yaml"
    text = file.read_text()
    file.write_text(text[: text.index("arrangements:")])
    desk.refresh()
    file.write_text(text)
    said = run(desk, "value")
    assert "No contract in force" in said
    assert "wait to be adopted: meadow.yaml" in said
    adopt(desk, "signed")
    assert len(desk.arrangements().valued) == 5


def test_the_command_shows_and_exports_it_and_draws_totals(desk, tmp_path):
    assert "5 rows stored, 0 set aside" in run(desk, "members", "meadow", str(ROSTERS[0]))
    assert "$49.75 became $28.50, -$21.25" in run(desk, "members", "meadow", str(ROSTERS[1]))
    assert "february.csv" in run(desk, "members")
    said = run(desk, "value", "Meadow", "--draws", "200", "--out", str(tmp_path / "v.csv"))
    assert "withhold -$27.00 -$13.50 $0.00" in said
    assert "all that is known $140.75 $206.95 $273.15" in said
    assert "10% of $270.00 expected = $27.00 kept; 0% / 50% / 100% comes back" in said
    assert "Of 200 drawn totals (seed 1)" in said
    rows = pacsv.read_csv(tmp_path / "v.csv").to_pylist()
    assert [row["likely"] for row in rows] == [14225, -1350, 1620, 1200, 5000]
    months = pacsv.read_csv(tmp_path / "v-capitation.csv").to_pylist()
    assert [(row["month"], row["paid"]) for row in months] == [("2025-01", 2850), ("2025-02", 9775)]
    run(desk, "value", "--out", str(tmp_path / "v.parquet"))
    assert pq.read_table(tmp_path / "v.parquet").num_rows == 5
    assert "1 terms, 5 arrangements" in run(desk, "check", str(desk.home.contracts_dir / "meadow.yaml"))


def test_a_wrong_name_month_or_ending_is_refused_with_what_there_is(desk, tmp_path):
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


def test_a_roster_file_may_be_taken_out_again(desk):
    desk.read_rosters("meadow", ROSTERS)
    assert forget_roster(desk, 2) == 1
    assert [row["file"] for row in list_rosters(desk)] == ["february.csv"]
    assert desk.arrangements().months[0].paid.paid == 4975
    with pytest.raises(UnknownNameError, match="no roster file 2"):
        forget_roster(desk, 2)


def test_no_member_id_stands_anywhere_in_the_workspace(desk):
    desk.read_rosters("meadow", ROSTERS)
    desk.arrangements()
    for file in desk.home.root.rglob("*"):
        if file.is_file():
            assert b"M-300" not in file.read_bytes(), file
    assert len({row["member_key"] for row in roster_rows(desk, "meadow")}) == 3
    table = pq.read_table([str(file) for file in desk.home.lake_dir.glob("members/*.parquet")])
    assert not any("M-300" in str(row) for row in table.to_pylist())
