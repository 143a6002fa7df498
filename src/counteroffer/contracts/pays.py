"""What a term pays, from its YAML: one function for each way, each fault at its line."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from counteroffer.contracts import typed
from counteroffer.contracts.anesthesia import read_base_units
from counteroffer.contracts.case_rates import included, outlier
from counteroffer.contracts.fees import read_fees
from counteroffer.contracts.limits import ChargeLimit, read_charges
from counteroffer.contracts.lists import OwnList, read_list
from counteroffer.contracts.options import SHARES, OwnIndices, Settled
from counteroffer.contracts.schema import LIMIT_KEYS, METHODS, PAYS_KEYS, STATUS_KEYS
from counteroffer.contracts.terms import (
    Anesthesia,
    ByHand,
    CaseRate,
    ConversionFactor,
    Escalator,
    FeeSchedule,
    Pays,
    PercentOfCharges,
    PercentOfMedicare,
    PercentOfSchedule,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from counteroffer.contracts.faults import At, Faults
    from counteroffer.core.plain import Plain

T = TypeVar("T")
_MENDS = {
    "year": "Write it like 2025, or service, or current.",
    "locality": "Write carrier and locality, seven digits.",
    "release": "Write A, B, C or D.",
    "update": "Write the month and the day like 04-01.",
    "quarter": "Write it like 2025Q1.",
    "minutes_per_unit": "Write whole minutes, such as 15.",
    "round_time": "Write tenth, up, nearest or none.",
    **dict.fromkeys(("work_index", "expense_index", "work_floor", "expense_floor"), "Write it like 0.985."),
    "incentive": "Write it like 5 or -9.",
    "sequestration": "Write it like 2.",
    "sequestration_of": "Write payment or allowed.",
    "round": "Write unit or line.",
}


def read_pays(faults: Faults, value: Plain | None, at: At) -> Pays | None:
    """Read the `pays` of a term; None if it has a fault, which is noted."""
    if value is None:
        mend = f"Write `pays:` with one of {', '.join(METHODS)}."
        faults.note("missing", at, "The term does not say what it pays.", mend)
        return None
    said = faults.mapping(value, at, PAYS_KEYS, "`pays`")
    methods = [method for method in METHODS if method in said]
    if len(methods) != 1:
        says = f"The term pays in {len(methods)} ways at once." if methods else "The term names no way to pay."
        faults.note("pays", at, says, f"Write exactly one of {', '.join(METHODS)}.")
        return None
    (method,) = methods
    for key in said:
        if key in PAYS_KEYS and key not in (method, *METHODS[method]):
            faults.note("pays", (*at, key), f"'{key}' means nothing to {method}.", f"Leave out {key}.")
    return _READERS[method](_Said(faults, said, at, method))


class _Said:
    """The keys of one `pays`, each read on demand."""

    def __init__(self, faults: Faults, said: dict[str, Plain], at: At, method: str) -> None:
        self.faults = faults
        self.said = said
        self.at = at
        self.method = method

    def has(self, key: str) -> bool:
        return key in self.said

    def read(self, key: str, read: Callable[[str], T], mend: str = "") -> T | None:
        """Type a key's text; None if it is not there or has a fault."""
        if key not in self.said:
            return None
        return self.faults.typed(read, self.said[key], (*self.at, key), mend or _MENDS[key])

    def percent(self) -> int | None:
        return self.read(self.method, typed.percent, "Write it like 115.")

    def yes(self, key: str, *, default: bool) -> bool:
        return yes_no(self.faults, self.said[key], (*self.at, key)) if key in self.said else default

    def file(self, key: str, what: str) -> Path | None:
        """Find the file that a key names, beside the contract; None where the key or the file is not there."""
        if key not in self.said:
            return None
        where = (*self.at, key)
        name = self.faults.text(self.said[key], where, f"The {what}'s file", needed=True)
        path = self.faults.file.parent / name
        if name and not path.is_file():
            self.faults.note("missing_file", where, f"There is no {what} {path}.", "Put it beside the contract.")
        return path if name and path.is_file() else None

    def indices(self) -> OwnIndices:
        """Read what the contract says of the locality's indices."""
        said: dict[str, int | None] = {}
        for name in ("work", "expense"):
            floor, index = f"{name}_floor", f"{name}_index"
            if self.said.get(floor) == "no":
                says = "What CMS publishes is the index with its floor; the one without stands nowhere in its file."
                mend = f"Write the index without its floor: `{index}: 0.985`."
                self.faults.note("pays", (*self.at, floor), says, mend)
                continue
            if self.has(floor) and self.has(index):
                self.faults.note("pays", (*self.at, floor), f"`{floor}` and `{index}` say one thing.", "Leave one out.")
            said |= {name: self.read(index, typed.index), f"{name}_floor": self.read(floor, typed.index)}
        return OwnIndices(**said)

    def settled(self) -> Settled:
        """Read incentive and sequestration."""
        incentive = self.read("incentive", typed.incentive)
        percent = self.read("sequestration", typed.share_percent)
        share = self.read("sequestration_of", typed.share)
        if self.has("sequestration_of") and not self.has("sequestration"):
            says = "What sequestration is taken of is said, but not how much it is."
            self.faults.note("missing", (*self.at, "sequestration_of"), says, "Write `sequestration: 2`.")
        return Settled(incentive or 0, percent or 0, SHARES["payment"] if share is None else share)

    def by_line(self) -> bool:
        """Read whether the line is rounded and not the unit."""
        return self.read("round", typed.rounding) == "line"

    def factors(self) -> tuple[tuple[int, int], ...]:
        """Read conversion factors of the contract's own by year; 0 is every year that is not named."""
        at, value = (*self.at, "medicare_factor"), self.said.get("medicare_factor")
        mend = "Write dollars like 33.40, or {2025: 32.3465, 2026: 33.40}."
        if value is None:
            return ()
        if not isinstance(value, dict):
            factor = self.faults.typed(typed.unit_dollars, value, at, mend)
            return () if factor is None else ((0, factor),)
        made: dict[int, int] = {}
        for name, text in value.items():
            year = self.faults.typed(typed.single_year, name, (*at, name), mend)
            factor = self.faults.typed(typed.unit_dollars, text, (*at, name), mend)
            if year is not None and factor is not None:
                made[year] = factor
        return tuple(sorted(made.items()))

    def moving_year(self) -> tuple[int | None, tuple[int, int] | None]:
        """Give the fixed year, and the day from which a new year's fees apply if the year moves."""
        year, update = self.read("year", typed.year), self.read("update", typed.month_day)
        if year == "current" and not self.has("update"):
            says = "`year: current` wants the day from which a new year's fees apply."
            self.faults.note("missing", (*self.at, "year"), says, "Write `update: 01-01` or a later day.")
        if year != "current" and self.has("update"):
            mend = "Leave it out, or write `year: current`."
            self.faults.note("pays", (*self.at, "update"), "`update` means something to `year: current` only.", mend)
        if isinstance(year, str):
            return None, (1, 1) if year == "service" else update
        return year, None


