"""The negotiation in progress: what each round is worth, held against plain arithmetic over the planted lines."""

import csv
import datetime as dt
import gzip

import pytest
from tests.practices import priced_practice

from counteroffer.negotiate.readiness import missing
from counteroffer.negotiate.rounds import ACCEPT, HOLD
from counteroffer.workspace import Workspace
from counteroffer.workspace.offers import Offers
from counteroffer.workspace.plan import readiness
from counteroffer.workspace.played import play


@pytest.fixture(scope="module")
def practice(tmp_path_factory):
    return priced_practice(tmp_path_factory)


@pytest.fixture(scope="module")
def talk(practice):
    return play(Workspace.open(practice.out), practice.out / "table")


def rates_of(folder):
    """Summit's rates of 2025 by code, modifier and setting: what its proposal was made of, read back from it."""
    found = {}
    for row in csv.DictReader((folder / "table" / "summit-proposed-2026.csv").open()):
        for setting, column in (("nonfacility", "Non-Facility Fee"), ("facility", "Facility Fee")):
            if row[column]:
                found[row["CPT"], row["Modifier"], setting] = round(float(row[column]) * 100)
    return found


def half_up(cents, tenths):
    return (2 * cents * (1000 + tenths) + 1000) // 2000


def told_lines(practice, talk):
    """Lines of the base period that the payer pays, as planted."""
    with gzip.open(practice.out / "truth_lines.csv.gz", "rt") as file:
        for row in csv.DictReader(file):
            day = dt.date.fromisoformat(row["service_date"])
            if row["payer"] != practice.facts["table"]["payer"] or not talk.base.since <= day <= talk.base.until:
                continue
            if row["outcome"] in ("paid", "none"):
                yield row


def test_the_base_period_is_of_one_year_whose_rates_are_all_of_2025(talk):
    assert talk.base.months == 12
    assert talk.base.since >= dt.date(2025, 1, 1)


def test_every_round_is_worth_what_plain_arithmetic_over_the_planted_lines_says(practice, talk):
    rounds, planted = Offers(talk).rounds(), practice.facts["table"]["rounds"]
    assert [one.by for one in rounds] == [one["by"] for one in planted]
    offered = rates_of(practice.out)
    first, last = practice.facts["table"]["visits"]
    now, sums = 0, [0] * len(planted)
    for row in told_lines(practice, talk):
        expected = int(row["expected_cents"] or row["allowed_cents"] or 0)
        now += expected
        by_rate = row["confidence"] == "exact" and row["basis"] != "percent_of_charges"
        modifier = next((m for m in (row["mod1"], row["mod2"]) if m in ("26", "TC")), "")
        setting = "nonfacility" if row["pos"] in ("11", "10") else "facility"
        units = int(row["units"])
        for place, plan in enumerate(planted):
            if not by_rate:
                sums[place] += expected
                continue
            rate = int(row["contracted_cents"]) // units
            tenths = plan["visits"] if first <= row["code"] <= last else plan["all"]
            if row["code"] in plan.get("cents", {}):
                sums[place] += plan["cents"][row["code"]] * units
            elif place == 1:  # the payer's own file says the cents
                assert offered[row["code"], modifier, setting] == half_up(rate, tenths)
                sums[place] += offered[row["code"], modifier, setting] * units
            else:
                sums[place] += half_up(rate, tenths) * units
    assert [one.worth.now for one in rounds] == [now] * 4
    assert [one.worth.gain for one in rounds] == [total - now for total in sums]


def test_the_mix_trap_is_caught_and_the_others_keep_their_word(practice, talk):
    verdicts = [one.worth.trap for one in Offers(talk).rounds()]
    assert verdicts[1] == practice.facts["table"]["rounds"][1]["verdict"] == "loss"
    assert verdicts[3] == "fine"
    assert Offers(talk).rounds()[1].worth.gain < 0


def test_the_last_word_is_below_the_target_so_that_the_desk_counters_and_never_accepts_it(talk):
    found = Offers(talk).counter()
    assert found.what not in (ACCEPT, HOLD)
    assert found.gain < Offers(talk).rounds()[2].worth.gain
    assert found.concession <= Offers(talk).rounds()[3].worth.gain - Offers(talk).rounds()[1].worth.gain


def test_the_papers_lie_with_their_rounds_and_the_mandate_is_signed_by_two(talk):
    assert talk.signed("mandate") == ["Dr. Ames", "Dr. Ruiz"]
    kept = [name for one in Offers(talk).rounds() for name in one.documents]
    assert len(kept) == 3
    assert all((talk.folder / "documents" / name).is_file() for name in kept)
    assert len(talk.events("contact")) == 3


def test_the_walk_away_point_is_worked_out_and_a_notice_still_waits_for_what_is_missing(practice, talk):
    ready = readiness(Workspace.open(practice.out), talk.payer)
    assert ready.computed
    assert not ready.stale
    assert ready.notice_days == 120
    assert [one.what for one in missing(ready)] == ["signed", "clause", "continuity"]
