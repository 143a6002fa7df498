"""Posted payments become remittances, adjudicated claims and lines, and adjustments, as if they had come in an 835."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.core import tables
from counteroffer.core.findings import NOTE, WARNING, Finding
from counteroffer.core.money import show
from counteroffer.ingest.chunk import Tally
from counteroffer.ingest.tabular.groups import Groups, formed, key
from counteroffer.ingest.tabular.reading import each
from counteroffer.ingest.tabular.services import with_services

if TYPE_CHECKING:
    from counteroffer.ingest.tabular.aside import Aside
    from counteroffer.ingest.tabular.rows import Ints

REVERSAL, DENIED = "22", "4"
BY_SEQUENCE = {"P": "1", "S": "2", "T": "3"}
_STATUS = {"denied": DENIED, "denial": DENIED, "rejected": DENIED, "revers": REVERSAL, "takeback": REVERSAL,
           "primary": "1", "secondary": "2", "tertiary": "3"}  # fmt: skip
_NUMBERS = frozenset(["1", "2", "3", "4", "19", "20", "21", "22", "23", "25"])
UNSPLIT = "2"
"""A patient's part that is not split into deductible, coinsurance and copay is stored under coinsurance (PR-2)."""

CONTRACTUAL = "45"


class Payments:
    """Rows of one file of payments. A check (or a payer's payments of one day without a number) is one remittance."""

    def __init__(self, file_id: int, aside: Aside, file: str = "") -> None:
        """Take the file's number and name; `aside` is told the sums."""
        self._file_id, self._aside, self._file = file_id, aside, file
        self._remits, self._claims = Groups(), Groups()
        self._unsplit = self._unreasoned = self._off = 0
        self._off_cents = 0

    def take(self, rows: pa.Table) -> tuple[dict[str, pa.Table], Tally]:
        """Make the adjudicated lines and the adjustments of some rows."""
        if not rows.num_rows:
            return {}, Tally()
        rows = with_services(rows)
        back = pc.less(pc.fill_null(rows["paid"], 0), 0)
        remits = self._remits.take(key(rows["payer"], rows["payer_id"], rows["trace"], rows["payment_date"]), rows)
        names = ("claim", "sequence", "payer_control", "status")
        claims = self._claims.take(key(pa.array(remits), *(rows[name] for name in names), back), rows)
        whole = pc.equal(rows["code"], "").to_numpy(zero_copy_only=False)
        share, adjusted = self._adjustments(rows, claims, whole)
        self._count(rows, claims, remits, share)
        lines = rows.filter(pa.array(~whole))
        of_claim = claims[~whole]
        nth = self._claims.ordinals(of_claim)
        self._claims.add("lines", of_claim, np.ones(len(of_claim), dtype=np.int64))
        made = formed(
            tables.REMIT_LINES,
            self._file_id,
            lines,
            claim_segment=self._claims.segments(of_claim),
            line=nth,
            billed_code=lines["code"],
            charge=_signed(lines),
            paid=pc.fill_null(lines["paid"], 0),
            allowed_reported=lines["allowed"],
            patient_resp=share[~whole],
            service_to=pc.coalesce(lines["service_to"], lines["service_date"]),
        )
        paid = int(pc.sum(rows["paid"]).as_py() or 0)
        found = {"remit_lines": made, "adjustments": adjusted}
        if remarks := self._remarks(rows, claims, whole):
            found["remarks"] = remarks
        return found, Tally(lines=lines.num_rows, paid=paid, charge=int(pc.sum(rows["charge"]).as_py() or 0))

    def _count(self, rows: pa.Table, claims: Ints, remits: Ints, share: Ints) -> None:
        for name in ("charge", "paid", "allowed"):
            amounts = _signed(rows) if name == "charge" else rows[name]
            self._claims.add(name, claims, amounts)
            self._aside.sums[name] += int(pc.sum(rows[name]).as_py() or 0)
        self._claims.add("share", claims, share)
        self._claims.add("told", claims, pc.is_valid(rows["allowed"]).cast(pa.int64()))
        self._remits.add("paid", remits, rows["paid"])

    def _adjustments(self, rows: pa.Table, claims: Ints, whole: Any) -> tuple[Ints, pa.Table]:
        """Make the adjustments of rows and give the patient's part of each row."""
        charge, paid, allowed, said = (_numbers(rows[name]) for name in ("charge", "paid", "allowed", "patient_resp"))
        split = [_numbers(rows[name]) for name in ("deductible", "coinsurance", "copay")]
        share = sum(split, np.zeros(rows.num_rows, dtype=np.int64))
        rest = np.where(share == 0, said, 0)
        self._unsplit += int((rest != 0).sum())
        parts = [_Part("PR", carc, amounts, amounts != 0) for carc, amounts in zip("123", split, strict=True)]
        parts.append(_Part("PR", UNSPLIT, rest, rest != 0))
        contractual = _numbers(rows["contractual"])
        parts.append(_Part("CO", CONTRACTUAL, contractual, contractual != 0))
        share, taken = share + rest, share + rest + contractual
        something = (paid != 0) | (share != 0) | (allowed != 0)
        for nth in ("", "2", "3"):
            left = np.where(charge > 0, np.maximum(charge - taken - paid, 0), 0)
            part = _told(rows, nth, left, share, something)
            parts.append(part)
            self._unreasoned += int((part.keep & (rows[f"reason{nth}"].to_numpy(zero_copy_only=False) == "")).sum())
            amounts = np.where(part.keep, part.amounts, 0)
            taken = taken + amounts
            share = share + np.where((part.group == "PR") & np.isin(part.carc, ["1", "2", "3"]), amounts, 0)
        self._balance(charge, taken, paid)
        found = [self._rows_of(rows, claims, whole, nth, part) for nth, part in enumerate(parts, 1)]
        return share, pa.concat_tables(found)

    def _rows_of(self, rows: pa.Table, claims: Ints, whole: Any, position: int, part: _Part) -> pa.Table:
        at = np.flatnonzero(part.keep)
        some = rows.take(pa.array(at))
        return formed(
            tables.ADJUSTMENTS,
            self._file_id,
            some,
            position=np.full(len(at), position, dtype=np.int64),
            claim_segment=self._claims.segments(claims[at]),
            line_segment=pc.if_else(pa.array(whole[at]), pa.scalar(None, pa.int64()), some["segment"]),
            group=_texts(part.group, at),
            carc=_texts(part.carc, at),
            amount=part.amounts[at],
            milliunits=pa.nulls(len(at), pa.int64()),
        )

    def _balance(self, charge: Ints, taken: Ints, paid: Ints) -> None:
        """Count lines whose charge less adjustments is not what was paid; only where both are told."""
        gap = charge - taken - paid
        off = (charge != 0) & (taken != 0) & (gap != 0) & (paid >= 0)
        self._off += int(off.sum())
        self._off_cents += int(np.abs(gap[off]).sum())

    def _remarks(self, rows: pa.Table, claims: Ints, whole: Any) -> pa.Table | None:
        at = np.flatnonzero(pc.not_equal(rows["remark"], "").to_numpy(zero_copy_only=False))
        if not len(at):
            return None
        some = rows.take(pa.array(at))
        code = each(
            some["remark"].combine_chunks(), lambda text: text.upper().replace(",", " ").split()[0], pa.string()
        )[0]
        return formed(
            tables.REMARKS,
            self._file_id,
            some,
            position=np.ones(len(at), dtype=np.int64),
            claim_segment=self._claims.segments(claims[at]),
            line_segment=pc.if_else(pa.array(whole[at]), pa.scalar(None, pa.int64()), some["segment"]),
            code=code,
        )

    def close(self) -> tuple[dict[str, pa.Table], Tally]:
        """Make the adjudicated claims and the remittances of the whole file."""
        if not self._claims.count:
            return {}, Tally()
        first = self._claims.firsts()
        remits = self._remits.take(key(first["payer"], first["payer_id"], first["trace"], first["payment_date"]), first)
        claims = formed(
            tables.REMIT_CLAIMS,
            self._file_id,
            first,
            remit_segment=self._remits.segments(remits),
            status=self._status(first),
            charge=self._claims.sum("charge"),
            paid=self._claims.sum("paid"),
            patient_resp=self._claims.sum("share"),
            service_to=pc.coalesce(first["service_to"], first["service_date"]),
            coverage_amount=pa.array(self._claims.sum("allowed"), mask=self._claims.sum("told") == 0),
            frequency=pa.array(["1"] * first.num_rows),
            lines=self._claims.sum("lines"),
        )
        return {"remit_claims": claims, "remits": self._remit_rows(remits)}, Tally(
            claims=first.num_rows, transactions=self._remits.count
        )

    def _remit_rows(self, remits: Ints) -> pa.Table:
        first = self._remits.firsts()
        paid = self._remits.sum("paid")
        given = pc.is_valid(first["deposit"]).to_numpy(zero_copy_only=False)
        deposit = np.where(given, pc.fill_null(first["deposit"], 0).to_numpy(), paid)
        return formed(
            tables.REMITS,
            self._file_id,
            first,
            transaction=pa.array(["payments"] * first.num_rows),
            payer_name=first["payer"],
            paid=deposit,
            claims=np.bincount(remits, minlength=first.num_rows).astype(np.int64),
            claims_paid=paid,
            balanced=given & (deposit == paid),
        )

    def _status(self, first: pa.Table) -> pa.Array:
        """Say what became of each claim: as the file says, else reversed, denied (nothing allowed) or paid."""
        told = each(first["status"].combine_chunks(), _status, pa.string())[0]
        by_payer = each(first["sequence"].combine_chunks(), lambda s: BY_SEQUENCE.get(s, "1"), pa.string())[0]
        sums = {name: self._claims.sum(name) for name in ("paid", "share", "allowed", "told")}
        nothing = (sums["paid"] == 0) & (sums["share"] == 0) & (sums["allowed"] == 0) & (sums["told"] > 0)
        made = pc.if_else(pa.array(nothing), DENIED, by_payer)
        made = pc.if_else(pc.equal(told, ""), made, told)
        return pc.if_else(pa.array(sums["paid"] < 0), REVERSAL, made)

    def findings(self) -> tuple[Finding, ...]:
        """Say what was assumed, and which lines do not balance."""
        found = []
        if self._claims.sum("paid").any() and not (self._claims.sum("told").any() or self._claims.sum("share").any()):
            says = "The file says neither what was allowed nor what patients owed: what was paid stands for both."
            mend = "Export the allowed amount, or deductible, coinsurance and copay; rates look too low without."
            found.append(Finding("tabular.allowed_unknown", WARNING, says, mend, self._file, self._file_id))
        if self._unsplit:
            says = f"{self._unsplit:,} lines have the patient's part in one column; it is stored as coinsurance (PR-2)."
            found.append(
                self._note("patient_part_unsplit", says, "Export deductible, coinsurance and copay apart if you can.")
            )
        if self._unreasoned:
            says = f"{self._unreasoned:,} adjustments without a reason, beside a payment, are taken for contractual."
            found.append(self._note("adjustment_without_reason", says, "Export the reason codes if you can."))
        if self._off:
            off = show(self._off_cents)
            says = f"{self._off:,} lines do not balance: charge less adjustments is not what was paid ({off} in all)."
            mend = "Allowed and paid are as the file says; see whether an adjustment column is not mapped."
            found.append(
                Finding(
                    "tabular.lines_unbalanced", WARNING, says, mend, self._file, self._file_id, cents=self._off_cents
                )
            )
        return tuple(found)

    def _note(self, kind: str, says: str, mend: str) -> Finding:
        return Finding(f"tabular.{kind}", NOTE, says, mend, self._file, self._file_id)


