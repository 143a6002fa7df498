"""Which lines speak of a payer's rates."""

from datetime import date

import ibis
import pyarrow as pa
import pytest

from counteroffer.core.tables import LINES
from counteroffer.discover.observed import OBSERVED, left_out, observed

BLANK = {pa.string(): "", pa.int64(): 0, pa.date32(): None, pa.bool_(): False}
PAID = {
    "payer": "Acme", "sequence": "P", "outcome": "paid", "code": "99213", "billed_code": "99213", "charge": 20000,
    "setting": "nonfacility", "milliunits": 1000, "allowed": 9000, "allowed_source": "reported",
    "service_date": date(2025, 3, 1),
}  # fmt: skip


def lines(*changes):
    rows = [
        {field.name: BLANK[field.type] for field in LINES.schema} | PAID | {"line_id": i} | change
        for i, change in enumerate(changes)
    ]
    return ibis.memtable(pa.Table.from_pylist(rows, schema=LINES.schema))


def seen(*changes):
    return observed(lines(*changes), "Acme").to_pyarrow().to_pylist()


def why(*changes):
    return {row["why"]: row["lines"] for row in left_out(lines(*changes), "Acme").to_pyarrow().to_pylist()}


def test_equal_lines_are_one_row_and_lines_added_up_are_counted():
    shown = observed(lines({}, {"allowed_source": "derived"}, {"allowed": 8000}), "Acme").to_pyarrow()
    assert [(f.name, f.type) for f in shown.schema] == [(f.name, f.type) for f in OBSERVED]
    assert [(r["allowed"], r["lines"], r["derived"]) for r in shown.to_pylist()] == [(8000, 1, 0), (9000, 2, 1)]


def test_another_payers_lines_are_neither_seen_nor_counted():
    assert seen({"payer": "Other"}) == []
    assert why({"payer": "Other"}, {"payer": "Other", "outcome": "denied"}) == {}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"sequence": "S"}, "not_first_payer"),
        ({"sequence": "S", "outcome": "denied"}, "not_first_payer"),
        ({"outcome": "denied", "allowed": 0}, "denied"),
        ({"outcome": "reversed", "allowed": None}, "reversed"),
        ({"outcome": "none", "allowed": None}, "unanswered"),
        ({"allowed": None}, "no_amount"),
        ({"allowed": 0}, "nothing_allowed"),
        ({"milliunits": 0}, "no_units"),
        ({"service_date": None}, "no_day"),
        ({"code": ""}, "no_code"),
    ],
)
def test_a_line_that_says_nothing_of_the_rates_is_counted_by_why(change, reason):
    assert [row["allowed"] for row in seen({}, change)] == [9000]
    assert why({}, change) == {reason: 1}


def test_what_the_payer_changed_the_code_to_is_what_it_priced():
    assert seen({"billed_code": "99214"})[0]["code"] == "99213"


@pytest.mark.parametrize(
    ("modifiers", "group"),
    [
        (("25", "", "", ""), ""),
        (("LT", "59", "95", ""), ""),
        (("26", "", "", ""), "26"),
        (("RT", "50", "", ""), "50"),
        (("80", "26", "", ""), "26 80"),
        (("26", "80", "", ""), "26 80"),
        (("", "", "", "TC"), "TC"),
        (("51", "59", "LT", "52"), "51 52"),
    ],
)
def test_modifiers_that_change_the_price_make_a_group_whatever_their_order(modifiers, group):
    named = dict(zip(("mod1", "mod2", "mod3", "mod4"), modifiers, strict=True))
    assert seen(named)[0]["modifier"] == group
