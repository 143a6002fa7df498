"""Appointments, authorization logs, quality measures, totals, charge masters: one row a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.core import tables
from counteroffer.core.codes import setting
from counteroffer.ingest.chunk import Tally
from counteroffer.ingest.tabular.groups import formed
from counteroffer.ingest.tabular.reading import each
from counteroffer.ingest.tabular.services import with_services

if TYPE_CHECKING:
    from counteroffer.ingest.tabular.aside import Aside

_KEPT = {"no_show": ("no show", "no-show", "noshow", "missed", "dna"), "cancelled": ("cancel", "canx"),
         "moved": ("resched", "moved"), "kept": ("complete", "kept", "arrived", "checked", "seen", "show", "fulfilled"),
         "open": ("schedul", "booked", "confirm", "pending", "open")}  # fmt: skip
_DECIDED = {"partial": ("partial", "modified"), "not_required": ("not required", "not needed", "no auth", "nar"),
            "denied": ("den", "not certified", "reject", "adverse"), "cancelled": ("cancel", "void", "withdrawn"),
            "approved": ("approv", "certified", "authorized", "auth on file"),
            "pended": ("pend", "review", "submitted", "open", "in process")}  # fmt: skip
_ACTIONS = {"approved": "A1", "partial": "A2", "denied": "A3", "pended": "A4", "cancelled": "A6", "not_required": "NA"}
_SETTINGS = {"f": "facility", "fac": "facility", "facility": "facility", "o": "nonfacility", "nf": "nonfacility",
             "office": "nonfacility", "nonfacility": "nonfacility", "non facility": "nonfacility",
             "non-facility": "nonfacility"}  # fmt: skip


class Office:
    """Rows of a file of one of these kinds."""

    def __init__(self, kind: str, file_id: int, aside: Aside) -> None:
        """Take the kind; `aside` is told the sums."""
        self._kind, self._file_id, self._aside = kind, file_id, aside

    def take(self, rows: pa.Table) -> tuple[dict[str, pa.Table], Tally]:
        """Make the rows of the kind's table."""
        made = _MAKE[self._kind](rows, self._file_id)
        for name in ("charge", "allowed", "paid", "patient_resp"):
            if name in rows.column_names:
                self._aside.sums[name] += int(pc.sum(rows[name]).as_py() or 0)
        table = {"quality": "quality_measures", "utilization": "totals", "authorizations": "auths"}.get(
            self._kind, self._kind
        )
        amounts = {
            name: int(pc.sum(rows[name]).as_py() or 0) if name in rows.column_names else 0
            for name in ("charge", "paid")
        }
        return {table: made}, Tally(lines=rows.num_rows, **amounts)

    def close(self) -> tuple[dict[str, pa.Table], Tally]:
        """Nothing is left to be made."""
        return {}, Tally()

    def findings(self) -> tuple[()]:
        """Nothing is assumed."""
        return ()


def _appointments(rows: pa.Table, file_id: int) -> pa.Table:
    return formed(
        tables.APPOINTMENTS, file_id, rows,
        payer_name=rows["payer"], visit=rows["visit_type"], status=_word(rows["status"], _KEPT),
    )  # fmt: skip


def _authorizations(rows: pa.Table, file_id: int) -> pa.Table:
    blank = pa.array([""] * rows.num_rows, pa.string())
    rows = with_services(rows.append_column("claim", blank).append_column("account", blank))
    outcome = _word(rows["status"], _DECIDED)
    moment = pa.timestamp("us", tz="UTC")
    return formed(
        tables.AUTHS, file_id, rows,
        says=pa.array(["log"] * rows.num_rows), payer_name=rows["payer"], service_npi=rows["rendering_npi"],
        outcome=outcome,
        action=each(outcome, lambda word: _ACTIONS.get(word, ""), pa.string())[0],
        requested_at=rows["requested_date"].cast(pa.timestamp("us")).cast(moment),
        decided_at=rows["decided_date"].cast(pa.timestamp("us")).cast(moment),
        milliunits=rows["units"],
        level=each(_flat(rows["urgency"]), _level, pa.string())[0],
        appeal=each(_flat(rows["appeal"]), _appeal, pa.string())[0],
    )  # fmt: skip


def _quality(rows: pa.Table, file_id: int) -> pa.Table:
    return formed(tables.QUALITY_MEASURES, file_id, rows, payer_name=rows["payer"])


def _totals(rows: pa.Table, file_id: int) -> pa.Table:
    blank = pa.array([""] * rows.num_rows, pa.string())
    made = rows.append_column("claim", blank).append_column("account", blank)
    made = with_services(made.append_column("service_date", pa.nulls(rows.num_rows, pa.date32())))
    said = each(_flat(rows["setting"]), lambda text: _SETTINGS.get(text.casefold(), ""), pa.string())[0]
    by_place = each(_flat(rows["pos"]), lambda pos: setting(pos) if pos else "", pa.string())[0]
    return formed(
        tables.TOTALS, file_id, made,
        payer_name=rows["payer"], setting=pc.if_else(pc.equal(said, ""), by_place, said),
        milliunits=pc.fill_null(rows["units"], 0),
    )  # fmt: skip


def _charge_master(rows: pa.Table, file_id: int) -> pa.Table:
    behind = pc.if_else(pc.equal(rows["modifier"], ""), rows["code_modifiers"], rows["modifier"])
    return formed(tables.CHARGE_MASTER, file_id, rows, modifier=behind)


def denial_log(rows: pa.Table, file_id: int) -> pa.Table:
    """Make rows of the denial log: what says too little to stand beside remittances."""
    return formed(
        tables.DENIAL_LOG, file_id, rows,
        payer_name=rows["payer"], charge=pc.coalesce(rows["denied_amount"], rows["charge"]), carc=rows["reason"],
        rarc=rows["remark"],
    )  # fmt: skip


_MAKE = {
    "appointments": _appointments,
    "authorizations": _authorizations,
    "quality": _quality,
    "utilization": _totals,
    "charge_master": _charge_master,
}


def _word(column: pa.ChunkedArray, words: dict[str, tuple[str, ...]]) -> pa.Array:
    def find(text: str) -> str:
        low = text.casefold()
        return next((name for name, marks in words.items() if any(mark in low for mark in marks)), "")

    return each(_flat(column), find, pa.string())[0]


def _level(text: str) -> str:
    low = text.casefold()
    return "03" if "emerg" in low else "U" if low[:1] in {"u", "y"} or "expedit" in low or "stat" in low else ""


def _appeal(text: str) -> str:
    low = text.casefold()
    if "peer" in low or "p2p" in low:
        return "peer_to_peer"
    return "appeal" if "appeal" in low or low in {"yes", "y", "true"} else ""


def _flat(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
