"""Every line beside what should have been allowed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import ibis

from counteroffer.contracts.capitated import CAPITATED
from counteroffer.core.tables import PRICED
from counteroffer.match.columns import left
from counteroffer.price.adjust import adjusted
from counteroffer.price.adjust.by_modifier import with_said
from counteroffer.price.adjust.cases import with_cases
from counteroffer.price.adjust.practitioner import with_practitioner
from counteroffer.price.anesthesia import MINUTES, is_anesthesia, with_anesthesia
from counteroffer.price.base import keys_of, with_rate
from counteroffer.price.given import CASES
from counteroffer.price.occurring import key, known
from counteroffer.price.ready import ready
from counteroffer.price.rounding import FULL, half_up
from counteroffer.price.sites import with_site

if TYPE_CHECKING:
    from decimal import Decimal

    from counteroffer.price.given import Given, Keep
    from counteroffer.price.ready import Ready

Tolerances = Mapping[str, tuple[int, "Decimal"]]
"""Payer -> cents and percent that a line may be short by before it is underpaid."""

UNPRICED, BY_HAND = "unpriced", "by_hand"
"""Basis of a rate row whose term reaches the code but has no price on these days, and of one that a person prices."""

USED = (
    *("line_id", "claim", "sequence", "payer", "patient_key", "billing_npi", "billing_tin", "rendering_npi", "pos"),
    *("setting", "service_date", "billed_code", "mod1", "mod2", "mod3", "mod4", "milliunits", "unit_basis"),
    *("charge", "allowed", "outcome"),
)
"""Columns of lines that every price reads: the others are not carried through its joins."""

EVER_USED = (*USED, "product", "funding", "patient_resp")
"""And those that some contracts look at (`used`)."""

BY_UNIT = ("percent_of_medicare", "conversion_factor")
"""Ways to pay whose line is rounded as a whole where the contract says so; their rate is of one unit all the same."""

MICRO_PER_CENT = 10_000
"""Millionths of a dollar in a cent."""


def price_lines(  # noqa: PLR0913 - what prices, and the tolerances
    lines: ibis.Table,
    given: Given,
    tolerance_cents: int,
    tolerance_percent: Decimal,
    keep: Keep | None = None,
    *,
    payers: Tolerances | None = None,
) -> ibis.Table:
    """Price every line: the dated join, then the adjustments in their order.

    Args:
        lines: final lines (`core.tables.LINES`).
        given: the rate book, the rules, and what both look up.
        tolerance_cents: a line is underpaid only when short by more than this,
        tolerance_percent: and by more than this percent of the expected amount.
        keep: computes a table that is used several times, for an engine that would compute it again each time
            (Spark); None: the expression is one, and the engine reads its shared parts once (`store.Engine.stream`).
        payers: payers (in any capitals) with other tolerances, cents and percent.

    Returns:
        `core.tables.PRICED`, one row for each line. What is expected is priced on the code as billed.
    """
    return price_ready(lines, ready(lines, given, keep), (tolerance_cents, tolerance_percent), keep, payers=payers)


def price_ready(
    lines: ibis.Table,
    made: Ready,
    tolerance: tuple[int, Decimal],
    keep: Keep | None = None,
    *,
    payers: Tolerances | None = None,
) -> ibis.Table:
    """Do what `price_lines` does, of some of the lines for which everything is looked up."""
    return _in_form(_finished(_started(lines, made), made, keep), tolerance, payers)


def worked(lines: ibis.Table, given: Given, keep: Keep | None = None) -> ibis.Table:
    """Give every line with all that its price is made of.

    Args:
        lines: final lines.
        given: the rate book, the rules, and what both look up.
        keep: as of `price_lines`.

    Returns:
        The columns `used`; of the rate `term_id`, `basis`, `rate`, `lesser_of`, `as_setting`, `component`; `begun`
        (cents that the adjustments begin with), `percent1` to `percent4`, `percent_practitioner`, `percent_place`
        (thousandths of a percent), `modified`, `rank`, `contracted`, `amount` (what is expected), `withheld`,
        `sequestered` and `why_not`; where there are case rates, `case_line` (the line that pays the case of this one)
        and `case_charges` (of the whole case, beside the line that pays it).
    """
    made = ready(lines, given, keep)
    started = _started(lines, made)
    started = keep(started) if keep else started
    return _whole(started, _finished(started, made, keep))


def told(
    lines: ibis.Table, given: Given, tolerance: tuple[int, Decimal], keep: Keep, payers: Tolerances | None = None
) -> tuple[ibis.Table, ibis.Table]:
    """Give what `worked` and `price_lines` give, of a few lines that are explained, with each part computed once."""
    made = ready(lines, given, keep)
    started = keep(_started(lines, made))
    finished = keep(_finished(started, made, keep))
    return _whole(started, finished), _in_form(finished, tolerance, payers)


def _whole(started: ibis.Table, finished: ibis.Table) -> ibis.Table:
    """Put back beside priced lines what was left out of them on the way (`price.adjust.DONE`)."""
    lost = [name for name in started.columns if name not in finished.columns]
    return left(finished, started.select("line_id", *lost), ["line_id"])


def _started(lines: ibis.Table, made: Ready) -> ibis.Table:
    """Give lines with their rates, percents and the amount that the adjustments begin with."""
    given = made.given
    dated = left(known(lines.select(*used(given)), made.found), made.days, keys_of(given))
    if given.sites is not None:
        dated = with_site(dated, given.sites, given.rates)
    dated = with_said(dated, given, made.said)
    priced = with_practitioner(with_rate(dated, given, made.rates), made.classes)
    priced = _with_medicare(priced, made.medicare)
    priced = priced.mutate(why_not=_why_not(priced))
    priced = with_anesthesia(priced) if given.says("base_units") else priced.mutate(anesthesia=_none())
    begun = _begun(priced)
    return begun.mutate(begun=begun.amount)


def used(given: Given) -> tuple[str, ...]:
    """Name the columns of lines that are read: `USED`, and what only some contracts look at."""
    paid = given.says("withhold") or given.says("sequestration")
    return (*USED, *keys_of(given)[2:], *(("patient_resp",) if paid else ()))


def _finished(begun: ibis.Table, made: Ready, keep: Keep | None) -> ibis.Table:
    """Apply cases and adjustments; what only explains a price is left out."""
    begun = with_cases(begun, made.given, keep) if made.given.says(CASES) else begun
    priced = left(adjusted(begun, made, keep), made.names, ["number"])
    why = ibis.cases((priced.by_report, "by_report"), (priced.claim_open, "claim"), else_=priced.why_not)
    return priced.mutate(why_not=why)


def _with_medicare(lines: ibis.Table, fees: ibis.Table) -> ibis.Table:
    """Put beside every line what Medicare allows for it (cents) and in which year; null where that is not known."""
    year = lines.service_date.year().cast("int64")
    lines = lines.mutate(at=key(year, lines.code_no, lines.component, lines.setting))
    met = left(lines, fees, ["at"]).drop("at")
    has = met.medicare_unit.notnull() & ~met.changed & (met.milliunits > 0)
    amount = half_up(met.medicare_unit * met.milliunits, 1000)
    year = met.service_date.year().cast("int64")
    met = met.mutate(medicare=ibis.ifelse(has, amount, _none()), medicare_year=ibis.ifelse(has, year, _none()))
    return met.drop("medicare_unit", "changed")


def _why_not(lines: ibis.Table) -> ibis.Value:
    """Say why a line cannot be priced, the first reason that holds; empty if it can."""
    return ibis.cases(
        (lines.service_date.isnull(), "no_date"),
        (lines.number.isnull(), "no_contract"),
        ((lines.basis == CAPITATED).fill_null(False), ""),
        (lines.blocked, "modifier"),
        ((lines.basis == "percent_of_equipment") & lines.other_equipment, "modifier"),
        (lines.term_id.isnull() | (lines.basis == UNPRICED), "no_rate"),
        (lines.basis == BY_HAND, "by_hand"),
        (lines.milliunits <= 0, "no_units"),
        (is_anesthesia(lines) & (lines.unit_basis != MINUTES), "not_minutes"),
        else_="",
    )


def _begun(lines: ibis.Table) -> ibis.Table:
    """Give every line that can be priced the amount that its term says."""
    limit = half_up(lines.charge_limit.fill_null(0) * ibis.greatest(lines.milliunits, 0), 1000)
    counted = ibis.ifelse(lines.charge_limit.isnull(), lines.charge, ibis.least(lines.charge, limit))
    of_charges = half_up(ibis.greatest(counted, 0) * lines.percent, FULL)
    of_line = half_up(lines.micro * lines.milliunits, MICRO_PER_CENT * 1000)
    by_unit = lines.basis.isin(BY_UNIT)
    start = ibis.cases(
        (lines.basis == "percent_of_charges", of_charges),
        (is_anesthesia(lines), lines.anesthesia),
        (lines.micro.notnull() & ~by_unit, of_line),
        else_=lines.rate,
    )
    whole = lines.basis.isin(("percent_of_charges", "case_rate", CAPITATED)) | (lines.micro.notnull() & ~by_unit)
    return lines.mutate(
        amount=ibis.ifelse(lines.why_not == "", start, _none()),
        whole=whole.fill_null(False),
        of_line=ibis.ifelse(by_unit & (lines.why_not == ""), of_line, _none()),
    )


def beyond(lines: ibis.Table, short: ibis.Value, tolerance: tuple[int, Decimal], payers: Tolerances | None) -> Any:
    """Say where cents are more than the payer's tolerance: than its cents, and than its percent of what is expected.

    Args:
        lines: with `payer` and `amount`, what is expected.
        short: cents, never null.
        tolerance: cents and percent.
        payers: payers with others.
    """
    others = {name.upper(): said for name, said in (payers or {}).items()}
    name = lines.payer.upper()
    cents, milli = (
        ibis.cases(*((name == payer, whole(said)) for payer, said in others.items()), else_=whole(tolerance))
        if others
        else whole(tolerance)
        for whole in (_cents, _milli)
    )
    return (short > cents) & (short * FULL > lines.amount.fill_null(0) * milli)


def _cents(tolerance: tuple[int, Decimal]) -> Any:
    return ibis.literal(tolerance[0], "int64")


def _milli(tolerance: tuple[int, Decimal]) -> Any:
    return ibis.literal(int(tolerance[1] * 1000), "int64")


def _in_form(lines: ibis.Table, tolerance: tuple[int, Decimal], payers: Tolerances | None) -> ibis.Table:
    finally_paid = (lines.outcome == "paid") & (lines.sequence == "P")
    variance = ibis.ifelse(finally_paid, lines.allowed - lines.amount, _none())
    short = (-variance).fill_null(0)
    can = lines.why_not == ""
    told = can | (lines.why_not.isin(("no_rate", "by_hand")) & lines.term_id.notnull())
    values: dict[str, Any] = {
        "contract": lines.contract.fill_null(""),
        "version": lines.version.fill_null(""),
        "term_id": ibis.ifelse(told, lines.term_id, ""),
        "basis": ibis.ifelse(told, lines.basis, ""),
        "rate": ibis.ifelse(can, lines.rate, _none()),
        "as_setting": ibis.ifelse(can & (lines.as_setting != lines.setting), lines.as_setting, ""),
        "modified": lines.modified,
        "rank": lines.rank,
        "contracted": lines.contracted,
        "expected": lines.amount,
        "confidence": ibis.ifelse(can, lines.rate_confidence, "cannot_price"),
        "why_not": lines.why_not,
        "withheld": lines.withheld,
        "sequestered": lines.sequestered,
        "variance": variance,
        "underpaid": beyond(lines, short, tolerance, payers) & (lines.rate_confidence == "exact").fill_null(False),
        "medicare": lines.medicare,
        "medicare_year": lines.medicare_year,
    }
    return lines.select("line_id", **values).select(*PRICED.names)


def _none() -> ibis.Value:
    return ibis.null("int64")
