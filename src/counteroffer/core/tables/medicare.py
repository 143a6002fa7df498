"""Medicare as published: relative values, localities, ZIP codes."""

from counteroffer.core.tables.form import (
    COUNT,
    FLAG,
    TEXT,
    Table,
    col,
)

MEDICARE_FEES = Table(
    "medicare_fees",
    "One published relative-value row: code and modifier in one release of one year.",
    (
        col("year", COUNT, "calendar year of the fee schedule"),
        col("release", TEXT, "release letter A to D"),
        col("code", TEXT, "CPT/HCPCS code"),
        col("modifier", TEXT, "26, TC, 53 or empty"),
        col("status", TEXT, "status code; A, R and T are priced by relative values"),
        col("work", COUNT, "work RVU, hundredths"),
        col("pe_nonfacility", COUNT, "non-facility practice expense RVU, hundredths"),
        col("pe_facility", COUNT, "facility practice expense RVU, hundredths"),
        col("malpractice", COUNT, "malpractice RVU, hundredths"),
        col("na_nonfacility", FLAG, "true when the code is rarely or never done outside a facility (NA indicator)"),
        col("na_facility", FLAG, "true when it is rarely or never done in a facility"),
        col("conversion", COUNT, "conversion factor, ten-thousandths of a dollar"),
        col("pctc", TEXT, "professional/technical indicator"),
        col("global_days", TEXT, "global period"),
        col("multiple", TEXT, "multiple procedure indicator"),
        col("bilateral", TEXT, "bilateral indicator"),
        col("assistant", TEXT, "assistant at surgery indicator"),
        col("opps_pe_nonfacility", COUNT, "non-facility PE used for the OPPS cap, hundredths"),
        col("opps_pe_facility", COUNT, "facility PE used for the OPPS cap, hundredths"),
        col("opps_malpractice", COUNT, "malpractice RVU used for the OPPS cap, hundredths"),
    ),
)

MEDICARE_LOCALITIES = Table(
    "medicare_localities",
    "One pricing locality of one year with its geographic indices.",
    (
        col("year", COUNT, "calendar year"),
        col("locality", TEXT, "carrier (5 digits) and locality (2): `0441209`"),
        col("state", TEXT, "state, two letters"),
        col("name", TEXT, "locality name as published"),
        col("gpci_work", COUNT, "work index with the 1.0 floor, thousandths"),
        col("gpci_pe", COUNT, "practice expense index, thousandths"),
        col("gpci_mp", COUNT, "malpractice index, thousandths"),
    ),
)

MEDICARE_ZIPS = Table(
    "medicare_zips",
    "One five-digit ZIP of one quarter with its carrier and locality.",
    (
        col("year", COUNT, "calendar year"),
        col("quarter", COUNT, "quarter, 1 to 4"),
        col("zip", TEXT, "five-digit ZIP"),
        col("state", TEXT, "state, two letters"),
        col("locality", TEXT, "carrier and locality, seven digits"),
    ),
)
