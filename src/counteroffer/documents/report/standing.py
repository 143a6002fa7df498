"""Where to begin, whom the practice depends on, and what payers really pay."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from counteroffer.documents import charts, writing
from counteroffer.documents.report import parts
from counteroffer.documents.report.parts import Column, Section, block

if TYPE_CHECKING:
    from counteroffer.documents.report.records import Report, Row

SHARES = ("charges", "allowed", "patients", "visits")


def begin(report: Report) -> Section:
    """Rank the payers by what is likely to be won, with what waiting costs and when notice is due."""
    rows = report.rows("priorities")
    yields = {row["payer"]: row for row in report.rows("net_yield")}
    nothing = {"net_low": None, "net_high": None}
    rows = [row | {name: yields.get(row["payer"], nothing)[name] for name in nothing} for row in rows]
    drawn = [
        {
            "label": row["payer"], "low": row["likely_low"] / 100, "high": row["likely_high"] / 100,
            "text": parts.between(row["likely_low"], row["likely_high"]),
        }
        for row in rows[: parts.LISTED]
    ]  # fmt: skip
    columns = [
        Column("", lambda row: str(row["place"])),
        parts.payer(report),
        parts.span("Likely dollars", "likely_low", "likely_high"),
        Column("Share of allowed", lambda row: _value(report, "share_of_allowed", row)),
        Column("% of Medicare", lambda row: _value(report, "percent_of_medicare", row)),
        Column("Net-net yield", _net),
        Column("Age of rates", _age),
        Column("Waiting costs", _waiting),
        Column("Notice by", _notice),
    ]
    views = ("priorities", "net_yield", "contract_age")
    table = block("Payers in the order to begin with them", views, columns, rows, "No payer has paid a line yet.")
    says = (
        (
            "Likely: owed now, own charges, services without a rate, and 3% (low) to 5% (high) on a year's allowed; "
            "the high end adds a year's final denials. Each part is taken times how likely it is won."
        ),
        *_unsaid(rows),
    )
    chart = charts.ranges(drawn, title="Likely dollars, low to high, by payer")
    return Section("begin", "Where to begin", [table], says, chart, "From the low to the high end of what is likely.")


def _unsaid(rows: list[Row]) -> tuple[str, ...]:
    names = {"owed": "what is owed", "lesser_of": "own charges", "no_rate": "missing rates", "rate": "the rate rise"}
    unsaid = [names.get(name, name) for name in (rows[0]["unsaid"] if rows else "").split(", ") if name]
    if not unsaid:
        return ()
    return (f"Nobody has said how likely these are, so they count in full: {', '.join(unsaid)}.",)


def _value(report: Report, metric: str, row: Row) -> str:
    return writing.percent(report.figure(metric, row["payer"])["value"])


def _net(row: Row) -> str:
    if row["net_low"] is None:
        return "–" if row["net_high"] is None else f"up to {writing.percent(row['net_high'])}"  # noqa: RUF001
    return parts.between(row["net_low"], row["net_high"], writing.percent)


def _waiting(row: Row) -> str:
    if row["waiting_cost"] is None:
        return "not said"
    return "set by law" if row["set_by_law"] else writing.whole_money(row["waiting_cost"])


def _age(row: Row) -> str:
    return "no contract" if row["months"] is None else f"{row['months']} months, {row['standing']}"


def _notice(row: Row) -> str:
    if row["notice_by"]:
        return writing.day(row["notice_by"])
    return "any day" if row["notice_kind"] == "any_day" else "not said"


def depend(report: Report) -> Section:
    """Show who the work is for, on four bases, and what hangs on one payer and on referrers."""
    mixed: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in report.rows("payer_mix"):
        for name in SHARES:
            mixed[row["payer"]][name] += row[f"share_of_{name}"] or 0
    rows: list[Row] = [{"payer": name, **shares} for name, shares in mixed.items()]
    rows.sort(key=lambda row: -row["allowed"])
    columns = [parts.payer(report), *(parts.percent(name.capitalize(), name) for name in SHARES)]
    table = block("Share of each payer, on four bases", ("payer_mix",), columns, rows, "No line is here yet.")
    return Section("depend", "Whom we depend on", [table], [*_dependence(report), _referrals(report)])


def _dependence(report: Report) -> list[str]:
    found = report.rows("dependence")
    if not found or found[0]["largest_share"] is None:
        return ["No payer has paid a line yet."]
    row = found[0]
    said = (
        f"{row['largest_payer']} is {writing.percent(row['largest_share'])} of what is allowed, the three largest "
        f"payers {writing.percent(row['top_three_share'])}; the index of dependence is {row['index']:,.0f} (10,000 "
        "would be one payer for everything). Allowed dollars are the basis for leverage."
    )
    return [said]


def _referrals(report: Report) -> str:
    rows = [row for row in report.rows("referral_exposure") if row["referrers"]]
    if not rows:
        return "No claim here names who referred the patient, so what hangs on referrers is not known."
    row = max(rows, key=lambda row: (row["leaning_elsewhere"] or 0, row["elsewhere"] or 0))
    if not row["leaning_elsewhere"]:
        return "No referrer leans on one payer so far that leaving it would put much of the other payers' work at risk."
    return (
        f"Leaving {row['payer']} would also put {writing.whole_money(row['leaning_elsewhere'])} at other payers at "
        f"risk: {row['leaning_referrers']} referrers send it much of their work."
    )


def pay(report: Report) -> Section:
    """Show what is left of each payer's rate, what changed since last year, and how old the rates are."""
    return Section("pay", "What they really pay", [_yields(report), _lift(report), _ages(report)])


