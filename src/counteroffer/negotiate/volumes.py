"""Base-period volumes: a payer's own lines under the contract in force today, ready to be priced by other rates.

Lines stand in numpy columns, those of one rate side by side, so that a proposal is priced by few passes over them. The
price is the pricer's own chain (`price.adjust`): the rate, the percents of modifiers, clinician and place, the units,
the lesser of it and the charge. Where a line's price today does not follow from that chain alone (several procedures of
a day, rates finer than a cent, anesthesia), the contracted amount moves in proportion to the rate; such lines are
counted (`scaled`), and the pricer itself can be asked beside (`workspace.scenarios.exact`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from counteroffer.contracts.capitated import CAPITATED
from counteroffer.core.money import half_up
from counteroffer.price.adjust.cases import IN_CASE, OUTLIER
from counteroffer.price.adjust.percents import ORDER
from counteroffer.price.rounding import FULL

if TYPE_CHECKING:
    from datetime import date

    import numpy.typing as npt
    import pyarrow as pa

    Ints = npt.NDArray[np.int64]
    Flags = npt.NDArray[np.bool_]

OF_CHARGES, FIXED = "percent_of_charges", (IN_CASE, OUTLIER, CAPITATED)
"""Bases whose amount is no rate of a unit: a part of the charge; and what no rate changes."""

MENDED_BY_A_RATE = ("", "no_rate", "no_contract", "by_hand")
"""Why a line has no price (`priced.why_not`), where a rate would give it one; else more than that is lacking."""

ROW = ("billed_code", "component", "as_setting", "product", "term_id", "basis", "rate", "percent", "lesser_of")
"""What the lines of one row share."""

LINE = (
    *("line_id", *ROW, "milliunits", "charge", "allowed", "begun", *ORDER, "modified", "rank", "whole"),
    *("contracted", "amount", "why_not", "claim", "patient_key", "by_claim"),
)

_TEXTS = ("why_not", "claim", "patient_key")
"""Columns of `price.run.worked` (and of the lines) that volumes are made of."""


@attrs.frozen
class Row:
    """Lines of one code, modifier, setting and product that one term pays alike.

    Attributes:
        code: as billed.
        modifier: 26, TC, of equipment NU, RR or UE, or empty.
        setting: whose rate is paid.
        product: `lines.product`.
        term_id: the contract's term; empty where none reaches the code.
        basis: how it pays (`rates.basis`); empty where the lines have no price today.
        rate: cents for one unit; None where it is a part of charges, or there is none.
        percent: thousandths of a percent, of Medicare, a list or charges; None where there is none.
        lesser_of: whether the charge limits it.
        lines: how many lines.
        milliunits: their units, thousandths.
        fine: whether its amount is of the whole line (drugs, anesthesia): finer than a rate in cents.
    """

    code: str
    modifier: str
    setting: str
    product: str
    term_id: str
    basis: str
    rate: int | None
    percent: int | None
    lesser_of: bool
    lines: int
    milliunits: int
    fine: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """Code, modifier and setting."""
        return self.code, self.modifier, self.setting


@attrs.frozen(eq=False)
class Volumes:
    """One payer's lines of the base period under today's rates.

    Attributes:
        payer: the payer.
        since: first day of service of the base period.
        until: its last day.
        months: its length.
        on: the day whose rates are today's.
        rows: what lines share.
        first: place of each row's first line.
        line_id, milliunits, charge, begun, modified, contracted, now: one value a line (cents; `now` is what is
            expected, or where nothing can be, what was allowed).
        percents: six columns of thousandths of a percent.
        charged: place of the line's row.
        plain: lines whose contracted amount follows from the chain alone.
        cut: lines that pay less than the chain and their own charge say.
        changed: lines with a percent other than 100.
        stuck: lines that no rate gives a price (a modifier of which the contract says nothing, say).
        claim: number of the claim whose charges limit its lines together; -1 where they do not.
        later: for each further year of the contract as it stands, cents of each row's rate (-1: as before).
    """

    payer: str
    since: date
    until: date
    months: int
    on: date
    rows: tuple[Row, ...]
    first: Ints
    row: Ints
    line_id: Ints
    milliunits: Ints
    charge: Ints
    begun: Ints
    percents: Ints
    modified: Ints
    contracted: Ints
    now: Ints
    whole: Flags
    plain: Flags
    cut: Flags
    changed: Flags
    stuck: Flags
    claim: Ints
    later: tuple[Ints, ...] = ()

    @property
    def lines(self) -> int:
        """How many lines."""
        return len(self.line_id)

    @property
    def scaled(self) -> int:
        """Lines with a rate whose amount moves in proportion to it."""
        return int(np.count_nonzero(~self.plain & (self.modified >= 0)))

    def sums(self, cents: Ints) -> list[int]:
        """Sum a column of the lines for each row."""
        return [int(n) for n in np.add.reduceat(cents, self.first)] if len(self.first) else []

    def yearly(self, total: int, volume: int = FULL) -> int:
        """Give a sum of the base period for twelve months, at a volume (thousandths of a percent of today's)."""
        return half_up(total * 12 * volume, self.months * FULL)


def rounded(numerator: Any, denominator: Any) -> Any:
    """Divide whole numbers that are not negative, half-up: the twin of `price.rounding.half_up` for numpy."""
    return (2 * numerator + denominator) // (2 * denominator)


def chained(begun: Ints, percents: Ints, changed: Flags) -> Ints:
    """Take the percents of a rate one after the other, each rounded half-up; -1 stays: no rate."""
    made = begun.copy()
    some = np.flatnonzero(changed & (begun >= 0))
    part = made[some]
    for column in range(percents.shape[1]):
        part = rounded(part * percents[some, column], FULL)
    made[some] = part
    return made


@attrs.frozen
class Base:
    """The base period: whose, first and last day of service, its months, and the day whose rates are today's."""

    payer: str
    since: date
    until: date
    months: int
    on: date


def volumes_of(table: pa.Table, base: Base) -> Volumes:
    """Make volumes of worked lines: the columns `LINE`, one row a line."""
    table = table.sort_by([(name, "ascending") for name in (*ROW, "line_id")])
    column = {name: _ints(table, name) for name in LINE if name not in (*ROW, *_TEXTS)}
    rows, first, row = _rows(table)
    flags = [_row_flags(rows, test) for test in (_of_charges, _fixed, _is_lesser)]
    of_charges, fixed, lesser = (flag[row] for flag in flags)
    percents = np.stack([column[name] for name in ORDER], axis=1)
    changed = (percents != FULL).any(axis=1) & ~of_charges & ~fixed
    modified, contracted, charge = (column[name] for name in ("modified", "contracted", "charge"))
    whole = column["whole"] == 1
    calculated = np.where(whole, modified, rounded(np.maximum(modified, 0) * column["milliunits"], 1000))
    follows = chained(column["begun"], percents, changed) == modified
    plain = (contracted == calculated) & follows & ~fixed & (column["rank"] == 0) & (contracted >= 0)
    claim = _claims(table, column["by_claim"] == 1)
    amount = column["amount"]
    beyond = lesser & (claim < 0) & (amount > charge)  # a case is held against the charges of all its lines
    charge = np.where(beyond, amount, charge)
    limit = by_claim(np.where(lesser, np.minimum(contracted, charge), contracted), charge, claim, column["line_id"])
    return Volumes(
        base.payer, base.since, base.until, base.months, base.on, rows, first, row,
        column["line_id"], column["milliunits"], charge,
        column["begun"], percents, modified, contracted,
        now=np.where(amount >= 0, amount, np.maximum(column["allowed"], 0)), whole=whole, plain=plain,
        cut=(amount >= 0) & (amount < limit), changed=changed,
        stuck=~np.isin(np.asarray(table["why_not"].to_pylist(), dtype=str), MENDED_BY_A_RATE),
        claim=claim,
    )  # fmt: skip


def by_claim(cents: Ints, charge: Ints, claim: Ints, line_id: Ints) -> Ints:
    """Cut the lines of each claim down to its charges: the twin of `price.adjust.lesser_of_claim` for numpy.

    A claim with a line that has no price (-1) is left as it is.
    """
    some = np.flatnonzero(claim >= 0)
    if not len(some):
        return cents
    some = some[np.lexsort((line_id[some], claim[some]))]
    group, paid = claim[some], np.maximum(cents[some], 0)
    first = np.flatnonzero(np.append(True, group[1:] != group[:-1]))
    sizes = np.diff(np.append(first, len(some)))
    charges, amounts, unpriced = (
        np.repeat(np.add.reduceat(column, first), sizes)
        for column in (charge[some], paid, (cents[some] < 0).astype(np.int64))
    )
    so_far = np.cumsum(paid)
    upto = so_far - np.repeat(so_far[first] - paid[first], sizes)
    share, before = (rounded(part * charges, np.maximum(amounts, 1)) for part in (upto, upto - paid))
    over = (amounts > charges) & (charges >= 0) & (unpriced == 0) & (cents[some] >= 0)
    made = cents.copy()
    made[some] = np.where(over, share - before, cents[some])
    return made


def _claims(table: pa.Table, flags: Flags) -> Ints:
    """Number the claims whose charges limit their lines together."""
    if not flags.any():
        return np.full(len(table), -1, dtype=np.int64)
    names = zip(table["claim"].to_pylist(), table["patient_key"].to_pylist(), strict=True)
    numbers: dict[tuple[str, str], int] = {}
    every = [numbers.setdefault(name, len(numbers)) for name in names]
    return np.where(flags, np.array(every, dtype=np.int64), -1)


def _ints(table: pa.Table, name: str) -> Ints:
    """Give a column as whole numbers; -1 where it is null."""
    return np.asarray(table[name].cast("int64").fill_null(-1).to_numpy(), dtype=np.int64)


def _rows(table: pa.Table) -> tuple[tuple[Row, ...], Ints, Ints]:
    """Give the rows of a sorted table, the place of each one's first line, and the row of each line."""
    if not len(table):
        nothing = np.zeros(0, dtype=np.int64)
        return (), nothing, nothing
    new = np.zeros(len(table), dtype=bool)
    new[0] = True
    for name in ROW:
        codes = table[name].combine_chunks().dictionary_encode("encode")
        indices = codes.indices.to_numpy(zero_copy_only=False)
        new[1:] |= indices[1:] != indices[:-1]
    first = np.flatnonzero(new).astype(np.int64)
    counts = np.diff(np.append(first, len(table)))
    units = np.add.reduceat(_ints(table, "milliunits"), first)
    heads = table.select([*ROW, "whole"]).take(first).to_pylist()
    rows = tuple(_row(head, int(n), int(m)) for head, n, m in zip(heads, counts, units, strict=True))
    return rows, first, np.cumsum(new, dtype=np.int64) - 1


def _row(head: dict[str, Any], lines: int, milliunits: int) -> Row:
    texts = [head[name] or "" for name in ("billed_code", "component", "as_setting", "product", "term_id", "basis")]
    code, modifier, setting, product, term_id, basis = texts
    fine = bool(head["whole"]) and basis not in ("case_rate", OF_CHARGES, *FIXED)
    return Row(
        code, modifier, setting, product, term_id, basis, head["rate"], head["percent"], bool(head["lesser_of"]),
        lines, milliunits, fine,
    )  # fmt: skip


def _row_flags(rows: tuple[Row, ...], test: Any) -> Flags:
    return np.array([test(row) for row in rows], dtype=bool)


def _of_charges(row: Row) -> bool:
    return row.basis == OF_CHARGES


def _fixed(row: Row) -> bool:
    return row.basis in FIXED


def _is_lesser(row: Row) -> bool:
    return row.lesser_of
