"""What of a file is not stored, and why: rows set aside, rows that are no data, cells left empty, totals compared."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from counteroffer.core.findings import ERROR, NOTE, WARNING, Finding
from counteroffer.core.money import show
from counteroffer.ingest.tabular.rows import SHEET_ROWS
from counteroffer.ingest.tabular.values import money

if TYPE_CHECKING:
    import pyarrow as pa

    from counteroffer.ingest.tabular.rows import Bools, Rows

SHOWN = 20
"""Rows set aside that get a finding each; the others are counted in one."""

SUMMED = ("charge", "allowed", "paid", "deposit", "patient_resp")
"""Amounts whose total rows are compared with the sum of the rows."""


def place(segment: int) -> str:
    """Say a row's place for a person: `row 12`, `sheet 2, row 12`."""
    sheet, row = divmod(segment, SHEET_ROWS)
    return f"sheet {sheet + 1}, row {row}" if sheet else f"row {row}"


class Aside:
    """Gathers what is not stored of one file and tells it as findings."""

    def __init__(self, file: str, file_id: int) -> None:
        """Take the file's name and number."""
        self._file, self._file_id = file, file_id
        self._rows: list[Finding] = []
        self._counted: Counter[str] = Counter()
        self._emptied: dict[tuple[str, str], tuple[int, str, int]] = {}
        self._mended: tuple[int, str, int] = (0, "", 0)
        self._totals: list[tuple[int, dict[str, int]]] = []
        self.set_aside = 0
        self.sums: Counter[str] = Counter()

    def rows(self, rows: Rows, bad: dict[int, str]) -> None:
        """Take rows that cannot be used, with the reason of each."""
        for i, why in sorted(bad.items()):
            self.row(why, int(rows.segment[i]), int(rows.offset[i]), rows.sheet)

    def row(self, why: str, segment: int, offset: int, sheet: int, cents: int | None = None) -> None:
        """Take one row that cannot be used."""
        self.set_aside += 1
        if len(self._rows) >= SHOWN:
            return
        says = f"In {place(segment)}: {why[0].upper()}{why[1:]}"
        mend = "Mend the row and import the file again, or leave it: the other rows are stored."
        self._rows.append(self._finding("row_set_aside", ERROR, says, mend, segment, offset, sheet, cents))

    def left_out(self, kind: str, count: int) -> None:
        """Count rows that are no data."""
        self._counted[kind] += count

    def emptied(self, title: str, reads: str, count: int, shown: str, segment: int) -> None:
        """Count cells that cannot be read and are left empty."""
        before, first, at = self._emptied.get((title, reads), (0, shown, segment))
        self._emptied[title, reads] = (before + count, first, at)

    def mended(self, count: int, shown: str, segment: int) -> None:
        """Count codes that had lost their leading zeros."""
        before, first, at = self._mended
        self._mended = (before + count, first or shown, at or segment)

    def totals(self, texts: dict[str, pa.Array], which: Bools, rows: Rows, *, comma: bool) -> None:
        """Remember the amounts of total rows."""
        for i in which.nonzero()[0].tolist():
            said: dict[str, int] = {}
            for name in SUMMED:
                if name in texts:
                    try:
                        amount = money(texts[name][i].as_py(), comma=comma)
                    except ValueError:
                        amount = None
                    said |= {} if amount is None else {name: amount}
            self._totals.append((int(rows.segment[i]), said))

    def findings(self) -> tuple[Finding, ...]:
        """Tell everything."""
        return (*self._rows, *self._rest(), *self._notes(), *self._compared())

    def _rest(self) -> list[Finding]:
        more = self.set_aside - len(self._rows)
        if more <= 0:
            return []
        says = f"{more:,} more rows cannot be used; {self.set_aside:,} in all."
        mend = "If most rows fail, the mapping is wrong: see `counteroffer mapping preview`."
        return [self._finding("rows_set_aside", ERROR, says, mend)]

    def _notes(self) -> list[Finding]:
        found = []
        for (title, reads), (count, shown, at) in self._emptied.items():
            first = f"the first, {shown}, is in {place(at)}"
            says = f"{count:,} cells of '{title}' cannot be read as {reads} and were left empty; {first}."
            mend = "Look whether the column is mapped to the right field: `counteroffer mapping show`."
            found.append(self._finding("cells_left_empty", WARNING, says, mend, at))
        if self._mended[0]:
            count, shown, at = self._mended
            mended = shown.removesuffix(".0").zfill(5)
            says = f"{count:,} codes had lost their leading zeros and were mended ({shown} is {mended})."
            found.append(self._finding("codes_mended", NOTE, says, "Export codes as text to be sure of them.", at))
        left = [f"{count:,} {kind}" for kind, count in self._counted.items() if count and kind != "empty rows"]
        if left:
            says = f"Rows that are no data were passed over: {', '.join(left)}."
            found.append(self._finding("rows_passed_over", NOTE, says, "Nothing to do."))
        return found

    def _compared(self) -> list[Finding]:
        """Compare the last total row with the sums, where an amount is in both."""
        said = [(at, amounts) for at, amounts in self._totals if amounts]
        if not said:
            return []
        at, amounts = said[-1]
        off = {name: amount for name, amount in amounts.items() if name in self.sums and amount != self.sums[name]}
        if not off:
            names = ", ".join(f"{name} {show(amount)}" for name, amount in amounts.items())
            says = f"The file's own total ({place(at)}) agrees with its rows: {names}."
            return [self._finding("total_agrees", NOTE, says, "Nothing to do.", at)]
        name, amount = next(iter(off.items()))
        read, gap = self.sums[name], amount - self.sums[name]
        says = f"The file's own total ({place(at)}) says {name} {show(amount)}, but the rows add up to {show(read)}."
        mend = "Look for rows that were set aside, or for a total that covers a part of the file only."
        return [self._finding("total_differs", WARNING, says, mend, at, cents=abs(gap))]

    def _finding(  # noqa: PLR0913, PLR0917 - a finding's parts
        self, kind: str, severity: str, says: str, mend: str,
        segment: int = 0, offset: int = 0, sheet: int = 0, cents: int | None = None,
    ) -> Finding:  # fmt: skip
        return Finding(
            f"tabular.{kind}", severity, says, mend, self._file, self._file_id, sheet, segment, offset, cents=cents
        )
