"""Numbers and dates of the smaller kinds of transaction set: what cannot be read is null, said, and set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from counteroffer.core.findings import WARNING
from counteroffer.ingest.x12.numbers import Numbers, cents, days, last_days, thousandths

if TYPE_CHECKING:
    from collections.abc import Callable

    from counteroffer.ingest.x12.arrays import Bools, Ints
    from counteroffer.ingest.x12.columns import Spans
    from counteroffer.ingest.x12.loops import Loops

_MEND = "Look it up in the payer's portal if it matters; the rest of the record is stored."
_CUT = "The transaction set ends without SE after this record, so it may be cut short; it is set aside."
_WHOLE = "Get the whole file from the sender."


class Told:
    """Reads numbers and dates for the rows of one table.

    Attributes:
        findings: one for each value that cannot be read, each place said once.
        bad: which rows of the table have such a value, or may be cut short.
    """

    def __init__(self, loops: Loops, at: Ints) -> None:
        """Take where the values stand, and the segment that each row of the table is made of, in file order."""
        self.bad: Bools = loops.cut(at)
        page = loops.sets.page
        self.findings = [page.finding(int(row), "told_cut", WARNING, _CUT, _WHOLE) for row in np.unique(at[self.bad])]
        self._loops = loops
        self._said: set[tuple[int, str]] = set()

    def cents(self, name: str, at: Ints, element: int | Ints) -> Numbers:
        """Read amounts that stand in some segments (-1 for none), one for each row of the table."""
        return self.read(name, at, self._loops.segments.element(at, element), cents, "an amount of money")

    def thousandths(self, name: str, at: Ints, element: int | Ints) -> Numbers:
        """Read quantities."""
        return self.read(name, at, self._loops.segments.element(at, element), thousandths, "a quantity")

    def day(self, name: str, at: Ints, element: int | Ints, *, last: bool = False) -> Numbers:
        """Read dates; of a range the first day, or the last."""
        return self.read(name, at, self._loops.segments.element(at, element), last_days if last else days, "a date")

    def read(self, name: str, at: Ints, spans: Spans, how: Callable[[Spans], Numbers], what: str) -> Numbers:
        """Read values in some way and note those that are bad."""
        numbers = how(spans)
        self.bad |= numbers.bad
        for row in at[numbers.bad]:
            if (int(row), name) not in self._said:
                self._said.add((int(row), name))
                says = f"{name} is not {what}; it is left out and the record set aside."
                page = self._loops.sets.page
                self.findings.append(page.finding(int(row), "told_malformed", WARNING, says, _MEND))
        return numbers
