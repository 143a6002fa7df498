"""Single sentences of agreements, each worked out by hand from what it says."""
# ruff: noqa: E501 - sentences of agreements are as long as they are

import pytest

from counteroffer.drafting.agreement import read_agreement
from counteroffer.drafting.proposals import ADJUSTMENT, ESCALATOR, TERM, UNSAID
from counteroffer.ingest.agreements.pages import TextPage

PLACES = {"austin": "0441231", "rest of state": "0441299"}


def read(*lines, **more):
    return read_agreement([TextPage(1, lines, **more)], PLACES)


def pays(sentence):
    (term,) = read(sentence).of(TERM)
    return term.keys["pays"]


@pytest.mark.parametrize(
    ("says", "year"),
    [
        ("at 115% of the 2024 Medicare Physician Fee Schedule", {"year": "2024"}),
        ("at 115% of the Medicare fee schedule in effect on January 1, 2024", {"year": "2024"}),
        ("at 115% of the Medicare fee schedule in effect on the date of service", {"year": "service"}),
        ("at 115% of the then-current Medicare fee schedule", {"year": "service"}),
        ("at 115% of Medicare, updated on April 1 of each year", {"year": "current", "update": "04-01"}),
        ("at 115% of Medicare", {}),
        ("at 115% of the 2024 RBRVS, carrier 04412, locality 99", {"year": "2024", "locality": "0441299"}),
        ("at 115% of 2024 Medicare for the locality of Austin", {"year": "2024", "locality": "0441231"}),
        ("at 115% of 2024 Medicare, locality 0441231", {"year": "2024", "locality": "0441231"}),
    ],
)
def test_year_and_locality_of_medicare(says, year):
    assert pays(f"Covered Services are paid {says}.") == {"percent_of_medicare": "115"} | year


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Covered Services are paid at Medicare plus 15%.", {"percent_of_medicare": "115"}),
        ("Covered Services are paid at Medicare less 5%.", {"percent_of_medicare": "95"}),
        ("Covered Services are paid at a 30% discount from billed charges.", {"percent_of_charges": "70"}),
        ("Drugs are paid at 106% of ASP.", {"percent_of_drugs": "100"}),
        ("Drugs are paid at Average Sales Price plus 8%.", {"by_hand": True}),
        ("Drugs are paid at WAC plus 3%.", {"by_hand": True}),
        ("Covered Services are paid at 90% of the state Medicaid fee schedule.", {"by_hand": True}),
        ("Anesthesia is paid at 120% of the 2025 Medicare anesthesia conversion factor.", {"percent_of_anesthesia": "120", "year": "2025"}),
        ("Surgery is paid at a conversion factor of $52.1234 without geographic adjustment, 2025 Medicare RVUs.",
         {"conversion_factor": "52.1234", "year": "2025", "geographic": False}),
    ],
)  # fmt: skip
def test_ways_to_pay(sentence, expected):
    assert pays(sentence) == expected


def test_two_rates_of_a_sentence_keep_their_own_services():
    surgery, imaging = read("Surgery at 120% of 2024 Medicare and radiology at 110% are paid.").of(TERM)
    assert (surgery.keys["when"], surgery.keys["pays"]["percent_of_medicare"]) == ({"codes": "10000-69999"}, "120")
    assert (imaging.keys["when"], imaging.keys["pays"]["percent_of_medicare"]) == ({"codes": "70000-79999"}, "110")
    first, second = read("Plan pays 120% of 2024 Medicare for surgery and 110% of 2024 Medicare for radiology.").of(
        TERM
    )
    assert [first.keys["when"]["codes"], second.keys["when"]["codes"]] == ["10000-69999", "70000-79999"]


@pytest.mark.parametrize(
    ("sentence", "keys"),
    [
        ("Multiple procedures: second procedure is reduced by 50%.", {"multiple": [100, 50]}),
        (
            "Multiple surgery is paid 100%/50%/25%, up to five procedures; first, second and further.",
            {"multiple": [100, 50, 25], "most": 5},
        ),
        ("Bilateral procedures are paid at 150%.", {"modifiers": "50", "percent": 150}),
        (
            "Bilateral procedures: 100% for the first side, 50% for the second side.",
            {"modifiers": "50", "percent": 150},
        ),
        ("Modifier 53 services are paid at 25% of the fee.", {"modifiers": "53", "percent": 25}),
        ("Assistant surgeons receive sixteen percent (16%).", {"modifiers": "80, 81, 82", "percent": 16}),
        ("CRNAs are paid 80% of the physician fee.", {"practitioners": "CRNA", "percent": 80}),
        ("Mid-level providers are paid 85% of the fee.", {"practitioners": "NP, PA, CNS", "percent": 85}),
    ],
)
def test_what_changes_a_rate(sentence, keys):
    (rule,) = read(sentence).of(ADJUSTMENT)
    assert rule.keys == keys


