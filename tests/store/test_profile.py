"""The profile as text."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.core.errors import InputError
from counteroffer.core.practice import Costs, Practice, Site, Tolerance, Wages
from counteroffer.store.profile import profile_text, read_profile

WORDS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\x85\u2028\u2029\ufeff\ufffe\uffff")
)
MONEY = st.none() | st.decimals(min_value=0, max_value=10**9, places=2)


@st.composite
def drawn_sites(draw):
    """Sites with an NPI of their own each, and a ZIP or a locality."""
    names = draw(st.lists(WORDS, max_size=3))
    return tuple(
        Site(name=name, zip=draw(st.sampled_from(["78664", "02139"])), locality=draw(WORDS), npis=(f"{n}", f"{n}0"))
        for n, name in enumerate(names, 1)
    )


SITES = drawn_sites()


@given(
    st.builds(
        Practice,
        name=WORDS.filter(bool),
        tins=st.lists(WORDS).map(tuple),
        zip=WORDS,
        sites=SITES,
        tolerance_cents=st.integers(0, 10**6),
        tolerance_percent=st.decimals(0, 100, places=3),
        wages=st.builds(Wages, biller=MONEY, physician=MONEY),
        costs=st.builds(Costs, operating_yearly=MONEY),
    )
)
def test_what_is_written_is_read_back_the_same(tmp_path_factory, practice):
    path = tmp_path_factory.getbasetemp() / "practice.yaml"
    path.write_text(profile_text(practice), encoding="utf-8")
    assert read_profile(path) == practice


def test_codes_stay_text_and_one_tin_need_not_be_a_list(tmp_path):
    path = tmp_path / "practice.yaml"
    path.write_text("name: A\nzip: 02139\ntins: 012345678\nwages:\n  biller: 22.5\n")
    read = read_profile(path)
    assert (read.zip, read.tins, read.wages.biller) == ("02139", ("012345678",), Decimal("22.5"))


def test_all_faults_are_told_at_once_with_their_lines(tmp_path):
    path = tmp_path / "practice.yaml"
    path.write_text("nam: A\ntolerance_cents: much\nwages: [1]\ncosts:\n  yearly: 3\n")
    with pytest.raises(InputError) as fault:
        read_profile(path)
    for said in ("line 1: 'nam'", "line 2: 'much'", "line 3:", "line 5: 'yearly'"):
        assert said in fault.value.says


def test_a_profile_without_a_name_is_told(tmp_path):
    path = tmp_path / "practice.yaml"
    path.write_text("zip: 02139\n")
    with pytest.raises(InputError, match="needs a name"):
        read_profile(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sites:\n  - name: A\n    npis: ['1']\n", "'A' needs its npis, and its zip"),
        ("sites:\n  - name: A\n    zip: 78664\n", "'A' needs its npis, and its zip"),
        ("sites: [{name: A, zip: 1, npis: [7]}, {name: B, zip: 2, npis: [7]}]\n", "The NPI 7 is of A already"),
        ("sites: Austin\n", "'sites' should be a list"),
        ("sites: [{town: A}]\n", "'town' is not a key here"),
    ],
)
def test_a_site_that_cannot_be_told_from_the_others_is_a_fault(tmp_path, text, words):
    path = tmp_path / "practice.yaml"
    path.write_text(f"name: P\n{text}")
    with pytest.raises(InputError) as fault:
        read_profile(path)
    assert words in fault.value.says


def test_times_fees_and_hours_are_read_and_written_back(tmp_path):
    file = tmp_path / "practice.yaml"
    file.write_text(
        "name: Elm\nbusiness_hours: 8-18\nminimum_n: 20\n"
        "times:\n  authorization: default\n  denial: 12.5\n  appeal:\nfees: {CHK: 2.5, Acme Health: 3}\n"
    )
    found = read_profile(file)
    assert (found.times.authorization, found.times.denial, found.times.appeal) == ("default", Decimal("12.5"), None)
    assert (found.fees, found.minimum_n, found.business_hours) == ({"CHK": "2.5", "Acme Health": "3"}, 20, "8-18")
    file.write_text(profile_text(found))
    assert read_profile(file) == found


def test_hours_fees_and_minutes_that_cannot_be_read_are_faults(tmp_path):
    file = tmp_path / "practice.yaml"
    file.write_text("name: Elm\nbusiness_hours: 18-8\ntimes: {denial: often}\nfees: {CHK: much, ACH: 120}\n")
    with pytest.raises(InputError) as fault:
        read_profile(file)
    for part in ("18-8", "often", "much", "120"):
        assert part in fault.value.says


def test_a_payer_may_have_a_tolerance_of_its_own_whatever_its_name(tmp_path):
    said = {
        "Blue: Mesa #1": Tolerance(50, Decimal("0.5")),
        'O\'Hara & "Sons"': Tolerance(cents=25),
        "Plain": Tolerance(percent=Decimal(2)),
    }
    practice = Practice("Cedar", tolerances=said)
    file = tmp_path / "practice.yaml"
    file.write_text(profile_text(practice), encoding="utf-8")
    assert read_profile(file).tolerances == said


def test_a_tolerance_that_cannot_be_read_is_said_with_its_line(tmp_path):
    file = tmp_path / "practice.yaml"
    file.write_text("name: Cedar\ntolerances:\n  Blue: {cent: 5, percent: many}\n  Acme: 3\n")
    with pytest.raises(InputError, match="'cent' is not a key") as fault:
        read_profile(file)
    assert "'many' is not a number" in str(fault.value)
    assert "line 4" in str(fault.value)