def yes_no(faults: Faults, value: Plain, at: At) -> bool:
    """Read yes or no; anything else is noted and counts as no."""
    answer = value.lower() if isinstance(value, str) else ""
    if answer not in ("yes", "no", "true", "false"):
        faults.note("value", at, f"'{at[-1]}' is neither yes nor no.", "Write yes or no.")
    return answer in ("yes", "true")


def _of_medicare(said: _Said) -> Pays | None:
    percent = said.percent()
    year, update = said.moving_year()
    locality, release = said.read("locality", typed.locality), said.read("release", typed.release)
    capped = said.yes("opps_cap", default=True)
    indices, settled = said.indices(), said.settled()
    factors, by_line = said.factors(), said.by_line()
    if percent is None:
        return None
    return PercentOfMedicare(
        percent, year, locality or "", update, release or "", capped, factors, indices, settled, by_line
    )


def _of_schedule(said: _Said) -> Pays | None:
    percent = said.percent()
    quarter, locality = said.read("quarter", typed.quarter), said.read("locality", typed.locality)
    settled = said.settled()
    if percent is None:
        return None
    return PercentOfSchedule(percent, said.method.removeprefix("percent_of_"), quarter, locality or "", settled)


def _of_charges(said: _Said) -> Pays | None:
    percent = said.percent()
    limit = _charge_limit(said) if said.has("charge_limit") else None
    return None if percent is None else PercentOfCharges(percent, limit)


def _charge_limit(said: _Said) -> ChargeLimit | None:
    at = (*said.at, "charge_limit")
    limit = said.faults.mapping(said.said["charge_limit"], at, LIMIT_KEYS, "`charge_limit`")
    for key in LIMIT_KEYS:
        if key not in limit:
            mend = "Write {charges: base.csv, percent: 5, from: 2026-01-01, otherwise: full}."
            said.faults.note("missing", at, f"`charge_limit` does not say `{key}`.", mend)
    if not set(LIMIT_KEYS) <= limit.keys():
        return None
    inside = _Said(said.faults, limit, at, "charge_limit")
    path = inside.file("charges", "file of charges")
    percent = inside.read("percent", typed.signed_percent, "Write it like 5.")
    since = inside.read("from", typed.first_step, "Write the day of the first step.")
    otherwise = inside.read("otherwise", typed.otherwise, "Write full or by_hand.")
    if path is None or percent is None or since is None or otherwise is None:
        return None
    charges, found = read_charges(path)
    said.faults.found += found
    return ChargeLimit(charges, Escalator(since, percent), otherwise == "full")


