"""Tables that files are read into: claims, remittances and their parts, one row per record of the file."""

from counteroffer.core.tables.form import (
    CENTS,
    COUNT,
    DAY,
    FLAG,
    KEY,
    MILLI,
    MODIFIERS,
    MOMENT,
    TEXT,
    Table,
    col,
    maybe,
)

PLACE = (
    col("file_id", KEY, "the file this row was read from (`files.file_id`)"),
    col("interchange", COUNT, "ordinal of the interchange (ISA) in the file, from 1"),
    col("segment", COUNT, "ordinal of this row's own segment in the file, from 1"),
    col("offset", COUNT, "byte offset of that segment in the decompressed file"),
)
KEPT = (
    col("set_aside", FLAG, "true when the record is malformed or does not balance: stored and counted, never summed"),
)

FILES = Table(
    "files",
    "One source file as imported; its rows in all other tables are there whole or not at all.",
    (
        col("file_id", KEY, "first 52 bits of the content's SHA-256"),
        col("sha256", TEXT, "SHA-256 of the decompressed content"),
        col("name", TEXT, "path as the user gave it; `archive.zip/member` for a member of an archive"),
        col("kind", TEXT, "835, 837P, or what else it turned out to be (`837I`, `270`, `unreadable` ...)"),
        col("status", TEXT, "`stored`, or `set_aside` when nothing in it could be used"),
        col("bytes", COUNT, "size of the decompressed content"),
        col("interchanges", COUNT, "interchanges (ISA) seen"),
        col("transactions", COUNT, "transaction sets (ST) seen"),
        col("segments", COUNT, "segments seen"),
        col("unknown_segments", COUNT, "segments whose id no table reads, counted and left alone"),
        col("claims", COUNT, "claims (CLP or CLM) seen, the ones set aside included"),
        col("claims_set_aside", COUNT, "claims set aside"),
        col("lines", COUNT, "service lines (SVC or SV1) seen"),
        col("charge", CENTS, "sum of claim charges seen, the ones set aside included"),
        col("paid", CENTS, "sum of CLP04 seen, the ones set aside included; 0 for claims files"),
        col("reader", TEXT, "version of the reader that read it"),
        col("import_id", TEXT, "the import that brought it (`imports.import_id`)"),
        col("path", TEXT, "where it was read from: the file or the archive on disk, as an absolute path"),
        col("imported_at", MOMENT, "when it was stored"),
    ),
)

IMPORTS = Table(
    "imports",
    "One run of the import that stored or set aside at least one file.",
    (
        col(
            "import_id",
            TEXT,
            "its id: the moment it began, such as `20261123-141502`, with a letter when two began at once",
        ),
        col("started_at", MOMENT, "when it began"),
        col("paths", TEXT, "what it was given, one path a line"),
    ),
)

CLAIMS = Table(
    "claims",
    "One claim as submitted (837 CLM); the same claim sent again is another row.",
    (
        *PLACE,
        col("form", TEXT, "`P` professional (837P), `I` institutional (837I), empty for claims out of a spreadsheet"),
        col("group_control", TEXT, "functional group control number (GS06), which a 999 repeats"),
        col("transaction", TEXT, "transaction set control number (ST02)"),
        maybe("submitted_date", DAY, "date of the transaction (BHT04)"),
        col("billing_npi", TEXT, "billing provider NPI (2010AA NM109)"),
        col("billing_tin", TEXT, "billing provider tax id (2010AA REF*EI or REF*SY)"),
        col("payer_name", TEXT, "payer as named in 2010BB NM103"),
        col("payer_id", TEXT, "payer id (2010BB NM109)"),
        col("sequence", TEXT, "payer responsibility sequence (SBR01): P, S, T ..."),
        col("filing_code", TEXT, "claim filing indicator (SBR09)"),
        col("group_number", TEXT, "group or policy number (SBR03)"),
        col("patient_key", TEXT, "keyed pseudonym of the patient (see `ingest.x12.pseudonym`), empty if unknown"),
        col("claim", TEXT, "patient control number (CLM01)"),
        col("charge", CENTS, "total claim charge (CLM02)"),
        col("pos", TEXT, "place of service (CLM05-1); of an institutional claim the first two digits of the bill type"),
        col("frequency", TEXT, "claim frequency (CLM05-3): 1 original, 7 replacement, 8 void"),
        col("prior_auth", TEXT, "prior authorization number (REF*G1)"),
        col("original_ref", TEXT, "payer claim control number of the claim replaced (REF*F8)"),
        col("referral", TEXT, "referral number (REF*9F)"),
        col("clearinghouse_ref", TEXT, "claim number of the clearinghouse (REF*D9)"),
        maybe("statement_from", DAY, "first day of an institutional claim's statement (DTP*434)"),
        maybe("statement_to", DAY, "last day of it"),
        col(
            "rendering_npi",
            TEXT,
            "rendering NPI (2310B), else an institutional claim's attending NPI (NM1*71), else the billing NPI",
        ),
        col("referring_npi", TEXT, "referring provider's NPI (NM1*DN: 2310A, institutional 2310F), empty if absent"),
        col("diagnoses", TEXT, "ICD-10 codes of HI, principal first, joined by spaces"),
        *KEPT,
    ),
)

