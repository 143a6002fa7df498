"""Reads a page as a browser would, as far as the tests need it."""

from html.parser import HTMLParser

LOADING = {"src", "srcset", "data", "poster", "background", "action", "xlink:href"}


class Page(HTMLParser):
    """What a page holds: its figures with their text, links, ids, headings, and what it would load from outside."""

    VOID = frozenset({"meta", "br", "link", "img", "input", "hr", "path", "rect", "line"})

    def __init__(self, text):
        super().__init__()
        self.figures, self.links, self.ids, self.loads, self.headings, self.charts = {}, [], set(), [], [], []
        self.tables, self.captions, self._open, self._figure, self.words = 0, 0, [], None, []
        self.feed(text)
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if "id" in said:
            self.ids.add(said["id"])
        if tag == "a":
            self.links.append(said.get("href", ""))
        if tag in ("script", "iframe", "object", "embed") or (tag == "link"):
            self.loads.append(tag)
        self.loads += [f"{name}={value}" for name, value in attrs if name in LOADING]
        self.loads += [f"{name}={v}" for name, v in attrs if name == "style" and "url(" in (v or "")]
        if tag == "svg":
            self.charts.append(said)
        self.tables += tag == "table"
        self.captions += tag == "caption"
        if tag == "details" and "data-metric" in said:
            self._figure = said["data-metric"]
            self.figures[self._figure] = []
        if tag in ("h1", "h2", "h3"):
            self.headings.append(tag)
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        if tag == "details":
            self._figure = None
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data):
        if "style" in self._open:
            if "url(" in data or "@import" in data:
                self.loads.append(data)
            return
        self.words.append(data)
        if self._figure:
            self.figures[self._figure].append(data)
