"""Tables of what is said about claims and patients outside claims and remittances.

Authorizations (278), claim statuses (277), coverages (271), acknowledgements (999, 997, TA1), and what stood in an X12
file that no table has.
"""

from counteroffer.core.tables.form import (
    CENTS,
    COUNT,
    DAY,
    FLAG,
    MILLI,
    MODIFIERS,
    MOMENT,
    PERCENT,
    TEXT,
    Table,
    col,
    maybe,
)
from counteroffer.core.tables.read import PLACE

_PATIENT = col("patient_key", TEXT, "keyed pseudonym of the patient, empty if unknown")
_REJECTED = col("reject_reason", TEXT, "why it could not be dealt with (AAA03), empty if it could")
_KEPT = col(
    "set_aside",
    FLAG,
    "true when a number or date of it cannot be read, or it may be cut short: stored, never summed",
)

AUTHS = Table(
    "auths",
    "One service of one authorization request or answer, as read from a 278 or from an exported log.",
    (
        *PLACE,
        col(
            "says",
            TEXT,
            "`request`, `answer`, `inquiry`, `notification`, or `log` for a row of an exported log that holds both",
        ),
        col("transaction", TEXT, "transaction set control number (ST02), empty for a log"),
        col("reference", TEXT, "the requester's own number of the request (TRN02, else BHT03), empty if unknown"),
        col("certification", TEXT, "authorization number of the payer (HCR02 or REF*BB), empty if none"),
        col("review_ref", TEXT, "the payer's number of a review that is not certified (REF*NT), empty if none"),
        col("payer_name", TEXT, "payer or utilization management organization"),
        col("payer_id", TEXT, "its id"),
        _PATIENT,
        col("requester_npi", TEXT, "requesting provider NPI, empty if unknown"),
        col("service_npi", TEXT, "servicing provider NPI, empty if unknown"),
        col("code", TEXT, "CPT/HCPCS code asked for, empty for a request without one"),
        *MODIFIERS,
        maybe(
            "milliunits", MILLI, "quantity asked for or certified, thousandths: of the code (SV1, SV2, SV3), else HSD02"
        ),
        col("diagnoses", TEXT, "ICD-10 codes joined by spaces"),
        col(
            "category", TEXT, "request category (UM01): `HS` services, `AR` admission, `SC` specialty care, else empty"
        ),
        col(
            "purpose",
            TEXT,
            "kind of request (UM02): `I` initial, `R` renewal, `S` revised, `3` cancel, `4` extension ...",
        ),
        col(
            "level",
            TEXT,
            "level of service (UM06): `U` urgent, `03` emergency, `E` elective, empty for routine or not said",
        ),
        col(
            "action", TEXT, "certification action (HCR01): A1 certified in total, A2 partial, A3 not certified, A4 ..."
        ),
        col("reason", TEXT, "decision reason (HCR03), empty if none"),
        _REJECTED,
        maybe("requested_at", MOMENT, "when it was asked for (BHT04 and BHT05 of the request, or the log)"),
        maybe("decided_at", MOMENT, "when it was decided (BHT04 and BHT05 of the answer, or the log)"),
        maybe("service_date", DAY, "first day of the service (DTP 472, AAH, 435), else of the certification (007)"),
        maybe("service_to", DAY, "last day of the service or of the certification"),
        col(
            "appeal",
            TEXT,
            "`peer_to_peer`, `appeal` or empty: what it went through, where a log or UM02 (1, 2) says so",
        ),
        col(
            "outcome",
            TEXT,
            "`approved`, `partial`, `denied`, `pended`, `cancelled`, `not_required`, `rejected` (AAA) or empty",
        ),
        _KEPT,
    ),
)

