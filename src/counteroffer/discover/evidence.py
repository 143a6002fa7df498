"""The lines of one code, modifier and setting, as votes of each day for each possible amount for one unit."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import attrs
import numpy as np

from counteroffer.discover.units import unit_amount, unit_range

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

Key = tuple[str, str, str]
"""Code, modifiers that are priced apart, setting."""

ALIKE = 0.6
"""The share of a group's lines that must follow the charges before its changes are those of the charges."""
MOST = 40
"""Amounts that are weighed in a group; of more, those with the most lines."""


@attrs.frozen(eq=False)
class Evidence:
    """The observed rows of one group, by day, as arrays of equal length.

    Attributes:
        key: what they are of.
        row: their places in the observed table.
        day: days since 1970-01-01, in order.
        milliunits, charge, allowed: of one line.
        least, greatest: the amounts for one unit that a line agrees with, cents.
        capped: true where the charge itself was allowed: the rate is that much or more.
        lines: how many equal lines.
    """

    key: Key
    row: Ints
    day: Ints
    milliunits: Ints
    charge: Ints
    allowed: Ints
    least: Ints
    greatest: Ints
    capped: Bools
    lines: Ints

    @property
    def dollars(self) -> Ints:
        """Allowed cents of each row's lines together."""
        product: Ints = self.allowed * self.lines
        return product

    def agrees(self, amount: int) -> Bools:
        """Say which rows an amount for one unit would explain."""
        return (self.least <= amount) & (self.capped | (amount <= self.greatest))

    @property
    def follows_charges(self) -> bool:
        """Whether most lines were allowed one share (in half percents) of charges that are not all alike."""
        unit_charge = unit_amount(self.charge, self.milliunits)
        if len(np.unique(unit_charge)) < 2 or not (self.charge > 0).all() or (self.allowed > 9 * self.charge).any():
            return False
        halves = np.rint(200 * self.allowed / self.charge).astype(np.int64)
        share = np.bincount(halves, weights=self.lines).argmax()
        alike = np.abs(200 * self.allowed - share * self.charge) <= 100
        both = len(np.unique(unit_charge[alike])) > 1
        return bool(both and self.lines[alike].sum() >= ALIKE * self.lines.sum())

    def of_charges(self) -> Evidence:
        """Give the same lines with the charge in the place of what was allowed."""
        least, greatest = unit_range(self.charge, self.milliunits)
        nowhere = np.zeros_like(self.capped)
        return attrs.evolve(self, allowed=self.charge, least=least, greatest=greatest, capped=nowhere)

    def candidates(self) -> Ints:
        """Give the amounts to be weighed, the highest first: of two as likely the first is taken.

        What goes wrong at a payer (reductions, wrong schedules, units that are dropped) nearly always lowers an amount.
        """
        amounts, where = np.unique(unit_amount(self.allowed, self.milliunits), return_inverse=True)
        votes = np.bincount(where, weights=self.lines)
        kept: Ints = np.sort(amounts[np.argsort(-votes, kind="stable")[:MOST]])[::-1]
        return kept

    def misses(self, amounts: Ints) -> tuple[Ints, Ints]:
        """Count, for every day and amount, the lines that disagree.

        Returns:
            The days, shape (d,), and the counts, shape (d, len(amounts)).
        """
        days, where = np.unique(self.day, return_inverse=True)
        agree = np.stack([self.agrees(int(amount)) for amount in amounts], axis=1)
        counts = np.zeros((len(days), len(amounts)), dtype=np.int64)
        np.add.at(counts, where, ~agree * self.lines[:, None])
        return days, counts


def by_group(observed: pa.Table) -> Iterator[Evidence]:
    """Part the observed rows (`discover.observed.OBSERVED`) by code, modifier and setting."""
    sorted_ = observed.sort_by([(name, "ascending") for name in ("code", "modifier", "setting", "day")])
    columns = {name: sorted_[name].to_numpy() for name in ("milliunits", "charge", "allowed", "lines")}
    day = sorted_["day"].cast("int32").to_numpy().astype(np.int64)
    least, greatest = unit_range(columns["allowed"], columns["milliunits"])
    capped = columns["allowed"] == columns["charge"]
    keys = list(zip(*(sorted_[name].to_pylist() for name in ("code", "modifier", "setting")), strict=True))
    starts = [i for i, key in enumerate(keys) if i == 0 or key != keys[i - 1]]
    row = np.arange(len(keys), dtype=np.int64)
    for start, end in pairwise([*starts, len(keys)]):
        at = slice(start, end)
        units, charge, allowed = (columns[name][at] for name in ("milliunits", "charge", "allowed"))
        yield Evidence(
            key=keys[start],
            row=row[at],
            day=day[at],
            milliunits=units,
            charge=charge,
            allowed=allowed,
            least=least[at],
            greatest=greatest[at],
            capped=capped[at],
            lines=columns["lines"][at],
        )
