"""Pricing in parts: some payers at a time, so that memory does not grow with the number of lines.

Nothing that prices a line looks at another payer's lines or rates: contracts, ranks, cases and claims are of one payer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import ibis

    from counteroffer.price.given import Given

MOST_LINES = 3_000_000
"""Lines that are priced at once; a payer with more of them is priced alone."""


def payer_groups(counts: Mapping[str, int], most: int = MOST_LINES) -> list[list[str]]:
    """Put payers together, as many as have no more lines than are priced at once, the largest first.

    Args:
        counts: payer -> its lines.
        most: lines of a group; only a single payer may have more.
    """
    groups: list[tuple[int, list[str]]] = []
    for payer, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        place = next((i for i, (size, _) in enumerate(groups) if size + n <= most), None)
        if place is None:
            groups.append((n, [payer]))
        else:
            groups[place] = (groups[place][0] + n, [*groups[place][1], payer])
    return [names for _, names in groups]


def in_parts(
    lines: ibis.Table, given: Given, counts: Mapping[str, int], most: int = MOST_LINES
) -> Iterator[tuple[ibis.Table, Given]]:
    """Give lines and what prices them, group by group; one group is all of both, unchanged.

    Args:
        lines: final lines (`core.tables.LINES`).
        given: what prices them.
        counts: payer -> its lines.
        most: lines of a group.
    """
    groups = payer_groups(counts, most)
    if len(groups) <= 1:
        yield lines, given
        return
    for names in groups:
        yield (
            lines.filter(lines.payer.isin(names)),
            attrs.evolve(given, rates=given.rates.filter(given.rates.payer.isin(names))),
        )
