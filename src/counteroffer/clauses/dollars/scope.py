"""Clauses on what was signed for: products, leased networks, most favored nation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from counteroffer.clauses.chances import WHOLE, exposed
from counteroffer.clauses.inputs import missing
from counteroffer.clauses.registry import dollars
from counteroffer.clauses.worth import ASKED, CLAIMS, Cost, Input, Span, Unknown
from counteroffer.core.money import half_up, show
from counteroffer.measure.worth import SET_BY_LAW

if TYPE_CHECKING:
    from counteroffer.clauses.seen import Seen
    from counteroffer.clauses.terms import Terms

UNIT = ("billed_code", "component", "setting")


@dollars(
    "all_products",
    "sum(units x the main product's average for a unit of the code - allowed) over the lines of each other product "
    "that is paid less in sum; nothing where products are opted into; now less asked.",
)
def all_products(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
    """What products that pay less than the main one take, were their patients to come at the main product's rates.

    It is the value of "new products pay no less than the base rate". Who opts out of a product instead may lose its
    patients: then compare with the margin on them. Lines whose code the main product never paid count in nothing.
    """
    del now
    gaps, products = _product_gaps(seen)
    amounts = np.zeros_like(gaps) if terms.yes("automatic") is False else gaps
    where = gaps != 0
    inputs = (
        Input("products seen", products),
        Input("paid below the main product", f"{show(seen.yearly(int(gaps.sum())))} a year"),
    )
    return Cost(seen.span(amounts), inputs, int(where.sum()), seen.ids(where), amounts)


def _product_gaps(seen: Seen) -> tuple[Any, str]:
    paid, allowed, units = seen.column("paid_finally"), seen.column("allowed"), seen.column("milliunits")
    paid = paid & (units > 0)
    names, product = np.unique(seen.column("product").astype(str), return_inverse=True)
    sums = np.bincount(product, allowed * paid, len(names)) if len(product) else np.zeros(0)
    gaps = np.zeros_like(allowed)
    if not len(names):
        return gaps, "none"
    main = int(sums.argmax())
    _, key = np.unique(_keys(seen), return_inverse=True)
    base = paid & (product == main)
    a, u = (np.zeros(int(key.max()) + 1, dtype=np.int64) for _ in range(2))
    np.add.at(a, key, allowed * base)
    np.add.at(u, key, units * base)
    due = np.where(u[key] > 0, (a[key] * units * 2 + np.maximum(u[key], 1)) // (2 * np.maximum(u[key], 1)), 0)
    signed = np.where(paid & (product != main) & (u[key] > 0), due - allowed, 0)
    for other in range(len(names)):
        mine = product == other
        if int(signed[mine].sum()) > 0:
            gaps[mine] = signed[mine]
    return gaps, ", ".join(f"{name} (main)" if place == main else name for place, name in enumerate(names))


def _keys(seen: Seen) -> Any:
    code, component, setting = (seen.column(name).astype(str) for name in UNIT)
    return np.char.add(np.char.add(np.char.add(np.char.add(code, "|"), component), "|"), setting)


@dollars(
    "network_leasing",
    "sum(what a payer without a contract would pay - allowed) over lines of payers without a contract that are allowed "
    "exactly this payer's rate; nothing where leasing is forbidden; now less asked.",
)
def network_leasing(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
    """What payers that are on no contract take by this payer's discount.

    That the amounts are the same to the cent is evidence, not proof: payers may pay alike. The most is up to the full
    charge; likely is up to `leasing_percent` of charges, where the practice says it.
    """
    del now
    rows = _leased(seen)
    free = terms.yes("allowed") is False
    gap = [row["charge"] - row["allowed"] for row in rows]
    most, likely, given = seen.yearly(sum(gap)), None, seen.inputs.get("leasing_percent")
    if given is not None:
        likely = seen.yearly(sum(max(half_up(r["charge"] * given.likely, WHOLE) - r["allowed"], 0) for r in rows))
    lacking = missing(seen.inputs, "leasing_percent")
    span = Span.sure(0) if free or not most else Span(0, likely, most)
    inputs = [
        Input("lines of payers without a contract at this payer's rate", f"{len(rows):,}"),
        Input("allowed below their charges", f"{show(most)} a year"),
    ]
    ids = np.array([row["line_id"] for row in rows], dtype=np.int64)
    return Cost(span, tuple(inputs), len(rows), ids, how=CLAIMS if given is None else ASKED, asks=lacking)


def _leased(seen: Seen) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] | None = seen.memo.get("leased")
    if kept is None:
        other = seen.others
        other = other.filter(other.why_not == "no_contract", other.outcome == "paid", other.allowed > 0)
        other = other.filter(other.allowed < other.charge)
        mine = seen.base.filter(seen.base.rate > 0).select(*UNIT, "rate").distinct()
        met = other.select("line_id", "charge", "allowed", "milliunits", *UNIT).inner_join(mine, list(UNIT))
        met = met.filter(met.allowed * 1000 == met.rate * met.milliunits)
        kept = met.select("line_id", "charge", "allowed").distinct().order_by("line_id").to_pyarrow().to_pylist()
        seen.memo["leased"] = kept
    return kept


@dollars(
    "most_favored_nation",
    "sum(units x (rate - the lowest rate of any other payer for the code)) where that is less, times the chance that "
    "the clause is used; nothing where there is none; now less asked.",
)
def most_favored_nation(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
    """What the clause would take, were every rate to fall to the lowest that another payer has for the code.

    Payers whose rates are set by law are left out, as such clauses mostly do. For use inside the practice only: it
    rests on what other payers pay. The most is all of it; likely is that times
    `favored_chance`, where the practice says it.
    """
    del now
    if not terms.known:
        ask = "the contract's `clauses:`, or terms.yaml: now: {most_favored_nation: {present: yes or no}}"
        return Unknown("Nobody has written down whether the contract has one.", (ask,))
    present = terms.yes("present") is True
    amounts = _favored(seen)
    told = Input("rates above the lowest of the others", f"{show(seen.yearly(int(amounts.sum())))} a year")
    parts = exposed(seen, seen.yearly(int(amounts.sum())) if present else 0, "favored_chance", (told,))
    return Cost(n=int((amounts > 0).sum()), lines=seen.ids(amounts > 0), **parts)


def _favored(seen: Seen) -> Any:
    kept = seen.memo.get("favored")
    if kept is None:
        other = seen.others.filter(seen.others.rate > 0, ~seen.others.filing_code.isin(SET_BY_LAW))
        rows = other.group_by(list(UNIT)).agg(lowest=other.rate.min()).to_pyarrow().to_pylist()
        lowest = {tuple(row[key] for key in UNIT): row["lowest"] for row in rows}
        mine = zip(*(seen.column(key) for key in UNIT), strict=True)
        low = np.array([lowest.get(key, 0) for key in mine], dtype=np.int64)
        gap = np.where(seen.column("paid_finally") & (low > 0), seen.column("rate") - low, 0)
        kept = seen.memo["favored"] = (np.maximum(gap, 0) * seen.column("milliunits") * 2 + 1000) // 2000
    return kept
