"""The agreement as records. The reader and the JSON Schema both follow these, so they cannot differ."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from counteroffer.core.dates import OPEN

if TYPE_CHECKING:
    from datetime import date

    from counteroffer.contracts.arranged import Arrangement
    from counteroffer.contracts.clauses import Clause


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
        locality: seven digits; empty if the contract does not say.
        update: month and day from which a new year's fees apply; (1, 1) is the year of the day of service, None a
            year that does not move.
        release: release letter A to D; empty: the newest of the year.
        capped: whether Medicare's outpatient cap applies.
    """

    percent: int
    year: int | None
    locality: str
    update: tuple[int, int] | None = None
    release: str = ""
    capped: bool = True


@attrs.frozen
class PercentOfSchedule:
    """A percent of what Medicare pays by a schedule beside the physician one.

    Attributes:
        percent: thousandths of a percent.
        schedule: `labs` (CLFS), `drugs` (ASP payment limits) or `equipment` (DMEPOS).
        quarter: year and quarter; None: that of the day of service.
        locality: seven digits, for the state of equipment; empty if the contract does not say.
    """

    percent: int
    schedule: str
    quarter: tuple[int, int] | None = None
    locality: str = ""


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
    """

    factor: int
    year: int | None
    locality: str
    update: tuple[int, int] | None = None
    release: str = ""
    geographic: bool = True


@attrs.frozen
class FeeSchedule:
    """Amounts by code, from the file beside the contract."""

    file: Path
    rows: tuple[FeeRow, ...]


@attrs.frozen
class PercentOfCharges:
    """A percent (thousandths of a percent) of the line's charge."""

    percent: int


@attrs.frozen
class CaseRate:
    """Cents for the whole line, whatever its units."""

    amount: int


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
Pays = ByYear | PercentOfSchedule | FeeSchedule | PercentOfCharges | CaseRate | ByHand


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
    """

    says: str
    when: When
    pays: Pays
    lesser_of: bool
    page: str = ""
    section: str = ""
    line: int = 0
    escalator: Escalator | None = None


@attrs.frozen
class ModifierRule:
    """What modifiers do to a rate.

    Attributes:
        says: the sentence.
        modifiers: the modifiers.
        percent: thousandths of a percent of the rate that a line with one of them pays; None: decided by hand, or by
            Medicare's shares.
        shares: whether the percent is the code's own share of the care before, within and after the operation, as
            Medicare publishes it (modifiers 54, 55, 56 and 78).
        indicators: Medicare's indicators (of the modifier's kind) of the codes that the percent is for; empty: of all.
        otherwise: thousandths of a percent for the other codes; None: decided by hand.
        page: page of the paper.
        section: section of the paper.
        line: line in the YAML file.
    """

    says: str
    modifiers: tuple[str, ...]
    percent: int | None
    shares: bool = False
    indicators: tuple[str, ...] = ()
    otherwise: int | None = None
    page: str = ""
    section: str = ""
    line: int = 0


@attrs.frozen
class PractitionerRule:
    """What a clinician of a class is paid of the rate.

    Attributes:
        says: the sentence.
        classes: classes as the practice's profile has them, such as NP, PA, CNS.
        percent: thousandths of a percent of the rate.
        page: page of the paper.
        section: section of the paper.
        line: line in the YAML file.
    """

    says: str
    classes: tuple[str, ...]
    percent: int
    page: str = ""
    section: str = ""
    line: int = 0


@attrs.frozen
class PlaceRule:
    """What a place of service pays: telehealth, above all.

    Attributes:
        says: the sentence.
        places: place of service codes, two digits.
        percent: thousandths of a percent of the rate.
        setting: the setting whose rate it pays; empty: its own.
        page: page of the paper.
        section: section of the paper.
        line: line in the YAML file.
    """

    says: str
    places: tuple[str, ...]
    percent: int = 100_000
    setting: str = ""
    page: str = ""
    section: str = ""
    line: int = 0


@attrs.frozen
class MultipleRule:
    """What several procedures of a patient on one day pay, the dearest first.

    Attributes:
        says: the sentence.
        percents: thousandths of a percent of the first, second, ... procedure; the last holds for all further ones.
        most: procedures priced by it; further ones are by report (None: all).
        indicators: Medicare's multiple procedure indicators of the codes that are ranked.
        part: what is ranked and reduced: `rate`, its `technical` or `professional` part, or its practice `expense`.
        page: page of the paper.
        section: section of the paper.
        line: line in the YAML file.
    """

    says: str
    percents: tuple[int, ...]
    most: int | None = None
    indicators: tuple[str, ...] = ("2",)
    part: str = "rate"
    page: str = ""
    section: str = ""
    line: int = 0


@attrs.frozen
class ClaimRule:
    """A claim pays the lesser of its rates together and its charges together."""

    says: str
    page: str = ""
    section: str = ""
    line: int = 0


Rule = ModifierRule | PractitionerRule | PlaceRule | MultipleRule | ClaimRule


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

    def clause(self, kind: str) -> Clause | None:
        """Give what it says on a matter (a key of `contracts.clauses.clause_kinds`), or None."""
        return next((clause for clause in self.clauses if clause.kind == kind), None)

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
