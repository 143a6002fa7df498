"""Amendments: what a document changes in a contract that is there, compiled into ordinary versions.

A version is cut at the days on which an amendment begins or ends; each stretch becomes a version of its own, named by
the amendments in force (`1+A1+A2`), whose terms say which document and page they are from.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from counteroffer.core.dates import OPEN
from counteroffer.core.findings import ERROR, WARNING, Finding

if TYPE_CHECKING:
    from counteroffer.contracts.clauses import Clause
    from counteroffer.contracts.rule_terms import Rule
    from counteroffer.contracts.terms import Contract, RateTerm


@attrs.frozen
class Amendment:
    """A document that changes a contract from a day on.

    Attributes:
        amends: the contract's name.
        version: its own name, such as `A1`.
        since: first day of service.
        until: last day of service.
        terms: what it adds, or puts in the place of others (`standing.replaces`).
        rules: the same of adjustments.
        removes: ids of what ends.
        file: the YAML file.
        clauses: what it says beside rates; each stands in the place of the contract's clause of its kind.
    """

    amends: str
    version: str
    since: date
    until: date = OPEN
    terms: tuple[RateTerm, ...] = ()
    rules: tuple[Rule, ...] = ()
    removes: tuple[str, ...] = ()
    file: Path = Path()
    clauses: tuple[Clause, ...] = ()

    @property
    def touched(self) -> frozenset[str]:
        """The ids that it replaces or removes."""
        return frozenset({*self.removes, *(said.standing.replaces for said in (*self.terms, *self.rules))} - {""})

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of clauses that it says."""
        return frozenset(clause.kind for clause in self.clauses)


def amended(contracts: list[Contract], amendments: list[Amendment]) -> tuple[list[Contract], list[Finding]]:
    """Put amendments into the versions that they change.

    An amendment is of the version in force on its first day (of the first version, where it begins before it), and
    ends with that version: a version is a whole agreement. Of several, each changes what those that began before it
    have made; of two that begin on one day, the one whose name comes first.

    Args:
        contracts: versions in sequence.
        amendments: of any contracts.

    Returns:
        The versions, cut at the amendments' days; and what is wrong with the amendments. One that names a contract or
        an id that is not there is left out.
    """
    ordered = sorted(amendments, key=lambda one: (one.since, one.version, str(one.file)))
    findings = _twice(ordered)
    sound: dict[int, list[Amendment]] = {}
    for one in ordered:
        bases = [i for i in _bases(contracts, one) if _known(contracts[i], sound.get(i, []), one)]
        for i in bases:
            sound.setdefault(i, []).append(one)
            if OPEN > one.until > contracts[i].until:
                says = f"Amendment {one.version} of {one.amends} ends with version {contracts[i].version}."
                mend = f"That is on {contracts[i].until}; amend the next version by a document of its own."
                findings.append(_fault("amendment", WARNING, one, says, mend))
        if not bases:
            findings.append(_unfounded(contracts, one))
    made = [piece for i, contract in enumerate(contracts) for piece in _pieces(contract, sound.get(i, []))]
    return made, findings


def _bases(contracts: list[Contract], one: Amendment) -> list[int]:
    """Give the versions (by their places) that an amendment is of: one for each group of products."""
    own = [i for i, contract in enumerate(contracts) if contract.contract == one.amends]
    own = [i for i in own if one.since <= contracts[i].until and contracts[i].since <= one.until]
    first: dict[tuple[tuple[str, ...], tuple[str, ...]], int] = {}
    for i in own:
        first.setdefault((contracts[i].products, contracts[i].funding), i)
    return list(first.values())


def _known(contract: Contract, before: list[Amendment], one: Amendment) -> bool:
    """Say whether all that an amendment replaces or removes is there, or is brought by an amendment before it."""
    ids = {said.standing.id for said in (*contract.terms, *contract.rules)}
    for other in before:
        ids |= {said.standing.id for said in (*other.terms, *other.rules)}
    return one.touched <= ids


