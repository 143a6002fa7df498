"""Who the payers are: what the files name, what seems to be one, and the practice's decisions in `payers.yaml`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import attrs
import ibis

from counteroffer.contracts.read import read_contracts
from counteroffer.core.errors import InputError, UnknownNameError
from counteroffer.match.decisions import apart_said, keep_apart, merge, split
from counteroffer.match.evidence import Spelled, crossings, spellings
from counteroffer.match.kinds import Kind
from counteroffer.match.payer_book import HEAD, PayerBook
from counteroffer.match.rollup import Known, Proposal, known_payers, proposals
from counteroffer.store.disk import storing, write_whole
from counteroffer.workspace.agreed import naming

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counteroffer.match.payers import PayerNames
    from counteroffer.workspace.desk import Workspace


@attrs.frozen
class Written:
    """What was written.

    Attributes:
        file: `payers.yaml`.
        backup: the file as it was before; None if there was none.
        comments_lost: true when comments below the head of the old file stand only in the backup now.
    """

    file: str
    backup: str | None = None
    comments_lost: bool = False


class PayerDesk:
    """The payers of one workspace: look, propose, decide.

    Args:
        desk: the workspace.
    """

    def __init__(self, desk: Workspace) -> None:
        self._desk = desk
        self._contracts, _ = read_contracts(desk.home.contracts_dir)

    @property
    def book(self) -> PayerBook:
        """What the practice has said so far.

        Raises:
            InputError: if `payers.yaml` has faults.
        """
        return PayerBook.read(self._desk.home.payers_file)

    def names(self, book: PayerBook | None = None) -> PayerNames:
        """Give the roll-up by a book and the contracts."""
        return naming(self.book if book is None else book, self._contracts)

    def known(self) -> list[Known]:
        """Every payer as rolled up today, the one that paid most first."""
        return known_payers(self._spelled(), self._said())

    def proposals(self) -> list[Proposal]:
        """Payers that seem to be one and were not decided yet, the surest first."""
        book = self.book
        names = self.names(book)
        with self._desk.engine(current=False) as engine:
            payers = known_payers(spellings(engine, names), self._said())
            return proposals(payers, crossings(engine, names), apart_said(book))

    def find(self, name: str) -> str:
        """Find a payer by its name, a spelling of it, or the beginning of its name.

        Raises:
            UnknownNameError: if none or several fit; the message lists them.
        """
        known = self.known()
        asked = name.casefold()
        exact = [k.payer for k in known if k.payer.casefold() == asked]
        spelled = [k.payer for k in known if asked in map(str.casefold, k.names)]
        fitting = exact or spelled or [k.payer for k in known if k.payer.casefold().startswith(asked)]
        if len(fitting) == 1:
            return fitting[0]
        listed = ", ".join(fitting or [k.payer for k in known]) or "none yet: import files first"
        raise UnknownNameError(f"No single payer is called '{name}'.", f"There are: {listed}.")

    def merge(self, payer: str, others: Sequence[str]) -> Written:
        """Say that payers are one; `payer` may be a new name.

        Raises:
            UnknownNameError: if one of the others is not known.
            InputError: if fewer than two are named, or names and ids cannot tell them from other payers.
        """
        spelled, book = self._spelled(), self.book
        found = list(dict.fromkeys(self.find(other) for other in others))
        known = {k.payer.casefold(): k.payer for k in self.known()}
        name = known.get(payer.casefold(), payer)
        rest = [other for other in found if other != name]
        if not rest:
            raise InputError("Name at least two payers.", "counteroffer payers merge NAME OTHER [OTHER ...]")
        return self._write(merge(book, name, rest, spelled, self.names))

    def split(self, payer: str, names: Sequence[str], ids: Sequence[str], to: str) -> Written:
        """Take spellings (by name or id) out of a payer and make them another.

        Raises:
            UnknownNameError: if the payer is not known.
            InputError: if it has no such spelling, or nothing tells it from the rest.
        """
        name, spelled = self.find(payer), self._spelled()
        wanted = {n.casefold() for n in names}
        own = [s for s in spelled if s.payer == name]
        taken = {(s.name, s.payer_id) for s in own if s.name.casefold() in wanted or s.payer_id in ids}
        return self._write(split(self.book, name, taken, to, spelled, self.names))

    def keep_apart(self, payers: Sequence[str]) -> Written:
        """Say that payers are not the same: no proposal joins them again."""
        return self._write(keep_apart(self.book, payers))

    def accept(self, proposal: Proposal) -> Written:
        """Say yes to a proposal. Earlier answers may have renamed its members: they are found by their spellings."""
        rest = [m.payer for m in proposal.members if m.payer != proposal.payer]
        return self.merge(self.find(proposal.payer), rest)

    def set_kind(self, payer: str, kind: Kind, group: str = "", filing: str = "") -> Written:
        """Say product and funding of a payer, or of one of its group numbers or filing codes; what is empty stays.

        Raises:
            UnknownNameError: if the payer is not known.
        """
        entry = self.book.entry(self.find(payer))
        if group:
            entry = attrs.evolve(entry, groups=entry.groups | {group: _over(kind, entry.groups.get(group))})
        elif filing:
            entry = attrs.evolve(entry, filing=entry.filing | {filing: _over(kind, entry.filing.get(filing))})
        else:
            entry = attrs.evolve(entry, kind=_over(kind, entry.kind))
        return self._write(self.book.having(entry))

    def groups(self, payer: str) -> list[dict[str, Any]]:
        """List a payer's group numbers, the one with the largest charges first.

        Returns:
            Rows of group_number, product, funding, lines, patients, charge and allowed (cents).
        """
        name = self.find(payer)
        with self._desk.engine() as engine:
            lines = engine.table("lines")
            own = lines.filter(lines.payer == name, lines.sequence == "P")
            sums = own.group_by("group_number", "product", "funding").agg(
                lines=own.count(),
                patients=own.patient_key.nunique(where=own.patient_key != ""),
                charge=own.charge.sum(),
                allowed=own.allowed.sum().fill_null(0),
            )
            rows: list[dict[str, Any]] = engine.arrow(
                sums.order_by([ibis.desc("charge"), "group_number", "product"])
            ).to_pylist()
        return rows

    def kinds(self) -> dict[str, list[dict[str, Any]]]:
        """Payer -> its lines by product and funding: product, funding, filing_code, lines, allowed (cents)."""
        with self._desk.engine() as engine:
            lines = engine.table("lines")
            own = lines.filter(lines.sequence == "P")
            sums = own.group_by("payer", "product", "funding").agg(
                lines=own.count(), allowed=own.allowed.sum().fill_null(0)
            )
            found: dict[str, list[dict[str, Any]]] = {}
            for row in engine.arrow(sums.order_by([ibis.desc("lines"), "payer", "product", "funding"])).to_pylist():
                found.setdefault(row["payer"], []).append(row)
        return found

    def _spelled(self) -> list[Spelled]:
        with self._desk.engine(current=False) as engine:
            return spellings(engine, self.names())

    def _said(self) -> set[str]:
        names = self.names()
        return {names.named(c.payer) for c in self._contracts} | {e.payer for e in self.book.entries}

    def _write(self, book: PayerBook) -> Written:
        path = self._desk.home.payers_file
        backup = path.with_name(path.name + ".bak")
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        head = re.match(r"(?:#.*\n|\s*\n)*", old)
        kept = head[0] if head and head[0].strip() else HEAD
        with storing(path.parent):
            if old:
                write_whole(backup, old.encode())
            write_whole(path, (kept + book.text().removeprefix(HEAD)).encode())
        lost = bool(re.search(r"(^|\s)#", old.removeprefix(kept)))
        return Written(str(path), str(backup) if old else None, comments_lost=lost)


def _over(new: Kind, old: Kind | None) -> Kind:
    old = old or Kind()
    return Kind(new.product or old.product, new.funding or old.funding)
