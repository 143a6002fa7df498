"""What to do next: an ordered list made of the data, each line with its dollars and the rows behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from markupsafe import Markup

from counteroffer.documents import writing
from counteroffer.documents.report import parts

if TYPE_CHECKING:
    from datetime import date

    from counteroffer.documents.report.records import Report, Row


SMALL = 10_000
"""Cents below which a thing is left to the tables: nobody should begin the week with it."""


@attrs.frozen
class Action:
    """One thing to do.

    Attributes:
        does: what, in a sentence's part.
        dollars: what it is worth, as written; empty where nobody can say.
        cents: the same, the high end; None where nobody can say.
        view: the view with its rows.
        by: the day by which it must be done, if there is one.
        command: the command that begins it, if there is one.
    """

    does: str | Markup
    dollars: str
    cents: int | None
    view: str
    by: date | None = None
    command: str = ""


def actions(report: Report) -> list[Action]:
    """Give what to do, in order: what is owed, what needs nobody else, what is asked for, and whom to open with."""
    found = [
        _owed(report), _interest(report), _late(report), _charges(report), _denials(report), _rates(report),
        _escalators(report), _open(report), *_notices(report), _authorizations(report), _enrol(report),
    ]  # fmt: skip
    return [action for action in found if action is not None and (action.cents is None or action.cents >= SMALL)]


def _owed(report: Report) -> Action | None:
    rows = [row for row in report.rows("priorities") if row["owed"]]
    if not rows:
        return None
    most = max(rows, key=lambda row: row["owed"])
    does = Markup("Collect what is owed by {} for lines allowed below the contract; {} owes the most, {}.").format(
        "one payer" if len(rows) == 1 else f"{len(rows)} payers",
        parts.linked(report, most["payer"]),
        writing.whole_money(most["owed"]),
    )
    return Action(does, *_sum(rows, "owed"), "variances_by_cause", command="counteroffer disputes")


def _interest(report: Report) -> Action | None:
    rows = [row for row in report.rows("interest_owed") if (row["owed_high"] or 0) > 0]
    if not rows:
        return None
    low, high = (sum(max(0, row[name] or 0) for row in rows) for name in ("owed_low", "owed_high"))
    return Action(
        f"Claim interest for late payment from {_named(rows)}.", parts.between(low, high), high, "interest_owed"
    )


def _late(report: Report) -> Action | None:
    rows = [row for row in report.rows("recoupments_too_late") if row["net"]]
    does = f"Ask back {len(rows):,} amounts that were taken back later than the limit allows ({_named(rows)})."
    return Action(does, *_sum(rows, "net"), "recoupments_too_late") if rows else None


def _charges(report: Report) -> Action | None:
    rows = [row for row in report.rows("charges_below_rates") if row["charge"] is not None]
    if not rows:
        return None
    does = f"Raise {len(rows):,} charges that lie below, or too near, a contracted rate; no payer need be asked."
    return Action(does, *_sum(rows, "lost"), "charges_below_rates")


def _denials(report: Report) -> Action | None:
    rows = [row for row in report.rows("denials_never_worked") if row["open_dollars"]]
    claims = parts.total(rows, "open_claims")
    does = f"Work {claims:,} denied claims that nobody has worked yet, the newest first."
    return Action(does, *_sum(rows, "open_dollars"), "denials_never_worked") if rows else None


def _rates(report: Report) -> Action | None:
    rows = [row for row in report.rows("unrated_services") if row["gap"]]
    does = f"Ask for rates for {_codes(rows):,} codes that contracts do not name ({_named(rows)})."
    return Action(does, *_sum(rows, "gap"), "unrated_services") if rows else None


def _escalators(report: Report) -> Action | None:
    rows = [row for row in report.rows("missed_escalators") if row["short"]]
    does = f"Claim {len(rows):,} agreed rises of rates that did not arrive ({_named(rows)})."
    return Action(does, *_sum(rows, "short"), "missed_escalators") if rows else None


def first(report: Report) -> Row | None:
    """Give the payer to open with: the first whose rates can be asked for; None if there is none."""
    return next((row for row in report.rows("priorities") if not row["set_by_law"]), None)


def _open(report: Report) -> Action | None:
    row = first(report)
    if row is None:
        return None
    when = "before its notice day" if row["notice_by"] else "now: no notice day is known to wait for"
    does = Markup("Open with {}, {}; 3% to 5% on its rates is worth this much a year.").format(
        parts.linked(report, row["payer"]), when
    )
    return Action(does, *_asked(row), "priorities", row["notice_by"])


def _notices(report: Report) -> list[Action]:
    begun = first(report)
    rows = [row for row in report.rows("priorities") if row["notice_by"] and row is not begun and not row["set_by_law"]]
    return [
        Action(
            Markup("Decide about notice to {}.").format(parts.linked(report, row["payer"])),
            *_asked(row), "priorities", row["notice_by"],
        )
        for row in sorted(rows, key=lambda row: row["notice_by"])
    ]  # fmt: skip


def _authorizations(report: Report) -> Action | None:
    rows = report.rows("authorizations_to_drop")
    if not rows:
        return None
    known = [row for row in rows if row["cost"] is not None]
    does = (
        f"Ask {_named(rows)} to drop authorizations that were always approved ({parts.total(rows, 'n'):,} decisions)."
    )
    dollars, cents = _sum(known, "cost") if known else ("", None)
    return Action(does, dollars, cents, "authorizations_to_drop")


def _enrol(report: Report) -> Action | None:
    rows = [row for row in report.rows("credentialing_lag") if row["denied_dollars"] or row["held_dollars"]]
    clinicians = len({row["clinician"] for row in rows})
    does = f"Ask for enrolment back to the first day: {_many(clinicians, 'clinician')} worked before enrolment."
    return Action(does, *_sum(rows, "lost_dollars"), "credentialing_lag") if rows else None


def _codes(rows: list[Row]) -> int:
    return len({row["code"] for row in rows})


def _many(n: int, what: str) -> str:
    return f"{n:,} {what}" if n == 1 else f"{n:,} {what}s"


def _named(rows: list[Row]) -> str:
    names = list(dict.fromkeys(row["payer"] for row in rows))
    return ", ".join(names[:2]) + (f" and {len(names) - 2} more" if len(names) > 2 else "")


def _sum(rows: list[Row], key: str) -> tuple[str, int]:
    cents = parts.total(rows, key)
    return writing.whole_money(cents), cents


def _asked(row: Row) -> tuple[str, int]:
    return parts.between(row["rate_low"], row["rate_high"]), row["rate_high"]
