"""What occurs on lines is looked at once: combinations of modifiers, billed codes, and the numbers that find rates."""

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counteroffer.core.tables import LINES
from counteroffer.price.medicare import PROCEDURES
from counteroffer.price.occurring import RATE_PARTS, SETTINGS, Occurring, codes, key, known, modifiers, pairs
from tests.price.rows import line, procedure

SCHEMA = pa.schema([field.with_nullable(True) for field in LINES.schema])
KNOWN = [procedure("20610", "2", bilateral="1", before=10, within=80, after=10), procedure("29881", "2", bilateral="1",
         before=10, within=80, after=10), procedure("45378", "3")]  # fmt: skip


def made(*rows):
    """Lines as a table, and what occurs on them."""
    lines = ibis.memtable(pa.Table.from_pylist([line(i, **row) for i, row in enumerate(rows, 1)], SCHEMA))
    procedures = ibis.memtable(pa.Table.from_pylist(KNOWN, PROCEDURES))
    return lines, Occurring(lines, modifiers(lines), codes(lines, procedures))


def rows_of(table):
    return table.to_pyarrow().to_pylist()


@pytest.mark.parametrize(
    ("mods", "means"),
    [
        ((), {"part": "", "hired": "", "changed": False, "by_code": False, "assists": False}),
        (("25",), {"part": "", "hired": "", "changed": False, "by_code": False, "assists": False}),
        (("26", "59"), {"part": "26", "changed": False}),
        (("59", "TC"), {"part": "TC", "changed": False}),
        (("RR", "KX"), {"hired": "RR", "changed": False}),
        (("50",), {"changed": True, "by_code": True}),
        (("AS",), {"changed": True, "by_code": True, "assists": True}),
        (("52",), {"changed": True, "by_code": False}),
        (("RR", "KJ"), {"hired": "RR", "other_equipment": True}),
    ],
)
def test_a_combination_of_modifiers_means_what_the_manual_says(mods, means):
    _, found = made({f"mod{i}": name for i, name in enumerate(mods, 1)})
    (row,) = rows_of(found.modifiers)
    assert {name: row[name] for name in means} == means


def test_each_combination_and_code_stands_once_and_codes_that_medicare_treats_alike_are_of_one_kind():
    same = {"billed_code": "20610", "mod1": "50"}
    _, found = made(same, same, {"billed_code": "29881"}, {"billed_code": "45378"}, {"billed_code": "ZZZZZ"})
    assert sorted(row["mods"] for row in rows_of(found.modifiers)) == ["50|||", "|||"]
    kinds = {row["billed_code"]: row["kind_no"] for row in rows_of(found.codes)}
    assert kinds["20610"] == kinds["29881"]
    assert len(set(kinds.values())) == 3
    assert sorted(row["code_no"] for row in rows_of(found.codes)) == [0, 1, 2, 3]


def test_the_kind_of_code_counts_only_beside_modifiers_whose_percent_depends_on_it():
    _, found = made(
        {"billed_code": "20610", "mod1": "50"}, {"billed_code": "29881", "mod1": "50"}, {"billed_code": "45378",
        "mod1": "50"}, {"billed_code": "20610", "mod1": "25"}, {"billed_code": "45378", "mod1": "25"},
    )  # fmt: skip
    met = sorted((row["mods"], row["kind_no"] == -1, row["bilateral"]) for row in rows_of(pairs(found)))
    assert met == [("25|||", True, ""), ("50|||", False, ""), ("50|||", False, "1")]


@pytest.mark.parametrize(
    ("code", "mods", "component"),
    [("E0601", ("RR",), "RR"), ("99213", ("RR",), ""), ("E0601", ("26",), "26"), ("E0601", ("26", "NU"), "NU")],
)
def test_equipment_is_looked_up_as_hired_or_new_and_all_else_by_its_part(code, mods, component):
    lines, found = made({"billed_code": code} | {f"mod{i}": name for i, name in enumerate(mods, 1)})
    (row,) = rows_of(known(lines, found))
    assert row["component"] == component


wanted = st.tuples(
    st.integers(0, 5000), st.integers(0, 100_000), st.sampled_from(RATE_PARTS), st.sampled_from(SETTINGS)
)


@given(st.lists(wanted, min_size=2, max_size=40, unique=True))
@settings(deadline=None, max_examples=30)
def test_no_two_rates_are_found_by_one_number(some):
    columns = zip(*some, strict=True)
    table = ibis.memtable(pa.table(dict(zip(("head", "code_no", "part", "setting"), map(list, columns), strict=True))))
    found = table.select(key=key(table["head"], table.code_no, table.part, table.setting)).to_pyarrow()["key"]
    assert len(set(found.to_pylist())) == len(some)
    assert None not in found.to_pylist()


def test_a_rate_for_a_modifier_that_no_line_is_looked_up_by_is_found_by_none():
    table = ibis.memtable({"part": ["59", "*", "26"]})
    found = table.select(key=key(ibis.literal(1), ibis.literal(2), table.part, ibis.literal("facility")))
    assert [row is None for row in found.to_pyarrow()["key"].to_pylist()] == [True, True, False]
