"""What occurs on the lines: every combination of modifiers and every billed code is looked at once, not line by line.

Both get what the steps of pricing ask of them, and codes a number: one number finds a rate sooner than four texts.
"""

from __future__ import annotations

from typing import Any

import attrs
import ibis

from counteroffer.core.codes import COMPONENT_MODIFIERS, EQUIPMENT_LETTERS, EQUIPMENT_MODIFIERS, SUPPLY_LETTERS
from counteroffer.match.columns import NOTHING, left, text, whole
from counteroffer.price.modifiers import (
    COLUMNS,
    EQUIPMENT_CHANGING,
    INDICATOR_OF,
    PRICE_CHANGING,
    SHARE_OF,
    component,
    has,
)

INDICATORS = ("bilateral", "multiple", "cosurgeons", "team", "assistant")
SHARES = ("before", "within", "after")
"""What Medicare says of a code that the percent of a modifier may depend on."""

BY_CODE = (*INDICATOR_OF, *SHARE_OF)
"""Modifiers whose percent may depend on the code that they stand beside."""

RATE_PARTS = ("", *COMPONENT_MODIFIERS, *EQUIPMENT_MODIFIERS)
SETTINGS = ("", "facility", "nonfacility")
"""Modifiers and settings under which a rate is looked up, by their numbers in a key."""

_MOST_CODES = 1 << 24


@attrs.frozen
class Occurring:
    """What occurs on some lines.

    Attributes:
        lines: the lines themselves, as they were read.
        modifiers: one row for each combination (`modifiers`).
        codes: one row for each billed code (`codes`).
    """

    lines: ibis.Table
    modifiers: ibis.Table
    codes: ibis.Table


def together(lines: ibis.Table) -> Any:
    """Write the modifiers of a line as one text."""
    first, *others = (lines[name] for name in COLUMNS)
    for other in others:
        first = first + "|" + other
    return first


def modifiers(lines: ibis.Table) -> ibis.Table:
    """Give each combination of modifiers that occurs.

    Returns:
        `mods` (all in one text) and mod1 to mod4; `part` (26, TC or empty) and `hired` (NU, RR, UE or empty), of which
        one finds the rate; `changed` (the price changes by a rule), `by_code` (so that the code counts), `assists` (AS)
        and `other_equipment` (the equipment schedule has another amount).
    """
    some = lines.select(*COLUMNS).distinct()
    hired = ibis.cases(*((has(some, (use,)), use) for use in EQUIPMENT_MODIFIERS), else_="")
    return some.select(
        *COLUMNS, mods=together(some), part=component(some), hired=hired, changed=has(some, PRICE_CHANGING),
        by_code=has(some, BY_CODE), assists=has(some, ("AS",)), other_equipment=has(some, EQUIPMENT_CHANGING),
    )  # fmt: skip


def codes(lines: ibis.Table, procedures: ibis.Table) -> ibis.Table:
    """Give each billed code that occurs.

    Returns:
        `billed_code`, `code_no` and `kind_no` (equal for codes of which Medicare says the same: `INDICATORS` and
        `SHARES`, which stand beside it), `equipment` and `supply` (by its first letter).
    """
    some = lines.select("billed_code").distinct()
    met = left(some, procedures.select(*INDICATORS, *SHARES, billed_code="code"), ["billed_code"])
    said: dict[str, Any] = {name: text(met[name]) for name in INDICATORS}
    said |= {name: met[name].fill_null(0) for name in SHARES}
    met = met.select("billed_code", **said)
    letter = met.billed_code.left(1)
    kinds = ibis.window(order_by=[met[name] for name in (*INDICATORS, *SHARES)])
    return met.mutate(
        code_no=whole(ibis.row_number().over(ibis.window(order_by=met.billed_code))),
        kind_no=whole(ibis.dense_rank().over(kinds)),
        equipment=letter.isin(EQUIPMENT_LETTERS),
        supply=letter.isin(SUPPLY_LETTERS),
    )


def known(lines: ibis.Table, found: Occurring) -> ibis.Table:
    """Put beside every line what is known of its modifiers and its code.

    Returns:
        The lines with `mods`, `changed`, `by_code`, `assists`, `other_equipment`, `code_no`, `kind_no`, `multiple`,
        `supply`, and `component`: the modifier under which the line's rate is looked up.
    """
    lines = left(lines.mutate(mods=together(lines)), found.modifiers.drop(*COLUMNS), ["mods"])
    wanted = found.codes.select("billed_code", "code_no", "kind_no", "multiple", "equipment", "supply")
    lines = left(lines, wanted, ["billed_code"])
    use = ibis.ifelse(lines.equipment & (lines.hired != ""), lines.hired, lines.part)
    return lines.mutate(component=use).drop("part", "hired", "equipment")


def key(head: Any, code_no: Any, part: Any, setting: Any) -> Any:
    """Write what finds a rate or a fee as one number: of the version or year, the code, the modifier and the setting.

    A modifier or setting that is no line's (`RATE_PARTS`, `SETTINGS`) gives null, which finds nothing.
    """
    at = ibis.cases(*((part == name, number) for number, name in enumerate(RATE_PARTS)), else_=ibis.null("int64"))
    of = ibis.cases(*((setting == name, number) for number, name in enumerate(SETTINGS)), else_=ibis.null("int64"))
    return ((head * _MOST_CODES + code_no) * 8 + at) * 4 + of


def fees(medicare: ibis.Table, codes: ibis.Table) -> ibis.Table:
    """Give Medicare's amounts for codes that occur: `at`, the number that finds one, and `medicare_unit` (cents).

    Args:
        medicare: `price.medicare.SCHEMA`.
        codes: `codes`.
    """
    book = medicare.join(codes.select("code_no", code="billed_code"), ["code"])
    at = key(book.year.cast("int64"), book.code_no, book.modifier, book.setting)
    return book.select(at=at, medicare_unit=book.amount)


def pairs(found: Occurring) -> ibis.Table:
    """Give the combinations of modifiers, each with the kinds of code that it stands beside where these count.

    Returns:
        `mods`, mod1 to mod4, `kind_no` (-1 where the code does not count), `INDICATORS` and `SHARES`.
    """
    plain = found.modifiers.filter(~found.modifiers.by_code)
    nothing: dict[str, Any] = dict.fromkeys(INDICATORS, NOTHING) | dict.fromkeys(SHARES, ibis.literal(0, "int64"))
    plain = plain.select("mods", *COLUMNS, kind_no=ibis.literal(-1, "int64"), **nothing)
    by_code = found.modifiers.filter(found.modifiers.by_code).select("mods", *COLUMNS)
    lines = found.lines.select("billed_code", mods=together(found.lines)).join(by_code, ["mods"])
    coded = left(lines, found.codes.select("billed_code", "kind_no", *INDICATORS, *SHARES), ["billed_code"])
    return plain.union(coded.select(*plain.columns).distinct())
