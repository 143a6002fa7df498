"""Remittances (BPR, TRN, payer, payee) and what was moved outside their claims (PLB), across pieces of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from counteroffer.core import tables
from counteroffer.core.findings import ERROR, WARNING, Finding
from counteroffer.core.money import show
from counteroffer.ingest.quality import remit_gap, sum_by
from counteroffer.ingest.x12.columns import Spans, either
from counteroffer.ingest.x12.envelope import IN_ERA, Sets
from counteroffer.ingest.x12.kinds import ERA, among, ident, idents
from counteroffer.ingest.x12.numbers import Numbers, cents, days
from counteroffer.ingest.x12.rows import rows
from counteroffer.ingest.x12.segments import first_of, follow, spread

if TYPE_CHECKING:
    import pyarrow as pa

    from counteroffer.ingest.x12.arrays import Bools, Ints
    from counteroffer.ingest.x12.part import Part

_ENDS_HEAD = idents("LX TS2 TS3 CLP SVC PLB SE")
_PAIRS = 6
_TIN = 9


@attrs.frozen
class Sums:
    """What the open remittance holds so far: claims, cents paid on them, PLB cents, and whether all could be read."""

    claims: int = 0
    paid: int = 0
    adjusted: int = 0
    sound: bool = True


class Remits:
    """Makes the rows of `remits` when their transaction sets end, and of `provider_adjustments` as they come."""

    def __init__(self) -> None:
        self._sums = Sums()

    def read(self, sets: Sets, part: Part) -> tuple[dict[str, pa.Table], list[Finding]]:
        """Take the next piece.

        Args:
            sets: its transaction sets.
            part: its claims.
        """
        table, amounts, of_set, findings, sound = _provider_adjustments(sets)
        count = len(sets.starts)
        claims = np.bincount(part.sets, minlength=count)
        paid = sum_by(part.sets, part.paid, count)
        adjusted = sum_by(of_set, amounts, count)
        if count and sets.fresh:
            claims[0] += self._sums.claims
            paid[0] += self._sums.paid
            adjusted[0] += self._sums.adjusted
            sound[0] &= self._sums.sound
        closed = sets.closed_of(ERA)
        self._sums = Sums()
        if count and not np.isin(count - 1, sets.closed):
            self._sums = Sums(int(claims[-1]), int(paid[-1]), int(adjusted[-1]), bool(sound[-1]))
        head = _Head(sets)
        made, more = head.rows(closed, claims[closed], paid[closed], adjusted[closed], sound[closed])
        return {"remits": made, "provider_adjustments": table}, findings + more


def head(sets: Sets) -> Ints:
    """Give the rows of all remittances that stand before their first claim."""
    inside = sets.code == IN_ERA
    begins = np.zeros(len(inside), dtype=np.bool_)
    begins[sets.starts] = True
    marker = follow(begins | among(sets.page.segments.ident, _ENDS_HEAD) | ~inside)
    return np.flatnonzero(inside & (marker >= 0) & begins[marker])


class _Head:
    """The segments of each transaction set before its first claim."""

    def __init__(self, sets: Sets) -> None:
        self._sets, self._segments = sets, sets.page.segments
        self._rows = head(sets)
        self._ident = self._segments.ident[self._rows]

    def first(self, closed: Ints, name: bytes, *codes: bytes) -> Ints:
        at = self._rows[self._ident == ident(name)]
        if codes:
            first = self._segments.element(at, 1)
            at = at[np.logical_or.reduce([first.equals(code) for code in codes])]
        return first_of(self._sets.number[at], at, len(self._sets.starts))[closed]

    def rows(
        self, closed: Ints, claims: Ints, paid: Ints, adjusted: Ints, sound: Bools
    ) -> tuple[pa.Table, list[Finding]]:
        """Make the rows of the remittances that end in this piece, and say which do not balance."""
        page, at = self._sets.page, self._sets.starts[closed]
        bpr = self.first(closed, b"BPR")
        amount = cents(self._segments.element(bpr, 2))
        debit = self._segments.element(bpr, 3).equals(b"D")
        total = np.where(debit, -amount.value, amount.value)
        date = days(self._segments.element(bpr, 16))
        readable = amount.given & ~amount.bad
        gaps = remit_gap(total, paid, adjusted)
        balanced = (gaps == 0) & readable & sound
        columns = self._names(closed) | {
            "transaction": self._segments.element(at, 2).text(),
            "method": self._segments.element(bpr, 4).text(),
            "paid": total,
            "payment_date": date.days(),
            "claims": claims,
            "claims_paid": paid,
            "provider_adjusted": adjusted,
            "balanced": balanced,
        }
        findings = [self._finding(int(at[i]), int(gaps[i]), bool(readable[i])) for i in np.flatnonzero(~balanced)]
        for row in bpr[date.bad]:
            says = "BPR16, the payment date, is not a date; it is stored as unknown."
            findings.append(page.finding(int(row), "bad_date", WARNING, says, "Ask the sender to mend it."))
        return rows(tables.REMITS, page, at, columns), findings

    def _names(self, closed: Ints) -> dict[str, Any]:
        element = self._segments.element
        trn, payer, payee = (
            self.first(closed, b"TRN"),
            self.first(closed, b"N1", b"PR"),
            self.first(closed, b"N1", b"PE"),
        )
        company = element(trn, 3)
        payee_id, qualifier = element(payee, 4), element(payee, 3)
        other_id = element(self.first(closed, b"REF", b"2U"), 2)
        tax_id = element(self.first(closed, b"REF", b"TJ"), 2)
        return {
            "payer_name": element(payer, 2).text(),
            "payer_id": either(either(element(payer, 4), other_id), company).text(),
            "payer_tin": _tin(company).text(),
            "payee_npi": payee_id.only(qualifier.equals(b"XX")).text(),
            "payee_tin": either(payee_id.only(qualifier.equals(b"FI")), tax_id).text(),
            "trace": element(trn, 2).text(),
        }

    def _finding(self, row: int, gap: int, readable: bool) -> Finding:  # noqa: FBT001
        page = self._sets.page
        if not readable:
            says = "The payment amount of this remittance (BPR02) is missing or not an amount of money."
        elif gap:
            says = f"This remittance does not balance: BPR02 differs from its claims less PLB by {show(gap)}."
        else:
            says = "This remittance has provider adjustments (PLB) that cannot be read, so it cannot be balanced."
        mend = "Compare with the deposit; ask the payer for a corrected 835 if they differ."
        return page.finding(row, "remit_unbalanced", WARNING, says, mend, "", abs(gap))


def _tin(company: Spans) -> Spans:
    """Drop the leading 1 of a TRN03 that says that nine digits are a tax id."""
    data = company.buffer.data
    marked = (company.size == _TIN + 1) & (data[company.lo] == ord("1"))
    for at in range(1, _TIN + 1):
        digit = data[np.minimum(company.lo + at, company.hi)]
        marked &= (digit >= ord("0")) & (digit <= ord("9"))
    return Spans(company.buffer, company.lo + marked, company.hi)


def _provider_adjustments(sets: Sets) -> tuple[pa.Table, Ints, Ints, list[Finding], Bools]:
    """Read PLB pairs: rows, amounts (cents), the set of each, findings, and which sets could be read in full."""
    segments = sets.page.segments
    plb = np.flatnonzero((segments.ident == ident(b"PLB")) & (sets.code == IN_ERA))
    at, position = spread(plb, (segments.elements(plb) - 1) // 2, _PAIRS)
    reason, amount = segments.element(at, 2 * position + 1), segments.element(at, 2 * position + 2)
    used = reason.given | amount.given
    at, position = at[used], position[used]
    reasons = segments.composite(reason.at(used))
    money: Numbers = cents(amount.at(used))
    columns = {
        "position": position,
        "remit_segment": sets.page.number[sets.starts[sets.number[at]]],
        "provider": segments.element(at, 1).text(),
        "reason": reasons.part(1).text(),
        "reference": reasons.part(2).text(),
        "amount": money.value,
    }
    wrong = np.append(at[money.bad | ~money.given], plb[segments.elements(plb) > 2 * _PAIRS + 2])
    sound = np.ones(len(sets.starts), dtype=np.bool_)
    sound[sets.number[wrong]] = False
    says = "A provider adjustment (PLB) has no amount of money that can be read; it counts as $0.00."
    mend = "Look the amount up in the payer's portal or ask for a corrected 835."
    findings = [sets.page.finding(int(row), "plb_malformed", ERROR, says, mend) for row in wrong]
    made = rows(tables.PROVIDER_ADJUSTMENTS, sets.page, at, columns)
    return made, money.value, sets.number[at], findings, sound
