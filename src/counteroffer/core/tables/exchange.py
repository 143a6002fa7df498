"""Tables of what is said about claims and patients outside claims and remittances: authorizations."""

from counteroffer.core.tables.form import (
    DAY,
    MILLI,
    MODIFIERS,
    MOMENT,
    TEXT,
    Table,
    col,
    maybe,
)
from counteroffer.core.tables.read import PLACE

AUTHS = Table(
    "auths",
    "One service of one authorization request or answer, as read from a 278 or from an exported log.",
    (
        *PLACE,
        col("says", TEXT, "`request`, `answer`, or `log` for a row of an exported log that holds both"),
        col("reference", TEXT, "the requester's own number of the request (TRN02), empty if unknown"),
        col("certification", TEXT, "authorization number of the payer (HCR02 or REF*BB), empty if none"),
        col("payer_name", TEXT, "payer or utilization management organization"),
        col("payer_id", TEXT, "its id"),
        col("patient_key", TEXT, "keyed pseudonym of the patient, empty if unknown"),
        col("requester_npi", TEXT, "requesting provider NPI, empty if unknown"),
        col("service_npi", TEXT, "servicing provider NPI, empty if unknown"),
        col("code", TEXT, "CPT/HCPCS code asked for, empty for a request without one"),
        *MODIFIERS,
        maybe("milliunits", MILLI, "quantity asked for or certified, thousandths"),
        col("diagnoses", TEXT, "ICD-10 codes joined by spaces"),
        col("level", TEXT, "level of service (UM06): `E` emergency, `U` urgent, `03` ..., empty if not said"),
        col(
            "action", TEXT, "certification action (HCR01): A1 certified in total, A2 partial, A3 not certified, A4 ..."
        ),
        col("reason", TEXT, "decision reason (HCR03), empty if none"),
        maybe("requested_at", MOMENT, "when it was asked for (BHT04 and BHT05 of the request, or the log)"),
        maybe("decided_at", MOMENT, "when it was decided (BHT04 and BHT05 of the answer, or the log)"),
        maybe("service_date", DAY, "first day of the service"),
        maybe("service_to", DAY, "last day of the service or of the certification"),
        col("appeal", TEXT, "`peer_to_peer`, `appeal` or empty: what it went through, where a log says so"),
        col("outcome", TEXT, "`approved`, `partial`, `denied`, `pended`, `cancelled`, `not_required` or empty"),
    ),
)

EXCHANGE = (AUTHS,)
"""Tables read from other transaction sets than 835 and 837; an imported file may fill them."""
