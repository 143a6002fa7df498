"""Gaps: what the same units would be allowed at other rates, in dollars a year, by kind of service and in total."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from counteroffer.core.money import half_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from counteroffer.negotiate.levers import Lever

ALL = ""
"""The family that stands for all codes together."""


@attrs.frozen
class Book:
    """Other rates on the practice's own volumes.

    Attributes:
        name: whose rates, such as `Medicare at 100%` or another payer.
        source: where they are from, with the year.
        amounts: key of a code -> cents a year.
    """

    name: str
    source: str
    amounts: Mapping[str, int]


@attrs.frozen
class Gap:
    """What one family would be allowed at one book's rates.

    Attributes:
        family: the kind of service; empty: all.
        book: the book's name.
        codes: codes that it has a rate for.
        now: cents a year of these codes today.
        there: cents a year of these codes at the book's rates.
        below: cents a year that the codes paid below the book are short of it, those above it left aside.
    """

    family: str
    book: str
    codes: int
    now: int
    there: int
    below: int

    @property
    def gap(self) -> int:
        """Cents a year from today's rates up to the book's; below zero where it pays less."""
        return self.there - self.now


def medicare_book(levers: Iterable[Lever], percent: int, year: int) -> Book:
    """Make a book of a whole percent of Medicare's fees of a year."""
    amounts = {one.key: half_up(one.medicare * percent, 100) for one in levers if one.medicare is not None}
    return Book(f"Medicare at {percent}%", f"CMS physician fee schedule {year}, the practice's locality", amounts)


def payer_book(levers: Iterable[Lever], name: str, source: str, rates: Mapping[tuple[str, str, str], int]) -> Book:
    """Make a book of another payer's rates: key -> millionths of a dollar for one unit."""
    every = ((one, rates.get((one.code, one.modifier, one.setting))) for one in levers)
    return Book(name, source, {one.key: one.at(rate) for one, rate in every if rate is not None})


def mean_book(name: str, source: str, books: Sequence[Book], fewest: int) -> Book:
    """Make a book of the plain mean of several, for codes that enough of them know."""
    keys = sorted({key for book in books for key in book.amounts})
    amounts = {}
    for key in keys:
        some = [book.amounts[key] for book in books if key in book.amounts]
        if len(some) >= fewest:
            amounts[key] = half_up(sum(some), len(some))
    return Book(name, source, amounts)


def peer_book(levers: Iterable[Lever], percentile: int) -> Book:
    """Make a book of a percentile of peers' rates."""
    amounts = {one.key: one.peers.amounts[percentile] for one in levers if one.peers is not None}
    name = "Peers' median" if percentile == 50 else f"Peers' {percentile}th percentile"
    return Book(name, "the peers of each code, as its row says", amounts)


def cost_book(levers: Iterable[Lever], source: str) -> Book:
    """Make a book of what the units cost the practice."""
    return Book("Own cost", source, {one.key: one.cost for one in levers if one.cost is not None})


def gaps(levers: Sequence[Lever], books: Iterable[Book]) -> tuple[Gap, ...]:
    """Hold every family, and all codes together (last), against every book that knows any of its codes."""
    made = []
    for family in (*families(levers), ALL):
        own = [lever for lever in levers if family in (ALL, lever.family)]
        for book in books:
            some = [(lever.now, book.amounts[lever.key]) for lever in own if lever.key in book.amounts]
            if some:
                now, there = (sum(pair[side] for pair in some) for side in (0, 1))
                below = sum(max(0, other - mine) for mine, other in some)
                made.append(Gap(family, book.name, len(some), now, there, below))
    return tuple(made)


def families(levers: Iterable[Lever]) -> list[str]:
    """Name the kinds of service, the one with most dollars first."""
    sums: dict[str, int] = {}
    for lever in levers:
        sums[lever.family] = sums.get(lever.family, 0) + lever.now
    return sorted(sums, key=lambda name: (-sums[name], name))
