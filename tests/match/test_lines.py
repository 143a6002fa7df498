"""Final lines, each rule on a small book worked by hand."""

from datetime import date

from tests.match.books import Cases, File

CASES = Cases()
CO45, PR3 = ("CO", "45", 2000), ("PR", "3", 1000)
VISIT = ("99213", 10000)
PAID = ("99213", 10000, 7000, [CO45, PR3])
DENIED = ("99213", 10000, 0, [("CO", "197", 10000)])
BACK = {"status": "22", "charge": -10000, "paid": -7000}
TAKEN = ("99213", -10000, -7000, [("CO", "45", -2000), ("PR", "3", -1000)])

PLAIN = CASES.add(
    File(1).claim("A", [VISIT, ("36415", 2000)], patient_key="p", billing_tin="t"),
    File(2).remit("A", [PAID, ("36415", 2000, 0, [("CO", "97", 2000)], {"remarks": ["N130", "M15"]})]),
)


def test_a_paid_and_a_denied_line_carry_their_money_and_where_they_stand():
    columns = ("line", "code", "charge", "allowed", "allowed_source", "paid", "patient_resp", "outcome")
    assert CASES.lines(PLAIN, *columns) == [
        (1, "99213", 10000, 8000, "derived", 7000, 1000, "paid"),
        (2, "36415", 2000, 0, "derived", 0, 0, "denied"),
    ]
    assert CASES.lines(PLAIN, "claim_file", "claim_place", "remit_file", "remit_place", "billing_tin") == [
        (101, 2, 102, 3, "t"),
        (101, 3, 102, 6, "t"),
    ]
    assert CASES.lines(PLAIN, "month", "setting", "submitted_date", "paid_date")[0] == (
        "2025-01",
        "nonfacility",
        date(2025, 2, 1),
        date(2025, 3, 1),
    )


def test_the_denial_is_named_by_its_reason_and_the_first_remark_that_is_known():
    columns = ("denial_category", "denial_first_category", "denial_group", "denial_carc", "denial_rarc")
    assert CASES.lines(PLAIN, *columns)[1] == ("coding.edit", "coding.edit", "CO", "97", "N130")


UNANSWERED = CASES.add(File(1).claim("A", [VISIT]))


def test_a_claim_without_a_remittance_has_no_outcome_yet():
    columns = ("outcome", "outcome_first", "allowed", "allowed_source", "paid", "adjudications", "remit_file")
    assert CASES.lines(UNANSWERED, *columns) == [("none", "none", None, "none", 0, 0, None)]


UNCLAIMED = CASES.add(File(1).remit("A", [PAID, PAID], pos="22", patient_key="p", filing_code="CI"))


def test_a_remittance_without_a_claim_makes_its_lines_alone_equal_ones_kept_apart():
    columns = ("line", "code", "paid", "submitted_date", "claim_file", "setting", "patient_key", "filing_code")
    assert CASES.lines(UNCLAIMED, *columns) == [
        (1, "99213", 7000, None, None, "facility", "p", "CI"),
        (2, "99213", 7000, None, None, "facility", "p", "CI"),
    ]


OUTCOME = ("outcome_first", "outcome", "allowed", "paid", "adjudications", "reversals")
CORRECTED = CASES.add(
    File(1)
    .remit("A", [TAKEN], "2025-04-01", **BACK)
    .remit("A", [("99213", 10000, 7500, [CO45, ("PR", "3", 500)])], "2025-04-01"),
    File(2).remit("A", [PAID], "2025-03-01"),
    File(3).claim("A", [VISIT]),
)


def test_a_reversal_in_a_file_before_its_original_cancels_it_and_the_correction_stands():
    assert CASES.lines(CORRECTED, *OUTCOME) == [("paid", "paid", 8000, 7500, 2, 1)]
    assert CASES.lines(CORRECTED, "first_paid_date", "paid_date") == [(date(2025, 3, 1), date(2025, 4, 1))]
    assert CASES.findings(CORRECTED) == []


BACKDATED = CASES.add(File(1).remit("A", [TAKEN], "2025-02-01", **BACK), File(2).remit("A", [PAID], "2025-03-01"))