def _unfounded(contracts: list[Contract], one: Amendment) -> Finding:
    own = [contract for contract in contracts if contract.contract == one.amends]
    if not own:
        names = ", ".join(sorted({contract.contract for contract in contracts})) or "none"
        says = f"There is no contract {one.amends} to amend."
        return _fault("amends", ERROR, one, says, f"There are: {names}.")
    if not _bases(contracts, one):
        says = f"No version of {one.amends} is in force on the days of amendment {one.version}."
        return _fault("amends", ERROR, one, says, "Mend `since` or `until`.")
    ids = sorted({said.standing.id for contract in own for said in (*contract.terms, *contract.rules)} - {""})
    missing = sorted(one.touched - set(ids)) or sorted(one.touched)
    says = f"{one.amends} has no term or adjustment with the id {', '.join(missing)}."
    mend = f"It has: {', '.join(ids)}." if ids else "Give the term an `id:` in the contract."
    return _fault("unknown_id", ERROR, one, says, mend)


def _twice(ordered: list[Amendment]) -> list[Finding]:
    """Say which two amendments change one term or clause on the same days, neither simply following the other."""
    found = []
    for one, other in combinations(ordered, 2):
        both = sorted((one.touched & other.touched) | (one.kinds & other.kinds))
        beyond = one.since == other.since or OPEN > one.until >= other.since
        if one.amends == other.amends and both and beyond and other.since <= one.until:
            says = f"Amendments {one.version} and {other.version} both change {', '.join(both)} from {other.since} on."
            mend = f"{other.version} rules; mend `since` or `until` of one of them."
            found.append(_fault("overlap", WARNING, other, says, mend))
    return found


def _pieces(contract: Contract, amendments: list[Amendment]) -> list[Contract]:
    """Cut a version at the days of its amendments."""
    turns = {contract.since}
    for one in amendments:
        ends = one.until + timedelta(1) if one.until < contract.until else contract.since
        turns |= {turn for turn in (one.since, ends) if contract.since < turn <= contract.until}
    firsts = sorted(turns)
    made: list[Contract] = []
    for first, after in zip(firsts, [*firsts[1:], None], strict=True):
        live = [one for one in amendments if one.since <= first <= one.until]
        version = "+".join((contract.version, *(one.version for one in live)))
        if version in {piece.version for piece in made}:
            version = f"{version}@{first}"
        until = after - timedelta(1) if after else contract.until
        made.append(attrs.evolve(_with(contract, live), version=version, since=first, until=until))
    return made if amendments else [contract]


def _with(contract: Contract, amendments: list[Amendment]) -> Contract:
    terms, rules = list(contract.terms), list(contract.rules)
    clauses = {clause.kind: clause for clause in contract.clauses}
    for one in amendments:
        terms = _changed(terms, one.terms, one)
        rules = _changed(rules, one.rules, one)
        clauses |= {clause.kind: clause for clause in one.clauses}
    files = tuple(one.file for one in amendments)
    return attrs.evolve(
        contract, terms=tuple(terms), rules=tuple(rules), clauses=tuple(clauses.values()), amendments=files
    )


def _changed(old: list[Any], new: tuple[Any, ...], one: Amendment) -> list[Any]:
    """Replace, remove and add; what replaces stands where the replaced one stood, and takes its id."""
    instead: dict[str, list[Any]] = {}
    for said in new:
        name = said.standing.replaces
        if name:
            standing = attrs.evolve(said.standing, id=said.standing.id or name)
            instead.setdefault(name, []).append(attrs.evolve(said, standing=standing))
    there = {said.standing.id for said in old}
    made: list[Any] = []
    for said in old:
        name = said.standing.id
        if name and name in instead:
            made += instead.pop(name)
        elif not name or name not in one.removes:
            made.append(said)
    late = [said for name, some in instead.items() if name not in there for said in some]
    return [*made, *late, *(said for said in new if not said.standing.replaces)]


def _fault(kind: str, severity: str, one: Amendment, says: str, mend: str) -> Finding:
    return Finding(f"contract.{kind}", severity, says, mend, file=str(one.file), segment=1)
