"""Make the demo practice: draw two years, write the files, and write down the truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from counteroffer.demo import (
    amounts,
    auths,
    catalog,
    course,
    denials,
    files278,
    files835,
    files837,
    mistakes,
    outcomes,
    panel,
    paper,
    people,
    plants,
    rates,
    referrals,
    schedules,
    takebacks,
    talks,
    truth,
    visits,
)
from counteroffer.demo.book import World, open_book
from counteroffer.demo.delivery import Delivery
from counteroffer.demo.payers import BLUE_MESA, HARBORLINE
from counteroffer.demo.remits import Adjuster
from counteroffer.demo.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from counteroffer.demo.plants import Plants
    from counteroffer.demo.rates import Rates
    from counteroffer.demo.schedules import Schedules

LINES, SEED = 150_000, 20251
LINES_A_PATIENT = 16.7


def generate(
    out: Path, lines: int = LINES, seed: int = SEED, progress: Callable[[str], None] | None = None
) -> truth.Truth:
    """Write a made-up practice of two years as real files, with the truth beside them.

    Args:
        out: folder to write into: practice.yaml, contracts/, files/835, files/837, files/278, a log of authorizations,
            truth.json, truth_lines.csv.gz, truth_auths.csv.gz.
        lines: service lines that the practice billed (a few claims more are repeats under a new number).
        seed: the same seed writes the same bytes; another makes another practice.
        progress: called with a sentence at the beginning of each stage.

    Returns:
        What was planted.
    """
    say = progress or (lambda _: None)
    say("drawing two years of visits")
    world, planted, fees = _draw(seed, lines)
    book = open_book(world)
    out.mkdir(parents=True, exist_ok=True)
    say("writing contracts")
    paper.write_practice(out)
    paper.write_contracts(out / "contracts", world.catalog, fees)
    talks.write(out, world.catalog, fees["harborline-2025.csv"])
    delivery = Delivery(out / "files")
    say("writing claims (837)")
    claims = files837.Writer(world, book)
    for claim_file in claims.files():
        delivery.claim_file(claim_file)
    say("writing remittances (835)")
    remits = files835.Writer(Adjuster(world, book), book, world, demands=takebacks.draw(seed, world))
    for remittance in remits.files():
        delivery.remittance(remittance)
    delivery.close()
    say("writing authorizations (278, and a log)")
    stories = auths.draw(world, seed)
    files278.write(out, stories, world.patients, book.number)
    panel.write(out, world.panel, world.patients, world.clinicians)
    say("writing the truth")
    number = np.arange(world.visits.lines) - world.visits.start[:-1][world.visits.claim] + 1
    scene = Scene(world, book, planted, outcomes.settle(world), number, auths.facts(stories))
    tallies = {"835": remits.tally, "837": claims.tally}
    written = truth.Written(tallies, remits.interest, remits.taken)
    return truth.write(out, scene, {"lines": lines, "seed": seed}, written)


def _draw(seed: int, lines: int) -> tuple[World, Plants, Schedules]:
    rng = np.random.default_rng(seed)
    codes = catalog.load()
    fees = schedules.build(rng, codes)
    paid = rates.build(codes, fees)
    team = people.clinicians(rng)
    crowd = people.patients(rng, max(60, int(lines / LINES_A_PATIENT)))
    seen = visits.draw(rng, codes, crowd, lines)
    struck = denials.draw(rng, seen)
    way = course.draw(rng, seen, struck, crowd)
    priced = amounts.price(seen, codes, paid, schedules.charge_master(codes, _best(paid)))
    right = amounts.before_plants(rng, seen, priced)
    stands = plants.outcome_paid(seen, struck, way)
    planted = plants.plant(rng, (seen, priced, paid), right, stands)
    frame = mistakes.Frame(seen, priced, codes, fees, paid, stands)
    planted, read = mistakes.more(seed, frame, planted)
    first, second = amounts.adjudicate(rng, seen, (planted.allowed, planted.units), struck, way)
    sent = referrals.draw(seed, crowd, seen, team)
    lives = panel.draw(seed, crowd, seen, team)
    return World(codes, team, crowd, seen, struck, way, priced, first, second, sent, read, lives), planted, fees


def _best(paid: Rates) -> catalog.Ints:
    """The rates of the better of the two contracts that pay the lesser of rate and charge, 2025."""
    return np.asarray(np.maximum(paid.rate[HARBORLINE, 1], paid.rate[BLUE_MESA, 1]), dtype=np.int64)