CLAIM_STATUSES = Table(
    "claim_statuses",
    "One status of a claim, a line, or a whole submission, as a clearinghouse or payer told it (277 STC).",
    (
        *PLACE,
        col("position", COUNT, "ordinal of the status in its STC, 1 to 3 (STC01, STC10, STC11)"),
        col("says", TEXT, "`acknowledgment` (277CA), `answer` (277 to a 276) or `request` (for more information)"),
        col("level", TEXT, "`payer`, `receiver`, `provider`, `claim` or `line`: whom the status is about"),
        col("transaction", TEXT, "transaction set control number (ST02)"),
        maybe("told_at", MOMENT, "when it was told (BHT04, BHT05)"),
        col(
            "submission",
            TEXT,
            "the sender's number of the claims batch (277CA: TRN02 of the receiver, BHT03 of the 837)",
        ),
        col("payer_name", TEXT, "payer, or the clearinghouse that answers (NM1 of level 20)"),
        col("payer_id", TEXT, "its id"),
        col("provider_npi", TEXT, "provider NPI (NM1 of level 19), empty if unknown"),
        _PATIENT,
        col("claim", TEXT, "patient control number (277CA TRN02, 277 REF*EJ); empty above claims"),
        col("trace", TEXT, "trace number (TRN02)"),
        col("payer_control", TEXT, "payer claim control number (REF*1K)"),
        col("clearinghouse_ref", TEXT, "claim number of the clearinghouse (REF*D9)"),
        col("bill_type", TEXT, "bill type of an institutional claim (REF*BLT)"),
        col("line_control", TEXT, "line item control number (REF*FJ)"),
        col("code", TEXT, "CPT/HCPCS code of the line (SVC01-2)"),
        *MODIFIERS,
        col("category", TEXT, "claim status category code (STC01-1), such as A2, A7, F1, P1"),
        col("status", TEXT, "claim status code (STC01-2)"),
        col("entity", TEXT, "entity code (STC01-3) that the status is about, such as 85 or QC"),
        maybe("status_date", DAY, "day of the status (STC02)"),
        col("action", TEXT, "277CA: WQ accepted, U rejected (STC03)"),
        maybe("charge", CENTS, "charge (STC04, of a line SVC02)"),
        maybe("paid", CENTS, "payment (STC05, of a line SVC03)"),
        maybe("decided_date", DAY, "day of the adjudication (STC06)"),
        maybe("payment_date", DAY, "day of the check or transfer (STC08)"),
        col("payment_ref", TEXT, "check or transfer number (STC09)"),
        maybe("service_date", DAY, "first day of service (DTP*472)"),
        maybe("service_to", DAY, "last day of service"),
        maybe("accepted_count", COUNT, "claims accepted (QTY*90 or QA), of a submission or provider"),
        maybe("rejected_count", COUNT, "claims rejected (QTY*AA or QC)"),
        maybe("accepted_amount", CENTS, "charges accepted (AMT*YU)"),
        maybe("rejected_amount", CENTS, "charges rejected (AMT*YY)"),
        _KEPT,
    ),
)

