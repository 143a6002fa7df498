"""How sure the figures are: what has arrived, how much they rest on, and what is missing with the line to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from counteroffer.documents import writing
from counteroffer.documents.report import parts
from counteroffer.documents.report.parts import Column, Section, block

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counteroffer.documents.report.records import Report, Row

RATES = (
    ("percent_of_medicare", "% of Medicare"), ("initial_denial_rate_claims", "Claims denied at first"),
    ("final_denial_rate_dollars", "Dollars denied for good"), ("underpayment_rate", "Underpaid"),
    ("overturn_rate", "Won back"),
)  # fmt: skip
"""The rates that the report leans on, each with its interval."""

CLAUSES = {
    "notice": ("when notice is due", "- {clause: termination_notice, days: DAYS}"),
    "filing": ("the limit for filing", "- {clause: timely_filing, days: DAYS, clock: service}"),
    "lookback": ("how far back money may be taken", "- {clause: lookback, months: MONTHS}"),
    "interest": (
        "when payment is late, and its interest",
        "- {clause: prompt_pay, days: DAYS, interest_percent: PERCENT}",
    ),
}
"""What a contract's file may say under `clauses:`: what it tells, and the line."""


def sure(report: Report) -> Section:
    """Say how far each figure can be trusted."""
    return Section("sure", "How sure this is", [_rates(report), _missing(report)], [_withheld(report)])


def _rates(report: Report) -> parts.Block:
    through = {month.payer: str(month) for month in report.months}
    names = [row["payer"] for row in report.rows("priorities")]
    names += [name for name in through if name not in names]
    rows = [{"payer": name, "through": through.get(name, "not known")} for name in names]
    columns = [parts.payer(report), parts.text("Answers", "through")]
    columns += [_column(report, metric, title) for metric, title in RATES]
    says = "Each rate with its 95% interval and the lines it rests on."
    return block("Completeness and headline rates", ("months",), columns, rows, "No line is here yet.", says, listed=12)


def _column(report: Report, metric: str, title: str) -> Column:
    return Column(title, lambda row: _rate(report, metric, row["payer"]))


def _rate(report: Report, metric: str, payer: str) -> str | Markup:
    row = report.figure(metric, payer)
    n = f"n {row['n']:,}"
    if row["withheld"]:
        return Markup('withheld<br><span class="soft">{}</span>').format(n)
    if row["value"] is None:
        return writing.DASH
    sure = "" if row.get("low") is None else f"{row['low']:.1f} to {row['high']:.1f}"
    value = writing.percent(row["value"])
    return Markup('<strong>{}</strong> <span class="soft">{}<br>{}</span>').format(value, n, sure)


def _withheld(report: Report) -> str:
    least = report.context.practice.minimum_n
    few = sum(bool(row["withheld"]) for rows in report.by_payer.values() for row in rows.values())
    said = f"A rate over fewer than {least} rows is withheld (minimum_n in practice.yaml): "
    return said + (f"{few:,} in the appendix are." if few else "none is.")


def _missing(report: Report) -> parts.Block:
    columns = [
        Column("Missing, and what it would tell", _told, right=False),
        parts.text("Where to write it", "where"),
        Column("The line", lambda row: Markup("<code>{}</code>").format(row["line"]), right=False),
    ]
    rows = missing(report)
    says = "Nothing here is guessed. Write a line, and the next report has the figure." if rows else ""
    return block("What is missing", ("burden", "priorities"), columns, rows, "Nothing is missing.", says, listed=20)


def _told(row: Row) -> Markup:
    return Markup('{} <span class="soft">({})</span>').format(row["what"], row["tells"])


def missing(report: Report) -> list[Row]:
    """List the inputs that are not there: what, what it would tell, in which file, and the exact line."""
    found = [*_of_practice(report), *_of_contracts(report), *_of_files(report)]
    return [dict(zip(("what", "tells", "where", "line"), one, strict=True)) for one in found]


