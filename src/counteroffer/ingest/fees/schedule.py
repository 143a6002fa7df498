"""A payer's fee schedule read whole: the rows that can be used, and each row that cannot with its place and reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from counteroffer.core import codes as core_codes
from counteroffer.core.errors import InputError
from counteroffer.core.findings import ERROR, NOTE, WARNING, Finding
from counteroffer.core.money import show
from counteroffer.ingest.fees.amounts import looks_like_amount, read_amount
from counteroffer.ingest.fees.columns import Proposal, is_data, named, propose
from counteroffer.ingest.fees.headings import CODE, read_heading, setting_in
from counteroffer.ingest.fees.pages import Page, read_pages
from counteroffer.ingest.fees.procedures import CodeCell, Context, context, looks_like_code, read_code
from counteroffer.ingest.fees.unread import why_unread

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from counteroffer.ingest.fees.columns import AmountColumn, Block
    from counteroffer.ingest.fees.pages import Rows

_HEADER_LINES = 3
_SETTINGS = {
    "f": "facility", "fac": "facility", "in": "facility", "nf": "nonfacility", "n": "nonfacility", "o": "nonfacility",
    "out": "nonfacility", "": "", "all": "", "both": "", "any": "", "b": "", "*": "",
}  # fmt: skip
_ONE_UNIT = ("", "1", "1.0", "EA", "EACH", "UNIT", "UN", "1 UNIT", "PER UNIT", "UNITS")


@attrs.frozen
class ScheduleRow:
    """One amount of a fee schedule.

    Attributes:
        code: CPT/HCPCS code.
        modifier: two signs or empty.
        setting: `facility`, `nonfacility`, or empty for both.
        amount: cents for one unit.
        place: where it stands, such as `sheet Fees, row 12`.
    """

    code: str
    modifier: str
    setting: str
    amount: int
    place: str

    @property
    def key(self) -> tuple[str, str, str]:
        """Code, modifier and setting."""
        return self.code, self.modifier, self.setting


@attrs.frozen
class Aside:
    """A row that was not understood or cannot be used; its description is never kept."""

    place: str
    code: str
    amount: str
    reason: str


@attrs.frozen
class Table:
    """One table that was found: on which page, from which row, and what its columns are."""

    page: str
    row: int
    rows: int
    proposal: Proposal


@attrs.frozen
class Schedule:
    """A fee schedule as read.

    Attributes:
        rows: one for a code, modifier and setting.
        aside: rows that cannot be used, each with its reason.
        findings: what was mended, what is in doubt; a finding of severity error means that nothing should be stored.
        tables: the tables that were found.
        dates: what stands in the column of effective dates, each once.
    """

    rows: tuple[ScheduleRow, ...]
    aside: tuple[Aside, ...]
    findings: tuple[Finding, ...]
    tables: tuple[Table, ...]
    dates: tuple[str, ...] = ()


@attrs.frozen
class Asked:
    """What a person says of the file: sheet, pages (`1-5`), and columns (`{"code": "A", "amount": "C"}`)."""

    sheet: str = ""
    pages: str = ""
    columns: Mapping[str, str] = attrs.field(factory=dict)


def read_schedule(path: Path, asked: Asked | None = None, known: Collection[str] = frozenset()) -> Schedule:
    """Read a payer's fee schedule from XLSX, XLS, ODS, CSV, TSV or PDF.

    Args:
        path: the file.
        asked: sheet, pages and columns, where they are not to be found out.
        known: codes that are known (Medicare's book): ranges and letters in the place of digits are read against them.

    Raises:
        InputError: if the file cannot be opened, or a sheet, page or column that was named is not there.
    """
    said = asked or Asked()
    return schedule_of(str(path), read_pages(path, said.sheet, said.pages), said, known)


def schedule_of(
    file: str, pages: Sequence[Page], asked: Asked | None = None, known: Collection[str] = frozenset()
) -> Schedule:
    """Read a fee schedule from pages of cells that were read already; see `read_schedule`."""
    return _Reading(file, asked or Asked(), known).run(pages)


class _Reading:
    """One file on its way to rows."""

    def __init__(self, file: str, asked: Asked, known: Collection[str]) -> None:
        self.file = file
        self.asked = asked
        self.known = known
        self.rows: list[ScheduleRow] = []
        self.aside: list[Aside] = []
        self.findings: list[Finding] = []
        self.tables: list[Table] = []
        self.dates: dict[str, None] = {}
        self.mended: dict[str, list[str]] = {}
        self.passed: dict[str, str] = {}

    def run(self, pages: Sequence[Page]) -> Schedule:
        """Read all pages."""
        before: Proposal | None = None
        for page in pages:
            for header, body in stretches(page.rows):
                before = self._table(page, header, body, before) or before
        if not self.tables:
            self._find("fees.no_table", ERROR, *(next(iter(self.passed.items()), None) or why_unread(self.file, pages)))
        elif self.passed:
            says = f"Not read: {'; '.join(self.passed)}"
            self._find("fees.passed", WARNING, says, "If there are fees, read it by itself with --sheet or --pages.")
        self._tell_mended()
        kept = tuple(self._agreeing())
        self._tell_whole(kept)
        return Schedule(kept, tuple(self.aside), tuple(self.findings), tuple(self.tables), tuple(self.dates))

    def _table(self, page: Page, header: Rows, body: list[int], before: Proposal | None) -> Proposal | None:
        found = self._columns(page, body, header, before)
        if found is None:
            return None
        for question in found.unsure:
            where = f"{self.file}, {page.place(max(body[0] - 1, 0))}"
            self._find("fees.which_column", ERROR, f"{where}: {question}", "Nothing can be kept until it is said.")
        self.tables.append(Table(page.name, body[0], sum(is_data(page.rows[i]) for i in body), found))
        headings = {tuple(filter(None, row)) for row in header}
        for block in found.blocks:
            seen = context([_cell(page.rows[i], block.code) for i in body], self.known)
            last = ""
            for i in body:
                if tuple(filter(None, page.rows[i])) not in headings:
                    last = self._row(page.place(i), page.rows[i], block, seen, last)
        return found

    def _columns(self, page: Page, body: list[int], header: Rows, before: Proposal | None) -> Proposal | None:
        """Give what the columns of a table are; None, noted, for one that has no amounts."""
        data = [page.rows[i] for i in body if is_data(page.rows[i])]
        if self.asked.columns:
            try:
                return named(self.asked.columns, header, data)
            except InputError as fault:
                self.passed.setdefault(f"{self.file}, {page.place(body[0])}: {fault.says}", fault.mend)
                return None
        found = propose(header, data)
        same = before is not None and found.headings == before.headings
        if before is not None and (same or not _has_heading(header)) and _fits(before, data):
            return before
        if not found.blocks:
            own = [row in header if place < body[0] else place <= body[-1] for place, row in enumerate(page.rows)]
            only = Page(page.name, [row if mine else [] for row, mine in zip(page.rows, own, strict=True)])
            says, mend = why_unread(self.file, [only])
            self.passed.setdefault(says, mend)
            return None
        return found

    def _row(self, place: str, row: list[str], block: Block, seen: Context, last: str) -> str:
        """Read a row; give the code of the last row with one, for rows that leave it out."""
        text = _cell(row, block.code)
        amounts = [(column, _cell(row, column.column)) for column in block.amounts]
        written = " / ".join(amount for _, amount in amounts if amount)
        modifier = _cell(row, block.modifier).upper().removesuffix(".0")
        if not text and modifier and last and any(map(looks_like_amount, (a for _, a in amounts))):
            text = last
        code = read_code(text, seen)
        if not code.codes:
            if looks_like_code(text) or any(looks_like_amount(amount) for _, amount in amounts):
                reason = code.says if text else "there is an amount without a code"
                if not _is_total(row):
                    self.aside.append(Aside(place, text[:20], written, reason))
            return ""
        setting, fault = _setting(_cell(row, block.setting))
        fault = fault or _modifier_fault(modifier or code.modifier)
        if fault:
            self.aside.append(Aside(place, text[:20], written, fault))
            return text
        since = _cell(row, block.since)
        if since:
            self.dates.setdefault(since)
        if _cell(row, block.units).upper() not in _ONE_UNIT:
            self._mend("fees.units", "an amount for another unit than one", f"{text} ({_cell(row, block.units)})")
        self._amounts(place, code, (modifier or code.modifier, setting), amounts)
        return text

    def _amounts(
        self, place: str, code: CodeCell, which: tuple[str, str], amounts: list[tuple[AmountColumn, str]]
    ) -> None:
        if code.says:
            self._mend("fees.code_mended", "a code that was mended or expanded", code.says)
        read = [(column, text, read_amount(text)) for column, text in amounts]
        for column, text, amount in read:
            if not amount.cents:
                continue
            if amount.rounded:
                self._mend("fees.rounded", "an amount with parts of a cent, rounded half-up", f"{text} at {place}")
            modifier, setting = column.modifier or which[0], column.setting or which[1]
            self.rows += [ScheduleRow(one, modifier, setting, amount.cents, place) for one in code.codes]
        bare = [(text, amount.reason) for _, text, amount in read if not amount.cents]
        # an empty cell beside an amount, or beside a reason, says nothing
        told = [one for one in bare if one[1] != read_amount("").reason]
        told = told or (bare if len(bare) == len(read) else [])
        for reason in dict.fromkeys(reason for _, reason in told):
            written = " / ".join(text for text, why in told if why == reason and text)
            self.aside.append(Aside(place, " ".join(code.codes)[:20], written, reason))

    def _agreeing(self) -> Iterator[ScheduleRow]:
        """Pass on each code, modifier and setting once; where amounts differ none of them, and say so."""
        by_key: dict[tuple[str, str, str], list[ScheduleRow]] = {}
        for row in self.rows:
            by_key.setdefault(row.key, []).append(row)
        same = 0
        for key, rows in by_key.items():
            amounts = sorted({row.amount for row in rows})
            if len(amounts) == 1:
                same += len(rows) - 1
                yield rows[0]
                continue
            name = " ".join(filter(None, key))
            listed = ", ".join(f"{show(row.amount)} ({row.place})" for row in rows)
            self._find("fees.conflict", WARNING, f"{name} has different amounts: {listed}.",
                       "None is taken: strike out the wrong ones, or ask the payer.")  # fmt: skip
            reason = "another row has another amount for the same code, modifier and setting"
            self.aside += [Aside(row.place, row.code, show(row.amount), reason) for row in rows]
        if same:
            says = f"{same} rows repeat a code, modifier and setting with the same amount."
            self._find("fees.repeated", NOTE, says, "Nothing: each is taken once.")

    def _mend(self, kind: str, what: str, example: str) -> None:
        self.mended.setdefault(f"{kind}\n{what}", []).append(example)

    def _tell_mended(self) -> None:
        for key, examples in self.mended.items():
            kind, _, what = key.partition("\n")
            shown = "; ".join(examples[:5]) + ("; ..." if len(examples) > 5 else "")
            rows = "1 row has" if len(examples) == 1 else f"{len(examples)} rows have"
            self._find(kind, WARNING, f"{rows} {what}: {shown}.", "Look whether that is right.")

    def _tell_whole(self, rows: Sequence[ScheduleRow]) -> None:
        others = sorted({row.modifier for row in rows} - {"", *core_codes.COMPONENT_MODIFIERS})
        if others:
            says = f"There are amounts for the modifiers {', '.join(others[:8])}; contracts price by 26 and TC only."
            self._find("fees.other_modifiers", NOTE, says, "Nothing: they are kept in the file and not used.")
        if len(self.dates) > 1:
            says = f"There are {len(self.dates)} effective dates: {', '.join(list(self.dates)[:5])}."
            mend = "A contract's file is of one date: cut the file by date and read each by itself."
            self._find("fees.dates", WARNING, says, mend)

    def _find(self, kind: str, severity: str, says: str, mend: str) -> None:
        finding = Finding(kind, severity, says, mend, file=self.file)
        if finding not in self.findings:
            self.findings.append(finding)


def stretches(rows: Rows) -> Iterator[tuple[Rows, list[int]]]:
    """Cut a page into tables: each is the rows of its heading and the places of the rows below it.

    A new table begins where rows without codes have a heading of codes that differs from the one before.
    """
    data = [is_data(row) for row in rows]
    if not any(data):
        return
    header: Rows = []
    body: list[int] = []
    between: list[int] = []
    for place in range(len(rows)):
        if not data[place]:
            between.append(place)
            continue
        above = _heading_above(rows, between)
        if body and _has_heading(above) and above != header:
            yield header, body
            body = []
        if not body:
            header = above
        else:
            body += between
        body.append(place)
        between = []
    yield header, body + between


def _heading_above(rows: Rows, between: list[int]) -> Rows:
    """Give the last rows before the data that may be a heading: two different texts or more in each, no blank row."""
    found: Rows = []
    for place in reversed(between[-12:]):
        texts = {cell for cell in rows[place] if cell}
        if len(texts) < 2:
            if found:
                break
            continue
        found.insert(0, rows[place])
        if len(found) == _HEADER_LINES:
            break
    return found


def _has_heading(header: Rows) -> bool:
    return any(read_heading(cell).role == CODE for row in header for cell in row if cell)


def _fits(before: Proposal, data: Rows) -> bool:
    """Say whether the columns of the table before hold for these rows: the codes stand where they did."""
    block = before.blocks[0]
    codes = [_cell(row, block.code) for row in data]
    return sum(map(looks_like_code, codes)) >= 0.5 * len(codes)


def _cell(row: Sequence[str], column: int | None) -> str:
    return row[column].strip() if column is not None and column < len(row) else ""


def _setting(text: str) -> tuple[str, str]:
    """Read a setting cell: the setting, or why it is not understood."""
    lower = " ".join(text.lower().split()).removesuffix(".0")
    if lower in _SETTINGS:
        return _SETTINGS[lower], ""
    if lower.isdigit() and len(lower) <= 2:
        return core_codes.setting(lower.zfill(2)), ""
    found = setting_in(lower)
    return found, "" if found else f"the setting '{text}' is not understood"


def _modifier_fault(modifier: str) -> str:
    plain = len(modifier) in (0, 2) and (not modifier or modifier.isalnum())
    return "" if plain else f"the modifier '{modifier[:10]}' is not understood"


def _is_total(row: Sequence[str]) -> bool:
    return any(cell.strip().lower().startswith(("total", "page ", "count", "average", "sum")) for cell in row)
