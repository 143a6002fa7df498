"""The ask on prior authorization as a page of text: evidence, words to ask for, and what they are worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counteroffer.clauses.language import language
from counteroffer.core.money import show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from counteroffer.clauses.authorization import Proposal, Removal

KIND = "prior_authorization"


def authorization_page(proposal: Proposal, practice: str, *, inside: bool = False) -> str:
    """Write the ask on prior authorization as Markdown.

    Args:
        proposal: what to ask for.
        practice: the practice's name.
        inside: with what each clause is worth to the practice: for its own people, never for the payer.
    """
    return "\n".join(_lines(proposal, practice, inside=inside)) + "\n"


def _lines(proposal: Proposal, practice: str, *, inside: bool) -> Iterator[str]:
    wordings, review = language(KIND)
    yield f"# Prior authorization: what {practice} asks of {proposal.payer}"
    yield ""
    yield f"*Draft. {review}*"
    yield ""
    yield from _evidence(proposal)
    for number, one in enumerate((w for w in wordings if w.needs != "families" or proposal.families), 1):
        yield from ("", f"## {number}. {one.title}", "", one.says)
        if one.needs == "families":
            yield from ("", *_table(proposal.families, inside=inside))
    if inside:
        yield from _worths(proposal)
        yield from ("", "## Where the words are from", "", *(f"- {one.title}: {one.source}" for one in wordings))


def _evidence(proposal: Proposal) -> Iterator[str]:
    since, until = proposal.window or ("?", "?")
    took = "" if proposal.hours is None else f", {float(proposal.hours):,.1f} hours of staff time"
    yield f"Between {since} and {until} the practice asked for {proposal.requests:,} authorizations a year{took}."
    if proposal.limited:
        yield f"Of {proposal.limited:,} decisions that federal timeframes reach, {proposal.late:,} came later."
    if not proposal.families:
        yield "No kind of service has yet 20 decisions of which nine in ten are surely approved, so none is asked off."


def _table(families: tuple[Removal, ...], *, inside: bool) -> Iterator[str]:
    more = " Hours a year | Dollars a year |" if inside else ""
    yield f"| Kind of service | Decided | Approved in the end | At least (95%) | Asked a year |{more}"
    yield "|---|---:|---:|---:|---:|" + ("---:|---:|" if inside else "")
    for one in families:
        hours = "not known" if one.hours is None else f"{float(one.hours):,.1f}"
        extra = f" {hours} | {show(one.cents)} |" if inside else ""
        share = f"{one.approved:,} ({100 * one.approved / one.n:.1f}%)"
        yield f"| {one.family} | {one.n:,} | {share} | {one.low:.1f}% | {one.yearly:,} |{extra}"


def _worths(proposal: Proposal) -> Iterator[str]:
    yield from ("", "## For the practice only: what it is worth in a year", "")
    for one in proposal.worths:
        value = one.span.says() if one.span is not None else f"no number: {one.formula}"
        yield f"- {one.kind}: {value}"
    for lacking in proposal.missing:
        yield f"- Dollars of the work are not in it: say {lacking} in practice.yaml."
