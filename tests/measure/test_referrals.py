"""Who sends patients, beside plain Python over the same rows; and how the referrer gets from an 837 to a line."""

import random
from collections import defaultdict

import pytest

from counteroffer.core.errors import InputError
from counteroffer.measure.answer import answer, view
from tests.match.books import File
from tests.measure.rows import build, denied, row
from tests.workspace.small import workspace_of

NEW = ("99203", "99385")


@pytest.fixture(scope="module")
def rows():
    draw = random.Random(3)
    made = []
    for i in range(400):
        said = {
            "payer": draw.choice(["Acme", "Blue", "Cobalt"]), "referring_npi": draw.choice(["", "1", "2", "3", "4"]),
            "patient_key": draw.choice(["", *map(str, range(60))]), "claim": f"C{i}",
            "billed_code": draw.choice(["99213", "99202x"[:5], "99203", "99385", "20610"]),
        }  # fmt: skip
        made.append(denied(**said) if draw.random() < 0.1 else row(**said, allowed=draw.randrange(1, 30000)))
    return made


def is_new(one):
    return one["billed_code"] in ("99202", *NEW) and one["patient_key"] != ""


def sums(rows, *keys):
    made = defaultdict(lambda: {"patients": set(), "new": set(), "allowed": 0})
    for one in rows:
        cell = made[tuple(one[key] for key in keys)]
        cell["patients"] |= {one["patient_key"]} - {""}
        cell["new"] |= {one["patient_key"]} if is_new(one) else set()
        cell["allowed"] += one["allowed"] if one["outcome"] == "paid" else 0
    return made


def test_referrers_are_what_plain_python_counts(rows):
    found = view("referrers", build(*rows)).to_pylist()
    due, payers = sums(rows, "payer", "referring_npi"), sums(rows, "payer")
    practice = sums(rows)[()]["allowed"]
    assert len(found) == len(due)
    for one in found:
        cell, payer = due[one["payer"], one["referring_npi"]], payers[one["payer"],]
        assert (one["patients"], one["new_patients"]) == (len(cell["patients"]), len(cell["new"]))
        assert one["allowed"] == cell["allowed"]
        assert one["share_of_payer"] == pytest.approx(100 * cell["allowed"] / payer["allowed"])
        assert one["share_of_new"] == pytest.approx(100 * len(cell["new"]) / len(payer["new"]))
        assert one["share_of_practice"] == pytest.approx(100 * cell["allowed"] / practice)
    for name in ("Acme", "Blue", "Cobalt"):
        named = [one for one in found if one["payer"] == name and one["referring_npi"]]
        assert [one["rank"] for one in named] == [1, 2, 3, 4]
        assert view("referrers", build(*rows), payer=name).to_pylist() == [one for one in found if one["payer"] == name]


def test_what_hangs_on_referrers_is_what_plain_python_counts(rows):
    found = {one["payer"]: one for one in view("referral_exposure", build(*rows), leaning=35).to_pylist()}
    pairs, payers = sums([one for one in rows if one["referring_npi"]], "payer", "referring_npi"), sums(rows, "payer")
    of = defaultdict(int)
    for (_, npi), cell in pairs.items():
        of[npi] += cell["allowed"]
    assert set(found) == {"Acme", "Blue", "Cobalt"}
    some = 0
    for payer, one in found.items():
        own = {npi: cell["allowed"] for (name, npi), cell in pairs.items() if name == payer}
        leaning = [npi for npi, cents in own.items() if 100 * cents / of[npi] >= 35]
        some += len(leaning)
        assert (one["referrers"], one["allowed"]) == (len(own), payers[payer,]["allowed"])
        assert one["referred"] == sum(own.values())
        assert one["elsewhere"] == sum(of[npi] - cents for npi, cents in own.items())
        assert one["leaning_referrers"] == len(leaning)
        assert one["leaning_elsewhere"] == sum(of[npi] - own[npi] for npi in leaning)
        assert one["elsewhere_share"] == pytest.approx(100 * one["elsewhere"] / sums(rows)[()]["allowed"])
    assert 0 < some < 12


def test_a_payer_without_referrers_is_told_with_nothing():
    [found] = view("referral_exposure", build(row(allowed=500))).to_pylist()
    assert [found[name] for name in ("referrers", "referred", "elsewhere", "leaning_elsewhere")] == [0, 0, 0, 0]
    assert found["allowed"] == 500


def test_new_patients_are_counted_once_by_their_visit_codes():
    made = build(row(billed_code="99203"), row(billed_code="99204"), row(billed_code="99213", patient_key="q"))
    assert answer("new_patients", made)["value"].to_pylist() == [1]
    other = view("referrers", made, new_codes="99213").to_pylist()
    assert [one["new_patients"] for one in other] == [1]
    with pytest.raises(InputError, match="No codes"):
        view("referrers", made, new_codes="")


def test_the_referrer_of_the_claim_that_counts_stands_on_its_lines(tmp_path):
    book = File(1).claim("C1", [("99213", 10000), ("20610", 5000)], referring_npi="1111111112")
    book.claim("C2", [("99213", 10000)])
    book.claim("C1", [("99213", 10000), ("20610", 5000)], sent="2025-02-09", frequency="7", referring_npi="1222222220")
    desk = workspace_of(tmp_path / "w", book, File(2).remit("C3", [("99213", 9000, 9000)]))
    with desk.engine() as engine:
        lines = engine.arrow(engine.table("lines")).to_pylist()
    assert {one["claim"]: one["referring_npi"] for one in lines} == {"C1": "1222222220", "C2": "", "C3": ""}
