"""Terms to no effect are findings at their line: never paying, reaching nothing, said twice, naming unknown codes."""

import pytest
from tests.contracts.test_ratebook import book

PAYS = "pays: {percent_of_medicare: 130, year: 2025, locality: 0441231}"


def doubts(tmp_path, terms):
    return [(f.kind.removeprefix("contract."), f.segment) for f in book(tmp_path, terms).findings]


WIDE = f"  - {{says: wide, when: {{codes: 99211-99213}}, {PAYS}}}\n"
NARROW = f"  - {{says: narrow, when: {{codes: 99211-99212}}, {PAYS}}}\n"
ONE = f"  - {{says: one, when: {{codes: 99213}}, {PAYS}}}\n"
EVERY = f"  - {{says: every, {PAYS}}}\n"
LABS = f"  - {{says: labs, when: {{codes: 80047-80053}}, {PAYS}}}\n"
SLIP = "  - {says: slip, when: {codes: 9921Z}, pays: {percent_of_charges: 50}}\n"


@pytest.mark.parametrize(
    ("terms", "found"),
    [
        (WIDE + EVERY, []),
        (WIDE + NARROW + ONE, [("never_pays", 5)]),
        (LABS, [("reaches_nothing", 5)]),
        (EVERY + ONE + ONE, [("duplicate", 7)]),
        (EVERY + SLIP, [("unknown_code", 6)]),
    ],
    ids=["nothing", "never pays", "reaches nothing", "twice", "unknown code"],
)
def test_a_term_to_no_effect_is_found_at_its_line(tmp_path, terms, found):
    assert doubts(tmp_path, terms) == found
