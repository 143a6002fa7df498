"""Versions in sequence: which days each version of a contract pays for, and contracts that overlap."""

from __future__ import annotations

import re
from itertools import combinations, groupby, pairwise
from typing import TYPE_CHECKING

import attrs

from counteroffer.contracts.rule_terms import Standing
from counteroffer.contracts.standing import meet
from counteroffer.core.dates import OPEN, day_before
from counteroffer.core.findings import WARNING, Finding

if TYPE_CHECKING:
    from counteroffer.contracts.terms import Contract


def in_sequence(contracts: list[Contract]) -> tuple[list[Contract], list[Finding]]:
    """End each version the day before the next one begins, and find what overlaps.

    Versions belong together by the contract's name and payer, and by the products and fundings that they are for. A
    version that is there twice is told apart by its
    first day (`1@2026-01-01`), so that no term is ever known by the same id as another.

    Returns:
        The contracts by name and first day, and a warning for every version whose own end is later than the next
        one's beginning, every two that begin on one day, every name and version that is there twice, every name that
        two payers share, and every two contracts of one payer that overlap.
    """
    ordered = sorted(contracts, key=lambda c: (*_same(c), c.since, _natural(c.version), str(c.file)))
    told_apart, findings = _told_apart(ordered)
    made: list[Contract] = []
    for _, group in groupby(told_apart, key=_same):
        versions = list(group)
        for this, after in pairwise(versions):
            findings += _meeting(this, after)
            made.append(attrs.evolve(this, until=min(this.until, day_before(after.since))))
        made.append(versions[-1])
    return made, [*findings, *_overlaps(made)]


def _same(contract: Contract) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
    """Give what the versions of one agreement share."""
    return contract.contract, contract.payer, tuple(sorted(contract.products)), tuple(sorted(contract.funding))


def _told_apart(ordered: list[Contract]) -> tuple[list[Contract], list[Finding]]:
    """Give every version a name of its own."""
    made: list[Contract] = []
    findings: list[Finding] = []
    payers: dict[str, str] = {}
    for contract in ordered:
        other = payers.setdefault(contract.contract, contract.payer)
        if other != contract.payer:
            says = f"The name {contract.contract} is used with two payers: {other} and {contract.payer}."
            findings.append(_fault("two_payers", contract, says, "Give each payer's contract a name of its own."))
        version, taken = contract.version, {c.key for c in made}
        while f"{contract.contract}/{version}" in taken:
            version = f"{version}@{contract.since}"
        if version != contract.version:
            says = f"Version {contract.version} of {contract.contract} is there twice."
            mend = f"Give one of them another version; this one is taken as {version}."
            findings.append(_fault("version", contract, says, mend))
        made.append(attrs.evolve(contract, version=version))
    return made, findings


def _meeting(this: Contract, after: Contract) -> list[Finding]:
    """Say what is wrong between a version and the next one."""
    if this.since == after.since:
        says = f"Versions {this.version} and {after.version} of {this.contract} begin on the same day, {this.since}."
        return [_fault("overlap", this, says, f"Only version {after.version} is used; mend `since` of one of them.")]
    if OPEN > this.until >= after.since:
        says = f"Version {this.version} of {this.contract} ends {this.until}, after the next one begins."
        return [_fault("overlap", this, says, f"It is taken to end {day_before(after.since)}.")]
    return []


def _natural(version: str) -> list[tuple[int, str]]:
    """Order versions as people count: 2 before 10."""
    parts = re.findall(r"\d+|\D+", version)
    return [(int(part), "") if part.isdigit() else (0, part) for part in parts]


def _overlaps(contracts: list[Contract]) -> list[Finding]:
    """Say which two contracts of a payer are in force for the same lines, neither being the closer one."""
    found = []
    for one, other in combinations((c for c in contracts if c.since <= c.until), 2):
        days = one.since <= other.until and other.since <= one.until
        apart = _same(one) != _same(other) and one.payer == other.payer
        if apart and days and meet(_lines(one), _lines(other)):
            names = [one.contract, other.contract]
            if one.contract == other.contract:
                names = [one.key, other.key]
            says = f"{names[0]} and {names[1]} are both in force with {one.payer}."
            both = sorted({*one.products, *one.funding} & {*other.products, *other.funding})
            says = f"{says[:-1]} for {', '.join(both)}." if both else says
            mend = "End one of them; until then the one that began later prices the lines."
            found.append(_fault("two_contracts", other, says, mend))
    return found


def _lines(contract: Contract) -> Standing:
    return Standing(products=contract.products, funding=contract.funding)


def _fault(kind: str, contract: Contract, says: str, mend: str) -> Finding:
    return Finding(f"contract.{kind}", WARNING, says, mend, file=str(contract.file), segment=1)
