"""Tables read from what a practice's own systems export: appointments, quality, totals, charge master, denial logs.

A row of a spreadsheet has its sheet as `interchange` and its row as `segment` (rows of the second sheet begin at
10,000,001, and so on, so that a file's rows keep numbers of their own); `offset` is 0 in a workbook.
"""

from counteroffer.core.tables.form import CENTS, COUNT, DAY, MILLI, MODIFIERS, PERCENT, TEXT, Table, col, maybe
from counteroffer.core.tables.read import PLACE

APPOINTMENTS = Table(
    "appointments",
    "One appointment as the practice's schedule has it.",
    (
        *PLACE,
        col("appointment", TEXT, "the schedule's own number, empty if none"),
        col("patient_key", TEXT, "keyed pseudonym of the patient, empty if unknown"),
        col("payer_name", TEXT, "payer, as written there; empty if not said"),
        col("rendering_npi", TEXT, "clinician's NPI, empty if not said"),
        col("clinician", TEXT, "clinician as written there"),
        col("place", TEXT, "office or site, as written there"),
        col("visit", TEXT, "kind of visit, as written there"),
        maybe("made_date", DAY, "day on which it was made"),
        maybe("appointment_date", DAY, "day of the appointment"),
        maybe("minutes", COUNT, "its length, minutes"),
        col("status", TEXT, "`kept`, `no_show`, `cancelled`, `moved`, `open` or, where it is none of these, empty"),
    ),
)

QUALITY_MEASURES = Table(
    "quality_measures",
    "One quality measure of one payer over one period: how many patients should have had a service, and how many had.",
    (
        *PLACE,
        col("measure", TEXT, "the measure's name or number, as written there"),
        col("payer_name", TEXT, "payer, as written there; empty for all patients"),
        col("rendering_npi", TEXT, "clinician's NPI, empty for the whole practice"),
        maybe("since", DAY, "first day of the period"),
        maybe("until", DAY, "last day of the period"),
        maybe("numerator", COUNT, "patients who had it"),
        maybe("denominator", COUNT, "patients who should have had it"),
        maybe("rate", PERCENT, "the rate as the report says it, thousandths of a percent; null if not said"),
        maybe("target", PERCENT, "the payer's target, thousandths of a percent; null if not said"),
    ),
)

TOTALS = Table(
    "totals",
    "What one payer used of one code over one period, summed up by the practice's own system.",
    (
        *PLACE,
        col("payer_name", TEXT, "payer, as written there"),
        col("payer_id", TEXT, "its id, empty if not said"),
        col("code", TEXT, "CPT/HCPCS code"),
        *MODIFIERS,
        col("pos", TEXT, "place of service, empty if not said"),
        col("setting", TEXT, "`facility`, `nonfacility`, or empty when the report does not say"),
        col("rendering_npi", TEXT, "clinician's NPI, empty if not said"),
        col("milliunits", MILLI, "units, thousandths"),
        maybe("charge", CENTS, "charges; null if not said"),
        maybe("allowed", CENTS, "allowed amount; null if not said"),
        maybe("paid", CENTS, "paid by the payer; null if not said"),
        maybe("patient_resp", CENTS, "the patients' part; null if not said"),
        col("since", DAY, "first day of the period"),
        col("until", DAY, "last day of the period"),
    ),
)

CHARGE_MASTER = Table(
    "charge_master",
    "What the practice charges for one code and modifier from one day on.",
    (
        *PLACE,
        col("code", TEXT, "CPT/HCPCS code"),
        col("modifier", TEXT, "modifier, empty for none"),
        col("charge", CENTS, "charge for one unit"),
        maybe("since", DAY, "first day; null if the list does not say"),
    ),
)

DENIAL_LOG = Table(
    "denial_log",
    "One denial of a practice's own log that says too little to stand beside remittances (no reason code or charge).",
    (
        *PLACE,
        col("claim", TEXT, "patient control number or claim number"),
        col("payer_name", TEXT, "payer, as written there"),
        col("payer_id", TEXT, "its id, empty if not said"),
        col("patient_key", TEXT, "keyed pseudonym of the patient, empty if unknown"),
        col("code", TEXT, "CPT/HCPCS code, empty for a whole claim"),
        *MODIFIERS,
        maybe("service_date", DAY, "day of service"),
        maybe("denied_date", DAY, "day of the denial"),
        maybe("charge", CENTS, "amount denied; null if not said"),
        col("group", TEXT, "group code (CO, PR, OA, PI), empty if not said"),
        col("carc", TEXT, "reason code, empty if not said"),
        col("rarc", TEXT, "remark code, empty if not said"),
    ),
)

OFFICE = (APPOINTMENTS, QUALITY_MEASURES, TOTALS, CHARGE_MASTER, DENIAL_LOG)
"""Tables that an exported spreadsheet may fill, beside those of claims and remittances."""
