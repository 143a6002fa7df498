"""The practice's own business case: on a small demo, on an empty workspace, and what never reaches a payer."""

import re
import shutil
import subprocess

import attrs
import ibis
import openpyxl
import pyarrow as pa
import pytest

from counteroffer.core.practice import Practice, Times
from counteroffer.demo import generate
from counteroffer.documents import writing
from counteroffer.documents.report.actions import actions
from counteroffer.documents.report.book import HEADER, sheet_names
from counteroffer.documents.report.page import business_case_page, headline
from counteroffer.documents.report.sureness import missing
from counteroffer.measure import registry
from counteroffer.workspace import Workspace
from counteroffer.workspace import cases as cases_of
from tests.documents.reading import Page

LONG = "a:new/view[whose]*name?is\\much_too_long_for_a_sheet"
FORBIDDEN = (
    "likel", "net-net", "net yield", "net_yield", "burden", "hassle", "waiting", "not asking", "priorit",
    "walk-away", "internal", "wage", "at stake", "leverage point", "business-case", "appendix",
)  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The desk of a small demo practice, its report before it was written, and where it was written."""
    folder = tmp_path_factory.mktemp("report")
    generate(folder, lines=2_500)
    work = Workspace.create(folder, folder / "practice.yaml")
    work.import_paths([folder / "files"])
    kept = []
    whole = cases_of.write_report
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cases_of, "write_report", lambda report, out: kept.append(report) or whole(report, out))
        cases = work.cases()
    return work, kept[0], cases


@pytest.fixture(scope="module")
def pages(made):
    paths = made[2].report
    return {path.name: Page(path.read_text(encoding="utf-8")) for path in (paths.html, paths.appendix)}


@pytest.fixture(scope="module")
def book(made):
    return openpyxl.load_workbook(made[2].report.workbook)


@pytest.fixture(scope="module")
def nothing(tmp_path_factory):
    """The same of a workspace that holds nothing, while the registry has one view more."""
    work = Workspace.create(tmp_path_factory.mktemp("nothing") / "desk", Practice("Nobody yet"))
    extra = registry.View(
        LONG, "A new view", "number", "this test", {"risky": "words", "cents": "cents"}, "It says so.",
        lambda _: ibis.memtable({"risky": ["=1+1", "@x"], "cents": [150, 2]}),
    )  # fmt: skip
    registry.views()
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(registry._VIEWS, LONG, extra)
        return work.cases().report


def test_the_page_has_every_section_and_all_its_links_lead_somewhere(made, pages):
    page, folder = pages["business-case.html"], made[2].report.html.parent
    sections = {"next", "begin", "depend", "pay", "leaks", "authorizations", "quick", "sure"}
    assert sections <= page.ids
    for name, read in pages.items():
        for link in read.links:
            file, _, mark = link.partition("#")
            assert (folder / (file or name)).is_file(), link
            assert not mark or mark in pages[file or name].ids, link
        assert read.loads == []
        assert read.captions == read.tables
        assert "Internal: not for a payer" in read.text


def test_the_headline_and_the_ranking_are_the_figures_of_the_views(made, pages):
    _, report, _ = made
    rows, page = report.rows("priorities"), pages["business-case.html"]
    owed = sum(row["owed"] for row in rows)
    assert f"{writing.whole_money(owed)} is owed now" in page.text
    first = next(row for row in rows if not row["set_by_law"])
    low, high = (writing.whole_money(first[f"likely_{end}"]) for end in ("low", "high"))
    assert f"Begin with {first['payer']} : {low} to {high}" in page.text
    for row in rows:
        assert f"{writing.whole_money(row['likely_low'])} to {writing.whole_money(row['likely_high'])}" in page.text
    assert page.charts[0]["aria-label"].count("$") == 2 * len(rows)


def test_the_views_of_the_report_are_those_of_the_command(made):
    work, report, _ = made
    for name in ("variances_by_cause", "interest_owed", "priorities"):
        assert report.shown[name].table.equals(work.view(name)), name


def test_sums_over_causes_on_the_page_are_the_sums_of_the_view(made, pages):
    sums = {}
    for row in made[1].rows("variances_by_cause"):
        if row["direction"] == "under":
            key = (row["payer"], row["cause"])
            sums[key] = sums.get(key, 0) + row["dollars"]
    (payer, cause), most = max(sums.items(), key=lambda item: item[1])
    found = re.search(
        rf"{re.escape(payer)} {writing.words(cause)} [\d,]+ \d+ (\$[\d,]+)", pages["business-case.html"].text
    )
    assert found[1] == writing.whole_money(most)


def test_what_to_do_is_ordered_and_each_line_has_its_dollars_and_a_view(made):
    found = actions(made[1])
    owed = sum(row["owed"] for row in made[1].rows("priorities"))
    assert found[0].cents == owed
    assert found[0].dollars == writing.whole_money(owed)
    assert all(action.view in made[1].shown for action in found)
    assert [action for action in found if str(action.does).startswith("Open with")]


def test_what_is_missing_is_named_with_the_line_to_write(made):
    lines = {row["line"] for row in missing(made[1])}
    assert "likelihood: {owed: PERCENT, lesser_of: PERCENT, no_rate: PERCENT, rate: PERCENT}" in lines
    assert "- {clause: termination_notice, days: DAYS}" in lines  # Medicare's and Medicaid's say none
    for key in ("wages", "times", "cost_growth"):
        assert not any(line.startswith(key) for line in lines)  # the demo says them


def test_where_the_profile_says_no_minutes_and_no_growth_of_costs_both_are_asked_for(made):
    report, burden, priorities = made[1], "burden", "priorities"
    parts = "authorization denial appeal status_call peer_to_peer"
    shown = dict(report.shown)
    for name, column, value in ((burden, "missing", parts), (priorities, "waiting_cost", None)):
        table = shown[name].table
        place, kind = table.column_names.index(column), table.schema.field(column).type
        same = pa.array([value] * table.num_rows, kind)
        shown[name] = attrs.evolve(shown[name], table=table.set_column(place, column, same))
    practice = attrs.evolve(report.context.practice, times=Times(), cost_growth={})
    bare = attrs.evolve(report, shown=shown, context=attrs.evolve(report.context, practice=practice))
    lines = {row["line"] for row in missing(bare)}
    asked = "authorization: MINUTES, denial: MINUTES, appeal: MINUTES, status_call: MINUTES, peer_to_peer: MINUTES"
    assert f"times: {{{asked}}}" in lines
    assert any(line.startswith("cost_growth: {2026: PERCENT") for line in lines)


def test_every_view_of_the_registry_is_in_the_appendix_and_in_the_workbook_with_all_its_rows(made, pages, book):
    names = sheet_names([view.name for view in registry.views()])
    assert len(names) == len(made[1].shown) > 40
    for view in registry.views():
        shown, sheet = made[1].shown[view.name], book[names[view.name]]
        assert view.name in pages["appendix.html"].ids
        assert f"counteroffer view {view.name}" in pages["appendix.html"].text
        assert [cell.value for cell in sheet[HEADER + 1]][: len(view.columns)] == list(view.columns)
        if shown.table is None:
            assert shown.fault in pages["appendix.html"].text
            continue
        rows = list(sheet.iter_rows(min_row=HEADER + 2, values_only=True))
        below = next(place for place, row in enumerate(rows) if row[0] == "Column")
        assert below - 2 == shown.table.num_rows, view.name


def test_money_stands_in_the_workbook_to_the_cent(made, book):
    rows = list(book["worth"].iter_rows(min_row=HEADER + 2, values_only=True))
    for row, shown in zip(rows, made[1].rows("worth"), strict=False):
        assert row[0] == shown["payer"]
        assert round(row[3] * 100) == shown["owed"]


def test_every_metric_is_in_the_appendix_by_payer_with_its_n_and_interval(made, pages, book):
    _, report, _ = made
    text = pages["appendix.html"].text
    for metric in registry.metrics():
        assert f"metric-{metric.name}" in pages["appendix.html"].ids, metric.name
        assert " ".join(metric.formula.split()) in text
    rows = [
        row
        for row in book["Metrics"].iter_rows(min_row=2, values_only=True)
        if row[0] == "Initial denial rate (claims)"
    ]
    for row in rows:
        figure = report.figure("initial_denial_rate_claims", row[1])
        if row[1] == "(all)":
            continue
        assert row[3] == figure["n"]
        assert row[7] == "wilson"
        if not figure["withheld"]:
            assert row[5] <= row[4] <= row[6]


def test_no_page_and_no_cell_names_a_patient(made, pages, book):
    work, _, cases = made
    with work.engine() as engine:
        keys = {
            key for key in engine.arrow(engine.table("lines").select("patient_key"))["patient_key"].to_pylist() if key
        }
    texts = [path.read_text(encoding="utf-8") for path in (cases.report.html, cases.report.appendix)]
    texts.append(
        "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    )
    assert len(keys) > 20
    assert not [key for key in keys for text in texts if key in text]
    assert not [text for text in texts if "patient_key" in text]


def test_an_empty_workspace_gets_a_report_that_says_so_and_every_view(nothing):
    page = Page(nothing.html.read_text(encoding="utf-8"))
    assert "Nothing can be ranked yet" in page.text
    assert "Nothing is to be done yet" in page.text
    assert page.headings.count("h2") >= 8
    assert len(openpyxl.load_workbook(nothing.workbook).sheetnames) > 40


def test_a_new_view_appears_by_itself_and_its_words_are_never_formulas(nothing):
    assert "A new view" in Page(nothing.appendix.read_text(encoding="utf-8")).text
    sheets = openpyxl.load_workbook(nothing.workbook)
    name = sheet_names([LONG])[LONG]
    assert len(name) <= 31
    assert not set(name) & set("[]:*?/\\")
    cells = sheets[name][HEADER + 2]
    assert (cells[0].value, cells[0].data_type, cells[1].value) == ("=1+1", "s", 1.5)


def test_names_of_sheets_that_would_be_alike_are_told_apart():
    made = sheet_names(["x" * 40, "x" * 41, "X" * 42, "Metrics"])
    assert len({name.lower() for name in made.values()}) == 4
    assert all(len(name) <= 31 for name in made.values())
    assert made["Metrics"].lower() != "metrics"


def test_a_view_that_cannot_be_computed_does_not_break_the_page(made):
    report = made[1]
    for name in ("priorities", "burden", "payer_mix"):
        broken = attrs.evolve(report.shown[name], table=None, fault="Say something first.")
        text = business_case_page(attrs.evolve(report, shown={**report.shown, name: broken}))
        assert "What to do next" in text
    none = {name: attrs.evolve(shown, table=None, fault="Say it.") for name, shown in report.shown.items()}
    assert "Nothing can be ranked yet" in headline(attrs.evolve(report, shown=none))
    assert "Say it." in business_case_page(attrs.evolve(report, shown=none))


def test_a_payers_case_tells_nothing_of_the_practices_own_reckoning_or_of_other_payers(made):
    work, report, cases = made
    payers = set(work.payers())
    for case, payer in zip(cases.cases, work.payers(), strict=True):
        text = Page(case.html.read_text(encoding="utf-8")).text
        assert not [word for word in FORBIDDEN if word in text.lower()], payer
        assert not [other for other in payers - {payer} if other in text]
        row = next(row for row in report.rows("priorities") if row["payer"] == payer)
        likely = {
            writing.whole_money(row[f"likely_{end}"]) for end in ("low", "high") if row[f"likely_{end}"] > 100_000
        }
        assert not [amount for amount in likely if f"{amount} to" in text or f"to {amount}" in text]


def test_a_payers_case_has_its_causes_its_denial_roots_its_authorizations_and_what_it_took_back(made):
    work, report, cases = made
    pages = {
        payer: Page(case.html.read_text(encoding="utf-8")).text
        for payer, case in zip(work.payers(), cases.cases, strict=True)
    }
    for row in report.rows("recoupments_by_age"):
        assert writing.money(row["net"]) in pages[row["payer"]]
    for row in report.rows("authorizations_by_family"):
        assert (
            f"{writing.words(row['family'])} {row['source']} {row['requests']:,} {row['denied']:,}"
            in pages[row["payer"]]
        )
    causes = {(row["payer"], row["cause"]) for row in report.rows("variances_by_cause") if row["direction"] == "under"}
    assert len(causes) > 5
    assert all(writing.words(cause) in pages[payer] for payer, cause in causes)
    assert all("Where denials come from" in text for text in pages.values() if "No line was denied." not in text)


def test_the_ranking_links_to_the_report(made):
    links = Page(made[2].ranking.read_text(encoding="utf-8")).links
    assert {"business-case.html", "appendix.html"} <= set(links)


def test_libreoffice_opens_the_workbook_and_finds_no_error(made, tmp_path):
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice (soffice) is not installed")
    command = [
        office,
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
    ]
    subprocess.run(
        [*command, "--outdir", str(tmp_path / "out"), str(made[2].report.workbook)],
        check=True,
        capture_output=True,
        timeout=180,
    )
    opened = openpyxl.load_workbook(tmp_path / "out" / "business-case.xlsx", data_only=True)
    assert len(opened.sheetnames) == len(made[1].shown) + 2
    assert not [cell for sheet in opened for row in sheet.iter_rows() for cell in row if cell.data_type == "e"]