def _yields(report: Report) -> parts.Block:
    rows = report.rows("net_yield")
    columns = [
        parts.payer(report),
        parts.percent("Promised, % of Medicare", "promised"),
        Column(
            "less underpaid", lambda r: parts.between(r["underpayment_low"], r["underpayment_high"], writing.percent)
        ),
        parts.percent("less denied for good", "final_denial"),
        parts.percent("less hassle", "burden"),
        Column("Left", _net),
    ]
    missing = sorted({name for row in rows for name in row["missing"].split()})
    says = "What a payer promises, less what it does not pay and what it costs to be paid. "
    if missing:
        named = ", ".join(name.replace("_", " ") for name in missing)
        says += f"The price of hassle is not known in full (missing: {named}), so what is left is an upper end."
    return block("Net-net yield", ("net_yield",), columns, rows, "No line has a Medicare price yet.", says)


def _lift(report: Report) -> parts.Block:
    columns = [
        parts.payer(report, key="cut"),
        parts.whole("Allowed before", "base_allowed"),
        parts.whole("Now", "current_allowed"),
        parts.whole("Change", "change"),
        parts.whole("by price", "price"),
        parts.whole("by volume", "volume"),
        parts.whole("by mix", "mix"),
        parts.percent("Rate lift", "lift"),
    ]
    rows = sorted(report.rows("rate_lift"), key=lambda row: -(row["current_allowed"] or 0))
    empty = "There are no two periods to compare yet."
    says = "Price is what the payer did; volume and mix what the practice did. Same codes, same months of both periods."
    return block("Change of allowed since the period before", ("rate_lift",), columns, rows, empty, says)


def _ages(report: Report) -> parts.Block:
    eroded = {(row["payer"], row["contract"]): row for row in report.rows("rate_erosion")}
    nothing = {"eroded": None, "cost_so_far": None, "index": ""}
    rows = [
        row | {n: eroded.get((row["payer"], row["contract"]), nothing)[n] for n in nothing}
        for row in report.rows("contract_age")
    ]
    columns = [
        parts.payer(report),
        parts.text("Contract", "contract"),
        parts.day("Rates since", "rates_since"),
        parts.count("Months", "months"),
        parts.percent("Last change", "change"),
        parts.percent("Real value lost since", "eroded"),
        parts.whole("Cost so far", "cost_so_far"),
    ]
    named = sorted({row["index"] for row in rows if row["index"]})
    says = f"Value is lost to rising costs (index of costs: {', '.join(named)})." if named else ""
    return block(
        "Age of rates", ("contract_age", "rate_erosion"), columns, rows, "No contract is in the workspace.", says
    )
