"""The rounds of a negotiation: offers, typed or read from the payer's own file, and valued when they come."""

from __future__ import annotations

import hashlib
import shutil
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import attrs
import yaml

from counteroffer.contracts.terms import FeeSchedule
from counteroffer.core.errors import InputError, UnknownNameError
from counteroffer.ingest.fees.schedule import Asked
from counteroffer.negotiate.proposal import PAYER, Proposal, read_proposal
from counteroffer.negotiate.rounds import Counter, Round, Worth, read_round, said, suggested
from counteroffer.negotiate.trap import trap
from counteroffer.negotiate.writing import percent_text, proposal_text, softened
from counteroffer.price.rounding import FULL
from counteroffer.store.disk import storing, write_whole
from counteroffer.workspace.fees import read_payer_fees, save_payer_fees

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from counteroffer.negotiate.scenario import Scenario
    from counteroffer.workspace.negotiation import Negotiation, TermPrices

SHEETS = (".xlsx", ".xls", ".csv", ".pdf", ".xlsb", ".ods", ".txt", ".tsv")
"""Endings of files in which payers send rates."""


class Offers:
    """The rounds of one negotiation."""

    def __init__(self, negotiation: Negotiation, price_terms: TermPrices | None = None) -> None:
        self._negotiation = negotiation
        self._price_terms = price_terms

    def rounds(self) -> list[Round]:
        """Give the rounds, the oldest first."""
        return [read_round(one.said, date.fromisoformat(one.said["day"])) for one in self._negotiation.events("round")]

    def keep(self, text: str, name: str, *, force: bool = False) -> Proposal:
        """Keep a proposal's document under a name.

        Raises:
            InputError: if it has faults (nothing is kept then), or one of that name is there and `force` is not given.
        """
        file = self._negotiation.proposal_file(name)
        if file.exists() and not force:
            raise InputError(f"A proposal '{name}' is there already: {file}.", "Choose another name, or say --force.")
        trial = file.with_name(f".{file.stem}.trial.yaml")
        with storing(file.parent):
            file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(trial, text.encode())
        try:
            read_proposal(trial)
            trial.replace(file)
        finally:
            trial.unlink(missing_ok=True)
        return read_proposal(file)

    def from_sheet(self, path: Path, name: str, *, by: str = PAYER, quoted: int | None = None) -> Proposal:
        """Make a proposal of the rates in a payer's spreadsheet, CSV or PDF.

        Raises:
            InputError: if the file cannot be read as a fee schedule; the message says what to answer first.
        """
        desk = self._negotiation.desk
        read = read_payer_fees(path, Asked(), desk.medicare, desk.practice)
        file = self._negotiation.proposal_file(name)
        if not read.sound:
            told = "; ".join(found.says for found in read.schedule.findings[:5])
            says = f"{path.name} cannot be used as it is: {told}"
            raise InputError(says, f"See `counteroffer fees read {path}`; mend it there, and name the CSV.")
        save_payer_fees(read, file.with_suffix(".csv"), force=True)
        head = {
            "proposal": name, "payer": self._negotiation.payer, "by": by, "says": f"Rates of {path.name}",
            "years": str(self._negotiation.settings.years), "quoted": quoted and percent_text(quoted),
        }  # fmt: skip
        rate = {"says": f"As in {path.name}", "pays": {"fee_schedule": file.with_suffix(".csv").name}}
        return self.keep(proposal_text(head, [rate]), name, force=True)

    def add(  # noqa: PLR0913 - what is written down of an offer
        self, proposal: Proposal, *, by: str, day: date | None = None, who: str = "", says: str = "",
        documents: Sequence[Path] = (),
    ) -> tuple[Round, Scenario]:  # fmt: skip
        """Write an offer down as the next round, valued on today's data.

        Raises:
            InputError: if it cannot be valued; then nothing is written.
            StorageError: if it cannot be written.
        """
        scenario = self._negotiation.scenario(proposal, self._price_terms)
        names = tuple(self._kept(path) for path in documents)
        number = max((one.number for one in self.rounds()), default=0) + 1
        on, frozen = day or datetime.now(UTC).date(), self._frozen(proposal, number)
        made = Round(number, by, on, frozen, who, says, names, self.worth(scenario))
        self._negotiation.log("round", said(made))
        return made, scenario

    def _frozen(self, proposal: Proposal, number: int) -> str:
        """Copy a proposal as it is now, with the rates beside it: what was offered does not change any more."""
        name = f"{number}-{proposal.file.stem}"
        folder = self._negotiation.folder / "rounds"
        schedules = {
            change.term.pays.file
            for change in proposal.rates
            if change.term is not None and isinstance(change.term.pays, FeeSchedule)
        }
        with storing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            for file in schedules - {proposal.file}:
                shutil.copy2(file, folder / file.name)
            shutil.copy2(proposal.file, folder / f"{name}.yaml")
        return name

    def worth(self, scenario: Scenario) -> Worth:
        """Give what is written down of a scenario's value."""
        return Worth(
            scenario.now, scenario.gain, scenario.percent, *scenario.present, self._negotiation.mark,
            trap(scenario).verdict,
        )  # fmt: skip

    def round(self, number: int) -> Round:
        """Find a round.

        Raises:
            UnknownNameError: if there is none of that number.
        """
        rounds = self.rounds()
        found = next((one for one in rounds if one.number == number), None)
        if found is None:
            there = ", ".join(str(one.number) for one in rounds) or "none yet"
            raise UnknownNameError(f"There is no round {number}.", f"There are: {there}.")
        return found

    def document(self, path: Path, says: str = "") -> str:
        """Keep a document, and write down that it came; give the name under which it is kept.

        Raises:
            InputError: if there is no such file.
        """
        name = self._kept(path)
        self._negotiation.log("document", {"name": name, "says": says})
        return name

    def _kept(self, path: Path) -> str:
        """Copy a document into the negotiation's folder, under its name and its content's mark."""
        if not path.is_file():
            raise InputError(f"There is no file {path}.", "Name the document as it lies on this computer.")
        mark = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
        target = self._negotiation.folder / "documents" / f"{path.stem}-{mark}{path.suffix}"
        with storing(target.parent):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, target)
        return target.name

    def counter(self) -> Counter:
        """Suggest the next counteroffer from the rounds and the mandate.

        Raises:
            InputError: if no mandate was given.
        """
        mandate = self._negotiation.mandate()
        if mandate is None:
            says = f"The partners have given no mandate for {self._negotiation.payer}."
            raise InputError(says, "Give it: counteroffer negotiation mandate PAYER --opening 6 --target 4.")
        least = None if mandate.reservation is None else self._negotiation.of_percent(mandate.reservation)
        return suggested(self.rounds(), self._negotiation.of_percent(mandate.target), least)

    def countered(self, counter: Counter, name: str) -> Proposal | None:
        """Make a proposal of our last one, its rises softened alike until it asks for no more than the counter says.

        Returns:
            The proposal, kept under the name; None where no share of the rises reaches it.
        """
        ours = [one for one in self.rounds() if one.by != PAYER]
        if counter.gain is None or not ours:
            return None
        last = self._negotiation.proposal(ours[-1].proposal)
        low, high = 0, FULL
        while high - low > 1:
            share = (low + high) // 2
            trial = attrs.evolve(last, rates=softened(last, share))
            low, high = (share, high) if self._negotiation.scenario(trial).gain <= counter.gain else (low, share)
        file = last.file
        text = _softened_text(file.read_text(encoding="utf-8"), last, low, name)
        return self.keep(text, name, force=True)


def _softened_text(text: str, last: Proposal, share: int, name: str) -> str:
    """Write the softened proposal as the last one is written, with other percents."""
    said = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - plain texts only
    said["proposal"] = name
    said.pop("quoted", None)
    for rate, change in zip(said.get("rates", []), softened(last, share), strict=True):
        if change.percent is not None:
            rate["change"] = percent_text(change.percent)
    return str(yaml.safe_dump(said, sort_keys=False, allow_unicode=True, width=120))