def test_an_escalator_by_an_index_has_its_floor_and_its_cap():
    (rise,) = read("Rates increase on each anniversary by the CPI, not less than 1% and not to exceed 3%.").of(
        ESCALATOR
    )
    assert rise.keys == {"index": "cpi.csv", "floor": "1", "cap": "3"}


def test_what_no_key_can_say_is_told_to_a_person():
    reading = read(
        "Plan shall withhold five percent (5%) of each payment.",
        "",
        "Plan pays the lesser of 80% of billed charges or the fee.",
    )
    assert len(reading.of(UNSAID)) == 2
    assert not reading.of(TERM)


def test_the_year_of_a_definition_holds_for_the_whole_agreement_and_is_said():
    reading = read(
        '1.1 "Medicare Fee Schedule" means the 2023 Medicare Physician Fee Schedule.',
        "2.1 Covered Services are paid at 110% of the Medicare Fee Schedule.",
    )
    (term,) = reading.of(TERM)
    assert term.keys["pays"]["year"] == "2023"
    assert any("another sentence" in check for check in term.check)


def test_what_an_amendment_replaces_in_the_same_paper_is_not_in_force():
    reading = read(
        "3.1 Covered Services are paid at 110% of 2023 Medicare.",
        "9.1 Section 3.1 is hereby deleted and replaced.",
        "3.1 Covered Services are paid at 120% of 2025 Medicare.",
    )
    (term,) = reading.of(TERM)
    assert term.keys["pays"]["percent_of_medicare"] == "120"
    assert [one.state for one in reading.proposals if one.kind == TERM] == ["replaced", ""]


def test_an_amendment_of_another_paper_says_so():
    (note,) = read("Section 4.2 of the Agreement is hereby deleted and replaced as follows.").of(UNSAID)
    assert note.says == "It amends Section 4.2 of another paper"


def test_two_terms_that_contradict_are_both_doubted_and_the_later_one_is_set_aside():
    reading = read(
        "Covered Services are paid at 110% of 2024 Medicare.", "", "Covered Services are paid at 105% of 2024 Medicare."
    )
    first, second = (one for one in reading.proposals if one.kind == TERM)
    assert (first.state, second.state) == ("", "conflict")
    assert any("105%" in check for check in first.check)


def test_the_same_said_twice_is_one_proposal():
    assert len(read(*["Covered Services are paid at 110% of 2024 Medicare.", ""] * 2).of(TERM)) == 1


def test_words_that_contradict_their_digits_cost_confidence():
    (term,) = read("Covered Services are paid one hundred ten percent (115%) of 2024 Medicare.").of(TERM)
    assert term.confidence < 40
    assert "the words say 110%" in " ".join(term.check)


def test_what_is_read_off_a_picture_is_less_sure():
    (clear,) = read("Covered Services are paid at 110% of 2024 Medicare, locality 0441299.").of(TERM)
    (blurred,) = read("Covered Services are paid at 110% of 2024 Medicare, locality 0441299.", recognised=True).of(TERM)
    assert blurred.confidence == clear.confidence - 15


def test_a_product_of_its_own_is_pointed_out():
    (term,) = read("For Medicare Advantage members, Covered Services are paid at 100% of 2025 Medicare.").of(TERM)
    assert any("a contract of its own" in check for check in term.check)


@pytest.mark.parametrize(
    "decoy",
    [
        "Late payments bear interest of 18% per annum.", "Plan pays 95% of Clean Claims within 30 days.",
        "Control means ownership of 50% of the voting stock.", "Provider keeps insurance of $1,000,000 per occurrence.",
        "Members pay a 20% coinsurance.", "A copayment of $25 is due.", "The audit found a variance of 5%.",
        "Provider earns a bonus of up to 10% of payments.", "Medicare Advantage members make up 40% of the panel.",
        "A late fee of 5% applies.",
    ],
)  # fmt: skip
def test_figures_that_are_no_rates_make_no_term(decoy):
    reading = read(decoy)
    assert not reading.of(TERM, ADJUSTMENT, ESCALATOR)
    assert reading.left
