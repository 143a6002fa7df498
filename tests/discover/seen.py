"""Observed lines made by hand: what a payer allowed on some days."""

from datetime import date, timedelta

import pyarrow as pa

from counteroffer.discover.observed import OBSERVED

FIRST = date(2024, 1, 1)


def line(code, day, allowed, *, units=1, charge=None, modifier="", setting="nonfacility", lines=1, derived=0):
    """Make a row; `day` is a date, or days after `FIRST`; the charge is far above what was allowed."""
    return {
        "code": code, "modifier": modifier, "setting": setting,
        "day": day if isinstance(day, date) else FIRST + timedelta(days=day),
        "milliunits": int(units * 1000), "charge": allowed * 3 + 1 if charge is None else charge, "allowed": allowed,
        "lines": lines, "derived": derived,
    }  # fmt: skip


def table(*rows):
    """Make the table of `OBSERVED`."""
    return pa.Table.from_pylist(list(rows), schema=OBSERVED)


def steady(code, days, allowed, **more):
    """Make a line on each of some days, all allowed the same."""
    return [line(code, day, allowed, **more) for day in days]
