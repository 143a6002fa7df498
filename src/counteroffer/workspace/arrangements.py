"""The arrangements of the contracts in force, valued on twelve months of the practice's own lines and rosters."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING

import attrs
import pyarrow as pa

from counteroffer.contracts.arranged import Capitation, CareManagement
from counteroffer.core.errors import InputError, UnknownNameError
from counteroffer.measure.arranged import Worth, Year, worth
from counteroffer.measure.capitation import MonthPaid, corrections, month_paid, standing, yield_of
from counteroffer.measure.chance import simulate
from counteroffer.workspace.adoption import pending
from counteroffer.workspace.agreed import current_contracts
from counteroffer.workspace.members import roster_rows
from counteroffer.workspace.repriced import Repriced, capitated_lines, expected_by_year, last_day, repriced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counteroffer.contracts.arranged import Arrangement
    from counteroffer.contracts.terms import Contract
    from counteroffer.measure.capitation import Correction
    from counteroffer.measure.chance import Chance
    from counteroffer.store.engine import Engine
    from counteroffer.workspace.desk import Workspace

EMPTY = (
    "No contract in force says an arrangement (capitation, withhold, bonus, care management, shared savings). "
    "Write `arrangements:` in a contract: docs/arrangements.md shows each."
)


@attrs.frozen
class Valued:
    """One arrangement and its worth.

    Attributes:
        payer: whose contract it is.
        arrangement_id: `contract/version~ordinal`.
        arrangement: what the contract says.
        worth: what it is worth in the year.
    """

    payer: str
    arrangement_id: str
    arrangement: Arrangement
    worth: Worth


@attrs.frozen
class CapitationMonth:
    """One month of a capitation.

    Attributes:
        arrangement_id: `contract/version~ordinal`.
        paid: members and cents.
        lines: encounter lines of covered codes.
        equivalent: cents that they would have paid otherwise.
        share: capitation over it, thousandths of a percent; None where it is nothing.
    """

    arrangement_id: str
    paid: MonthPaid
    lines: int
    equivalent: int
    share: int | None


@attrs.frozen
class Arrangements:
    """What `Workspace.arrangements` gives.

    Attributes:
        since: first day of the twelve months; None where there is nothing to value on.
        until: last day.
        valued: every arrangement in force, in the order of the contracts.
        months: capitation by month.
        corrections: what later rosters changed, by arrangement.
        chance: drawn totals, if asked for.
        says: sentences on what it rests on.
    """

    since: date | None
    until: date | None
    valued: tuple[Valued, ...]
    months: tuple[CapitationMonth, ...]
    corrections: tuple[tuple[str, Correction], ...]
    chance: Chance | None
    says: tuple[str, ...]

    @property
    def total(self) -> tuple[int, int, int]:
        """Low, likely and high cents of all arrangements of which nothing is missing."""
        known = [one.worth for one in self.valued]
        sums = [(w.low, w.likely, w.high) for w in known if None not in (w.low, w.likely, w.high)]
        low, likely, high = (sum(one[i] or 0 for one in sums) for i in range(3))
        return low, likely, high

    def table(self) -> pa.Table:
        """Give the arrangements as rows for an export; money in cents."""
        rows = [
            {
                "payer": one.payer, "arrangement_id": one.arrangement_id, "kind": one.arrangement.kind,
                "says": one.arrangement.says, "page": one.arrangement.page, "section": one.arrangement.section,
                "since": self.since, "until": self.until, "low": one.worth.low, "likely": one.worth.likely,
                "high": one.worth.high, "formula": one.worth.formula, "missing": " ".join(one.worth.missing),
            }
            for one in self.valued
        ]  # fmt: skip
        return pa.Table.from_pylist(rows, schema=_TABLE)

    def month_table(self) -> pa.Table:
        """Give capitation by month as rows; money in cents, the yield in thousandths of a percent."""
        rows = [
            attrs.asdict(one.paid)
            | {"arrangement_id": one.arrangement_id, "lines": one.lines, "equivalent": one.equivalent}
            | {"yield": one.share}
            for one in self.months
        ]
        return pa.Table.from_pylist(rows, schema=_MONTHS)


_TEXTS = ("payer", "arrangement_id", "kind", "says", "page", "section")
_TABLE = pa.schema(
    [(name, pa.string()) for name in _TEXTS]
    + [("since", pa.date32()), ("until", pa.date32())]
    + [(name, pa.int64()) for name in ("low", "likely", "high")]
    + [(name, pa.string()) for name in ("formula", "missing")]
)
_MONTHS = pa.schema(
    [("arrangement_id", pa.string()), ("month", pa.string())]
    + [(n, pa.int64()) for n in ("members", "paid", "unbanded", "unscored", "lines", "equivalent", "yield")]
)


def value(desk: Workspace, payer: str = "", until: str = "", *, draws: int = 0, seed: int = 1) -> Arrangements:
    """Value the arrangements of the contracts in force on the last day of twelve months.

    Args:
        desk: the workspace.
        payer: only this payer's, by its name or the beginning of it.
        until: last month of the twelve, such as 2025-12; empty: the latest with lines or members.
        draws: so many totals are drawn; none if 0.
        seed: of the draws.

    Raises:
        UnknownNameError: if no contract is with such a payer.
        InputError: if `until` is no month.
    """
    end = _end(until)
    with desk.engine() as engine:
        contracts = _of_payer(current_contracts(desk)[0], payer)
        arranged = [contract for contract in contracts if contract.arrangements]
        end = end or last_day(engine, [c.contract for c in arranged]) or _last_member(desk, arranged)
        on = end or max((contract.since for contract in arranged), default=date.max)
        valuer = _Valuer(desk, engine, _year_to(on))
        force = [contract for contract in arranged if contract.since <= on <= contract.until]
        valued = tuple(one for contract in force for one in valuer.contract(contract))
    says = _rests_on(valuer.year, end) if valued else (EMPTY, *_waiting(desk))
    chance = simulate([one.worth for one in valued], draws, seed) if draws else None
    since = valuer.year.since if end else None
    return Arrangements(since, end, valued, tuple(valuer.months), tuple(valuer.corrections), chance, says)


class _Valuer:
    """Values contracts on one year; collects months and corrections on the way."""

    def __init__(self, desk: Workspace, engine: Engine, year: Year) -> None:
        self._desk = desk
        self._engine = engine
        self.year = year
        self.months: list[CapitationMonth] = []
        self.corrections: list[tuple[str, Correction]] = []

    def contract(self, contract: Contract) -> list[Valued]:
        """Value a contract's arrangements, in the document's order."""
        expected, lines = expected_by_year(self._engine, contract.contract, self.year)
        known = attrs.evolve(self.year, expected=expected, lines=lines)
        made = []
        for ordinal, arrangement in enumerate(contract.arrangements, 1):
            name, year = contract.arrangement_id(ordinal), known
            if isinstance(arrangement.form, Capitation):
                year = self._capitated(contract, name, arrangement.form, known)
            elif isinstance(arrangement.form, CareManagement):
                year = attrs.evolve(known, months=self._counted(arrangement.form.roster))
            made.append(Valued(contract.payer, name, arrangement, worth(arrangement, year)))
        return made

    def _capitated(self, contract: Contract, name: str, form: Capitation, year: Year) -> Year:
        rows = roster_rows(self._desk, form.roster)
        paid = [month_paid(form, month, of) for month, of in standing(rows).items() if self._within(month)]
        self.corrections += [(name, one) for one in corrections(form, rows)]
        lines = capitated_lines(self._engine, contract.contract, form, year)
        found = repriced(self._desk, self._engine, contract, form, lines) if lines is not None else Repriced()
        for month in paid:
            count, cents = found.lines.get(month.month, 0), found.by_month.get(month.month, 0)
            self.months.append(CapitationMonth(name, month, count, cents, yield_of(month.paid, cents)))
        equivalent = sum(found.by_month.get(month.month, 0) for month in paid)
        costs = None if lines is None else found.by_patient
        return attrs.evolve(
            year, months=tuple(paid), equivalent=equivalent, costs=costs, unpriced=found.unpriced
        )  # fmt: skip

    def _counted(self, roster: str) -> tuple[MonthPaid, ...]:
        months = standing(roster_rows(self._desk, roster))
        return tuple(MonthPaid(month, len(of), 0) for month, of in months.items() if self._within(month))

    def _within(self, month: str) -> bool:
        return f"{self.year.since:%Y-%m}" <= month <= f"{self.year.until:%Y-%m}"


def _year_to(until: date) -> Year:
    first = date(until.year - 1, until.month + 1, 1) if until.month < 12 else date(until.year, 1, 1)
    return Year(first, until)


def _end(until: str) -> date | None:
    if not until:
        return None
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", until):
        raise InputError(f"'{until}' is no month.", "Write it like 2025-12.")
    return _month_end(until)


def _month_end(month: str) -> date:
    year, number = int(month[:4]), int(month[5:7])
    return date(year, number, monthrange(year, number)[1])


def _last_member(desk: Workspace, contracts: Sequence[Contract]) -> date | None:
    rosters = {getattr(a.form, "roster", "") for contract in contracts for a in contract.arrangements}
    months = [row["month"] for roster in rosters - {""} for row in roster_rows(desk, roster)]
    return _month_end(max(months)) if months else None


def _of_payer(contracts: list[Contract], payer: str) -> list[Contract]:
    known = sorted({contract.payer for contract in contracts})
    if not payer:
        return contracts
    fitting = [name for name in known if name == payer] or [
        name for name in known if name.casefold().startswith(payer.casefold())
    ]
    if len(fitting) != 1:
        said = ", ".join(fitting or known) or "none: adopt a contract first"
        raise UnknownNameError(f"No single payer with a contract is called '{payer}'.", f"There are: {said}.")
    return [contract for contract in contracts if contract.payer == fitting[0]]


def _rests_on(year: Year, end: date | None) -> tuple[str, ...]:
    if end is None:
        return ("There are neither lines nor members to value on yet; what is shown hangs on neither.",)
    days = f"Valued on the twelve months from {year.since} to {year.until}"
    return (f"{days}: what comes beside the lines' expected dollars (below zero: what goes off them).",)


def _waiting(desk: Workspace) -> tuple[str, ...]:
    waiting = pending(desk.home)
    if not waiting or not any(name.endswith((".yaml", ".yml")) for name in waiting):
        return ()
    return (f"Documents wait to be adopted: {', '.join(waiting)}. See `counteroffer contract trial`.",)
