"""How far a payer's rates stand above the lowest of some lines, code by code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from counteroffer.clauses.seen import Seen
    from counteroffer.measure.registry import Facts

UNIT = ("billed_code", "component", "setting")
"""What has one rate."""


def above_lowest(seen: Seen, among: Facts) -> NDArray[np.int64]:
    """Give cents of each line of the base period that its rate is above the lowest rate of its code, half-up.

    Args:
        seen: the payer.
        among: the lines whose rates are looked at; codes that none of them has count nothing.
    """
    rated = among.filter(among.rate > 0)
    rows: list[dict[str, Any]] = rated.group_by(list(UNIT)).agg(lowest=rated.rate.min()).to_pyarrow().to_pylist()
    lowest = {tuple(row[key] for key in UNIT): row["lowest"] for row in rows}
    mine = zip(*(seen.column(key) for key in UNIT), strict=True)
    low = np.array([lowest.get(key, 0) for key in mine], dtype=np.int64)
    gap = np.where(seen.column("paid_finally") & (low > 0), np.maximum(seen.column("rate") - low, 0), 0)
    return np.asarray((gap * seen.column("milliunits") * 2 + 1000) // 2000, dtype=np.int64)
