"""The Medicare book: what ships, what is found by ZIP, and years side by side."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from counteroffer.core import tables
from counteroffer.core.errors import InputError
from counteroffer.medicare.book import MedicareBook, shipped
from counteroffer.medicare.ship import SHELF


def test_what_ships_names_its_source_and_holds_no_descriptor():
    text = (SHELF / "sources.yaml").read_text()
    for table in tables.MEDICARE:
        assert f"{table.name}:" in text
    assert text.count("sha256:") == text.count("read_on:") == len(tables.MEDICARE)
    assert "description" not in shipped().fees.column_names


@pytest.mark.parametrize(("zip_code", "locality"), [("78701", "0441231"), ("99501", "0210201"), ("00000", "")])
def test_the_zip_finds_the_locality(zip_code, locality):
    assert shipped().locality_of(zip_code) == locality


def test_an_office_visit_in_austin_is_paid_by_setting():
    rows = {
        r["setting"]: r["amount"]
        for r in shipped().amounts(2025, "0441231").to_pylist()
        if (r["code"], r["modifier"]) == ("99213", "")
    }
    assert rows["nonfacility"] > rows["facility"] > 0


def test_26_and_tc_have_amounts_of_their_own_that_make_the_whole():
    rows = {
        r["modifier"]: r["amount"]
        for r in shipped().amounts(2025, "0441231").to_pylist()
        if r["code"] == "73030" and r["setting"] == "nonfacility"
    }
    assert set(rows) == {"", "26", "TC"}
    assert abs(rows[""] - rows["26"] - rows["TC"]) <= 1


def test_a_year_or_locality_that_is_not_there_is_said_with_those_that_are():
    with pytest.raises(InputError, match=r"2019.*2025"):
        shipped().amounts(2019, "0441231")
    with pytest.raises(InputError, match="9999999"):
        shipped().amounts(2025, "9999999")


def test_an_imported_year_stands_beside_the_shipped_one_and_the_same_year_replaces_it():
    book = shipped()
    one = book.fees.slice(0, 3)
    later = one.set_column(one.schema.get_field_index("year"), "year", pa.array([2026] * 3))
    nothing = book.localities.slice(0, 0), book.zips.slice(0, 0)
    assert book.with_tables(later, *nothing).fees.num_rows == book.fees.num_rows + 3
    assert book.with_tables(one, *nothing).fees.num_rows == 3
    assert book.with_tables(later, *nothing).years == (2025,)


def test_codes_that_the_carrier_prices_have_no_amount():
    book = shipped()
    carrier = set(book.fees.filter(pc.equal(book.fees["status"], "C"))["code"].to_pylist())
    priced = set(book.amounts(2025, "0441231")["code"].to_pylist())
    also_priced = set(book.fees.filter(pc.is_in(book.fees["status"], pa.array(["A", "R", "T"])))["code"].to_pylist())
    assert not (carrier - also_priced) & priced
    assert isinstance(book, MedicareBook)


def later_release(release, conversion):
    """The shipped rows again, as another release of the same year with another conversion factor."""
    fees = shipped().fees
    size = fees.num_rows
    fees = fees.set_column(fees.schema.get_field_index("release"), "release", pa.array([release] * size))
    return fees.set_column(fees.schema.get_field_index("conversion"), "conversion", pa.array([conversion] * size))


def visit(book, **how):
    rows = book.amounts(2025, "0441231", **how).to_pylist()
    return next(r["amount"] for r in rows if (r["code"], r["modifier"], r["setting"]) == ("99213", "", "facility"))


def test_releases_of_a_year_stand_side_by_side_and_the_newest_is_the_default():
    book = shipped()
    nothing = book.localities.slice(0, 0), book.zips.slice(0, 0)
    both = book.with_tables(later_release("A", 323_465 * 2), *nothing)
    assert both.fees.num_rows == 2 * book.fees.num_rows
    assert both.releases(2025) == ("A", "D")
    assert visit(both) == visit(both, release="D") == visit(book)
    assert abs(visit(both, release="A") - 2 * visit(book)) <= 1
    tidied = both.with_tables(later_release("tidy", 1), *nothing)
    assert tidied.releases(2025) == ("tidy", "A", "D")
    assert visit(tidied) == visit(book)
    with pytest.raises(InputError, match=r"2025 C .*2025 \(A, D\)"):
        both.amounts(2025, "0441231", "C")


def test_other_schedules_are_merged_by_year_and_quarter_when_they_are_asked_for():
    book = shipped()
    labs = book.table("medicare_labs")
    asked = []

    def load():
        asked.append(1)
        return labs.slice(0, 5).set_column(1, "quarter", pa.array([2] * 5))

    empty = book.fees.slice(0, 0), book.localities.slice(0, 0), book.zips.slice(0, 0)
    more = book.with_tables(*empty, {"medicare_labs": load})
    assert not asked
    assert more.table("medicare_labs").num_rows == labs.num_rows + 5
    same = book.with_tables(*empty, {"medicare_labs": lambda: labs.slice(0, 5)})
    assert same.table("medicare_labs").num_rows == 5


def test_a_book_without_caps_pays_the_formula():
    book = shipped()
    bare = MedicareBook(book.fees, book.localities, book.zips)
    assert bare.table("medicare_opps_caps").num_rows == 0
    assert bare.amounts(2025, "0441231").equals(book.amounts(2025, "0441231", capped=False))
