"""Who the patients of a piece are: rows for the vault, never for the tables.

Source: ASC X12N 005010X221A1 loop 2100 (NM1*QC patient, NM1*IL insured, NM1*74 corrected), 005010X222A2 and X223A3
loops 2010BA (NM1*IL subscriber) and 2010CA (NM1*QC patient) with their N3, N4 and DMG.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.core.tables import IDENTITIES
from counteroffer.ingest.x12.arrays import blanks, ints
from counteroffer.ingest.x12.columns import Spans, either, joined
from counteroffer.ingest.x12.envelope import IN_CLAIM, IN_ERA, IN_INSTITUTIONAL
from counteroffer.ingest.x12.kinds import ENVELOPE, among, ident, idents
from counteroffer.ingest.x12.levels import BILLING, PATIENT, SUBSCRIBER, Levels
from counteroffer.ingest.x12.numbers import Numbers, days
from counteroffer.ingest.x12.segments import first_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from counteroffer.ingest.x12.arrays import Ints
    from counteroffer.ingest.x12.envelope import Sets

_CLAIMS = {
    IN_ERA: ("remit_claims", ident(b"CLP")),
    IN_CLAIM: ("claims", ident(b"CLM")),
    IN_INSTITUTIONAL: ("claims", ident(b"CLM")),
}
_CORRECTED = "/74"
"""Stands behind a key in `seen` when the payer's correction of that patient has been given too."""

_MOST_SEEN = 300_000
"""So many keys are remembered; beyond, a patient may be given once more, which does no harm."""

_PARTS = np.append(idents("CLP SVC LX TS2 TS3 PLB"), ENVELOPE)
"""What begins or ends the segments of an 835 claim itself (as `era835` has it)."""


def identities(sets: Sets, code: int, made: Mapping[str, pa.Table], seen: set[str]) -> pa.Table | None:
    """Give the patients of one kind of claim whom the file has not named before.

    The keys are taken as the claims' table has them, so they cannot differ; of a patient who was given already nothing
    else is read.

    Args:
        sets: the piece.
        code: whose claims: `IN_ERA`, `IN_CLAIM` or `IN_INSTITUTIONAL`.
        made: the tables that all claims of that kind were read into; `patient_key` is used.
        seen: keys given for this file before; the new ones are added.

    Returns:
        Rows of `core.tables.IDENTITIES`, each patient once; None when there are none.
    """
    name, segment = _CLAIMS[code]
    if name not in made or not len(made[name]):
        return None
    if len(seen) > _MOST_SEEN:
        seen.clear()
    seen.add("")  # nobody
    patients = _Patients(made[name]["patient_key"])
    at = np.flatnonzero((sets.page.segments.ident == segment) & (sets.code == code))
    fresh = patients.fresh(seen)
    if code == IN_ERA:
        named = _Named(sets)
        corrected = named.corrected(at)
        mended = patients.mended(seen, np.flatnonzero(corrected >= 0))
        fresh = patients.once(np.concatenate([mended, fresh])) if len(mended) else fresh
        columns = named.columns(at[fresh], corrected[fresh]) if len(fresh) else {}
    else:
        columns = _submitted(Levels(sets, code), at[fresh]) if len(fresh) else {}
    return _table(sets.page.file_id, patients.keys(fresh), columns) if len(fresh) else None


class _Patients:
    """The patients of the claims of a piece, each different one by a number."""

    def __init__(self, keys: pa.ChunkedArray) -> None:
        coded = pc.dictionary_encode(keys.combine_chunks())
        self._different = coded.dictionary
        self._known: list[str] = coded.dictionary.to_pylist()
        self._of: Ints = coded.indices.to_numpy().astype(np.int64)

    def fresh(self, seen: set[str]) -> Ints:
        """Give the first claim of each patient who is not in `seen`, and put them there."""
        new = [i for i, key in enumerate(self._known) if key not in seen]
        seen.update(self._known[i] for i in new)
        first: Ints = first_of(self._of, np.arange(len(self._of)), len(self._known))[new]
        return first

    def mended(self, seen: set[str], claims: Ints) -> Ints:
        """Give those of some claims whose patient was not mended before."""
        new = []
        for claim in claims:
            key = self._known[self._of[claim]]
            if key and key + _CORRECTED not in seen:
                seen.add(key + _CORRECTED)
                new.append(claim)
        return np.array(new, dtype=np.int64)

    def once(self, claims: Ints) -> Ints:
        """Keep the first of these claims for each patient."""
        _, first = np.unique(self._of[claims], return_index=True)
        once: Ints = claims[np.sort(first)]
        return once

    def keys(self, claims: Ints) -> pa.Array:
        """Give the keys of some claims."""
        return self._different.take(ints(self._of[claims]))


