"""Total relative value units are the published parts times the indices, to the last digit."""

from decimal import Decimal

import pytest

from counteroffer.core.errors import InputError
from counteroffer.medicare.book import shipped
from counteroffer.medicare.units import UNIT, relative_units, valued_codes

AUSTIN = {"gpci_work": Decimal("1.000"), "gpci_pe": Decimal("1.046"), "gpci_mp": Decimal("0.914")}


def test_every_code_that_has_units_has_their_total_in_both_settings():
    found, due = relative_units(shipped(), 2025, "0441231"), {}
    for row in shipped().fees.to_pylist():
        for setting in ("facility", "nonfacility"):
            parts = (row["work"], row[f"pe_{setting}"], row["malpractice"])
            total = sum(Decimal(part) / 100 * index for part, index in zip(parts, AUSTIN.values(), strict=True))
            if total:
                due[row["code"], row["modifier"], setting] = int(total * UNIT)
    assert found == due
    assert {(code, modifier) for code, modifier, _ in found} == valued_codes(shipped().fees)


def test_national_units_are_the_plain_sum():
    assert relative_units(shipped(), 2025, "")["29881", "", "facility"] == int(Decimal("16.64") * UNIT)


@pytest.mark.parametrize(("year", "locality", "release"), [(2031, "", ""), (2025, "9999999", ""), (2025, "", "A")])
def test_what_is_not_there_is_said(year, locality, release):
    with pytest.raises(InputError, match=str(year)) as raised:
        relative_units(shipped(), year, locality, release)
    assert "2025" in raised.value.mend
