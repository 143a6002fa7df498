"""Adjustments: one payment rule per file. The order in which they apply stands here and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counteroffer.price.adjust.lesser_of_charges import lesser_of_charges
from counteroffer.price.adjust.units import units

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import ibis

ADJUSTMENTS: Sequence[Callable[[ibis.Table], ibis.Value]] = (units, lesser_of_charges)
"""Each takes the lines with `amount` (cents so far) and gives the amount after its rule."""
