"""Claims that cannot be trusted: what is wrong with each, and the finding that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from counteroffer.core.findings import ERROR, WARNING, Finding
from counteroffer.core.money import show
from counteroffer.ingest.x12.columns import decode
from counteroffer.ingest.x12.numbers import Numbers, cents, thousandths

if TYPE_CHECKING:
    from collections.abc import Callable

    from counteroffer.ingest.x12.arrays import Bools, Ints
    from counteroffer.ingest.x12.claims import Owned
    from counteroffer.ingest.x12.columns import Spans
    from counteroffer.ingest.x12.faults import Page
    from counteroffer.ingest.x12.segments import Composite

CUT, MALFORMED, UNBALANCED = "claim_cut", "claim_malformed", "claim_unbalanced"
_ORDER = (CUT, MALFORMED, UNBALANCED)
_QUALIFIER = 2
_MENDS = {
    CUT: "Get the whole file from the sender; until then this claim is set aside.",
    MALFORMED: "Ask the sender for a corrected file; until then this claim is set aside.",
    UNBALANCED: "Ask the sender for a corrected file, or look the claim up; until then it is set aside.",
}


@attrs.frozen
class Fault:
    """One thing wrong with one claim: the claim's number, the row at fault, the kind, and a sentence."""

    claim: int
    row: int
    kind: str
    says: str


