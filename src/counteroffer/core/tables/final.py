"""Tables made from what was read: final lines, rate books, prices, findings."""

from counteroffer.core.tables.form import (
    CENTS,
    COUNT,
    DAY,
    FLAG,
    KEY,
    MILLI,
    MODIFIERS,
    PERCENT,
    TEXT,
    Table,
    col,
    maybe,
)

LINES = Table(
    "lines",
    "One service line of one claim at one payer sequence, as finally adjudicated: claim and remit matched, "
    "reversals netted, first and final outcome kept.",
    (
        col("line_id", KEY, "number of the line in this build of the table; joins `priced`"),
        col("claim", TEXT, "patient control number"),
        col("line", COUNT, "line number on the claim; for a line known from remits only, its ordinal there"),
        col("sequence", TEXT, "payer responsibility sequence: P, S or T"),
        col("payer", TEXT, "the payer's name after the roll-up"),
        col("payer_id", TEXT, "payer id on the claim, else on the remit"),
        col("filing_code", TEXT, "claim filing indicator"),
        col("group_number", TEXT, "group or policy number on the claim, else on the remit; empty if unknown"),
        col(
            "product",
            TEXT,
            "`commercial`, `medicare_advantage`, `medicare`, `medicaid`, `medicaid_managed`, `tricare`, `va`, "
            "`workers_comp`, `auto`, `other` or `unknown`: as the filing code or the practice says",
        ),
        col("funding", TEXT, "`insured`, `self_funded`, `government` or `unknown`: never guessed"),
        col("patient_key", TEXT, "keyed pseudonym of the patient"),
        col("billing_npi", TEXT, "billing provider NPI"),
        col("billing_tin", TEXT, "billing provider TIN"),
        col("rendering_npi", TEXT, "rendering provider NPI"),
        col("referring_npi", TEXT, "referring provider NPI of the claim as submitted; empty if it names none"),
        col("pos", TEXT, "place of service"),
        col("setting", TEXT, "`facility` or `nonfacility`, by place of service"),
        maybe("service_date", DAY, "first day of service"),
        col("month", TEXT, "month of service like `2025-01`; empty when the date is unknown"),
        maybe("submitted_date", DAY, "first submission (837 BHT04)"),
        maybe("received_date", DAY, "first receipt by the payer (DTM*050), null when not told"),
        maybe("first_paid_date", DAY, "payment date of the first adjudication"),
        maybe("paid_date", DAY, "payment date of the final adjudication"),
        col("billed_code", TEXT, "code as billed"),
        col("code", TEXT, "code as finally adjudicated; as billed while not adjudicated"),
        *MODIFIERS,
        col("milliunits", MILLI, "units, thousandths"),
        col(
            "unit_basis",
            TEXT,
            "what the units count, as submitted: `UN` units, `MJ` minutes, `DA` days, `F2` drug units; empty where "
            "only a remittance tells of the line (an 835 does not say)",
        ),
        col("charge", CENTS, "line charge"),
        maybe("allowed", CENTS, "allowed amount of the final adjudication; null while not adjudicated or set aside"),
        col("allowed_source", TEXT, "`reported` (AMT*B6), `derived` (paid + patient responsibility) or `none`"),
        col("paid", CENTS, "paid by this payer in the final adjudication; 0 while none"),
        col(
            "patient_resp",
            CENTS,
            "patient responsibility in the final adjudication (CAS group PR, the denial's excepted)",
        ),
        col("outcome_first", TEXT, "first adjudication: `paid`, `denied`, or `none` (not adjudicated)"),
        col("outcome", TEXT, "final adjudication: `paid`, `denied`, `none` or `reversed` (taken back, not replaced)"),
        col("denial_first_category", TEXT, "category of the first adjudication's denial, own words; empty if none"),
        col("denial_category", TEXT, "category of the final denial; empty if not denied"),
        col("denial_group", TEXT, "group code of the denial that names the category (final, else first)"),
        col("denial_carc", TEXT, "reason code of that denial"),
        col("denial_rarc", TEXT, "remark code beside it, empty if none"),
        col("prior_auth", TEXT, "prior authorization number on the claim that counts (REF*G1), empty if none"),
        col("adjudications", COUNT, "adjudications seen, reversals not counted"),
        col("reversals", COUNT, "reversals seen"),
        col("resubmissions", COUNT, "submissions of the claim after the payer's first answer"),
        maybe("resubmitted_date", DAY, "first of them (837 BHT04)"),
        maybe("corrected_date", DAY, "first replacement of the claim (CLM05-3 is 7)"),
        maybe("claim_file", KEY, "file of the submitted line (`claim_lines.file_id`)"),
        maybe("claim_place", COUNT, "segment of the submitted line"),
        maybe("remit_file", KEY, "file of the final adjudicated line (`remit_lines.file_id`)"),
        maybe("remit_place", COUNT, "segment of the final adjudicated line (the CLP where there is no SVC)"),
    ),
    partition=("month",),
)

