"""Contract documents are tried before they price: what differs from the adopted ones, and putting it into force."""

from __future__ import annotations

import hashlib
import json
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from counteroffer.contracts.ratebook import compile_contract
from counteroffer.contracts.read import read_contract, read_contracts
from counteroffer.core.errors import InputError
from counteroffer.core.findings import ERROR, WARNING, Finding
from counteroffer.core.money import show
from counteroffer.core.tables import RATES
from counteroffer.drafting.writing import MARK
from counteroffer.store.adopted import Adopted, Adoption, differences, read_documents, write_documents
from counteroffer.workspace.agreed import documents as read_as
from counteroffer.workspace.trial import Trial, try_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from counteroffer.store.home import Home
    from counteroffer.workspace.desk import Workspace

Documents = dict[str, bytes]

_NAMED = 6
"""So many documents of an adoption are named in its line."""


def adopted_documents(home: Home) -> Documents:
    """Give the documents in force."""
    adopted = Adopted(home.adopted_dir)
    return {name: adopted.content(sha) for name, sha in adopted.state().items()}


def pending(home: Home) -> dict[str, str]:
    """Give what differs between the contracts' folder and what is in force: path -> `new`, `changed`, `removed`."""
    return differences(adopted_documents(home), read_documents(home.contracts_dir))


def adopt_first(home: Home) -> Adoption | None:
    """Adopt what is there when nothing ever was: all documents but those with an error. None if nothing is adopted."""
    adopted = Adopted(home.adopted_dir)
    documents = read_documents(home.contracts_dir)
    if not documents or adopted.history_file.is_file():
        return None
    whole = {name: content for name, content in documents.items() if not _faults(home.contracts_dir, [name])}
    if not any(_is_contract(name) for name in whole):
        return None
    return adopted.adopt(whole, differences({}, whole), "The first documents of the workspace.", "first", None)


def pending_findings(home: Home) -> Iterator[Finding]:
    """Give a warning for every document that waits, and the errors of those that could not be adopted."""
    if not Adopted(home.adopted_dir).history_file.is_file():
        return
    waiting = pending(home)
    yield from _faults(home.contracts_dir, [name for name, kind in waiting.items() if kind != "removed"])
    for name, kind in waiting.items():
        says = f"{name} is {kind} and waits: lines are priced by what was adopted."
        mend = "See what it would change with `counteroffer contract trial`, then `counteroffer contract adopt`."
        yield Finding("contract.pending", WARNING, says, mend, file=str(home.contracts_dir / name))


def trial(desk: Workspace, files: Sequence[Path] = ()) -> Trial:
    """Price the last 12 months by the documents that wait, and say what would change. Nothing is put into force.

    Args:
        desk: the workspace.
        files: only these, and the files that they name; default: all that waits.

    Raises:
        InputError: if nothing waits, or a document has errors.
    """
    desk.refresh()
    documents, changed = _proposed(desk.home, files)
    with tempfile.TemporaryDirectory() as folder:
        write_documents(Path(folder), documents)
        tried = try_out(desk, Path(folder), changed)
    with suppress(OSError):  # it only spares an adoption its own trial
        _last_trial(desk).write_text(json.dumps([_rests_on(desk, documents), tried.cents]), encoding="utf-8")
    return tried


def adopt(desk: Workspace, message: str, files: Sequence[Path] = ()) -> Adoption:
    """Put the documents that wait into force, after a trial; the last trial is taken where it tried just the same.

    Raises:
        InputError: if no message says why, nothing waits, or a document has errors.
        StorageError: if the disk refuses; then nothing has changed.
    """
    if not message.strip():
        raise InputError("An adoption needs a message.", "Add, for example: --message 'amendment 3, signed in May'.")
    desk.refresh()
    documents, changed = _proposed(desk.home, files)
    tried = _cents_tried(desk, documents)
    cents = trial(desk, files).cents if tried is None else tried
    return Adopted(desk.home.adopted_dir).adopt(documents, changed, message.strip(), "adopt", cents)


def _last_trial(desk: Workspace) -> Path:
    return desk.home.lake_dir / "trial.json"


def _rests_on(desk: Workspace, documents: Documents) -> str:
    """Name all that a trial's prices rest on: what is stored, the profile, and the documents as they would be."""
    digest = hashlib.sha256(repr(sorted(desk.lake.versions().items())).encode())
    digest.update(desk.home.practice_file.read_bytes())
    digest.update(desk.home.payers_file.read_bytes() if desk.home.payers_file.is_file() else b"")
    digest.update(repr(sorted(documents.items())).encode())
    return digest.hexdigest()


