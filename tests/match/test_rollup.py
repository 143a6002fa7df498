"""Which payers are proposed to be one, on what evidence; and which never are."""

from itertools import pairwise

import pytest
from tests.match.books import File, MemoryEngine

from counteroffer.match.evidence import Crossing, Spelled, crossings, spellings
from counteroffer.match.payers import PayerNames
from counteroffer.match.rollup import known_payers, proposals


def paying(payer, payer_id="", tin="", paid=100_00):
    return Spelled(payer, payer, payer_id, tin, remits=1, paid=paid)


def asked(*spelled, crossed=(), apart=()):
    return proposals(known_payers(spelled), crossed, apart)


def groups(found):
    return [{member.payer for member in proposal.members} for proposal in found]


def test_names_that_sound_alike_are_proposed_and_the_one_that_paid_most_gives_its_name():
    found = asked(paying("BCBS OF TX", paid=5), paying("Blue Cross Blue Shield of Texas", paid=9), paying("Zeta"))
    assert groups(found) == [{"BCBS OF TX", "Blue Cross Blue Shield of Texas"}]
    assert found[0].payer == "Blue Cross Blue Shield of Texas"
    assert found[0].confidence == pytest.approx(0.93)
    assert "sound 100% alike" in found[0].evidence[0]


@pytest.mark.parametrize(
    ("one", "other"), [("Blue Cross of Texas", "Blue Cross of Ohio"), ("UFCW Local 12", "UFCW Local 47")]
)
def test_states_and_numbers_keep_payers_apart_whatever_they_share(one, other):
    crossed = [Crossing(one, other, 50, 50, 1)]
    assert asked(paying(one, "77", "99"), paying(other, "77", "99"), crossed=crossed) == []


def test_a_line_of_business_makes_it_a_question_with_its_doubt_and_never_a_sure_thing():
    (found,) = asked(
        paying("Humana", "61101"), paying("Humana Medicare", "61101"),
        crossed=[Crossing("Humana", "Humana Medicare", 90, 90, 1)],
    )  # fmt: skip
    assert found.confidence == 0.6
    assert "only one names medicare" in found.doubts[0]
    assert asked(paying("Humana"), paying("Humana Medicare")) == []  # their sound alone is not worth a question


@pytest.mark.parametrize(
    ("claims", "of", "weight"), [(50, 50, 0.97), (5, 5, 0.93), (2, 2, 0.6), (6, 10, 0.85), (1, 2, 0.5), (30, 100, 0.6)]
)
def test_claims_that_crossed_over_weigh_by_their_number_and_share(claims, of, weight):
    (found,) = asked(paying("Alpha"), paying("Omega"), crossed=[Crossing("Alpha", "Omega", claims, of, 1_234_00)])
    assert found.confidence == pytest.approx(weight)
    assert f"{claims} of the {of} claims sent to Alpha" in found.evidence[0]
    assert "$1,234.00" in found.evidence[0]


def test_an_id_shared_by_two_is_strong_and_by_many_weak():
    assert asked(paying("Alpha", "7"), paying("Omega", "7"))[0].confidence == pytest.approx(0.9)
    many = [paying(name, "7") for name in ("Alpha", "Kestrel", "Omega", "Quince")]
    assert [p.confidence for p in asked(*many)] == [0.5] * 6  # six pairs, six questions, no group
    assert asked(paying("Alpha", "99999"), paying("Omega", "99999")) == []  # an id that stands for no payer


def test_a_shared_tax_id_is_a_question_only_and_adds_to_other_evidence():
    assert asked(paying("Alpha", tin="9"), paying("Omega", tin="9"))[0].confidence == pytest.approx(0.6)
    both = asked(paying("Alpha", "7", "9"), paying("Omega", "7", "9"))
    assert both[0].confidence == pytest.approx(1 - 0.1 * 0.4)


def test_a_group_grows_by_strong_links_and_is_as_sure_as_the_weakest():
    found = asked(
        paying("Alpha", "71"), paying("Omega", "71"), paying("Kestrel"),
        crossed=[Crossing("Omega", "Kestrel", 60, 100, 1)],
    )  # fmt: skip
    assert groups(found) == [{"Alpha", "Omega", "Kestrel"}]
    assert found[0].confidence == pytest.approx(0.85)


def test_a_group_never_joins_two_that_must_stay_apart_by_way_of_a_third():
    found = asked(
        paying("BCBS of Texas", "71"), paying("Alpha", "71"), paying("BCBS of Ohio", "72"), paying("Alpha", "72"),
    )  # fmt: skip
    assert groups(found) == [{"Alpha", "BCBS of Ohio"}]  # the other link waits for the answer to this one


def test_what_the_practice_said_is_not_the_same_is_not_asked_again_in_any_spelling():
    spelled = [paying("Acme Health"), paying("Acme Hlth Co")]
    assert len(asked(*spelled)) == 1
    assert asked(*spelled, apart=[("ACME HEALTH", "acme hlth co.")]) == []


def test_a_name_that_the_practice_or_a_contract_gives_leads_though_it_paid_nothing():
    known = known_payers([paying("ACME HLTH INSURANCE")], said={"Acme Health Insurance"})
    (found,) = proposals(known)
    assert found.payer == "Acme Health Insurance"


def test_crossings_are_claims_between_two_payers_only():
    files = [File(1), File(2)]
    for number in range(4):
        files[0].claim(f"C{number}", [("99213", 100)], payer="Brand")
        files[1].remit(f"C{number}", [("99213", 100, 80)], payer="Carrier")
    files[0].claim("own", [("99213", 100)], payer="Brand")
    files[1].remit("own", [("99213", 100, 80)], payer="Brand")
    # a second payer, a number used twice, a predetermination: no crossing
    files[0].claim("cob", [("99213", 100)], payer="Brand")
    files[1].remit("cob", [("99213", 100, 60)], payer="Brand").remit("cob", [("99213", 100, 9)], payer="Medigap")
    files[1].remit("late", [("99213", 100, 60)], payer="Medigap", status="2")
    files[0].claim("twice", [("99213", 100)], payer="Brand")
    files[1].remit("twice", [("99213", 555, 60)], payer="Medigap")
    files[0].claim("plan", [("99213", 100)], payer="Brand")
    files[1].remit("plan", [("99213", 100, 60)], payer="Medigap", status="25")
    rows = {name: files[0].rows[name] + files[1].rows[name] for name in files[0].rows}
    with MemoryEngine(rows) as engine:
        assert crossings(engine, PayerNames()) == [Crossing("Brand", "Carrier", 4, 5, 400)]
        assert {(s.payer, s.claims, s.remits) for s in spellings(engine, PayerNames())} == {
            ("Brand", 8, 0), ("Brand", 0, 2), ("Carrier", 0, 4), ("Medigap", 0, 4),
        }  # fmt: skip


def test_proposals_come_the_surest_first():
    found = asked(
        paying("Acme Health"), paying("ACME HLTH LLC PLAN"), paying("Alpha", "7"), paying("Omega", "7"),
        paying("Quince", tin="3"), paying("Zebra", tin="3"),
    )  # fmt: skip
    assert len(found) >= 2
    assert all(a.confidence >= b.confidence for a, b in pairwise(found))
