"""Proposed roll-up: payers that the files name apart and that seem to be one, with the evidence and how sure it is.

Nothing here decides. Shared ids, shared tax ids, names that sound alike and claims that crossed over are weighed;
names of different states, lines of business or numbers keep payers apart whatever they share.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

import attrs

from counteroffer.core.money import show
from counteroffer.match.alike import apart, similarity, taken_apart, vocabulary
from counteroffer.match.payers import UNKNOWN, normal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from counteroffer.match.evidence import Crossing, Spelled

STRONG, LEAST = 0.8, 0.5
"""From STRONG on, pairs grow into groups; below, each pair is a question of its own; below LEAST it is not asked."""

DOUBTFUL = 0.6
"""The most that a pair can reach whose names differ in a line of business."""

SURE = 0.99

BY_COUNT = {2: (0.9, 0.6), 3: (0.8, 0.5)}
"""Payers that share an id or a tax id -> weight of the id, of the tax id; a clearinghouse's is shared by many."""
BY_MANY = (0.5, 0.3)

BY_SOUND = ((0.97, 0.93), (0.9, 0.85), (0.8, 0.6))
"""Likeness of two names -> weight."""


@attrs.frozen
class Known:
    """One payer as it is rolled up today.

    Attributes:
        payer: its name.
        names: spellings of its name, the most used first.
        ids: its ids.
        tins: tax ids of its payments.
        claims: claims sent to it.
        remits: payments from it.
        charge: cents charged on the claims.
        paid: cents paid.
        said: true when the practice or a contract names it.
    """

    payer: str
    names: tuple[str, ...]
    ids: tuple[str, ...]
    tins: tuple[str, ...]
    claims: int
    remits: int
    charge: int
    paid: int
    said: bool = False


@attrs.frozen
class Proposal:
    """Payers that seem to be one.

    Attributes:
        payer: the name to go on with.
        members: the payers, that one first, then by what they paid.
        confidence: 0 to 1, that of the weakest link that holds the group together.
        evidence: sentences, the strongest first.
        doubts: sentences that speak against it; empty if nothing does.
    """

    payer: str
    members: tuple[Known, ...]
    confidence: float
    evidence: tuple[str, ...]
    doubts: tuple[str, ...] = ()


@attrs.frozen
class _Link:
    one: str
    other: str
    weight: float
    says: tuple[str, ...]
    doubt: str = ""


def known_payers(spelled: Iterable[Spelled], said: Collection[str] = ()) -> list[Known]:
    """Gather spellings into payers, the one that paid most first; `said` are names of the practice or of contracts."""
    by_payer: dict[str, list[Spelled]] = defaultdict(list)
    for one in spelled:
        by_payer[one.payer].append(one)
    found = [_known(payer, every, payer in said) for payer, every in by_payer.items()]
    found += [Known(payer, (payer,), (), (), 0, 0, 0, 0, said=True) for payer in said if payer not in by_payer]
    return sorted(found, key=lambda k: (-k.paid, -k.charge, -k.claims, k.payer))


def _known(payer: str, spelled: Sequence[Spelled], said: bool) -> Known:  # noqa: FBT001
    used = sorted(spelled, key=lambda s: (-(s.claims + s.remits), s.name))
    return Known(
        payer,
        tuple(dict.fromkeys(s.name for s in used if s.name)) or (payer,),
        tuple(dict.fromkeys(s.payer_id for s in used if s.payer_id)),
        tuple(dict.fromkeys(s.tin for s in used if s.tin)),
        claims=sum(s.claims for s in spelled),
        remits=sum(s.remits for s in spelled),
        charge=sum(s.charge for s in spelled),
        paid=sum(s.paid for s in spelled),
        said=said,
    )


def proposals(
    payers: Sequence[Known], crossed: Sequence[Crossing] = (), apart_said: Iterable[tuple[str, str]] = ()
) -> list[Proposal]:
    """Propose which payers are one, the surest first.

    Args:
        payers: as rolled up today.
        crossed: claims that crossed from one to another.
        apart_said: pairs of names that the practice has said are not the same.
    """
    by_name = {known.payer: known for known in payers if known.payer != UNKNOWN}
    parted = _parted(by_name, apart_said)
    links = [link for link in _links(by_name, crossed) if frozenset((link.one, link.other)) not in parted]
    links.sort(key=lambda link: (-link.weight, link.one, link.other))
    groups = {name: frozenset([name]) for name in by_name}
    held: dict[frozenset[str], list[_Link]] = defaultdict(list)
    for link in links:
        one, other = groups[link.one], groups[link.other]
        if link.weight < STRONG or one == other or any(frozenset((a, b)) in parted for a in one for b in other):
            continue
        joined = one | other
        held[joined] = [*held.pop(one, []), *held.pop(other, []), link]
        groups |= dict.fromkeys(joined, joined)
    pairs = {frozenset((k.one, k.other)): [k] for k in links if k.weight < STRONG and groups[k.one] != groups[k.other]}
    made = [_proposal(group, kept, by_name) for group, kept in (held | pairs).items()]
    return sorted(made, key=lambda p: (-p.confidence, -sum(m.paid for m in p.members), p.payer))


