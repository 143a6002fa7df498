"""What is decided at the table, beside the same in plain Python: how many times as fast, and equal answers.

    python benchmarks/draws.py [--draws 10000] [--runs 5]

One function for each question; each gives the seconds of both sides, the best of so many runs, and checks that both
come to the same. Ratios say more than seconds on a computer that others use too.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from fractions import Fraction
from typing import TYPE_CHECKING

from counteroffer.negotiate.draws import TRIANGULAR, draw
from counteroffer.negotiate.ranges import Range
from counteroffer.negotiate.uncertain import Uncertain

if TYPE_CHECKING:
    from collections.abc import Callable

GIVEN = Uncertain(
    visits=Range.at(4000),
    rate=Range.at(10500),
    cost=Range(Fraction(4000), Fraction(4500), Fraction(5000)),
    retention=Range(Fraction(1, 5), Fraction(7, 20), Fraction(3, 5)),
    out_of_network=Range(Fraction(8500), Fraction(9800), Fraction(10500)),
    backfill=Range(Fraction(3, 10), Fraction(1, 2), Fraction(4, 5)),
    backfill_rate=Range(Fraction(10500), Fraction(12000), Fraction(12500)),
    one_off=Range.at(1_200_000),
    ramp=Range(Fraction(2), Fraction(4), Fraction(9)),
    contamination=Range(Fraction(0), Fraction(1, 20), Fraction(3, 20)),
    referred=Range.at(25_000_000),
)


def best(run: Callable[[], float], runs: int) -> tuple[float, float]:
    """Give the least seconds of several runs, and what the last one came to."""
    found, least = 0.0, math.inf
    for _ in range(runs):
        begun = time.perf_counter()
        found = run()
        least = min(least, time.perf_counter() - begun)
    return least, found


def plain_draws(n: int) -> float:
    """Draw the reservation rate in a loop; give its mean, cents per visit."""
    rng, total = random.Random(7), 0.0
    ranges = {name: tuple(map(float, (r.low, r.likely, r.high))) for name, r in GIVEN.ranges.items()}
    for _ in range(n):
        one = {
            name: low if low == high else rng.triangular(low, high, likely)
            for name, (low, likely, high) in ranges.items()
        }
        year = 1 - one["ramp"] / 24 if one["ramp"] <= 12 else 6 / one["ramp"]
        kept = one["retention"] * (one["out_of_network"] - one["cost"])
        freed = (1 - one["retention"]) * one["backfill"] * year * (one["backfill_rate"] - one["cost"])
        leave = one["visits"] * (kept + freed) - one["one_off"] - one["contamination"] * one["referred"]
        total += one["cost"] + leave / one["visits"]
    return total / n


def draws(n: int, runs: int) -> None:
    """Many draws of the walk-away point: numpy beside a loop."""
    ours, mean = best(lambda: float(draw(GIVEN, n, shape=TRIANGULAR).reserve.mean()), runs)
    theirs, other = best(lambda: plain_draws(n), runs)
    spread = float(draw(GIVEN, n).reserve.std())
    assert abs(mean - other) < 6 * spread * math.sqrt(2 / n), (mean, other)
    print(f"{n:,} draws of the walk-away point: {ours:.4f} s; a loop {theirs:.4f} s; {theirs / ours:.0f} times as fast")
    print(f"  means {mean / 100:.3f} and {other / 100:.3f} per visit")


def main() -> None:
    """Run every bench."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    draws(asked.draws, asked.runs)


if __name__ == "__main__":
    main()
