"""Levers made for tests, and a package's worth computed another way: with fractions, code by code, never rounded."""

import itertools
import random
from fractions import Fraction

from counteroffer.negotiate.changes import Changes
from counteroffer.negotiate.levers import Lever, Peers
from counteroffer.negotiate.limits import broken

FULL = 100_000


def lever(code, now, *, room=None, seen=1, peers=None, **more):
    """Make one; `peers` are the cents at the four percentiles."""
    met = None if peers is None else Peers(dict(zip((25, 50, 75, 90), peers, strict=True)), 4, "four made-up payers")
    return Lever(code, "", "nonfacility", more.pop("family", "visits"), now, room=room, seen=seen, peers=met, **more)


def made_levers(rng: random.Random, n: int) -> list[Lever]:
    """Draw codes of all kinds: small and large, some stopped by charges, some above peers, some that no one sees."""
    found = []
    for number in range(n):
        now = int(rng.lognormvariate(11, 1.2)) + 1
        middle = now * rng.uniform(0.85, 1.25)
        peers = tuple(int(middle * part) for part in (0.92, 1.0, 1.1, 1.2)) if rng.random() < 0.7 else None
        room = rng.choice([None, None, rng.randrange(20_000)])
        found.append(lever(f"{10_000 + number}", now, room=room, seen=rng.choice([0, 1, 1, 3, 7]), peers=peers))
    return found


def worth(levers, changes, term) -> Fraction:
    """Value a package in fractions of a cent, with no rounding anywhere."""
    total = Fraction(0)
    for one in levers:
        for year in range(1, term.years + 1):
            rate = (1 + Fraction(changes.of(one), FULL)) * (1 + Fraction(changes.escalator, FULL)) ** (year - 1)
            if one.room is not None:
                rate = min(rate, 1 + Fraction(max(0, one.room), FULL))
            total += one.now * (rate - 1) / (1 + Fraction(term.discount, FULL)) ** year
    return total


def reach(one, limits) -> int:
    """Give the largest change of a code, written anew from what the limits say."""
    if limits.spare_above and one.peers is not None and one.now > one.peers.amounts[75]:
        return 0
    ends = [Fraction(limits.most)]
    if one.room is not None:
        ends.append(Fraction(one.room))
    if limits.percentile is not None and one.peers is not None:
        ends.append(Fraction((one.peers.amounts[limits.percentile] - one.now) * FULL, one.now))
    return max(0, int(min(ends) // limits.step)) * limits.step


def keeps(levers, changes, limits, term) -> bool:
    """Say whether a package keeps the limits, in fractions, written anew from their docstring."""
    weights = sum(one.seen for one in levers)
    seen = Fraction(sum(one.seen * changes.of(one) for one in levers), max(1, weights))
    last = ((1 + seen / FULL) * (1 + Fraction(changes.escalator, FULL)) ** (term.years - 1) - 1) * FULL
    return (
        (limits.headline is None or seen <= limits.headline)
        and (limits.last_headline is None or not weights or last <= limits.last_headline)
        and (limits.codes is None or sum(changes.of(one) > changes.base for one in levers) <= limits.codes)
        and all(min(changes.base, reach(one, limits)) <= changes.of(one) <= reach(one, limits) for one in levers)
        and limits.base_least <= changes.base <= limits.base_most
        and 0 <= changes.escalator <= limits.escalator_most
        and (
            limits.budget is None
            or sum(Fraction(one.now * changes.of(one), FULL) for one in levers) <= limits.budget
        )
    )  # fmt: skip


def package(levers, limits, base, escalator, extras) -> Changes:
    """Make a package of a base, an escalator and extras on some codes; no code goes further than it may."""
    own = {}
    for one in levers:
        most = reach(one, limits)
        change = min(most, min(base, most) + extras.get(one.key, 0))
        if change != base:
            own[one.key] = change
    return Changes(base, escalator, own)


def every_package(levers, limits, most_steps):
    """Give every package of the grid with carve-outs of up to so many steps above the base."""
    bases = range(-(-limits.base_least // limits.step) * limits.step, limits.base_most + 1, limits.step)
    steps = [range(0, min(most_steps * limits.step, reach(one, limits)) + 1, limits.step) for one in levers]
    for escalator in range(0, limits.escalator_most + 1, limits.escalator_step):
        for base in bases:
            for extras in itertools.product(*steps):
                named = {one.key: extra for one, extra in zip(levers, extras, strict=True)}
                yield package(levers, limits, base, escalator, named)


def random_package(rng, levers, limits, term):
    """Draw a feasible package: random at first, then taken back until it keeps the limits; None if none was found."""
    low = -(-limits.base_least // limits.step)
    base = rng.randrange(low, limits.base_most // limits.step + 1) * limits.step
    escalator = rng.randrange(limits.escalator_most // limits.escalator_step + 1) * limits.escalator_step
    count = len(levers) if limits.codes is None else min(limits.codes, len(levers))
    extras = {one.key: rng.randrange(limits.most // limits.step + 1) * limits.step
              for one in rng.sample(levers, rng.randrange(count + 1))}  # fmt: skip
    for _ in range(40):
        made = package(levers, limits, base, escalator, extras)
        if not broken(levers, made, limits, term):
            return made
        base = max(low * limits.step, base * rng.randrange(2, 10) // 10 // limits.step * limits.step)
        escalator = rng.choice([escalator, max(0, escalator - limits.escalator_step)])
        extras = {key: extra * rng.randrange(3, 10) // 10 // limits.step * limits.step for key, extra in extras.items()}
    return None