def test_dates_in_the_wrong_order_do_not_keep_a_reversal_from_its_original():
    assert CASES.lines(BACKDATED, *OUTCOME) == [("paid", "reversed", None, 0, 1, 1)]


TAKEN_BACK = CASES.add(
    File(1).claim("A", [VISIT]).remit("A", [PAID]), File(2).remit("A", [TAKEN], "2025-04-01", **BACK)
)


def test_what_was_taken_back_and_not_replaced_is_reversed_with_no_allowed_amount():
    assert CASES.lines(TAKEN_BACK, *OUTCOME) == [("paid", "reversed", None, 0, 1, 1)]
    assert CASES.lines(TAKEN_BACK, "payer", "patient_resp", "allowed_source", "remit_file", "paid_date") == [
        ("Acme", 0, "none", None, None)
    ]


SAME_AGAIN = CASES.add(
    File(1).remit("A", [PAID], "2025-03-01"),
    File(2).remit("A", [TAKEN], "2025-04-01", **BACK),
    File(3).remit("A", [PAID], "2025-05-01"),
)


def test_one_reversal_cancels_the_first_of_two_equal_payments():
    assert CASES.lines(SAME_AGAIN, *OUTCOME, "paid_date") == [("paid", "paid", 8000, 7000, 2, 1, date(2025, 5, 1))]


SENT_TWICE = CASES.add(
    File(1).remit("A", [PAID], "2025-03-01", payer_control="X"),
    File(2).remit("A", [TAKEN], "2025-04-01", payer_control="X", **BACK),
    File(3).remit("A", [TAKEN], "2025-04-02", payer_control="X", **BACK),
    File(4).remit("A", [("99213", 10000, 7500, [CO45, ("PR", "3", 500)])], "2025-05-01", payer_control="X"),
)


def test_a_reversal_sent_twice_takes_back_one_payment_and_is_told():
    assert CASES.lines(SENT_TWICE, *OUTCOME) == [("paid", "paid", 8000, 7500, 2, 1)]
    (finding,) = CASES.findings(SENT_TWICE)
    assert (finding.kind, finding.cents) == ("match.reversal_unmatched", 7000)


BY_CONTROL = CASES.add(
    File(1).remit("A", [PAID], payer_control="X"),
    File(2).remit("A", [("99213", -10000, -6900, [])], "2025-04-01", status="22", payer_control="X"),
)


def test_a_reversal_of_another_amount_finds_its_original_by_the_payers_control_number():
    assert CASES.lines(BY_CONTROL, *OUTCOME) == [("paid", "reversed", None, 0, 1, 1)]


STRAY = CASES.add(File(1).remit("A", [PAID]), File(2).remit("A", [("99213", -9000, -100, [])], status="22"))


def test_a_reversal_of_nothing_known_is_told_and_its_money_is_in_no_sum():
    assert CASES.lines(STRAY, *OUTCOME) == [("paid", "paid", 8000, 7000, 1, 0)]
    (finding,) = CASES.findings(STRAY)
    assert (finding.kind, finding.cents, finding.segment) == ("match.reversal_unmatched", 100, 2)


OVERTURNED = CASES.add(File(1).claim("A", [VISIT]).remit("A", [DENIED]), File(2).remit("A", [PAID], "2025-05-01"))


def test_a_denial_that_was_later_paid_keeps_its_first_outcome_and_reason():
    assert CASES.lines(OVERTURNED, *OUTCOME) == [("denied", "paid", 8000, 7000, 2, 0)]
    assert CASES.lines(OVERTURNED, "denial_first_category", "denial_category", "denial_carc") == [
        ("auth.referral", "", "197")
    ]


DUPLICATE = ("99213", 10000, 0, [("OA", "18", 10000)])
REPEATED = CASES.add(File(1).remit("A", [DENIED]), File(2).remit("A", [DUPLICATE], "2025-05-01", status="4"))
REPEATED_FIRST = CASES.add(File(1).remit("A", [DUPLICATE], "2025-02-01"), File(2).remit("A", [PAID], "2025-05-01"))


