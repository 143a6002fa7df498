"""Exhibits: for which lines which terms and adjustments of a version hold, by product and funding.

A version that has terms for some products becomes a numbered set of rates for each group of products that the same
terms hold for, so that a line's rates are found by one number whether or not its contract looks at the product.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from counteroffer.contracts.rule_terms import Standing
    from counteroffer.contracts.terms import Contract

GENERAL = 10**10
"""Added to the width of a term that is for more lines than another of its exhibit, which comes before it."""


@attrs.frozen
class Exhibit:
    """What holds for some lines of a version.

    Attributes:
        name: the products and fundings that distinguish it; empty: what holds for all others.
        lines: product and funding of the lines, each empty for any that the version does not name.
        terms: ordinals of the terms that hold.
        rules: ordinals of the adjustments that hold.
        behind: by ordinal of a term, what is added to its widths.
    """

    name: str
    lines: tuple[tuple[str, str], ...]
    terms: frozenset[int]
    rules: frozenset[int]
    behind: dict[int, int]


def exhibits(contract: Contract) -> list[Exhibit]:
    """Give the exhibits of a version; one without a name where no term and no adjustment looks at the product."""
    standings = [said.standing for said in (*contract.terms, *contract.rules)]
    products = _axis(contract.products, [name for standing in standings for name in standing.products])
    fundings = _axis(contract.funding, [name for standing in standings for name in standing.funding])
    groups: dict[tuple[frozenset[int], frozenset[int]], list[tuple[str, str]]] = {}
    for product in products:
        for funding in fundings:
            terms = _holding([term.standing for term in contract.terms], product, funding)
            rules = _holding([rule.standing for rule in contract.rules], product, funding)
            groups.setdefault((terms, rules), []).append((product, funding))
    plain = len(groups) == 1
    return [
        Exhibit(
            "" if plain or ("", "") in lines else _name(lines), tuple(lines), terms, rules, _behind(contract, terms)
        )
        for (terms, rules), lines in groups.items()
    ]


def exhibit_of(found: list[Exhibit], product: str, funding: str) -> Exhibit:
    """Give the exhibit of a line: the one that names its product, else its funding, else the general one."""
    for pair in ((product, funding), (product, ""), ("", funding), ("", "")):
        for exhibit in found:
            if pair in exhibit.lines:
                return exhibit
    return found[0]


def version_rows(contract: Contract) -> Iterator[dict[str, Any]]:
    """Give the rows of `core.tables.VERSIONS` of a version."""
    head = {
        "contract": contract.contract, "version": contract.version, "payer": contract.payer,
        "since": contract.since, "until": contract.until, "closeness": contract.closeness,
    }  # fmt: skip
    for exhibit in exhibits(contract):
        for product, funding in exhibit.lines:
            yield head | {"exhibit": exhibit.name, "product": product, "funding": funding}


def _axis(own: tuple[str, ...], named: list[str]) -> list[str]:
    """Give the names to tell apart: those that the document is for, else those that it names, and all others."""
    return list(own) or [*dict.fromkeys(named), ""]


def _holding(standings: list[Standing], product: str, funding: str) -> frozenset[int]:
    return frozenset(i for i, standing in enumerate(standings, 1) if standing.reaches(product, funding))


def _behind(contract: Contract, terms: frozenset[int]) -> dict[int, int]:
    closest = max((contract.terms[i - 1].standing.closeness for i in terms), default=0)
    return {i: GENERAL * (closest - contract.terms[i - 1].standing.closeness) for i in terms}


def _name(lines: list[tuple[str, str]]) -> str:
    return " ".join("/".join(filter(None, pair)) for pair in lines)
