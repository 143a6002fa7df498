"""The claims files are real 5010: counted right, in a sound hierarchy, and with charges that add up."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from tests.demo.x12scan import Segment, cents, contents, segments

if TYPE_CHECKING:
    from counteroffer.demo import Truth


@pytest.fixture(scope="module")
def read(small: Truth) -> list[list[Segment]]:
    return [segments(text) for _, text in contents(small.out / "files" / "837")]


def transactions(parts: list[Segment]) -> list[list[Segment]]:
    starts = [i for i, s in enumerate(parts) if s[0] == "ST"]
    ends = [i for i, s in enumerate(parts) if s[0] == "SE"]
    return [parts[a : b + 1] for a, b in zip(starts, ends, strict=True)]


def test_every_envelope_counts_its_segments_and_transactions(read: list[list[Segment]]) -> None:
    for parts in read:
        sets = transactions(parts)
        assert all(one[-1][1:] == [str(len(one)), one[0][2]] for one in sets)
        assert next(s for s in parts if s[0] == "GE")[1] == str(len(sets))
        assert parts[-1] == ["IEA", "1", parts[0][13]]


def test_levels_are_numbered_on_and_name_their_parents(read: list[list[Segment]]) -> None:
    for one in (t for parts in read for t in transactions(parts)):
        levels = [s for s in one if s[0] == "HL"]
        assert [int(s[1]) for s in levels] == list(range(1, len(levels) + 1))
        kind = {s[1]: s[3] for s in levels}
        wanted = {"22": "20", "23": "22"}
        assert all(kind[s[2]] == wanted[s[3]] for s in levels[1:])
        parents = Counter(s[2] for s in levels)
        assert all((s[4] == "1") == (parents[s[1]] > 0) for s in levels)


def test_every_claim_charges_what_its_lines_do(read: list[list[Segment]]) -> None:
    for one in (t for parts in read for t in transactions(parts)):
        charge = 0
        for s in [*one, ["CLM", "", "0"]]:
            if s[0] == "CLM":
                assert charge == 0
                charge = cents(s[2])
            elif s[0] == "SV1":
                charge -= cents(s[2])


def test_the_counts_and_sums_of_the_truth_are_those_of_the_files(small: Truth, read: list[list[Segment]]) -> None:
    flat = [s for parts in read for s in parts]
    claims = [s for s in flat if s[0] == "CLM"]
    assert small.facts["files"]["837"] == {
        "files": len(read),
        "transactions": sum(s[0] == "ST" for s in flat),
        "claims": len(claims),
        "lines": sum(s[0] == "SV1" for s in flat),
        "charge_cents": sum(cents(s[2]) for s in claims),
        "paid_cents": 0,
    }


def test_several_payers_share_a_file_and_claims_are_filed_again_and_to_second_payers(read: list[list[Segment]]) -> None:
    assert all(len({s[3] for s in parts if s[:2] == ["NM1", "PR"]}) > 2 for parts in read[:90])
    flat = [s for parts in read for s in parts]
    assert {s[5].split(":")[2] for s in flat if s[0] == "CLM"} == {"1", "7"}
    assert {s[1] for s in flat if s[0] == "SBR"} == {"P", "S"}
