"""The list of continuing care patients as a file of a negotiation: pseudonyms only; names come from the vault alone."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import attrs
import pyarrow as pa

from counteroffer.contracts.faults import Faults
from counteroffer.core.errors import InputError, UnknownNameError
from counteroffer.core.plain import read_plain
from counteroffer.negotiate.continuing import (
    REJECTED,
    STATUSES,
    Continuing,
    Tail,
    Usage,
    as_rows,
    decided,
    merged,
    propose,
    tail,
)
from counteroffer.store.access import user_name
from counteroffer.store.disk import storing, write_whole
from counteroffer.workspace.disruption import books, disruption, used
from counteroffer.workspace.vault import VaultDesk

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from counteroffer.workspace.desk import Workspace

FILE = "continuing-care.yaml"
_KEYS = ("patient", "status", "reasons", "by", "on", "note")
_HEAD = """\
# Continuing care patients that the rules propose and a person confirms (docs/disruption.md).
# Pseudonyms only: write no name here.
# The law's words are unverified on the shelf: have counsel review before anybody is told.
"""


@attrs.frozen
class Listed:
    """A list.

    Attributes:
        payer: the payer.
        as_of: the day that the proposals rest on.
        patients: the patients, by pseudonym.
        file: where it stands.
    """

    payer: str
    as_of: date
    patients: tuple[Continuing, ...]
    file: Path

    def count(self, status: str) -> int:
        """Count the patients of a status."""
        return sum(one.status == status for one in self.patients)


def build_list(desk: Workspace, payer: str, as_of: date | None = None) -> Listed:
    """Propose anew by today's data, keep what persons have decided, and write the list.

    Raises:
        UnknownNameError: if no payer is called so.
        InputError: if the list or the rules have faults.
        StorageError: if the disk refuses.
    """
    found = disruption(desk, payer, as_of)
    old = read_list(desk, found.payer)
    made = Listed(
        found.payer, found.as_of, merged(old.patients if old else (), propose(found.patients)), _file(desk, found.payer)
    )
    _write(made)
    return made


def read_list(desk: Workspace, payer: str) -> Listed | None:
    """Read the list of a payer; None if there is none yet.

    Raises:
        InputError: if it has faults; the message names their lines.
    """
    path = _file(desk, payer)
    if not path.is_file():
        return None
    document = read_plain(path.read_text(encoding="utf-8"))
    faults = Faults(path, document)
    for fault in document.faults:
        faults.note("form", (), fault.says, "Write it as YAML.")
    said = faults.mapping(document.value, (), ("payer", "as_of", "patients"), "The list") if document.value else {}
    as_of = faults.typed(date.fromisoformat, said.get("as_of", ""), ("as_of",), "Write a day like 2026-01-31.")
    rows = said.get("patients", [])
    patients = [
        _patient(faults, row, ("patients", at)) for at, row in enumerate(rows if isinstance(rows, list) else [])
    ]
    if faults.found:
        lines = " ".join(f"line {fault.segment}: {fault.says}" for fault in faults.found)
        raise InputError(f"{path} has faults: {lines}", faults.found[0].mend)
    return Listed(payer, as_of or date.min, tuple(patients), path)


def decide(desk: Workspace, payer: str, patients: Sequence[str], status: str, note: str = "") -> Listed:
    """Confirm or reject patients of the list, under the name of who works at this computer.

    Raises:
        UnknownNameError: if there is no list, or a patient is not on it.
        StorageError: if the disk refuses.
    """
    listed = _needed(desk, payer)
    try:
        made = decided(listed.patients, patients, status, (user_name(), datetime.now(UTC).date()), note)
    except KeyError as fault:
        mend = f"`counteroffer disruption list '{listed.payer}'` shows who is."
        raise UnknownNameError(f"{fault.args[0]} is not on the list of {listed.payer}.", mend) from None
    changed = attrs.evolve(listed, patients=made)
    _write(changed)
    return changed


def named_rows(desk: Workspace, payer: str, why: str) -> pa.Table:
    """Give the list with the names of the vault, rejected patients left out; the opening is logged before this returns.

    Raises:
        InputError: if no reason is given.
        UnknownNameError: if there is no list.
        WorkspaceError: if the vault cannot be opened.
    """
    rows = [row for row in as_rows(_needed(desk, payer).patients) if row["status"] != REJECTED]
    found = VaultDesk(desk).show([row["patient"] for row in rows], why).to_pylist()
    who = {one["patient_key"]: one for one in found}
    columns = ("last", "first", "birth_date", "member_id", "address", "city", "state", "zip")
    made = [row | {name: str(who.get(row["patient"], {}).get(name) or "") for name in columns} for row in rows]
    names = ["patient", *columns, "status", "categories", "reasons", "by", "on", "note"]
    return pa.table({name: pa.array([row[name] for row in made], pa.string()) for name in names})


def list_tail(desk: Workspace, payer: str, days: int) -> Tail:
    """Reckon what the tail of the list is at today's rates (`negotiate.continuing.tail`).

    Args:
        desk: the workspace.
        payer: the payer.
        days: length of the tail; the law's number on the shelf is unverified, so the user says it.

    Raises:
        UnknownNameError: if there is no list.
    """
    listed = _needed(desk, payer)
    some = [one.patient for one in listed.patients if one.status != REJECTED]
    cost = desk.practice.costs.variable_per_visit
    with desk.engine() as engine:
        spans = [
            engine.arrow(used(books(desk, engine), some, listed.as_of, span)).to_pylist()[0] for span in (days, 365)
        ]
    usage = Usage(len(some), spans[0]["visits"], spans[0]["allowed"], spans[1]["visits"], spans[1]["allowed"], days)
    return tail(usage, days, None if cost is None else int((cost * 100).to_integral_value()))


def _needed(desk: Workspace, payer: str) -> Listed:
    name = desk.payer(payer)
    listed = read_list(desk, name)
    if listed is None:
        mend = f"`counteroffer disruption list '{name}'` makes one."
        raise UnknownNameError(f"There is no list of continuing care patients of {name} yet.", mend)
    return listed


def _file(desk: Workspace, payer: str) -> Path:
    return desk.home.negotiation_dir(payer) / FILE


def _patient(faults: Faults, value: Any, at: tuple[str | int, ...]) -> Continuing:
    said = faults.mapping(value, at, _KEYS, "A patient")
    text = {name: faults.text(said.get(name), (*at, name), name) for name in _KEYS if name != "reasons"}
    if text["status"] not in STATUSES:
        faults.note("value", (*at, "status"), f"'{text['status']}' is no status.", f"There are: {', '.join(STATUSES)}.")
    reasons = said.get("reasons")
    pairs = {name: str(reason) for name, reason in reasons.items()} if isinstance(reasons, dict) else {}
    return Continuing(text["patient"], pairs, text["status"], text["by"], text["on"], text["note"])


def _write(listed: Listed) -> None:
    out = [
        f"{_HEAD}payer: {json.dumps(listed.payer)}\nas_of: {listed.as_of}\npatients:"
        + ("" if listed.patients else " []")
    ]
    for one in listed.patients:
        reasons = ", ".join(f"{name}: {json.dumps(said)}" for name, said in one.reasons.items())
        out.append(f"  - patient: {one.patient}\n    status: {one.status}\n    reasons: {{{reasons}}}")
        out += [f"    {name}: {json.dumps(said)}" for name in ("by", "on", "note") if (said := getattr(one, name))]
    with storing(listed.file.parent):
        listed.file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(listed.file, ("\n".join(out) + "\n").encode(), 0o600)
