"""The pages: a case and the ranking as HTML that needs nothing from outside."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from counteroffer.documents import charts, writing
from counteroffer.documents.gather import WORST

if TYPE_CHECKING:
    from counteroffer.documents.context import CaseContext
    from counteroffer.documents.records import Case

SECTIONS = (
    ("mix", "What they are to us"),
    ("medicare", "Against Medicare"),
    ("owed", "Owed"),
    ("denials", "Denials"),
    ("speed", "Speed"),
    ("ours", "Ours to mend"),
    ("contract", "Contract"),
    ("notes", "Notes"),
)
CHARTED = 15
LISTED = 20
FIRST = 25
"""Top codes shown at once; the rest opens."""
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
        _templates()
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
            months=view["months"],
            charts=_charts(view),
            notes=_notes(case, context),
        )
    )


def ranking_page(rows: list[dict[str, Any]], context: CaseContext, says: str) -> str:
    """Write the ranking as HTML; the rows are those of `gather_ranking`, `says` is what the view says of itself."""
    parts = [
        {"payer": row["payer"], "part": title, "dollars": row[name] / 100, "place": place}
        for row in rows
        for place, (name, title) in enumerate(PARTS)
    ]
    return (
        _templates()
        .get_template("ranking.html")
        .render(
            rows=rows,
            context=context,
            chart=charts.stacked(parts, [title for _, title in PARTS]),
            says=says,
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
    ).format(*(_strong(worth[name]) for name in ("allowed_yearly", "owed", "denied_yearly", "lesser_of_yearly")))
    return said + " The rates themselves are set by law." if worth["set_by_law"] else said


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
    said = f"Both sides are of the same year ({', '.join(map(str, years))}), in the practice's own locality. "
    if case.others_percent is None or here.value is None:
        return said
    gap = here.value - case.others_percent
    word = "above" if gap >= 0 else "below"
    return said + (
        f"Our other payers, where rates are negotiated, allow {writing.percent(case.others_percent)} of Medicare "
        "together; "
        f"this payer is {abs(gap):.1f} points {word} that."
    )


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


def _notes(case: Case, context: CaseContext) -> list[str]:
    files = context.files
    aside = sum(files["claims_set_aside"].to_pylist())
    errors = sum(severity == "error" for severity in context.findings["severity"].to_pylist())
    derived = sum(
        source == "derived" for source in case.lines.filter(case.lines["in_allowed"])["allowed_source"].to_pylist()
    )
    open_lines = sum(outcome == "none" for outcome in case.lines["outcome"].to_pylist())
    versions = ", ".join(f"{name} {version}" for name, version in sorted(context.versions.items()))
    notes = [
        f"{files.num_rows:,} files in the workspace; {aside:,} claims in them are set aside and in no figure.",
        f"{errors:,} findings of the severity error (`counteroffer findings` shows them).",
        f"{case.lines.num_rows:,} lines of this payer; {open_lines:,} of them have no answer yet.",
        f"The payer does not say the allowed amount of {derived:,} paid lines: it is paid + patient responsibility.",
        f"Lines that could not be priced: {_why_not(case)}.",
        f"Versions of the tables this was computed from: {versions}.",
        "Amounts are before any interest, withhold or settlement outside the remittances.",
    ]
    if case.figures["medicare_coverage"].value is not None and case.figures["medicare_coverage"].value < 90:
        notes.insert(4, "Less than 90% of allowed dollars have a Medicare price: read that comparison with care.")
    return notes


def _why_not(case: Case) -> str:
    words = {
        "no_contract": "no contract in force",
        "no_rate": "no rate for the code",
        "modifier": "a modifier not priced yet",
        "no_date": "no date",
        "no_units": "no units",
    }
    seen = case.lines["why_not"].to_pylist()
    said = [f"{seen.count(why):,} {text}" for why, text in words.items() if why in seen]
    return ", ".join(said) or "none"


@cache
def _templates() -> jinja2.Environment:
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
        "words": writing.words,
        "code": writing.code,
        "slug": writing.slug,
        "basename": lambda name: name.rsplit("/", 1)[-1],
    }
    return made