class _Named:
    """Who is named in the claims of an 835."""

    def __init__(self, sets: Sets) -> None:
        self._sets, self._segments = sets, sets.page.segments
        rows = self._segments.rows(ident(b"NM1"))
        self._rows = rows[sets.code[rows] == IN_ERA]
        self._code = self._segments.element(self._rows, 1)

    def corrected(self, claims: Ints) -> Ints:
        """Give the row of each claim's NM1*74, -1 where there is none."""
        return self._first(claims, b"74") if self._code.equals(b"74").any() else np.full(len(claims), -1)

    @cached_property
    def _part(self) -> Ints:
        """The row that begins the claim, the line or whatever each NM1 stands in."""
        parts = np.flatnonzero(among(self._segments.ident, _PARTS))
        part: Ints = parts[np.searchsorted(parts, self._rows) - 1]
        return part

    def _first(self, claims: Ints, code: bytes) -> Ints:
        """Give the row of the first NM1 of a qualifier in each claim itself, -1 where there is none."""
        found = self._code.equals(code)
        part, rows = self._part[found], self._rows[found]
        at = np.searchsorted(part, claims)
        first: Ints = np.where(np.append(part, -1)[at] == claims, np.append(rows, -1)[at], -1)
        return first

    def columns(self, claims: Ints, corrected: Ints) -> dict[str, Spans | Numbers]:
        """Read the patients of some claims; what the payer has corrected counts before what was submitted."""
        element = self._segments.element
        patient, insured = self._first(claims, b"QC"), self._first(claims, b"IL")
        named = np.where(patient >= 0, patient, insured)

        def given(number: int) -> Spans:
            return either(element(corrected, number), element(named, number))

        return {
            "last": given(3),
            "first": given(4),
            "middle": given(5),
            "member_id": either(given(9), element(insured, 9)),
            "payer_id": self._payers(claims),
        }

    def _payers(self, claims: Ints) -> Spans:
        """Give the payer's id of each claim's remittance as `remits.payer_id` has it."""
        segments, sets = self._segments, self._sets

        def told(name: bytes, code: bytes, number: int) -> Spans:
            at = segments.rows(ident(name))
            at = at[sets.code[at] == IN_ERA]
            at = at[segments.element(at, 1).equals(code)] if code else at
            first = first_of(sets.number[at], at, len(sets.starts))
            return segments.element(first[sets.number[claims]], number)

        payers = told(b"N1", b"PR", 4)
        if payers.given.all():
            return payers
        return either(either(payers, told(b"REF", b"2U", 2)), told(b"TRN", b"", 3))


def _submitted(levels: Levels, at: Ints) -> dict[str, Spans | Numbers | pa.Array]:
    """Read the patients of submitted claims: who is on the patient level where there is one, else the subscriber.

    A dependent has no member id of their own: theirs is the subscriber's.
    """
    subscriber, patient = (levels.before(at, level) for level in (SUBSCRIBER, PATIENT))
    billing = levels.before(at, BILLING)
    subscriber = np.where(subscriber > billing, subscriber, -1)
    patient = np.where(patient > np.maximum(billing, subscriber), patient, -1)
    dependent, insured = levels.first(patient, b"NM1", b"QC"), levels.first(subscriber, b"NM1", b"IL")
    named = np.where(dependent < 0, insured, dependent)
    level = np.where(dependent < 0, subscriber, patient)
    person, street, town = (levels.first(level, name) for name in (b"DMG", b"N3", b"N4"))
    # N3 and N4 of the subscriber level may be the payer's (2010BB), where the subscriber gives none
    payer = levels.first(subscriber, b"NM1", b"PR")
    own = (dependent >= 0) | (payer < 0)
    street, town = (np.where(own | (row < payer), row, -1) for row in (street, town))
    element = levels.segments.element
    return {
        "last": element(named, 3),
        "first": element(named, 4),
        "middle": element(named, 5),
        "birth_date": days(element(person, 2)),
        "sex": element(person, 3).within(1),
        "member_id": either(element(named, 9), element(insured, 9)),
        "payer_id": element(payer, 9),
        "address": joined([element(street, 1), element(street, 2)]),
        "city": element(town, 1),
        "state": element(town, 2),
        "zip": element(town, 3),
    }


def _table(file_id: int, keys: pa.Array, columns: Mapping[str, Spans | Numbers | pa.Array]) -> pa.Table:
    """Lay the columns out; what is not given is empty."""
    count = len(keys)
    made = {"file_id": ints(np.full(count, file_id, dtype=np.int64)), "patient_key": keys}
    for name, column in columns.items():
        if isinstance(column, Numbers):
            made[name] = column.days()
        else:
            made[name] = pc.utf8_trim_whitespace(column.text() if isinstance(column, Spans) else column)
    for field in IDENTITIES.schema:
        if field.name not in made:
            made[field.name] = blanks(count) if field.type == pa.string() else pa.nulls(count, field.type)
    return pa.Table.from_arrays([made[name] for name in IDENTITIES.schema.names], schema=IDENTITIES.schema)
