"""Every variance with its cause: the lines that are off, the mistakes priced beside them, and the verdict."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs
import ibis

from counteroffer.match.columns import NOTHING, left
from counteroffer.price import causes
from counteroffer.price.base import ANY, of_the_day
from counteroffer.price.causes import localities as places
from counteroffer.price.causes import off, worlds
from counteroffer.price.causes.hypotheses import Hypothesis, hypotheses
from counteroffer.price.causes.verdict import verdicts
from counteroffer.price.modifiers import rate_modifier
from counteroffer.price.rounding import FULL
from counteroffer.price.run import EVER_USED, price_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counteroffer.medicare.book import MedicareBook
    from counteroffer.price.given import Given, Keep
    from counteroffer.price.run import Tolerances

VERSIONS = ["contract", "version"]
_ZERO = Decimal(0)
SPREAD = 1_000
"""Line ids of the priced hypotheses: the line's, times this, and the hypothesis' number."""

MOST_RANKS = 8
"""So many percents of ranked procedures are tried at the most."""


@attrs.frozen
class Read:
    """What lines and remittances say.

    Attributes:
        lines: `core.tables.LINES`.
        priced: `core.tables.PRICED`.
        remit_lines: `core.tables.REMIT_LINES`.
        adjustments: `core.tables.ADJUSTMENTS`.
        clauses: `core.tables.CLAUSES`.
    """

    lines: ibis.Table
    priced: ibis.Table
    remit_lines: ibis.Table
    adjustments: ibis.Table
    clauses: ibis.Table


def variances(  # noqa: PLR0913 - what prices, and the tolerances
    read: Read,
    given: Given,
    book: MedicareBook,
    tolerance: tuple[int, Decimal],
    keep: Keep,
    *,
    payers: Tolerances | None = None,
) -> ibis.Table:
    """Give every line that was paid otherwise than the contract says, with its cause.

    Only lines with an exact price are asked about; those within the tolerance are not off.

    Args:
        read: lines, prices and remittances.
        given: what priced the lines.
        book: Medicare as published, for other localities and years.
        tolerance: cents and percent.
        keep: computes a table that is used several times.
        payers: payers with other tolerances.

    Returns:
        `core.tables.VARIANCES`, at most one row for a line.
    """
    exact = keep(off.exactly_priced(read.lines, read.priced))
    words = off.worded(given.rules, read.clauses)
    found = keep(off.with_remittance(off.off(exact, tolerance, payers), read.remit_lines, read.adjustments, words))
    told = off.told(exact, found, words, read.adjustments)
    found = keep(_with_days(found, given))
    suspected, every = _suspected(found, given, book)
    tried = keep(_tried(found, _neighbours(exact, found, given), given, (suspected, every), keep))
    return verdicts(found, tried, told, keep)


def _with_days(found: ibis.Table, given: Given) -> ibis.Table:
    """Put beside each line the days on which other versions, and other steps of its own rate, would price it."""
    versions = given.versions.select(*VERSIONS, "since", "until").distinct()
    order = ibis.window(group_by=versions.contract, order_by=versions.since)
    days = versions.select(
        *VERSIONS, first="since", last="until", version_before=versions.until.lag().over(order),
        version_long_before=versions.until.lag(2).over(order), version_after=versions.since.lead().over(order),
    )  # fmt: skip
    met = left(found, days, VERSIONS)
    met = met.mutate(
        component=rate_modifier(met), own_setting=ibis.ifelse(met.as_setting == "", met.setting, met.as_setting)
    )
    rates = _one_of_each(given.rates.filter(given.rates.code != ANY))
    own = rates.select(
        *VERSIONS, "since", "until", billed_code="code", component="modifier", own_setting="setting",
        row_since=rates.since, row_until=rates.until, year=rates.medicare_year, percent=rates.percent,
        locality=rates.medicare_locality,
    )  # fmt: skip
    met = of_the_day(met, own, [*VERSIONS, "billed_code", "component", "own_setting"])
    a_day, no_day = ibis.interval(days=1), ibis.null("date")
    return met.mutate(
        step_before=ibis.ifelse(met.row_since > met["first"], (met.row_since - a_day).cast("date"), no_day),
        step_after=ibis.ifelse(met.row_until < met["last"], (met.row_until + a_day).cast("date"), no_day),
    )


def _one_of_each(rates: ibis.Table) -> ibis.Table:
    """Keep one of the rates that a version has for several exhibits or sites: their days are the same."""
    keys = [rates[name] for name in (*VERSIONS, "code", "modifier", "setting", "since")]
    nth = ibis.row_number().over(ibis.window(group_by=keys, order_by=[rates.exhibit, rates.site]))
    return rates.mutate(nth=nth).filter(ibis._.nth == 0).drop("nth")


def _neighbours(exact: ibis.Table, found: ibis.Table, given: Given) -> ibis.Table:
    """Give the lines that bear on the price of a line that is off: of its patient's day, and of its claim.

    They count only with versions that rank the procedures of a day, or compare a claim with its charges.
    """
    ranking = given.rules.filter(given.rules.kind.isin(("multiple", "claim_charges"))).select(*VERSIONS).distinct()
    asked = found.semi_join(ranking, VERSIONS)
    rest = exact.semi_join(ranking, VERSIONS).anti_join(found, "line_id")
    day, claim = ["payer", "patient_key", "service_date"], ["payer", "claim"]
    of_day = rest.filter(rest.patient_key != "").semi_join(asked.select(*day).distinct(), day)
    of_claim = rest.semi_join(asked.select(*claim).distinct(), claim)
    return of_day.select(*EVER_USED).union(of_claim.select(*EVER_USED)).distinct()


def _suspected(found: ibis.Table, given: Given, book: MedicareBook) -> tuple[list[Hypothesis], list[worlds.World]]:
    """Give the mistakes that are tried with these lines, and the worlds in which they are."""
    few = places.narrowed(book, found.billed_code.as_table().distinct().to_pyarrow()["billed_code"].to_pylist())
    versions = given.versions.semi_join(found, VERSIONS).select(*worlds.VERSION).distinct()
    ranks = _ranks(given, versions)
    made = worlds.usual(versions, ranks)
    of_medicare = _of_medicare(found)
    years = sorted({row["year"] for row in of_medicare})
    others, known = [], []
    for year in (y for y in few.years if years and min(years) - 2 <= y <= max(years) + 1):
        by = next((row["locality"] for row in of_medicare if row["locality"]), "")
        if by and few.has_locality(by, year):
            others.append(year)
            made.append(worlds.of_medicare(f"Y{year}", few.amounts(year, by)))
    for locality in places.suspects(few, of_medicare):
        known.append((locality, few.locality_name(locality)))
        year = max(y for y in years if few.has_locality(locality, y))
        made.append(worlds.of_medicare(f"Z{locality}", few.amounts(year, locality)))
    return hypotheses(ranks, known, others), made


def _ranks(given: Given, versions: ibis.Table) -> list[int]:
    said = given.rules.filter(given.rules.kind == "multiple").semi_join(versions, VERSIONS)
    own = said.select("percent").distinct().to_pyarrow()["percent"].drop_null().to_pylist()
    return sorted({*own, *worlds.MEDICARE_RANKS, FULL} if own else {*worlds.MEDICARE_RANKS}, reverse=True)[:MOST_RANKS]


def _of_medicare(found: ibis.Table) -> list[dict[str, Any]]:
    """Give what percents of Medicare were allowed for one unit, where nothing but the rate bears on it."""
    plain = found.filter(
        found.basis == "percent_of_medicare", found.modified == found.rate, found["rank"] == 0,
        found.year.notnull(), found.allowed * 1000 % ibis.greatest(found.milliunits, 1) == 0,
    )  # fmt: skip
    plain = plain.mutate(one=plain.allowed * 1000 // ibis.greatest(plain.milliunits, 1))
    keys = {"modifier": "component", "setting": "own_setting", "code": "billed_code", "allowed": "one"}
    plain = plain.drop("setting", "code", "allowed").rename(**keys)
    grouped = plain.group_by("payer", "year", "percent", "locality", *keys).agg(lines=plain.count())
    return list(grouped.to_pyarrow().to_pylist())


def _tried(
    found: ibis.Table, beside: ibis.Table, given: Given,
    suspected: tuple[Sequence[Hypothesis], Sequence[worlds.World]], keep: Keep,
) -> ibis.Table:  # fmt: skip
    """Price the lines under every mistake.

    Returns:
        line_id, number, cause, says, hypothesis (cents), contract and version; only where there is a price.
    """
    every, made = suspected
    asked = None
    for ordinal, hypothesis in enumerate(every):
        its = found.filter(hypothesis.applies(found))
        changed = its.mutate(**hypothesis.changes(its)).select(*EVER_USED).union(beside)
        changed = _apart(changed, ordinal, hypothesis.world)
        asked = changed if asked is None else asked.union(changed)
    asked = keep(asked)
    codes = asked.select(code="billed_code").distinct()
    kin = given.procedures.semi_join(codes, "code").select(code="endoscopy_base").distinct()
    side = worlds.together(given, keep(codes.union(kin).distinct()), made, keep)
    priced = price_lines(asked, side, 0, _ZERO, keep)
    said = ibis.memtable(
        {
            "number": list(range(len(every))),
            "cause": [one.cause for one in every],
            "says": [one.says for one in every],
        },
        schema={"number": "int64", "cause": "string", "says": "string"},
    )
    amounts = priced.filter(priced.expected.notnull())
    amounts = amounts.select(
        rested=amounts.confidence == "default",
        line_id=(amounts.line_id // SPREAD).cast("int64"), number=(amounts.line_id % SPREAD).cast("int64"),
        hypothesis=amounts.expected, contract=amounts.contract.split(worlds.APART)[0], version=amounts.version,
    )  # fmt: skip
    met = amounts.semi_join(found, "line_id").inner_join(said, "number")
    # a code that only the rest term reaches under a mistake says nothing of that mistake
    return met.filter(~met.rested | met.cause.isin((causes.DEFAULT, causes.SCHEDULE))).drop("rested")


def _apart(lines: ibis.Table, ordinal: int, world: str) -> ibis.Table:
    """Give lines names of their own, so that what is priced together stays together."""
    mark = f"{worlds.APART}{ordinal}"
    return lines.mutate(
        line_id=lines.line_id * SPREAD + ordinal,
        claim=lines.claim + mark,
        patient_key=ibis.ifelse(lines.patient_key == "", NOTHING, lines.patient_key + mark),
        payer=worlds.in_world(lines.payer, world),
    )
