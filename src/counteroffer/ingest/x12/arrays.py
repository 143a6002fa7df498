"""Numpy arrays by type, and Arrow columns laid over them.

`pa.array` would do the same, but it imports pandas wherever pandas is installed, and that takes longer than most files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterable

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]


def ints(values: Ints, null: Bools | None = None) -> pa.Array:
    """Lay an int64 column over numbers; null where `null` is true."""
    return _laid(pa.int64(), np.ascontiguousarray(values, dtype=np.int64), null)


def days(values: Ints, null: Bools) -> pa.Array:
    """Make a date column of days since 1970; null where `null` is true."""
    return _laid(pa.date32(), values.astype(np.int32), null)


def flags(values: Bools) -> pa.Array:
    """Make a yes/no column."""
    return pa.Array.from_buffers(pa.bool_(), len(values), [None, _bits(values)])


def places(values: npt.NDArray[np.int32]) -> pa.Array:
    """Lay an int32 column over places, for `take`."""
    return _laid(pa.int32(), values, None)


def texts(values: Iterable[str]) -> pa.Array:
    """Make a text column of Python strings."""
    encoded = [value.encode() for value in values]
    offsets = np.zeros(len(encoded) + 1, dtype=np.int32)
    np.cumsum([len(value) for value in encoded], out=offsets[1:])
    return pa.StringArray.from_buffers(len(encoded), pa.py_buffer(offsets), pa.py_buffer(b"".join(encoded)))


def blanks(count: int) -> pa.Array:
    """Make a text column of empty values."""
    offsets = np.zeros(count + 1, dtype=np.int32)
    return pa.StringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(b""))


def of_each(value: str, count: int) -> pa.Array:
    """Make a text column of one value again and again."""
    encoded = value.encode()
    offsets = np.arange(count + 1, dtype=np.int32) * len(encoded)
    return pa.StringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(encoded * count))


def _laid(kind: pa.DataType, values: npt.NDArray[np.generic], null: Bools | None) -> pa.Array:
    valid = None if null is None or not null.any() else _bits(~null)
    return pa.Array.from_buffers(kind, len(values), [valid, pa.py_buffer(values)])


def _bits(values: Bools) -> pa.Buffer:
    return pa.py_buffer(np.packbits(values, bitorder="little"))
