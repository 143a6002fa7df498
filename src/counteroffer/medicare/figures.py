"""One code's Medicare amount with its formula and its source, from whichever schedule pays it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.core.money import half_up, show
from counteroffer.ingest.fees.edition import TIDY
from counteroffer.medicare.book import PRICED_STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from counteroffer.medicare.book import MedicareBook

PHYSICIAN, LABORATORY, DRUGS, EQUIPMENT, ANESTHESIA = (
    "physician fee schedule",
    "clinical laboratory fee schedule",
    "drug payment limits",
    "equipment and supplies",
    "anesthesia",
)
_NATIONAL = "0000000"


@attrs.frozen
class Question:
    """What is asked of the book.

    Attributes:
        code: CPT/HCPCS code.
        year: calendar year.
        locality: carrier and locality, seven digits; the state of equipment is the locality's.
        release: release letter of the physician fee schedule; empty: the newest of the year.
        quarter: quarter of labs, drugs and equipment; None: the newest of the year.
        rural: whether the patient's ZIP is rural by the equipment rules.
    """

    code: str
    year: int
    locality: str
    release: str = ""
    quarter: int | None = None
    rural: bool = False


@attrs.frozen
class Figure:
    """One amount.

    Attributes:
        schedule: the schedule that pays it.
        code: CPT/HCPCS code.
        modifier: 26, TC, QW, NU, ..., two joined by a blank, or empty.
        setting: `facility`, `nonfacility`, or empty where it makes no difference.
        cents: amount for one unit; None where there is none by schedule (a factor, or the carrier's own price).
        formula: how it is made, with its numbers.
        source: the published file's kind, year and release.
    """

    schedule: str
    code: str
    modifier: str
    setting: str
    cents: int | None
    formula: str
    source: str


def figures(book: MedicareBook, asked: Question) -> tuple[Figure, ...]:
    """Give every amount that Medicare publishes for a code, by schedule, modifier and setting.

    Raises:
        InputError: if the year is not in the book for the locality (only for a code of the physician fee schedule).
    """
    schedules = (_physician, _anesthesia, _laboratory, _drug, _equipment)
    return tuple(figure for schedule in schedules for figure in schedule(book, asked))


def amount_of(book: MedicareBook, asked: Question, setting: str, modifier: str = "") -> int | None:
    """Give what Medicare pays for one unit of a code, in cents; None if no schedule has an amount for it.

    Args:
        book: Medicare as published.
        asked: code, year, place.
        setting: `facility` or `nonfacility`.
        modifier: the modifier that has an amount of its own; one that has none is not replaced by another.

    Raises:
        InputError: as `figures` does.
    """
    for figure in figures(book, asked):
        if figure.cents is not None and figure.modifier == modifier and figure.setting in ("", setting):
            return figure.cents
    return None


def amounts_beside(book: MedicareBook, year: int, locality: str) -> dict[tuple[str, str], int]:
    """Give all amounts of the schedules beside the physician one, of the newest quarter of a year there is.

    Returns:
        (code, modifier) -> cents for one unit: laboratory tests, drugs (rounded half-up to the cent), and equipment in
        the locality's state outside of rural ZIPs (of two modifiers joined by a blank).
    """
    found: dict[tuple[str, str], int] = {}
    state = state_of(book, locality, year)
    for row in _quarter_rows(_where(book.table("medicare_equipment"), area=state, rural=False), year):
        found[row["code"], " ".join(filter(None, (row["modifier"], row["modifier2"])))] = row["amount"]
    for row in _quarter_rows(book.table("medicare_drugs"), year):
        found[row["code"], ""] = half_up(row["limit"], 10)
    for row in _quarter_rows(book.table("medicare_labs"), year):
        if row["amount"]:
            found[row["code"], row["modifier"]] = row["amount"]
    return found


def _quarter_rows(table: pa.Table, year: int) -> list[dict[str, Any]]:
    rows = _where(table, year=year)
    found: list[dict[str, Any]] = _where(rows, quarter=pc.max(rows["quarter"]).as_py() or 0).to_pylist()
    return found


def _physician(book: MedicareBook, asked: Question) -> Iterator[Figure]:
    known = book.releases(asked.year)
    release = asked.release or (known[-1] if known else "")
    fees = _rows(book.fees, code=asked.code, year=asked.year, release=release)
    priced = [fee for fee in fees if fee["status"] in PRICED_STATUSES]
    if not priced:
        return
    paid = _by_key(book.amounts(asked.year, asked.locality, release), asked.code)
    plain = _by_key(book.amounts(asked.year, asked.locality, release, capped=False), asked.code)
    (place,) = _rows(book.localities, year=asked.year, locality=asked.locality)
    source = f"{_values_of(release, asked.year)}, GPCI {asked.year}"
    for fee in priced:
        for setting in ("nonfacility", "facility"):
            key = (fee["modifier"], setting)
            if key not in paid:
                continue
            formula = _formula(fee, place, setting)
            if paid[key] < plain[key]:
                formula += f" = {show(plain[key])}, capped at the outpatient amount (OPPSCAP)"
            yield Figure(PHYSICIAN, asked.code, fee["modifier"], setting, paid[key], formula, source)


def _values_of(release: str, year: int) -> str:
    return f"relative values of {year}, tidied by others" if release == TIDY else f"PPRRVU {year} release {release}"


def _formula(fee: dict[str, Any], place: dict[str, Any], setting: str) -> str:
    parts = (
        (fee["work"], place["gpci_work"]),
        (fee[f"pe_{setting}"], place["gpci_pe"]),
        (fee["malpractice"], place["gpci_mp"]),
    )
    units = " + ".join(f"{_decimal(rvu, 2)} x {_decimal(index, 3)}" for rvu, index in parts)
    return f"({units}) x {_decimal(fee['conversion'], 4)}"


def _anesthesia(book: MedicareBook, asked: Question) -> Iterator[Figure]:
    if not any(fee["status"] == "J" for fee in _rows(book.fees, code=asked.code, year=asked.year)):
        return
    rows = _rows(book.table("medicare_anesthesia"), year=asked.year)
    for row in sorted(rows, key=lambda row: row["locality"] != asked.locality):
        if row["locality"] in (asked.locality, _NATIONAL):
            factor = _decimal(row["conversion"], 4)
            formula = f"(base units + minutes / 15) x ${factor}; base units are not in CMS's file of factors"
            source = f"ANES {asked.year}, {row['name'].title()}"
            yield Figure(ANESTHESIA, asked.code, "", "", None, formula, source)
            return


def _laboratory(book: MedicareBook, asked: Question) -> Iterator[Figure]:
    for row in _newest(book.table("medicare_labs"), asked):
        source = f"CLFS {row['year']} Q{row['quarter']}"
        national = row["indicator"] == "N"
        formula = "one national amount" if national else "no national amount: the carrier sets it"
        cents = row["amount"] if national or row["amount"] else None
        yield Figure(LABORATORY, asked.code, row["modifier"], "", cents, formula, source)


def _drug(book: MedicareBook, asked: Question) -> Iterator[Figure]:
    for row in _newest(book.table("medicare_drugs"), asked):
        unit = f" for {row['dosage']}" if row["dosage"] else ""
        formula = f"payment limit ${_decimal(row['limit'], 3)}{unit}, one billing unit"
        source = f"ASP {row['year']} Q{row['quarter']}, {row['since']} to {row['until']}"
        yield Figure(DRUGS, asked.code, "", "", half_up(row["limit"], 10), formula, source)


def _equipment(book: MedicareBook, asked: Question) -> Iterator[Figure]:
    state = state_of(book, asked.locality, asked.year)
    rows = _newest(book.table("medicare_equipment"), asked)
    limits = {
        (r["modifier"], r["modifier2"], r["area"]): r["amount"] for r in rows if r["area"] in ("ceiling", "floor")
    }
    here = [row for row in rows if row["area"] == state]
    for row in here:
        key = (row["modifier"], row["modifier2"])
        if row["rural"] != (asked.rural and any((r["modifier"], r["modifier2"]) == key and r["rural"] for r in here)):
            continue
        ceiling, floor = (limits.get((*key, name)) for name in ("ceiling", "floor"))
        between = f", between floor {show(floor)} and ceiling {show(ceiling)}" if ceiling and floor else ""
        formula = f"{state}{' rural' if row['rural'] else ''} amount{between}"
        source = f"DMEPOS {row['year']} Q{row['quarter']}"
        yield Figure(EQUIPMENT, asked.code, " ".join(filter(None, key)), "", row["amount"], formula, source)


def state_of(book: MedicareBook, locality: str, year: int) -> str:
    """Give the state (two letters) of a locality in a year, else in any; empty if the locality is not known."""
    rows = sorted(_rows(book.localities, locality=locality), key=lambda row: row["year"] != year)
    return str(rows[0]["state"]) if rows else ""


def _newest(table: pa.Table, asked: Question) -> list[dict[str, Any]]:
    """Give a code's rows of the year and quarter asked for, else of the newest quarter of the year."""
    rows = _rows(table, code=asked.code, year=asked.year)
    quarters = _rows(table.select(["year", "quarter"]).group_by(["year", "quarter"]).aggregate([]), year=asked.year)
    quarter = asked.quarter or max((row["quarter"] for row in quarters), default=0)
    return [row for row in rows if row["quarter"] == quarter]


def _where(table: pa.Table, **wanted: Any) -> pa.Table:
    for column, value in wanted.items():
        table = table.filter(pc.equal(table[column], value))
    return table


def _rows(table: pa.Table, **wanted: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _where(table, **wanted).to_pylist()
    return found


def _by_key(amounts: pa.Table, code: str) -> dict[tuple[str, str], int]:
    return {(row["modifier"], row["setting"]): row["amount"] for row in _rows(amounts, code=code)}


def _decimal(value: int, digits: int) -> str:
    """Write an integer with so many digits behind the point."""
    return f"{value // 10**digits}.{value % 10**digits:0{digits}d}"