COVERAGES = Table(
    "coverages",
    "One benefit of a patient as the payer told it (271 EB), or one reason why it told none (271 AAA).",
    (
        *PLACE,
        col("level", TEXT, "`subscriber` or `dependent`; of a rejection also `payer` or `provider`"),
        col("transaction", TEXT, "transaction set control number (ST02)"),
        maybe("told_at", MOMENT, "when it was told (BHT04, BHT05)"),
        col("trace", TEXT, "the requester's number of the inquiry (TRN02 where TRN01 = 2)"),
        col("payer_name", TEXT, "payer (NM1 of level 20)"),
        col("payer_id", TEXT, "its id"),
        col("provider_npi", TEXT, "provider NPI (NM1 of level 21), empty if unknown"),
        _PATIENT,
        col("group_number", TEXT, "group number (REF*6P, else REF*1L)"),
        col("plan_number", TEXT, "plan number (REF*18)"),
        maybe("asked_date", DAY, "day of service that was asked about (DTP*472)"),
        col(
            "benefit", TEXT, "what it tells (EB01): 1 active, 6 inactive, A coinsurance, B copayment, C deductible ..."
        ),
        col("coverage_level", TEXT, "whom it covers (EB02): IND, FAM, EMP ..."),
        col("service_types", TEXT, "service type codes (EB03) joined by spaces"),
        col("insurance_type", TEXT, "insurance type (EB04): HM, PR, MA, C1 ..."),
        col("plan", TEXT, "plan as the payer describes it (EB05)"),
        col("period", TEXT, "period (EB06, else HSD05): 23 calendar year, 27 visit, 29 remaining ..."),
        maybe("amount", CENTS, "amount (EB07)"),
        maybe("percent", PERCENT, "percent (EB08), thousandths of a percent: .2 and 20 are both 20%"),
        col("quantity_basis", TEXT, "what the quantity counts (EB09, else HSD01): VS visits, DY days ..."),
        maybe("milliunits", MILLI, "quantity (EB10, else HSD02), thousandths"),
        col("needs_auth", TEXT, "authorization needed (EB11): Y, N, U unknown, empty if not said"),
        col("in_network", TEXT, "in network (EB12): Y, N, W not applicable, empty if not said"),
        col("code", TEXT, "CPT/HCPCS code (EB13-2), empty for a benefit of service types"),
        *MODIFIERS,
        maybe("since", DAY, "first day it holds: of the benefit, else of the patient's coverage"),
        maybe("until", DAY, "last day it holds"),
        col(
            "other_role",
            TEXT,
            "role of another organization named with it (2120 NM101): PR other payer, P5 sponsor ...",
        ),
        col("other_name", TEXT, "its name; of persons nothing is kept"),
        col("other_id", TEXT, "its id"),
        _REJECTED,
        col("follow_up", TEXT, "what to do about a rejection (AAA04): C correct and send again, N do not ..."),
        _KEPT,
    ),
)

ACKNOWLEDGEMENTS = Table(
    "acknowledgements",
    "One transaction set, functional group or interchange of ours that somebody accepted or rejected (999, 997, TA1).",
    (
        *PLACE,
        col("says", TEXT, "`999`, `997` or `TA1`"),
        col("level", TEXT, "`set` (AK2), `group` (AK1, AK9) or `interchange` (TA1)"),
        col("functional", TEXT, "functional identifier of the group (AK101): HC claims, HI authorizations ..."),
        col("group_control", TEXT, "its control number (AK102), as `claims.group_control`"),
        col("kind", TEXT, "kind of the transaction set (AK201), such as 837"),
        col("transaction", TEXT, "its control number (AK202), as `claims.transaction`"),
        col("guide", TEXT, "its implementation guide (AK203, else AK103)"),
        col("interchange_control", TEXT, "control number of the interchange (TA101)"),
        col(
            "accepted",
            TEXT,
            "A accepted, E with errors, P in part, R rejected, M W X for security (IK501, AK901, TA104)",
        ),
        col("reason", TEXT, "first reason (IK502, AK905, TA105)"),
        maybe("sets", COUNT, "transaction sets the group says it has (AK902)"),
        maybe("sets_received", COUNT, "transaction sets received (AK903)"),
        maybe("sets_accepted", COUNT, "transaction sets accepted (AK904)"),
        col("errors", COUNT, "errors told of it (IK3, IK4)"),
        col("error_segment", TEXT, "id of the first segment at fault (IK301)"),
        maybe("error_position", COUNT, "ordinal of that segment in its transaction set (IK302), from 1"),
        col("error_loop", TEXT, "its loop (IK303)"),
        col("error_code", TEXT, "what is wrong with it (IK304)"),
        col("error_element", TEXT, "its first element at fault (IK401), such as `2` or `5-1`"),
        col("element_code", TEXT, "what is wrong with that element (IK403)"),
    ),
)

UNKNOWN_SEGMENTS = Table(
    "unknown_segments",
    "One segment of an X12 file that the guide of its transaction set does not have; its text is kept nowhere.",
    (
        *PLACE,
        col("kind", TEXT, "kind of the transaction set it stands in, as in `files.kind`"),
        col("name", TEXT, "its segment id; empty when it has no form of one, or might be somebody's name"),
    ),
)

EXCHANGE = (AUTHS, CLAIM_STATUSES, COVERAGES, ACKNOWLEDGEMENTS, UNKNOWN_SEGMENTS)
"""Tables read from other transaction sets than 835 and 837; an imported file may fill them."""
