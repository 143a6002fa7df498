"""Other rate books and other rules side by side in one: each world's contracts and payers have names of their own.

So every suspected mistake is priced by the same expression, in one call.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

import attrs
import ibis
import pyarrow as pa

from counteroffer.core import tables
from counteroffer.match.columns import left
from counteroffer.price.base import ANY
from counteroffer.price.rounding import FULL, half_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from counteroffer.price.given import Given, Keep

APART = "~"
"""Between a name and its world."""

VERSION = ("contract", "version", "exhibit")
"""What one set of rules is of."""

LESS, FULLY = "LESS", "FULLY"
"""Classes of clinicians of the world of practitioners: paid less, and in full; also the NPIs that stand for them."""

MEDICARE_PRACTITIONER = 85_000
"""What a contract that says nothing of classes is tried with: Medicare's percent for NPs, PAs and CNSs.

Source: CMS, Medicare Claims Processing Manual (Pub. 100-04), chapter 12, sections 110 and 120."""

MEDICARE_RANKS = (50_000, 25_000)
"""Reductions of further procedures that are tried with every contract: Medicare's of surgery, and of its older rule.

Source: CMS, Medicare Claims Processing Manual (Pub. 100-04), chapter 12, section 40.6."""

BASE, PRACTITIONERS, RANKS, LESSER, NO_LESSER, RESTED = "", "P", "R", "L", "N", "D"


@attrs.frozen
class World:
    """One way in which a payer may have its books.

    Attributes:
        name: what its names end with; empty: as the contracts say.
        rates: changes the rate book.
        rules: changes the rules.
    """

    name: str
    rates: Callable[[ibis.Table], ibis.Table] = lambda rates: rates
    rules: Callable[[ibis.Table], ibis.Table] = lambda rules: rules


def usual(versions: ibis.Table, ranks: Iterable[int]) -> list[World]:
    """Give the worlds that are tried with every contract.

    Args:
        versions: `VERSION` of every version.
        ranks: percents of ranked procedures that are tried, thousandths of a percent.
    """
    return [
        World(BASE),
        World(PRACTITIONERS, rules=lambda rules: rules.union(_classes(versions, rules))),
        World(RANKS, rules=lambda rules: rules.filter(rules.kind != "multiple").union(_ranks(versions, ranks))),
        World(LESSER, rates=lambda rates: rates.mutate(lesser_of=ibis.literal(value=True))),
        World(NO_LESSER, rates=lambda rates: rates.mutate(lesser_of=ibis.literal(value=False))),
        World(RESTED, rates=lambda rates: rates.filter(rates.code == ANY)),
    ]


def of_medicare(name: str, amounts: pa.Table) -> World:
    """Give the world in which percents of Medicare are taken of other amounts: another year's, another locality's.

    Escalated rates, and those that the contract reckons its own way, are left out: the row alone does not say how.

    Args:
        name: the world's.
        amounts: code, modifier, setting and `amount`, cents.
    """

    def change(rates: ibis.Table) -> ibis.Table:
        plain = [rates[name].isnull() for name in ("micro", "factor", "work_index", "expense_index")]
        of = rates.filter(rates.basis == "percent_of_medicare", rates.escalator == "", rates.settled == "", *plain)
        met = of.inner_join(ibis.memtable(amounts), ["code", "modifier", "setting"])
        return met.mutate(rate=half_up(met.amount * met.percent, FULL)).select(*tables.RATES.names)

    return World(name, rates=change)


def together(given: Given, codes: ibis.Table, worlds: Sequence[World], keep: Keep) -> Given:
    """Put worlds side by side.

    Args:
        given: what prices lines.
        codes: `code` of every code that is asked about.
        worlds: the worlds.
        keep: computes what is used several times.
    """
    rates = keep(given.rates.filter(given.rates.code == ANY).union(given.rates.semi_join(codes, "code")))
    rules, versions, cases = keep(given.rules), keep(given.versions), keep(given.cases)
    people = {"npi": [LESS, FULLY], "clinician_class": [LESS, FULLY]}
    classes = ibis.memtable([dict(zip(people, row, strict=True)) for row in zip(*people.values(), strict=True)])
    return attrs.evolve(
        given,
        rates=keep(_all([_named(world, world.rates(rates)) for world in worlds])),
        rules=keep(_all([_named(world, world.rules(rules)) for world in worlds])),
        versions=keep(_all([_named(world, versions) for world in worlds])),
        cases=keep(_all([_named(world, cases) for world in worlds])),
        said=None if given.said is None else given.said | {"practitioner", "modifier"},
        clinicians=given.clinicians.union(classes),
    )


def in_world(name: ibis.Value, world: str) -> Any:
    """Give a payer's or a contract's name in a world."""
    return name + f"{APART}{world}" if world else name


def _named(world: World, table: ibis.Table) -> ibis.Table:
    names = {name: in_world(table[name], world.name) for name in ("payer", "contract") if name in table.columns}
    return table.mutate(**names)


def _all(parts: list[ibis.Table]) -> ibis.Table:
    return reduce(lambda one, other: one.union(other), parts)


def _classes(versions: ibis.Table, rules: ibis.Table) -> ibis.Table:
    """Give rules on two classes for every version: what its least class is paid, and all."""
    said = rules.filter(rules.kind == "practitioner")
    least = said.group_by(*VERSION).agg(least=said.percent.min())
    met = left(versions, least, list(VERSION))
    less = _rule(met, "practitioner", LESS, met.least.fill_null(MEDICARE_PRACTITIONER))
    return less.union(_rule(met, "practitioner", FULLY, ibis.literal(FULL, "int64")))


def _ranks(versions: ibis.Table, ranks: Iterable[int]) -> ibis.Table:
    """Give a rule on a modifier of our own for every percent."""
    return _all([_rule(versions, "modifier", rank(percent), ibis.literal(percent, "int64")) for percent in ranks])


def rank(percent: int) -> str:
    """Name the modifier that stands for a percent of ranked procedures."""
    return f"R{percent}"


def _rule(versions: ibis.Table, kind: str, key: str, percent: Any) -> ibis.Table:
    said = {"kind": ibis.literal(kind), "key": ibis.literal(key), "percent": percent}
    blank = {c.name: _blank(c) for c in tables.RULES.columns if c.name not in (*VERSION, *said)}
    return versions.select(*VERSION, **said, **blank).select(*tables.RULES.names)


def _blank(column: tables.Column) -> Any:
    if column.nothing is None:
        return ibis.null("int64") if column.type == pa.int64() else ibis.null("date")
    return ibis.literal(column.nothing, "int64") if column.type == pa.int64() else ibis.literal(column.nothing)
