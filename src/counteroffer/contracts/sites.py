"""Sites of a practice: a term that says `locality: site` pays by the locality of the place where the service was given.

Such a version is compiled once more for each locality that the practice's sites lie in. Its rows without a site are for
lines of which no site is known: they are priced in the practice's own locality, and say that it is assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from counteroffer.core.findings import WARNING, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from counteroffer.contracts.terms import Contract, RateTerm
    from counteroffer.core.practice import Practice, Site
    from counteroffer.medicare.book import MedicareBook

SITE = "site"
"""What a term says instead of a locality."""


def site_locality(book: MedicareBook, site: Site) -> str:
    """Give a site's locality: as the profile names it, else by ZIP; empty if neither leads to one."""
    return site.locality or book.locality_of(site.zip)


def says_site(term: RateTerm) -> bool:
    """Say whether a term pays by the place where the service was given."""
    return getattr(term.pays, "locality", "") == SITE


def localities(contract: Contract, book: MedicareBook, practice: Practice) -> list[str]:
    """Give the localities for which a version has rows of their own; none where no term says `locality: site`."""
    if not any(map(says_site, contract.terms)):
        return []
    return sorted({site_locality(book, site) for site in practice.sites} - {""})


def at(contract: Contract, locality: str) -> Contract:
    """Give a version as it pays at a site in a locality."""

    def here(term: RateTerm) -> RateTerm:
        pays: Any = term.pays
        return attrs.evolve(term, pays=attrs.evolve(pays, locality=locality)) if says_site(term) else term

    return attrs.evolve(contract, terms=tuple(map(here, contract.terms)))


def without_sites(contract: Contract, book: MedicareBook, practice: Practice) -> Iterator[Finding]:
    """Say that a term pays by the site, where the profile names none, or one whose locality is not known."""
    term = next(filter(says_site, contract.terms), None)
    if term is None:
        return
    lost = [site.name for site in practice.sites if not site_locality(book, site)]
    if practice.sites and not lost:
        return
    says = f"'{term.says}': the profile names no sites; all is priced in the practice's own locality, as assumed."
    mend = "Write `sites:` in practice.yaml, each with its ZIP and its NPIs."
    if lost:
        says = f"'{term.says}': the locality of the site {lost[0]} is not known; it is priced in the practice's own."
        mend = "Write the site's `locality:` in practice.yaml."
    yield Finding("contract.sites", WARNING, says, mend, file=str(contract.file), segment=term.line)
