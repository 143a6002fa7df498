"""The dated join: which contract version is in force on the day of service, and which of its rates reaches the line."""

from __future__ import annotations

import ibis

ANY = "*"
_VERSION = ("payer", "contract", "version", "since", "until")


def in_force(lines: ibis.Table, terms: ibis.Table) -> ibis.Table:
    """Give the contract version for each payer and day of service that occurs.

    A version is in force by its own dates, whether or not any of its rates can be priced on the day.

    Where two contracts of a payer overlap (the contracts' findings say so), the one that began later rules, then the
    name in the alphabet, so that the answer never depends on the order of rows.

    Returns:
        payer, service_date, contract, version: at most one row for a payer and day.
    """
    days = lines.filter(lines.service_date.notnull()).select("payer", "service_date").distinct()
    versions = terms.select(*_VERSION).distinct()
    met = days.join(
        versions,
        [days.payer == versions.payer, days.service_date >= versions.since, days.service_date <= versions.until],
    ).select(days.payer, days.service_date, versions.contract, versions.version, versions.since)
    latest = ibis.window(
        group_by=[met.payer, met.service_date],
        order_by=[met.since.desc(), met.contract, met.version.desc()],
    )
    ranked = met.mutate(place=ibis.row_number().over(latest))
    return ranked.filter(ranked.place == 0).select("payer", "service_date", "contract", "version")


def with_rate(dated: ibis.Table, rates: ibis.Table) -> ibis.Table:
    """Put the rate beside every line that has one: its own code's row of the day, else the version's `*` row.

    Args:
        dated: lines with `billed_code`, `component`, `as_setting`, `payer`, `service_date`, and the `contract` and
            `version` in force.
        rates: the rate book (`core.tables.RATES`), on any day at most one row for a version, code, modifier and
            setting.

    Returns:
        The lines and, null where there is none: term_id, basis, rate, micro, percent, rate_confidence, lesser_of.
        Never more rows than `dated`.
    """
    named = rates.filter(rates.code != ANY).select(
        *_OF_VERSION, "since", "until", **_renamed(rates, "own"),
        billed_code="code", component="modifier", as_setting="setting",
    )  # fmt: skip
    rest = rates.filter(rates.code == ANY).select(*_OF_VERSION, "since", "until", **_renamed(rates, "any"))
    own = of_the_day(dated, named, [*_OF_VERSION, "billed_code", "component", "as_setting"])
    met = of_the_day(own, rest, _OF_VERSION)
    chosen = {name: ibis.ifelse(met.own_term_id.notnull(), met[f"own_{name}"], met[f"any_{name}"]) for name in _RATE}
    return met.mutate(**chosen).drop(*(f"{side}_{name}" for side in ("own", "any") for name in _RATE))


def of_the_day(lines: ibis.Table, rows: ibis.Table, keys: list[str]) -> ibis.Table:
    """Join the rows that hold on the line's day of service, from `since` to `until`; the keys stay once."""
    same = [lines[key] == rows[key] for key in keys]
    joined = lines.left_join(rows, [*same, lines.service_date >= rows.since, lines.service_date <= rows.until])
    return joined.drop("since", "until", *(f"{key}_right" for key in keys))


_OF_VERSION = ["payer", "contract", "version"]
_RATE = {
    "term_id": "term_id",
    "basis": "basis",
    "rate": "rate",
    "micro": "micro",
    "percent": "percent",
    "rate_confidence": "confidence",
    "lesser_of": "lesser_of",
}


def _renamed(rates: ibis.Table, side: str) -> dict[str, ibis.Value]:
    return {f"{side}_{name}": rates[column] for name, column in _RATE.items()}
