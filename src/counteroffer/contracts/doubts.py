"""Terms that stand in a contract to no effect: said twice, always beaten, reaching nothing, naming unknown codes."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from counteroffer.contracts.standing import meet
from counteroffer.core.findings import NOTE, WARNING, Finding

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from counteroffer.contracts.terms import Contract, RateTerm


class Doubts:
    """What of a contract version's terms is doubtful once they have been put against each other.

    Args:
        contract: the version.
        paying: ordinals of the terms that pay some code on some day.
        told: ordinals of terms of which something else is said already: ties, days without a price.
    """

    def __init__(self, contract: Contract, paying: Collection[int], told: Collection[int]) -> None:
        self._contract = contract
        self._paying = paying
        self._told = told

    def same(self) -> Iterator[tuple[int, int]]:
        """Give the pairs of terms that reach and pay the same."""
        for (i, one), (j, other) in combinations(enumerate(self._contract.terms, 1), 2):
            if all(getattr(one, name) == getattr(other, name) for name in ("when", "pays", "escalator")) and meet(
                one.standing, other.standing
            ):
                yield i, j

    def findings(self, reached: Mapping[int, Collection[str]]) -> Iterator[Finding]:
        """Give terms that stand twice, and terms that never pay.

        Args:
            reached: ordinal -> codes that the term reaches on some day.
        """
        twice = set()
        for first, second in self.same():
            twice.add(second)
            says = f"Terms {first} and {second} reach and pay the same."
            yield self._of(second, "duplicate", WARNING, says, f"Strike out term {second}.")
        for ordinal in range(1, len(self._contract.terms) + 1):
            if ordinal in self._paying or ordinal in self._told or ordinal in twice:
                continue
            term = self._contract.terms[ordinal - 1]
            codes = sorted(reached.get(ordinal, ()))
            if codes:
                says = f"'{term.says}' never pays: others pay every known code that it reaches, such as {codes[0]}."
                mend = f"See who does with `counteroffer contract match --code {codes[0]} ...`; then narrow or strike."
                yield self._of(ordinal, "never_pays", WARNING, says, mend)
            else:
                says = f"'{term.says}' reaches no code: what it pays by prices none that its `when` lets through."
                yield self._of(ordinal, "reaches_nothing", WARNING, says, "Mend its codes, or what it pays by.")

    def unknown(self, known: Collection[str]) -> Iterator[Finding]:
        """Give the terms that name single codes which no schedule, no bill and no Medicare file knows."""
        for ordinal, term in enumerate(self._contract.terms, 1):
            codes = [code for code in _single(term) if code not in known]
            if codes:
                some = ", ".join(codes[:5]) + (" ..." if len(codes) > 5 else "")
                says = f"'{term.says}' names codes that no schedule knows and nobody has billed: {some}."
                yield self._of(ordinal, "unknown_code", NOTE, says, "Look for a slip of the pen; else leave them.")

    def _of(self, ordinal: int, kind: str, severity: str, says: str, mend: str) -> Finding:
        term = self._contract.terms[ordinal - 1]
        file = str(term.standing.file or self._contract.file)
        return Finding(f"contract.{kind}", severity, says, mend, file=file, segment=term.line)


def _single(term: RateTerm) -> Iterator[str]:
    return (first for first, last in term.when.spans if first == last)
