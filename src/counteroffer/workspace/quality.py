"""The quality report of a workspace: what it is asked of, and the deposits that it is compared with."""

from __future__ import annotations

import csv
import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import pyarrow.compute as pc
import pyarrow.csv as pacsv

from counteroffer.contracts.read import read_contracts
from counteroffer.core.errors import InputError
from counteroffer.documents.quality_page import quality_page
from counteroffer.documents.writing import guarded
from counteroffer.match.submitted import payer_map
from counteroffer.measure.arrival import Deposit
from counteroffer.measure.quality import Quality, quality
from counteroffer.workspace.agreed import payer_names
from counteroffer.workspace.envelopes import envelopes

if TYPE_CHECKING:
    from pathlib import Path

    from counteroffer.workspace.desk import Workspace

_DATES = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%Y%m%d")
_NAMES = {
    "day": ("date", "deposit date", "posted", "post date", "posting date"),
    "cents": ("amount", "deposit", "credit", "deposit amount"),
    "reference": ("reference", "check", "check number", "trace", "eft", "number", "ref"),
}
_MEND = "Give a CSV with the columns date, amount and reference (check or EFT number), one deposit a line."


def report(desk: Workspace, payer: str = "", deposits: Path | None = None, *, thorough: bool = True) -> Quality:
    """Check everything that the workspace holds.

    Args:
        desk: the workspace.
        payer: only this payer, by its name or the beginning of it.
        deposits: a CSV of deposits: date, amount, reference.
        thorough: also look up the interchange control numbers in the files where they still lie.

    Raises:
        UnknownNameError: if no payer is called so.
        InputError: if the deposits cannot be read; the message names the line.
    """
    name = desk.payer(payer) if payer else ""
    listed = read_deposits(deposits) if deposits else ()
    contracts, _ = read_contracts(desk.home.contracts_dir)
    names = payer_names(desk.home, contracts)
    with desk.engine() as engine:
        payments = engine.keep(engine.table("remits").join(payer_map(engine, names), ["payer_name", "payer_id"]))
        files = engine.arrow(engine.table("files")) if thorough else None
        numbers = envelopes(files) if files is not None else None
        return quality(engine, payments, name, listed, numbers)


def read_deposits(path: Path) -> tuple[Deposit, ...]:
    """Read a CSV of deposits; its head names the columns date, amount and reference in any order.

    Raises:
        InputError: if a column is missing or a line has no date or amount.
    """
    if not path.is_file():
        raise InputError(f"There is no file {path}.", _MEND)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError(f"{path} cannot be read as text.", _MEND) from fault
    rows = list(csv.reader(text.splitlines(), delimiter=";" if text.split("\n", 1)[0].count(";") > 1 else ","))
    head = [cell.strip().casefold() for cell in rows[0]] if rows else []
    places = {part: next((head.index(n) for n in names if n in head), -1) for part, names in _NAMES.items()}
    lacking = [part for part in ("day", "cents") if places[part] < 0]
    if lacking:
        raise InputError(f"{path} has no column for {' and '.join(lacking)}.".replace("cents", "amount"), _MEND)
    found = []
    for number, row in enumerate(rows[1:], 2):
        if any(cell.strip() for cell in row):
            cells = [row[place].strip() if 0 <= place < len(row) else "" for place in places.values()]
            found.append(_deposit(path, number, *cells))
    return tuple(found)


def _deposit(path: Path, line: int, day: str, amount: str, reference: str) -> Deposit:
    cents = _cents(amount)
    when = next((found for form in _DATES if (found := _day(day, form))), None)
    if cents is None or when is None:
        what = f"'{amount}' as an amount" if cents is None else f"'{day}' as a date"
        raise InputError(f"{path}, line {line}: {what} cannot be read.", "Write dates as 2025-03-31 and 1,234.50.")
    return Deposit(when, cents, reference, line)


def _cents(text: str) -> int | None:
    plain = re.sub(r"[$,\s]", "", text)
    plain = f"-{plain[1:-1]}" if plain.startswith("(") and plain.endswith(")") else plain
    try:
        cents = Decimal(plain) * 100
    except InvalidOperation:
        return None
    return int(cents) if cents.is_finite() and cents == cents.to_integral_value() else None


def _day(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()  # noqa: DTZ007 - a date has no zone
    except ValueError:
        return None


def write_rows(desk: Workspace, found: Quality, out: Path, check: str = "") -> int:
    """Write the rows behind the checks (or behind one) to a CSV, with the names of their files, and count them.

    Raises:
        InputError: if there is no such check.
    """
    rows = found.rows()
    if check:
        if found.check(check) is None:
            known = ", ".join(one.name for one in found.checks)
            raise InputError(f"There is no check '{check}'.", f"There are: {known}.")
        rows = rows.filter(pc.equal(rows["check"], check))
    with desk.engine(current=False) as engine:
        files = engine.arrow(engine.table("files").select("file_id", "name")).to_pylist()
    names = {row["file_id"]: row["name"] for row in files}
    place = rows.schema.get_field_index("file_id")
    rows = rows.set_column(place, "file", [[names.get(number, "") for number in rows["file_id"].to_pylist()]])
    dollars = pc.divide(rows["cents"].cast("float64"), 100.0)
    rows = rows.set_column(rows.schema.get_field_index("cents"), "dollars", dollars)
    pacsv.write_csv(guarded(rows), out)
    return int(rows.num_rows)


def write_page(desk: Workspace, found: Quality, out: Path) -> None:
    """Write the report as an HTML page."""
    out.write_text(quality_page(found, desk.practice.name), encoding="utf-8")
