"""The truth file says what stands in the files, and what was planted is there in sane amounts."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest
from tests.demo.x12scan import Claim, Remit, contents, remits

from counteroffer.demo import Truth, generate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENT = {"1", "2", "3"}


@pytest.fixture(scope="module")
def rows(small: Truth) -> list[dict[str, str]]:
    return list(csv.DictReader(gzip.decompress(small.lines_path.read_bytes()).decode().splitlines()))


@pytest.fixture(scope="module")
def read(small: Truth) -> list[Remit]:
    return [r for _, text in contents(small.out / "files" / "835") for r in remits(text)]


def adjudications(read: list[Remit]) -> Iterator[tuple[str, Claim]]:
    """Give payment date and claim of everything at a first payer, oldest first."""
    for remit in sorted(read, key=lambda r: r.date):
        yield from ((remit.date, c) for c in remit.claims if c.status != "2")


def test_a_claim_never_answered_stands_in_no_remittance(small: Truth, read: list[Remit]) -> None:
    answered = {c.number for _, c in adjudications(read)}
    assert small.facts["never_answered"]
    assert not answered & set(small.facts["never_answered"])
    assert len(answered) + len(small.facts["never_answered"]) == small.facts["counts"]["claims"]


def test_claims_adjudicated_once_were_allowed_what_the_truth_says(
    small: Truth, rows: list[dict[str, str]], read: list[Remit]
) -> None:
    more = {c["claim"] for c in small.facts["corrections"]}
    told: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        told[row["claim"]].append(row)
    checked = 0
    for _, claim in adjudications(read):
        if claim.number in more or not claim.lines:
            continue
        for line, row in zip(claim.lines, told[claim.number], strict=True):
            owed = sum(a for g, reason, a in line.cas if g == "PR" and reason in PATIENT)
            cut = sum(a for _, reason, a in line.cas if reason == "253")
            assert (line.charge, line.paid) == (int(row["charge_cents"]), int(row["paid_cents"]))
            assert line.paid + owed + cut == int(row["allowed_cents"])
            reasons = {reason for _, reason, _ in line.cas}
            assert (row["denial_carc"] in reasons) == (row["outcome"] == "denied")
            checked += 1
    assert checked > 2_000


def test_every_correction_of_the_truth_is_in_the_files(small: Truth, read: list[Remit]) -> None:
    reversed_, others = defaultdict(int), defaultdict(int)
    for _, claim in adjudications(read):
        (reversed_ if claim.status == "22" else others)[claim.number] += 1
    told = {c["claim"]: c for c in small.facts["corrections"]}
    assert {n for n, k in others.items() if k > 1} | set(reversed_) == set(told)
    for number, one in told.items():
        assert reversed_[number] == one["reversals"]
        assert others[number] == (2 if one["replaced"] or one["path"] == "sent_twice" else 1)


def test_every_path_of_reversal_and_correction_occurs(small: Truth) -> None:
    paths = {c["path"] for c in small.facts["corrections"]}
    assert paths == {"filed_again", "same_day", "later", "earlier", "taken_back", "sent_twice"}


def test_every_cause_is_planted_with_its_claims_and_lines(small: Truth, rows: list[dict[str, str]]) -> None:
    by_place = {(r["claim"], int(r["line"])): r for r in rows}
    for cause, told in small.facts["underpayments"].items():
        assert told["lines"] == len(told["where"]) > 0, cause
        for claim, line, missing in told["where"]:
            row = by_place[claim, line]
            assert (row["cause"], row["underpaid"]) == (cause, "1")
            assert int(row["expected_cents"]) - int(row["allowed_cents"]) == missing > 100
    assert sum(r["underpaid"] == "1" for r in rows) == sum(u["lines"] for u in small.facts["underpayments"].values())
    for cause, told in small.facts["denials"].items():
        assert told["lines"] == len(told["where"]) > 0, cause
        assert all(by_place[c, n]["outcome"] == final for c, n, final in told["where"])


def test_decoys_stay_within_the_tolerance_and_some_lie_right_on_it(small: Truth) -> None:
    short = [cents for *_, cents in small.facts["decoys"]["small_within_tolerance"]]
    assert min(short) > 0
    assert max(short) == 100
    assert all(cents < 0 for *_, cents in small.facts["decoys"]["overpaid"])


@pytest.mark.parametrize("seed", [1, 2, 99])
def test_whatever_the_seed_no_line_is_underpaid_but_by_a_planted_cause(seed: int, tmp_path: Path) -> None:
    truth = generate(tmp_path, lines=12_000, seed=seed)
    text = gzip.decompress(truth.lines_path.read_bytes()).decode()
    underpaid = {r["cause"] for r in csv.DictReader(text.splitlines()) if r["underpaid"] == "1"}
    assert underpaid == set(truth.facts["underpayments"])
    assert all(cents < 0 for *_, cents in truth.facts["decoys"]["overpaid"])


def test_planted_shares_are_those_of_a_real_practice(small: Truth, rows: list[dict[str, str]]) -> None:
    lines, claims = len(rows), small.facts["counts"]["claims"]
    denied = sum(d["claims"] for d in small.facts["denials"].values())
    assert 0.06 < denied / claims < 0.16
    assert 0.01 < sum(r["underpaid"] == "1" for r in rows) / lines < 0.07
    assert 0.005 < len(small.facts["never_answered"]) / claims < 0.05
    assert 0.003 < len(small.facts["late_filings"]) / claims < 0.02
    assert all(days > limit for _, _, days, limit in small.facts["late_filings"])
    visits = sum(r["code"] in ("99213", "99214") for r in rows)
    assert 0.2 < visits / lines < 0.5
    assert sum(r["pos"] in ("21", "22", "24", "02") for r in rows) / lines < 0.25


def test_payers_add_up_to_the_practice(small: Truth, rows: list[dict[str, str]]) -> None:
    payers = small.facts["payers"]
    assert len(payers) == 7
    for column in ("charge_cents", "allowed_cents", "paid_cents", "patient_cents"):
        assert sum(p[column] for p in payers.values()) == sum(int(r[column] or 0) for r in rows)
    summit = payers["SUMMIT MUTUAL HEALTH"]["percent_of_medicare_2025"]["percent"]
    assert 105 < summit < 130
    assert payers["LANTERN COMMUNITY MEDICAID"]["percent_of_medicare_2025"]["percent"] < 90


def test_lesser_of_losses_are_the_rows_where_the_contract_pays_more_than_the_charge(
    small: Truth, rows: list[dict[str, str]]
) -> None:
    for payer, told in small.facts["lesser_of"].items():
        lost = [
            int(r["contracted_cents"]) - int(r["charge_cents"])
            for r in rows
            if r["payer"] == payer and r["contracted_cents"] and int(r["contracted_cents"]) > int(r["charge_cents"])
        ]
        assert (len(lost), sum(lost)) == (told["lines"], told["cents"])


def test_one_payer_has_codes_without_any_rate(small: Truth) -> None:
    assert "PINEBROOK BENEFIT ADMINISTRATORS" in small.facts["unscheduled"]["no_rate"]
    assert small.facts["unscheduled"]["default"]
