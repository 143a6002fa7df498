"""Contract -> rows of the rate book. Which term wins stands here and nowhere else."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs
import pyarrow as pa

from counteroffer.contracts.anesthesia import without_units
from counteroffer.contracts.capitated import capitated_rows, carve_out_doubts
from counteroffer.contracts.case_rates import case_rows
from counteroffer.contracts.doubts import Doubts
from counteroffer.contracts.escalate import horizon, split, stages
from counteroffer.contracts.exhibits import GENERAL, Exhibit, exhibits, version_rows
from counteroffer.contracts.limits import raised
from counteroffer.contracts.lists import BASES, OwnList, dated
from counteroffer.contracts.rule_rows import rule_rows
from counteroffer.contracts.rule_terms import Standing
from counteroffer.contracts.sites import at, localities, without_sites
from counteroffer.contracts.terms import Contract, FeeSchedule, PercentOfCharges, RateTerm, When
from counteroffer.contracts.ways import REST, Edition, Key, Row, Ways
from counteroffer.core import tables
from counteroffer.core.codes import in_span, span_width
from counteroffer.core.dates import OPEN, day_before
from counteroffer.core.findings import ERROR, WARNING, Finding

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from counteroffer.core.errors import InputError
    from counteroffer.core.practice import Practice
    from counteroffer.medicare.book import MedicareBook

Rows = dict[Key, Row]


@attrs.frozen
class RateBook:
    """A compiled contract version.

    Attributes:
        rates: `core.tables.RATES`, on any day at most one row for a code, modifier and setting.
        rules: `core.tables.RULES`.
        terms: `core.tables.TERMS`, one row for each term and each rule.
        versions: `core.tables.VERSIONS`.
        cases: `core.tables.CASES`.
        findings: terms that could not be compiled, and ties.
    """

    rates: pa.Table
    rules: pa.Table
    terms: pa.Table
    versions: pa.Table
    cases: pa.Table
    findings: tuple[Finding, ...]


def compile_contract(
    contract: Contract, book: MedicareBook, practice: Practice, billed: Collection[str] = ()
) -> RateBook:
    """Compile one contract version.

    The most specific term that reaches a code pays it: a single code before a narrower range before a wider one
    before a term without codes. Of two equally specific ones the first stands, and a finding says so. A code whose
    term cannot be priced (a Medicare year or locality that is not there) has a row that says so: no wider term prices
    it instead. Where a term pays by what changes with the day of service, rows are for some days of the version.

    Args:
        contract: the version.
        book: Medicare as published.
        practice: for the locality where the contract names none.
        billed: codes that the practice bills. A percent of charges on a range becomes rows for the codes that are
            known: these, the relative value file's, and those of the contract's own fee schedules.
    """
    made, compiler = _rows(contract, book, practice, billed)
    found = (*compiler.findings(), *without_units(contract, made, billed), *without_sites(contract, book, practice))
    return _book(made, compiler, found)


def compile_for(codes: Collection[str], contract: Contract, book: MedicareBook, practice: Practice) -> RateBook:
    """Compile what one contract version says of a few billed codes: quickly, and without findings.

    The rows are those that `compile_contract` gives these codes, and its row for whatever no other names.
    """
    made, compiler = _rows(contract, book, practice, codes, frozenset(codes))
    kept = [row for row in made if row["code"] == REST[0] or row["code"] in codes]  # what is capitated names all
    return _book(kept, compiler, ())


def _rows(
    contract: Contract,
    book: MedicareBook,
    practice: Practice,
    billed: Collection[str],
    only: Collection[str] | None = None,
) -> tuple[list[Row], Compiler]:
    compiler = Compiler(contract, book, practice, billed, only)
    made = compiler.rows()
    for locality in localities(contract, book, practice):  # what no row names is the same everywhere
        there = Compiler(at(contract, locality), book, practice, billed, only).rows()
        made += [row | {"site": locality} for row in there if row["code"] != REST[0]]
    return made, compiler


def _book(made: list[Row], compiler: Compiler, findings: tuple[Finding, ...]) -> RateBook:
    contract = compiler.contract
    known = compiler.ways.known_codes
    heads = [(exhibit, compiler.head | {"exhibit": exhibit.name}) for exhibit in compiler.exhibits]
    return RateBook(
        rates=pa.Table.from_pylist([compiler.head | row for row in made], schema=tables.RATES.schema),
        rules=pa.Table.from_pylist(
            [row for exhibit, _ in heads for row in rule_rows(contract, exhibit, known)], schema=tables.RULES.schema
        ),
        terms=compiler.terms(),
        versions=pa.Table.from_pylist(list(version_rows(contract)), schema=tables.VERSIONS.schema),
        cases=pa.Table.from_pylist(
            [head | row for exhibit, head in heads for row in case_rows(contract, exhibit.terms, known)],
            schema=tables.CASES.schema,
        ),
        findings=findings,
    )


def _dated(stretches: list[tuple[date, date, Rows]]) -> list[Row]:
    """Write the rows of each stretch of days out; a row that goes on unchanged into the next one stays one row."""
    made: list[Row] = []
    latest: dict[Key, tuple[Row, Row]] = {}
    for since, until, rows in stretches:
        for key, row in rows.items():
            before = latest.get(key)
            if before is not None and before[1] == row and before[0]["until"] == day_before(since):
                before[0]["until"] = until
                continue
            written = dict(zip(("code", "modifier", "setting"), key, strict=True), since=since, until=until) | row
            made.append(written)
            latest[key] = (written, row)
    return made


class Compiler:
    """One contract version on its way to rows."""

    def __init__(
        self,
        contract: Contract,
        book: MedicareBook,
        practice: Practice,
        billed: Collection[str] = (),
        only: Collection[str] | None = None,
    ) -> None:
        self.contract = contract
        self.ways = Ways(contract, book, practice, billed, only)
        self._reached: dict[tuple[int, Edition], list[tuple[Key, Row, int]]] = {}
        self._missing: dict[tuple[int, Edition], InputError] = {}
        self._steps: list[Finding] = []
        self._ties: dict[tuple[int, int], Finding] = {}
        self._paying: set[int] = set()
        self.exhibits = exhibits(contract)
        self.head = {
            "contract": contract.contract, "version": contract.version, "payer": contract.payer,
            "since": contract.since, "until": contract.until,
        }  # fmt: skip

    @cached_property
    def stretches(self) -> list[tuple[date, date, tuple[Edition, ...]]]:
        """Give the stretches of days on which no term's edition changes: first day, last day, editions of the terms."""
        since, until = self.contract.since, self.contract.until
        turns = {turn for term in self.contract.terms for turn in self.ways.turns(term) if since < turn <= until}
        firsts = sorted({since, *turns}) if since <= until else []
        made = []
        for first, after in zip(firsts, [*firsts[1:], None], strict=True):
            editions = tuple(self.ways.edition(term, first) for term in self.contract.terms)
            made.append((first, after - timedelta(1) if after else until, editions))
        return made

    def rows(self) -> list[Row]:
        """Give the version's rows, each with its days and its exhibit."""
        made: list[Row] = []
        for exhibit in self.exhibits:
            stretches = [(since, until, self.contest(ways, exhibit)) for since, until, ways in self.stretches]
            made += self.escalated(_dated(stretches), exhibit)
        return [cut for row in made for cut in self._moving(row)]

    def _moving(self, row: Row) -> Iterator[Row]:
        """Cut a row whose amount moves on days of its own: a list's price, a limit of charges."""
        _, sign, ordinal = row["term_id"].rpartition("#")
        if not sign:  # what an arrangement pays for
            return iter((row,))
        pays = self.contract.terms[int(ordinal) - 1].pays
        if isinstance(pays, OwnList) and row["basis"] in BASES:
            return dated(row, pays, dict(pays.prices)[row["code"]])
        if isinstance(pays, PercentOfCharges) and pays.limit is not None and row.get("charge_limit") is not None:
            last = horizon(self.contract, self.ways.book.years)
            steps = stages(pays.limit.rises, self.contract.since, self.contract.until, last)
            return raised(row, pays.limit, steps)
        return iter((row,))

    def contest(self, editions: tuple[Edition, ...], exhibit: Exhibit, only: Collection[Key] | None = None) -> Rows:
        """Let every term claim what it reaches; the closest wins, of two equally close ones the first.

        A term for the lines' own product comes before every one that is for more.

        Args:
            editions: the terms' editions on some days.
            exhibit: which terms hold.
            only: the keys that are asked about; None: all.
        """
        won: dict[Key, tuple[int, int]] = {}
        rows: Rows = {}
        for ordinal, edition in enumerate(editions, 1):
            for key, row, own in self.reach(ordinal, edition) if ordinal in exhibit.terms else ():
                if only is not None and key not in only:
                    continue
                width = own + exhibit.behind[ordinal]
                # a term without codes that stands before this one, equally wide, has left nothing for it
                rest = won.get(REST) if own == EVERYTHING else None
                best = won.get(key) or rest
                if best is None or width < best[0]:
                    won[key] = (width, ordinal)
                    rows[key] = row
                elif width == best[0] and best[1] != ordinal and not self._is_rest(ordinal, width):
                    self.tie(best[1], ordinal, key)
        if REST in won:  # an exhibit's own rest leaves nothing for terms that are for more
            left = [key for key, (width, _) in won.items() if width // GENERAL <= won[REST][0] // GENERAL]
            won, rows = {key: won[key] for key in left}, {key: rows[key] for key in left}
        self._paying |= {ordinal for _, ordinal in won.values()}
        paid = self._capitated if only is None else {key: row for key, row in self._capitated.items() if key in only}
        return rows | paid

    @cached_property
    def _capitated(self) -> Rows:
        return capitated_rows(self.contract, self.ways.known_codes) if self.contract.arrangements else {}

    def _is_rest(self, ordinal: int, width: int) -> bool:
        """Say whether a term pays whatever the others leave: what it names beside is no contest with them."""
        return width == EVERYTHING and isinstance(self.contract.terms[ordinal - 1].pays, PercentOfCharges)

    def reach(self, ordinal: int, edition: Edition) -> list[tuple[Key, Row, int]]:
        """Give what a term reaches: key, row, and the width of the narrowest span."""
        if (ordinal, edition) not in self._reached:
            offer, term = self.ways.offer(ordinal, edition), self.contract.terms[ordinal - 1]
            found = ((key, row, width_of(term, key)) for key, row in offer.rows)
            self._reached[ordinal, edition] = [(key, row, width) for key, row, width in found if width is not None]
            if offer.fault is not None:
                self._missing[ordinal, edition] = offer.fault
        return self._reached[ordinal, edition]

    def tie(self, first: int, second: int, key: Key) -> None:
        """Note that two terms reach a code equally closely; once for two terms."""
        if (first, second) not in self._ties:
            term = self.contract.terms[second - 1]
            says = f"Terms {first} and {second} reach the same codes equally closely, such as {key[0]}; the first pays."
            self._ties[first, second] = self._fault("tie", WARNING, term, says, "Make one of them narrower.")

    def findings(self) -> list[Finding]:
        """Give what was found while the terms were put against each other: days without a price, and ties."""
        told = {ordinal for ordinal, _ in self._missing} | {second for _, second in self._ties}
        doubts = Doubts(self.contract, self._paying, told)
        reached = {ordinal: {key[0] for key, _, _ in rows} for (ordinal, _), rows in self._reached.items() if rows}
        same = set(doubts.same())
        ties = [tie for pair, tie in self._ties.items() if pair not in same]
        found = [*doubts.findings(reached), *doubts.unknown(self.ways.known_codes)]
        return [
            *(self._unpriced(*gap) for gap in self._gaps()),
            *self._steps,
            *ties,
            *found,
            *carve_out_doubts(self.contract),
        ]

    def escalated(self, rows: list[Row], exhibit: Exhibit) -> list[Row]:
        """Cut the rows of terms with an escalator at its steps, and name the exhibit in all rows."""
        contract, last = self.contract, horizon(self.contract, self.ways.book.years)
        steps = {
            contract.term_id(ordinal): (term.escalator, stages(term.escalator, contract.since, contract.until, last))
            for ordinal, term in enumerate(contract.terms, 1)
            if term.escalator is not None
        }
        for ordinal, term in enumerate(contract.terms, 1):
            unknown = [stage for stage in steps.get(contract.term_id(ordinal), (None, []))[1] if stage.percents is None]
            if unknown and unknown[0].since <= last and exhibit is self.exhibits[0]:
                says = (
                    f"'{term.says}' cannot be priced from {unknown[0].since} on: the index has no percent for the step."
                )
                mend = "Write the index's next date and percent into its file."
                self._steps.append(self._fault("index", WARNING, term, says, mend))
        made: list[Row] = []
        for row in rows:
            found = steps.get(row["term_id"]) if row.get("rate") is not None else None
            made += [row] if found is None else split(row, *found)
        return [row | {"exhibit": exhibit.name} for row in made]

    def _gaps(self) -> Iterator[tuple[int, date, date, InputError]]:
        """Give every run of days on which a term (by its ordinal) cannot be priced."""
        for ordinal in range(1, len(self.contract.terms) + 1):
            run: tuple[date, date, InputError] | None = None
            for since, until, editions in self.stretches:
                fault = self._missing.get((ordinal, editions[ordinal - 1]))
                if run and fault is None:
                    yield ordinal, *run
                run = None if fault is None else (run[0], until, run[2]) if run else (since, until, fault)
            if run:
                yield ordinal, *run

    def _unpriced(self, ordinal: int, since: date, until: date, fault: InputError) -> Finding:
        term, whole = self.contract.terms[ordinal - 1], (self.contract.since, self.contract.until)
        days = "" if (since, until) == whole else f" from {since} on" if until == OPEN else f" from {since} to {until}"
        says = f"'{term.says}' cannot be priced{days}: {fault.says}"
        return self._fault("medicare", WARNING if days else ERROR, term, says, fault.mend)

    def terms(self) -> pa.Table:
        """The terms, rules and arrangements as rows."""
        terms = [(self.contract.term_id(i), term) for i, term in enumerate(self.contract.terms, 1)]
        rules = [(self.contract.rule_id(i), rule) for i, rule in enumerate(self.contract.rules, 1)]
        arranged = [(self.contract.arrangement_id(i), made) for i, made in enumerate(self.contract.arrangements, 1)]
        told: list[tuple[str, Any, Standing]] = [(name, said, said.standing) for name, said in [*terms, *rules]]
        told += [(name, said, Standing()) for name, said in arranged]
        made = [
            self.head | {
                "term_id": name, "says": said.says, "page": said.page, "section": said.section,
                "file": str(standing.file or self.contract.file), "place": said.line,
                "amendment": standing.amendment, "products": " ".join((*standing.products, *standing.funding)),
            }
            for name, said, standing in told
        ]  # fmt: skip
        return pa.Table.from_pylist(made, schema=tables.TERMS.schema)

    def _fault(self, kind: str, severity: str, term: RateTerm, says: str, mend: str) -> Finding:
        file = str(term.standing.file or self.contract.file)
        return Finding(f"contract.{kind}", severity, says, mend, file=file, segment=term.line)


EVERYTHING = 10**9
"""The width of a term without codes: wider than any range."""


def misses(term: RateTerm, key: Key) -> list[str]:
    """Name what keeps a term from a key: `code`, `modifier`, `setting`; empty if its `when` reaches it."""
    when = term.when
    alone = {
        "code": When(spans=when.spans),
        "modifier": When(modifiers=when.modifiers),
        "setting": When(setting=when.setting),
    }
    return [name for name, part in alone.items() if width_of(attrs.evolve(term, when=part), key) is None]


def width_of(term: RateTerm, key: Key) -> int | None:
    """Give how closely a term reaches a key (smaller is closer); None if it does not."""
    code, modifier, setting = key
    when = term.when
    if (when.setting and setting != when.setting) or (when.modifiers and modifier not in when.modifiers):
        return None
    if not when.spans:
        # a fee schedule names single codes; the rest row reaches what nothing else does
        return 0 if isinstance(term.pays, FeeSchedule) else EVERYTHING
    widths = [span_width(first, last) for first, last in when.spans if in_span(code, first, last)]
    if not widths:
        return None
    return 0 if isinstance(term.pays, FeeSchedule) else min(widths)
