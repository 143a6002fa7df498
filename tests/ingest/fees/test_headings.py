"""Headings as payers write them, and what their column is."""

import pytest

from counteroffer.ingest.fees.headings import (
    AMOUNT,
    CODE,
    DESCRIPTION,
    MODIFIER,
    OTHER,
    SETTING,
    SINCE,
    UNITS,
    read_heading,
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("CPT", CODE), ("CPT/HCPCS", CODE), ("Procedure Code", CODE), ("PROC_CD", CODE), ("Code", CODE),
        ("Service Code", CODE), ("HCPCS Code", CODE), ("Mod", MODIFIER), ("Modifier 1", MODIFIER),
        ("CPT Mod", MODIFIER), ("Description", DESCRIPTION), ("CPT Description", DESCRIPTION),
        ("Site of Service", SETTING), ("POS", SETTING), ("Fac/Non-Fac", SETTING), ("Effective Date", SINCE),
        ("Rate Effective Date", SINCE), ("Units", UNITS), ("Unit of Measure", UNITS), ("Fee Type", OTHER),
        ("Revenue Code", OTHER), ("Status Code", OTHER), ("Total RVU", OTHER), ("Notes", OTHER), ("Allowed", AMOUNT),
        ("2025 Fee", AMOUNT), ("Max Allowable", AMOUNT), ("Contracted Rate", AMOUNT), ("Global", AMOUNT),
        ("Fee effective 1/1/2025", AMOUNT), ("", OTHER),
    ],
)  # fmt: skip
def test_a_heading_says_what_its_column_is(text, role):
    assert read_heading(text).role == role


@pytest.mark.parametrize(
    ("text", "setting", "modifier"),
    [
        ("Facility Fee", "facility", ""), ("Non-Facility", "nonfacility", ""), ("Non Fac Rate", "nonfacility", ""),
        ("Allowed Office", "nonfacility", ""), ("NONFACILITY", "nonfacility", ""), ("TC", "", "TC"),
        ("Professional Component Fee", "", "26"), ("26", "", "26"), ("Fee", "", ""),
    ],
)  # fmt: skip
def test_an_amount_says_its_setting_and_part(text, setting, modifier):
    heading = read_heading(text)
    assert (heading.role, heading.setting, heading.modifier) == (AMOUNT, setting, modifier)


@pytest.mark.parametrize("text", ["Charge", "Medicare Allowed", "% of Medicare", "Prior Year Fee"])
def test_somebody_elses_money_is_foreign(text):
    assert read_heading(text).foreign
