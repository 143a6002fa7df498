"""A listing with one row for each transaction: charges, payments and adjustments of a service brought together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.core.findings import NOTE, Finding
from counteroffer.ingest.chunk import Tally
from counteroffer.ingest.tabular.charges import Charges
from counteroffer.ingest.tabular.groups import key
from counteroffer.ingest.tabular.mapping import ADJUSTMENT, CHARGE, LEAVE, PAYMENT
from counteroffer.ingest.tabular.payments import CONTRACTUAL, Payments
from counteroffer.ingest.tabular.shape import as_kind
from counteroffer.ingest.tabular.values import reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from counteroffer.ingest.tabular.aside import Aside
    from counteroffer.ingest.tabular.rows import Ints

SLOTS = 3
"""Reasons of one service on one day that are kept apart; what goes beyond joins the last."""


@attrs.define
class _Service:
    """What was posted for one service, by one payer, on one day."""

    at: int
    paid: int = 0
    trace: str = ""
    adjusted: dict[str, int] = attrs.field(factory=dict)


class Listing:
    """Rows of one listing. All of it is held until it ends: the rows of a service may stand anywhere."""

    def __init__(self, file_id: int, aside: Aside, file: str, meanings: Mapping[str, str]) -> None:
        """Take what each transaction type is (`Mapping.transactions`)."""
        self._charges, self._payments = Charges(file_id, aside), Payments(file_id, aside, file)
        self._aside, self._meanings, self._file, self._file_id = aside, meanings, file, file_id
        self._rows: list[pa.Table] = []
        self._turned: list[str] = []
        self._unknown: set[str] = set()
        self._assumed = 0

    def take(self, rows: pa.Table) -> tuple[dict[str, pa.Table], Tally]:
        """Keep some rows."""
        self._rows.append(rows)
        return {}, Tally()

    def close(self) -> tuple[dict[str, pa.Table], Tally]:
        """Make everything."""
        rows = pa.concat_tables(self._rows).combine_chunks() if self._rows else None
        if rows is None or not rows.num_rows:
            return {}, Tally()
        texts = rows["transaction"].to_pylist()
        meanings = np.array([self._meanings.get(text, "") for text in texts], dtype=object)
        self._unknown = {text for text, meaning in zip(texts, meanings, strict=True) if not meaning}
        self._aside.left_out("rows of transactions left out", int(np.isin(meanings, ["", LEAVE]).sum()))
        amounts = pc.fill_null(rows["amount"], 0).to_numpy()
        charged = meanings == CHARGE
        adjusting = np.array([str(meaning).startswith(ADJUSTMENT) for meaning in meanings], dtype=np.bool_)
        paid = self._upright(amounts, meanings == PAYMENT, "payments")
        adjusted = self._upright(amounts, adjusting, "adjustments")
        charges = rows.filter(pa.array(charged))
        made, tally = self._close(self._charges, as_kind(charges, "charges", charge=pa.array(amounts[charged])))
        posted = np.flatnonzero((meanings == PAYMENT) | adjusting)
        services = self._services(rows, posted, meanings, paid, adjusted)
        wide = self._left(_wide(rows, services, _charged(rows, np.flatnonzero(charged), amounts)))
        more, posted_tally = self._close(self._payments, wide)
        claims = max(tally.claims, posted_tally.claims)
        lines = max(tally.lines, posted_tally.lines)
        return made | more, attrs.evolve(posted_tally, claims=claims, lines=lines, charge=tally.charge)

    def _close(self, maker: Charges | Payments, rows: pa.Table) -> tuple[dict[str, pa.Table], Tally]:
        made, tally = maker.take(rows)
        whole, more = maker.close()
        return made | whole, tally + more

    def _upright(self, amounts: Ints, which: Any, says: str) -> Ints:
        """Turn amounts round when the listing writes them as credits, below zero."""
        if amounts[which].sum() >= 0:
            return amounts
        self._turned.append(says)
        return -amounts

    def _services(self, rows: pa.Table, posted: Ints, meanings: Any, paid: Ints, adjusted: Ints) -> list[_Service]:
        some = rows.take(pa.array(posted))
        names = ("payer", "payer_id", "payment_date", "sequence")
        keys = key(_service(some), *(some[name] for name in names)).to_pylist()
        traces, reasons = some["trace"].to_pylist(), some["reason"].to_pylist()
        found: dict[str, _Service] = {}
        for name, at, trace, why in zip(keys, posted.tolist(), traces, reasons, strict=True):
            service = found.setdefault(name, _Service(at))
            service.trace = service.trace or trace
            if meanings[at] == PAYMENT:
                service.paid += int(paid[at])
            else:
                carc = why or reason(str(meanings[at]).removeprefix(ADJUSTMENT)) or CONTRACTUAL
                carc = carc if carc in service.adjusted or len(service.adjusted) < SLOTS else list(service.adjusted)[-1]
                service.adjusted[carc] = service.adjusted.get(carc, 0) + int(adjusted[at])
        return list(found.values())

    def _left(self, rows: pa.Table) -> pa.Table:
        """Take what the first payment of a service leaves of its charge, written off or not, as the patient's part.

        A listing rarely says what was allowed; the charge less what was written off with the payment is just that.
        Without a write-off nothing is made up.
        """
        charge, paid = (pc.fill_null(rows[name], 0).to_numpy() for name in ("charge", "paid"))
        off = sum(pc.fill_null(rows[f"adjustment{nth}"], 0).to_numpy() for nth in ("", "2", "3"))
        left = np.where((paid > 0) & (off > 0), np.maximum(charge - off - paid, 0), 0)
        order = np.argsort(rows["payment_date"].to_numpy(), kind="stable")
        names = np.array(_service(rows).to_pylist(), dtype=object)
        seen: set[str] = set()
        for i in order.tolist():
            if paid[i] > 0 and names[i] in seen:
                left[i] = 0
            seen |= {names[i]} if paid[i] > 0 else set()
        told = pc.is_valid(rows["allowed"]).to_numpy(zero_copy_only=False)
        left = np.where(told, 0, left)
        self._assumed = int((left != 0).sum())
        return rows.set_column(rows.column_names.index("patient_resp"), "patient_resp", pa.array(left))

    def findings(self) -> tuple[Finding, ...]:
        """Say what was turned round and what nobody has explained."""
        found = []
        if self._turned:
            says = f"The {' and '.join(self._turned)} of this listing are written below zero; they were turned round."
            found.append(Finding("tabular.signs_turned", NOTE, says, "Nothing to do.", self._file, self._file_id))
        if self._unknown:
            names = ", ".join(f"'{text}'" for text in sorted(self._unknown)[:5])
            says = f"Transactions that the mapping does not know were left out: {names}."
            mend = "Propose the mapping anew and say what they are."
            found.append(Finding("tabular.transaction_unknown", NOTE, says, mend, self._file, self._file_id))
        if self._assumed:
            first = "what the payment and the write-off leave of the charge is taken as the patient's part"
            says = f"For {self._assumed:,} services, {first}."
            mend = "An export that says the allowed amount is surer."
            found.append(Finding("tabular.allowed_from_write_off", NOTE, says, mend, self._file, self._file_id))
        return (*found, *self._payments.findings())


def _service(rows: pa.Table) -> pa.Array:
    names = ("claim", "account", "service_date", "code", "code_modifiers", "modifiers", "mod1", "mod2")
    return key(*(rows[name] for name in names))


def _charged(rows: pa.Table, at: Ints, amounts: Ints) -> dict[str, int]:
    """Sum the charges of each service."""
    sums: dict[str, int] = {}
    for name, amount in zip(_service(rows.take(pa.array(at))).to_pylist(), amounts[at].tolist(), strict=True):
        sums[name] = sums.get(name, 0) + amount
    return sums


def _wide(rows: pa.Table, services: list[_Service], charged: dict[str, int]) -> pa.Table:
    """Give services the form of payments with all their amounts in one row."""
    first = rows.take(pa.array([service.at for service in services], pa.int64()))
    slots = [list(service.adjusted.items()) for service in services]
    columns: dict[str, Any] = {
        "paid": pa.array([service.paid for service in services], pa.int64()),
        "trace": pa.array([service.trace for service in services], pa.string()),
        "charge": pa.array([charged.get(name) for name in _service(first).to_pylist()], pa.int64()),
        "contractual": pa.nulls(len(services), pa.int64()),
    }
    for i, nth in enumerate(("", "2", "3")):
        reasons = [slot[i] if i < len(slot) else ("", None) for slot in slots]
        columns[f"reason{nth}"] = pa.array([carc for carc, _ in reasons], pa.string())
        columns[f"adjustment{nth}"] = pa.array([amount for _, amount in reasons], pa.int64())
    return as_kind(first, "payments", **columns)
