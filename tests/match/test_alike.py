"""Payer names: what makes two of them one, what keeps them apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.match.alike import apart, similarity, taken_apart


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("BCBS TX", "Blue Cross Blue Shield of Texas"),
        ("BCBSTX", "BC/BS OF TEXAS"),
        ("UHC", "UNITEDHEALTHCARE"),
        ("HARBORLINE INS CO", "Harborline Insurance Company, Inc."),
        ("Pinebrook Benefits Admin", "PINEBROOK BENEFIT ADMINISTRATORS"),
        ("Health Acme", "ACME HLTH"),
    ],
)
def test_abbreviations_order_and_legal_forms_do_not_tell_payers_apart(one, other):
    assert similarity(one, other) == 1
    assert apart(one, other) == ""


@pytest.mark.parametrize(
    ("one", "other", "because"),
    [
        ("Blue Cross of Texas", "BCBS OF OHIO", "different states"),
        ("West Virginia Health", "Virginia Health", "different states"),
        ("BCBS MA", "BCBS ME", "different states"),
        ("UFCW LOCAL 12", "UFCW LOCAL 047", "different numbers"),
        ("HUMANA", "HUMANA MEDICARE ADVANTAGE", "advantage, medicare"),
        ("AETNA", "Aetna Better Health", "medicaid"),
        ("UHC Community Plan", "United Healthcare", "medicaid"),
        ("Medicare Part A TX", "Medicare Part B TX", "part a, part b"),
        ("Delta Life", "Delta", "life"),
    ],
)
def test_states_numbers_and_lines_of_business_keep_payers_apart(one, other, because):
    assert because in apart(one, other)
    assert apart(one, other)
    assert apart(other, one)


@pytest.mark.parametrize("name", ["Acme of Co", "ACME INS CO", "Go In Health", "ME AND OR HEALTH", "Oscar OK Health"])
def test_two_letters_that_are_words_are_states_only_where_a_state_would_stand(name):
    assert taken_apart(name).states == (frozenset(["CO"]) if name == "Acme of Co" else frozenset())


@pytest.mark.parametrize(
    ("one", "other", "most"),
    [
        ("Providence Health", "Presbyterian Health", 0.7),
        ("Acme", "Acme Choice Select", 0.8),
        ("Cigna", "Cigna TX", 0.85),
    ],
)
def test_other_words_more_words_and_a_state_of_one_only_make_names_less_alike(one, other, most):
    assert similarity(one, other) <= most


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_two_texts_can_be_compared_both_ways(one, other):
    assert 0 <= similarity(one, other) <= 1
    assert similarity(one, other) == pytest.approx(similarity(other, one), abs=0.1)
    assert bool(apart(one, other)) == bool(apart(other, one))
    assert apart(one, one) == ""
