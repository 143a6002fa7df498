"""Terms at the desk: the demo practice's clauses, judged by plain Python over the same exported lines."""

from collections import defaultdict

import pytest
from tests.practices import priced_practice
from typer.testing import CliRunner

from counteroffer.cli import app
from counteroffer.core.errors import InputError, UnknownNameError
from counteroffer.workspace import Workspace
from counteroffer.workspace.terms import authorization_proposal, price_term, rows_of, term_values

RUN = CliRunner()


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return Workspace.open(priced_practice(tmp_path_factory).out)


@pytest.fixture(scope="module")
def lines(desk):
    """Every line beside its price, as plain rows, by payer: the last twelve complete months of each."""
    with desk.engine() as engine:
        rows = engine.arrow(desk.facts(engine)).to_pylist()
    found = defaultdict(list)
    for one in rows:
        if one["sequence"] == "P":
            found[one["payer"]].append(one)
    return found


def base(rows):
    known = sorted({r["month"] for r in rows if r["complete"] and r["month"]})
    year, month = int(known[-1][:4]), int(known[-1][5:])
    kept = {
        f"{y}-{m:02d}" for y, m in [divmod(year * 12 + month - 1 - back, 12) for back in range(12)] for m in [m + 1]
    }
    return [r for r in rows if r["complete"] and r["month"] in kept], len(kept & set(known))


def half_up(cents, months):
    return (2 * cents * 12 + months) // (2 * months)


PAYERS = ("Blue Mesa Health Cooperative", "Summit Mutual Health", "Harborline Insurance Company")


@pytest.mark.parametrize("payer", PAYERS)
def test_filing_limits_are_worth_what_plain_python_says(desk, lines, payer):
    mine, months = base(lines[payer])
    took = [
        ((r["submitted_date"] - r["service_date"]).days, r) for r in mine if r["submitted_date"] and r["service_date"]
    ]
    for held, to in ((60, 120), (20, 30), (90, 10)):
        beyond = [r for n, r in took if n > held]
        lost = sum(r["worth"] for r in beyond if r["outcome"] == "denied" and r["denial_carc"] == "29")
        of = sum(r["worth"] for r in beyond)
        kept = lost / of if of else 1
        change = sum(r["worth"] for n, r in took if n > held) - sum(r["worth"] for n, r in took if n > to)
        found = price_term(desk, payer, "timely_filing", {"days": to}, {"days": held})
        assert found.likely == pytest.approx(change * kept * 12 / months, abs=2)
        assert found.low <= found.likely <= found.high


@pytest.mark.parametrize("payer", PAYERS)
def test_prices_and_denials_are_worth_what_plain_python_says(desk, lines, payer):
    mine, months = base(lines[payer])
    values = term_values(desk, payer, {"escalator": {"percent": 4}, "retro_denial": {"binding": "yes"}})
    paid = [r for r in mine if r["outcome"] == "paid"]
    assert values.of("escalator").likely == pytest.approx(sum(r["allowed"] for r in paid) * 12 / months * 0.04, abs=1)
    approved = [r for r in mine if r["outcome"] == "denied" and r["prior_auth"] and r["denial_category"] != "duplicate"]
    assert values.of("retro_denial").likely == half_up(sum(r["worth"] for r in approved), months)
    bound = sum(r["contracted"] - r["expected"] for r in paid if r["contracted"] and r["contracted"] > r["expected"])
    striking = values.of("lesser_of")
    assert striking.likely == half_up(bound, months)
    assert bound or striking.now == striking.asked
    floor = values.of("fee_schedule_change").today.high
    lowest = defaultdict(list)
    for r in lines[payer]:
        if r["rate"]:
            lowest[r["billed_code"], r["component"], r["setting"]].append(r["rate"])
    fall = sum(
        ((r["rate"] - min(lowest[r["billed_code"], r["component"], r["setting"]])) * r["milliunits"] * 2 + 1000) // 2000
        for r in paid if r["rate"]
    )  # fmt: skip
    assert floor == half_up(fall, months)


