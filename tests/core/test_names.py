"""Folder names made of payers' names."""

from hypothesis import given
from hypothesis import strategies as st

from counteroffer.core.names import slug


def test_names_that_differ_only_in_signs_do_not_share_a_folder():
    assert slug("Acme Health") == "acme-health"
    assert len({slug(name) for name in ("Acme PPO", "Acme (PPO)", "Acmé PPO", "Acme-PPO!")}) == 4


@given(st.text(max_size=60))
def test_any_name_makes_a_folder_that_stays_in_its_place(name):
    assert set(slug(name)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug(name)