class SetAside:
    """Collects what is wrong with the claims of a piece.

    Attributes:
        mask: which claims are set aside.
        warnings: findings that set nothing aside.
    """

    def __init__(self, owned: Owned) -> None:
        self.mask: Bools = np.zeros(len(owned.claims), dtype=np.bool_)
        self.warnings: list[Finding] = []
        self._owned = owned
        self._faults: list[Fault] = []
        for claim in np.flatnonzero(owned.cut):
            says = "the transaction set ends without SE after this claim, so it may be cut short."
            self.fault(int(claim), int(owned.claims[claim]), CUT, says)

    def fault(self, claim: int, row: int, kind: str, says: str) -> None:
        """Set a claim aside for one reason."""
        self.mask[claim] = True
        self._faults.append(Fault(claim, row, kind, says))

    def malformed(self, rows: Ints, where: Bools, says: str) -> None:
        """Set the claims of some rows aside; `says` is what is wrong with those rows."""
        for row in rows[where]:
            self.fault(int(self._owned.claim_of[row]), int(row), MALFORMED, says)

    def money(self, name: str, rows: Ints, element: int | Ints, *, needed: bool = False) -> Numbers:
        """Read amounts of some rows (-1 for no row) in cents; faulty or missing ones set their claims aside."""
        return self._numbers(name, rows, element, "an amount of money", cents, needed=needed)

    def quantity(self, name: str, rows: Ints, element: int | Ints) -> Numbers:
        """Read quantities of some rows in thousandths; faulty ones set their claims aside."""
        return self._numbers(name, rows, element, "a quantity", thousandths, needed=False)

    def code(self, name: str, rows: Ints, element: int, longest: int) -> Spans:
        """Read a code of some rows; one longer than X12 allows sets its claim aside and is left out."""
        return self.short(name, rows, self._owned.segments.element(rows, element), longest)

    def service(self, name: str, rows: Ints, composite: Composite) -> None:
        """Set claims aside whose lines have no service: a qualifier of two characters (HC) and a code."""
        good = (composite.part(1).size == _QUALIFIER) & composite.part(2).given
        self.malformed(rows, ~good, f"{name} has no qualifier and procedure code.")

    def short(self, name: str, rows: Ints, spans: Spans, longest: int) -> Spans:
        """Take codes as they were read; one longer than X12 allows sets its claim aside and is left out."""
        self.malformed(rows, spans.size > longest, f"{name} is longer than the {longest} characters it can have.")
        return spans.within(longest)

    def _numbers(  # noqa: PLR0913 - the two kinds of numbers differ in these
        self,
        name: str,
        rows: Ints,
        element: int | Ints,
        what: str,
        read: Callable[[Spans], Numbers],
        *,
        needed: bool,
    ) -> Numbers:
        spans = self._owned.segments.element(rows, element)
        numbers = read(spans)
        numbers_of = np.broadcast_to(np.asarray(element), rows.shape)
        for at in np.flatnonzero(numbers.bad):
            row = int(rows[at])
            value = self._owned.page.value(row, int(numbers_of[at]))
            says = f"{name} holds {value}, which is not {what}."
            self.fault(int(self._owned.claim_of[row]), row, MALFORMED, says)
        if needed:
            self.malformed(rows, ~numbers.given, f"{name} is missing.")
        return numbers

    def unbalanced(self, claims: Ints, rows: Ints, gaps: Ints, says: str) -> None:
        """Set claims aside whose books do not balance, unless they are malformed anyway.

        Args:
            claims: number of the claim of each row.
            rows: rows of claims or lines.
            gaps: what is left over at each, cents.
            says: a sentence with `{gap}` in it.
        """
        for at in np.flatnonzero((gaps != 0) & ~self.mask[claims]):
            gap = show(int(gaps[at]))
            self._faults.append(Fault(int(claims[at]), int(rows[at]), UNBALANCED, says.format(gap=gap)))

    def decide(self) -> None:
        """Let the faults found so far set their claims aside."""
        self.mask[[fault.claim for fault in self._faults]] = True

    def dates(self, name: str, rows: Ints, numbers: Numbers) -> None:
        """Warn about dates that are none; they are stored as unknown."""
        for row in rows[numbers.bad]:
            says = f"{name} is not a date; it is stored as unknown."
            mend = "Nothing is lost but the date; ask the sender to mend it if it matters."
            claim = self._claim(int(self._owned.claim_of[row]))
            self.warnings.append(self._owned.page.finding(int(row), "bad_date", WARNING, says, mend, claim))

    def findings(self, charges: Ints) -> list[Finding]:
        """Make one finding for each claim set aside, its gravest fault first.

        Args:
            charges: the money of each claim, cents.
        """
        by_claim: dict[int, list[Fault]] = {}
        for fault in self._faults:
            by_claim.setdefault(fault.claim, []).append(fault)
        found = [self._finding(claim, by_claim[claim], int(charges[claim])) for claim in sorted(by_claim)]
        return [*found, *self.warnings]

    def _finding(self, claim: int, faults: list[Fault], charge: int) -> Finding:
        faults.sort(key=lambda fault: (_ORDER.index(fault.kind), fault.row))
        first, name = faults[0], self._claim(claim)
        more = len(faults) - 1
        rest = f" {more} more fault{'s' * (more > 1)} in this claim." if more else ""
        says = f"Claim {name or 'without number'}: {first.says}{rest}"
        return self._owned.page.finding(first.row, first.kind, ERROR, says, _MENDS[first.kind], name, charge)

    def _claim(self, claim: int) -> str:
        raw = self._owned.segments.raw(int(self._owned.claims[claim]))
        return decode(raw[1]) if len(raw) > 1 else ""


def orphans(page: Page, rows: Ints) -> list[Finding]:
    """Report service lines outside any claim, or claims outside any transaction set; they are not stored."""
    found = []
    for row in rows:
        raw = page.segments.raw(int(row))
        parent = "transaction set" if raw[0] in {b"CLP", b"CLM"} else "claim"
        says = f"This {decode(raw[0])} belongs to no {parent}; it is left out."
        mend = "Ask the sender for the file anew: a segment before this one is missing or in the wrong place."
        charge = cents(page.segments.element(np.array([row]), 3 if raw[0] == b"CLP" else 2))
        found.append(page.finding(int(row), "orphan", ERROR, says, mend, "", int(charge.value[0])))
    return found
