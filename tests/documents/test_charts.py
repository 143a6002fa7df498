import re
from pathlib import Path

from counteroffer.documents import charts

ROWS = [
    {"label": "O'Neil \\ <x>", "value": 12.5, "text": "12.5%"},
    {"label": "y" * 90, "value": 100.0, "text": "100.0%"},
]
MONTHS = [
    {"month": "2025-01", "allowed": 1200.5, "denied": 8.25},
    {"month": "2025-02", "allowed": 900.0, "denied": None},
]
STACK = [
    {"payer": payer, "part": part, "dollars": 10.0 * place + 5, "place": place}
    for payer in ("Acme", "Blue <b>")
    for place, part in enumerate(("Owed", "Asked"))
]
FRONTIER = [{"at": 1.0, "dollars": 1000.0, "flat": 400.0}, {"at": 2.5, "dollars": 1800.0, "flat": None}]
POINTS = [{"label": "base <b>", "at": 4.0, "dollars": 1500.0}]


def _drawn():
    return [
        charts.bars(ROWS, title="Percent", rule=100),
        charts.months(MONTHS),
        charts.stacked(STACK, ["Owed", "Asked"]),
        charts.frontier(FRONTIER, POINTS, title="Worth most <x>", along="Percent that the payer sees"),
    ]


def test_a_chart_without_rows_is_left_out():
    assert charts.bars([], title="Percent") == charts.months([]) == charts.stacked([], []) == ""
    assert charts.frontier([], POINTS, title="Worth", along="Percent") == ""


def test_every_chart_says_its_values_in_words():
    bars, months, stacked, frontier = (re.search(r'aria-label="([^"]*)"', svg)[1] for svg in _drawn())
    assert "12.5%" in bars
    assert "2025-01: $1,200 allowed, 8.2% of lines denied at first" in months
    assert months.endswith("2025-02: $900 allowed.")
    assert "Acme, Asked: $15" in stacked
    assert "1: $1,000 (a flat raise: $400); 2.5: $1,800; base &lt;b&gt; at 4: $1,500." in frontier


def test_names_in_charts_are_escaped():
    for svg in _drawn():
        assert "<x>" not in svg
        assert "<b>" not in svg


def test_every_ink_is_a_variable_that_the_style_sheet_defines_for_light_and_dark():
    text = (Path(charts.__file__).parent / "templates" / "style.css").read_text()
    for variable in charts.INKS.values():
        name = variable.removeprefix("var(").removesuffix(")")
        assert text.count(f"{name}:") == 3, f"{name} wants a value for light, dark and paper"
    for svg in _drawn():
        assert not set(re.findall(r"#[0-9a-f]{6}\b", svg)), "a colour that does not follow the page"


def test_a_chart_loads_nothing():
    for svg in _drawn():
        assert not re.findall(r"(?:href|src)=|url\((?!#)|@import", svg)


def test_charts_in_one_page_share_no_names():
    names = [name for svg in _drawn() for name in set(re.findall(r'id="([^"]*)"', svg))]
    assert len(names) == len(set(names))
    for svg in _drawn():
        assert set(re.findall(r"url\(#([^)]*)\)", svg)) <= set(re.findall(r'id="([^"]*)"', svg))


def test_a_payer_with_nothing_at_stake_still_has_its_place_in_the_chart():
    svg = charts.stacked([*STACK, {"payer": "Quiet", "part": "Owed", "dollars": 0, "place": 0}], ["Owed", "Asked"])
    assert ">Quiet<" in svg
    assert ">Quiet<" in charts.stacked([{"payer": "Quiet", "part": "Owed", "dollars": 0, "place": 0}], ["Owed"])


def test_ranges_say_both_ends_in_words_and_nothing_is_drawn_of_nothing():
    drawn = charts.ranges([{"label": "Acme", "low": 1.0, "high": 3.0, "text": "$1 to $3"}], title="Likely")
    assert "Acme: $1 to $3" in drawn
    assert "var(--accent)" in drawn
    assert "var(--accent-3)" in drawn
    assert charts.ranges([], title="Likely") == ""
