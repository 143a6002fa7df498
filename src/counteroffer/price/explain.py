"""One line's price as sentences: the term, its page, every step of the arithmetic, and what was allowed instead."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from counteroffer.core.money import show

Row = dict[str, Any]

_WHY_NOT = {
    "no_date": "The line has no date of service, so no contract can be in force.",
    "no_contract": "No contract with this payer is in force on the day of service.",
    "modifier": "A modifier on the line changes its price by a rule that is not expressed yet.",
    "no_rate": "The contract in force names no rate for this code.",
    "by_hand": "A person has to price this line: the contract's term for it is marked as priced by hand.",
    "no_units": "The line has no units.",
}


def explain(line: Row, rate: Row | None, term: Row | None) -> list[str]:
    """Say in sentences why a line was priced as it was.

    Args:
        line: one row of the facts (`lines` joined with `priced`).
        rate: the row of `rates` that priced it; None if there is none.
        term: the row of `terms` that it belongs to.

    Returns:
        Sentences in the order of the arithmetic; one that says why not, for a line without a price.
    """
    if line["why_not"] == "no_rate" and rate is not None and term is not None:
        return [_term(term), "What it pays by is not there for the day of service, so the line has no price."]
    if line["why_not"] == "by_hand" and term is not None:
        return [_term(term), _WHY_NOT["by_hand"]]
    if line["why_not"] or rate is None or term is None:
        return [_WHY_NOT.get(line["why_not"], "The line has no price.")]
    said = [_term(term)]
    said.append(_unit(line, rate | {"rate": rate["rate"] if rate["unescalated"] is None else rate["unescalated"]}))
    if rate["escalator"]:
        said.append(f"Escalated by {rate['escalator']}: {show(rate['rate'])}.")
    if rate["basis"] not in {"percent_of_charges", "case_rate"} and line["milliunits"] != 1000:
        said.append(f"Times {line['milliunits'] / 1000:g} units: {show(line['contracted'])}.")
    if rate["lesser_of"] and line["expected"] < line["contracted"]:
        said.append(f"The charge of {show(line['charge'])} is less, and the contract pays the lesser of the two.")
    said.append(f"Expected allowed amount: {show(line['expected'])} ({line['confidence'].replace('_', ' ')}).")
    if line["variance"] is not None:
        word = "short" if line["variance"] < 0 else "over"
        difference = f", {show(abs(line['variance']))} {word}" if line["variance"] else ", as expected"
        said.append(f"The payer allowed {show(line['allowed'])}{difference}.")
    return said


def _term(term: Row) -> str:
    place = ", ".join(part for part in (f"page {term['page']}" if term["page"] else "", term["section"]) if part)
    return f"{term['contract']}, version {term['version']}: {term['says']}{f' ({place})' if place else ''}."


def _unit(line: Row, rate: Row) -> str:
    basis = rate["basis"]
    if basis == "percent_of_charges":
        return f"{_percent(rate)} of the charge of {show(line['charge'])} is {show(line['contracted'])}."
    if basis == "percent_of_medicare":
        return (
            f"Medicare {rate['medicare_year']} in locality {rate['medicare_locality']} allows "
            f"{show(rate['medicare_rate'])} for {_code(rate)}; {_percent(rate)} of it is {show(rate['rate'])}."
        )
    if basis == "conversion_factor":
        units, factor = _decimal(rate["relative"], 100_000), _decimal(rate["factor"], 10_000)
        place = f" in locality {rate['medicare_locality']}" if rate["medicare_locality"] else ", national"
        return (
            f"{_code(rate)} has {units} relative value units ({rate['medicare_year']}{place}); "
            f"at ${factor} for one that is {show(rate['rate'])}."
        )
    if basis == "case_rate":
        return f"The case rate is {show(rate['rate'])} for the line, whatever its units."
    if basis in _SCHEDULES:
        return _published(rate)
    return f"The schedule says {show(rate['rate'])} for {_code(rate)}."


_SCHEDULES = {
    "percent_of_labs": "Medicare's laboratory fee schedule",
    "percent_of_drugs": "Medicare's drug payment limits",
    "percent_of_equipment": "Medicare's equipment fee schedule",
}


def _published(rate: Row) -> str:
    when = f"{_SCHEDULES[rate['basis']]} of {rate['medicare_year']} Q{rate['medicare_quarter']}"
    part = f"-{rate['modifier']}" if rate["modifier"] else ""
    if rate["micro"] is not None:
        limit, unit = _decimal(rate["factor"], 10_000), _decimal(rate["micro"], 1_000_000)
        return (
            f"{when} say ${limit} for one billing unit of {rate['code']}, what Medicare adds to the average sales "
            f"price (6% for most drugs) already in it; {_percent(rate)} of it is ${unit}."
        )
    place = f" for the state of locality {rate['medicare_locality']}" if rate["medicare_locality"] else ""
    amount = f"says {show(rate['medicare_rate'])} for {rate['code']}{part}"
    return f"{when}{place} {amount}; {_percent(rate)} of it is {show(rate['rate'])}."


def _decimal(value: int, one: int) -> str:
    """Write an integer of so many parts as a decimal number, with at least two places."""
    whole, part = f"{Decimal(value) / one:,f}".partition(".")[::2]
    return f"{whole}.{part.rstrip('0').ljust(2, '0')}"


def _percent(rate: Row) -> str:
    return f"{rate['percent'] / 1000:g}%"


def _code(rate: Row) -> str:
    part = f"-{rate['modifier']}" if rate["modifier"] else ""
    return f"{rate['code']}{part} ({rate['setting']})"
