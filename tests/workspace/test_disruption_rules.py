"""The rules of a panel as files: the shelf reads, a practice's own stand over it, faults have lines."""

import pytest

from counteroffer.cli.nearby import _by_zip
from counteroffer.core.errors import InputError
from counteroffer.negotiate.alternatives import Reach
from counteroffer.negotiate.panel_rules import Series
from counteroffer.workspace.disruption_rules import FILE, read_rules, shelf_document, write_rules


def own(folder, text):
    (folder / FILE).write_text(text)
    return read_rules(folder)


def test_the_shelf_says_every_rule_and_that_they_are_ours():
    rules = read_rules()
    assert (rules.scheduled_days, rules.authorization_days, rules.pregnancy_days) == (90, 90, 280)
    assert ("99202", "99215") in rules.visits
    assert rules.inpatient_places == ("21", "31", "51", "61")
    assert all(one.visits >= 2 and one.days >= 30 and one.codes for one in rules.series)
    assert "ship with Counteroffer" in rules.source


def test_ranges_of_the_shelf_are_sound_and_chronic_groups_have_codes():
    conditions = read_rules().conditions
    assert conditions.pregnancy == (("O00", "O9A"), ("Z33", "Z33"), ("Z34", "Z34"))
    assert len(conditions.chronic) >= 20
    assert all(first <= last for spans in conditions.chronic.values() for first, last in spans)


def test_the_law_on_the_shelf_is_unverified_dated_and_for_counsel():
    law = shelf_document("continuing.yaml")
    assert law["status"] == "unverified"
    assert law["advice"] == "have counsel review"
    assert law["read_on"] == "2026-11-29"
    assert set(law["categories"]) == {"serious", "inpatient", "surgery", "pregnancy", "terminal"}


def test_what_a_practice_says_stands_over_the_shelf_and_the_rest_stays(tmp_path):
    rules = own(tmp_path, "scheduled_days: 30\nseries:\n  drips: {codes: [96365], visits: 2, days: 28}\n")
    assert rules.scheduled_days == 30
    assert rules.series == (Series("drips", (("96365", "96365"),), 2, 28),)
    assert rules.visits == read_rules().visits
    assert tmp_path.name in rules.source


def test_a_copy_of_the_shelf_says_the_same(tmp_path):
    write_rules(tmp_path / "acme")
    copied, shelf = read_rules(tmp_path / "acme"), read_rules()
    assert copied.series == shelf.series
    assert copied.surgery_words == shelf.surgery_words
    assert copied.source != shelf.source


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("scheduled_days: soon\n", "line 1: 'scheduled_days': 'soon' is no whole number"),
        ("scheduled_days: 0\n", "line 1: 'scheduled_days': '0' is no whole number"),
        ("\nvisits: [992]\n", "line 2: 'visits': '992' is not a CPT or HCPCS code"),
        ("visit: [99213]\n", "line 1: The file of rules has no key 'visit'"),
        ("series: [a]\n", "line 1: 'series' should be names"),
        ("series:\n  x: {codes: [97110], visits: 3, day: 9}\n", "line 2: x has no key 'day'"),
        ("inpatient: {places: [21], days: x}\n", "line 1: 'days': 'x' is no whole number"),
        ("a: 1\na: 2\n", "a second time"),
    ],
)
def test_a_fault_is_said_with_its_line(tmp_path, text, says):
    with pytest.raises(InputError) as told:
        own(tmp_path, text)
    assert says in told.value.says
    assert told.value.mend


def reach(*places):
    return Reach(
        "bones", sum(n for _, n in places), 0, 1, None, 0, 0, 0, 0, None, tuple((z, n, 1, 2.0) for z, n in places)
    )


@pytest.mark.parametrize(
    ("places", "shown"),
    [
        ((("1", 20), ("2", 30)), ["1", "2"]),
        ((("1", 20), ("2", 30), ("3", 2)), ["2"]),  # a single small one would be the sum less the others
        ((("1", 20), ("2", 3), ("3", 2)), ["1"]),
        ((("1", 5),), []),
        ((), []),
    ],
)
def test_small_zips_are_left_out_and_never_a_single_one(places, shown):
    assert _by_zip((reach(*places),), 11)["zip"].to_pylist() == shown
    assert _by_zip((reach(*places),), 0).num_rows == len(places)
