"""The remittances are real 5010: counted right, dressed as each payer likes, and balanced to the cent."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from tests.demo.x12scan import Remit, cents, contents, remits, segments

from counteroffer.demo.payers import PAYERS

if TYPE_CHECKING:
    from counteroffer.demo import Truth


@pytest.fixture(scope="module")
def texts(small: Truth) -> dict[str, str]:
    return dict(contents(small.out / "files" / "835"))


@pytest.fixture(scope="module")
def read(texts: dict[str, str]) -> list[Remit]:
    return [remit for text in texts.values() for remit in remits(text)]


def test_every_envelope_counts_its_segments_and_transactions(texts: dict[str, str]) -> None:
    for name, text in texts.items():
        parts = segments(text)
        starts = [i for i, s in enumerate(parts) if s[0] == "ST"]
        ends = [i for i, s in enumerate(parts) if s[0] == "SE"]
        assert parts[0][0] == "ISA", name
        assert len(text.split(text[105])[0]) == 105, name
        for start, end in zip(starts, ends, strict=True):
            assert parts[end][1:] == [str(end - start + 1), parts[start][2]], name
        (group,) = (s for s in parts if s[0] == "GE")
        assert group[1] == str(len(starts)), name
        assert parts[-1] == ["IEA", "1", parts[0][13]], name
        assert len(parts[0]) == 17, name


def test_every_line_balances(read: list[Remit]) -> None:
    for claim in (c for r in read for c in r.claims):
        for line in claim.lines:
            assert line.charge - sum(amount for *_, amount in line.cas) == line.paid, claim


def test_every_claim_balances_and_its_patient_share_is_the_sum_of_group_pr(read: list[Remit]) -> None:
    for claim in (c for r in read for c in r.claims):
        every = claim.cas + [cas for line in claim.lines for cas in line.cas]
        assert claim.charge - sum(amount for *_, amount in every) == claim.paid, claim
        assert claim.owed == sum(amount for group, _, amount in every if group == "PR"), claim
        if claim.lines:
            assert claim.charge == sum(line.charge for line in claim.lines), claim
            assert claim.paid == sum(line.paid for line in claim.lines), claim


def test_every_transaction_balances_and_pays_no_negative_amount(read: list[Remit]) -> None:
    for remit in read:
        assert remit.paid == sum(c.paid for c in remit.claims) - sum(remit.plb), remit.date
        assert remit.paid >= 0


def test_the_counts_and_sums_of_the_truth_are_those_of_the_files(
    small: Truth, read: list[Remit], texts: dict[str, str]
) -> None:
    claims = [c for r in read for c in r.claims]
    assert small.facts["files"]["835"] == {
        "files": len(texts),
        "transactions": len(read),
        "claims": len(claims),
        "lines": sum(len(c.lines) for c in claims),
        "charge_cents": sum(c.charge for c in claims),
        "paid_cents": sum(c.paid for c in claims),
        "bpr_cents": sum(r.paid for r in read),
        "plb_cents": sum(sum(r.plb) for r in read),
    }


def test_every_reversal_takes_back_an_earlier_adjudication_to_the_cent(read: list[Remit]) -> None:
    given = Counter((c.number, c.charge, c.paid, c.owed) for r in read for c in r.claims if c.status != "22")
    taken = Counter((c.number, -c.charge, -c.paid, -c.owed) for r in read for c in r.claims if c.status == "22")
    assert taken
    assert not taken - given


def test_no_amount_has_a_part_of_a_cent_and_each_payer_keeps_its_own_way(texts: dict[str, str]) -> None:
    ways = {}
    for text in texts.values():
        parts = segments(text)
        payer = next(s[2] for s in parts if s[:2] == ["N1", "PR"])
        ways.setdefault(payer, {(text[3], text[104], text[105], text[106:108].strip("G"))}).add(
            (text[3], text[104], text[105], text[106:108].strip("G"))
        )
        for amount in (s[2] for s in parts if s[0] in ("BPR", "SVC")):
            cents(amount)
    assert len(ways) == len(PAYERS)
    assert all(len(way) == 1 for way in ways.values())
    assert len({next(iter(way)) for way in ways.values()}) >= 5


def test_some_payers_leave_out_the_allowed_amount_and_one_the_line_control_number(texts: dict[str, str]) -> None:
    allowed, control = Counter[str](), Counter[str]()
    for text in texts.values():
        parts = segments(text)
        payer = next(s[2] for s in parts if s[:2] == ["N1", "PR"])
        allowed[payer] += sum(s[:2] == ["AMT", "B6"] for s in parts)
        control[payer] += sum(s[:2] == ["REF", "6R"] for s in parts)
    assert {p for p, n in allowed.items() if not n} == {p.name for p in PAYERS if not p.style.allowed}
    assert {p for p, n in control.items() if not n} == {"PINEBROOK BENEFIT ADMINISTRATORS"}