def _of_practice(report: Report) -> list[tuple[str, str, str, str]]:
    said, file = report.context.practice, "practice.yaml"
    found = []
    lacking = {name for row in report.rows("burden") for name in row["missing"].split()}
    minutes = [name for name in ("authorization", "denial", "appeal", "status_call", "peer_to_peer") if name in lacking]
    minutes = [name for name in minutes if getattr(said.times, name) is None]
    if minutes:
        line = "times: {" + ", ".join(f"{name}: MINUTES" for name in minutes) + "}"
        found.append(("minutes of work", "the price of hassle; net-net yield", file, line))
    wages = [name for name in ("front_desk", "biller", "physician") if lacking and getattr(said.wages, name) is None]
    if wages:
        line = "wages: {" + ", ".join(f"{name}: DOLLARS" for name in wages) + "}"
        found.append(("wages", "the price of hassle; net-net yield", file, line))
    if "payment_fees" in lacking:
        found.append(("fees for being paid", "what cards and portals take", file, "fees: {CHK: PERCENT, ACH: 0}"))
    unsaid = (report.rows("priorities") or [{"unsaid": ""}])[0]["unsaid"]
    if unsaid:
        line = "likelihood: {" + ", ".join(f"{name}: PERCENT" for name in unsaid.split(", ")) + "}"
        found.append(("how likely each part is won", "likely dollars instead of all that is at stake", file, line))
    asked = [row for row in report.rows("priorities") if row["waiting_cost"] is None]
    if asked:
        found.append(("how costs will rise", "what waiting costs", file, _growth(report)))
    if said.costs.operating_yearly is None:
        found.append(("yearly cost of the practice", "cost of each code", file, "costs: {operating_yearly: DOLLARS}"))
    if said.costs.cost_of_capital_percent is None:
        line = "costs: {cost_of_capital_percent: PERCENT}"
        found.append(("cost of capital", "what faster payment is worth", file, line))
    return found


def _growth(report: Report) -> str:
    last = max((row["month"][:4] for row in report.rows("months") if row["month"]), default="")
    years = range(int(last) + 1, int(last) + 4) if last else ()
    return "cost_growth: {" + ", ".join(f"{year}: PERCENT" for year in years) + "}"


def _of_contracts(report: Report) -> list[tuple[str, str, str, str]]:
    held = {row["payer"] for row in report.rows("contract_age")}
    lacking = {
        "notice": [r["payer"] for r in report.rows("priorities") if r["notice_kind"] == "unknown"],
        "filing": [r["payer"] for r in report.rows("filing_limits") if r["agreed"] is None],
        "lookback": [r["payer"] for r in report.rows("recoupments_by_age") if r["look_back"] is None],
        "interest": [r["payer"] for r in report.rows("interest_owed") if not r["basis"]],
    }
    found = []
    for name, (tells, line) in CLAUSES.items():
        payers = [payer for payer in dict.fromkeys(lacking[name]) if payer in held]
        if payers:
            found.append((_listed(payers), tells, "clauses: in the contract's file", line))
    without = [row["payer"] for row in report.rows("worth") if row["payer"] not in held]
    if without:
        line = f"counteroffer contract discover '{without[0]}'"
        found.append((_listed(without), "what is owed; how old rates are", "a contract in contracts/", line))
    return found


def _of_files(report: Report) -> list[tuple[str, str, str, str]]:
    found = []
    unknown = [r["payer"] for r in report.rows("payer_mix") if "unknown" in (r["product"], r["funding"])]
    if unknown:
        tells, line = "product and funding, and which law reaches them", "counteroffer payers groups"
        found.append((_listed(list(dict.fromkeys(unknown))), tells, "a command", line))
    if report.rows("worth") and not report.rows("authorizations_by_family"):
        line = "counteroffer import FOLDER"
        found.append(("authorizations", "how often and how long payers are asked first", "278 files or a log", line))
    if report.rows("worth") and not [row for row in report.rows("referrers") if row["referring_npi"]]:
        found.append(("referrers", "what hangs on who sends patients", "a command", "counteroffer imports redo --all"))
    return found


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:2]) + (f" and {len(names) - 2} more" if len(names) > 2 else "")
