"""What stands in the code cell of a payer's fee schedule: codes, lists, ranges, and what a spreadsheet did to them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_FORMS = r"\d{5}|\d{4}[AFMTU]|[A-EGHJ-MP-Z]\d{4}"
"""CPT, its categories II and III and the laboratory ones by their last letter, HCPCS by its first (never I, N, O)."""
_CODE = re.compile(rf"(?:{_FORMS})\Z")
_WITH_MODIFIER = re.compile(rf"({_FORMS})[-\u2013 /.]?(\d\d|[A-Z][A-Z0-9])\Z")
_RANGE = re.compile(r"([A-Z0-9]{5})\s*(?:-|\u2013|\u2014|THRU|THROUGH|TO)\s*([A-Z0-9]{5})\Z")
_SHORT = re.compile(r"\d{3,4}\Z")
_FLOAT = re.compile(r"(\d+)\.0+\Z")
_NUMERIC_MODIFIERS = {f"{n}" for n in range(22, 100)}
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
ANESTHESIA = range(100, 2000)
"""Anesthesia codes as numbers: 00100 to 01999 lose their zeros in a spreadsheet."""


@attrs.frozen
class CodeCell:
    """What a code cell says.

    Attributes:
        codes: the codes; none if it is not understood.
        modifier: a modifier that stands in the same cell, or empty.
        says: how it was mended, or why it is not understood; empty when all is plain.
    """

    codes: tuple[str, ...] = ()
    modifier: str = ""
    says: str = ""


@attrs.frozen
class Context:
    """What the rest of the column tells about one cell.

    Attributes:
        zeros_eaten: whether numbers of three or four digits are codes that have lost their zeros.
        known: codes that Medicare's book knows; ranges are expanded against them.
    """

    zeros_eaten: bool = False
    known: Collection[str] = frozenset()


def context(cells: Sequence[str], known: Collection[str] = frozenset()) -> Context:
    """Find out whether a column's short numbers are anesthesia codes without their zeros.

    They are when the column has other anesthesia codes, or when every cell in it is a code or such a number.
    """
    texts = [_plain(cell) for cell in cells if cell.strip()]
    short = [text for text in texts if _SHORT.match(text) and int(text) in ANESTHESIA]
    whole = sum(bool(_CODE.match(text)) for text in texts)
    beside = any(re.match(r"0[01]\d{3}\Z", text) for text in texts)
    return Context(bool(short) and (beside or whole + len(short) == len(texts)), known)


def read_code(text: str, seen: Context) -> CodeCell:
    """Read a code cell.

    `99213`, `99213.0`, `73030-26`, `7303026`, `99202-99205` and `99213, 99214` are read; `100` is 00100 only where the
    column says so; `9921O` with the letter O is mended only into a code that is known.
    """
    plain = _plain(text)
    if _CODE.match(plain):
        return CodeCell((plain,))
    if _SHORT.match(plain):
        return _short(plain, seen)
    both = _WITH_MODIFIER.match(plain)
    if both and (both[2] in _NUMERIC_MODIFIERS or both[2].isalpha() or both[2][0].isalpha()):
        return CodeCell((both[1],), both[2])
    ends = _RANGE.match(plain)
    if ends:
        return _range(ends[1], ends[2], seen)
    if re.search(r"[,;/&\n]", plain):
        parts = [read_code(part, seen) for part in re.split(r"[,;/&\n]|\bAND\b", plain) if part.strip()]
        if parts and all(part.codes and not part.modifier for part in parts):
            says = " ".join(filter(None, (part.says for part in parts)))
            return CodeCell(tuple(code for part in parts for code in part.codes), says=says)
    return _lookalike(plain, seen)


def looks_like_code(text: str) -> bool:
    """Say whether a cell would do in a column of codes, with or without its zeros."""
    plain = _plain(text)
    return bool(_CODE.match(plain) or _WITH_MODIFIER.match(plain) or _is_range(plain))


def looks_like_short_code(text: str) -> bool:
    """Say whether a cell may be an anesthesia code that has lost its zeros."""
    plain = _plain(text)
    return bool(_SHORT.match(plain)) and int(plain) in ANESTHESIA


def _plain(text: str) -> str:
    upper = " ".join(text.replace("\u00a0", " ").upper().split()).strip("*\u2020\u2021 '`")
    whole = _FLOAT.match(upper)
    return whole[1] if whole else upper


def _is_range(plain: str) -> bool:
    ends = _RANGE.match(plain)
    return bool(ends and _CODE.match(ends[1]) and _CODE.match(ends[2]))


def _short(plain: str, seen: Context) -> CodeCell:
    mended = plain.zfill(5)
    if int(plain) not in ANESTHESIA:
        return CodeCell(says=f"'{plain}' has {len(plain)} digits; a code has five")
    if not seen.zeros_eaten:
        return CodeCell(says=f"'{plain}' may be {mended} without its zeros, but nothing else in the column says so")
    if seen.known and mended not in seen.known:
        return CodeCell(says=f"'{plain}' would be {mended}, which is not a code that is known")
    return CodeCell((mended,), says=f"{plain} has lost its leading zeros and is read as {mended}")


def _range(first: str, last: str, seen: Context) -> CodeCell:
    form = re.sub(r"\d", "9", first)
    if not (_CODE.match(first) and _CODE.match(last)) or form != re.sub(r"\d", "9", last) or first > last:
        return CodeCell(says=f"{first}-{last} is not a range of codes of one form")
    inside = tuple(sorted(c for c in seen.known if first <= c <= last and re.sub(r"\d", "9", c) == form))
    if not inside:
        return CodeCell(says=f"no known code lies in {first}-{last}; ranges are expanded only to codes that are known")
    return CodeCell(inside, says=f"{first}-{last} is read as the {len(inside)} known codes in it")


def _lookalike(plain: str, seen: Context) -> CodeCell:
    """Try the letters O, I and L as digits, everywhere but where a code may have a letter."""
    tries = {plain.translate(_LOOKALIKES)}
    if len(plain) == 5:
        tries |= {plain[0] + plain[1:].translate(_LOOKALIKES), plain[:4].translate(_LOOKALIKES) + plain[4]}
    fits = sorted(code for code in tries - {plain} if _CODE.match(code))
    known = [code for code in fits if code in seen.known]
    if len(known) == 1:
        return CodeCell((known[0],), says=f"{plain} has a letter in the place of a digit and is read as {known[0]}")
    if fits:
        return CodeCell(says=f"'{plain}' has a letter in the place of a digit; it may be {' or '.join(fits)}")
    return CodeCell(says=f"'{plain}' is not a code" if plain else "there is no code")