def _of_list(said: _Said) -> Pays | None:
    of_price = said.method == "percent_of_list"
    percent = said.percent() if of_price else said.read("invoice_plus", typed.on_cost, "Write the percent, such as 10.")
    more = said.read("dollars", typed.dollars, "Write it like 2.50.")
    key, column, what = ("list", "price", "price list") if of_price else ("costs", "cost", "file of invoice costs")
    if not said.has(key):
        mend = f"Write `{key}: {column}s.csv`; its columns are code, date and {column}."
        said.faults.note("missing", said.at, f"The {what} is not named, and none ships.", mend)
    path = said.file(key, what)
    if path is None or percent is None:
        return None
    prices, found = read_list(path, column)
    said.faults.found += found
    return OwnList(said.method, percent, more or 0, prices)


def _of_units(said: _Said) -> Pays | None:
    factor = said.read("conversion_factor", typed.dollars, "Write it like 52.50.")
    year, update = said.moving_year()
    locality, release = said.read("locality", typed.locality), said.read("release", typed.release)
    geographic = said.yes("geographic", default=True)
    indices, settled, by_line = said.indices(), said.settled(), said.by_line()
    for key in ("locality", "work_index", "expense_index", "work_floor", "expense_floor"):
        if said.has(key) and not geographic:
            says = f"`{key}` means nothing to national units."
            said.faults.note("pays", (*said.at, key), says, "Leave out one of the two.")
    if factor is None:
        return None
    return ConversionFactor(factor, year, locality or "", update, release or "", geographic, indices, settled, by_line)


def _case(said: _Said) -> Pays | None:
    amount = said.read("case_rate", typed.money, "Write it like 2500.00.")
    everything, spans = included(said.faults, said.said, said.at)
    days = [said.read(key, typed.days, "Write whole days, 0 to 366.") or 0 for key in ("days_before", "days_after")]
    above, percent = outlier(said.faults, said.said, said.at)
    return None if amount is None else CaseRate(amount, spans, everything, days[0], days[1], above, percent)


def _by_hand(said: _Said) -> Pays | None:
    if not said.yes("by_hand", default=False):
        says = "A term that is priced by hand says `by_hand: yes`."
        said.faults.note("value", (*said.at, "by_hand"), says, "Write yes, or how the term pays.")
        return None
    return ByHand()


def _fees(said: _Said) -> Pays | None:
    path = said.file("fee_schedule", "fee schedule")
    if path is None:
        return None
    rows, found = read_fees(path)
    said.faults.found += found
    return FeeSchedule(path, rows)


def _anesthesia(said: _Said) -> Pays | None:
    of_medicare = said.method == "percent_of_anesthesia"
    percent = said.percent() if of_medicare else None
    factor = None if of_medicare else said.read("anesthesia", typed.unit_dollars, "Write it like 75.00.")
    year, update = said.moving_year()
    minutes = said.read("minutes_per_unit", typed.minutes)
    rounding = said.read("round_time", typed.round_time)
    units = _base_units(said)
    status = _physical_status(said)
    if percent is None and factor is None:
        return None
    locality = said.read("locality", typed.locality) or ""
    return Anesthesia(factor, percent, year, locality, update, minutes or 15, rounding or "tenth", units, status)


def _base_units(said: _Said) -> tuple[tuple[str, int], ...]:
    """Read the file of base units; where none is named, the term has no price, which compiling says."""
    path = said.file("base_units", "file of base units")
    if path is None:
        return ()
    units, found = read_base_units(path)
    said.faults.found += found
    return tuple(units.items())


def _physical_status(said: _Said) -> str:
    """Read the units of each status into a digit for each of P1 to P6; empty where it is not said."""
    if not said.has("physical_status"):
        return ""
    at = (*said.at, "physical_status")
    units = said.faults.mapping(said.said["physical_status"], at, STATUS_KEYS, "`physical_status`")
    digits = {
        name: said.faults.typed(typed.digit, value, (*at, name), "Write whole units, 0 to 9.")
        for name, value in units.items()
        if name in STATUS_KEYS
    }
    return "".join(str(digits.get(name) or 0) for name in STATUS_KEYS)


_READERS: dict[str, Callable[[_Said], Pays | None]] = {
    "percent_of_medicare": _of_medicare,
    "fee_schedule": _fees,
    "percent_of_list": _of_list,
    "invoice_plus": _of_list,
    "percent_of_charges": _of_charges,
    "conversion_factor": _of_units,
    "case_rate": _case,
    "by_hand": _by_hand,
    "anesthesia": _anesthesia,
    "percent_of_anesthesia": _anesthesia,
    "percent_of_labs": _of_schedule,
    "percent_of_drugs": _of_schedule,
    "percent_of_equipment": _of_schedule,
}
