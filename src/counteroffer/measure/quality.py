"""The quality report: what came, what balanced, what is missing, and how far each payer's answers have arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.measure import arrival, gaps
from counteroffer.measure.checks import GOOD, ROWS, Check
from counteroffer.measure.completeness import PayerMonths, by_payer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import ibis

    from counteroffer.measure.arrival import Came, Deposit
    from counteroffer.store.engine import Engine

SECTIONS = {
    "Did it arrive": ("files_unread", "envelopes", "control_gaps", "control_twice", "same_number_twice",
                      "deposits_without_remit", "remits_without_deposit"),
    "Does it balance": ("set_aside", "unbalanced", "reversals_unmatched"),
    "What is missing": ("missing_months", "unanswered", "unclaimed"),
    "What is not told": ("derived", "without_allowed", "unpriced", "funding_unknown"),
}  # fmt: skip
"""The parts of the report -> its checks."""


@attrs.frozen
class Quality:
    """The report.

    Attributes:
        payer: the payer it is of; empty for the whole practice.
        imports: imports so far.
        came: what is stored, by kind of file.
        payers: completeness of each payer.
        checks: all checks, in the order of `SECTIONS`.
        months: `core.tables.COMPLETENESS` behind `payers`.
    """

    payer: str
    imports: int
    came: tuple[Came, ...]
    payers: tuple[PayerMonths, ...]
    checks: tuple[Check, ...]
    months: pa.Table

    @property
    def faults(self) -> tuple[Check, ...]:
        """The checks after which there is something to do."""
        return tuple(check for check in self.checks if check.grade != GOOD and check.mend)

    @property
    def empty(self) -> bool:
        """Whether nothing was imported yet."""
        return not (self.imports or self.came or self.payers)

    def check(self, name: str) -> Check | None:
        """Find a check by name."""
        return next((check for check in self.checks if check.name == name), None)

    def rows(self) -> pa.Table:
        """All rows behind all checks, in one table (`checks.ROWS`)."""
        return pa.concat_tables([ROWS.empty_table(), *(check.rows for check in self.checks)])


def quality(
    engine: Engine,
    payments: ibis.Table,
    payer: str = "",
    deposits: Sequence[Deposit] = (),
    envelopes: Iterable[tuple[str, str, int, str]] | None = None,
) -> Quality:
    """Check everything that is stored.

    Args:
        engine: the tables, up to date.
        payments: the remittances, each with `payer`.
        payer: only this payer's lines and payments; files are everybody's.
        deposits: the practice's own list of deposits, if there is one.
        envelopes: interchange control numbers (`arrival.control_numbers`); None when they were not looked up.
    """
    lines, months = engine.table("lines"), engine.arrow(engine.table("completeness"))
    if payer:
        lines, payments = lines.filter(lines.payer == payer), payments.filter(payments.payer == payer)
        months = months.filter(pc.equal(months["payer"], payer))
    checks = [
        arrival.files_unread(engine),
        arrival.envelopes(engine),
        *(arrival.control_numbers(envelopes) if envelopes is not None else ()),
        arrival.same_number_twice(engine, payments),
        *arrival.deposits_matched(engine, payments, deposits),
        arrival.set_aside(engine),
        arrival.unbalanced(engine, payments),
        gaps.reversals_unmatched(engine),
        gaps.missing_months(months, payments, engine),
        gaps.unanswered(engine, lines, payments),
        gaps.unclaimed(engine, lines),
        gaps.derived(engine, lines),
        gaps.without_allowed(engine, lines),
        gaps.unpriced(engine, lines),
        gaps.funding_unknown(engine, lines),
    ]
    imports = int(engine.table("imports").count().execute())
    return Quality(payer, imports, arrival.came(engine), tuple(by_payer(months)), tuple(checks), months)
