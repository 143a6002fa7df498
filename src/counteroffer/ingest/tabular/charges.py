"""Charges become claims and claim lines, as if they had come in an 837."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.core import tables
from counteroffer.ingest.chunk import Tally
from counteroffer.ingest.tabular.groups import Groups, formed, key
from counteroffer.ingest.tabular.services import diagnoses, with_services

if TYPE_CHECKING:
    from counteroffer.ingest.tabular.aside import Aside
    from counteroffer.ingest.tabular.rows import Bools


class Charges:
    """Rows of one file of charges. Its claims are written when the file ends: their rows may stand anywhere in it."""

    def __init__(self, file_id: int, aside: Aside) -> None:
        """Take the file's number; `aside` is told which rows cancel out."""
        self._file_id, self._aside = file_id, aside
        self._claims = Groups()

    def take(self, rows: pa.Table) -> tuple[dict[str, pa.Table], Tally]:
        """Make the lines of some rows."""
        rows = with_services(rows)
        rows = rows.filter(pa.array(self._standing(rows)))
        if not rows.num_rows:
            return {}, Tally()
        claims = self._claims.take(key(rows["claim"], rows["sequence"], rows["payer"], rows["payer_id"]), rows)
        nth = self._claims.ordinals(claims)
        self._claims.add("charge", claims, rows["charge"])
        total = int(pc.sum(rows["charge"]).as_py() or 0)
        self._aside.sums["charge"] += total
        lines = formed(
            tables.CLAIM_LINES,
            self._file_id,
            rows,
            claim_segment=self._claims.segments(claims),
            line=pc.fill_null(rows["line"], pa.array(nth)) if rows["line"].null_count < rows.num_rows else nth,
            unit_basis=pa.array(["UN"] * rows.num_rows),
            service_to=pc.coalesce(rows["service_to"], rows["service_date"]),
        )
        return {"claim_lines": lines}, Tally(lines=rows.num_rows, charge=total)

    def close(self) -> tuple[dict[str, pa.Table], Tally]:
        """Make the claims of the whole file."""
        if not self._claims.count:
            return {}, Tally()
        first = self._claims.firsts()
        claims = formed(
            tables.CLAIMS,
            self._file_id,
            first,
            transaction=pa.array(["charges"] * first.num_rows),
            payer_name=first["payer"],
            sequence=pc.if_else(pc.equal(first["sequence"], ""), "P", first["sequence"]),
            charge=self._claims.sum("charge"),
            frequency=pa.array(["1"] * first.num_rows),
            diagnoses=diagnoses(first),
        )
        return {"claims": claims}, Tally(claims=first.num_rows)

    def findings(self) -> tuple[()]:
        """Nothing is assumed."""
        return ()

    def _standing(self, rows: pa.Table) -> Bools:
        """Leave out what cancels: a negative charge takes back an equal charge of the same service."""
        charge = rows["charge"].to_numpy()
        stands = np.ones(rows.num_rows, dtype=np.bool_)
        if not (charge < 0).any():
            return stands
        names = ("claim", "code", "mod1", "mod2", "service_date", "payer")
        service = key(*(rows[name] for name in names), pc.abs(rows["charge"])).to_pylist()
        waiting: dict[str, list[int]] = {}
        for i, name in enumerate(service):
            if charge[i] >= 0:
                waiting.setdefault(name, []).append(i)
        cancelled = 0
        for i in np.flatnonzero(charge < 0).tolist():
            stands[i] = False
            if waiting.get(service[i]):
                stands[waiting[service[i]].pop()] = False
                cancelled += 1
                continue
            segment, offset, sheet = (int(rows[name][i].as_py()) for name in ("segment", "offset", "interchange"))
            why = "It takes back a charge that is not near it in the file."
            self._aside.row(why, segment, offset, sheet, abs(int(charge[i])))
        self._aside.left_out("pairs of a charge and its reversal", cancelled)
        return stands
