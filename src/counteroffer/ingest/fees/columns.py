"""Which column of a payer's fee schedule is what: proposed from headings and content, with a confidence."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import attrs

from counteroffer.core.errors import InputError
from counteroffer.ingest.fees.amounts import looks_like_amount
from counteroffer.ingest.fees.headings import (
    AMOUNT,
    CODE,
    MODIFIER,
    OTHER,
    SETTING,
    SINCE,
    UNITS,
    Heading,
    read_heading,
)
from counteroffer.ingest.fees.procedures import looks_like_code, looks_like_short_code

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from counteroffer.ingest.fees.pages import Rows

_MODIFIER = re.compile(r"(?:\d\d|[A-Z][A-Z0-9])(?:\.0)?\Z")
ASKED = ("code", "modifier", "setting", "amount", "facility", "nonfacility", "since", "units")
"""What `--columns` may name."""


@attrs.frozen
class AmountColumn:
    """One column of amounts, for one setting and modifier (both empty: for all)."""

    column: int
    setting: str = ""
    modifier: str = ""


@attrs.frozen
class Block:
    """One code column with what belongs to it; a page may have several side by side. Columns count from 0."""

    code: int
    amounts: tuple[AmountColumn, ...]
    modifier: int | None = None
    setting: int | None = None
    since: int | None = None
    units: int | None = None


@attrs.frozen
class Proposal:
    """What the columns of a table are.

    Attributes:
        blocks: the code columns with their amounts.
        headings: heading of each column.
        confidence: 0 to 1: how sure the least sure of the columns is.
        unsure: what must be asked, in sentences; then nothing may be stored.
        left: columns that have an amount's heading and are left out: not the payer's, or not to be read.
    """

    blocks: tuple[Block, ...]
    headings: tuple[str, ...]
    confidence: float
    unsure: tuple[str, ...] = ()
    left: tuple[int, ...] = ()

    def sentences(self) -> list[str]:
        """Say for a person which column is what, such as `code: A 'CPT'`."""
        said = []
        for block in self.blocks:
            parts = [("code", block.code), ("modifier", block.modifier), ("setting", block.setting)]
            parts += [(" ".join(filter(None, ("amount", a.setting, a.modifier))), a.column) for a in block.amounts]
            parts += [("effective date", block.since), ("units", block.units)]
            said.append(", ".join(f"{what}: {letter(c)} '{self._heading(c)}'" for what, c in parts if c is not None))
        if self.left:
            said.append("left out: " + ", ".join(f"{letter(c)} '{self._heading(c)}'" for c in self.left))
        return said

    def _heading(self, column: int) -> str:
        return self.headings[column] if column < len(self.headings) else ""


def letter(column: int) -> str:
    """Give a column's letters as a spreadsheet has them: 0 is A, 26 is AA."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def is_data(row: Sequence[str]) -> bool:
    """Say whether a row has a code and something else, or a short code and an amount."""
    codes = sum(map(looks_like_code, row))
    if codes:
        return sum(bool(cell) for cell in row) > 1
    short = [i for i, cell in enumerate(row) if looks_like_short_code(cell)]
    return bool(short) and any(map(looks_like_amount, row[short[0] + 1 :]))


def propose(header: Rows, data: Rows) -> Proposal:
    """Propose the columns of a table.

    Args:
        header: the rows above it that may be its heading, the nearest last.
        data: its rows.
    """
    width = max(map(len, data), default=0)
    headings = _headings(header, width)
    stats = [_Content.of(data, column) for column in range(width)]
    codes = [c for c in range(width) if headings[c].role == CODE and stats[c].codes >= 0.3]
    codes = codes or _unheaded_codes(headings, stats)
    unsure: list[str] = []
    blocks, sure = [], [1.0]
    for place, code in enumerate(codes):
        end = codes[place + 1] if place + 1 < len(codes) else width
        here = range(code + 1, end) if len(codes) > 1 else [c for c in range(width) if c != code]
        amounts = _amounts(headings, stats, here, unsure)
        if amounts:
            blocks.append(
                Block(
                    code,
                    tuple(amounts),
                    _role(headings, here, MODIFIER) or _unheaded_modifier(headings, stats, here, code),
                    _role(headings, here, SETTING),
                    _role(headings, here, SINCE),
                    _role(headings, here, UNITS),
                )
            )
            sure.append((stats[code].codes + (headings[code].role == CODE)) / 2)
            sure += [(stats[a.column].amounts + (headings[a.column].role == AMOUNT)) / 2 for a in amounts]
    confidence = min(sure) / (2 if unsure else 1) if blocks else 0.0
    return Proposal(
        tuple(blocks), tuple(h.text for h in headings), confidence, tuple(unsure), _left(headings, stats, blocks)
    )


