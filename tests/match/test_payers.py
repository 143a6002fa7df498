"""Payers' names rolled up."""

import pytest

from counteroffer.core.errors import InputError
from counteroffer.match.payers import UNKNOWN, PayerNames, normal
from counteroffer.store.home import Home


@pytest.mark.parametrize(
    "name", ["Acme Health", "ACME HEALTH, INC.", "acme  health llc", "AcmeHealth", "Acme-Health Corp"]
)
def test_case_punctuation_spaces_and_legal_form_tell_no_payers_apart(name):
    assert normal(name) == "ACMEHEALTH"


@pytest.mark.parametrize(
    ("one", "other"), [("Acme Health", "Acme Health Plan"), ("Medicaid CO", "Medicaid"), ("LLC", "Inc")]
)
def test_other_words_do(one, other):
    assert normal(one) != normal(other)


def test_the_most_frequent_spelling_on_remittances_is_shown():
    rolled = PayerNames().roll_up(
        {("ACME", "1"): 2, ("Acme Inc", "1"): 5, ("Beta", "2"): 1}, [("acme", ""), ("Gamma", "")]
    )
    assert rolled == {
        ("ACME", "1"): "Acme Inc",
        ("Acme Inc", "1"): "Acme Inc",
        ("acme", ""): "Acme Inc",
        ("Beta", "2"): "Beta",
        ("Gamma", ""): "Gamma",
    }


def test_a_claims_payer_is_found_by_an_id_seen_on_remittances():
    rolled = PayerNames().roll_up({("Acme", "60054"): 3}, [("ACME HLTH CLAIMS DEPT", "60054"), ("", ""), ("", "77")])
    assert rolled["ACME HLTH CLAIMS DEPT", "60054"] == "Acme"
    assert rolled["", ""] == UNKNOWN
    assert rolled["", "77"] == "Payer 77"


def test_what_the_practice_says_comes_first_and_contracts_after_it(tmp_path):
    path = tmp_path / "payers.yaml"
    path.write_text("- payer: Acme\n  ids: [001, 60054]\n  names: [Acme Health Plan]\n- payer: Beta\n  ids: 7\n")
    names = (
        PayerNames.read(Home(tmp_path)).with_contract("ACME HEALTH PLAN", ["88"]).with_contract("Gamma Health", ["9"])
    )
    rolled = names.roll_up(
        {("Whoever", "001"): 1, ("GAMMA HEALTH INC", ""): 1, ("X", "88"): 1, ("Y", "7"): 1, ("Z", "9"): 1}, []
    )
    assert [rolled[key] for key in sorted(rolled)] == ["Gamma Health", "Acme", "Acme", "Beta", "Gamma Health"]
    assert names.named("acme health plan") == "Acme"


def test_without_a_file_nothing_is_said(tmp_path):
    assert PayerNames.read(Home(tmp_path)) == PayerNames()


@pytest.mark.parametrize("text", ["payer: Acme\n", "- payer: Acme\n  id: 3\n", "- names: [a]\n", "- [\n"])
def test_a_faulty_file_is_told_with_its_mend(tmp_path, text):
    path = tmp_path / "payers.yaml"
    path.write_text(text)
    with pytest.raises(InputError, match=r"payers\.yaml has faults") as fault:
        PayerNames.read(Home(tmp_path))
    assert "payer: Name" in fault.value.mend
