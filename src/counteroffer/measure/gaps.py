"""What is missing in what came: months, claims without answers, answers without claims, amounts that are not told."""

from __future__ import annotations

from collections import Counter, defaultdict
from statistics import median
from typing import TYPE_CHECKING, Any

import attrs
import ibis

from counteroffer.core.money import show
from counteroffer.match.columns import truth
from counteroffer.measure.checks import BAD, UNTOLD, Check, found

if TYPE_CHECKING:
    import pyarrow as pa

    from counteroffer.store.engine import Engine

USUAL_SHARE = 0.95
"""The usual lag of a payer: this share of its claims is answered within it."""

LAG_LINES, UNKNOWN_LAG = 30, 120
"""Answered lines that a payer's own lag must rest on; and the days that are waited where nobody's lag is known."""


def missing_months(completeness: pa.Table, payments: ibis.Table, engine: Engine) -> Check:
    """Months without payments of payers that pay every month, each worth a usual month of the payer."""
    paid = payments.filter(payments.payment_date.notnull())
    monthly = paid.group_by("payer", month=paid.payment_date.strftime("%Y-%m")).agg(paid=paid.paid.sum())
    by_payer: dict[str, list[int]] = defaultdict(list)
    for row in engine.arrow(monthly).to_pylist():
        by_payer[row["payer"]].append(row["paid"])
    rows = [
        {
            "payer": row["payer"], "item": row["month"], "cents": round(median(by_payer[row["payer"]])),
            "says": f"no payment of {row['payer']} dated in {row['month']}; cents: its usual month",
        }
        for row in completeness.to_pylist()
        if row["missing"]
    ]  # fmt: skip
    listed = "; ".join(f"{row['payer']} {row['item']}" for row in rows[:4]) + (" ..." if len(rows) > 4 else "")
    return found(
        "missing_months", "Months without remittances", rows, f"No remittance of these months is here: {listed}.",
        "Download them from the clearinghouse or the payer's portal and import them; their figures are short.",
        grade=BAD, good="Every payer that pays every month did so in every month.",
        of=None if completeness.num_rows else 0,
    )  # fmt: skip


def unanswered(engine: Engine, lines: ibis.Table, payments: ibis.Table) -> Check:
    """Claims sent and not answered though the payer's usual lag (19 of 20 claims) has passed since.

    A claim has waited until the payer's last payment that is here; of a payer that never paid, until anybody's last.
    """
    own = lines.filter(lines.sequence == "P", lines.submitted_date.notnull())
    answered = own.filter(own.first_paid_date >= own.submitted_date)
    lag = answered.first_paid_date.delta(answered.submitted_date, unit="day").cast("float64")
    answered = answered.mutate(lag=lag)
    usual = answered.group_by("payer").agg(n=answered.count(), days=answered.lag.quantile(USUAL_SHARE))
    known = {row["payer"]: (row["n"], row["days"]) for row in engine.arrow(usual).to_pylist()}
    everyone = answered.agg(n=answered.count(), days=answered.lag.quantile(USUAL_SHARE)).to_pyarrow().to_pylist()[0]
    fallback = everyone["days"] if everyone["n"] >= LAG_LINES else UNKNOWN_LAG
    ends = payments.group_by("payer").agg(last=payments.payment_date.max())
    last = {row["payer"]: row["last"] for row in engine.arrow(ends).to_pylist() if row["last"]}
    latest = max(last.values(), default=None)
    open_ = own.filter(own.outcome == "none")
    claims = open_.group_by("payer", "claim").agg(
        cents=open_.charge.sum(), day=open_.submitted_date.min(), file_id=open_.claim_file.min(),
        segment=open_.claim_place.min(),
    )  # fmt: skip
    rows, waiting = [], 0
    for row in engine.arrow(claims.order_by(["payer", "day", "claim"])).to_pylist():
        n, days = known.get(row["payer"], (0, 0.0))
        days = days if n >= LAG_LINES else fallback
        end = last.get(row["payer"], latest)
        waited = (end - row["day"]).days if end else 0
        if waited > days:
            says = f"sent {waited} days before the last payment here; usually answered within {days:.0f}"
            rows.append(row | {"item": row["claim"], "says": says})
        else:
            waiting += 1
    total = int(own.claim.nunique().execute())
    good = f"No claim has waited longer than its payer usually takes; {waiting:,} are within that time."
    return found(
        "unanswered", "Claims without remittances", rows,
        f"{len(rows):,} claims were sent and not answered within the time in which the payer answers 19 of 20; "
        f"{waiting:,} more are within that time.",
        "Ask for their status (a lost claim is lost at the filing limit), or import the remittances that are missing.",
        of=total, grade=BAD, good=good,
    )  # fmt: skip


