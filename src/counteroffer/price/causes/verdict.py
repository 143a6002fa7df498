"""Which cause is proved, where several fit, and where none does."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any

import ibis

from counteroffer.core.tables import VARIANCES
from counteroffer.match.columns import NOTHING, left, modifiers, number, truth
from counteroffer.price import causes
from counteroffer.price.causes import COMPANY, ORDER
from counteroffer.price.causes.hypotheses import UNIT

if TYPE_CHECKING:
    from counteroffer.price.given import Keep

MANY = 1000
"""More than there are hypotheses: a difference in cents and a hypothesis' number make one number."""


def met(found: ibis.Table, tried: ibis.Table) -> ibis.Table:
    """Give the hypotheses whose amount is the allowed one: to the cent, of several units to half a cent a unit.

    Args:
        found: the lines that are off.
        tried: line_id, number, cause and `hypothesis`, the amount under the mistake.

    Returns:
        line_id, cause, and `score`: the cents between, times `MANY`, and the hypothesis' number.
    """
    both = tried.inner_join(found.select("line_id", "allowed", "milliunits"), "line_id")
    between = (both.hypothesis - both.allowed).abs()
    fits = between <= both.milliunits // UNIT // 2
    return both.filter(truth(fits)).select("line_id", "cause", score=between * MANY + both.number)


def verdicts(found: ibis.Table, tried: ibis.Table, told: ibis.Table, keep: Keep) -> ibis.Table:
    """Give every line its cause.

    Args:
        found: the lines that are off, with what their remittances say.
        tried: every hypothesis that was priced: line_id, number, cause, hypothesis, `says`, contract, version.
        told: the lines whose remittance alone tells the cause (`off.told`).
        keep: computes what is used several times.

    Returns:
        `core.tables.VARIANCES`.
    """
    hits = keep(met(found, tried))
    best = hits.group_by("line_id").agg(
        **{f"score_{cause}": hits.score.min(where=hits.cause == cause) for cause in ORDER}
    )
    lines = keep(_fitting(left(found, best, ["line_id"])))
    decided = _decided(lines, _company(lines))
    named = tried.select("line_id", "number", "hypothesis", "says", by=_version(tried))
    decided = decided.mutate(number=_chosen(decided))
    whole = left(decided, named, ["line_id", "number"])
    off = whole.select(
        "line_id", "direction", "cause", "how", dollars="short", hypothesis=whole.hypothesis,
        evidence=_evidence(whole), others=_others(whole),
    )  # fmt: skip
    rest = told.select(
        "line_id", "cause", "dollars", "hypothesis", "evidence", direction=ibis.literal(causes.UNDER),
        how=ibis.literal("told"), others=NOTHING,
    )  # fmt: skip
    return off.select(*VARIANCES.names).union(rest.select(*VARIANCES.names))