@attrs.frozen(eq=False)
class _Part:
    """Adjustments under one column: group and reason (one for all rows, or one each), amounts, which to keep."""

    group: Any
    carc: Any
    amounts: Ints
    keep: Any


def _told(rows: pa.Table, nth: str, left: Ints, share: Ints, something: Any) -> _Part:
    """Read an adjustment column and the reason beside it.

    A reason without an amount takes what the other columns leave of the charge. An amount without a reason is
    contractual where anything was allowed; where nothing was, nobody knows why, and no reason is made up.
    """
    amounts = _numbers(rows[f"adjustment{nth}"])
    given = pc.is_valid(rows[f"adjustment{nth}"]).to_numpy(zero_copy_only=False)
    carc = np.array(rows[f"reason{nth}"].to_pylist(), dtype=object)
    group = np.array(rows["group"].to_pylist() if not nth else [""] * len(amounts), dtype=object)
    patient = np.isin(carc.astype(str), ["1", "2", "3"])
    group = np.where(group == "", np.where(patient, "PR", "CO"), group)
    reasoned = carc != ""
    amounts = np.where(given & (amounts != 0), amounts, np.where(reasoned, left, amounts))
    # a patient's reason beside the patient's own column says the same money twice
    keep = reasoned & ~(patient & (share != 0)) & ((amounts != 0) | ~something)
    bare = (amounts != 0) & ~reasoned & something
    return _Part(group, np.where(bare, CONTRACTUAL, carc), amounts, keep | bare)


def _numbers(column: Any) -> Ints:
    return np.asarray(pc.fill_null(column, 0).to_numpy(), dtype=np.int64)


def _texts(value: Any, at: Ints) -> pa.Array:
    return pa.array([value] * len(at) if isinstance(value, str) else value[at].tolist(), pa.string())


def _signed(rows: pa.Table) -> pa.Array:
    """Charges; those of a payment taken back are negative, as in a reversal."""
    charge = pc.fill_null(rows["charge"], 0)
    return pc.if_else(pc.less(pc.fill_null(rows["paid"], 0), 0), pc.negate(pc.abs(charge)), charge)


def _status(text: str) -> str:
    word = text.casefold()
    if word in _NUMBERS:
        return word
    return next((status for name, status in _STATUS.items() if name in word), "")
