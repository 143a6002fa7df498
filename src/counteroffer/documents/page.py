"""The pages: a case and the ranking as HTML that needs nothing from outside."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from counteroffer.core.names import slug
from counteroffer.documents import charts, writing
from counteroffer.documents.gather import WORST
from counteroffer.documents.notes import notes

if TYPE_CHECKING:
    from counteroffer.documents.context import CaseContext
    from counteroffer.documents.records import Case

SECTIONS = (
    ("mix", "What they are to us"),
    ("medicare", "Against Medicare"),
    ("owed", "Owed"),
    ("denials", "Denials"),
    ("authorizations", "Authorizations"),
    ("speed", "Speed"),
    ("ours", "Ours to mend"),
    ("contract", "Contract"),
    ("notes", "Notes"),
)
CHARTED = 15
LISTED = 20
ROOTS, ROOTED = ("code", "clinician", "place"), 12
"""What denials are traced to in a case, and how many roots it shows."""
FIRST = 25
"""Top codes shown at once; the rest opens."""
HEADLINE = (
    ("allowed_yearly", "allowed"),
    ("owed", "underpaid_dollars"),
    ("denied_yearly", "finally_denied_dollars"),
    ("lesser_of_yearly", "lesser_of_losses"),
)
"""Amount of the ranking -> the figure that it opens to."""
ESTIMATES = {"usual": "at the payer's own average for the code", "ratio": "at its usual share of the charge"}
PARTS = (
    ("owed", "Owed now"),
    ("lesser_of_yearly", "Own charges"),
    ("no_rate_yearly", "Codes without a rate"),
    ("rate_low", "+3% on rates"),
)


def case_page(case: Case, context: CaseContext, owners: dict[str, tuple[str, str]]) -> str:
    """Write a case as HTML.

    Args:
        case: the gathered case.
        context: its surroundings.
        owners: denial category -> (what it is, whose it is), in our own words.
    """
    view = {name: table.to_pylist() for name, table in case.views.items()}
    said = {term["term_id"]: term for term in case.terms}
    return (
        templates()
        .get_template("case.html")
        .render(
            case=case,
            context=context,
            sections=SECTIONS,
            headline=_headline(case),
            compared=_compared(case),
            top=view["top_codes"][:FIRST],
            rest=view["top_codes"][FIRST:],
            by_term=[row | _says(said.get(row["term_id"])) for row in view["underpaid_by_term"]],
            by_code=view["underpaid_by_code"][:LISTED],
            worst=case.underpaid[:WORST],
            denials=[row | _owner(row["category"], owners) for row in view["denials_by_category"]],
            no_rate=view["no_rate_codes"][:LISTED],
            causes=_causes(view.get("variances_by_cause", [])),
            roots=_roots(view["denial_roots"]),
            asked=view.get("authorizations_by_family", []),
            times=view.get("authorization_times", []),
            taken_back=view.get("recoupments_by_age", []),
            months=view["months"],
            charts=_charts(view),
            in_force=_in_force(case),
            denied_worth=_denied_worth(case),
            notes=notes(case, context),
        )
    )


def _causes(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sum what is owed by cause, the dearest first; what was allowed above the contract is no part of it."""
    sums: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["direction"] == "under":
            known = sums.setdefault(row["cause"], row | {"lines": 0, "dollars": 0, "codes": 0})
            known["codes"] += 1
            for name in ("lines", "dollars"):
                known[name] += row[name]
            known |= {"oldest": min(known["oldest"], row["oldest"]), "newest": max(known["newest"], row["newest"])}
    return sorted(sums.values(), key=lambda row: (-row["dollars"], row["cause"]))


