"""Claims and remittances brought together, step by step."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import ibis

from counteroffer.match.adjudicated import adjudicated_lines
from counteroffer.match.adjudications import Netted, adjudications, in_time, net
from counteroffer.match.again import sent_again
from counteroffer.match.columns import NOTHING, left, nth, number, whole
from counteroffer.match.findings import all_findings
from counteroffer.match.form import in_form
from counteroffer.match.kinds import rules_table
from counteroffer.match.movements import movements
from counteroffer.match.pairs import paired
from counteroffer.match.payers import PayerNames
from counteroffer.match.submitted import current, payer_map, submissions, submitted_lines

if TYPE_CHECKING:
    from counteroffer.core.findings import Finding
    from counteroffer.store.engine import Engine

GROUP = ["claim", "sequence"]
KEY = [*GROUP, "slot", "spare", "copy"]
"""What names a final line: see `pairs.paired`."""


class Matching:
    """The steps from what was read to the final lines; each is computed once and kept in the engine.

    Args:
        engine: the tables.
        payers: the practice's roll-up of payer names; by default names are only normalised.
    """

    def __init__(self, engine: Engine, payers: PayerNames | None = None) -> None:
        self._engine = engine
        self._payers = payers or PayerNames()

    @cached_property
    def sent(self) -> ibis.Table:
        """Claims as submitted, with payer and sequence."""
        return self._engine.keep(submissions(self._engine, self._payer_of))

    @cached_property
    def netted(self) -> Netted:
        """Adjudications, reversals netted."""
        return net(self._engine, adjudications(self._engine, self._payer_of, self.sent))

    @cached_property
    def answers(self) -> ibis.Table:
        """Adjudicated lines, reversed ones too, each with the line it belongs to (`KEY`) and two ranks.

        `first_rank` 0 is the line's first adjudication, `final_rank` 0 its final one.
        """
        judged = self._engine.keep(adjudicated_lines(self._engine, self.netted.kept, self._slots))
        found = self._engine.keep(paired(self._engine, judged, self._slots))
        return self._engine.keep(_ranked(found, self.netted.kept))

    def lines(self) -> ibis.Table:
        """The final lines, with exactly the columns of `core.tables.LINES`."""
        return in_form(self._engine.keep(self._joined()), KEY, self._rules)

    def movements(self) -> ibis.Table:
        """Money moved beside the final lines, with exactly the columns of `core.tables.MOVEMENTS`."""
        return movements(self._engine, self.netted, self._payer_of)

    def findings(self) -> list[Finding]:
        """What is odd about them, see `findings.all_findings`."""
        return all_findings(self._engine, self.netted, self.answers, self.sent)

    @cached_property
    def _payer_of(self) -> ibis.Table:
        return payer_map(self._engine, self._payers)

    @cached_property
    def _rules(self) -> ibis.Table | None:
        rules = self._payers.rules
        return self._engine.keep(ibis.memtable(rules_table(rules))) if rules else None

    @cached_property
    def _counting(self) -> ibis.Table:
        return self._engine.keep(current(self.sent))

    @cached_property
    def _slots(self) -> ibis.Table:
        return self._engine.keep(submitted_lines(self._engine, self._counting))

    def _joined(self) -> ibis.Table:
        final = self.answers.filter(self.answers.final_rank == 0)
        first = self.answers.filter(self.answers.first_rank == 0)
        first = first.select(
            *KEY, first_paid_date="payment_date", first_denied="denied", first_group="denial_group",
            first_carc="denial_carc", first_rarc="denial_rarc",
        )  # fmt: skip
        kept = self.netted.kept
        received = kept.group_by(*GROUP).agg(received_date=kept.received_date.min())
        joined = left(self._keys(final), _named(self._slots, "s_", [*GROUP, "slot"]), [*GROUP, "slot"])
        joined = left(joined, _named(final, "r_", KEY), KEY)
        joined = left(joined, first, KEY)
        joined = left(joined, _named(self._counting, "c_", GROUP), GROUP)
        joined = left(joined, self._engine.keep(sent_again(self.sent, kept)), GROUP)
        return left(joined, received, GROUP)

    def _keys(self, final: ibis.Table) -> ibis.Table:
        """Every final line: what was answered, and what was sent and neither answered nor voided."""
        voided = self._counting.select(*GROUP, "voided")
        sent = self._slots.join(voided, GROUP)
        sent = sent.filter(~sent.voided).select(*GROUP, "slot", spare=NOTHING, copy=number(0))
        return sent.anti_join(final, KEY).union(final.select(*KEY))


def _ranked(found: ibis.Table, kept: ibis.Table) -> ibis.Table:
    own = kept.select(
        "file_id", "payer", "payer_id", "payee_npi", "payee_tin", "payment_date", "filing_code", "group_number",
        "patient_key", "pos", "reversed", claim_segment="segment", claim_rendering="rendering_npi",
    )  # fmt: skip
    found = found.join(own, ["file_id", "claim_segment"])
    latest = [found.payment_date.desc(nulls_first=False), found.file_id.desc(), found.segment.desc()]
    line = ibis.window(group_by=[found[k] for k in KEY])
    # final: what stands, before what was taken back; with money, before without; a duplicate denial last; the latest
    final = [found.reversed, found.has_money.desc(), found.duplicate, *latest]
    return found.mutate(
        first_rank=nth(found, KEY, [found.duplicate, *in_time(found)]),
        final_rank=nth(found, KEY, final),
        adjudications=found.slot.count().over(line),
        reversals=whole(found.reversed.cast("int64").sum().over(line)),
    )


def _named(table: ibis.Table, prefix: str, keys: list[str]) -> ibis.Table:
    return table.rename({f"{prefix}{c}": c for c in table.columns if c not in keys})
