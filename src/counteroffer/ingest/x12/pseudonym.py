"""A patient's keyed pseudonym: the same patient gets the same text, and nobody without the key can tell whose it is."""

from __future__ import annotations

import hashlib

import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.ingest.x12.arrays import blanks, texts
from counteroffer.ingest.x12.columns import Spans, mapped

LENGTH = 16
_BLANKS = " \t\r\n"
_BLOCK = 64
_REMEMBERED = 100_000
_INNER, _OUTER = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))


def pseudonym(key: bytes, *parts: str) -> str:
    """Give the first 16 hex digits of HMAC-SHA-256 over the upper-cased parts joined by `|`.

    Args:
        key: the workspace's secret, 32 bytes.
        parts: last name, first name, and date of birth (837) or member id (835).

    Returns:
        16 hex digits, or an empty text when both names are empty.
    """
    return Pseudonyms(key).named("|".join(part.strip(_BLANKS) for part in parts).upper())


class Pseudonyms:
    """Makes pseudonyms for whole columns, each different patient worked out once.

    HMAC (RFC 2104) with the key's two blocks hashed once: twice as fast on many short texts. Patients come again and
    again in a file, so the last ones are remembered, in this object only.
    """

    def __init__(self, key: bytes) -> None:
        """Take the workspace's secret."""
        block = (hashlib.sha256(key).digest() if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
        self._inner = hashlib.sha256(block.translate(_INNER))
        self._outer = hashlib.sha256(block.translate(_OUTER))
        self._known: dict[str, str] = {}
        self._met, self._made = blanks(0), blanks(0)

    def column(self, last: Spans, first: Spans, third: Spans) -> pa.Array:
        """Give the pseudonyms of a column of patients; the parts are those of `pseudonym`."""
        trimmed = [pc.utf8_trim(spans.text(), _BLANKS) for spans in (last, first, third)]
        patients = pc.binary_join_element_wise(*trimmed, texts(["|"])[0])
        if not last.buffer.plain:
            return mapped(patients, lambda patient: self.named(patient.upper()))
        coded = pc.ascii_upper(patients).dictionary_encode()
        return self._of(coded.dictionary).take(coded.indices)

    def _of(self, patients: pa.Array) -> pa.Array:
        """Give the pseudonyms of different patients, those met before by one look-up for all."""
        at = pc.index_in(patients, self._met) if len(self._met) else pa.nulls(len(patients), pa.int32())
        if at.null_count:
            fresh = patients.filter(at.is_null())
            if len(self._met) + len(fresh) > _REMEMBERED:
                self._met, self._made = blanks(0), blanks(0)
                fresh = patients
            self._met = pa.concat_arrays([self._met, fresh])
            self._made = pa.concat_arrays([self._made, texts(self.named(patient) for patient in fresh.to_pylist())])
            at = pc.index_in(patients, self._met)
        return self._made.take(at)

    def named(self, text: str) -> str:
        """Give the pseudonym of `LAST|FIRST|...`; empty when both names are."""
        known = self._known.get(text)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[text] = "" if text.startswith("||") else self._digest(text)
        return known

    def _digest(self, text: str) -> str:
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(text.encode())
        outer.update(inner.digest())
        return outer.hexdigest()[:LENGTH]
