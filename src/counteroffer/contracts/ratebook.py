"""Contract -> rows of the rate book. Which term wins stands here and nowhere else."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs
import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.contracts.rules import rule_rows
from counteroffer.contracts.terms import (
    Contract,
    FeeSchedule,
    PercentOfCharges,
    PercentOfMedicare,
    RateTerm,
)
from counteroffer.core import tables
from counteroffer.core.codes import COMPONENT_MODIFIERS, in_span
from counteroffer.core.errors import InputError
from counteroffer.core.findings import ERROR, WARNING, Finding
from counteroffer.core.money import half_up
from counteroffer.medicare.book import PRICED_STATUSES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from counteroffer.core.practice import Practice
    from counteroffer.medicare.book import MedicareBook

SETTINGS = ("facility", "nonfacility")
PARTS = ("", *COMPONENT_MODIFIERS)
PERCENT = 100_000
Key = tuple[str, str, str]
"""Code, modifier and setting."""
Rows = dict[Key, dict[str, Any] | None]
"""None where the term that governs the key cannot be priced: no other term may price it then."""

REST: Key = ("*", "*", "*")
"""Whatever no other row of the version names."""


@attrs.frozen
class RateBook:
    """A compiled contract version.

    Attributes:
        rates: `core.tables.RATES`, at most one row for a code, modifier and setting.
        rules: `core.tables.RULES`.
        terms: `core.tables.TERMS`, one row for each term and each rule.
        findings: terms that could not be compiled, and ties.
    """

    rates: pa.Table
    rules: pa.Table
    terms: pa.Table
    findings: tuple[Finding, ...]


def compile_contract(
    contract: Contract, book: MedicareBook, practice: Practice, billed: Collection[str] = ()
) -> RateBook:
    """Compile one contract version.

    The most specific term that reaches a code pays it: a single code before a narrower range before a wider one
    before a term without codes. Of two equally specific ones the first stands, and a finding says so. A code whose
    term cannot be priced (a Medicare year or locality that is not there) has no row: no wider term prices it instead.

    Args:
        contract: the version.
        book: Medicare as published.
        practice: for the locality where the contract names none.
        billed: codes that the practice bills. A percent of charges on a range becomes rows for the codes that are
            known: these, the relative value file's, and those of the contract's own fee schedules.
    """
    compiler = _Compiler(contract, book, practice, billed)
    rows = _contest(compiler)
    if REST in rows and None in rows.values():
        rows = compiler.without_star(rows)
    made = [
        compiler.head | {"code": code, "modifier": modifier, "setting": setting} | row
        for (code, modifier, setting), row in rows.items()
        if row is not None
    ]
    rates = pa.Table.from_pylist(made, schema=tables.RATES.schema)
    rules = pa.Table.from_pylist(list(rule_rows(contract)), schema=tables.RULES.schema)
    return RateBook(rates, rules, compiler.terms(), tuple(compiler.findings))


def _contest(compiler: _Compiler) -> Rows:
    """Let every term claim what it reaches; the closest wins, of two equally close ones the first."""
    won: dict[Key, tuple[int, int]] = {}
    rows: Rows = {}
    for ordinal, term in enumerate(compiler.contract.terms, 1):
        for key, row, width in compiler.reach(ordinal, term):
            # a term without codes that stands before this one, equally wide, has left nothing for it
            rest = won.get(REST) if width == _EVERYTHING else None
            best = won.get(key) or rest
            if best is None or width < best[0]:
                won[key] = (width, ordinal)
                rows[key] = row
            elif width == best[0] and best[1] != ordinal:
                compiler.tie(best[1], ordinal, key)
    return rows


class _Compiler:
    """One contract version on its way to rows."""

    def __init__(
        self, contract: Contract, book: MedicareBook, practice: Practice, billed: Collection[str] = ()
    ) -> None:
        self.contract = contract
        self.book = book
        self.billed = billed
        self.locality = practice.locality or book.locality_of(practice.zip)
        self.findings: list[Finding] = []
        self._ties: set[tuple[int, int]] = set()
        self.head = {
            "contract": contract.contract, "version": contract.version, "payer": contract.payer,
            "since": contract.since, "until": contract.until,
        }  # fmt: skip

    def reach(self, ordinal: int, term: RateTerm) -> Iterator[tuple[Key, dict[str, Any] | None, int]]:
        """Give what a term reaches: key, row (None: it cannot be priced), and the width of the narrowest span."""
        pays = term.pays
        base = {"term_id": self.contract.term_id(ordinal), "lesser_of": term.lesser_of, "medicare_locality": ""}
        if isinstance(pays, PercentOfMedicare):
            found = self._of_medicare(term, pays)
        elif isinstance(pays, FeeSchedule):
            found = self._of_schedule(pays)
        else:
            found = self._of_charges(term, pays)
        for key, row in found:
            width = _width(term, key)
            if width is not None:
                yield key, None if row is None else base | row, width

    def _of_medicare(self, term: RateTerm, pays: PercentOfMedicare) -> Iterator[tuple[Key, dict[str, Any] | None]]:
        year = pays.year or max(self.book.years, default=0)
        locality = pays.locality or self.locality
        confidence = "exact" if pays.locality else "assumed_locality"
        confidence = confidence if pays.year else "assumed_year"
        if not locality:
            says = f"'{term.says}' cannot be priced: no locality is known."
            mend = "Name it in the term, or the ZIP in practice.yaml."
            self.findings.append(self._fault("medicare", ERROR, term, says, mend))
            yield from self._unpriced(term)
            return
        try:
            amounts = self.book.amounts(year, locality)
        except InputError as fault:
            says = f"'{term.says}' cannot be priced: {fault.says}"
            self.findings.append(self._fault("medicare", ERROR, term, says, fault.mend))
            yield from self._unpriced(term)
            return
        columns = (amounts[name].to_pylist() for name in ("code", "modifier", "setting", "amount"))
        for code, modifier, setting, amount in zip(*columns, strict=True):
            if modifier and modifier not in COMPONENT_MODIFIERS:
                continue
            yield (code, modifier, setting), {
                "basis": "percent_of_medicare", "rate": half_up(amount * pays.percent, PERCENT),
                "percent": pays.percent, "medicare_rate": amount, "medicare_year": year, "medicare_locality": locality,
                "confidence": confidence,
            }  # fmt: skip

    def _unpriced(self, term: RateTerm) -> Iterator[tuple[Key, None]]:
        """Give what a Medicare term that cannot be priced would have reached: what Medicare prices in any year."""
        fees = self.book.fees.filter(pc.is_in(self.book.fees["status"], pa.array(PRICED_STATUSES)))
        named = {(first, part) for first, last in term.when.spans if first == last for part in PARTS}
        for code, modifier in sorted(
            named | set(zip(*(fees[n].to_pylist() for n in ("code", "modifier")), strict=True))
        ):
            for setting in SETTINGS:
                yield (code, modifier, setting), None

    def without_star(self, rows: Rows) -> Rows:
        """Write the `*` row out for every known code, so that it cannot price what must not be priced."""
        star = rows[REST]
        written = {(c, part, s): star for c in sorted(self._known_codes) for part in PARTS for s in SETTINGS}
        return {key: row for key, row in (written | rows).items() if key != REST}

    def _of_schedule(self, pays: FeeSchedule) -> Iterator[tuple[Key, dict[str, Any]]]:
        for both in (False, True):  # a row for one setting stands before a row for both
            for row in pays.rows:
                if (row.setting == "") is both:
                    for setting in SETTINGS if both else (row.setting,):
                        rate = {"basis": "fee_schedule", "rate": row.amount, "confidence": "exact"}
                        yield (row.code, row.modifier, setting), rate

    def _of_charges(self, term: RateTerm, pays: PercentOfCharges) -> Iterator[tuple[Key, dict[str, Any]]]:
        row = {"basis": "percent_of_charges", "percent": pays.percent, "confidence": "exact"}
        when = term.when
        if not when.spans and not when.modifiers and not when.setting:
            yield REST, row | {"confidence": "default"}
            return
        for code in sorted(self._known_codes | {first for first, last in when.spans if first == last}):
            for modifier in PARTS:
                for setting in SETTINGS:
                    yield (code, modifier, setting), row

    @cached_property
    def _known_codes(self) -> set[str]:
        known = {*self.book.fees["code"].unique().to_pylist(), *self.billed}
        for term in self.contract.terms:
            if isinstance(term.pays, FeeSchedule):
                known.update(row.code for row in term.pays.rows)
        return known

    def tie(self, first: int, second: int, key: Key) -> None:
        """Note that two terms reach a code equally closely; once for two terms."""
        if (first, second) not in self._ties:
            self._ties.add((first, second))
            term = self.contract.terms[second - 1]
            says = f"Terms {first} and {second} reach the same codes equally closely, such as {key[0]}; the first pays."
            self.findings.append(self._fault("tie", WARNING, term, says, "Make one of them narrower."))

    def terms(self) -> pa.Table:
        """The terms and rules as rows."""
        terms = [(self.contract.term_id(i), term) for i, term in enumerate(self.contract.terms, 1)]
        rules = [(self.contract.rule_id(i), rule) for i, rule in enumerate(self.contract.rules, 1)]
        made = [
            self.head | {
                "term_id": name, "says": term.says, "page": term.page, "section": term.section,
                "file": str(self.contract.file), "place": term.line,
            }
            for name, term in [*terms, *rules]
        ]  # fmt: skip
        return pa.Table.from_pylist(made, schema=tables.TERMS.schema)

    def _fault(self, kind: str, severity: str, term: RateTerm, says: str, mend: str) -> Finding:
        return Finding(f"contract.{kind}", severity, says, mend, file=str(self.contract.file), segment=term.line)


_EVERYTHING = 10**9
"""The width of a term without codes: wider than any range."""


def _width(term: RateTerm, key: Key) -> int | None:
    """Give how closely a term reaches a key (smaller is closer); None if it does not."""
    code, modifier, setting = key
    when = term.when
    if (when.setting and setting != when.setting) or (when.modifiers and modifier not in when.modifiers):
        return None
    if not when.spans:
        # a fee schedule names single codes; the rest row reaches what nothing else does
        return 0 if isinstance(term.pays, FeeSchedule) else _EVERYTHING
    widths = [_span_width(first, last) for first, last in when.spans if in_span(code, first, last)]
    if not widths:
        return None
    return 0 if isinstance(term.pays, FeeSchedule) else min(widths)


def _span_width(first: str, last: str) -> int:
    """Give how far a range reaches; its codes are of one form, so only their digits count (`J0100-J0199` is 99)."""
    one, other = (int("0" + "".join(filter(str.isdigit, code))) for code in (first, last))
    return other - one
