"""One negotiation: its proposals and scenarios, its rounds, and the mandate; everything that the web shows of it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs

from counteroffer.core.dates import anniversary
from counteroffer.core.errors import InputError, UnknownNameError
from counteroffer.core.money import half_up
from counteroffer.core.names import slug
from counteroffer.match.families import read_families
from counteroffer.negotiate.mandate import Mandate
from counteroffer.negotiate.offered import Offered, own_rates
from counteroffer.negotiate.proposal import Proposal, read_proposal
from counteroffer.negotiate.repriced import repriced
from counteroffer.negotiate.scenario import Scenario, valued
from counteroffer.price.rounding import FULL
from counteroffer.store.access import user_name
from counteroffer.store.disk import storing, write_whole
from counteroffer.store.events import Event, EventBook
from counteroffer.workspace import asking, walkaway
from counteroffer.workspace import plan as plans
from counteroffer.workspace.disruption import disruption
from counteroffer.workspace.settings import Settings, read_settings, write_settings
from counteroffer.workspace.terms import term_values
from counteroffer.workspace.volumes import base_period, exactly, mark, read_volumes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from counteroffer.negotiate.limits import Limits
    from counteroffer.negotiate.plan import Plan
    from counteroffer.negotiate.scenario import TermValue
    from counteroffer.negotiate.volumes import Base, Volumes
    from counteroffer.negotiate.walkaway_result import WalkAway
    from counteroffer.workspace.asking import Asked, Packages
    from counteroffer.workspace.desk import Workspace
    from counteroffer.workspace.disruption import Disruption
    from counteroffer.workspace.terms import TermValues


class Negotiation:
    """The negotiation with one payer; get it with `Workspace.negotiation("Acme")`. It need not have been opened.

    Attributes:
        payer: the payer's name.
        folder: where its documents stand.
    """

    def __init__(self, desk: Workspace, payer: str) -> None:
        self.desk = desk
        self.payer = desk.payer(payer)
        self.folder = desk.home.negotiation_dir(self.payer)
        self.id = slug(self.payer)
        self.book = EventBook(desk.home.talks_file)

    @property
    def opened(self) -> bool:
        """Whether it was opened."""
        return self._settings_file.is_file()

    @property
    def _settings_file(self) -> Path:
        return self.folder / "negotiation.yaml"

    @property
    def settings(self) -> Settings:
        """What it is about, as `negotiation.yaml` says; its defaults while there is none.

        Raises:
            InputError: if the file has faults: all of them, each with its line.
        """
        return read_settings(self._settings_file, self.payer) if self.opened else Settings(self.payer)

    def open(self, settings: Settings) -> None:
        """Open it, or change what it is about.

        Raises:
            StorageError: if the disk refuses.
        """
        was = self.opened
        said = write_settings(self._settings_file, attrs.evolve(settings, payer=self.payer))
        self.log("changed" if was else "opened", said)
        self.__dict__.pop("_kept", None)

    def log(self, what: str, said: dict[str, Any], who: str = "") -> int:
        """Write down that something happened, of a kind as in `store.events.Event`; give the number of the change."""
        return self.book.write([Event(self.id, what, said)], who)

    def events(self, what: str = "") -> list[Event]:
        """Give what happened, the oldest first; only of one kind if one is named."""
        return [event for event in self.book.events() if event.batch == self.id and what in ("", event.what)]

    def undo(self) -> list[Event]:
        """Take back the last round, contact, document or signature; give it, or nothing where there is none.

        Raises:
            InputError: if something else was written down after it, which is changed and not taken back.
        """
        every = self.events()
        if every and every[-1].what in ("opened", "changed", "mandate"):
            says = "The last thing written down is no round, contact, document or signature."
            raise InputError(says, "Change it by saying it anew: `counteroffer negotiation open` or `mandate`.")
        return self.book.undo(self.id)

    @property
    def base(self) -> Base:
        """The base period that everything is valued on.

        Raises:
            InputError: if the payer has no month of service.
        """
        return self._kept[0]

    @property
    def volumes(self) -> Volumes:
        """The payer's lines of the base period under today's contract.

        Raises:
            InputError: if no contract with the payer is in force, or nothing was paid.
        """
        return self._kept[1]

    @property
    def mark(self) -> str:
        """What values rest on: they are stale when it is another."""
        return self._kept[2]

    @cached_property
    def _kept(self) -> tuple[Base, Volumes, str]:
        settings = self.settings
        with self.desk.engine() as engine:
            on = settings.rates_on or datetime.now(UTC).date()
            base = base_period(engine, self.payer, on, settings.months)
            volumes = read_volumes(self.desk, engine, base, max(settings.years, 1), self.folder / ".volumes")
            return base, volumes, mark(engine, base)

    def proposals(self) -> list[str]:
        """Name the proposals that are kept."""
        return sorted(path.stem for path in (self.folder / "proposals").glob("*.yaml"))

    def proposal_file(self, name: str) -> Path:
        """Name the file of a proposal, whether it is there or not."""
        return self.folder / "proposals" / f"{slug(name)}.yaml"

    def proposal(self, name: str) -> Proposal:
        """Read a proposal that is kept, or one as it was offered in a round (`Round.proposal`).

        Raises:
            UnknownNameError: if none is called so.
            InputError: if it has faults.
        """
        file = self.proposal_file(name)
        if not file.is_file() and (self.folder / "rounds" / file.name).is_file():
            file = self.folder / "rounds" / file.name
        if not file.is_file():
            known = ", ".join(self.proposals()) or "none yet: `counteroffer scenario new` makes one"
            raise UnknownNameError(f"No proposal to {self.payer} is called '{name}'.", f"There are: {known}.")
        return read_proposal(file)

    def scenario(self, proposal: Proposal | str, price_terms: TermPrices | None = None) -> Scenario:
        """Value a proposal on the base period.

        Args:
            proposal: the proposal, or the name of one that is kept.
            price_terms: gives what its clauses are worth, and which have no value; None: they are not valued.

        Raises:
            InputError: if it cannot be valued.
        """
        one = self.proposal(proposal) if isinstance(proposal, str) else proposal
        terms, unvalued = price_terms(one) if price_terms is not None and one.terms else ([], [])
        if price_terms is None:
            unvalued = [clause.kind for clause in one.terms]
        return valued(self.volumes, self.offered(one), self.discount(one), terms, unvalued)

    def codes_of(self, family: str) -> list[str]:
        """Name the codes of the base period that are of a kind of service (docs/authorizations.md).

        Raises:
            UnknownNameError: if none is; the message lists the kinds there are.
        """
        families = read_families(self.desk.home.families_file)
        named = {row.code: families.of(row.code) for row in self.volumes.rows}
        codes = sorted(code for code, name in named.items() if name == family)
        if not codes:
            there = ", ".join(sorted(set(named.values())))
            raise UnknownNameError(f"No code of {self.payer} is of the kind '{family}'.", f"There are: {there}.")
        return codes

    def offered(self, proposal: Proposal) -> Offered:
        """Compile a proposal for the codes of the base period."""
        first = proposal.starts or self.settings.starts or self.base.on
        codes = {row.code for row in self.volumes.rows}
        own = own_rates(proposal, codes, first, self.desk.medicare, self.desk.practice)
        return Offered(proposal, own, tuple(anniversary(first, year) for year in range(proposal.years)))

    def discount(self, proposal: Proposal | None = None) -> int:
        """Give the rate at which later money counts less, thousandths of a percent a year; 0 where nobody says one.

        A proposal's own comes first, then the negotiation's, then the practice's cost of capital.
        """
        cost = self.desk.practice.costs.cost_of_capital_percent
        own = int(cost * 1000) if cost is not None else 0
        said = (proposal.discount if proposal is not None else None, self.settings.discount, own)
        return next((one for one in said if one is not None), 0)

    def check(self, proposal: Proposal) -> tuple[int, int]:
        """Price a proposal by the pricer itself, line by line.

        Returns:
            Lines that the scenario prices otherwise, and by how many cents together (they were moved in proportion).
        """
        offered, volumes = self.offered(proposal), self.volumes
        with self.desk.engine() as engine:
            exact = exactly(self.desk, engine, self.base, offered)
        paid = [offered.paid(row, offered.reached(row), 1, row.rate) for row in volumes.rows]
        mine = repriced(volumes, paid)
        apart = [
            abs(int(one) - known)
            for line, one in zip(volumes.line_id, mine, strict=True)
            if (known := exact[int(line)]) is not None and known != int(one)
        ]
        return len(apart), sum(apart)

    @property
    def _mandate_file(self) -> Path:
        return self.folder / "mandate.json"

    def mandate(self) -> Mandate | None:
        """Give the mandate; None while the partners have given none.

        Raises:
            InputError: if its file was damaged.
        """
        if not self._mandate_file.is_file():
            return None
        try:
            said = json.loads(self._mandate_file.read_text(encoding="utf-8"))
            until = date.fromisoformat(said["until"]) if said["until"] else None
            return Mandate(said["opening"], said["target"], said["reservation"], until, said["note"])
        except (OSError, ValueError, KeyError) as fault:
            raise InputError(f"{self._mandate_file} is damaged.", "Give the mandate again.") from fault

    def give_mandate(self, mandate: Mandate) -> None:
        """Keep the mandate, readable by its owner only; the book says that it was given, and not what it holds."""
        said = {
            "opening": mandate.opening, "target": mandate.target, "reservation": mandate.reservation,
            "until": mandate.until.isoformat() if mandate.until else None, "note": mandate.note,
        }  # fmt: skip
        with storing(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(self._mandate_file, json.dumps(said).encode(), 0o600)
        self.log("mandate", {})

    def of_percent(self, percent: int) -> int:
        """Give a percent of a year's money by today's contract in cents."""
        now = self.volumes.yearly(int(self.volumes.now.sum()))
        return half_up(now * percent, FULL)

    def sign(self, what: str, who: str = "") -> None:
        """Sign off a mandate, a counteroffer or a notice; nobody signs one thing twice.

        Raises:
            InputError: if this person has signed it already.
        """
        person = who or user_name()
        if person in self.signed(what):
            raise InputError(f"{person} has signed {what} already.", "A second person signs next.")
        self.log("signed", {"what": what}, person)

    def signed(self, what: str) -> list[str]:
        """Name who has signed something."""
        return [event.who for event in self.events("signed") if event.said["what"] == what]

    def ask(self, **how: Any) -> Asked:
        """Say what to ask for (`workspace.asking.ask`)."""
        return asking.ask(self, **how)

    def packages(self, limits: Limits, **how: Any) -> Packages:
        """Find the package that is worth most within limits, and three of equal worth (`workspace.asking.packages`)."""
        return asking.packages(self, limits, **how)

    def terms(self) -> TermValues:
        """Value every kind of clause (`workspace.terms.term_values`)."""
        return term_values(self.desk, self.payer)

    def walk_away(self, asked: walkaway.Asked | None = None) -> WalkAway:
        """Work out the walk-away point (`workspace.walkaway.walk_away`)."""
        return walkaway.walk_away(self.desk, self.payer, asked)

    def disruption(self, as_of: date | None = None) -> Disruption:
        """Count the patients whose care would be touched (`workspace.disruption.disruption`)."""
        return disruption(self.desk, self.payer, as_of)

    def plan(self, start: date | None = None, today: date | None = None) -> Plan:
        """Count the steps back from the day of new rates (`workspace.plan.plan`)."""
        return plans.plan(self.desk, self.payer, start, today)

    def notice(self, **how: Any) -> plans.NoticeDesk:
        """Give the days of an ultimatum, and what a notice still needs (`workspace.plan.notice`)."""
        return plans.notice(self.desk, self.payer, **how)


if TYPE_CHECKING:
    TermPrices = Callable[[Proposal], tuple[list[TermValue], list[str]]]
