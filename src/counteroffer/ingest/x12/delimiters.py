"""Delimiters, as each interchange declares them in its ISA."""

from __future__ import annotations

import attrs

SKIPPED = frozenset(b" \t\r\n\x0b\x0c\x00\x1a\xef\xbb\xbf")
"""Bytes left out before a segment: blanks, line ends, a DOS end of file, a byte order mark."""

LONGEST_ISA = 400
"""An ISA is 106 bytes; some senders pad their fields wrongly, but never by this much."""

WIDTH = 105
"""Bytes of a well-formed ISA without its terminator."""


class ShortError(ValueError):
    """There are too few bytes to tell; read on."""


@attrs.frozen
class Delimiters:
    """What separates the parts of an interchange; each is one byte.

    Attributes:
        element: the byte after `ISA`.
        component: ISA16.
        terminator: the byte after ISA16.
        repetition: ISA11; before 5010 it is the letter U.
        width: bytes of the ISA without its terminator; anything but 105 is a fault of form.
    """

    element: int
    component: int
    terminator: int
    repetition: int = attrs.field(default=ord("^"), eq=False)
    width: int = attrs.field(default=WIDTH, eq=False)


def read_isa(data: bytes, at: int, *, whole: bool) -> Delimiters | None:
    """Read the delimiters of the ISA that stands at a place.

    The sixteen element separators are counted instead of trusting the fixed width, because some senders trim the
    padding; in a well-formed ISA both give the same bytes.

    Args:
        data: bytes of the file.
        at: where `ISA` stands.
        whole: true when nothing follows `data`.

    Returns:
        The delimiters, or None when this is not an ISA that can be read.

    Raises:
        ShortError: if more bytes are needed to tell.
    """
    isa = data[at : at + LONGEST_ISA]
    if len(isa) < LONGEST_ISA and not whole:
        raise ShortError
    if len(isa) < 4 or not isa.startswith(b"ISA"):
        return None
    parts = isa.split(isa[3:4], 16)
    if not _separates(isa[3]) or len(parts) < 17 or len(parts[16]) < 2:
        return None
    component, terminator = parts[16][0], parts[16][1]
    if not (_separates(component) and _separates(terminator)) or len({isa[3], component, terminator}) < 3:
        return None
    width = len(isa) - len(parts[16]) + 1
    return Delimiters(isa[3], component, terminator, (parts[11] or b"^")[0], width)


def _separates(byte: int) -> bool:
    """Say whether a byte can separate anything: not a letter, a digit, a blank, or what numbers are written with."""
    return byte not in b" -." and byte < 0x80 and not bytes([byte]).isalnum() and byte != 0
