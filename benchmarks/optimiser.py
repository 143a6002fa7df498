"""The optimiser over 500 codes beside a greedy asker: processor seconds, and what each package is worth.

    python benchmarks/optimiser.py [--codes 500] [--seeds 5]

The greedy asker knows the same limits: for every base and escalator of the grid it gives the largest percent to one
code after the other, by dollars for each point that the payer sees, while codes and headline last. Both packages are
checked and valued by the same whole-number arithmetic. The optimiser may never be worth less.
"""

from __future__ import annotations

import argparse
import random
import time

from counteroffer.negotiate.binding import explain
from counteroffer.negotiate.changes import Changes, Term, seen_sum, value
from counteroffer.negotiate.levers import Lever, Peers
from counteroffer.negotiate.limits import Limits, broken
from counteroffer.negotiate.optimise import optimise

TERM = Term(3, 3_000)
CASES = {
    "headline, codes, peers": Limits(headline=4_000, codes=15, escalator_most=3_000, percentile=75),
    "and the last year": Limits(headline=4_000, last_headline=9_000, codes=15, escalator_most=3_000, percentile=75),
    "headline and codes only": Limits(headline=4_000, codes=15, escalator_most=3_000, spare_above=False),
}


def made(seed: int, n: int) -> list[Lever]:
    """Draw codes: few large ones, most with peers, some stopped by charges."""
    rng, levers = random.Random(seed), []
    for number in range(n):
        now = int(rng.lognormvariate(13.5, 1.5)) + 1
        middle = now * rng.gauss(1.05, 0.1)
        amounts = {p: int(middle * part) for p, part in ((25, 0.92), (50, 1.0), (75, 1.1), (90, 1.2))}
        peers = Peers(amounts, 4, "drawn") if rng.random() < 0.8 else None
        room = rng.choice([None, None, None, None, rng.randrange(30_000)])
        levers.append(
            Lever(f"{10_000 + number}", "", "nonfacility", "x", now, room=room, seen=int(rng.lognormvariate(10, 1)),
                  peers=peers)
        )  # fmt: skip
    return levers


def greedy(levers: list[Lever], limits: Limits) -> Changes:
    """Give the best package that one pass by dollars for each seen point finds, over all bases and escalators."""
    ranked = sorted(levers, key=lambda one: -one.now / max(1, one.seen))
    reach = {one.key: limits.reach(one) for one in levers}
    best, worth = Changes(), 0
    for escalator in limits.escalators():
        most = limits.seen_most(levers, escalator, TERM.years)
        for base in range(limits.bases[0], limits.bases[1] + 1, limits.step):
            own = {key: end for key, end in reach.items() if end < base}
            left = most - seen_sum(levers, Changes(base, 0, own))
            if left < 0:
                break
            chosen = 0
            for lever in ranked:
                room = min(reach[lever.key] - base, left // max(1, lever.seen)) // limits.step * limits.step
                if room > 0 and chosen < limits.codes:
                    own[lever.key], chosen, left = base + room, chosen + 1, left - room * lever.seen
            changes = Changes(base, escalator, own)
            if (found := value(levers, changes, TERM)) > worth:
                best, worth = changes, found
    return best


def main() -> None:
    """Run both on each case and print seconds, worths and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--codes", type=int, default=500)
    parser.add_argument("--seeds", type=int, default=5)
    asked = parser.parse_args()
    for name, limits in CASES.items():
        for seed in range(asked.seeds):
            levers = made(seed, asked.codes)
            began = time.process_time()
            best = optimise(levers, limits, TERM)
            ours = time.process_time() - began
            explain(levers, limits, TERM, best)
            explained = time.process_time() - began - ours
            began = time.process_time()
            other = greedy(levers, limits)
            theirs = time.process_time() - began
            assert not broken(levers, best.changes, limits, TERM)
            assert not broken(levers, other, limits, TERM)
            worth = value(levers, other, TERM)
            assert best.worth >= worth
            print(
                f"{name:26} seed {seed}: {ours:5.2f} s ({ours / theirs:5.2f} x greedy), "
                f"worth {best.worth / worth:6.4f} x greedy; explained in {explained:5.2f} s"
            )


if __name__ == "__main__":
    main()
