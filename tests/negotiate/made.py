"""Volumes and proposals made by hand, for tests of what is decided at the table."""

import datetime as dt

import pyarrow as pa

from counteroffer.negotiate.offered import Offered, OwnRates
from counteroffer.negotiate.proposal import read_proposal
from counteroffer.negotiate.volumes import LINE, Base, volumes_of

BASE = Base("Acme Health", dt.date(2025, 1, 1), dt.date(2025, 12, 31), 12, dt.date(2026, 1, 1))

PLAIN = {
    "billed_code": "99213", "component": "", "as_setting": "nonfacility", "product": "commercial", "term_id": "a/1#1",
    "basis": "fee_schedule", "rate": 9_000, "percent": None, "lesser_of": False, "milliunits": 1_000, "charge": 20_000,
    "allowed": 9_000, "whole": False, "rank": 0, "why_not": "",
    "claim": "c", "patient_key": "", "by_claim": False,
}  # fmt: skip


def half_up(numerator, denominator):
    """Round half away from zero, as a person would: in Decimal."""
    from decimal import ROUND_HALF_UP, Decimal

    return int((Decimal(numerator) / Decimal(denominator)).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def line(number, percents=(), **more):
    """One worked line: what is not said follows from the rate, as the pricer does it."""
    made = PLAIN | {"line_id": number} | more
    for place, name in enumerate(
        ("percent1", "percent2", "percent3", "percent4", "percent_practitioner", "percent_place")
    ):
        made[name] = percents[place] if place < len(percents) else 100_000
    of_charges = made["basis"] == "percent_of_charges"
    begun = half_up(made["charge"] * made["percent"], 100_000) if of_charges else made["rate"]
    made.setdefault("begun", begun)
    modified = made["begun"]
    if not of_charges and modified is not None:
        for name in ("percent1", "percent2", "percent3", "percent4", "percent_practitioner", "percent_place"):
            modified = half_up(modified * made[name], 100_000)
    made.setdefault("modified", modified)
    whole = of_charges or made["whole"]
    contracted = modified if whole or modified is None else half_up(modified * made["milliunits"], 1000)
    made.setdefault("contracted", contracted)
    limited = min(contracted, made["charge"]) if made["lesser_of"] and contracted is not None else contracted
    made.setdefault("amount", limited)
    return made | {"whole": whole}


def volumes(*lines, base=BASE):
    """Volumes of worked lines."""
    texts = ("billed_code", "component", "as_setting", "product", "term_id", "basis", "why_not", "claim", "patient_key")
    flags = ("lesser_of", "whole", "by_claim")
    types = {name: pa.string() for name in texts} | {name: pa.bool_() for name in flags}
    schema = pa.schema([(name, types.get(name, pa.int64())) for name in LINE])
    return volumes_of(pa.Table.from_pylist([{name: one[name] for name in LINE} for one in lines], schema=schema), base)


def proposal(tmp_path, text, name="p"):
    """Read a proposal from the text below its head."""
    file = tmp_path / f"{name}.yaml"
    file.write_text(f"proposal: {name}\npayer: Acme Health\n{text}")
    return read_proposal(file)


def offered(made, own=None, years=None):
    """A proposal without rates of its own, or with these rows, from 2027 on."""
    days = tuple(dt.date(2027 + year, 1, 1) for year in range(years or made.years))
    return Offered(made, OwnRates(own or {}), days)
