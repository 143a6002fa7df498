"""A year for the arrangements of the priced examples, from the few words that an example says of it."""

import datetime as dt

from counteroffer.contracts.arranged import Capitation
from counteroffer.core.money import cents
from counteroffer.ingest.members import read_roster
from counteroffer.measure.arranged import Year
from counteroffer.measure.capitation import MonthPaid, month_paid, standing

KEY = bytes(32)


def roster_of(text, folder, reading=1):
    """Rows of a roster's file (`core.tables.MEMBERS`, what counts of them)."""
    file = folder / f"roster-{reading}.csv"
    file.write_text(text)
    return [row | {"reading": reading, "file": file.name} for row in read_roster(file, KEY).rows]


def year_of(form, case, folder):
    """The twelve months to the end of 2025."""
    expected = {int(year): cents(said) for year, said in case.get("expected", {}).items()}
    months = standing(roster_of(case["roster"], folder)) if "roster" in case else {}
    capitated = isinstance(form, Capitation)
    paid = [month_paid(form, m, of) if capitated else MonthPaid(m, len(of), 0) for m, of in months.items()]
    costs = {str(i): cents(cost) for i, cost in enumerate(case["costs"])} if "costs" in case else None
    days = dt.date(2025, 1, 1), dt.date(2025, 12, 31)
    return Year(*days, expected, len(expected), tuple(paid), sum((costs or {}).values()), costs)