def _parted(by_name: dict[str, Known], said: Iterable[tuple[str, str]]) -> set[frozenset[str]]:
    """Pairs never joined: what the practice said, and names of different states or with different numbers."""
    called: dict[str, set[str]] = defaultdict(set)
    for payer, known in by_name.items():
        for name in (payer, *known.names):
            called[normal(name)].add(payer)
    parted = {frozenset((a, b)) for x, y in said for a in called[normal(x)] for b in called[normal(y)] if a != b}
    for (one, a), (other, b) in combinations(by_name.items(), 2):
        for x in (one, *a.names):
            if any(apart(x, y) and not _only_business(x, y) for y in (other, *b.names)):
                parted.add(frozenset((one, other)))
                break
    return parted


def _only_business(one: str, other: str) -> bool:
    return apart(one, other).startswith("only one")


def _links(by_name: dict[str, Known], crossed: Sequence[Crossing]) -> list[_Link]:
    found: dict[frozenset[str], list[tuple[float, str]]] = defaultdict(list)
    for cross in crossed:
        if cross.sent in by_name and cross.answered in by_name:
            found[frozenset((cross.sent, cross.answered))].append(_crossing(cross))
    for place, (what, part) in enumerate((("payer id", "ids"), ("tax id (TRN03)", "tins"))):
        for value, users in _users(by_name, part).items():
            weight = BY_COUNT.get(len(users), BY_MANY)[place]
            more = "" if len(users) == 2 else f", which {len(users)} payers use"
            for one, other in combinations(users, 2):
                found[frozenset((one, other))].append((weight, f"both bear the {what} {value}{more}"))
    links = []
    for one, other in combinations(sorted(by_name), 2):
        said = list(found.get(frozenset((one, other)), ()))
        doubt = _doubt(by_name[one], by_name[other])
        if not doubt:
            said += _sound(by_name[one], by_name[other])
        link = _weighed(one, other, said, doubt)
        if link.weight >= LEAST:
            links.append(link)
    return links


def _users(by_name: dict[str, Known], part: str) -> dict[str, list[str]]:
    users: dict[str, list[str]] = defaultdict(list)
    for payer, known in by_name.items():
        for value in getattr(known, part):
            if value.upper() not in vocabulary().no_ids:
                users[value].append(payer)
    return {value: payers for value, payers in users.items() if len(payers) > 1}


def _doubt(one: Known, other: Known) -> str:
    return next((why for a in one.names for b in other.names if (why := apart(a, b))), "")


def _sound(one: Known, other: Known) -> list[tuple[float, str]]:
    pairs = [(similarity(a, b), a, b) for a in one.names for b in other.names]
    alike, a, b = max(pairs)
    weight = next((weight for least, weight in BY_SOUND if alike >= least), 0.0)
    bare = not taken_apart(a).words or not taken_apart(b).words
    return [] if bare or not weight else [(weight, f"'{a}' and '{b}' sound {alike:.0%} alike")]


def _crossing(cross: Crossing) -> tuple[float, str]:
    share = cross.claims / cross.of
    few = cross.claims < 3
    if share >= 0.9:
        weight = 0.6 if few else 0.93 if cross.claims < 10 else 0.97
    elif share >= 0.5:
        weight = 0.5 if few else 0.85
    else:
        weight = 0.3 if few else 0.6
    return weight, (
        f"{cross.claims:,} of the {cross.of:,} claims sent to {cross.sent} alone and answered were answered by "
        f"{cross.answered} ({show(cross.charge)} charged)"
    )


def _weighed(one: str, other: str, said: list[tuple[float, str]], doubt: str) -> _Link:
    against = 1.0
    for weight, _ in said:
        against *= 1 - weight
    weight = min(1 - against, SURE if not doubt else DOUBTFUL)
    return _Link(one, other, weight, tuple(says for _, says in sorted(said, reverse=True)), doubt)


def _proposal(group: Iterable[str], links: Sequence[_Link], by_name: dict[str, Known]) -> Proposal:
    members = sorted((by_name[name] for name in group), key=lambda k: (not k.said, -k.paid, -k.charge, k.payer))
    doubts = tuple(f"{link.one} and {link.other}: {link.doubt}." for link in links if link.doubt)
    says = tuple(f"{link.one} and {link.other}: {'; '.join(link.says)}." for link in links)
    return Proposal(members[0].payer, tuple(members), min(link.weight for link in links), says, doubts)
