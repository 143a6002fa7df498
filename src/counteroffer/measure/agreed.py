"""What contracts say on one matter, as rows that no two of which reach the same day of a payer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import ibis

if TYPE_CHECKING:
    from collections.abc import Sequence

_NEVER = date(9999, 12, 31)


def said(clauses: Any, kind: str, numbers: Sequence[str], words: Sequence[str] = ()) -> Any:
    """Give what contract versions say in one kind of clause.

    Where two versions of a payer reach the same day, the one that began later counts; of two that began on one day
    the larger numbers count (the more lenient to the payer).

    Args:
        clauses: `core.tables.CLAUSES`.
        kind: key of the kind of clause.
        numbers: fields that are numbers.
        words: fields that are words.

    Returns:
        One row for each payer and first day: payer, since, before (the day from which it no longer counts), says, and
        the fields; null where the clause does not say them.
    """
    rows = clauses.filter(clauses.clause == kind, ~clauses.silent)
    fields = {name: rows.number.max(where=rows.field == name) for name in numbers}
    fields |= {name: rows.value.max(where=rows.field == name) for name in words}
    told = rows.group_by("payer", "since").agg(until=rows.until.max(), says=rows.says.max(), **fields)
    window = ibis.window(group_by=told.payer, order_by=told.since)
    told = told.mutate(next=told.since.lead().over(window))
    ends = ibis.cases(
        (told.until >= _NEVER, told.next),
        (told.next.isnull() | (told.next > told.until), told.until.cast("date") + ibis.interval(days=1)),
        else_=told.next,
    )
    before = ibis.coalesce(ends, ibis.literal(_NEVER)).cast("date")
    return told.mutate(before=before).select("payer", "since", "before", "says", *numbers, *words)


def in_force(table: Any, told: Any, day: str) -> Any:
    """Join rows with what was agreed on their day (a column's name); null where nothing was.

    The columns of `told` get the prefix `agreed_`.
    """
    named = told.rename({f"agreed_{name}": name for name in told.columns})
    return table.left_join(
        named,
        [table.payer == named.agreed_payer, table[day] >= named.agreed_since, table[day] < named.agreed_before],
    )
