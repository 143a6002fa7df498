"""An agreement read whole: proposals, what an amendment replaces, what contradicts, and what was not understood."""
# ruff: noqa: E501 - a rule in words is read whole

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

from counteroffer.drafting.bases import Medicare, basis_of, medicare
from counteroffer.drafting.facts import facts
from counteroffer.drafting.figures import figures
from counteroffer.drafting.moves import escalators, lesser_of, unexpressed
from counteroffer.drafting.passed import pass_by
from counteroffer.drafting.proposals import ADJUSTMENT, BY_SCHEDULE, CONTRACT, ESCALATOR, TERM, UNSAID, Left, Proposal
from counteroffer.drafting.rates import rates
from counteroffer.drafting.reductions import modifiers, practitioners, several, telehealth
from counteroffer.drafting.seen import Seen
from counteroffer.drafting.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from counteroffer.drafting.sentences import Sentence
    from counteroffer.ingest.agreements.pages import TextPage

FINDERS = (lesser_of, escalators, unexpressed, several, modifiers, practitioners, telehealth, pass_by, rates)
"""In this order: what a figure is once spoken for, no later one takes."""

_MONEY = re.compile(
    r"\b(?:reimburse(?:d|ment)|compensat(?:ed|ion)|fee schedules?|allowables?|allowances?|conversion factors?|"
    r"payment rates?|rates? of payment|non-?priced)\b",
    re.IGNORECASE,
)
_RATE = re.compile(r"\brates?\b|\bschedules?\b|methodolog|\bamounts?\b|\bprice[ds]?\b|\badjust", re.IGNORECASE)
_REPLACED = re.compile(
    r"\b(?:Section|Paragraph|Article|Exhibit|Schedule|Attachment|Appendix)\s+([A-Z]?[\d.]*\d|[A-Z](?:-?\d+)?)\b"
    r"(?:\s*\([^)]{1,12}\))*[^.;]{0,160}?\b(?:is|are|shall be)\s+(?:hereby\s+)?(?:deleted|replaced|amended|superseded|restated)",
    re.IGNORECASE,
)


@attrs.frozen
class Reading:
    """What an agreement says, as far as it was understood.

    Attributes:
        proposals: in the order of the paper.
        left: figures and sentences about money without a proposal; those with a reason are known to be no rates.
        sentences: how many sentences there are.
        unread: pages without any text.
    """

    proposals: tuple[Proposal, ...]
    left: tuple[Left, ...]
    sentences: int
    unread: tuple[int, ...]

    def of(self, *kinds: str) -> tuple[Proposal, ...]:
        """Give the proposals of some kinds that hold: not replaced, not contradicted."""
        return tuple(one for one in self.proposals if one.kind in kinds and not one.state)


def read_agreement(pages: Sequence[TextPage], localities: Mapping[str, str]) -> Reading:
    """Read an agreement.

    Args:
        pages: its pages.
        localities: names of Medicare's localities in small letters -> seven digits.

    Returns:
        Proposals, each with page, quoted sentence, confidence and what to check; and what is left.
    """
    found = sentences(pages)
    defined = _defined(found, localities)
    made: list[Proposal] = list(facts(found))
    left: list[Left] = []
    for one in found:
        made = _amended(one, made)
        seen = Seen(one, localities, defined)
        for finder in FINDERS:
            finder(seen)
        made += seen.made
        left += seen.left()
        if not seen.figures and not seen.made and _MONEY.search(one.text) and _RATE.search(one.text):
            left += _unsaid(one, localities)
    unread = tuple(page.number for page in pages if page.empty)
    return Reading(tuple(settled(made)), tuple(left), len(found), unread)


def _unsaid(one: Sentence, localities: Mapping[str, str]) -> list[Left]:
    """List a sentence about money without a figure; what leads into a list is told with its items."""
    if one.text.endswith(":"):
        return []
    told = basis_of(one.text)[0] == "medicare" and medicare(one.text, localities) != Medicare()
    reason = "it says which of Medicare's fees are meant, and is read so" if told else ""
    return [Left(one.text, one.page, one.section, "", reason)]


def _defined(found: Sequence[Sentence], localities: Mapping[str, str]) -> Medicare:
    """Give the year and locality that sentences without figures say of Medicare's fees, the first that says each."""
    told = Medicare()
    for one in found:
        if basis_of(one.text)[0] == "medicare" and not figures(one.text):
            here = medicare(one.text, localities)
            told = told.over(attrs.evolve(here, year="" if here.moving else here.year, moving=False))
    return told


def _amended(one: Sentence, made: list[Proposal]) -> list[Proposal]:
    """Mark what a sentence replaces; where that is not in this paper, tell that it amends another."""
    hit = _REPLACED.search(one.text)
    if not hit:
        return made
    name, old = hit[1], " ".join(hit[0].split()[:2]).title()
    mine = [place for place, p in enumerate(made) if p.section.lower() in (name.lower(), old.lower()) and not p.state]
    if not mine:
        check = ("make it the next version of that contract: the same name, `version:` and a later `since:`",)
        note = Proposal(UNSAID, f"It amends {old} of another paper", {}, one.text, one.page, one.section, 80, check)
        return [*made, note]
    why = f"replaced on page {one.page}"
    return [
        attrs.evolve(p, state="replaced", check=(*p.check, why)) if place in mine else p for place, p in enumerate(made)
    ]


def settled(made: Sequence[Proposal]) -> list[Proposal]:
    """Take what is said twice once; of two that contradict the later one is set aside, and both say so."""
    kept: list[Proposal] = []
    for one in made:
        if one.state or one.kind == UNSAID:
            kept.append(one)
            continue
        rivals = [i for i, other in enumerate(kept) if not other.state and _rivals(one, other)]
        if any(kept[i].keys == one.keys for i in rivals):
            continue
        for i in rivals:
            says = f"page {one.page} says otherwise: '{one.says}'"
            kept[i] = kept[i].doubted(25, says)
        if rivals:
            other = kept[rivals[0]]
            says = f"'{other.says}' on page {other.page} is about the same; this one is not in force in the draft"
            kept.append(attrs.evolve(one.doubted(25, says), state="conflict"))
        else:
            kept.append(one)
    return kept


def _rivals(one: Proposal, other: Proposal) -> bool:
    if one.kind != other.kind:
        return False
    if one.kind == TERM:
        listed = any("fee_schedule" in str(each.keys.get("pays")) for each in (one, other))
        behind = one.default != other.default and BY_SCHEDULE & set(_pays(other if one.default else one))
        return not listed and not behind and one.keys.get("when") == other.keys.get("when")
    if one.kind == ADJUSTMENT:
        return bool(_subjects(one) & _subjects(other))
    return one.kind == ESCALATOR or (one.kind == CONTRACT and set(one.keys) == set(other.keys))


def _pays(one: Proposal) -> dict[str, object]:
    pays = one.keys.get("pays")
    return pays if isinstance(pays, dict) else {}


def _subjects(one: Proposal) -> set[str]:
    if "multiple" in one.keys:
        return {f"multiple {one.keys.get('of', 'rate')} {one.keys.get('indicators', '2')}"}
    found = set()
    for key in ("modifiers", "practitioners", "places"):
        value = one.keys.get(key, "")
        parts = value if isinstance(value, list) else str(value).split(",")
        found |= {f"{key} {str(part).strip()}" for part in parts if str(part).strip()}
    return found
