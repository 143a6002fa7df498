"""A contract checked before it is used: its form, its terms against each other, and the documents beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counteroffer.contracts.ratebook import compile_contract
from counteroffer.contracts.read import read_contract, read_contracts
from counteroffer.contracts.terms import Contract
from counteroffer.core.practice import Practice
from counteroffer.medicare.book import shipped

if TYPE_CHECKING:
    from pathlib import Path

    from counteroffer.core.findings import Finding
    from counteroffer.workspace.desk import Workspace


def check_contract(file: Path, desk: Workspace | None) -> tuple[Contract | None, list[Finding]]:
    """Check the file of a contract, or of an amendment: then the contract as amended from that day on.

    Args:
        file: the YAML file; the other contracts of its folder are looked at for what overlaps.
        desk: the workspace, for its Medicare files and its place; without one what ships is taken, and nothing is said
            of prices that hang on them.

    Returns:
        The contract, or None where it has an error; and all findings.
    """
    made, found = read_contract(file)
    if made is None:
        return None, found
    contracts, beside = read_contracts(file.parent)
    found += [finding for finding in beside if finding.file == str(file) and finding not in found]
    contract = made if isinstance(made, Contract) else next((c for c in contracts if file in c.amendments), None)
    if contract is None:
        return None, found
    book, practice = (desk.medicare, desk.practice) if desk else (shipped(), Practice(name=""))
    compiled = compile_contract(contract, book, practice)
    return contract, [*found, *(f for f in compiled.findings if desk or f.kind != "contract.medicare")]
