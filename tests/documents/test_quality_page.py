"""The quality report as a page: what it shows, how much of it, and nothing from outside."""

from datetime import date
from html.parser import HTMLParser

from counteroffer.core.tables import COMPLETENESS
from counteroffer.documents.quality_page import SHOWN, quality_page
from counteroffer.measure.checks import found
from counteroffer.measure.quality import Quality

DAY = date(2025, 11, 23)
NONE = COMPLETENESS.schema.empty_table()
ROW = {"payer": "<Acme & Co>", "item": "C1", "cents": 123450, "day": date(2025, 3, 14), "says": "late"}


class Tags(HTMLParser):
    """Counts tags, and keeps those that are open."""

    def __init__(self):
        super().__init__()
        self.open, self.seen = [], []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def page(*checks, imports=1):
    return quality_page(Quality("", imports, (), (), checks, NONE), "Cedar & Oak", DAY)


def test_every_tag_closes_names_are_escaped_and_money_and_days_are_written():
    text = page(found("unanswered", "Claims without remittances", [ROW], "1 late.", "Ask.", of=4, grade="bad"))
    tags = Tags()
    tags.feed(text)
    assert tags.open == []
    for shown in (
        "&lt;Acme &amp; Co&gt;",
        "Cedar &amp; Oak",
        "$1,234.50",
        "14 Mar 2025",
        "23 Nov 2025",
        "1 late. Ask.",
    ):
        assert shown in text
    assert not [attrs for _, attrs in tags.seen if "src" in attrs or "href" in attrs]
    assert "1 of 1 checks found something" in text


def test_a_check_opens_only_when_it_found_something_and_shows_the_first_rows():
    bad = found("unanswered", "Waiting", [ROW] * (SHOWN + 1), "Many.", "Ask.", of=99)
    good = found("unclaimed", "Alone", [], "", "", of=9, good="All well.")
    bare = found("derived", "Derived", [], "", "", of=0)
    text = page(bad, good, bare)
    assert text.count('<details class="check" open>') == 1
    assert text.count("<td>C1</td>") == SHOWN
    assert f"The first {SHOWN} of {SHOWN + 1}" in text
    assert (text.count("in order</span>"), text.count("not told</span>")) == (1, 1)


def test_a_page_without_data_says_so():
    assert "Nothing was imported yet." in page(found("derived", "Derived", [], "", "", of=0), imports=0)