CLAIM_LINES = Table(
    "claim_lines",
    "One service line as submitted (837P SV1, 837I SV2).",
    (
        *PLACE,
        col("claim_segment", COUNT, "segment of the CLM this line belongs to (same file)"),
        col("line", COUNT, "line number (LX01)"),
        col("revenue_code", TEXT, "revenue code (SV201); empty on professional lines"),
        col("code", TEXT, "CPT/HCPCS code (SV101-2, SV202-2); an institutional line may have none"),
        *MODIFIERS,
        col("charge", CENTS, "line charge (SV102, SV203)"),
        col("unit_basis", TEXT, "UN units, MJ minutes, DA days (SV103, SV204)"),
        col("milliunits", MILLI, "quantity (SV104, SV205), thousandths"),
        col("pos", TEXT, "place of service: SV105, else the claim's"),
        maybe("service_date", DAY, "first day of service (DTP*472)"),
        maybe("service_to", DAY, "last day of service"),
        col("line_control", TEXT, "line item control number (REF*6R)"),
        col("rendering_npi", TEXT, "rendering provider NPI (2420A), else the claim's"),
        *KEPT,
    ),
)

REMITS = Table(
    "remits",
    "One remittance (835 transaction set: one check or electronic payment).",
    (
        *PLACE,
        col("transaction", TEXT, "transaction set control number (ST02)"),
        col("payer_name", TEXT, "payer (N1*PR, N102)"),
        col("payer_id", TEXT, "payer id (N1*PR N104, else REF*2U, else TRN03)"),
        col("payer_tin", TEXT, "originating company (TRN03) without its leading 1 when that makes a TIN"),
        col("payee_npi", TEXT, "payee NPI (N1*PE, N103=XX)"),
        col("payee_tin", TEXT, "payee tax id (N1*PE N103=FI, or REF*TJ)"),
        col("trace", TEXT, "check or EFT trace number (TRN02)"),
        col("method", TEXT, "payment method (BPR04): ACH, CHK, FWT, NON ..."),
        col("paid", CENTS, "total actual payment (BPR02); negative when BPR03 is D"),
        maybe("payment_date", DAY, "payment effective date (BPR16)"),
        col("claims", COUNT, "claims (CLP) in it"),
        col("claims_paid", CENTS, "sum of CLP04 over them, the ones set aside included"),
        col("provider_adjusted", CENTS, "sum of PLB amounts; positive reduces the payment"),
        col("balanced", FLAG, "true when paid = claims_paid - provider_adjusted"),
    ),
)

REMIT_CLAIMS = Table(
    "remit_claims",
    "One adjudication of one claim (835 CLP); a reversal and a correction are rows of their own.",
    (
        *PLACE,
        col("remit_segment", COUNT, "segment of the ST of its remittance (same file)"),
        col("claim", TEXT, "patient control number (CLP01)"),
        col(
            "status", TEXT, "claim status (CLP02): 1 2 3 paid as primary/secondary/tertiary, 4 denied, 22 reversal ..."
        ),
        col("charge", CENTS, "total claim charge (CLP03)"),
        col("paid", CENTS, "claim payment (CLP04)"),
        col("patient_resp", CENTS, "patient responsibility (CLP05)"),
        col("filing_code", TEXT, "claim filing indicator (CLP06)"),
        col("payer_control", TEXT, "payer claim control number (CLP07)"),
        col("pos", TEXT, "facility type (CLP08)"),
        col("frequency", TEXT, "claim frequency (CLP09)"),
        col("patient_key", TEXT, "keyed pseudonym of the patient, empty if unknown"),
        col("rendering_npi", TEXT, "rendering provider NPI (NM1*82), empty if absent"),
        col("group_number", TEXT, "group or policy number (REF*1L)"),
        maybe("received_date", DAY, "date the payer received the claim (DTM*050)"),
        maybe("service_date", DAY, "statement from date (DTM*232)"),
        maybe("service_to", DAY, "statement to date (DTM*233)"),
        maybe("coverage_amount", CENTS, "coverage amount (AMT*AU)"),
        col("interest", CENTS, "interest paid (AMT*I), 0 if none; not part of CLP04 balancing"),
        col("lines", COUNT, "service lines (SVC) under it"),
        *KEPT,
    ),
)

