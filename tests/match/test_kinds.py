"""Product and funding of lines: what codes say, what the practice says, and what nobody said."""

import pytest
from tests.match.books import Cases, File

from counteroffer.match.kinds import PRODUCTS, Kind, filing_kinds
from counteroffer.match.payer_book import PayerBook, PayerEntry
from counteroffer.match.payers import PayerNames

BOOK = PayerBook(
    (
        PayerEntry("Acme", kind=Kind("commercial", "insured"), groups={"G7": Kind("", "self_funded")}),
        PayerEntry("Lantern", kind=Kind("medicaid_managed")),
        PayerEntry("Pine", filing={"12": Kind("commercial", "self_funded")}),
    )
)
CASES = Cases(PayerNames.of(BOOK))


def case(payer, sent="", answered=None, group="", remit_group=""):
    file = File(1).claim("K", [("99213", 10000)], payer=payer, filing_code=sent, group_number=group)
    if answered is not None:
        file.remit("K", [("99213", 10000, 10000)], payer=payer, filing_code=answered, group_number=remit_group)
    return CASES.add(file)


WANTED = {
    # the code says all that is known
    case("Beta", "CI"): ("commercial", "unknown"),
    case("Beta", "12"): ("unknown", "unknown"),
    case("Beta", "BL", "HM"): ("unknown", "unknown"),
    case("Beta", "MB"): ("medicare", "government"),
    case("Beta", "16"): ("medicare_advantage", "government"),
    case("Beta", "MC"): ("medicaid", "government"),
    case("Beta", "FI"): ("commercial", "government"),
    case("Beta", "WC"): ("workers_comp", "unknown"),
    case("Beta", ""): ("unknown", "unknown"),
    case("Beta", "XX"): ("unknown", "unknown"),
    # a payer names its own plan better than the practice did
    case("Beta", "CI", "16"): ("medicare_advantage", "government"),
    case("Beta", "CI", "12"): ("commercial", "unknown"),
    # what the practice says of a payer is for what the codes leave open
    case("Acme", "12"): ("commercial", "insured"),
    case("Acme", "16"): ("medicare_advantage", "government"),
    case("Lantern", "MC"): ("medicaid_managed", "government"),
    case("Lantern", "CI"): ("medicaid_managed", "government"),
    # a group's rule and a filing code's rule come first
    case("Acme", "CI", group="G7"): ("commercial", "self_funded"),
    case("Acme", "", "12", remit_group="G7"): ("commercial", "self_funded"),
    case("Acme", "CI", group="G8"): ("commercial", "insured"),
    case("Pine", "12"): ("commercial", "self_funded"),
    case("Pine", "13"): ("unknown", "unknown"),
}


@pytest.mark.parametrize("number", WANTED)
def test_product_and_funding_are_what_was_said_and_never_guessed(number):
    assert CASES.lines(number, "product", "funding") == [WANTED[number]]


GROUPS = {case("Beta", "CI", "CI", "G1", "G2"): "G1", case("Beta", "CI", "CI", "", "G2"): "G2", case("Beta"): ""}


@pytest.mark.parametrize("number", GROUPS)
def test_the_group_number_is_the_claims_else_the_remittances(number):
    assert CASES.lines(number, "group_number") == [(GROUPS[number],)]


def test_the_shelf_says_nothing_of_a_plan_that_is_only_named_by_its_form_or_brand():
    kinds = filing_kinds()
    assert all(kinds[code] == Kind() for code in ("12", "13", "14", "HM", "BL", "ZZ", "11"))
    assert {kind.product for kind in kinds.values()} <= {"", *PRODUCTS}
    assert {kind.funding for kind in kinds.values()} == {"", "government"}
