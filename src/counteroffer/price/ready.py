"""What is looked up for lines, made once before they are priced: small tables, of what occurs on them only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from counteroffer.price.adjust.by_modifier import said_of_modifiers
from counteroffer.price.adjust.practitioner import classes
from counteroffer.price.adjust.several import PARTS, heads, reach
from counteroffer.price.base import in_force, names, numbered, of_codes
from counteroffer.price.occurring import Occurring, codes, fees, modifiers

if TYPE_CHECKING:
    import ibis

    from counteroffer.price.given import Given, Keep


@attrs.frozen
class Ready:
    """What prices some lines, looked up for what occurs on them.

    Attributes:
        given: numbered.
        found: combinations of modifiers and codes that occur.
        days: the version in force for each payer and day that occurs (`price.base.in_force`).
        said: what versions say of modifiers (`price.adjust.by_modifier.said_of_modifiers`), None where none does.
        rates: the rates of codes that occur (`price.base.of_codes`).
        classes: what versions pay by class (`price.adjust.practitioner.classes`), None where none does.
        heads: rules that rank procedures (`price.adjust.several.heads`).
        reach: the indicators that they rank (`price.adjust.several.reach`).
        medicare: Medicare's amounts for codes that occur (`price.occurring.fees`).
        names: contract and version of each number (`price.base.names`).
    """

    given: Given
    found: Occurring
    days: ibis.Table
    said: ibis.Table | None
    rates: ibis.Table
    classes: ibis.Table | None
    heads: ibis.Table
    reach: ibis.Table
    medicare: ibis.Table
    names: ibis.Table


def ready(lines: ibis.Table, given: Given, keep: Keep | None) -> Ready:
    """Look up what occurs on lines: these and any part of them can then be priced.

    Args:
        lines: final lines, as they were read: they are scanned several times, each time for a few columns.
        given: what prices them.
        keep: computes a table once; None: everything stays an expression.
    """
    keep = keep or _as_it_is
    given = _kept(numbered(given), keep)
    found = Occurring(lines, keep(modifiers(lines)), keep(codes(lines, given.procedures)))
    ranking = keep(heads(given))
    return Ready(
        given,
        found,
        days=keep(in_force(lines, given)),
        said=keep(said_of_modifiers(given, found)) if given.says("modifier") else None,
        rates=keep(of_codes(given, found.codes)),
        classes=keep(classes(given)) if given.says("practitioner") else None,
        heads=ranking,
        reach=keep(reach(ranking, given.procedures)),
        medicare=keep(fees(given.medicare, found.codes)),
        names=keep(names(given)),
    )


def _kept(given: Given, keep: Keep) -> Given:
    """Compute the small tables once; the rate book too, where rates are looked up again beside those of the lines."""
    small = ("rules", "versions", "cases", "procedures", "clinicians")
    made = {name: keep(getattr(given, name)) for name in small}
    again = given.sites is not None or any(given.says(name) for name in ("families", *(f"of {p}" for p in PARTS[1:])))
    if given.sites is not None:
        made["sites"] = keep(given.sites)
    return attrs.evolve(given, **made, rates=keep(given.rates) if again else given.rates)


def _as_it_is(table: ibis.Table) -> ibis.Table:
    return table