def test_a_duplicate_denial_never_takes_the_place_of_another_outcome():
    assert CASES.lines(REPEATED, "outcome", "denial_carc", "adjudications") == [("denied", "197", 2)]
    assert CASES.lines(REPEATED_FIRST, *OUTCOME) == [("paid", "paid", 8000, 7000, 2, 0)]


LATER_DENIED = CASES.add(File(1).remit("A", [PAID]), File(2).remit("A", [DENIED], "2025-05-01"))


def test_a_later_denial_without_a_reversal_does_not_take_the_money_away():
    assert CASES.lines(LATER_DENIED, *OUTCOME) == [("paid", "paid", 8000, 7000, 2, 0)]


def control(number):
    return {"line_control": number}


BY_6R = CASES.add(
    File(1).claim("A", [(*VISIT, control("a")), (*VISIT, control("b"))]),
    File(2).remit("A", [(*DENIED, control("b")), (*PAID, control("a"))]),
)


def test_equal_lines_are_told_apart_by_line_control():
    assert CASES.lines(BY_6R, "line", "outcome") == [(1, "paid"), (2, "denied")]


BY_WHAT = CASES.add(
    File(1).claim(
        "A",
        [(*VISIT, {"mod1": "25"}), VISIT, (*VISIT, {"service_date": "2025-01-16"}), ("36415", 500), ("36415", 500)],
    ),
    File(2).remit(
        "A",
        [
            ("99213", 10000, 1, [], {"service_date": "2025-01-16"}),
            ("99213", 10000, 2, []),
            ("99213", 10000, 3, [], {"mod1": "25"}),
            ("36415", 500, 4, []),
            ("36415", 500, 5, []),
        ],
    ),
)


def test_without_line_control_code_modifiers_day_and_charge_decide_then_the_order():
    assert CASES.lines(BY_WHAT, "line", "paid") == [(1, 3), (2, 2), (3, 1), (4, 4), (5, 5)]


RECODED = CASES.add(
    File(1).claim("A", [("99214", 15000, {"mod1": "25", "service_date": "2025-01-20"}), ("36415", 500)]),
    File(2).remit(
        "A", [("99213", 15000, 7000, [], {"billed_code": "99214", "service_date": None}), ("J0001", 100, 50, [])]
    ),
)


def test_a_downcoded_line_is_met_by_its_billed_code_and_an_added_line_stands_alone():
    assert CASES.lines(RECODED, "line", "billed_code", "code", "mod1", "charge", "paid", "outcome") == [
        (2, "J0001", "J0001", "", 100, 50, "paid"),
        (1, "99214", "99213", "", 15000, 7000, "paid"),
        (2, "36415", "36415", "", 500, 0, "none"),
    ]


SILENT = CASES.add(File(1).claim("A", [(*VISIT, {"mod1": "25"})]), File(2).remit("A", [PAID]))


def test_a_payer_that_names_no_modifiers_has_not_changed_them():
    assert CASES.lines(SILENT, "mod1", "paid") == [("25", 7000)]


SPLIT = CASES.add(
    File(1).claim("A", [VISIT, ("36415", 500)]),
    File(2).remit("A", [PAID], "2025-03-01"),
    File(3).remit("A", [("36415", 500, 300, [("CO", "45", 200)])], "2025-03-09"),
)


def test_a_claim_that_the_payer_split_is_put_together_again():
    assert CASES.lines(SPLIT, "code", "paid", "adjudications") == [("99213", 7000, 1), ("36415", 300, 1)]


SECONDARY = CASES.add(
    File(1).claim("A", [VISIT]).claim("A", [VISIT], "2025-03-05", payer="Beta", sequence="S"),
    File(2).remit("A", [PAID]),
    File(3).remit("A", [("99213", 10000, 0, [("OA", "23", 9000), ("CO", "96", 1000)])], payer="Beta", status="4"),
)
CROSSED = CASES.add(
    File(1).remit("A", [PAID]).remit("A", [("99213", 10000, 1000, [("OA", "23", 9000)])], payer="Beta", status="2")
)


def test_a_secondary_payers_answer_is_a_line_of_its_own_also_when_it_denies():
    columns = ("sequence", "payer", "outcome", "paid", "submitted_date")
    assert CASES.lines(SECONDARY, *columns) == [
        ("P", "Acme", "paid", 7000, date(2025, 2, 1)),
        ("S", "Beta", "denied", 0, date(2025, 3, 5)),
    ]
    assert CASES.lines(CROSSED, "sequence", "payer", "paid") == [("P", "Acme", 7000), ("S", "Beta", 1000)]


