"""The guard before a termination notice: nothing may be drafted while one thing is missing."""

from itertools import product

import attrs
import pytest

from counteroffer.core.errors import InputError
from counteroffer.negotiate.readiness import CONDITIONAL, Readiness, missing, refuse_unready, warnings

WHOLE = Readiness(
    "Acme", computed=True, signed=("Ann", "Ben"), notice_days=90, method="certified mail", address="1 Main St",
    continuity=True,
)  # fmt: skip

LACKING = {
    "walkaway": {"computed": False},
    "signed": {"signed": ("Ann",)},
    "clause": {"address": ""},
    "continuity": {"continuity": False},
}


def test_with_all_of_it_a_notice_may_be_drafted():
    assert missing(WHOLE) == []
    refuse_unready(WHOLE)


@pytest.mark.parametrize("lacks", list(product([False, True], repeat=4)))
def test_what_is_missing_is_named_exactly_in_every_combination(lacks):
    names = [name for name, lack in zip(LACKING, lacks, strict=True) if lack]
    ready = WHOLE
    for name in names:
        ready = attrs.evolve(ready, **LACKING[name])
    found = missing(ready)
    assert [one.what for one in found] == names
    assert all(one.says and one.mend for one in found)
    if names:
        with pytest.raises(InputError) as fault:
            refuse_unready(ready)
        assert all(one.mend in fault.value.says for one in found)


@pytest.mark.parametrize("signed", [(), ("Ann",), ("Ann", "Ann"), ("Ann", " ann "), ("Ann", "")])
def test_one_person_however_often_is_not_two(signed):
    found = missing(attrs.evolve(WHOLE, signed=signed))
    assert [one.what for one in found] == ["signed"]


@pytest.mark.parametrize(
    ("lacking", "named"),
    [
        ({"notice_days": None}, "its days."),
        ({"method": "", "address": ""}, "its method, address."),
        ({"notice_days": None, "method": "", "address": ""}, "its days, method, address."),
    ],
)
def test_a_notice_clause_has_days_method_and_address(lacking, named):
    assert missing(attrs.evolve(WHOLE, **lacking))[0].says.endswith(named)


def test_notice_of_no_days_is_a_clause_that_says_its_days():
    assert missing(attrs.evolve(WHOLE, notice_days=0)) == []


def test_a_walk_away_point_on_other_answers_does_not_count():
    found = missing(attrs.evolve(WHOLE, computed=False, stale=True))
    assert "changed since" in found[0].says
    assert 'counteroffer walkaway "Acme"' in found[0].mend


def test_a_conditional_notice_carries_counsels_warning_and_every_notice_goes_to_counsel():
    assert CONDITIONAL in warnings(conditional=True)
    assert CONDITIONAL not in warnings(conditional=False)
    assert all(any("counsel" in says for says in warnings(conditional=c)) for c in (True, False))
