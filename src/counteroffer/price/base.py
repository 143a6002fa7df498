"""The dated join: which contract version is in force on the day of service, and which of its rates reaches the line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import ibis

from counteroffer.match.columns import NOTHING, left, whole
from counteroffer.price.given import PRODUCTS
from counteroffer.price.occurring import key

if TYPE_CHECKING:
    from counteroffer.price.given import Given

ANY = "*"


def numbered(given: Given) -> Given:
    """Give the contract versions numbers, by which rates, rules and cases are joined faster than by names.

    A version that has rates by product has a number for each of its exhibits.
    """
    versions = given.versions.select(*_NAMES).distinct()
    order = ibis.window(order_by=[versions[name] for name in _NAMES])
    versions = versions.mutate(number=whole(ibis.row_number().over(order)))
    made = {name: left(getattr(given, name), versions, _NAMES) for name in ("rates", "rules", "versions", "cases")}
    return attrs.evolve(given, **made)


def in_force(lines: ibis.Table, given: Given) -> ibis.Table:
    """Give the contract version for each payer, product and day of service that occurs.

    A version is in force by its own dates, whether or not any of its rates can be priced on the day.

    A document for the line's product comes before one for all of them. Where two contracts of a payer overlap all the
    same (the contracts' findings say so), the one that began later rules, then the name in the alphabet, so that the
    answer never depends on the order of rows. Of a version's exhibits the one that names the product, else the funding.

    Args:
        lines: as they were read: with payer, service_date, and product and funding where contracts look at these.
        given: numbered.

    Returns:
        The keys (`keys_of`), number (of the version), by_class and by_claim (whether it pays by the clinician's
        class, and the lesser of a claim and its charges), and the row for whatever no other row names (`any_...`): at
        most one row for each key.
    """
    keys = keys_of(given)
    days = lines.filter(lines.service_date.notnull()).select(*keys).distinct()
    versions = given.versions.rename(for_product="product", for_funding="funding")
    fits = [days.payer == versions.payer, days.service_date >= versions.since, days.service_date <= versions.until]
    if given.says(PRODUCTS):
        fits += [versions[f"for_{name}"].isin(("", days[name])) for name in ("product", "funding")]
    names = ("since", "closeness", "for_product", "for_funding", "exhibit")
    met = days.join(versions, fits).select(
        *(days[key] for key in keys),
        versions.contract,
        versions.version,
        versions.number,
        *(versions[n] for n in names),
    )
    own = [(met[name] != "").cast("int64").desc() for name in ("for_product", "for_funding")]
    latest = ibis.window(
        group_by=[met[key] for key in keys],
        order_by=[met.closeness.desc(), met.since.desc(), met.contract, met.version.desc(), *own, met.exhibit],
    )
    ranked = met.mutate(place=ibis.row_number().over(latest))
    dated = ranked.filter(ranked.place == 0).select(*keys, "number")
    for kind, name in (("practitioner", "by_class"), ("claim_charges", "by_claim")):
        if given.says(kind):
            said = given.rules.filter(given.rules.kind == kind).select("number").distinct()
            dated = left(dated, said.mutate(**{name: ibis.literal(value=True)}), ["number"])
    if not given.says("any"):
        return dated
    rates = given.rates.filter(given.rates.code == ANY)
    return of_the_day(dated, rates.select("number", "since", "until", **_renamed(rates, "any", given)), ["number"])


def keys_of(given: Given) -> list[str]:
    """Name the columns of a line by which its contract version is found."""
    return ["payer", "service_date", *(("product", "funding") if given.says(PRODUCTS) else ())]


def of_codes(given: Given, codes: ibis.Table) -> ibis.Table:
    """Give the rates of codes that occur, each with the number that finds it (`key`).

    Args:
        given: numbered; of it the rate book.
        codes: `price.occurring.codes`.
    """
    rates = given.rates.join(codes.select("code_no", code="billed_code"), ["code"])
    return rates.select(
        "payer", "since", "until", "site", **_renamed(rates, "own", given),
        key=key(rates.number, rates.code_no, rates.modifier, rates.setting),
    )  # fmt: skip


def with_rate(dated: ibis.Table, given: Given, named: ibis.Table) -> ibis.Table:
    """Put the rate beside every line that has one: its own code's row of the day, else the version's `*` row.

    Args:
        dated: lines with `code_no`, `component`, `as_setting`, `service_date`, and what `in_force` gives.
        given: numbered.
        named: the rates `of_codes`.

    Returns:
        The lines and, null where there is none: term_id, basis, rate, micro, percent, charge_limit,
        rate_confidence, lesser_of.
        Never more rows than `dated`.
    """
    named = named.drop("payer", *({"site"} - set(by_site(dated))))
    dated = dated.mutate(key=key(dated.number, dated.code_no, dated.component, dated.as_setting))
    met = of_the_day(dated, named, ["key", *by_site(dated)]).drop("key")
    read = _read(given)
    if given.says("any"):
        own = met.own_term_id.notnull()
        chosen = {name: ibis.ifelse(own, met[f"own_{name}"], met[f"any_{name}"]) for name in read}
        met = met.mutate(**chosen).drop(*(f"{side}_{name}" for side in ("own", "any") for name in read))
    else:
        met = met.rename({name: f"own_{name}" for name in read})
    return met.mutate(**{name: nothing for name, nothing in _NOTHING.items() if name not in read})


def by_site(lines: ibis.Table) -> list[str]:
    """Name the key by which rates are joined beside the others, where some contract pays by the site of a line."""
    return [name for name in ("site",) if name in lines.columns]


def of_the_day(lines: ibis.Table, rows: ibis.Table, keys: list[str]) -> ibis.Table:
    """Join the rows that hold on the line's day of service, from `since` to `until`; the keys stay once."""
    same = [lines[key] == rows[key] for key in keys]
    joined = lines.left_join(rows, [*same, lines.service_date >= rows.since, lines.service_date <= rows.until])
    return joined.drop("since", "until", *(f"{key}_right" for key in keys))


_NAMES = ["contract", "version", "exhibit"]
_RATE = {
    "term_id": "term_id",
    "basis": "basis",
    "rate": "rate",
    "micro": "micro",
    "base_units": "base_units",
    "minutes_per_unit": "minutes_per_unit",
    "round_time": "round_time",
    "physical_status": "physical_status",
    "percent": "percent",
    "charge_limit": "charge_limit",
    "rate_confidence": "confidence",
    "lesser_of": "lesser_of",
}


_NOTHING = {
    "micro": ibis.null("int64"),
    "charge_limit": ibis.null("int64"),
    "base_units": ibis.null("int64"),
    "minutes_per_unit": ibis.null("int64"),
    "round_time": ibis.literal(NOTHING),
    "physical_status": ibis.literal(NOTHING),
}
"""What a column holds where no contract uses it."""


def _read(given: Given) -> list[str]:
    """Name what is read of a rate."""
    unused = {name for name in ("micro", "charge_limit") if not given.says(name)}
    if not given.says("base_units"):
        unused |= {"base_units", "minutes_per_unit", "round_time", "physical_status"}
    return [name for name in _RATE if name not in unused]


def _renamed(rates: ibis.Table, side: str, given: Given) -> dict[str, ibis.Value]:
    return {f"{side}_{name}": rates[_RATE[name]] for name in _read(given)}


def names(given: Given) -> ibis.Table:
    """Give contract and version of each number: joined at the end, since names are heavy to carry."""
    return given.versions.select("number", "contract", "version").distinct()
