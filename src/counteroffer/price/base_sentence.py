"""How one unit's amount comes about, in a sentence: one for each way to pay."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from counteroffer.core.money import show
from counteroffer.medicare.parts import parts
from counteroffer.price.anesthesia import counted

if TYPE_CHECKING:
    from counteroffer.medicare.book import MedicareBook
    from counteroffer.medicare.parts import Parts

Row = dict[str, Any]

_SCHEDULES = {
    "percent_of_labs": "Medicare's laboratory fee schedule",
    "percent_of_drugs": "Medicare's drug payment limits",
    "percent_of_equipment": "Medicare's equipment fee schedule",
}


def parts_of(book: MedicareBook, rate: Row | None) -> Parts | None:
    """Find the relative values, indices and factor that a rate was made from; None where it rests on none.

    A rate does not name its release: it is the newest one that gives its amount.
    """
    if rate is None or rate["basis"] not in ("percent_of_medicare", "conversion_factor"):
        return None
    key = (rate["code"], rate["modifier"], rate["setting"])
    for made in parts(book, rate["medicare_year"], rate["medicare_locality"], key):
        fees = {made.cents, made.cents if made.cap is None else min(made.cap, made.cents)}
        if rate["medicare_rate"] in fees if rate["basis"] == "percent_of_medicare" else rate["relative"] == made.units:
            return made
    return None


def base_sentence(line: Row, rate: Row, made: Parts | None = None) -> str:
    """Say how the amount comes about that the adjustments begin with.

    Args:
        line: with `charge` and `begun` (cents).
        rate: the row of `rates`; its `rate` is the amount before an escalator's steps.
        made: what Medicare's amount, or the units, are made of.
    """
    basis = rate["basis"]
    if basis == "percent_of_charges":
        return f"{percent(rate['percent'])} of the charge of {show(line['charge'])} is {show(line['begun'])}."
    if basis == "percent_of_medicare":
        how = f", which is {made.fee()}" if made else ""
        return (
            f"Medicare {rate['medicare_year']} in locality {rate['medicare_locality']} allows "
            f"{show(rate['medicare_rate'])} for {_code(rate)}{how}; {percent(rate['percent'])} of it is "
            f"{show(rate['rate'])}."
        )
    if basis == "conversion_factor":
        units, factor = _decimal(rate["relative"], 100_000), _decimal(rate["factor"], 10_000)
        place = f" in locality {rate['medicare_locality']}" if rate["medicare_locality"] else ", national"
        how = f", {made.written(factor)}," if made else ""
        return (
            f"{_code(rate)} has {units} relative value units ({rate['medicare_year']}{place}); "
            f"at ${factor} for one that is{how} {show(rate['rate'])}."
        )
    if basis in ("case_rate", "capitated"):
        return _for_the_line(rate)
    if basis in _SCHEDULES:
        return _published(rate)
    return f"The schedule says {show(rate['rate'])} for {_code(rate)}."


def anesthesia_sentence(line: Row, rate: Row) -> str:
    """Say the units of an anesthesia line and what they pay."""
    base, time, status = counted(line, rate)
    minutes, per, exact = line["milliunits"] / 1000, rate["minutes_per_unit"], rate["round_time"] == "none"
    how = {"tenth": "to one decimal", "up": "up to a whole unit", "nearest": "to the nearest whole unit"}
    rounded = "not rounded" if exact else f"rounded {how[rate['round_time']]}"
    parts = [f"{base / 1000:g} base units", f"{time / 1000:g} of time ({minutes:g} minutes / {per}, {rounded})"]
    parts += [f"{status / 1000:g} of physical status"] if status else []
    unit = f"${_decimal(rate['micro'], 1_000_000)}"
    if rate["basis"] == "percent_of_anesthesia":
        factor, where = _decimal(rate["factor"], 10_000), f"{rate['medicare_year']} in locality"
        unit += f" ({percent(rate['percent'])} of Medicare's factor of ${factor}, {where} {rate['medicare_locality']})"
    unit += f" (escalated by {rate['escalator']} from {show(rate['unescalated'])})" if rate["escalator"] else ""
    units = f"{(base + time + status) / 1000:g} units"
    return f"{' + '.join(parts)} = {units}; at {unit} for one that is {show(line['begun'])}."


def percent(thousandths: int) -> str:
    """Write thousandths of a percent."""
    return f"{thousandths / 1000:g}%"


def _for_the_line(rate: Row) -> str:
    if rate["basis"] == "capitated":
        return "The code is paid by capitation, so nothing is due for the line."
    return f"The case rate is {show(rate['rate'])} for the line, whatever its units."


def _published(rate: Row) -> str:
    when = f"{_SCHEDULES[rate['basis']]} of {rate['medicare_year']} Q{rate['medicare_quarter']}"
    part = f"-{rate['modifier']}" if rate["modifier"] else ""
    if rate["micro"] is not None:
        limit, unit = _decimal(rate["factor"], 10_000), _decimal(rate["micro"], 1_000_000)
        return (
            f"{when} say ${limit} for one billing unit of {rate['code']}, what Medicare adds to the average sales "
            f"price (6% for most drugs) already in it; {percent(rate['percent'])} of it is ${unit}."
        )
    place = f" for the state of locality {rate['medicare_locality']}" if rate["medicare_locality"] else ""
    amount = f"says {show(rate['medicare_rate'])} for {rate['code']}{part}"
    return f"{when}{place} {amount}; {percent(rate['percent'])} of it is {show(rate['rate'])}."


def _decimal(value: int, one: int) -> str:
    """Write an integer of so many parts as a decimal number, with at least two places."""
    whole, part = f"{Decimal(value) / one:,f}".partition(".")[::2]
    return f"{whole}.{part.rstrip('0').ljust(2, '0')}"


def _code(rate: Row) -> str:
    part = f"-{rate['modifier']}" if rate["modifier"] else ""
    return f"{rate['code']}{part} ({rate['setting']})"