def test_every_clause_is_there_ranked_and_exports(desk, tmp_path):
    found = term_values(desk, "Summit")
    assert len(found.worths) == 45
    likely = [one.likely for one in found.worths if one.likely is not None and one.span is not None]
    assert likely == sorted(likely, reverse=True)
    table = found.table()
    assert table.num_rows == 45
    assert set(table["unit"].to_pylist()) <= {"cents a year", "cents once"}
    with pytest.raises(UnknownNameError):
        found.of("speling")


def test_what_holds_now_is_what_the_contract_says_and_terms_yaml_says_it_anew(desk):
    found = price_term(desk, "Summit", "timely_filing", {"days": 200})
    assert found.now.startswith("days 180")
    assert found.words.startswith("summit/2025")
    folder = desk.home.negotiation_dir("Summit Mutual Health")
    folder.mkdir(parents=True)
    try:
        (folder / "terms.yaml").write_text(
            "now: {timely_filing: {days: 45}}\nasked: {lookback: {months: 9}}\n"
            "inputs: {amendment_cut: [2, 4, 8], amendment_chance: 25}\n"
        )
        again = term_values(desk, "Summit")
        assert again.of("timely_filing").now.startswith("days 45")
        assert again.of("timely_filing").words == "terms.yaml"
        assert again.of("lookback").asked == "months 9"
        assert again.of("unilateral_amendment").likely > 0
        (folder / "terms.yaml").write_text("asked: {lookback: {months: nine}}\n")
        with pytest.raises(InputError, match=r"terms.yaml, line 1: 'months'"):
            term_values(desk, "Summit")
    finally:
        (folder / "terms.yaml").unlink()


def test_the_rows_behind_a_worth_are_the_lines_of_its_sum(desk):
    found = price_term(desk, "Summit", "retro_denial", {"binding": True}, {})
    rows = rows_of(desk, found).to_pylist()
    assert len(rows) == found.n
    assert all(r["payer"] == "Summit Mutual Health" and r["outcome"] == "denied" and r["prior_auth"] for r in rows)
    assert all(r["remit_file"] for r in rows)


def test_what_comes_off_the_list_is_what_the_view_of_the_measure_finds(desk):
    for payer in PAYERS:
        found = authorization_proposal(desk, payer)
        seen = desk.view("authorizations_to_drop", payer).to_pylist()
        mine = {(one.family, one.code, one.n, one.approved) for one in found.removals}
        assert mine == {(r["family"], r["code"], r["n"], r["approved"]) for r in seen}


def test_the_commands_show_one_change_all_clauses_and_the_page(desk, tmp_path):
    where = ["-w", str(desk.home.root)]
    shown = RUN.invoke(app, ["terms", "Summit", *where])
    assert shown.exit_code == 0, shown.output
    assert "timely_filing" in shown.output
    assert "No number in claims" in shown.output
    out = tmp_path / "terms.csv"
    assert RUN.invoke(app, ["terms", "Summit", "--out", str(out), *where]).exit_code == 0
    assert len(out.read_text().splitlines()) == 46
    rows = tmp_path / "rows.parquet"
    one = ["term", "timely_filing", "Summit", "--from", "days=90", "--to", "days=60", "--rows", str(rows), *where]
    told = RUN.invoke(app, one)
    assert told.exit_code == 0, told.output
    assert "Formula: expected allowed" in told.output
    assert rows.is_file()
    page = tmp_path / "ask.md"
    assert RUN.invoke(app, ["terms", "auth", "Summit", "--out", str(page), *where]).exit_code == 0
    assert "$" not in page.read_text()
    assert "For the practice only" in RUN.invoke(app, ["terms", "auth", "Summit", *where]).output
    assert "terms" in RUN.invoke(app, ["terms"]).output


def test_a_value_that_cannot_be_read_is_said_before_anything_is_computed(desk):
    done = RUN.invoke(app, ["term", "timely_filing", "Summit", "--to", "days=ninety", "-w", "/nowhere"])
    assert isinstance(done.exception, InputError)
    bad = RUN.invoke(app, ["terms", "Summit", "--out", "x.txt", "-w", "/nowhere"])
    assert isinstance(bad.exception, InputError)
