"""The table of authorizations as they ended, made from what was asked, answered and billed."""

from counteroffer.core.tables.form import COUNT, DAY, FLAG, KEY, MOMENT, TEXT, Table, col, maybe

AUTHORIZATIONS = Table(
    "authorizations",
    "One service of one prior authorization with its whole story: asked, pended, decided, reviewed, appealed, billed. "
    "Services of one code in one request count once.",
    (
        col("auth_id", KEY, "number of the authorization in this build of the table"),
        col(
            "source",
            TEXT,
            "`278` (answers of the payer), `log` (an exported log), or `claims`: inferred from authorization numbers "
            "and authorization denials on claims, only for payers of whom there is neither",
        ),
        col("payer", TEXT, "the payer's name, as in `lines.payer`"),
        col("product", TEXT, "kind of plan, as in `lines.product`; `unknown` where the patient's claims do not say"),
        col("reference", TEXT, "the requester's number of the first request, empty if unknown"),
        col("number", TEXT, "authorization number of an approval, empty if none"),
        col("patient_key", TEXT, "keyed pseudonym of the patient, empty if unknown"),
        col("code", TEXT, "CPT/HCPCS code asked for; of an inferred one the code with the largest charge"),
        col("family", TEXT, "kind of service, by the practice's `families.yaml`, else the shelf's ranges of codes"),
        maybe("asked_date", DAY, "day on which it was asked for; of an inferred one the day of service"),
        maybe("service_date", DAY, "first day of the service"),
        col("expedited", FLAG, "true for an urgent or emergency request (UM06 is U or 03, or the log says so)"),
        col("clock", TEXT, "`minutes` where moments have a time of day, `days` where only dates are known, else empty"),
        maybe("requested_at", MOMENT, "when it was first asked for"),
        maybe("completed_at", MOMENT, "when the last thing was sent before the decision: the clock starts here"),
        maybe("decided_at", MOMENT, "the first decision"),
        maybe("turnaround", COUNT, "minutes from the complete submission to the first decision"),
        maybe("turnaround_business", COUNT, "the same in business minutes"),
        maybe(
            "pended",
            COUNT,
            "minutes it was pended: until the practice sent more, or else until the decision (then part of the "
            "turnaround); 0 if never",
        ),
        col(
            "outcome_first",
            TEXT,
            "first decision: `approved`, `partial`, `denied`, `cancelled`, `not_required`, `rejected`; `pended` or "
            "empty while there is none",
        ),
        col("outcome", TEXT, "the last decision, peer-to-peer reviews and appeals included"),
        col("peer_to_peer", TEXT, "`overturned`, `upheld`, `open`, or empty where there was none"),
        maybe("peer_to_peer_lag", COUNT, "minutes from asking for the peer-to-peer review to its decision"),
        col("appeal", TEXT, "`overturned`, `upheld`, `open`, or empty where there was none"),
        maybe("appeal_lag", COUNT, "minutes from the appeal to its decision"),
        col("claims", COUNT, "claims with its number (REF*G1); told once where several services share a number"),
        col("claims_denied", COUNT, "of those, claims with a line denied at first"),
        col("claims_denied_final", COUNT, "of those, claims with a line denied in the end"),
        maybe("file_id", KEY, "the file of its first decision, else of the request or claim"),
        maybe("segment", COUNT, "its segment there"),
    ),
)
