"""Prior authorizations of four payers, each a whole story; drawn from a stream of their own, so nothing else moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from counteroffer.demo.calendar import AS_OF
from counteroffer.demo.kinds import KINDS
from counteroffer.demo.payers import BLUE_MESA, GOLDEN, HARBORLINE, PAYERS, SUMMIT

if TYPE_CHECKING:
    from counteroffer.demo.book import World

STREAM = 278
BY_278, BY_LOG = (SUMMIT, GOLDEN), (HARBORLINE, BLUE_MESA)
"""Two payers answer by file, of two the practice keeps a log; of the others only claims tell."""

ASKED = ("scope", "surgery", "imaging")
"""Kinds of visit whose claims carry an authorization number (two of three, see `files837`)."""

ALWAYS = ((SUMMIT, "imaging"), (BLUE_MESA, "scope"))
"""What these payers approve in the end, always: planted for whoever looks for authorizations that prove nothing."""

DAY = 24 * 60
WAIT = {SUMMIT: (1.6, 1.2), GOLDEN: (1.2, 4.6), HARBORLINE: (1.5, 2.4), BLUE_MESA: (1.4, 1.3)}
"""Shape and scale (days) of the time to a decision."""


@dataclass
class Story:
    """One authorization of one service; moments are minutes from the demo's first day, -1 where nothing happens.

    Attributes:
        payer, claim, patient: positions; claim -1 where the service was never billed.
        code: the code asked for.
        kind: kind of visit.
        reference, number, review: the practice's number; the payer's of an approval, and of a refusal, or empty.
        expedited: asked for as urgent.
        asked, pended, more, decided: first request, pend, what was sent for it, first decision.
        first, last: outcomes.
        held: `peer_to_peer`, `appeal` or empty: what came after a denial.
        held_asked, held_decided: when that was asked for and decided.
    """

    payer: int
    claim: int
    patient: int
    code: str
    kind: str
    reference: str
    number: str = ""
    review: str = ""
    expedited: bool = False
    asked: int = 0
    pended: int = -1
    more: int = -1
    decided: int = -1
    first: str = ""
    last: str = ""
    held: str = ""
    held_asked: int = -1
    held_decided: int = -1

    @property
    def source(self) -> str:
        """Where it is told: `278` or `log`."""
        return "278" if self.payer in BY_278 else "log"

    @property
    def complete(self) -> int:
        """When the last thing was sent before the decision."""
        return self.more if self.more >= 0 else self.asked


def draw(world: World, seed: int) -> list[Story]:
    """Draw the stories: an approval for each claim with a number, and beside them requests that led to no claim."""
    rng = np.random.default_rng([seed, STREAM])
    visits = world.visits
    stories: list[Story] = []
    for claim in range(visits.claims):
        payer, kind = int(visits.payer[claim]), KINDS[int(visits.kind[claim])].name
        if payer not in WAIT or kind not in ASKED or claim % 3 == 0:
            continue
        code = world.catalog.codes[int(visits.code[visits.start[claim]])]
        patient, day = int(visits.patient[claim]), int(visits.day[claim])
        kept = Story(payer, claim, patient, code, kind, f"R{claim:07d}", number=f"A{claim:07d}")
        stories.append(_told(rng, kept, day, approved=True))
        if rng.random() < 0.3:
            stories.append(_told(rng, Story(payer, -1, patient, code, kind, f"Q{claim:07d}"), day, approved=False))
    return stories


def _told(rng: np.random.Generator, story: Story, day: int, *, approved: bool) -> Story:
    """Let a request run its course; what would lie after the end of the files has not happened."""
    shape, scale = WAIT[story.payer]
    story.expedited = bool(rng.random() < 0.15)
    story.asked = max(0, day - int(rng.integers(25, 60))) * DAY + int(rng.integers(8 * 60, 17 * 60))
    wait = int(rng.gamma(shape, scale * (0.3 if story.expedited else 1)) * DAY) + 30
    if rng.random() < 0.22:
        story.pended = story.asked + 60 + wait // 3
        if rng.random() < 0.7:
            story.more = story.pended + int(rng.integers(1, 4)) * DAY + 17
    story.decided = max(story.pended + 60, story.complete) + wait
    _decide(rng, story, approved=approved)
    if story.source == "log":
        _by_days(story)
    _until_now(story)
    return story


def _decide(rng: np.random.Generator, story: Story, *, approved: bool) -> None:
    lot, always = rng.random(), (story.payer, story.kind) in ALWAYS
    if approved:
        story.first = story.last = "partial" if lot > 0.96 and not always else "approved"
        if lot < 0.14:
            story.first = "denied"
    elif lot < 0.2 or always:
        story.first = story.last = "cancelled" if lot < 0.12 else "not_required"
    else:
        story.first = story.last = "denied"
    if story.first != "denied":
        return
    story.review = f"N{story.reference}"
    if approved or rng.random() < 0.4:
        story.held = "peer_to_peer" if story.source == "log" and rng.random() < 0.6 else "appeal"
        story.held_asked = story.decided + int(rng.integers(1, 6)) * DAY + 11
        story.held_decided = story.held_asked + int(rng.integers(2, 15)) * DAY + 7


def _by_days(story: Story) -> None:
    """A log knows days only, and says nothing of pends."""
    story.pended = story.more = -1
    for name in ("asked", "decided", "held_asked", "held_decided"):
        moment = getattr(story, name)
        setattr(story, name, moment if moment < 0 else moment // DAY * DAY)


def _until_now(story: Story) -> None:
    end = AS_OF * DAY
    if story.held_asked > end:
        story.held, story.held_asked, story.held_decided = "", -1, -1
    elif story.held_decided > end:
        story.held_decided = -1
    if story.decided > end:
        story.decided = -1
        story.first = story.last = ""
    if story.first == "denied" and story.held_decided < 0:
        story.last = "denied"
    if story.last not in ("approved", "partial"):
        story.number = ""


def facts(stories: list[Story]) -> dict[str, dict[str, object]]:
    """Tell the counts by payer, for `truth.json`."""
    told: dict[str, dict[str, object]] = {}
    for payer in (*BY_278, *BY_LOG):
        some = [story for story in stories if story.payer == payer]
        told[PAYERS[payer].name] = {
            "source": "278" if payer in BY_278 else "log",
            "requests": len(some),
            "first": _counts([story.first for story in some]),
            "last": _counts([story.last for story in some]),
            "peer_to_peer": sum(story.held == "peer_to_peer" for story in some),
            "appeals": sum(story.held == "appeal" for story in some),
            "always_approved": sorted({s.code for s in some if (payer, s.kind) in ALWAYS}),
        }
    return told


def _counts(outcomes: list[str]) -> dict[str, int]:
    return {name or "open": outcomes.count(name) for name in sorted(set(outcomes))}