MOVEMENTS = Table(
    "movements",
    "One amount that a payer moved beside the final lines: a payment taken back by a reversal, or a PLB entry.",
    (
        col("payer", TEXT, "the payer's name, as in `lines.payer`"),
        col("kind", TEXT, "`reversal`, or of a PLB entry `recoupment`, `refund`, `interest`, `forward` or `other`"),
        col("reason", TEXT, "claim status (CLP02) of a reversal, reason (PLB03-1) of an entry"),
        col("claim", TEXT, "patient control number; empty where the entry names none that is known"),
        col("sequence", TEXT, "payer responsibility sequence of a reversal; empty of an entry"),
        col("reference", TEXT, "payer claim control number of a reversal, reference (PLB03-2) of an entry"),
        maybe("paid_date", DAY, "payment date of the claim's first payment; null when it is not known"),
        maybe("moved_date", DAY, "payment date of the remittance that moved the amount"),
        col("cents", CENTS, "amount moved; positive is taken from the practice"),
        col("replaced", CENTS, "what stands paid in its place, told with the claim's last reversal; else 0"),
        col("file_id", KEY, "the file it was read from (`files.file_id`)"),
        col("segment", COUNT, "its segment in the file"),
        col("position", COUNT, "ordinal in its PLB segment, from 1; 0 of a reversal"),
    ),
)

