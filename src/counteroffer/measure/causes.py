"""Why lines were paid otherwise than the contract says: by payer, cause and code; and where a cause comes again."""

from __future__ import annotations

from functools import reduce
from typing import Any

import ibis

from counteroffer.match.columns import left
from counteroffer.measure.payments import exact
from counteroffer.measure.registry import Facts, view

SOURCE = "own definition: each mistake priced and compared to the cent (docs/underpayments.md)"

PATTERN_LINES, PATTERN_SHARE = 5, 20
"""A pattern is told from so many lines of a cause on, and this percent of the lines that it could have reached."""

DIMENSIONS = {"code": "billed_code", "clinician": "rendering_npi", "month": "month", "version": "version", "all": ""}
"""What patterns are looked for in, and the column of the facts."""


def with_causes(facts: Facts, variances: Any) -> Any:
    """Put causes beside facts: `cause`, `direction`, `how`, `evidence`, `others` (empty if none) and `dollars` (0).

    Args:
        facts: the facts.
        variances: `core.tables.VARIANCES`.
    """
    names = ("cause", "direction", "how", "evidence", "others")
    met = left(facts, variances.select("line_id", "dollars", *names), ["line_id"])
    return met.mutate(dollars=met.dollars.fill_null(0), **{name: met[name].fill_null("") for name in names})


def caused(facts: Facts, variances: Any) -> Any:
    """Give the lines that have a cause, beside it."""
    met = with_causes(facts, variances)
    return met.filter(met.cause != "")


@view(
    title="Variances by cause", grain="payer, direction, cause and code", source=SOURCE,
    reads="line_id payer service_date billed_code code",
    columns={
        "payer": "payer", "direction": "`under` or `over`", "cause": "cause", "code": "code as billed",
        "lines": "count", "dollars": "cents between contract and allowed", "oldest": "first day of service",
        "newest": "last day of service",
    },
)  # fmt: skip
def variances_by_cause(facts: Facts, variances: Any) -> Any:
    """What was paid otherwise than the contract says, underpaid first, the costliest group first."""
    of = caused(facts, variances).drop("code").rename(code="billed_code")
    keys = ["payer", "direction", "cause", "code"]
    sums = of.group_by(keys).agg(
        lines=of.count(), dollars=of.dollars.sum(), oldest=of.service_date.min(), newest=of.service_date.max()
    )
    return sums.order_by([sums.direction.desc(), sums.dollars.desc(), "payer", "cause", "code"])


@view(
    title="Patterns of variances", grain="payer, direction, cause, and a code, clinician, month or contract version",
    source=SOURCE,
    reads="line_id payer rendering_npi service_date month billed_code outcome version confidence",
    columns={
        "payer": "payer", "direction": "`under` or `over`", "cause": "cause", "dimension": "what it was looked for in",
        "value": "the code, clinician (NPI), month or version; empty for all of the payer's lines",
        "lines": "lines of the cause", "of": "exactly priced paid lines there, from its first day to its last",
        "share": "percent of those", "first_day": "first day of service", "last_day": "last day of service",
        "dollars": "cents",
    },
)  # fmt: skip
def variance_patterns(
    facts: Facts, variances: Any, least_lines: int = PATTERN_LINES, least_share: float = PATTERN_SHARE
) -> Any:
    """Where one cause comes again and again: a payer's code, clinician, month or contract version, with its days.

    The share is of the lines that could have it: exactly priced and paid, of the payer and value, between the first and
    the last day on which it occurs. Options: the least lines, and the least share in percent (of `all`, any).
    """
    facts = with_causes(facts, variances)
    parts = [_pattern(facts, name, column, least_lines, least_share) for name, column in DIMENSIONS.items()]
    every = reduce(lambda one, other: one.union(other), parts)
    return every.order_by([every.dollars.desc(), "payer", "direction", "cause", "dimension", "value"])


def _pattern(facts: Facts, name: str, column: str, least_lines: int, least_share: float) -> Any:
    value = facts[column] if column else facts.payer.substr(0, 0)
    asked = facts.mutate(value=value)
    of = asked.filter(asked.cause != "")
    keys = ["payer", "direction", "cause", "value"]
    found = of.group_by(keys).agg(
        lines=of.count(), first_day=of.service_date.min(), last_day=of.service_date.max(), dollars=of.dollars.sum()
    )
    found = found.filter(found.lines >= least_lines)
    could = asked.filter(exact(asked) | (asked.cause != "")).select("payer", "value", "service_date")
    met = found.join(could, ["payer", "value"])
    met = met.filter((met.service_date >= met.first_day) & (met.service_date <= met.last_day))
    sums = met.group_by([*keys, "lines", "first_day", "last_day", "dollars"]).agg(of=met.count())
    sums = sums.mutate(dimension=ibis.literal(name), share=100 * sums.lines.cast("float64") / sums.of)
    if column:
        sums = sums.filter(sums.share >= least_share)
    return sums.select(
        "payer", "direction", "cause", "dimension", "value", "lines", "of", "share", "first_day", "last_day", "dollars"
    )


@view(
    title="Sequestration without words for it", grain="payer", source="CARC 253 on lines whose contract has no word",
    reads="line_id payer service_date",
    columns={"payer": "payer", "lines": "count", "dollars": "cents taken", "oldest": "first day of service"},
)  # fmt: skip
def sequestration_taken(facts: Facts, variances: Any) -> Any:
    """The federal cut of 2% passed on by payers whose contract does not say so; Medicare's own is by law."""
    of = caused(facts, variances)
    of = of.filter(of.cause == "sequestration")
    sums = of.group_by("payer").agg(lines=of.count(), dollars=of.dollars.sum(), oldest=of.service_date.min())
    return sums.order_by([sums.dollars.desc(), "payer"])
