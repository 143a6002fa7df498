"""Money that payers moved beside the final lines: payments taken back, and what stands at provider level (PLB).

A reversal counts once, with what was paid in its stead; PLB entries keep their sign, so that a reversal whose money
is given back in the same remittance and taken later (reasons WO with both signs) still sums to what was taken.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis

from counteroffer.core.plain import read_plain
from counteroffer.core.tables import MOVEMENTS
from counteroffer.match.columns import NOTHING, left, nth, number, text, whole

if TYPE_CHECKING:
    from counteroffer.match.adjudications import Netted
    from counteroffer.store.engine import Engine

SHELF = Path(__file__).parents[1] / "shelf" / "payers" / "provider_adjustments.yaml"

OTHER = "other"
"""The kind of a PLB reason that the shelf does not know."""


@cache
def kinds() -> dict[str, str]:
    """Read the shelf (once): PLB reason -> kind of movement."""
    value: Any = read_plain(SHELF.read_text(encoding="utf-8")).value
    return {str(code): name for name, said in value["kinds"].items() for code in said["reasons"]}


def movements(engine: Engine, netted: Netted, payer_of: ibis.Table) -> ibis.Table:
    """Give every movement, with exactly the columns of `core.tables.MOVEMENTS`."""
    both = _reversals(netted).union(_provider_level(engine, netted.kept, payer_of))
    schema = ibis.Schema.from_pyarrow(MOVEMENTS.schema)
    typed = {name: both[name].cast(schema[name].copy(nullable=True)) for name in MOVEMENTS.names}
    return both.select(**typed).order_by(["moved_date", "file_id", "segment", "position"])


def _reversals(netted: Netted) -> ibis.Table:
    """Payments taken back by a reversal; what stands in their place is told with the claim's last one."""
    kept, back = netted.kept, netted.reversals
    by = ["payer", "claim", "sequence"]
    money = kept.filter(kept.paid > 0)
    first = money.group_by(by).agg(paid_date=money.payment_date.min())
    stands = kept.filter(~kept.reversed)
    instead = stands.group_by(by).agg(instead=whole(stands.paid.sum()))
    found = left(left(back.filter(back.paid < 0), first, by), instead, by)
    last = nth(found, by, [found.payment_date.desc(), found.file_id.desc(), found.segment.desc()])
    return found.select(
        "payer", "claim", "sequence", "paid_date", "file_id", "segment",
        kind=ibis.literal("reversal"), reason=found.status, reference=found.payer_control,
        moved_date=found.payment_date, cents=-found.paid,
        replaced=ibis.ifelse(last == 0, found.instead.fill_null(0), number(0)), position=number(0),
    ).select(*MOVEMENTS.names)  # fmt: skip


def _provider_level(engine: Engine, kept: ibis.Table, payer_of: ibis.Table) -> ibis.Table:
    """PLB entries; the reference is looked for among the payer's control numbers, then among claim numbers."""
    remits = engine.table("remits").join(payer_of, ["payer_name", "payer_id"])
    remits = remits.select("file_id", "payer", "payment_date", remit_segment="segment")
    entries = engine.table("provider_adjustments").join(remits, ["file_id", "remit_segment"])
    money = kept.filter(kept.paid > 0)
    controls = money.filter(money.payer_control != "").group_by("payer", reference="payer_control")
    by_control = controls.agg(c_date=money.payment_date.min(), c_claim=money.claim.min())
    by_claim = money.group_by("payer", reference="claim").agg(n_date=money.payment_date.min())
    found = left(left(entries, by_control, ["payer", "reference"]), by_claim, ["payer", "reference"])
    own = ibis.ifelse(found.n_date.notnull(), found.reference, NOTHING)
    return found.select(
        "payer", "reason", "reference", "file_id", "segment", "position",
        kind=found.reason.cases(*kinds().items(), else_=OTHER), claim=text(found.c_claim, own),
        sequence=NOTHING, paid_date=ibis.coalesce(found.c_date, found.n_date), moved_date=found.payment_date,
        cents=found.amount, replaced=number(0),
    ).select(*MOVEMENTS.names)  # fmt: skip
