"""A contract's own examples priced by the real pricing, each beside the answer worked by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import pyarrow as pa

from counteroffer.contracts.canaries import Canary, CanaryLine, beside, read_canaries
from counteroffer.contracts.compiled import Compiled
from counteroffer.contracts.ratebook import compile_for
from counteroffer.core import tables
from counteroffer.core.findings import WARNING, Finding
from counteroffer.core.money import dollars, show
from counteroffer.price.anesthesia import MINUTES
from counteroffer.workspace.explaining import explained

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from counteroffer.contracts.ratebook import RateBook
    from counteroffer.contracts.terms import Contract
    from counteroffer.price.explain import Explanation
    from counteroffer.workspace.desk import Workspace

Document = tuple[list["Contract"], tuple[Canary, ...]]
"""A document's pieces of contracts, and its examples."""

PASS, FAIL, OPEN = "pass", "fail", "to fill in"

_BLANK: dict[str, Any] = {
    field.name: {pa.string(): "", pa.int64(): 0, pa.bool_(): False}.get(field.type) for field in tables.LINES.schema
}


@attrs.frozen
class Sung:
    """What became of one line of an example.

    Attributes:
        contract: `contract/version`.
        canary: the example.
        line: its line.
        outcome: `pass`, `fail`, or `to fill in` where nobody has said the answer yet.
        expected: what the pricing expects, cents; None if it has no price.
        taken: cents that are withheld and sequestered of it, where the example says them.
        why_not: why it has none.
        explanation: how the pricing came to it.
    """

    contract: str
    canary: Canary
    line: CanaryLine
    outcome: str
    expected: int | None
    taken: tuple[int | None, int | None]
    why_not: str
    explanation: Explanation

    def __str__(self) -> str:
        """Say in a sentence what is and what should be."""
        got = show(self.expected) if self.expected is not None else f"no price ({self.why_not})"
        due = show(self.line.expected) if self.line.expected is not None else f"no price ({self.line.why_not})"
        if self.outcome == OPEN:
            return f"{self.canary.says}, {self.line.code}: nobody has said the answer yet."
        taken = zip(("withheld", "sequestered"), self.taken, (self.line.withheld, self.line.sequestered), strict=True)
        for word, cents, by_hand in (one for one in taken if one[2] is not None):
            got, due = f"{got}, {word} {show(cents or 0)}", f"{due}, {word} {show(by_hand)}"
        return f"{self.canary.says}, {self.line.code}: {got}" + (f", by hand {due}" if self.outcome == FAIL else "")


def sing(desk: Workspace, contracts: Sequence[Contract]) -> tuple[list[Sung], list[Finding]]:
    """Price the canaries of contracts, each by its own document alone: its version, as amended day by day.

    Returns:
        What became of each line, and the faults of the files.
    """
    faults: list[Finding] = []
    documents: dict[Path, list[Contract]] = {}
    for contract in contracts:
        for file in (contract.file, *contract.amendments):
            documents.setdefault(file, []).append(contract)
    sung: list[Document] = []
    for file, pieces in documents.items():
        if beside(file).is_file():
            canaries, found = read_canaries(beside(file))
            faults += found
            amended = {piece.file for piece in pieces}
            sung.append(([c for c in contracts if c.file in amended], canaries))
    codes = {line.code for _, canaries in sung for canary in canaries for line in canary.lines}
    books: dict[str, RateBook] = {}
    for pieces, canaries in sung:
        for piece in pieces if canaries else ():
            if piece.key not in books:
                books[piece.key] = compile_for(codes, piece, desk.medicare, desk.practice)
    by_document: dict[int, list[Sung]] = {}
    for together in _rounds(sung):
        by_document |= _sung(desk, together, books)
    return [one for number in sorted(by_document) for one in by_document[number]], faults


def _rounds(sung: Sequence[Document]) -> list[dict[int, Document]]:
    """Put documents of different payers together: a line sees only its own payer's, and to price once is quicker."""
    rounds: list[dict[int, Document]] = []
    for number, (pieces, canaries) in enumerate(sung):
        own = _names(pieces)
        apart = (one for one in rounds if not any(own & _names(other) for other, _ in one.values()))
        fitting = next(apart, None)
        if fitting is None:
            fitting = {}
            rounds.append(fitting)
        fitting[number] = (pieces, canaries)
    return rounds


def _names(pieces: Sequence[Contract]) -> set[str]:
    return {name for piece in pieces for name in (piece.payer, piece.key)}