REMIT_LINES = Table(
    "remit_lines",
    "One adjudicated service line (835 SVC).",
    (
        *PLACE,
        col("claim_segment", COUNT, "segment of the CLP this line belongs to (same file)"),
        col("line", COUNT, "ordinal of the SVC under its CLP, from 1"),
        col("code", TEXT, "adjudicated CPT/HCPCS code (SVC01-2)"),
        *MODIFIERS,
        col("billed_code", TEXT, "code as billed: SVC06-2 when the payer changed it, else the adjudicated code"),
        col("billed_mods", TEXT, "modifiers of SVC06 joined by spaces; empty when SVC06 is absent"),
        col("charge", CENTS, "line charge (SVC02)"),
        col("paid", CENTS, "line payment (SVC03)"),
        col("milliunits", MILLI, "units paid (SVC05), thousandths; 1000 when absent"),
        maybe("billed_milliunits", MILLI, "units billed (SVC07) when the payer changed them, thousandths"),
        maybe("allowed_reported", CENTS, "allowed amount as the payer says it (AMT*B6)"),
        col("patient_resp", CENTS, "sum of the line's CAS amounts with group PR"),
        maybe("service_date", DAY, "service date (DTM*472 or 150), else the claim's"),
        maybe("service_to", DAY, "last day (DTM*151), else service_date"),
        col("line_control", TEXT, "line item control number (REF*6R)"),
        col("rendering_npi", TEXT, "rendering provider NPI (REF*HPI), empty if absent"),
        *KEPT,
    ),
)

ADJUSTMENTS = Table(
    "adjustments",
    "One CAS triplet: a group code, a reason code and an amount, on a claim or on a line.",
    (
        *PLACE,
        col("position", COUNT, "ordinal of the triplet in its CAS segment, 1 to 6"),
        col("claim_segment", COUNT, "segment of the CLP (same file)"),
        maybe("line_segment", COUNT, "segment of the SVC; null for a claim-level adjustment"),
        col("group", TEXT, "group code (CAS01): CO, PR, OA, PI, CR"),
        col("carc", TEXT, "claim adjustment reason code"),
        col("amount", CENTS, "adjustment; positive reduces the payment"),
        maybe("milliunits", MILLI, "units adjusted, thousandths, null if not given"),
    ),
)

REMARKS = Table(
    "remarks",
    "One remittance advice remark code on a claim (MOA, MIA) or a line (LQ).",
    (
        *PLACE,
        col("position", COUNT, "ordinal of the remark in its segment, from 1"),
        col("claim_segment", COUNT, "segment of the CLP (same file)"),
        maybe("line_segment", COUNT, "segment of the SVC; null for a claim-level remark"),
        col("code", TEXT, "remark code (RARC)"),
    ),
)

PROVIDER_ADJUSTMENTS = Table(
    "provider_adjustments",
    "One PLB adjustment: money moved outside any claim; positive reduces the payment.",
    (
        *PLACE,
        col("position", COUNT, "ordinal of the pair in its PLB segment, 1 to 6"),
        col("remit_segment", COUNT, "segment of the ST of its remittance (same file)"),
        col("provider", TEXT, "provider id (PLB01)"),
        col("reason", TEXT, "adjustment reason (PLB03-1): WO, FB, L6, CS, 72 ..."),
        col("reference", TEXT, "reference (PLB03-2)"),
        col("amount", CENTS, "amount; positive reduces the payment"),
    ),
)

