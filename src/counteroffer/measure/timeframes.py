"""How fast the law wants an authorization decided: the shelf's rows as expressions over authorizations."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import ibis

from counteroffer.core.dates import from_iso
from counteroffer.core.plain import read_plain

if TYPE_CHECKING:
    from datetime import date

SHELF = Path(__file__).parents[1] / "shelf" / "authorizations" / "timeframes.yaml"


@attrs.frozen
class Timeframe:
    """One rule: from when until when, for which kinds of plan, how many hours, which families it leaves out."""

    rule: str
    since: date
    until: date
    products: tuple[str, ...]
    expedited_hours: int
    standard_hours: int
    leaves_out: tuple[str, ...]


@cache
def timeframes() -> tuple[Timeframe, ...]:
    """Read the shelf (once)."""
    value: Any = read_plain(SHELF.read_text(encoding="utf-8")).value
    return tuple(
        Timeframe(
            row["rule"], from_iso(row["since"]), from_iso(row["until"]), tuple(row["products"]),
            int(row["expedited_hours"]), int(row["standard_hours"]), tuple(row["leaves_out"]),
        )
        for row in value["timeframes"]
    )  # fmt: skip


def limit_minutes(auths: Any) -> Any:
    """Give the minutes within which the law wants it decided; null where no law of the shelf reaches it."""
    rules = [
        (
            auths["product"].isin(rule.products) & ~auths.family.isin(rule.leaves_out)
            & (auths.asked_date >= ibis.literal(rule.since)) & (auths.asked_date <= ibis.literal(rule.until)),
            ibis.ifelse(auths.expedited, rule.expedited_hours * 60, rule.standard_hours * 60).cast("int64"),
        )
        for rule in timeframes()
    ]  # fmt: skip
    return ibis.cases(*rules, else_=ibis.null("int64"))
