"""Further amounts, quantities and references of remittance claims and lines that have no column of their own.

References are kept by an explicit list of qualifiers: REF may also hold member ids, social security numbers and medical
record numbers, and none of them may enter the lake.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from counteroffer.core import tables
from counteroffer.core.findings import WARNING, Finding
from counteroffer.ingest.x12.arrays import Ints, blanks, ints, of_each
from counteroffer.ingest.x12.columns import either
from counteroffer.ingest.x12.kinds import among, ident, idents
from counteroffer.ingest.x12.numbers import cents, thousandths
from counteroffer.ingest.x12.rows import rows

if TYPE_CHECKING:
    from counteroffer.ingest.x12.claims import Owned
    from counteroffer.ingest.x12.numbers import Numbers

REFERENCES = idents("0K 9A 9C 9F APC BB CE D9 F8 G1 G3 LU RB 1S")
"""Qualifiers of REF that are kept: contract class, authorizations, referrals, repriced and original numbers, location,
rate code, APC and policy numbers of the healthcare plan itself. Source: 005010X221A1, loops 2100 and 2110."""

_COLUMNS = {False: np.array([ident(b"AU"), ident(b"I")]), True: np.array([ident(b"B6")])}
"""Qualifiers of AMT that have columns in `remit_claims` and (true) `remit_lines`."""

_MOA = (1, 2, 8, 9)
_PAYERS = np.array([ident(b"TT"), ident(b"PR")])
_MEND = "Look it up in the payer's portal if it matters; the claim itself is stored."


def read_supplements(owned: Owned) -> tuple[pa.Table, list[Finding]]:
    """Read the supplements of all claims and lines of a piece; one that cannot be read is a finding."""
    found: list[Finding] = []
    parts = [_amounts(owned, found, line=line) for line in (False, True)]
    parts += [_quantities(owned, found, line=line) for line in (False, True)]
    parts += [_references(owned, line=line) for line in (False, True)]
    parts += [_payers(owned), _outpatient(owned, found)]
    made = [part for part in parts if part is not None]
    if not made:
        return tables.SUPPLEMENTS.empty(), found
    together = pa.concat_tables(made)
    return together.sort_by([("segment", "ascending"), ("position", "ascending")]), found


def _amounts(owned: Owned, found: list[Finding], *, line: bool) -> pa.Table | None:
    at, code = owned.coded(b"AMT", line=line)
    at = at[~among(code.idents(), _COLUMNS[line])]
    if not len(at):
        return None
    amounts = _said(owned, at, cents(owned.segments.element(at, 2)), "An AMT", found)
    return _made(owned, at, "AMT", owned.segments.element(at, 1).within(3).text(), amount=amounts.nullable())


def _quantities(owned: Owned, found: list[Finding], *, line: bool) -> pa.Table | None:
    at = owned.rows(b"QTY", line=line)
    if not len(at):
        return None
    quantities = _said(owned, at, thousandths(owned.segments.element(at, 2)), "A QTY", found)
    return _made(owned, at, "QTY", owned.segments.element(at, 1).within(3).text(), milliunits=quantities.nullable())


def _references(owned: Owned, *, line: bool) -> pa.Table | None:
    at, code = owned.coded(b"REF", line=line)
    at = at[among(code.idents(), REFERENCES)]
    if not len(at):
        return None
    return _made(owned, at, "REF", owned.segments.element(at, 1).text(), value=owned.segments.element(at, 2).text())


def _payers(owned: Owned) -> pa.Table | None:
    at, code = owned.coded(b"NM1", line=False)
    at = at[among(code.idents(), _PAYERS)]
    if not len(at):
        return None
    element = owned.segments.element
    return _made(owned, at, "NM1", element(at, 1).text(), value=either(element(at, 9), element(at, 3)).text())


def _outpatient(owned: Owned, found: list[Finding]) -> pa.Table | None:
    """Read MOA: reimbursement rate (01, as it is said), and the amounts payable (02), ESRD (08), professional (09)."""
    moa = owned.rows(b"MOA", line=False)
    at, number = np.repeat(moa, len(_MOA)), np.tile(np.array(_MOA), len(moa))
    given = owned.segments.element(at, number).given
    at, number = at[given], number[given]
    if not len(at):
        return None
    values = owned.segments.element(at, number)
    rate = number == 1
    amounts = cents(values.only(~rate))
    amounts = _said(owned, at, amounts, "An amount of MOA", found)
    names = pa.array([f"{n:02d}" for n in number.tolist()], pa.string())
    return _made(
        owned, at, "MOA", names, position=number, amount=amounts.nullable(), value=values.only(rate).within(15).text()
    )


def _said(owned: Owned, at: Ints, numbers: Numbers, name: str, found: list[Finding]) -> Numbers:
    for row in at[numbers.bad]:
        says = f"{name} of this claim cannot be read; it is left out."
        found.append(owned.page.finding(int(row), "supplement", WARNING, says, _MEND))
    return numbers


def _made(owned: Owned, at: Ints, kind: str, qualifier: pa.Array, **given: Any) -> pa.Table:
    count, line = len(at), owned.line_of[at]
    lines = np.append(owned.lines, 0)
    nothing = ints(np.zeros(count, dtype=np.int64), np.ones(count, dtype=np.bool_))
    columns = {
        "position": np.ones(count, dtype=np.int64),
        "claim_segment": owned.page.number[owned.claims[owned.claim_of[at]]],
        "line_segment": ints(owned.page.number[lines[np.maximum(line, 0)]], line < 0),
        "kind": of_each(kind, count),
        "qualifier": qualifier,
        "amount": nothing,
        "milliunits": nothing,
        "value": blanks(count),
    }
    return rows(tables.SUPPLEMENTS, owned.page, at, columns | given)