def named(wanted: Mapping[str, str], header: Rows, data: Rows) -> Proposal:
    """Take the columns that a person has named (`code=A,amount=C`); what is not named is proposed.

    Raises:
        InputError: if a column is not there or a name is not known.
    """
    width = max(map(len, data), default=0)
    headings = _headings(header, width)
    found = {what: _column(where, headings, width) for what, where in wanted.items()}
    proposed = propose(header, data)
    first = proposed.blocks[0] if proposed.blocks else None
    code = found.get("code", first.code if first else None)
    if code is None:
        raise InputError("No column of codes is seen.", "Name it: --columns code=A,amount=C.")
    amounts = [
        AmountColumn(found[n], "" if n == "amount" else n) for n in ("amount", "facility", "nonfacility") if n in found
    ]
    kept = amounts or (list(first.amounts) if first else [])
    if not kept:
        raise InputError("No column of amounts is seen.", "Name it: --columns code=A,amount=C.")
    taken = {code, *(a.column for a in kept)}

    def other(name: str, seen: int | None) -> int | None:
        return found.get(name, None if seen in taken else seen)

    block = Block(
        code,
        tuple(kept),
        other("modifier", first.modifier if first else None),
        other("setting", first.setting if first else None),
        other("since", first.since if first else None),
        other("units", first.units if first else None),
    )
    stats = [_Content.of(data, column) for column in range(width)]
    return Proposal((block,), tuple(h.text for h in headings), 1.0, left=_left(headings, stats, [block]))


def _column(where: str, headings: Sequence[Heading], width: int) -> int:
    text = where.strip()
    for place, heading in enumerate(headings):
        if heading.text and heading.text.casefold() == text.casefold():
            return place
    if text.isdigit():
        number = int(text) - 1
    elif re.fullmatch(r"[A-Za-z]{1,2}", text):
        number = 0
        for sign in text.upper():
            number = number * 26 + ord(sign) - 64
        number -= 1
    else:
        number = -1
    if not 0 <= number < width:
        known = ", ".join(f"{letter(i)} '{h.text}'" for i, h in enumerate(headings))
        raise InputError(f"There is no column '{where}'.", f"There are: {known}.")
    return number


@attrs.frozen
class _Content:
    """Shares of a column's cells that are not empty, and how many those are.

    Attributes:
        codes: codes, also without their zeros.
        amounts: whatever may stand in a column of amounts.
        money: the same without small whole numbers, which are units or counts.
        modifiers: two signs.
        filled: cells that are not empty.
    """

    codes: float
    amounts: float
    money: float
    modifiers: float
    filled: int

    @classmethod
    def of(cls, data: Rows, column: int) -> _Content:
        cells = [row[column] for row in data if column < len(row) and row[column].strip()]
        size = len(cells) or 1
        codes = sum(looks_like_code(cell) or looks_like_short_code(cell) for cell in cells)
        modifiers = sum(bool(_MODIFIER.match(cell.upper())) for cell in cells)
        amounts = [cell for cell in cells if looks_like_amount(cell)]
        money = [cell for cell in amounts if not re.fullmatch(r"\d{1,2}", cell)]
        return cls(codes / size, len(amounts) / size, len(money) / size, modifiers / size, len(cells))


def _headings(header: Rows, width: int) -> list[Heading]:
    """Join the lines of a heading; a word above two columns (`Facility`) is meant for both when below it are two."""
    lines = [[cell.strip() for cell in row[:width]] + [""] * (width - len(row)) for row in header]
    for upper, lower in pairwise(lines):
        for place in range(1, width):
            if not upper[place] and lower[place] and read_heading(upper[place - 1]).role == AMOUNT:
                upper[place] = upper[place - 1]
    joined = []
    for column in range(width):
        parts: list[str] = []
        for line in lines:
            if line[column] and line[column] not in parts:
                parts.append(line[column])
        joined.append(" ".join(parts))
    return [read_heading(text) for text in joined]


def _unheaded_codes(headings: Sequence[Heading], stats: Sequence[_Content]) -> list[int]:
    fits = [c for c, s in enumerate(stats) if s.codes >= 0.6 and headings[c].role in (OTHER, CODE) and s.filled]
    return fits[:1]


def _unheaded_modifier(
    headings: Sequence[Heading], stats: Sequence[_Content], here: Sequence[int], code: int
) -> int | None:
    """Take the column after the codes if it has modifiers only and no heading but one that runs on from the codes'."""
    after = code + 1
    fits = after in here and stats[after].filled and stats[after].modifiers == 1
    return after if fits and headings[after].text in ("", headings[code].text) else None


def _left(headings: Sequence[Heading], stats: Sequence[_Content], blocks: Sequence[Block]) -> tuple[int, ...]:
    taken = {amount.column for block in blocks for amount in block.amounts}
    named = [c for c, heading in enumerate(headings) if heading.role == AMOUNT and stats[c].filled]
    return tuple(c for c in named if c not in taken)


def _role(headings: Sequence[Heading], here: Sequence[int], role: str) -> int | None:
    return next((c for c in here if headings[c].role == role), None)


def _amounts(
    headings: Sequence[Heading], stats: Sequence[_Content], here: Sequence[int], unsure: list[str]
) -> list[AmountColumn]:
    """Choose the amount columns; two for the same setting and modifier are a question."""
    fits = [c for c in here if headings[c].role == AMOUNT and stats[c].amounts >= 0.5]
    own = [c for c in fits if not headings[c].foreign] or fits
    if not own:
        own = [c for c in here if headings[c].role == OTHER and not headings[c].text and stats[c].money >= 0.6]
    by_key: dict[tuple[str, str], list[int]] = {}
    for column in own:
        by_key.setdefault((headings[column].setting, headings[column].modifier), []).append(column)
    for columns in by_key.values():
        if len(columns) > 1:
            listed = " or ".join(f"{letter(c)} '{headings[c].text}'" for c in columns)
            name = headings[columns[0]].setting or "amount"
            unsure.append(f"The {name} could be {listed}: name it with --columns {name}={letter(columns[-1])}.")
    return [AmountColumn(columns[0], *key) for key, columns in by_key.items()]