SUPPLEMENTS = Table(
    "supplements",
    "One further amount, quantity or reference of an adjudicated claim or line that has no column of its own.",
    (
        *PLACE,
        col("position", COUNT, "ordinal of the value in its segment, from 1"),
        col("claim_segment", COUNT, "segment of the CLP (same file)"),
        maybe("line_segment", COUNT, "segment of the SVC; null for a claim's own"),
        col("kind", TEXT, "AMT, QTY, REF, NM1 (crossover TT or corrected payer PR) or MOA"),
        col("qualifier", TEXT, "what it is: AMT01, QTY01, REF01, NM101, or the number of the MOA element"),
        maybe("amount", CENTS, "amount of an AMT or MOA"),
        maybe("milliunits", MILLI, "quantity of a QTY, thousandths"),
        col("value", TEXT, "reference of a REF, payer's id or else its name of an NM1; never a patient's"),
    ),
)

OTHER_PAYERS = Table(
    "other_payers",
    "One other payer of a submitted claim (837 loop 2320): who pays before or after, and what it has paid.",
    (
        *PLACE,
        col("claim_segment", COUNT, "segment of the CLM (same file)"),
        col("sequence", TEXT, "payer responsibility sequence (SBR01)"),
        col("filing_code", TEXT, "claim filing indicator (SBR09)"),
        col("group_number", TEXT, "group or policy number (SBR03)"),
        col("payer_name", TEXT, "payer (2330B NM103)"),
        col("payer_id", TEXT, "its id (2330B NM109)"),
        maybe("paid", CENTS, "what it has paid (AMT*D)"),
        maybe("patient_owes", CENTS, "remaining patient liability (AMT*EAF)"),
        maybe("noncovered", CENTS, "what it does not cover (AMT*A8)"),
    ),
)

OTHER_PAYER_LINES = Table(
    "other_payer_lines",
    "What another payer has adjudicated on one submitted line (837 loop 2430 SVD).",
    (
        *PLACE,
        col("claim_segment", COUNT, "segment of the CLM (same file)"),
        col("line_segment", COUNT, "segment of the SV1 or SV2"),
        col("payer_id", TEXT, "id of the other payer (SVD01, as in 2330B)"),
        col("paid", CENTS, "what it has paid on the line (SVD02)"),
        col("code", TEXT, "code it has paid (SVD03-2)"),
        *MODIFIERS,
        maybe("milliunits", MILLI, "units it has paid (SVD05), thousandths"),
        maybe("adjudicated_date", DAY, "when it adjudicated (DTP*573)"),
    ),
)

OTHER_ADJUSTMENTS = Table(
    "other_adjustments",
    "One CAS triplet of another payer on a submitted claim or line; never mixed with our own remittances' adjustments.",
    (
        *PLACE,
        col("position", COUNT, "ordinal of the triplet in its CAS segment, 1 to 6"),
        col("claim_segment", COUNT, "segment of the CLM (same file)"),
        maybe("line_segment", COUNT, "segment of the SV1 or SV2; null for the claim's own"),
        col("payer_segment", COUNT, "segment of the SBR (claim) or SVD (line) it belongs to"),
        col("group", TEXT, "group code (CAS01)"),
        col("carc", TEXT, "claim adjustment reason code"),
        col("amount", CENTS, "adjustment; 0 where it cannot be read"),
        maybe("milliunits", MILLI, "units adjusted, thousandths"),
    ),
)

IDENTITIES = Table(
    "identities",
    "Who one patient is, as one file says it: kept in the encrypted vault only, never in the lake.",
    (
        col("file_id", KEY, "the file that says so"),
        col("patient_key", TEXT, "the keyed pseudonym that stands for the patient in all other tables"),
        col("last", TEXT, "last name"),
        col("first", TEXT, "first name"),
        col("middle", TEXT, "middle name"),
        maybe("birth_date", DAY, "date of birth"),
        col("sex", TEXT, "F, M, U or empty"),
        col("member_id", TEXT, "member id at the payer"),
        col("payer_id", TEXT, "id of the payer whose member id it is, empty if unknown"),
        col("address", TEXT, "street"),
        col("city", TEXT, "city"),
        col("state", TEXT, "state"),
        col("zip", TEXT, "ZIP code"),
    ),
)

READ = (
    CLAIMS,
    CLAIM_LINES,
    REMITS,
    REMIT_CLAIMS,
    REMIT_LINES,
    ADJUSTMENTS,
    REMARKS,
    PROVIDER_ADJUSTMENTS,
    SUPPLEMENTS,
    OTHER_PAYERS,
    OTHER_PAYER_LINES,
    OTHER_ADJUSTMENTS,
)
"""Tables that an X12 file is read into, beside `files` and `findings`."""
