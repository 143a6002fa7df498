"""Proposals written down: from plain changes to the YAML that `proposal.read_proposal` reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import yaml

from counteroffer.core.money import half_up
from counteroffer.price.rounding import FULL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from counteroffer.negotiate.proposal import Proposal, RateChange


def percent_text(milli: int) -> str:
    """Write thousandths of a percent as a contract does: `4`, `-2.5`."""
    sign = "-" if milli < 0 else ""
    whole, part = divmod(abs(milli), 1000)
    return f"{sign}{whole}" + (f".{part:03d}".rstrip("0") if part else "")


def proposal_text(head: Mapping[str, Any], rates: Sequence[Mapping[str, Any]], **more: Any) -> str:
    """Write a proposal.

    Args:
        head: `proposal`, `payer`, `by`, `says`, `starts`, `years`, `quoted`, ... as texts; what is empty is left out.
        rates: its changes of rates, as texts.
        more: `escalator`, `volumes` and `terms`, as texts.
    """
    said: dict[str, Any] = {key: value for key, value in head.items() if value not in (None, "")}
    said |= {"rates": [dict(rate) for rate in rates]} if rates else {}
    said |= {key: value for key, value in more.items() if value}
    return str(yaml.safe_dump(said, sort_keys=False, allow_unicode=True, width=120))


def softened(proposal: Proposal, share: int) -> tuple[RateChange, ...]:
    """Give a proposal's changes with its rises at a share (thousandths of a percent) of what they are, half-up.

    What falls, and what pays by a rate of its own, stays.
    """
    return tuple(
        attrs.evolve(change, percent=half_up(change.percent * share, FULL))
        if change.percent is not None and change.percent > 0
        else change
        for change in proposal.rates
    )
