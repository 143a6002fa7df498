"""The shelf of denial categories."""

import ibis
import pyarrow as pa
import pytest

from counteroffer.contracts.clauses import clause_kinds
from counteroffer.core.plain import read_plain
from counteroffer.match.denials import OWNERS, SHELF, category_expr, denial_book, denial_category, denies, denies_expr

BOOK = denial_book()


@pytest.mark.parametrize(
    ("carc", "rarc", "category"),
    [
        ("197", "", "auth.referral"),
        ("29", "", "timeliness"),
        ("97", "", "coding.edit"),
        ("B7", "", "credentialing"),
        ("18", "", "duplicate"),
        ("256", "", "contract"),
        ("16", "", "front_end.information"),
        ("16", "M51", "coding.edit"),
        ("16", "MA130", "front_end.information"),
        ("96", "N115", "clinical.medical_necessity"),
        ("50", "M51", "clinical.medical_necessity"),
        ("ZZ", "", "other"),
        ("45", "M51", ""),
        ("1", "", ""),
        ("253", "", ""),
        ("", "M51", ""),
    ],
)
def test_a_reason_and_its_remark_name_one_category_in_python_and_in_ibis(carc, rarc, category):
    assert denial_category("CO", carc, rarc) == category
    table = ibis.memtable(pa.table({"carc": [carc], "rarc": [rarc]}))
    said = table.select(category=category_expr(table.carc, table.rarc), denies=denies_expr(table.carc))
    assert ibis.duckdb.connect().to_pyarrow(said).to_pylist() == [{"category": category, "denies": denies(carc)}]


def test_no_code_stands_in_two_places_of_the_shelf():
    carcs = [c for category in BOOK.categories.values() for c in category.carcs] + sorted(BOOK.not_denials)
    rarcs = [c for category in BOOK.categories.values() for c in category.rarcs]
    assert len(set(carcs)) == len(carcs)
    assert len(set(rarcs)) == len(rarcs)
    assert BOOK.read_with_remark <= set(carcs)


def test_every_category_says_what_happened_who_owns_it_and_what_it_argues_for():
    assert all(c.says and c.owner and c.lever for c in BOOK.categories.values())


def test_every_category_has_an_owner_of_the_practice_and_a_clause_that_contracts_can_say():
    assert {c.owner for c in BOOK.categories.values()} <= set(OWNERS)
    assert {c.clause for c in BOOK.categories.values()} <= {*clause_kinds(), ""}
    assert BOOK.categories["timeliness"].clause == "timely_filing"
    assert BOOK.categories["auth.referral"].clause == "prior_authorization"


def test_the_shelf_says_where_it_is_from_and_how_far_to_trust_it():
    value = read_plain(SHELF.read_text()).value
    assert value["status"] == "unverified recall"
    assert value["source"]["notes"]
    assert value["source"]["read_on"]


def test_common_reasons_are_on_the_shelf():
    common = "4 5 6 9 11 16 18 22 26 27 29 31 49 50 55 96 97 109 119 146 151 167 181 182 185 197 198 204 226 227 234"
    for carc in (*common.split(), "236", "243", "252", "256", "B7", "B15", "B16"):
        assert denial_category("CO", carc) not in ("", "other")
