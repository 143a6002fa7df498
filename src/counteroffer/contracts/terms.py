"""The agreement as records. The reader and the JSON Schema both follow these, so they cannot differ."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from counteroffer.contracts.lists import OwnList
from counteroffer.contracts.options import AS_PUBLISHED, PLAIN
from counteroffer.contracts.rule_terms import Rule, Standing
from counteroffer.core.dates import OPEN

if TYPE_CHECKING:
    from datetime import date

    from counteroffer.contracts.arranged import Arrangement
    from counteroffer.contracts.clauses import Clause
    from counteroffer.contracts.limits import ChargeLimit
    from counteroffer.contracts.options import OwnIndices, Settled


@attrs.frozen
class FeeRow:
    """One row of a fee schedule file.

    Attributes:
        code: CPT/HCPCS code.
        modifier: 26, TC or empty.
        setting: `facility`, `nonfacility`, or empty for both.
        amount: cents for one unit.
        line: line in the file, from 1.
    """

    code: str
    modifier: str
    setting: str
    amount: int
    line: int


@attrs.frozen
class PercentOfMedicare:
    """A percent of the Medicare physician fee schedule.

    Attributes:
        percent: thousandths of a percent (115% is 115_000).
        year: fee schedule year; None if the contract does not say, or the year moves.
        locality: seven digits, or `site`; empty if the contract does not say.
        update: month and day from which a new year's fees apply; (1, 1) is the year of the day of service, None a
            year that does not move.
        release: release letter A to D; empty: the newest of the year.
        capped: whether Medicare's outpatient cap applies.
        factors: conversion factors of the contract's own, ten-thousandths of a dollar, by year (0: every other year).
        indices: indices of the contract's own.
        settled: incentive and sequestration.
        by_line: whether the line is rounded and not the unit.
    """

    percent: int
    year: int | None
    locality: str
    update: tuple[int, int] | None = None
    release: str = ""
    capped: bool = True
    factors: tuple[tuple[int, int], ...] = ()
    indices: OwnIndices = AS_PUBLISHED
    settled: Settled = PLAIN
    by_line: bool = False


@attrs.frozen
class PercentOfSchedule:
    """A percent of what Medicare pays by a schedule beside the physician one.

    Attributes:
        percent: thousandths of a percent.
        schedule: `labs` (CLFS), `drugs` (ASP payment limits) or `equipment` (DMEPOS).
        quarter: year and quarter; None: that of the day of service.
        locality: seven digits, for the state of equipment; empty if the contract does not say.
        settled: incentive and sequestration.
    """

    percent: int
    schedule: str
    quarter: tuple[int, int] | None = None
    locality: str = ""
    settled: Settled = PLAIN


@attrs.frozen
class ConversionFactor:
    """Dollars for one relative value unit.

    Attributes:
        factor: ten-thousandths of a dollar.
        year: as with `PercentOfMedicare`.
        locality: seven digits; empty if the contract does not say.
        update: as with `PercentOfMedicare`.
        release: release letter A to D; empty: the newest of the year.
        geographic: whether the units are taken with the locality's indices; else they are the national ones.
        indices: indices of the contract's own.
        settled: incentive and sequestration.
        by_line: whether the line is rounded and not the unit.
    """

    factor: int
    year: int | None
    locality: str
    update: tuple[int, int] | None = None
    release: str = ""
    geographic: bool = True
    indices: OwnIndices = AS_PUBLISHED
    settled: Settled = PLAIN
    by_line: bool = False


@attrs.frozen
class FeeSchedule:
    """Amounts by code, from the file beside the contract."""

    file: Path
    rows: tuple[FeeRow, ...]


@attrs.frozen
class PercentOfCharges:
    """A percent (thousandths of a percent) of the line's charge, up to a limit where there is one."""

    percent: int
    limit: ChargeLimit | None = None


@attrs.frozen
class CaseRate:
    """Cents for a case: the line, whatever its units, and what else it includes.

    Attributes:
        amount: cents.
        includes: first and last code of each range that the case includes beside the line.
        everything: whether it includes all codes.
        days_before: days before the line's day of service within which they are included.
        days_after: days after it.
        above: cents of the case's charges above which it is an outlier; None: never.
        percent: thousandths of a percent of the case's charges that an outlier pays; None: a person decides.
    """

    amount: int
    includes: tuple[tuple[str, str], ...] = ()
    everything: bool = False
    days_before: int = 0
    days_after: int = 0
    above: int | None = None
    percent: int | None = None

    @property
    def plain(self) -> bool:
        """Whether it says no more than an amount for the line."""
        return not self.includes and not self.everything and self.above is None


@attrs.frozen
class ByHand:
    """A person prices what the term reaches: what it says is not expressed."""


