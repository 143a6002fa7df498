"""835: the claims of remittances with their lines, adjustments and remarks, balanced.

Source: ASC X12N 005010X221A1 (Health Care Claim Payment/Advice); 004010X091A1 reads the same in all that is used here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from counteroffer.core import tables
from counteroffer.core.findings import NOTE, WARNING, Finding
from counteroffer.core.money import show
from counteroffer.ingest.quality import claim_gap, line_gap, sum_by
from counteroffer.ingest.x12.claims import Owned, own
from counteroffer.ingest.x12.columns import decode
from counteroffer.ingest.x12.envelope import IN_ERA, Sets
from counteroffer.ingest.x12.era_cas import Adjustments, read_adjustments, read_remarks
from counteroffer.ingest.x12.era_columns import claim_columns, line_columns
from counteroffer.ingest.x12.part import Part
from counteroffer.ingest.x12.rows import rows
from counteroffer.ingest.x12.setaside import SetAside, orphans
from counteroffer.ingest.x12.supplements import read_supplements

if TYPE_CHECKING:
    from counteroffer.ingest.x12.arrays import Ints
    from counteroffer.ingest.x12.pseudonym import Pseudonyms


@attrs.frozen(eq=False)
class _Money:
    """Amounts of a piece in cents: of each claim, of each line, and the triplets between."""

    charge: Ints
    paid: Ints
    line_charge: Ints
    line_paid: Ints
    adjustments: Adjustments

    def adjusted(self, owned: Owned) -> tuple[Ints, Ints, Ints]:
        """Sum the adjustments: each line's, each claim's own, and those of each claim's lines."""
        found = self.adjustments
        on_line, amount = found.line >= 0, found.amount
        lines = sum_by(found.line[on_line], amount[on_line], len(owned.lines))
        claims = sum_by(found.claim[~on_line], amount[~on_line], len(owned.claims))
        return lines, claims, sum_by(found.claim, amount, len(owned.claims)) - claims

    def patient(self, owned: Owned) -> Ints:
        """Sum each line's adjustments of group PR."""
        found = self.adjustments
        counted = (found.line >= 0) & found.patient
        return sum_by(found.line[counted], found.amount[counted], len(owned.lines))


def read_era(sets: Sets, names: Pseudonyms) -> Part:
    """Read all remittance claims of a piece.

    Args:
        sets: the piece.
        names: makes the patients' pseudonyms.
    """
    owned = own(sets, IN_ERA, b"CLP", b"SVC", "LX TS2 TS3 PLB")
    aside = SetAside(owned)
    money = _money(owned, aside)
    claims, service = claim_columns(owned, aside, sets, names)
    lines = line_columns(owned, aside, service)
    notes = _predetermined(owned, aside, money.charge)
    _balance(owned, aside, money)
    claims |= {
        "charge": money.charge,
        "paid": money.paid,
        "lines": np.bincount(owned.claim_of_lines, minlength=len(owned.claims)),
        "set_aside": aside.mask,
    }
    lines |= {
        "charge": money.line_charge,
        "paid": money.line_paid,
        "patient_resp": money.patient(owned),
        "set_aside": aside.mask[owned.claim_of_lines],
    }
    supplements, more = read_supplements(owned)
    made = {
        "remit_claims": rows(tables.REMIT_CLAIMS, owned.page, owned.claims, claims),
        "remit_lines": rows(tables.REMIT_LINES, owned.page, owned.lines, lines),
        "adjustments": money.adjustments.table,
        "remarks": read_remarks(owned),
        "supplements": supplements,
    }
    findings = [
        *aside.findings(money.charge),
        *notes,
        *more,
        *_uneven(owned, aside, money),
        *orphans(owned.page, owned.orphans),
    ]
    return Part(made, findings, sets.number[owned.claims], money.charge, money.paid, aside.mask, len(owned.lines))


def _money(owned: Owned, aside: SetAside) -> _Money:
    return _Money(
        aside.money("CLP03", owned.claims, 3, needed=True).value,
        aside.money("CLP04", owned.claims, 4, needed=True).value,
        aside.money("SVC02", owned.lines, 2, needed=True).value,
        aside.money("SVC03", owned.lines, 3, needed=True).value,
        read_adjustments(owned, aside),
    )


def _predetermined(owned: Owned, aside: SetAside, charge: Ints) -> list[Finding]:
    """Keep predeterminations (CLP02 = 25) out of all money: they price a claim that was not made."""
    asked = owned.segments.element(owned.claims, 2).equals(b"25")
    fresh = np.flatnonzero(asked & ~aside.mask)
    aside.mask |= asked
    found = []
    for claim in fresh:
        row = int(owned.claims[claim])
        name = decode(owned.segments.raw(row)[1])
        says = f"Claim {name} is a predetermination (CLP02 = 25): no money moved; it is set aside."
        mend = "Nothing to do."
        found.append(owned.page.finding(row, "predetermination", NOTE, says, mend, name, int(charge[claim])))
    return found


def _balance(owned: Owned, aside: SetAside, money: _Money) -> None:
    by_line, own_, of_lines = money.adjusted(owned)
    lines = line_gap(money.line_charge, by_line, money.line_paid)
    claims = claim_gap(money.charge, own_, of_lines, money.paid)
    says = "{what} does not balance: charge - adjustments - payment leaves {{gap}} instead of $0.00."
    aside.unbalanced(owned.claim_of_lines, owned.lines, lines, says.format(what="this line"))
    aside.unbalanced(np.arange(len(owned.claims)), owned.claims, claims, says.format(what="it"))
    aside.decide()


def _uneven(owned: Owned, aside: SetAside, money: _Money) -> list[Finding]:
    """Warn where lines do not add up to their claim's charge: some payers leave lines out."""
    sums = sum_by(owned.claim_of_lines, money.line_charge, len(owned.claims))
    lined = np.bincount(owned.claim_of_lines, minlength=len(owned.claims)) > 0
    found = []
    for claim in np.flatnonzero(lined & ~aside.mask & (sums != money.charge)):
        row = int(owned.claims[claim])
        name = decode(owned.segments.raw(row)[1])
        gap = int(money.charge[claim] - sums[claim])
        added, charge = show(int(sums[claim])), show(int(money.charge[claim]))
        says = f"Claim {name}: its lines add up to {added}, its charge is {charge}."
        mend = "Check whether the payer left lines out; the claim is stored."
        found.append(owned.page.finding(row, "lines_differ", WARNING, says, mend, name, gap))
    return found