def canary_findings(desk: Workspace, contracts: Sequence[Contract]) -> Iterator[Finding]:
    """Give a warning for every example that is not priced as worked by hand, and the faults of the files."""
    made, faults = sing(desk, contracts)
    yield from faults
    for sung in made:
        if sung.outcome == FAIL:
            mend = f"See why with `counteroffer contract test {sung.contract.partition('/')[0]}`."
            file = str(sung.canary.file)
            yield Finding("contract.canary", WARNING, f"{sung}.", mend, file=file, segment=sung.line.place)


def _sung(desk: Workspace, together: dict[int, Document], books: dict[str, RateBook]) -> dict[int, list[Sung]]:
    """Price the examples of some documents at once; give what became of them by document."""
    asked = [
        (number, f"canary {number}.{i}", canary, line)
        for number, (_, canaries) in together.items() for i, canary in enumerate(canaries) for line in canary.lines
    ]  # fmt: skip
    made: dict[int, list[Sung]] = {number: [] for number in together}
    if not asked:
        return made
    rows = [_row(i, name, together[number][0][0].payer, line) for i, (number, name, _, line) in enumerate(asked)]
    schema = pa.schema([field.with_nullable(True) for field in tables.LINES.schema])
    compiled = Compiled.of([books[piece.key] for pieces, canaries in together.values() if canaries for piece in pieces])
    for row, why in explained(desk, compiled, pa.Table.from_pylist(rows, schema=schema)):
        number, _, canary, line = asked[row["line_id"]]
        taken, asks = (row["withheld"], row["sequestered"]), (line.withheld, line.sequestered)
        alike = all(due in (None, got) for got, due in zip(taken, asks, strict=True))
        got, due = (row["expected"], row["why_not"], alike), (line.expected, line.why_not, True)
        outcome = OPEN if line.expected is None and not line.why_not else PASS if got == due else FAIL
        name = f"{row['contract']}/{row['version']}" if row["contract"] else together[number][0][0].key
        made[number].append(Sung(name, canary, line, outcome, row["expected"], taken, row["why_not"], why))
    return made


def _row(number: int, name: str, payer: str, line: CanaryLine) -> dict[str, Any]:
    return _BLANK | {
        "line_id": number, "claim": name, "line": number, "sequence": "P", "payer": payer,
        "patient_key": name, "pos": line.pos, "setting": line.setting, "service_date": line.day,
        "rendering_npi": line.clinician, "billed_code": line.code, "code": line.code, "milliunits": line.milliunits,
        "product": line.product, "funding": line.funding,
        "unit_basis": MINUTES if line.minutes else "UN",
        "charge": line.charge, "patient_resp": line.owed, "allowed": None, "outcome": "none",
        **{f"mod{i}": modifier for i, modifier in enumerate(line.modifiers, 1)},
    }  # fmt: skip


def propose(desk: Workspace, contract: Contract, most: int = 10) -> Path | None:
    """Write canaries for the codes of a contract that bring the most money, their answers left open.

    Only a person who reads the paper can say the answers: what the pricing thinks is not written.

    Returns:
        The new file; None if there is one already, or no line of the contract.
    """
    file = beside(contract.file)
    with desk.engine() as engine:
        facts = desk.facts(engine)
        own = facts.filter((facts.contract == contract.contract) & (facts.version == contract.version))
        keys = ["billed_code", "mod1", "setting"]
        top = own.group_by(keys).agg(
            charges=own.charge.sum(), charge=own.charge.max(), day=own.service_date.max(), units=own.milliunits.min()
        )
        rows = engine.arrow(top.order_by([top.charges.desc(), *keys]).limit(most)).to_pylist()
    if file.exists() or not rows:
        return None
    text = "# Work out each answer from the paper, not from Counteroffer, and say how in by_hand.\n"
    for row in rows:
        modified = f"-{row['mod1']}" if row["mod1"] else ""
        modifiers = f", modifiers: [{row['mod1']}]" if row["mod1"] else ""
        text += (
            f"- says: {row['billed_code']}{modified} in a {row['setting']} place\n  lines:\n"
            f'    - {{date: {row["day"]}, code: "{row["billed_code"]}"{modifiers}, units: {row["units"] / 1000:g}, '
            f'charge: {dollars(row["charge"])}, setting: {row["setting"]}, expected: ""}}\n  by_hand: ""\n'
        )
    file.write_text(text, encoding="utf-8")
    return file