@attrs.frozen
class Anesthesia:
    """Dollars for one unit of base, time and physical status.

    Attributes:
        factor: ten-thousandths of a dollar for one unit; None: a percent of Medicare's factor.
        percent: thousandths of a percent of Medicare's anesthesia conversion factor; None: dollars.
        year: as with `PercentOfMedicare`.
        locality: seven digits; empty if the contract does not say.
        update: as with `PercentOfMedicare`.
        minutes_per_unit: minutes that make one unit of time.
        round_time: `tenth` (Medicare's one decimal), `up` or `nearest` (whole units), or `none`.
        base_units: code and thousandths of a unit, from the file beside the contract.
        physical_status: units for P1 to P6, a digit each, such as `001230`; empty: they pay nothing.
    """

    factor: int | None
    percent: int | None
    year: int | None = None
    locality: str = ""
    update: tuple[int, int] | None = None
    minutes_per_unit: int = 15
    round_time: str = "tenth"
    base_units: tuple[tuple[str, int], ...] = ()
    physical_status: str = ""


ByYear = PercentOfMedicare | ConversionFactor | Anesthesia
Pays = ByYear | PercentOfSchedule | FeeSchedule | OwnList | PercentOfCharges | CaseRate | ByHand


@attrs.frozen
class When:
    """What a term reaches; what is empty is not restricted.

    Attributes:
        spans: first and last code of each range, the same twice for a single code.
        modifiers: 26 or TC, or NU, RR or UE of equipment.
        setting: `facility`, `nonfacility` or empty.
    """

    spans: tuple[tuple[str, str], ...] = ()
    modifiers: tuple[str, ...] = ()
    setting: str = ""


@attrs.frozen
class Change:
    """One published change of an index: the day from which it is known, and thousandths of a percent."""

    since: date
    percent: int


@attrs.frozen
class Escalator:
    """How a term's amounts change every year.

    Attributes:
        since: day of the first step; the term's amounts are those before it. Further steps are on its anniversaries.
        percent: thousandths of a percent of each step; None: the index says it.
        index: the index's changes; a step takes the newest one of the year up to it.
        compounding: whether a step takes its percent of the rate before it, or always of the first rate.
        floor: least percent of a step by the index.
        cap: greatest percent of a step by the index.
        rounded: whether each step is rounded half-up to the cent; else the rate is rounded once.
    """

    since: date
    percent: int | None
    index: tuple[Change, ...] = ()
    compounding: bool = True
    floor: int | None = None
    cap: int | None = None
    rounded: bool = False


@attrs.frozen
class RateTerm:
    """One sentence of the agreement about money.

    Attributes:
        says: the sentence.
        when: what it reaches.
        pays: how it pays.
        lesser_of: true when a line pays the lesser of the rate and its charge.
        page: page of the paper.
        section: section of the paper.
        line: line in the YAML file.
        escalator: how its amounts change every year; None: they do not.
        standing: its id, and for whom it is.
    """

    says: str
    when: When
    pays: Pays
    lesser_of: bool
    page: str = ""
    section: str = ""
    line: int = 0
    escalator: Escalator | None = None
    standing: Standing = attrs.field(factory=Standing)


@attrs.frozen
class Contract:
    """One version of one agreement.

    Attributes:
        contract: its name; versions of one agreement share it.
        version: which version.
        payer: the payer's name, as `lines.payer` has it.
        payer_ids: ids by which the payer calls itself in files.
        since: first day of service.
        until: last day of service.
        terms: in the document's order.
        rules: what changes a rate, in the document's order.
        file: the YAML file.
        clauses: what it says beside its rates, one of a kind.
        arrangements: money that is not paid line by line, in the document's order.
        products: products (`lines.product`) that it is for; empty: all.
        funding: fundings (`lines.funding`) that it is for; empty: all.
        amendments: files of the amendments in force, in their order.
    """

    contract: str
    version: str
    payer: str
    payer_ids: tuple[str, ...]
    since: date
    until: date = OPEN
    terms: tuple[RateTerm, ...] = ()
    rules: tuple[Rule, ...] = ()
    file: Path = Path()
    clauses: tuple[Clause, ...] = ()
    arrangements: tuple[Arrangement, ...] = ()
    products: tuple[str, ...] = ()
    funding: tuple[str, ...] = ()
    amendments: tuple[Path, ...] = ()

    def clause(self, kind: str) -> Clause | None:
        """Give what it says on a matter (a key of `contracts.clauses.clause_kinds`), or None."""
        return next((clause for clause in self.clauses if clause.kind == kind), None)

    @property
    def closeness(self) -> int:
        """How closely it says its lines: 2 for naming products and 1 for naming fundings; the closest is in force."""
        return 2 * bool(self.products) + bool(self.funding)

    @property
    def key(self) -> str:
        """The name under which findings and terms know this version."""
        return f"{self.contract}/{self.version}"

    def term_id(self, ordinal: int) -> str:
        """Name a term by its ordinal from 1."""
        return f"{self.key}#{ordinal}"

    def rule_id(self, ordinal: int) -> str:
        """Name a rule by its ordinal from 1."""
        return f"{self.key}!{ordinal}"

    def arrangement_id(self, ordinal: int) -> str:
        """Name an arrangement by its ordinal from 1."""
        return f"{self.key}~{ordinal}"
