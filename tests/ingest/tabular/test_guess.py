"""Columns given to fields: the surest first, each once, and which kind of file it is."""

from counteroffer.ingest.tabular.fields import KINDS
from counteroffer.ingest.tabular.guess import SURE, assign, header_fit, kinds_by_fit
from counteroffer.ingest.tabular.looks import looks

MONEY, CODE, DAY, TEXT = ({"$1.00": 1, "2.50": 1}, {"99213": 1, "99214": 1}, {"2025-03-14": 2}, {"Acme": 2})


def given(kind, *columns):
    guesses, rivals = assign(KINDS[kind], [name for name, _ in columns], [looks(cells) for _, cells in columns])
    return {guess.column: guess for guess in guesses}, rivals


def test_a_known_name_with_cells_that_fit_is_sure():
    found, _ = given("charges", ("charge", MONEY), ("payer", TEXT))
    assert [(at, g.field, g.confidence >= SURE) for at, g in found.items()] == [(0, "charge", True), (1, "payer", True)]


def test_a_field_goes_to_one_column_and_the_other_is_a_rival():
    found, rivals = given("charges", ("CPT", CODE), ("CPT", CODE))
    assert [g.field for g in found.values()].count("code") == 1
    assert [rival.column for rival in rivals["code"]] == [1]


def test_codes_under_an_unknown_name_are_taken_by_their_cells_and_are_not_sure():
    found, _ = given("charges", ("zzz", CODE))
    assert (found[0].field, found[0].why, found[0].confidence < SURE) == ("code", "by its cells", True)


def test_a_name_whose_cells_contradict_it_is_not_taken():
    assert given("charges", ("charge", TEXT))[0] == {}


def test_the_kind_that_explains_the_columns_ranks_first():
    names, seen = ["Payer", "Code", "Units", "Allowed"], [looks(c) for c in (TEXT, CODE, {"10": 2}, MONEY)]
    assert kinds_by_fit(names, seen, {})[0][1] == "utilization"


def test_names_of_columns_look_more_like_a_header_than_data():
    assert header_fit(["Claim", "Charge", "Payer"]) > header_fit(["C1", "150.00", "Elm Street"])
