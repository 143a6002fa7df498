"""Where money leaks, by payer; prior authorization; and what can be won without a negotiation."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from counteroffer.documents import writing
from counteroffer.documents.report import parts
from counteroffer.documents.report.parts import Column, Section, block

if TYPE_CHECKING:
    from counteroffer.documents.report.records import Report, Row


def leaks(report: Report) -> Section:
    """Show underpayments by cause, denials by root, and what else each payer costs."""
    return Section("leaks", "Where money leaks", [_causes(report), _roots(report), _others(report)])


def _causes(report: Report) -> parts.Block:
    sums: dict[tuple[str, str], dict[str, Any]] = {}
    for row in report.rows("variances_by_cause"):
        if row["direction"] != "under":
            continue
        known = sums.setdefault((row["payer"], row["cause"]), row | {"lines": 0, "dollars": 0, "codes": 0})
        known |= {"lines": known["lines"] + row["lines"], "dollars": known["dollars"] + row["dollars"]}
        known |= {"codes": known["codes"] + 1, "oldest": min(known["oldest"], row["oldest"])}
    rows = sorted(sums.values(), key=lambda row: (-row["dollars"], row["payer"]))
    columns = [
        parts.payer(report),
        parts.words("Cause", "cause"),
        parts.count("Lines", "lines"),
        parts.count("Codes", "codes"),
        parts.whole("Short", "dollars"),
        parts.day("Since", "oldest"),
    ]
    empty = "No line was allowed below its contract, or no contract prices any."
    return block("Allowed below the contract, by cause", ("variances_by_cause",), columns, rows, empty)


def _roots(report: Report) -> parts.Block:
    found = [row for row in report.rows("denial_roots") if row["dimension"] == "payer" and row["value"] != "(fewer)"]
    rows = sorted(found, key=lambda row: (-(row["final_dollars"] or 0), -(row["denied_dollars"] or 0), row["value"]))
    columns = [
        parts.payer(report, key="value"),
        parts.words("Denied for", "category"),
        parts.whole("Denied at first", "denied_dollars"),
        parts.whole("Denied for good", "final_dollars"),
        Column("Its part of these, of all", _unusual),
        parts.words("Who prevents it", "owner"),
        parts.words("Clause that would stop it", "clause"),
    ]
    says = "A payer's part of these denials beside its part of all answered dollars: more is unusual."
    views = ("denial_roots", "denials_by_category")
    return block("Denials by root", views, columns, rows, "No line was denied at first.", says if rows else "")


def _said(cents: int | None) -> str:
    return "not said" if cents is None else writing.whole_money(cents)


def _unusual(row: Row) -> str:
    return f"{writing.percent(row['share'])}, {writing.percent(row['usual_share'])}"


def _others(report: Report) -> parts.Block:
    lags = {row["payer"]: row for row in report.rows("payer_lag") if row["outcome"] == "all"}
    owed = {row["payer"]: row for row in report.rows("interest_owed")}
    filing = {row["payer"]: row for row in report.rows("filing_limits")}
    late: dict[str, int] = defaultdict(int)
    for row in report.rows("recoupments_too_late"):
        late[row["payer"]] += row["net"] or 0
    names = [row["payer"] for row in report.rows("burden")]
    names += [name for name in (*lags, *owed, *filing) if name not in names]
    hassle = {row["payer"]: row for row in report.rows("burden")}
    rows = [
        {"payer": name, "late": late.get(name, 0)}
        | {key: hassle.get(name, {}).get(key) for key in ("burden", "burden_percent")}
        | {key: lags.get(name, {}).get(key) for key in ("p50", "p90")}
        | {key: owed.get(name, {}).get(key) for key in ("owed_low", "owed_high")}
        | {key: filing.get(name, {}).get(key) for key in ("agreed", "lost_dollars")}
        for name in dict.fromkeys(names)
    ]
    columns = [
        parts.payer(report),
        Column("Hassle", _hassle),
        parts.days("Days to answer, half", "p50"),
        parts.days("nine in ten", "p90"),
        parts.span("Interest owed", "owed_low", "owed_high"),
        parts.days("Days to file", "agreed"),
        parts.whole("Lost to filing", "lost_dollars"),
        parts.whole("Taken back too late", "late"),
    ]
    views = ("burden", "payer_lag", "interest_owed", "filing_limits", "recoupments_too_late")
    return block("Hassle, delay, limits and take-backs", views, columns, rows, "No line is here yet.")


def _hassle(row: Row) -> str:
    if row["burden"] is None:
        return "not said"
    return f"{writing.whole_money(row['burden'])} ({writing.percent(row['burden_percent'])})"


def authorizations(report: Report) -> Section:
    """Show what is asked for before services, and which of it is always approved."""
    rows = sorted(report.rows("authorizations_by_family"), key=lambda row: (-row["requests"], row["payer"]))
    family = Column("Kind of service", lambda row: writing.words(row["family"]), right=False)
    columns = [
        parts.payer(report),
        family,
        parts.text("From", "source"),
        parts.count("Requests", "requests"),
        parts.count("Denied at first", "denied"),
        parts.percent("Approved at first", "approval_rate"),
        parts.percent("Approved in the end", "eventual_rate"),
        Column("95% interval", lambda r: parts.between(r["eventual_low"], r["eventual_high"], writing.percent)),
    ]
    empty = "No authorization is here: import 278 files or the log of the front desk (docs/authorizations.md)."
    asked = block("Authorizations by kind of service", ("authorizations_by_family",), columns, rows, empty)
    columns = [
        parts.payer(report),
        family,
        parts.text("Code", "code"),
        parts.count("Decided", "n"),
        parts.percent("Approved", "rate"),
        parts.percent("at least (95%)", "low"),
        Column("Hours", lambda r: "not said" if r["hours"] is None else f"{r['hours']:,.0f}"),
        Column("Cost", lambda r: _said(r["cost"])),
    ]
    drop = block(
        "To drop: asked for, and always approved", ("authorizations_to_drop",), columns,
        report.rows("authorizations_to_drop"), "None has the 20 decisions and the certainty to ask for its end.",
    )  # fmt: skip
    return Section("authorizations", "Prior authorization", [asked, drop])


WINS = (
    ("charges_below_rates", "lost", "Charges below contracted rates", "codes", "own charge master", "no"),
    ("unrated_services", "gap", "Services without a rate, below Medicare", "codes", "contracting", "yes, to add them"),
    ("carve_outs", "at_payer_percent", "Codes far below the payer's own level", "codes", "contracting", "yes"),
    ("sequestration_taken", "dollars", "Sequestration without words for it", "payers", "billing", "yes, a dispute"),
    ("downcoded", "dollars", "Lower codes paid than billed", "codes", "billing, with the notes", "yes, a dispute"),
    ("missed_escalators", "short", "Escalators that were not taken", "steps", "billing", "yes, a dispute"),
    ("credentialing_lag", "lost_dollars", "Lost before enrolment", "clinicians and payers", "credentialing",
     "yes, a date back"),
    ("burden", "payment_fees_cents", "Fees for being paid", "payers", "billing", "to change the method"),
)  # fmt: skip
"""View, its dollars, what it is, what a row is, who acts, and whether the payer is needed."""


def wins(report: Report) -> list[Row]:
    """Give what can be won without a negotiation, the most dollars first; None where nobody can say how much."""
    made = []
    for view, key, what, of, who, needed in WINS:
        rows = report.rows(view)
        known = [row for row in rows if row[key] is not None]
        dollars = None if rows and not known else parts.total(known, key)
        many = sum(bool(row[key]) for row in known)
        made.append(
            {"view": view, "what": what, "dollars": dollars, "n": f"{many:,} {of}", "who": who, "payer": needed}
        )
    return sorted(made, key=lambda row: -(row["dollars"] or 0))


def quick(report: Report) -> Section:
    """Show the quick wins in one table."""
    rows = wins(report)
    columns = [
        Column("What", lambda row: parts.to_view(row["view"], row["what"]), right=False),
        Column(
            "Dollars in the data",
            lambda row: "not said" if row["dollars"] is None else writing.whole_money(row["dollars"]),
        ),
        parts.text("Rows", "n"),
        parts.text("Who acts", "who"),
        parts.text("Is the payer needed?", "payer"),
    ]
    views = tuple(row["view"] for row in rows)
    says = "What the data holds; no negotiation is needed."
    table = block("Without a negotiation", views, columns, rows, "Nothing is here yet.", says, listed=len(rows))
    return Section("quick", "Quick wins", [table])
