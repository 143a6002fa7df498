"""The mandate: what the partners allow their negotiator. It is for no letter: nothing that writes to payers sees it.

The layer that writes documents may not import this module (pyproject.toml, import-linter), and a test says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from counteroffer.core.errors import InputError

if TYPE_CHECKING:
    from datetime import date


@attrs.frozen(repr=False)
class Mandate:
    """Percents of a year's money by today's contract, thousandths; it never shows in a trace or a log.

    Attributes:
        opening: what we ask for first.
        target: what we want.
        reservation: below it leaving is better; None: not worked out.
        until: last day on which it holds; None: open.
        note: in the partners' words.
    """

    opening: int
    target: int
    reservation: int | None = None
    until: date | None = None
    note: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse one that cannot be: the opening above the target above the reservation."""
        if self.opening < self.target:
            raise InputError("The opening is below the target.", "Ask first for more than you want.")
        if self.reservation is not None and self.target < self.reservation:
            raise InputError("The target is below the reservation.", "Want more than what you would leave at.")

    def __repr__(self) -> str:
        """Say nothing of what it holds."""
        return "Mandate(...)"
