"""Medicare as published: relative values, localities, ZIP codes, caps, and the schedules beside them."""

from counteroffer.core.tables.form import (
    CENTS,
    COUNT,
    DAY,
    FLAG,
    MOMENT,
    PERCENT,
    TEXT,
    Table,
    col,
    maybe,
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
        col("before", COUNT, "share of the payment for care before the operation (PRE OP), percent"),
        col("within", COUNT, "share of it for the operation itself (INTRA OP), percent"),
        col("after", COUNT, "share of it for care after the operation (POST OP), percent"),
        col("multiple", TEXT, "multiple procedure indicator"),
        col("bilateral", TEXT, "bilateral indicator"),
        col("assistant", TEXT, "assistant at surgery indicator"),
        col("cosurgeons", TEXT, "co-surgeons indicator"),
        col("team", TEXT, "team surgery indicator"),
        col("endoscopy_base", TEXT, "base code of its endoscopic family; empty if it is of none"),
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

MEDICARE_OPPS_CAPS = Table(
    "medicare_opps_caps",
    "One published amount of one release where the hospital outpatient cap touches a code in a locality (OPPSCAP).",
    (
        col("year", COUNT, "calendar year"),
        col("release", TEXT, "release letter A to D"),
        col("code", TEXT, "CPT/HCPCS code"),
        col("modifier", TEXT, "TC or empty"),
        col("status", TEXT, "status code; only A is priced by relative values and so capped"),
        col("locality", TEXT, "carrier and locality, seven digits"),
        col("facility", CENTS, "the most that is paid in a facility"),
        col("nonfacility", CENTS, "the most that is paid outside of one"),
    ),
)

MEDICARE_ANESTHESIA = Table(
    "medicare_anesthesia",
    "One locality's anesthesia conversion factor of one year; locality `0000000` is the national one.",
    (
        col("year", COUNT, "calendar year"),
        col("locality", TEXT, "carrier and locality, seven digits"),
        col("name", TEXT, "locality name as published"),
        col("conversion", COUNT, "dollars for one unit of base and time, ten-thousandths of a dollar"),
    ),
)

MEDICARE_LABS = Table(
    "medicare_labs",
    "One laboratory test of one quarter of the clinical laboratory fee schedule (CLFS).",
    (
        col("year", COUNT, "calendar year"),
        col("quarter", COUNT, "quarter, 1 to 4"),
        col("code", TEXT, "CPT/HCPCS code"),
        col("modifier", TEXT, "QW or empty"),
        col("since", DAY, "first day of the amount, as published"),
        col("indicator", TEXT, "N: one national amount; L: the carrier sets it"),
        col("amount", CENTS, "amount for one test; 0 where the carrier sets it"),
    ),
)

MEDICARE_DRUGS = Table(
    "medicare_drugs",
    "One drug of one quarter with its payment limit for one billing unit (ASP pricing file).",
    (
        col("year", COUNT, "calendar year"),
        col("quarter", COUNT, "quarter, 1 to 4"),
        col("since", DAY, "first day of service"),
        col("until", DAY, "last day of service"),
        col("code", TEXT, "CPT/HCPCS code"),
        col("dosage", TEXT, "billing unit of a HCPCS level II code as CMS writes it (`10 MG`); empty for CPT codes"),
        col("limit", COUNT, "payment limit for one billing unit, thousandths of a dollar"),
        col("coinsurance", PERCENT, "the patient's share, thousandths of a percent"),
    ),
)

MEDICARE_EQUIPMENT = Table(
    "medicare_equipment",
    "One amount of one quarter for equipment or supplies in one area (DMEPOS); what is published as 0.00 has no row.",
    (
        col("year", COUNT, "calendar year"),
        col("quarter", COUNT, "quarter, 1 to 4"),
        col("code", TEXT, "HCPCS code"),
        col("modifier", TEXT, "first modifier (NU new, RR rental, UE used) or empty"),
        col("modifier2", TEXT, "second modifier or empty"),
        col("jurisdiction", TEXT, "who pays: D DME carrier, L local carrier, J both"),
        col("category", TEXT, "payment category, two letters, as published"),
        col("area", TEXT, "state, two letters; `ceiling` or `floor` for the national limits"),
        col("rural", FLAG, "true for the amount of rural ZIP codes"),
        col("amount", CENTS, "amount for one unit, or one month of rental"),
    ),
)

MEDICARE_COUNTIES = Table(
    "medicare_counties",
    "One pricing locality of one year with the counties it is made of.",
    (
        col("year", COUNT, "calendar year"),
        col("locality", TEXT, "carrier and locality, seven digits"),
        col("state", TEXT, "state as published, in words"),
        col("area", TEXT, "fee schedule area as published"),
        col("counties", TEXT, "counties as published"),
    ),
)

MEDICARE_RELEASES = Table(
    "medicare_releases",
    "One published file that was imported (or ships): what it is, of which release, how many rows it gave.",
    (
        col("table", TEXT, "the table that its rows are in"),
        col("year", COUNT, "calendar year"),
        col("release", TEXT, "release letter A to D, quarter Q1 to Q4, or empty where there is one a year"),
        col("since", DAY, "first day it holds for"),
        col("until", DAY, "last day it holds for, if no later release takes its place"),
        col("rows", COUNT, "rows read from it"),
        col("file", TEXT, "where it was read from"),
        col("sha256", TEXT, "of its content"),
        maybe("imported_at", MOMENT, "when it was imported; null for what ships with Counteroffer"),
    ),
)

MEDICARE_SCHEDULES = (
    MEDICARE_FEES,
    MEDICARE_LOCALITIES,
    MEDICARE_ZIPS,
    MEDICARE_OPPS_CAPS,
    MEDICARE_ANESTHESIA,
    MEDICARE_LABS,
    MEDICARE_DRUGS,
    MEDICARE_EQUIPMENT,
    MEDICARE_COUNTIES,
)
"""What CMS publishes, each file kind in its table."""

MEDICARE = (*MEDICARE_SCHEDULES, MEDICARE_RELEASES)
"""Every table of Medicare files."""

EDITION = {
    table.name: tuple(n for n in ("year", "release", "quarter") if n in table.names) for table in MEDICARE_SCHEDULES
}
"""By what the releases of a table stand side by side: an import replaces the rows of the same values only."""