WHOLE = CASES.add(File(1).remit("A", charge=10000, paid=7000, cas=[("CO", "45", 2000), ("PR", "3", 1000)]))
WHOLE_ONE = CASES.add(
    File(1).claim("A", [VISIT]),
    File(2).remit("A", charge=10000, paid=7000, cas=[("CO", "45", 2000), ("PR", "3", 1000)]),
)
WHOLE_MANY = CASES.add(
    File(1).claim("A", [VISIT, ("36415", 500)]),
    File(2).remit("A", charge=10500, paid=0, status="4", cas=[("CO", "27", 10500)], remarks=["N382"]),
)
WHOLE_PAID = CASES.add(
    File(1).claim("A", [VISIT, ("36415", 500)]), File(2).remit("A", charge=10500, paid=7000, cas=[("CO", "45", 3500)])
)


MINUTES = CASES.add(
    File(1).claim(
        "A",
        [
            ("00400", 150000, {"milliunits": 129000, "unit_basis": "MJ"}),
            ("99100", 7500, {"unit_basis": "UN"}),
            ("J0690", 900, {"unit_basis": "F2"}),
        ],
    ),
    File(2).remit("A", [("00400", 150000, 90000, [], {"milliunits": 9000}), ("99140", 5000, 5000, [])]),
)


def test_what_the_units_count_is_as_submitted_and_not_known_of_a_line_that_only_a_remittance_tells_of():
    assert CASES.lines(MINUTES, "code", "milliunits", "unit_basis") == [
        ("99140", 1000, ""),
        ("00400", 129000, "MJ"),
        ("99100", 1000, "UN"),
        ("J0690", 1000, "F2"),
    ]


def test_a_claim_answered_as_a_whole_makes_one_line_without_a_code():
    columns = ("line", "code", "charge", "allowed", "paid", "patient_resp", "outcome", "remit_place")
    assert CASES.lines(WHOLE, *columns) == [(1, "", 10000, 8000, 7000, 1000, "paid", 2)]
    assert CASES.lines(WHOLE_PAID, "code", "paid", "outcome") == [
        ("", 7000, "paid"),
        ("99213", 0, "none"),
        ("36415", 0, "none"),
    ]


def test_a_claim_answered_as_a_whole_meets_its_lines_where_that_is_no_guess():
    assert CASES.lines(WHOLE_ONE, "code", "allowed", "paid", "patient_resp") == [("99213", 8000, 7000, 1000)]
    columns = ("code", "charge", "outcome", "denial_category", "denial_rarc")
    assert CASES.lines(WHOLE_MANY, *columns) == [
        ("99213", 10000, "denied", "front_end.eligibility", "N382"),
        ("36415", 500, "denied", "front_end.eligibility", "N382"),
    ]


LEFT_OUT = CASES.add(
    File(1).claim("A", [VISIT]).claim("B", [VISIT], set_aside=True),
    File(2).remit("A", [PAID], status="25").remit("A", [PAID], set_aside=True),
)


def test_predeterminations_and_what_was_set_aside_are_left_out():
    assert CASES.lines(LEFT_OUT, "claim", "outcome") == [(f"{LEFT_OUT}:A", "none")]


REPLACED = CASES.add(
    File(1).claim("A", [VISIT, ("36415", 500)], "2025-02-01"),
    File(2).claim("A", [("99214", 15000)], "2025-03-01", frequency="7"),
)
VOIDED = CASES.add(File(1).claim("A", [VISIT]), File(2).claim("A", [VISIT], "2025-03-01", frequency="8"))
VOIDED_PAID = CASES.add(
    File(1).claim("A", [VISIT, ("36415", 500)]).claim("A", [VISIT], "2025-03-01", frequency="8"),
    File(2).remit("A", [PAID]),
)
VOIDED_ANEW = CASES.add(
    File(1).claim("A", [VISIT], "2025-03-01", frequency="8").claim("A", [("99212", 8000)], "2025-03-02")
)


