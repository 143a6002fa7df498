"""Columns of text become typed columns: each different text is read once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.core.dates import from_iso
from counteroffer.ingest.tabular import fields as f
from counteroffer.ingest.tabular import values as v
from counteroffer.ingest.tabular.days import birthday, day

if TYPE_CHECKING:
    from collections.abc import Callable

    from counteroffer.ingest.tabular.rows import Bools

TYPES: dict[str, pa.DataType] = {
    f.MONEY: pa.int64(),
    f.UNITS: pa.int64(),
    f.COUNT: pa.int64(),
    f.PERCENT: pa.int64(),
    f.DATE: pa.date32(),
    f.BIRTH: pa.date32(),
}
"""Arrow type of a way to read; text where it is not here."""

_WORDS: dict[str, Callable[[str], Any]] = {
    f.TEXT: v.own_word,
    f.IDENTITY: v.own_word,
    f.CODE: v.code,
    f.MODIFIERS: v.modifiers,
    f.UNITS: v.quantity,
    f.COUNT: v.count,
    f.PERCENT: v.percent,
    f.NPI: v.npi,
    f.TIN: v.tin,
    f.POS: v.place_of_service,
    f.ICD: v.diagnoses,
    f.REASON: v.reason,
    f.GROUP: v.reason_group,
    f.SEQUENCE: v.sequence,
}


@attrs.frozen(eq=False)
class Typed:
    """A column as read.

    Attributes:
        values: typed; null (or, for text, empty) where nothing is said or it cannot be read.
        bad: cells that say something which cannot be read.
    """

    values: pa.Array
    bad: Bools


def read_as(reads: str, *, order: str = "", comma: bool = False) -> Callable[[str], Any]:
    """Give the function that reads one cell.

    Args:
        reads: a way to read (`fields`).
        order: of dates, see `days`; without one only sure dates are read.
        comma: true when amounts have a decimal comma.
    """
    if reads == f.MONEY:
        return partial(v.money, comma=comma)
    if reads in {f.DATE, f.BIRTH}:
        return partial(day if reads == f.DATE else birthday, order=order or "month first")
    return _WORDS[reads]


def typed(texts: pa.Array, reads: str, read: Callable[[str], Any]) -> Typed:
    """Read a column of text."""
    type_ = TYPES.get(reads, pa.string())
    values, bad = each(texts, read, type_)
    return Typed(values.fill_null("") if type_ == pa.string() else values, bad)


def each(texts: pa.Array, read: Callable[[str], Any], type_: pa.DataType) -> tuple[pa.Array, Bools]:
    """Apply a function to every text, once for each different one; where it raises ValueError the value is null."""
    coded = pc.dictionary_encode(texts)
    values, bad = [], []
    for text in coded.dictionary.to_pylist():
        try:
            values.append(read(text))
            bad.append(False)
        except ValueError:
            values.append(None)
            bad.append(True)
    found = pa.array(values, type_).take(coded.indices)
    wrong = np.array(bad, dtype=np.bool_)
    return found, wrong[coded.indices.to_numpy(zero_copy_only=False)] if len(texts) else np.zeros(0, dtype=np.bool_)


def constant_fault(reads: str, text: str) -> str:
    """Say what is wrong with a constant, empty if nothing; its dates are written 2025-01-31, its amounts 1234.50."""
    try:
        if reads in {f.DATE, f.BIRTH}:
            from_iso(text)
        else:
            read_as(reads)(text)
    except ValueError as fault:
        return str(fault)
    return "" if text.strip() else "it is empty"
