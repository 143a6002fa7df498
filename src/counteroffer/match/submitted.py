"""What the practice sent: claims with their payer and sequence, and the lines of the submission that counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import ibis
import pyarrow as pa

from counteroffer.match.columns import NOTHING

if TYPE_CHECKING:
    from counteroffer.match.payers import PayerNames
    from counteroffer.store.engine import Engine

VOID = "8"

NAMING = ("claims", "totals", "denial_log", "appointments", "quality_measures", "auths")
"""Tables beside the remittances whose rows name a payer."""


def payer_map(engine: Engine, payers: PayerNames) -> ibis.Table:
    """Every spelling of a payer in the files, rolled up: payer_name, payer_id, payer."""
    known = engine.memo.get("payer_map")
    if known is not None and known[0] == payers:
        return cast("ibis.Table", known[1])
    remits = _spellings(engine, engine.table("remits"))
    claims = {key for name in NAMING for key in _spellings(engine, engine.table(name))}
    rolled = sorted(payers.roll_up(remits, claims).items())
    schema = pa.schema([(name, pa.string()) for name in ("payer_name", "payer_id", "payer")])
    rows = [{"payer_name": name, "payer_id": payer_id, "payer": payer} for (name, payer_id), payer in rolled]
    made = engine.keep(ibis.memtable(pa.Table.from_pylist(rows, schema=schema)))
    engine.memo["payer_map"] = (payers, made)
    return made


def _spellings(engine: Engine, table: ibis.Table) -> dict[tuple[str, str], int]:
    if "payer_id" not in table.columns:
        table = table.mutate(payer_id=NOTHING)
    seen = engine.arrow(table.group_by("payer_name", "payer_id").agg(n=table.count()))
    return {(row["payer_name"], row["payer_id"]): row["n"] for row in seen.to_pylist()}


def submissions(engine: Engine, payer_of: ibis.Table) -> ibis.Table:
    """Claims that were not set aside, each with its payer and its sequence as P, S or T."""
    claims = engine.table("claims")
    # an institutional claim is paid by other rules; no physician contract prices it
    claims = claims.filter(~claims.set_aside, claims.form != "I").mutate(sequence=_sequence(claims.sequence))
    return claims.join(payer_of, ["payer_name", "payer_id"])


def _sequence(told: Any) -> Any:
    # SBR01: P, S, T, then A to H for the fourth to the eleventh payer; U is unknown
    return ibis.cases(
        (told.isin(["P", "S", "T"]), told), (told.isin(list("ABCDEFGH")), ibis.literal("T")), else_=ibis.literal("P")
    )


def current(sent: ibis.Table) -> ibis.Table:
    """One row for each claim and sequence: the submission that counts, when the first was sent, and if it is void.

    The latest submission that is no void counts: its lines are the claim's lines. `voided` says that a void came
    after it; such a claim has no lines but those that a payer has adjudicated.
    """
    latest = [sent.submitted_date.desc(nulls_first=False), sent.file_id.desc(), sent.segment.desc()]
    group = ibis.window(group_by=[sent.claim, sent.sequence])
    real = sent.frequency != VOID
    ranked = sent.mutate(
        newest_is_void=~real.first().over(ibis.window(group_by=[sent.claim, sent.sequence], order_by=latest)),
        first_sent=sent.submitted_date.min().over(group),
        nth=ibis.row_number().over(
            ibis.window(group_by=[sent.claim, sent.sequence], order_by=[real.desc(), *latest]),
        ),
    )
    counts = ranked.filter(ranked.nth == 0, ranked.frequency != VOID)
    return counts.rename(voided="newest_is_void").drop("nth")


def submitted_lines(engine: Engine, counting: ibis.Table) -> ibis.Table:
    """The lines of the submissions that count; `slot` numbers them from 1 within claim and sequence.

    Columns: claim, sequence, slot, claim_file, claim_place, and those of `claim_lines` that say what was done.
    """
    lines = engine.table("claim_lines")
    lines = lines.filter(~lines.set_aside)
    parents = counting.select("file_id", "claim", "sequence", claim_segment=counting.segment)
    found = lines.join(parents, ["file_id", "claim_segment"])
    window = ibis.window(group_by=[found.claim, found.sequence], order_by=[found.line, found.segment])
    found = found.mutate(slot=ibis.row_number().over(window) + 1)
    return found.select(
        "claim", "sequence", "slot", "line", "code", "mod1", "mod2", "mod3", "mod4", "charge", "milliunits",
        "unit_basis", "pos", "service_date", "line_control", "rendering_npi",
        claim_file=found.file_id, claim_place=found.segment,
    )  # fmt: skip