def test_the_latest_submission_gives_the_lines_and_the_first_one_its_date():
    assert CASES.lines(REPLACED, "code", "submitted_date") == [("99214", date(2025, 2, 1))]


def test_a_void_drops_what_was_not_answered():
    assert CASES.lines(VOIDED, "code") == []
    assert CASES.lines(VOIDED_PAID, "code", "paid") == [("99213", 7000)]
    assert CASES.lines(VOIDED_ANEW, "code") == [("99212",)]


THIRD = (3000, 1000, [("CO", "45", 2000)])
CLAIM_LEVEL = CASES.add(
    File(1).remit("A", [("A0001", *THIRD), ("A0002", *THIRD), ("A0003", *THIRD)], cas=[("PR", "1", 100)])
)


def test_the_claims_own_adjustments_are_shared_out_to_the_cent():
    assert CASES.lines(CLAIM_LEVEL, "paid", "patient_resp", "allowed") == [
        (967, 33, 1000),
        (967, 33, 1000),
        (966, 34, 1000),
    ]


def one(given, status="1", **more):
    paid = 10000 - sum(c[2] for c in given)
    return CASES.add(File(1).remit("A", [("99213", 10000, paid, given, more)], status=status))


REPORTED = one([("CO", "45", 4000)], allowed_reported=6100)
CUT = one([("CO", "45", 2000), ("CO", "253", 160)])
DEDUCTIBLE = one([("CO", "45", 2000), ("PR", "1", 8000)])
UNCOVERED = one([("PR", "204", 10000)])
BALANCE = one([("PR", "45", 2000), ("PR", "2", 1000)])
PARTLY = one([("CO", "45", 2000), ("CO", "96", 1000)])
NO_REASON = one([("CO", "45", 10000)])
NO_REASON_DENIED = one([("CO", "45", 10000)], status="4")
STRANGE = one([("CO", "9999", 10000)])
ZERO_REPORTED = one([("CO", "45", 2000)], allowed_reported=0)
LARGEST = one([("CO", "29", 1000), ("CO", "50", 8000), ("PI", "16", 1000)])
EMPTY_DENIED = CASES.add(File(1).remit("A", [("G0001", 0, 0, [])], status="4"))


def money(case):
    return CASES.lines(case, "outcome", "allowed", "allowed_source", "paid", "patient_resp")[0]


def test_the_allowed_amount_is_the_reported_one_else_payment_share_and_sequestration():
    assert money(REPORTED) == ("paid", 6100, "reported", 6000, 0)
    assert money(CUT) == ("paid", 8000, "derived", 7840, 0)
    assert money(DEDUCTIBLE) == ("paid", 8000, "derived", 0, 8000)
    assert money(PARTLY) == ("paid", 7000, "derived", 7000, 0)
    assert money(ZERO_REPORTED) == ("paid", 8000, "derived", 8000, 0)


def test_what_is_charged_to_the_patient_above_the_fee_is_not_allowed():
    assert money(BALANCE) == ("paid", 8000, "derived", 7000, 1000)


def test_a_denial_that_the_patient_owes_is_a_denial_not_a_share():
    assert money(UNCOVERED) == ("denied", 0, "derived", 0, 0)


def test_a_deductible_or_a_contractual_zero_alone_is_no_denial():
    assert money(NO_REASON) == money(NO_REASON_DENIED) == ("paid", 0, "derived", 0, 0)


def test_a_reason_that_nobody_knows_denies_and_no_reason_under_a_denied_claim_does_too():
    assert CASES.lines(STRANGE, "outcome", "denial_category", "denial_carc") == [("denied", "other", "9999")]
    assert CASES.lines(EMPTY_DENIED, "outcome", "denial_category", "denial_carc") == [("denied", "other", "")]


def test_the_largest_reason_names_the_denial():
    assert CASES.lines(LARGEST, "denial_group", "denial_carc", "denial_category") == [
        ("CO", "50", "clinical.medical_necessity")
    ]


def test_lines_are_numbered_from_one_without_gaps():
    lines, _ = CASES.all()
    assert [row["line_id"] for row in lines] == list(range(1, len(lines) + 1))
