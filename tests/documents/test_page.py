import re
from pathlib import Path

import pytest

from tests.documents import practice
from tests.documents.reading import Page

ALL = (*practice.PAYERS, practice.FEW)


@pytest.fixture(scope="module")
def pages(reports):
    return {payer: Page(reports[payer].html.read_text(encoding="utf-8")) for payer in ALL}


def test_every_figure_opens_to_its_formula_its_source_and_its_rows(pages, case):
    page = pages[practice.PLAIN]
    assert len(page.figures) > 25
    for name, words in page.figures.items():
        text = " ".join(" ".join(words).split())
        figure = case.figures[name]
        assert figure.title in text
        assert figure.formula in text
        assert figure.source in text
        assert f"n = {figure.n:,}" in text
        assert "rows/lines.csv" in text
        assert not figure.n or f"{figure.rows[0]['claim']} {figure.rows[0]['line']}" in text


def test_every_section_of_the_case_is_there_and_the_links_within_the_page_lead_somewhere(pages):
    page = pages[practice.PLAIN]
    within = {link[1:] for link in page.links if link.startswith("#")}
    assert {"mix", "medicare", "owed", "denials", "speed", "ours", "contract", "notes"} <= within <= page.ids
    assert page.headings[0] == "h1"
    assert page.headings.count("h1") == 1


@pytest.mark.parametrize("payer", ALL)
def test_the_page_loads_nothing_from_outside(pages, reports, payer):
    assert pages[payer].loads == []
    assert all(not re.match(r"[a-z]+:|//", link) for link in pages[payer].links)
    text = reports[payer].html.read_text(encoding="utf-8")
    assert "@font-face" not in text


@pytest.mark.parametrize("payer", ALL)
def test_every_linked_file_exists(pages, reports, payer):
    folder = reports[payer].html.parent
    assert all((folder / link).is_file() for link in pages[payer].links if not link.startswith("#"))


def test_a_name_with_signs_of_html_is_shown_as_it_is(reports, pages):
    text = reports[practice.AWKWARD].html.read_text(encoding="utf-8")
    assert "<b>Health" not in text
    assert practice.AWKWARD in pages[practice.AWKWARD].text
    assert "115% of Medicare <2025>" in pages[practice.AWKWARD].text
    assert "Cedar & Oak" in pages[practice.AWKWARD].text


def test_every_table_has_a_caption_and_every_chart_says_its_values_in_words(pages):
    for page in pages.values():
        assert page.captions == page.tables
        assert all(chart.get("role") == "img" and len(chart.get("aria-label", "")) > 20 for chart in page.charts)
    assert len(pages[practice.PLAIN].charts) == 3


def test_a_case_names_no_other_payer(pages):
    for payer in ALL:
        assert not [other for other in ALL if other != payer and other in pages[payer].text]


def test_the_ranking_links_every_payer_to_its_case(reports):
    path = Path(reports["ranking"])
    page = Page(path.read_text(encoding="utf-8"))
    cases = [path.parent / link for link in page.links if link.endswith("case.html")]
    assert {case.resolve() for case in cases} == {reports[payer].html.resolve() for payer in ALL}
    assert page.loads == []
    assert practice.AWKWARD in page.text
    assert all(chart.get("aria-label") for chart in page.charts)


def test_the_ranking_is_ordered_by_what_is_at_stake(reports, everyone):
    page = Page(Path(reports["ranking"]).read_text(encoding="utf-8"))
    order = [row["payer"] for row in sorted(everyone.worth, key=lambda r: -r["at_stake_low"])]
    table = page.text[page.text.index("Ranked by") :]
    places = [table.index(payer) for payer in order]
    assert places == sorted(places)
