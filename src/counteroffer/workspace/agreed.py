"""What prices lines: the contracts with their payers rolled up, and all that is looked up beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import ibis
import pyarrow.compute as pc

from counteroffer.contracts.read import read_contracts
from counteroffer.match.payer_book import PayerBook
from counteroffer.match.payers import PayerNames
from counteroffer.price.clinicians import clinicians
from counteroffer.price.given import Given
from counteroffer.price.medicare import practice_medicare, procedures
from counteroffer.price.sites import sites
from counteroffer.store.adopted import Adopted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pyarrow as pa

    from counteroffer.contracts.compiled import Compiled
    from counteroffer.contracts.terms import Contract
    from counteroffer.core.findings import Finding
    from counteroffer.store.home import Home
    from counteroffer.workspace.desk import Workspace


def current_contracts(desk: Workspace) -> tuple[list[Contract], PayerNames, list[Finding]]:
    """Give the contracts that price, their payers rolled up; the roll-up; and what is wrong with the documents."""
    adopted = Adopted(desk.home.adopted_dir)
    known = adopted.history()
    return documents(desk, adopted.folder(known[-1])) if known else documents(desk)


def documents(desk: Workspace, folder: Path | None = None) -> tuple[list[Contract], PayerNames, list[Finding]]:
    """Give the same of the documents in a folder; default: those that a person edits.

    Places are told in the folder where a person edits, whichever the documents are read from.
    """
    edited = desk.home.contracts_dir
    contracts, faults = read_contracts(folder or edited)
    if folder is not None:
        contracts = [_moved(c, folder, edited) for c in contracts]
        faults = [attrs.evolve(f, file=f.file.replace(str(folder), str(edited))) for f in faults]
    names = payer_names(desk.home, contracts)
    return [attrs.evolve(contract, payer=names.named(contract.payer)) for contract in contracts], names, faults


def _moved(contract: Contract, folder: Path, edited: Path) -> Contract:
    """Tell the places of a contract and its amendments in another folder."""
    files = {file: edited / file.relative_to(folder) for file in (contract.file, *contract.amendments)}
    standings = [
        [attrs.evolve(one.standing, file=one.standing.file and files[one.standing.file]) for one in some]
        for some in (contract.terms, contract.rules)
    ]
    return attrs.evolve(
        contract,
        file=files[contract.file],
        terms=tuple(attrs.evolve(one, standing=s) for one, s in zip(contract.terms, standings[0], strict=True)),
        rules=tuple(attrs.evolve(one, standing=s) for one, s in zip(contract.rules, standings[1], strict=True)),
        amendments=tuple(files[file] for file in contract.amendments),
    )


def given(desk: Workspace, compiled: Compiled) -> Given:
    """Give what prices lines: compiled contracts, and what the workspace knows beside them."""
    return Given(
        rates=ibis.memtable(compiled.rates),
        rules=ibis.memtable(compiled.rules),
        versions=ibis.memtable(compiled.versions),
        cases=ibis.memtable(compiled.cases),
        said=compiled.said,
        procedures=ibis.memtable(procedures(desk.medicare, desk.practice)),
        clinicians=ibis.memtable(clinicians(desk.practice)),
        medicare=ibis.memtable(practice_medicare(desk.medicare, desk.practice)),
        sites=ibis.memtable(sites(desk.medicare, desk.practice)) if by_site(compiled.rates) else None,
    )


def by_site(rates: pa.Table) -> bool:
    """Say whether some contract pays by the site of a line."""
    return bool(pc.any(pc.not_equal(rates["site"], "")).as_py())


def payer_names(home: Home, contracts: Sequence[Contract]) -> PayerNames:
    """Give the roll-up of payer names: the practice's own, and what the contracts say."""
    return naming(PayerBook.read(home.payers_file), contracts)


def naming(book: PayerBook, contracts: Sequence[Contract]) -> PayerNames:
    """Give the roll-up by a book of payers, and by what the contracts say beside it."""
    names = PayerNames.of(book)
    for contract in contracts:
        names = names.with_contract(contract.payer, contract.payer_ids)
    return names
