"""Versions in sequence: which days each version of a contract pays for, and contracts that overlap."""

from __future__ import annotations

from itertools import combinations, groupby, pairwise
from typing import TYPE_CHECKING

import attrs

from counteroffer.core.dates import OPEN, day_before
from counteroffer.core.findings import WARNING, Finding

if TYPE_CHECKING:
    from counteroffer.contracts.terms import Contract


def in_sequence(contracts: list[Contract]) -> tuple[list[Contract], list[Finding]]:
    """End each version the day before the next one begins, and find what overlaps.

    Returns:
        The contracts by name and first day, and a warning for every version whose own end is later than the next
        one's beginning, every name and version that is there twice, and every two contracts of one payer that overlap.
    """
    ordered = sorted(contracts, key=lambda c: (c.contract, c.since, c.version))
    findings: list[Finding] = []
    made: list[Contract] = []
    for _, group in groupby(ordered, key=lambda c: c.contract):
        versions = list(group)
        for this, after in pairwise(versions):
            if this.version == after.version:
                findings.append(_fault("version", after, f"Version {after.version} of {after.contract} is there twice.",
                                       "Give one of them another version."))  # fmt: skip
            if OPEN > this.until >= after.since:
                says = f"Version {this.version} of {this.contract} ends {this.until}, after the next one begins."
                findings.append(_fault("overlap", this, says, f"It is taken to end {day_before(after.since)}."))
            until = this.until if this.until < after.since else day_before(after.since)
            made.append(attrs.evolve(this, until=until))
        made.append(versions[-1])
    return made, [*findings, *_overlaps(made)]


def _overlaps(contracts: list[Contract]) -> list[Finding]:
    found = []
    for one, other in combinations(contracts, 2):
        meet = one.since <= other.until and other.since <= one.until
        if one.payer == other.payer and one.contract != other.contract and meet:
            says = f"{one.contract} and {other.contract} are both in force with {one.payer}."
            mend = "End one of them; until then the one that began later prices the lines."
            found.append(_fault("two_contracts", other, says, mend))
    return found


def _fault(kind: str, contract: Contract, says: str, mend: str) -> Finding:
    return Finding(f"contract.{kind}", WARNING, says, mend, file=str(contract.file), segment=1)
