"""Small books of claims and remittances for the tests of matching: said in few words, kept in memory."""

from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa

from counteroffer.core import tables
from counteroffer.match.lines import Matching
from counteroffer.store.engine import Engine
from counteroffer.store.lake import Lake

_EMPTY = {pa.string(): "", pa.int64(): 0, pa.date32(): None, pa.bool_(): False}
_EMPTY[pa.timestamp("us", tz="UTC")] = datetime(2026, 1, 2, tzinfo=UTC)


_NAMES = ("claim", "payer_control", "original_ref", "reference")
"""Columns that name a claim: cases are kept apart by them."""


class MemoryEngine(Engine):
    """An engine over tables in memory."""

    def __init__(self, rows: dict[str, list[dict]]) -> None:
        super().__init__(Lake(Path("nowhere")), {})
        self._rows = rows

    def table(self, name):
        if name not in self._seen:
            schema = tables.table(name).schema
            data = pa.Table.from_pylist([_filled(schema, row) for row in self._rows.get(name, [])], schema=schema)
            self._con.create_table(name, data, temp=True)
            self._seen.add(name)
        return self._con.table(name)


def _filled(schema, row):
    unknown = row.keys() - set(schema.names)
    assert not unknown, unknown
    return {f.name: row.get(f.name, None if f.nullable else _EMPTY[f.type]) for f in schema}


class File:
    """One file: claims and remittances, each record at its next segment."""

    def __init__(self, file_id):
        self.file_id = file_id
        self.rows = {t.name: [] for t in tables.READ}
        self.segment = 0

    def _put(self, name, row):
        self.segment += 1
        self.rows[name].append({"file_id": self.file_id, "segment": self.segment, "interchange": 1, **row})
        return self.segment

    def claim(self, claim, lines, sent="2025-02-01", payer="Acme", **row):
        """Submit a claim; a line is (code, charge) or (code, charge, {column: value})."""
        lines = [(*line, {})[:3] for line in lines]
        given = {"sequence": "P", "frequency": "1", "pos": "11", "billing_npi": "B", "payer_id": "", **row}
        parent = self._put(
            "claims",
            {"claim": claim, "submitted_date": _day(sent), "payer_name": payer, "charge": sum(x[1] for x in lines)}
            | given,
        )
        for number, (code, charge, more) in enumerate(lines, 1):
            line = {"claim_segment": parent, "line": number, "code": code, "charge": charge, "milliunits": 1000}
            self._put("claim_lines", line | {"pos": "11", "service_date": date(2025, 1, 15)} | _dates(more))
        return self

    def remit(self, claim, lines=(), paid_on="2025-03-01", *, payer="Acme", status="1", cas=(), remarks=(), **row):
        """Adjudicate a claim.

        A line is (code, charge, paid, [(group, carc, amount), ...], {column: value}); the claim's own CAS are `cas`.
        """
        lines = [(*line, {})[:5] if len(line) > 3 else (*line, [], {}) for line in lines]
        own = sum(c[2] for c in cas)
        charge = sum(x[1] for x in lines)
        paid = sum(x[2] for x in lines) - own
        money = {"paid": paid, "claims_paid": paid, "balanced": True}
        remit = self._put("remits", {"payer_name": payer, "payer_id": "", "payment_date": _day(paid_on)} | money)
        head = {"claim": claim, "status": status, "charge": charge, "paid": paid, "remit_segment": remit}
        parent = self._put("remit_claims", head | _dates(row))
        self._said(parent, None, cas, remarks)
        for number, (code, billed, given, adjusted, more) in enumerate(lines, 1):
            marks = more.pop("remarks", ()) if (more := dict(more)) else ()
            line = {
                "claim_segment": parent, "line": number, "code": code, "billed_code": code, "charge": billed,
                "paid": given, "milliunits": 1000, "service_date": date(2025, 1, 15),
                "patient_resp": sum(c[2] for c in adjusted if c[0] == "PR"),
            }  # fmt: skip
            place = self._put("remit_lines", line | _dates(more))
            self._said(parent, place, adjusted, marks)
        return self

    def plb(self, reason, reference, amount, paid_on="2025-03-01", payer="Acme"):
        """Move an amount at provider level."""
        row = {"payer_name": payer, "payer_id": "", "payment_date": _day(paid_on), "balanced": True}
        remit = self._put("remits", row)
        named = {"reason": reason, "reference": reference, "amount": amount, "position": 1}
        self._put("provider_adjustments", {"remit_segment": remit, **named})
        return self

    def _said(self, parent, line, adjusted, remarks):
        for position, (group, carc, amount) in enumerate(adjusted, 1):
            row = {"group": group, "carc": carc, "amount": amount, "position": position}
            self._put("adjustments", {"claim_segment": parent, "line_segment": line} | row)
        for position, code in enumerate(remarks, 1):
            self._put("remarks", {"claim_segment": parent, "line_segment": line, "code": code, "position": position})


def _day(text):
    return date.fromisoformat(text) if text else None


def _dates(row):
    return {k: _day(v) if k.endswith("_date") and isinstance(v, str) else v for k, v in row.items()}


class Cases:
    """Many small books matched in one go: building the expressions costs more than asking them.

    Claims, control numbers and files of a case are kept apart from those of the others.
    """

    def __init__(self, payers=None):
        self._rows = {t.name: [] for t in tables.READ}
        self._count = 0
        self._payers = payers
        self._done = None

    def add(self, *files):
        """Add a case and give its number."""
        assert self._done is None
        self._count += 1
        for file in files:
            for name, rows in file.rows.items():
                self._rows[name] += [self._apart(row) for row in rows]
        return self._count

    def _apart(self, row):
        own = {"file_id": self._count * 100 + row["file_id"]}
        own |= {k: f"{self._count}:{row[k]}" for k in _NAMES if row.get(k)}
        return {**row, **own}

    def _match(self):
        if self._done is None:
            with MemoryEngine(self._rows) as engine:
                matching = Matching(engine, self._payers)
                lines = engine.arrow(matching.lines()).to_pylist()
                self._done = lines, matching.findings(), engine.arrow(matching.movements()).to_pylist()
        return self._done

    def lines(self, case, *columns):
        """Some columns of the case's final lines, as tuples in order of line_id."""
        mine = [row for row in self._match()[0] if row["claim"].startswith(f"{case}:")]
        return [tuple(row[c] for c in columns) for row in mine]

    def findings(self, case):
        """The findings about the case's claims."""
        return [f for f in self._match()[1] if f.claim.startswith(f"{case}:")]

    def movements(self, case, *columns):
        """Some columns of what payers moved in the case, in order of their day."""
        return [tuple(row[c] for c in columns) for row in self._match()[2] if row["file_id"] // 100 == case]

    def all(self):
        """All lines and all findings."""
        return self._match()[:2]