def unclaimed(engine: Engine, lines: ibis.Table) -> Check:
    """Answers to claims that are not here: when they were sent and what was billed is not known."""
    name, title = "unclaimed", "Remittances without claims"
    own = lines.filter(lines.sequence == "P", lines.outcome_first != "none")
    total = int(own.claim.nunique().execute())
    if total and not int(engine.table("claims").count().execute()):
        return Check(
            name, title, UNTOLD, total, total, None, "No claims files (837) were imported.",
            "Import them: without them, what was sent, when, and what was never answered cannot be told.",
        )  # fmt: skip
    lone = own.filter(own.claim_file.isnull())
    claimed = own.filter(own.claim_file.notnull()).select("claim").distinct()
    lone = lone.anti_join(claimed, "claim")
    claims = lone.group_by("payer", "claim").agg(
        cents=lone.paid.sum(), day=lone.first_paid_date.min(), file_id=lone.remit_file.min().fill_null(0),
        segment=lone.remit_place.min().fill_null(0),
    )  # fmt: skip
    rows = [
        row | {"item": row["claim"]} for row in engine.arrow(claims.order_by(["payer", "day", "claim"])).to_pylist()
    ]
    return found(
        name, title, rows, f"{len(rows):,} claims that payers answered are not among the imported claims files.",
        "Import the claims files (837) of that time, to know when they were sent and what was billed.", of=total,
        good="Every claim that was answered is among the claims sent.",
    )  # fmt: skip


def derived(engine: Engine, lines: ibis.Table) -> Check:
    """Payers that do not report allowed amounts: paid plus the patients' share stands in for them."""
    own = lines.filter(lines.sequence == "P", lines.outcome == "paid")
    sums = own.group_by("payer").agg(
        lines=own.count(),
        derived=(own.allowed_source == "derived").cast("int64").sum(),
        cents=own.allowed.sum(where=own.allowed_source == "derived").fill_null(0),
    )
    every = engine.arrow(sums.order_by([ibis.desc("cents"), "payer"])).to_pylist()
    rows = [
        row | {"item": f"{row['derived']:,} of {row['lines']:,} lines", "says": "paid + patient responsibility"}
        for row in every
        if row["derived"]
    ]
    listed = ", ".join(f"{row['payer']} ({100 * row['derived'] / row['lines']:.0f}%)" for row in rows[:5])
    return found(
        "derived", "Allowed amounts derived", rows,
        f"The allowed amount is not reported but derived as paid + patient responsibility for {listed} of paid lines.",
        "Nothing, if the patients' share on the remittance is whole; check a few lines against the explanation of "
        "benefits.",
        of=len(every), good="Every payer reports its allowed amounts.",
    )  # fmt: skip


def without_allowed(engine: Engine, lines: ibis.Table) -> Check:
    """Lines finally paid for which no allowed amount is known, or one of nothing."""
    own = lines.filter(lines.sequence == "P", lines.outcome == "paid")
    bare = own.filter(truth(own.allowed.isnull() | (own.allowed <= 0)))
    rows = [_line(row) for row in engine.arrow(bare.order_by("line_id")).to_pylist()]
    return found(
        "without_allowed", "Paid lines without an allowed amount", rows,
        f"{len(rows):,} lines count as paid and have no allowed amount above zero.",
        "Most are bundled or reporting-only codes; look at those with a large charge.",
        of=int(own.count().execute()), good="Every paid line has an allowed amount.",
    )  # fmt: skip