RATES = Table(
    "rates",
    "One rate-book row: what one contract version pays for one code, modifier and setting over some dates.",
    (
        col("contract", TEXT, "the contract's name"),
        col("version", TEXT, "version of the document"),
        col(
            "exhibit", TEXT, "for whose lines, where the version has rates by product (`versions.exhibit`); else empty"
        ),
        col("payer", TEXT, "the payer's name, as in `lines.payer`"),
        col("since", DAY, "first day of service it pays for; the version's own days are in `terms`"),
        col("until", DAY, "last day of service; 9999-12-31 while open"),
        col("code", TEXT, "CPT/HCPCS code; `*` for whatever no other row of the version names"),
        col("modifier", TEXT, "`26`, `TC`, of equipment `NU`, `RR`, `UE`, or empty; `*` for any"),
        col("setting", TEXT, "`facility` or `nonfacility`; `*` for either"),
        col(
            "term_id", TEXT, "the term that won: `contract/version#ordinal`; the capitation: `contract/version~ordinal`"
        ),
        col(
            "basis",
            TEXT,
            "how the term pays: `percent_of_medicare`, `percent_of_labs`, `percent_of_drugs`, `percent_of_equipment`, "
            "`conversion_factor`, `fee_schedule`, `percent_of_list`, `invoice_plus`, `percent_of_charges`, "
            "`case_rate`, `anesthesia` (dollars for a unit) or `percent_of_anesthesia`; `capitated` where lines pay "
            "nothing; `by_hand` where a person prices, `unpriced` where what it pays by is not there",
        ),
        maybe("rate", CENTS, "amount for one unit; null when the basis is charges, and where there is no price"),
        maybe(
            "micro",
            COUNT,
            "the same in millionths of a dollar where a cent is too coarse (drugs, anesthesia units, rates that are "
            "rounded by the line); else null",
        ),
        maybe("percent", PERCENT, "percent of Medicare, a list or charges, thousandths of a percent"),
        col("settled", TEXT, "incentive and sequestration that are in the rate, in words; empty if none"),
        maybe("list_price", COUNT, "millionths of a dollar: list price or invoice cost of one billing unit"),
        maybe("charge_limit", CENTS, "up to what the charge of one unit counts; null: in full"),
        col("site", TEXT, "locality of the site that it is for, seven digits; empty: of all others"),
        maybe("medicare_rate", CENTS, "the Medicare amount the percent was taken of"),
        maybe("medicare_year", COUNT, "its fee-schedule year"),
        maybe("medicare_quarter", COUNT, "its quarter, of labs, drugs and equipment"),
        col("medicare_locality", TEXT, "its carrier and locality, seven digits; empty for national amounts"),
        maybe(
            "factor",
            COUNT,
            "ten-thousandths of a dollar: a drug's payment limit, dollars for one relative value unit (of Medicare's "
            "fee only where they are the contract's own), or what is added to an invoice's cost",
        ),
        maybe(
            "relative", COUNT, "relative value units, hundred-thousandths, where a conversion factor multiplies them"
        ),
        maybe("work_index", COUNT, "work index of the contract's own, thousandths; null: as published"),
        maybe("expense_index", COUNT, "practice expense index of the contract's own, thousandths; null: as published"),
        maybe("base_units", MILLI, "base units of an anesthesia code, thousandths; else null"),
        maybe("minutes_per_unit", COUNT, "minutes that make one unit of anesthesia time; else null"),
        col("round_time", TEXT, "how time units are rounded: `tenth`, `up`, `nearest` or `none`; else empty"),
        col(
            "physical_status",
            TEXT,
            "anesthesia units for P1 to P6, a digit each, such as `001230`; empty: they pay nothing",
        ),
        maybe("unescalated", CENTS, "amount for one unit before the escalator's steps; null where there were none"),
        col("escalator", TEXT, "the percents of its steps so far, and how they were taken; empty if none"),
        col("confidence", TEXT, "`exact`, `assumed_locality`, `assumed_year`, `default` or `cannot_price`"),
        col("lesser_of", FLAG, "true when the line pays the lesser of the rate and the charge"),
    ),
)

RULES = Table(
    "rules",
    "One adjustment of one contract version: what a modifier, a clinician, a place or a rank pays of the rate.",
    (
        col("contract", TEXT, "the contract's name"),
        col("version", TEXT, "version of the document"),
        col(
            "exhibit", TEXT, "for whose lines, where the version has rates by product (`versions.exhibit`); else empty"
        ),
        col("rule_id", TEXT, "the rule in `terms`: `contract/version!ordinal`"),
        col(
            "kind",
            TEXT,
            "`modifier`, `practitioner`, `place`, `multiple`, `claim_charges`, `withhold` or `sequestration`",
        ),
        col(
            "key",
            TEXT,
            "the modifier, the class, or the place of service; of several procedures the part reduced; of a withhold "
            "or sequestration the code, `*` for all",
        ),
        col("rank", COUNT, "rank among several procedures, from 1; the last one is for all further ones; else 0"),
        maybe("most", COUNT, "procedures of a day that it prices; null: all"),
        maybe("percent", PERCENT, "percent of the rate, thousandths of a percent; null where a person decides"),
        col("shares", FLAG, "true when Medicare's shares of an operation are the percent"),
        col("indicators", TEXT, "Medicare's indicators of the codes it is for, joined by spaces; empty: of all"),
        maybe("otherwise", PERCENT, "percent for the other codes; null where a person decides"),
        col("setting", TEXT, "the setting whose rate a place of service pays; empty: its own"),
        maybe("returned_low", PERCENT, "percent of a withhold that comes back at least; null where it is not said"),
        maybe("returned_high", PERCENT, "percent of a withhold that comes back at most; null where it is not said"),
    ),
)

