"""Arguments: a list with evidence, never a score, and never another practice's figures."""

import attrs
import pytest

from counteroffer.core.errors import InputError
from counteroffer.negotiate.leverage import AGAINST_US, FOR_US, Evidence, Leverage, kinds, leverage

OURS = Evidence("our_dependence", "31.4%", "own claims", n=4120)
MEMBERS = Evidence("members_served", "18%", "payer's filing of 2026-09", basis="payer")
ALONE = Evidence("only_choice", "212", "NPPES of 2026-11", basis="public", n=212)


def test_arguments_for_us_come_first_and_the_others_are_still_to_be_found():
    found = leverage([OURS, ALONE, MEMBERS])
    assert [one.kind.key for one in found.arguments] == ["members_served", "only_choice", "our_dependence"]
    assert found.arguments[-1].kind.speaks == AGAINST_US
    there = {one.kind.key for one in found.arguments}
    assert [kind.key for kind in found.open] == [key for key in kinds() if key not in there]


@pytest.mark.parametrize("basis", ["other_practice", "survey", "", "pooled"])
def test_what_is_neither_ours_nor_the_payers_nor_public_is_refused(basis):
    with pytest.raises(InputError, match="never another practice's"):
        leverage([attrs.evolve(OURS, basis=basis)])


def test_a_figure_without_a_source_and_an_unknown_argument_are_refused():
    with pytest.raises(InputError, match="has no source"):
        leverage([attrs.evolve(OURS, source=" ")])
    with pytest.raises(InputError, match=r"no argument 'charm'.*members_served"):
        leverage([Evidence("charm", "1", "us")])


def test_there_is_no_score_anywhere():
    assert [field.name for field in attrs.fields(Leverage)] == ["arguments", "open"]
    assert not any("score" in field.name for field in attrs.fields(Evidence))


def test_without_evidence_every_argument_is_open_and_says_where_to_find_it():
    found = leverage([])
    assert found.arguments == ()
    assert len(found.open) == len(kinds())
    assert all(kind.find and kind.speaks in (FOR_US, AGAINST_US) for kind in found.open)


def test_several_figures_may_stand_under_one_argument_in_the_order_given():
    found = leverage([MEMBERS, attrs.evolve(MEMBERS, figure="22%", source="its roster")])
    assert [one.evidence.figure for one in found.arguments] == ["18%", "22%"]