def unpriced(engine: Engine, lines: ibis.Table) -> Check:
    """Lines that no contract prices, by payer and reason."""
    priced = engine.table("priced").select("line_id", "confidence", "why_not")
    own = lines.filter(lines.sequence == "P").join(priced, "line_id")
    total = int(own.count().execute())
    bare = own.filter(own.confidence == "cannot_price")
    sums = bare.group_by("payer", "why_not").agg(n=bare.count(), cents=bare.charge.sum())
    every = engine.arrow(sums.order_by([ibis.desc("cents"), "payer", "why_not"])).to_pylist()
    rows = [row | {"item": f"{row['n']:,} lines", "says": row["why_not"].replace("_", " ")} for row in every]
    count = sum(row["n"] for row in every)
    why: Counter[str] = Counter()
    for row in every:
        why[row["why_not"]] += row["n"]
    listed = ", ".join(f"{n:,} {word.replace('_', ' ')}" for word, n in why.most_common())
    share = 100 * count / total if total else 0
    check = found(
        "unpriced", "Lines without a price", rows, f"{share:.0f}% of lines cannot be priced: {listed}.",
        "Write down the contract, or the rates that are missing in it (docs/contracts.md).",
        of=total, good="Every line has a price.",
    )  # fmt: skip
    return _counted(check, count)


def reversals_unmatched(engine: Engine) -> Check:
    """Reversals of payments that are not here."""
    findings = engine.table("findings")
    rows = [
        {
            "item": row["claim"], "cents": row["cents"], "says": row["says"], "file_id": row["file_id"],
            "segment": row["segment"],
        }
        for row in engine.arrow(findings.filter(findings.kind == "match.reversal_unmatched")).to_pylist()
    ]  # fmt: skip
    total = int(engine.table("remit_claims").filter(ibis._.status == "22").count().execute())
    return found(
        "reversals_unmatched", "Reversals of nothing known", rows,
        f"{len(rows):,} payments are taken back that no remittance here made.",
        "Import the remittances that first paid these claims; until then the reversals are in no total.",
        of=total, grade=BAD, good="Every reversal takes back a payment that is here.",
    )  # fmt: skip


def funding_unknown(engine: Engine, lines: ibis.Table) -> Check:
    """Dollars of payers for which nobody has said whether plans are insured or self-funded."""
    own = lines.filter(lines.sequence == "P", lines.outcome == "paid")
    bare = own.filter(own.funding == "unknown")
    sums = bare.group_by("payer", "product").agg(n=bare.count(), cents=bare.allowed.sum().fill_null(0))
    every = engine.arrow(sums.order_by([ibis.desc("cents"), "payer", "product"])).to_pylist()
    rows = [row | {"item": row["product"], "says": f"{row['n']:,} lines"} for row in every]
    total = int(own.allowed.sum().execute() or 0)
    cents = sum(row["cents"] for row in every)
    check = found(
        "funding_unknown", "Funding not known", rows,
        f"{show(cents, whole=True)} of {show(total, whole=True)} allowed is of plans of unknown funding.",
        "Say it by payer or group number (`counteroffer payers groups`): a state's law reaches insured plans only.",
        of=int(own.count().execute()), good="Funding is known for every paid line.",
    )  # fmt: skip
    return _counted(check, sum(row["n"] for row in every))


def _counted(check: Check, count: int) -> Check:
    """Count lines where a row stands for many of them."""
    return attrs.evolve(check, count=count)


def _line(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "payer": row["payer"], "item": f"{row['claim']} line {row['line']} ({row['billed_code']})",
        "day": row["service_date"], "cents": row["charge"], "file_id": row["remit_file"] or 0,
        "segment": row["remit_place"] or 0,
    }  # fmt: skip