VERSIONS = Table(
    "versions",
    "One group of lines that one contract version is for, by product and funding, and the days it is in force.",
    (
        col("contract", TEXT, "the contract's name"),
        col("version", TEXT, "version of the document; with the amendments in force, such as `1+A1`"),
        col("exhibit", TEXT, "which of the version's rates hold for these lines; empty: those for all products"),
        col("payer", TEXT, "the payer's name, as in `lines.payer`"),
        col("product", TEXT, "`lines.product`; empty for every one that no other row of the version names"),
        col("funding", TEXT, "`lines.funding`; empty for every one that no other row of the version names"),
        col("since", DAY, "first day of service"),
        col("until", DAY, "last day of service; 9999-12-31 while open"),
        col(
            "closeness", COUNT, "how closely the document itself says its lines: 2 for the product + 1 for the funding"
        ),
    ),
)

CASES = Table(
    "cases",
    "One code that one case rate of one contract version includes, and when.",
    (
        col("contract", TEXT, "the contract's name"),
        col("version", TEXT, "version of the document"),
        col("exhibit", TEXT, "as in `rates`"),
        col("term_id", TEXT, "the term that pays the case"),
        col("code", TEXT, "a code that the case includes; `*` for all; empty where it includes none"),
        col("days_before", COUNT, "days before the line that pays the case"),
        col("days_after", COUNT, "days after it"),
        maybe("above", CENTS, "charges of the whole case above which it is an outlier; null: never"),
        maybe("percent", PERCENT, "percent of the case's charges that an outlier pays; null: a person decides"),
    ),
)

TERMS = Table(
    "terms",
    "One rate term of one contract version, as the document says it.",
    (
        col("term_id", TEXT, "`contract/version#ordinal`"),
        col("contract", TEXT, "the contract's name"),
        col("version", TEXT, "version of the document"),
        col("payer", TEXT, "the payer's name"),
        col("since", DAY, "first day of service"),
        col("until", DAY, "last day of service"),
        col("says", TEXT, "the term in a sentence"),
        col("page", TEXT, "page of the paper it stands on"),
        col("section", TEXT, "section of the paper"),
        col("file", TEXT, "the YAML file"),
        col("place", COUNT, "line of the term in that file"),
        col("amendment", TEXT, "the amendment that says it; empty where the contract itself does"),
        col("products", TEXT, "products (and fundings) that it is for, joined by spaces; empty: all"),
    ),
)

PRICED = Table(
    "priced",
    "One line beside what should have been allowed, and the term that says so.",
    (
        col("line_id", KEY, "the line (`lines.line_id`)"),
        col("contract", TEXT, "the contract in force on the day of service; empty if none"),
        col("version", TEXT, "its version"),
        col("term_id", TEXT, "the term that reaches the line, also where it has no price; empty if none"),
        col(
            "basis",
            TEXT,
            "how that term pays (`rates.basis`), `in_case` for a line that another line's case includes, "
            "`case_outlier` for a case beyond its charges; empty if none",
        ),
        maybe("rate", CENTS, "contract amount for one unit before lesser-of; null if none"),
        col("as_setting", TEXT, "the setting whose rate it pays, where the contract says so of its place of service"),
        maybe("modified", CENTS, "rate after the contract's rules on modifiers, clinicians and places; null if none"),
        col("rank", COUNT, "rank of its first unit among several procedures of the day; 0 where none are ranked"),
        maybe("contracted", CENTS, "contract amount for all units before lesser-of"),
        maybe("expected", CENTS, "expected allowed amount; null when it cannot be priced"),
        col(
            "confidence",
            TEXT,
            "`exact`, `assumed_locality`, `assumed_year`, `assumed_practitioner`, `default` or `cannot_price`",
        ),
        col(
            "why_not",
            TEXT,
            "why it cannot be priced: `no_contract`, `no_rate`, `by_hand`, `modifier`, `by_report`, `claim`, "
            "`no_date`, `no_units`, `not_minutes` (anesthesia); "
            "else empty",
        ),
        maybe("withheld", CENTS, "part of the payer's share that the contract withholds; 0 where it withholds none"),
        maybe("sequestered", CENTS, "part of what is then paid that sequestration takes; 0 where it takes none"),
        maybe("variance", CENTS, "allowed - expected, for lines finally paid; else null"),
        col(
            "underpaid",
            FLAG,
            "true when the variance is below -max(tolerance, share of expected) and confidence is exact",
        ),
        maybe("medicare", CENTS, "what Medicare would allow for the line in its own year of service; null if no price"),
        maybe("medicare_year", COUNT, "that year"),
    ),
)

