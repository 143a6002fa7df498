import datetime as dt
import re
from pathlib import Path

import attrs
import pytest

from counteroffer.documents import writing
from counteroffer.documents.case import write_ranking
from counteroffer.documents.page import case_page
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
        figure = (case.figures | case.practice)[name]
        assert figure.title in text
        assert figure.formula in text
        assert figure.source in text
        assert f"n = {figure.n:,}" in text
        assert ("rows/lines.csv" in text) is not figure.whole
        assert figure.whole or not figure.n or f"{figure.rows[0]['claim']} {figure.rows[0]['line']}" in text


def test_every_section_of_the_case_is_there_and_the_links_within_the_page_lead_somewhere(pages):
    page = pages[practice.PLAIN]
    within = {link[1:] for link in page.links if link.startswith("#")}
    assert {"mix", "medicare", "owed", "denials", "speed", "ours", "contract", "notes"} <= within <= page.ids
    assert page.headings[0] == "h1"
    assert page.headings.count("h1") == 1


def test_every_amount_of_the_headline_leads_to_the_figure_it_comes_from(reports, pages):
    text = reports[practice.PLAIN].html.read_text(encoding="utf-8")
    headline = re.search(r'<p class="lead">(.*?)</p>', text)[1]
    leads = re.findall(r'<a href="#behind-(\w+)"><strong>\$[\d,]+</strong></a>', headline)
    assert len(leads) == headline.count("<strong>") == 4
    assert set(leads) <= set(pages[practice.PLAIN].figures)


def test_a_figure_of_the_whole_practice_shows_no_rows_of_other_payers(case, pages):
    for name, figure in case.practice.items():
        assert figure.whole
        assert not figure.rows
        assert "does not hold the others' rows" in " ".join(pages[practice.PLAIN].figures[name])


def test_the_costliest_lines_say_why_they_are_short(case, pages):
    for line in case.underpaid[:25]:
        assert line["why"] in pages[practice.PLAIN].text


def test_the_comparison_with_medicare_says_how_much_money_it_rests_on(case, pages):
    rests = f"rests on {writing.whole_money(case.compared)} of the {writing.whole_money(case.figures['allowed'].value)}"
    assert rests in pages[practice.PLAIN].text


def test_dollars_that_are_estimated_make_a_range(case, context):
    whole = case.figures["finally_denied_dollars"].value
    sure = attrs.evolve(case, denied_worth={"contract": whole})
    guessed = attrs.evolve(case, denied_worth={"contract": whole - 5000, "usual": 4000, "ratio": 1000})
    assert "All dollars denied for good are valued" in Page(case_page(sure, context, {})).text
    text = Page(case_page(guessed, context, {})).text
    assert f"between {writing.whole_money(whole - 5000)}, valued" in text
    assert "$40 at the payer's own average for the code, $10 at its usual share" in text


def test_the_contract_in_force_is_named_and_its_absence_too(case, context, pages):
    in_force = "In force on 30 Dec 2025, the last day of service here: acme, version 1, since 1 Jan 2025, open."
    assert in_force in pages[practice.PLAIN].text
    ended = attrs.evolve(case, terms=[term | {"until": dt.date(2025, 6, 30)} for term in case.terms])
    assert "No version of the contract in the workspace is in force" in Page(case_page(ended, context, {})).text


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


def test_the_figures_of_the_ranking_open_in_the_cases(reports, pages):
    path = Path(reports["ranking"])
    page = Page(path.read_text(encoding="utf-8"))
    by_folder = {reports[payer].html.parent.name: pages[payer] for payer in ALL}
    opening = [link.split("/case.html#") for link in page.links if "#" in link]
    assert len(opening) == 6 * len(ALL)
    assert all(place in by_folder[folder].ids for folder, place in opening)


def test_a_ranking_without_cases_links_to_none(context, everyone, tmp_path):
    page = Page(write_ranking(context, tmp_path, everyone).read_text(encoding="utf-8"))
    assert page.links == []
    assert practice.PLAIN in page.text


def test_the_ranking_is_ordered_by_what_is_at_stake(reports, everyone):
    page = Page(Path(reports["ranking"]).read_text(encoding="utf-8"))
    order = [row["payer"] for row in sorted(everyone.worth, key=lambda r: -r["at_stake_low"])]
    table = page.text[page.text.index("Ranked by") :]
    places = [table.index(payer) for payer in order]
    assert places == sorted(places)