def _roots(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep codes and clinicians that have more of a category's denials than of the answered dollars."""
    telling = [
        row for row in rows
        if row["dimension"] in ROOTS and row["value"] != "(fewer)" and (row["share"] or 0) > (row["usual_share"] or 0)
    ]  # fmt: skip
    return sorted(telling, key=lambda row: (-(row["denied_dollars"] or 0), row["category"], row["value"]))[:ROOTED]


def ranking_page(
    rows: list[dict[str, Any]], context: CaseContext, says: str, written: set[str], *, report: bool = False
) -> str:
    """Write the ranking as HTML.

    Args:
        rows: those of `gather_ranking`.
        context: the surroundings.
        says: what the view says of itself.
        written: payers whose case is there to link to.
        report: true when the business case of the whole practice stands beside it.
    """
    parts = [
        {"payer": row["payer"], "part": title, "dollars": row[name] / 100, "place": place}
        for row in rows
        for place, (name, title) in enumerate(PARTS)
    ]
    return (
        templates()
        .get_template("ranking.html")
        .render(
            rows=rows,
            context=context,
            chart=charts.stacked(parts, [title for _, title in PARTS]),
            says=says,
            written=written,
            report=report,
            headline=_ranking_headline(rows),
        )
    )


def _headline(case: Case) -> Markup:
    """Say in one sentence what is at stake; what a rate rise is worth to us stands in the ranking only, not here."""
    worth = case.worth
    if not worth:
        return Markup("There is no line of this payer as the primary one yet.")
    said = Markup(
        "Of {} allowed a year, {} is owed for lines paid below the contract, {} a year is denied for good, and our own "
        "charges give away {} a year."
    ).format(*(_opening(worth[amount], figure) for amount, figure in HEADLINE))
    return said + " The rates themselves are set by law." if worth["set_by_law"] else said


def _opening(amount: int, figure: str) -> Markup:
    """Write an amount that leads to the figure it comes from; a browser opens it on the way."""
    return Markup('<a href="#behind-{}">{}</a>').format(figure, _strong(amount))


def _strong(amount: int) -> Markup:
    return Markup("<strong>{}</strong>").format(writing.whole_money(amount))


def _ranking_headline(rows: list[dict[str, Any]]) -> Markup:
    if not rows:
        return Markup("Nothing can be ranked yet.")
    first = rows[0]
    owed, low, high = (sum(row[name] for row in rows) for name in ("owed", "at_stake_low", "at_stake_high"))
    return Markup(
        "Begin with <strong>{}</strong>. {} is owed by all payers together for lines below the contract; {} to "
        "{} is at stake in all."
    ).format(first["payer"], _strong(owed), _strong(low), _strong(high))


def _compared(case: Case) -> str:
    here = case.figures["percent_of_medicare"]
    years = sorted({year for year in case.lines["medicare_year"].to_pylist() if year is not None})
    said = (
        f"Both sides are of the same year ({', '.join(map(str, years))}), in the practice's own locality. "
        f"The comparison rests on {writing.whole_money(case.compared)} of the "
        f"{writing.whole_money(_cents(case, 'allowed'))} allowed: other years, and codes that Medicare does not price, "
        "are not in it. "
    )
    if case.others_percent is None or here.value is None:
        return said
    gap = here.value - case.others_percent
    word = "above" if gap >= 0 else "below"
    return said + (
        f"Our other payers, where rates are negotiated, allow {writing.percent(case.others_percent)} of Medicare "
        "together; "
        f"this payer is {abs(gap):.1f} points {word} that."
    )


def _cents(case: Case, name: str) -> int:
    return int(case.figures[name].value or 0)


def _denied_worth(case: Case) -> str:
    """Say how much of what is denied for good is known and how much is estimated."""
    whole = _cents(case, "finally_denied_dollars")
    guessed = {source: case.denied_worth.get(source, 0) for source in ESTIMATES}
    known = whole - sum(guessed.values())
    if not whole:
        return ""
    if known == whole:
        return "All dollars denied for good are valued at the contract's own rates."
    parts = ", ".join(f"{writing.whole_money(cents)} {ESTIMATES[how]}" for how, cents in guessed.items() if cents)
    return (
        f"Denied for good is between {writing.whole_money(known)}, valued at the contract's own rates, and "
        f"{writing.whole_money(whole)}, with what could only be estimated: {parts}."
    )


def _in_force(case: Case) -> str:
    """Name the contract versions that pay for the last day of service."""
    day = case.until
    now = {
        (t["contract"], t["version"], t["since"], t["until"])
        for t in case.terms
        if day and t["since"] <= day <= t["until"]
    }
    if not now:
        return ""
    said = "; ".join(
        f"{contract}, version {version}, since {writing.day(since)}, {writing.until(until)}"
        for contract, version, since, until in sorted(now)
    )
    return f"In force on {writing.day(day)}, the last day of service here: {said}."


def _says(term: dict[str, Any] | None) -> dict[str, str]:
    return {"says": term["says"], "page": term["page"]} if term else {"says": "", "page": ""}


def _owner(category: str, owners: dict[str, tuple[str, str]]) -> dict[str, str]:
    says, owner = owners.get(category, (writing.words(category), ""))
    return {"says": says, "owner": writing.words(owner) if owner else ""}


def _charts(view: dict[str, list[dict[str, Any]]]) -> dict[str, str]:
    top = [
        {
            "label": writing.code(row),
            "value": row["percent_of_medicare"],
            "text": writing.percent(row["percent_of_medicare"]),
        }
        for row in view["top_codes"]
        if row["percent_of_medicare"] is not None
    ]
    denied = [
        {
            "label": writing.words(row["category"]),
            "value": row["final_dollars"] / 100,
            "text": writing.whole_money(row["final_dollars"]),
        }
        for row in view["denials_by_category"]
        if row["final_dollars"]
    ]
    by_month = [
        {"month": row["month"], "allowed": row["allowed"] / 100, "denied": row["initial_denial_rate_lines"]}
        for row in view["months"]
    ]
    return {
        "top": charts.bars(top[:CHARTED], title="Percent of Medicare", rule=100),
        "denials": charts.bars(denied[:CHARTED], title="Dollars denied for good"),
        "months": charts.months(by_month),
    }


@cache
def templates() -> jinja2.Environment:
    """Give the templates with our own filters and style sheet, compiled once."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("counteroffer.documents"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    source = made.loader.get_source(made, "style.css")[0] if made.loader else ""
    made.globals["style"] = Markup(source)  # noqa: S704 - our own style sheet
    made.filters |= {
        "value": writing.value,
        "money": writing.money,
        "whole": writing.whole_money,
        "percent": writing.percent,
        "units": writing.units,
        "day": writing.day,
        "until": writing.until,
        "words": writing.words,
        "code": writing.code,
        "slug": slug,
        "basename": lambda name: name.rsplit("/", 1)[-1],
    }
    return made