CLAUSES = Table(
    "clauses",
    "One value that one clause of one contract version says (a clause without values has one row).",
    (
        col("contract", TEXT, "the contract's name"),
        col("version", TEXT, "version of the document"),
        col("payer", TEXT, "the payer's name, as in `lines.payer`"),
        col("since", DAY, "first day of service of the version"),
        col("until", DAY, "last day of service; 9999-12-31 while open"),
        col("clause", TEXT, "kind of clause, as `counteroffer contract clauses` lists them"),
        col("field", TEXT, "what the value is of, such as `days`; empty where the clause has no values"),
        col("value", TEXT, "the value as text; `yes` or `no`"),
        maybe(
            "number", COUNT, "the value as a number in its unit (percents in thousandths, dollars in cents, yes is 1)"
        ),
        col("unit", TEXT, "`days`, `months`, `hours`, `percent`, `dollars`, `yes_no`, `codes`, `text` or `word`"),
        col("says", TEXT, "the clause in a sentence; empty where the paper is silent"),
        col("silent", FLAG, "true when the paper was read and says nothing of it"),
        col("page", TEXT, "page of the paper"),
        col("section", TEXT, "section of the paper"),
    ),
)

COMPLETENESS = Table(
    "completeness",
    "One month of one payer: its service lines, and how much of what is expected of them has arrived.",
    (
        col("payer", TEXT, "the payer's name, as in `lines.payer`"),
        col("month", TEXT, "month like `2025-01`"),
        col("lines", COUNT, "primary lines with a service in the month"),
        col("answered", COUNT, "of those, lines with a first adjudication"),
        col("charge", CENTS, "charges of the lines"),
        col("remits", COUNT, "payments dated in the month"),
        col("missing", FLAG, "true when there are none, though the payer pays in other months"),
        maybe(
            "arrived",
            PERCENT,
            "part of the dollars that the payer has answered by now, as it answered older months; thousandths of a "
            "percent; null when there is too little history",
        ),
        col("complete", FLAG, "true when enough has arrived and no payments are missing"),
        col(
            "why",
            TEXT,
            "why it is not complete: `recent`, `missing_remits`, `unanswered`, `before` (of the first remittance here) "
            "or `no_remits`; else empty",
        ),
        col("basis", TEXT, "`curve`, `few` (little history: 120 days of run-out count as complete) or `none`"),
        col("history", COUNT, "lines that the payer's curve rests on"),
    ),
)

FINDINGS = Table(
    "findings",
    "One fault found in somebody's data, with its place, the money it touches and the mend.",
    (
        col("stage", TEXT, "who found it: `import`, `match`, `contract`, or `document`: as a person edits them"),
        col("kind", TEXT, "what it is, a dotted name that does not change"),
        col("severity", TEXT, "`error` (set aside), `warning` (stored, look at it) or `note`"),
        col("says", TEXT, "what is wrong"),
        col("mend", TEXT, "what to do about it"),
        col("file", TEXT, "file name as given"),
        col("file_id", KEY, "the file, 0 if none"),
        col("interchange", COUNT, "ordinal of the interchange, 0 if none"),
        col("segment", COUNT, "ordinal of the segment, or line of a text file; 0 if unknown"),
        col("offset", COUNT, "byte offset of that segment"),
        col("claim", TEXT, "patient control number, empty if none"),
        maybe("cents", CENTS, "money touched; null if it has no price"),
    ),
)