def _cents_tried(desk: Workspace, documents: Documents) -> int | None:
    """Give what the last trial said of these documents by what is stored now; None if it tried something else."""
    try:
        rests_on, cents = json.loads(_last_trial(desk).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return int(cents) if rests_on == _rests_on(desk, documents) else None


def revert(desk: Workspace, wanted: str, message: str = "") -> Adoption:
    """Put an earlier adoption's documents into force again, and back into the contracts' folder.

    Raises:
        UnknownNameError: if there is no such adoption.
        InputError: if documents wait that would be lost.
    """
    home, adopted = desk.home, Adopted(desk.home.adopted_dir)
    target = adopted.find(wanted)
    if waiting := pending(home):
        says = f"Changes wait that would be lost: {', '.join(waiting)}."
        raise InputError(says, "Adopt them first, or put them away.")
    now, back = adopted_documents(home), {name: adopted.content(sha) for name, sha in target.state.items()}
    said = message.strip() or f"Back to adoption {target.id} ({target.message})"
    made = adopted.adopt(back, differences(now, back), said, "revert", None)
    write_documents(home.contracts_dir, back)
    for name in now.keys() - back.keys():
        (home.contracts_dir / name).unlink(missing_ok=True)
    return made


def _proposed(home: Home, files: Sequence[Path]) -> tuple[Documents, dict[str, str]]:
    """Give the documents as they would be in force, and what of them would change."""
    old, new = adopted_documents(home), read_documents(home.contracts_dir)
    waiting = differences(old, new)
    if files:
        chosen = {_named(home, file, waiting) for file in files}
        text = "".join(new.get(name, b"").decode("utf-8", "replace") for name in chosen)
        waiting = {name: kind for name, kind in waiting.items() if name in chosen or Path(name).name in text}
    if not waiting:
        raise InputError(
            "Nothing waits: what is in the contracts' folder is in force.", "Change a document there first."
        )
    faults = _faults(home.contracts_dir, [name for name, kind in waiting.items() if kind != "removed"])
    if faults:
        raise InputError(
            f"{len(faults)} faults, the first: {faults[0]}", "Mend them: `counteroffer contract check FILE`."
        )
    kept = {name: content for name, content in old.items() if waiting.get(name) != "removed"}
    proposed = kept | {name: new[name] for name in waiting if name in new}
    if broken := _broken(proposed):
        raise InputError(f"{broken[0].says}", broken[0].mend)
    return proposed, waiting


def _broken(documents: Documents) -> list[Finding]:
    """Give the errors of documents that only show beside the others: amendments of what is not there."""
    with tempfile.TemporaryDirectory() as folder:
        write_documents(Path(folder), documents)
        return [fault for fault in read_contracts(Path(folder))[1] if fault.severity == ERROR]


def _named(home: Home, file: Path, waiting: dict[str, str]) -> str:
    fitting = [name for name in waiting if file.as_posix() in (name, Path(name).name) or _same(home, name, file)]
    if not fitting:
        waits = ", ".join(waiting) or "nothing"
        raise InputError(f"{file} does not wait.", f"There wait: {waits}.")
    return fitting[0]


def _same(home: Home, name: str, file: Path) -> bool:
    return (home.contracts_dir / name).resolve() == file.resolve()


def _faults(folder: Path, names: Sequence[str]) -> list[Finding]:
    contracts = [folder / name for name in names if _is_contract(name)]
    found = [fault for path in contracts for fault in read_contract(path)[1]]
    return [*(fault for fault in found if fault.severity == ERROR), *(f for path in contracts for f in _open(path))]


def _open(path: Path) -> Iterator[Finding]:
    """Say where a draft still waits for a person: what nobody confirmed never prices a line."""
    lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    marked = [number for number, line in enumerate(lines, 1) if MARK in line and not line.lstrip().startswith("#")]
    if marked:
        says = f"{path.name} has {len(marked)} proposals that nobody has confirmed."
        mend = f"Compare each with the paper, then take its `{MARK}` off."
        yield Finding("contract.unconfirmed", ERROR, says, mend, file=str(path), segment=marked[0])


def _is_contract(name: str) -> bool:
    return name.endswith((".yaml", ".yml"))


def sentence(adoption: Adoption) -> str:
    """Say an adoption in a line."""
    named = [f"{name} ({kind})" for name, kind in adoption.changed.items()]
    more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    documents = ", ".join(named[:_NAMED]) + more or "no document changed"
    money = "" if adoption.cents is None else f"; {show(adoption.cents)} a year"
    return (
        f"{adoption.id}  {adoption.at[:16].replace('T', ' ')}  {adoption.user}: {adoption.message} [{documents}{money}]"
    )


def rates_as_of(desk: Workspace, wanted: str = "") -> pa.Table:
    """Give the rates (`core.tables.RATES`) of the documents that were in force after an adoption.

    They are compiled anew, by the Medicare files and the rules of today.

    Args:
        desk: the workspace.
        wanted: the adoption's number, or a day like 2025-03-01; empty: the latest.

    Raises:
        UnknownNameError: if there is no such adoption.
    """
    adopted = Adopted(desk.home.adopted_dir)
    adoption = adopted.find(wanted or str(len(adopted.history())))
    contracts, _, _ = read_as(desk, adopted.folder(adoption))
    books = [compile_contract(contract, desk.medicare, desk.practice) for contract in contracts]
    return pa.concat_tables([RATES.empty(), *(book.rates for book in books)])
