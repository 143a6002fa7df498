"""Measures on totals, worked by hand."""

from datetime import date

import ibis
import pyarrow as pa
import pytest

from counteroffer.core import tables
from counteroffer.measure.totals import payer_mix, percent_of_medicare, top_codes, with_medicare
from counteroffer.price.medicare import SCHEMA

MEDICARE = [
    (2025, "99213", "", "nonfacility", 9000),
    (2025, "99213", "", "facility", 6000),
    (2025, "73721", "26", "nonfacility", 5000),
    (2024, "99213", "", "nonfacility", 1),
]


def totals(*rows):
    """Rows of payer, code, units, allowed and whatever else."""
    blank = {c.name: "" if c.unit == "text" else 0 for c in tables.TOTALS.columns}
    blank |= {
        "since": date(2025, 1, 1),
        "until": date(2025, 12, 31),
        "charge": None,
        "paid": None,
        "setting": "nonfacility",
    }
    made = [
        {**blank, "payer_name": payer, "code": code, "milliunits": units * 1000, "allowed": allowed, **more}
        for payer, code, units, allowed, more in rows
    ]
    table = pa.Table.from_pylist(made, schema=tables.TOTALS.schema)
    table = table.append_column("payer", table["payer_name"])
    medicare = pa.Table.from_pylist([dict(zip(SCHEMA.names, row, strict=True)) for row in MEDICARE], schema=SCHEMA)
    return with_medicare(ibis.memtable(table), ibis.memtable(medicare))


ALL = (
    ("Acme", "99213", 100, 990000, {"charge": 1500000}),  # 110% of 900,000
    ("Acme", "99213", 10, 54000, {"setting": "facility"}),  # 90% of 60,000
    ("Acme", "73721", 2, 20000, {"mod1": "RT", "mod2": "26"}),  # 200% of 10,000
    ("Acme", "20610", 1, 36000, {}),  # Medicare has no amount here
    ("Acme", "99213", 1, 5000, {"mod1": "50"}),  # the modifier changes the price by a rule
    ("Beta", "99213", 10, 45000, {"setting": ""}),  # 50% of 90,000, the setting not said
    ("Beta", "99213", 5, None, {"paid": 10000}),  # nothing said to be allowed
)


def rows(expr):
    return expr.to_pyarrow().to_pylist()


def test_the_mix_is_shares_of_the_practices_dollars():
    made = rows(payer_mix(totals(*ALL), "allowed"))
    assert [(r["payer"], r["milliunits"], r["allowed"], r["paid"], r["charge"]) for r in made] == [
        ("Acme", 114_000, 1_105_000, 0, 1_500_000), ("Beta", 15_000, 45_000, 10_000, 0),
    ]  # fmt: skip
    assert [r["share"] for r in made] == pytest.approx([1_105_000 / 11500, 45_000 / 11500])


def test_percent_of_medicare_has_the_same_units_on_both_sides_in_the_year_of_the_period():
    acme, beta = rows(percent_of_medicare(totals(*ALL)))
    assert (acme["compared_allowed"], acme["medicare"]) == (990000 + 54000 + 20000, 900000 + 60000 + 10000)
    assert acme["percent_of_medicare"] == pytest.approx(100 * 1064 / 970)
    assert (acme["coverage"], acme["assumed"]) == (pytest.approx(100 * 1064 / 1105), 0)
    assert (beta["percent_of_medicare"], beta["coverage"], beta["assumed"]) == (50, 100, 100)


def test_top_codes_stop_when_the_share_is_reached():
    made = rows(top_codes(totals(*ALL), "allowed", 80.0))
    assert [(r["code"], r["component"], r["compared_setting"], r["allowed"]) for r in made] == [
        ("99213", "", "nonfacility", 990000 + 5000 + 45000)
    ]
    (first,) = made
    assert first["per_unit"] == round(1_040_000 / 116)
    assert first["medicare_per_unit"] == 9000
    assert first["percent_of_medicare"] == pytest.approx(100 * (990 + 45) / (900 + 90))
    assert first["share"] == pytest.approx(100 * 1040 / 1150)
    assert len(rows(top_codes(totals(*ALL), "allowed", 100.0))) == 4


def test_without_allowed_amounts_paid_ones_are_ranked():
    made = rows(top_codes(totals(("Beta", "99213", 5, None, {"paid": 10000})), "paid"))
    assert [(r["per_unit"], r["percent_of_medicare"]) for r in made] == [(2000, None)]
