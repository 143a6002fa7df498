"""Which codes of a payer can be asked for, as the table that levers are built from; the rest with the reason."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import attrs
import numpy as np
import pyarrow as pa

from counteroffer.core.money import half_up
from counteroffer.negotiate.levers import CENT, KEY, VOLUMES
from counteroffer.negotiate.volumes import FIXED, OF_CHARGES
from counteroffer.price.rounding import FULL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from counteroffer.negotiate.volumes import Row, Volumes

    Key = tuple[str, str, str]

AT_CHARGE, UNPRICED, IN_CASES = "paid as a part of charges", "without a rate", "inside a case or capitated"


@attrs.frozen
class InPlay:
    """A payer's codes at the table.

    Attributes:
        volumes: `levers.VOLUMES` of codes with a rate.
        aside: reason -> cents a year that no change of a rate moves.
    """

    volumes: pa.Table
    aside: dict[str, int]


def in_play(
    volumes: Volumes, medicare: Mapping[Key, int], costs: Mapping[Key, int], seen: Mapping[Key, int] | None = None
) -> InPlay:
    """Sum the base period by code, for a year.

    Args:
        volumes: the base period under today's contract.
        medicare: key -> cents that Medicare allows for one unit.
        costs: key -> millionths of a dollar that one unit costs the practice.
        seen: key -> weight in the percent that the payer looks at; a key that is not named weighs nothing. None: a
            plain mean over the codes.
    """
    now, charge, contracted = (volumes.sums(cents) for cents in _columns(volumes))
    sums: dict[Key, list[int]] = defaultdict(lambda: [0] * 5)
    rates: dict[Key, list[tuple[int | None, int]]] = defaultdict(list)
    lesser, aside = set(), dict[str, int]()
    for place, row in enumerate(volumes.rows):
        if reason := _aside(row):
            aside[reason] = aside.get(reason, 0) + volumes.yearly(now[place])
            continue
        for column, part in enumerate((now, charge, contracted)):
            sums[row.key][column] += part[place]
        sums[row.key][3] += row.milliunits
        rates[row.key].append((None if row.fine else row.rate, row.milliunits))
        if row.lesser_of:
            lesser.add(row.key)
    made = []
    for key, (allowed, charged, agreed, milliunits, _) in sorted(sums.items()):
        room = (charged - agreed) * FULL // agreed if key in lesser and agreed > 0 else None
        yearly = volumes.yearly(milliunits)
        cost = costs.get(key)
        made.append(dict(zip(KEY, key, strict=True)) | {
            "allowed": volumes.yearly(allowed), "milliunits": yearly, "rate": _rate(rates[key]), "room": room,
            "seen": 1 if seen is None else seen.get(key, 0),
            "medicare": medicare[key] * CENT if key in medicare else None,
            "cost": None if cost is None else half_up(cost * yearly, CENT * 1000),
        })  # fmt: skip
    return InPlay(pa.Table.from_pylist(made, schema=VOLUMES), aside)


def _columns(volumes: Volumes) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give what lines are allowed, and of those with a contracted amount their charge and that amount."""
    priced = volumes.contracted >= 0
    return volumes.now, np.where(priced, volumes.charge, 0), np.where(priced, volumes.contracted, 0)


def _aside(row: Row) -> str:
    """Say why no change of a rate moves a row; empty if one does."""
    if row.basis == OF_CHARGES:
        return AT_CHARGE
    if row.basis in FIXED:
        return IN_CASES
    return UNPRICED if row.rate is None and not row.fine else ""


def _rate(some: list[tuple[int | None, int]]) -> int | None:
    """Give one rate for a code, millionths of a dollar: of several the mean by units; None where one is not known."""
    units = sum(milliunits for _, milliunits in some)
    known = [(rate, milliunits) for rate, milliunits in some if rate is not None]
    if len(known) < len(some) or units <= 0:
        return None
    return half_up(sum(rate * milliunits for rate, milliunits in known) * CENT, units)
