"""How one unit's amount comes about, in a sentence: one for each way to pay."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs

from counteroffer.contracts.lists import BASES
from counteroffer.core.money import half_up, show
from counteroffer.medicare.parts import parts
from counteroffer.price.anesthesia import counted
from counteroffer.price.rounding import FULL

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
    for published in parts(book, rate["medicare_year"], rate["medicare_locality"], key):
        made = _own(published, rate)
        fees = {made.cents, made.cents if made.cap is None else min(made.cap, made.cents)}
        if rate["medicare_rate"] in fees if rate["basis"] == "percent_of_medicare" else rate["relative"] == made.units:
            return made
    return None


def _own(published: Parts, rate: Row) -> Parts:
    """Give the parts with the indices and the factor of the contract's own, where it has any."""
    work, expense, malpractice = published.indices
    work, expense = (own if own is not None else of for own, of in (
        (rate["work_index"], work), (rate["expense_index"], expense)))  # fmt: skip
    own_factor = rate["factor"] if rate["basis"] == "percent_of_medicare" else None
    return attrs.evolve(
        published,
        indices=(work, expense, malpractice),
        conversion=published.conversion if own_factor is None else own_factor,
    )


def base_sentence(line: Row, rate: Row, made: Parts | None = None) -> str:
    """Say how the amount comes about that the adjustments begin with.

    Args:
        line: with `charge` and `begun` (cents).
        rate: the row of `rates`; its `rate` is the amount before an escalator's steps.
        made: what Medicare's amount, or the units, are made of.
    """
    basis = rate["basis"]
    if basis == "percent_of_charges":
        return _charges(line, rate)
    if basis == "percent_of_medicare":
        return _medicare(rate, made)
    if basis == "conversion_factor":
        units, factor = _decimal(rate["relative"], 100_000), _decimal(rate["factor"], 10_000)
        place = f" in locality {rate['medicare_locality']}" if rate["medicare_locality"] else ", national"
        how = f", {made.written(factor)}," if made else ""
        return (
            f"{_code(rate)} has {units} relative value units ({rate['medicare_year']}{place}); "
            f"at ${factor} for one that is{how}{_settled(rate)} {show(rate['rate'])}."
        )
    if basis in ("case_rate", "capitated"):
        return _for_the_line(rate)
    if basis in (*_SCHEDULES, *BASES):
        return _listed(rate) if basis in BASES else _published(rate)
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


def _settled(rate: Row) -> str:
    """Say what is done to a rate after its percent, between commas; empty if nothing is."""
    return f", with {rate['settled']}," if rate["settled"] else ""


def _medicare(rate: Row, made: Parts | None) -> str:
    how = f", which is {made.fee()}" if made else ""
    own = " by the contract's own factor or indices" if _is_own(rate) else ""
    return (
        f"Medicare {rate['medicare_year']} in locality {rate['medicare_locality']} allows "
        f"{show(rate['medicare_rate'])} for {_code(rate)}{own}{how}; {percent(rate['percent'])} of it"
        f"{_settled(rate)} is {show(rate['rate'])}."
    )


def _is_own(rate: Row) -> bool:
    return any(rate[name] is not None for name in ("factor", "work_index", "expense_index"))


def _charges(line: Row, rate: Row) -> str:
    counted, what = line["charge"], f"the charge of {show(line['charge'])}"
    if rate["charge_limit"] is not None:
        most = half_up(rate["charge_limit"] * line["milliunits"], 1000)
        counted = min(counted, most)
        one = f"{show(rate['charge_limit'])} for a unit since {rate['since']}"
        how = f"counts {show(counted)} at most" if counted == most else f"is within the limit of {show(most)}"
        what += f" (which {how}: {one})"
    return f"{percent(rate['percent'])} of {what} is {show(line['begun'])}."


def _listed(rate: Row) -> str:
    price, unit = f"${_decimal(rate['list_price'], 1_000_000)}", f"${_decimal(rate['micro'], 1_000_000)}"
    if rate["basis"] == "percent_of_list":
        return (
            f"The list says {price} for one billing unit of {rate['code']} since {rate['since']}; "
            f"{percent(rate['percent'])} of it is {unit}."
        )
    on = f"; {percent(rate['percent'] - 100_000)} on it" if rate["percent"] != FULL else ""
    on += f" and ${_decimal(rate['factor'], 10_000)} more" if rate["factor"] else ""
    return f"The invoice says {price} for one billing unit of {rate['code']} since {rate['since']}{on}: {unit}."


def _published(rate: Row) -> str:
    when = f"{_SCHEDULES[rate['basis']]} of {rate['medicare_year']} Q{rate['medicare_quarter']}"
    part = f"-{rate['modifier']}" if rate["modifier"] else ""
    if rate["micro"] is not None:
        limit, unit = _decimal(rate["factor"], 10_000), _decimal(rate["micro"], 1_000_000)
        return (
            f"{when} say ${limit} for one billing unit of {rate['code']}, what Medicare adds to the average sales "
            f"price (6% for most drugs) already in it; {percent(rate['percent'])} of it{_settled(rate)} is ${unit}."
        )
    place = f" for the state of locality {rate['medicare_locality']}" if rate["medicare_locality"] else ""
    amount = f"says {show(rate['medicare_rate'])} for {rate['code']}{part}"
    return f"{when}{place} {amount}; {percent(rate['percent'])} of it{_settled(rate)} is {show(rate['rate'])}."


def _decimal(value: int, one: int) -> str:
    """Write an integer of so many parts as a decimal number, with at least two places."""
    whole, part = f"{Decimal(value) / one:,f}".partition(".")[::2]
    return f"{whole}.{part.rstrip('0').ljust(2, '0')}"


def _code(rate: Row) -> str:
    part = f"-{rate['modifier']}" if rate["modifier"] else ""
    return f"{rate['code']}{part} ({rate['setting']})"