def _fitting(lines: ibis.Table) -> ibis.Table:
    """Mark the causes that fit best, and how many do; what the remittance tells leaves out the others."""
    scores = [lines[f"score_{cause}"] for cause in ORDER]
    least = ibis.least(*(score.fill_null(MANY * MANY * MANY) for score in scores)) // MANY
    hit = {cause: truth(score // MANY == least) for cause, score in zip(ORDER, scores, strict=True)}
    said = {cause: hit[cause] & _said(lines, cause) for cause in ORDER}
    lines = lines.mutate(
        **{f"hit_{cause}": hit[cause] for cause in ORDER},
        any_told=ibis.or_(*said.values()),
        **{f"told_{cause}": said[cause] for cause in ORDER},
    )
    lines = lines.mutate(
        **{f"hit_{cause}": lines[f"hit_{cause}"] & (~lines.any_told | lines[f"told_{cause}"]) for cause in ORDER}
    )
    return lines.mutate(n=reduce(add, (lines[f"hit_{cause}"].cast("int64") for cause in ORDER)))


def _said(lines: ibis.Table, cause: str) -> Any:
    """Say whether the remittance tells of the mistake: another code, fewer units, other modifiers."""
    if cause == causes.DOWNCODED:
        return lines.code != lines.billed_code
    if cause == causes.UNITS:
        return truth(lines.paid_units < lines.milliunits)
    if cause == causes.MODIFIER:
        return truth(lines.read_mods != modifiers(lines))
    return ibis.literal(value=False)


def _company(lines: ibis.Table) -> ibis.Table:
    """Count, by payer and direction, the lines that each cause explains alone."""
    alone = lines.filter(lines.n == 1)
    return alone.group_by("payer", "direction").agg(
        **{f"alone_{cause}": alone[f"hit_{cause}"].cast("int64").sum() for cause in ORDER}
    )


def _decided(lines: ibis.Table, company: ibis.Table) -> ibis.Table:
    known = left(lines, company, ["payer", "direction"])
    weight = {
        cause: ibis.ifelse(known[f"hit_{cause}"], known[f"alone_{cause}"].fill_null(0), 0).cast("int64")
        for cause in ORDER
    }
    known = known.mutate(**{f"weight_{cause}": weight[cause] for cause in ORDER})
    weights = [known[f"weight_{cause}"] for cause in ORDER]
    top, every = ibis.greatest(*weights), reduce(add, weights)
    clear = (known.n > 1) & (top >= COMPANY) & (top >= 10 * (every - top))
    first = ibis.cases(*((known[f"hit_{cause}"], cause) for cause in ORDER), else_=NOTHING)
    by_company = ibis.cases(
        *((known[f"hit_{cause}"] & (known[f"weight_{cause}"] == top), cause) for cause in ORDER), else_=NOTHING
    )
    unmatched = (known.n == 0) & (known.code != known.billed_code)
    cut = truth((known.cut > 0) & (known.allowed + known.cut == known.expected))
    return known.mutate(
        named=ibis.cases((known.n == 1, first), (clear, by_company), else_=NOTHING),
        cause=ibis.cases(
            (cut, causes.SEQUESTRATION),
            (unmatched, causes.DOWNCODED),
            (known.n == 1, first),
            (clear, by_company),
            (known.n > 1, causes.AMBIGUOUS),
            else_=causes.UNEXPLAINED,
        ),
        how=ibis.cases(
            (cut | unmatched | known.any_told, "told"),
            (known.n == 1, "amount"),
            (clear, "company"),
            else_="",
        ),
    )


def _chosen(lines: ibis.Table) -> Any:
    """Give the number of the hypothesis that was taken; where a code was changed and no amount fits, that one's."""
    taken = [(lines.named == cause, lines[f"score_{cause}"] % MANY) for cause in ORDER]
    return ibis.cases(*taken, else_=ibis.ifelse(lines.cause == causes.DOWNCODED, number(0), number(MANY)))


def _version(tried: ibis.Table) -> Any:
    return tried.contract + " " + tried.version


def _evidence(lines: ibis.Table) -> Any:
    units = ibis.ifelse(
        truth(lines.paid_units < lines.milliunits), ibis.literal("as the remittance says"), "as the amount says"
    )
    said = lines.says.fill_null("")
    return ibis.cases(
        (lines.cause == causes.SEQUESTRATION, "the allowed amount is the contract's less CARC 253"),
        (lines.cause == causes.DOWNCODED, ibis.literal("paid as ") + lines.code + ", billed as " + lines.billed_code),
        (lines.cause == causes.UNITS, said + ", " + units),
        (lines.cause == causes.SCHEDULE, said + " " + lines.by.fill_null("")),
        else_=said,
    )


def _others(lines: ibis.Table) -> Any:
    """List the causes that fit as well."""
    parts = [
        ibis.ifelse(lines[f"hit_{cause}"] & (lines.cause != cause), ibis.literal(f"{cause} "), NOTHING)
        for cause in ORDER
    ]
    return reduce(add, parts).strip()
