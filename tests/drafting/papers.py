"""Made-up agreements in the language of real ones, each with what is in it: written before the finder was scored.

A truth is what the paper says, as `(what, value, more)`; everything else that has a figure is a decoy.
"""
# ruff: noqa: E501 - sentences of agreements are as long as they are

from __future__ import annotations

import attrs


@attrs.frozen
class Agreement:
    name: str
    payer: str
    since: str
    text: str
    truths: frozenset
    """(key, value, codes) of terms; (key, value) of adjustments; others as `told` in test_score gives them."""


HARBORLINE = Agreement(
    "harborline",
    "Harborline Health Insurance Company",
    "2025-03-01",
    """PROVIDER SERVICES AGREEMENT

This Provider Services Agreement (the "Agreement") is made by and between Harborline Health Insurance Company ("Plan")
and Cedar & Oak Orthopedic Associates, P.A. ("Provider"). The Agreement is effective as of March 1, 2025 (the "Effective Date").

TABLE OF CONTENTS
1. Definitions ........................ 2
2. Compensation 100% ........................ 3

1. Definitions
1.1 "Medicare Fee Schedule" means the 2024 Medicare Physician Fee Schedule for locality 99, carrier 04412, published by CMS.
1.2 "Clean Claim" means a claim with no defect or impropriety.

2. Claims
2.1 Plan shall pay ninety-five percent (95%) of Clean Claims within thirty (30) days. Late payments bear interest of 18% per annum.
2.2 Provider shall maintain professional liability insurance of $1,000,000 per occurrence and $3,000,000 in the aggregate.

3. Compensation
3.1 Plan shall reimburse Provider for Covered Services the lesser of (i) Provider's billed charges or (ii) one hundred
fifteen percent (115%) of the Medicare Fee Schedule.
3.2 Notwithstanding the foregoing, the following services are paid at these percentages of the Medicare Fee Schedule:
(a) Surgery (CPT 10000-69999): 125%
(b) Radiology: 105%; and
(c) Evaluation and management services, 120%.
3.3 Laboratory services are reimbursed at 90% of the Medicare Clinical Laboratory Fee Schedule.
3.4 Injectable drugs are paid at ASP plus 6%. Drugs without an ASP are paid at AWP less 15%.
3.5 Codes with no Medicare rate are paid at forty percent (40%) of billed charges.
3.6 Multiple procedures: the primary procedure is paid at 100%, the second at 50% and each additional procedure at 25%.
3.7 Bilateral procedures (modifier 50) are paid at 150% of the allowed amount.
3.8 Assistant surgeons (modifiers 80, 81 and 82) are paid sixteen percent (16%) of the surgeon's fee.
3.9 Nurse practitioners and physician assistants are paid at 85% of the physician rate.
3.10 Rates shall increase by 3% on each anniversary of the Effective Date.
3.11 Anesthesia services are paid at a conversion factor of $72.50 per unit.
3.12 Plan shall withhold two percent (2%) of each payment.
3.13 A sequestration reduction of 2% applies.
""",
    frozenset({
        ("lesser_of_charges", "yes"), ("percent_of_medicare", "115", ""), ("percent_of_medicare", "125", "10000-69999"),
        ("percent_of_medicare", "105", "70000-79999"), ("percent_of_medicare", "120", "99202-99499"),
        ("percent_of_labs", "90", "80000-89999, 36415-36416"), ("percent_of_drugs", "100", "J0000-J9999"),
        ("by_hand", "yes", "J0000-J9999"), ("percent_of_charges", "40", ""), ("multiple", "100 50 25"),
        ("modifiers 50", "150"), ("modifiers 80, 81, 82", "16"), ("practitioners NP, PA", "85"),
        ("escalator", "3"), ("anesthesia", "72.50", "00100-01999"), ("withheld",), ("sequestration",),
    }),
)  # fmt: skip

BLUEWATER = Agreement(
    "bluewater",
    "Bluewater HealthPlan of Texas, Inc.",
    "2024-07-01",
    """MEDICAL GROUP PARTICIPATION AGREEMENT

THIS AGREEMENT is entered into by and between Bluewater HealthPlan of Texas, Inc., a Texas health maintenance organization
(hereinafter "HMO"), and Pecan Valley Family Physicians, PLLC (hereinafter "Group"), who agree as follows.

ARTICLE I. DEFINITIONS
1.1 "Billed Charges" means Group's usual charge for a service.
1.2 "Control" means ownership of more than fifty percent (50%) of the voting securities of an entity.
1.3 "Coinsurance" means the percentage, for example 20%, of the allowed amount that a Member must pay.

ARTICLE IV. TERM
4.1 This Agreement shall be effective on July 1, 2024 and shall continue for an initial term of three (3) years and renew automatically
for successive one-year terms.

EXHIBIT B
COMPENSATION SCHEDULE

A. Professional Services. HMO will compensate Group for Covered Services at one hundred eighteen and one-half percent (118.5%) of the
Medicare allowable under the RBRVS fee schedule in effect on the date of service for the locality in which services are rendered.

B. Unlisted Procedures. Services for which CMS has not established a rate will be reimbursed at 55% of Billed Charges.

C. Non-Physician Practitioners. Services of physician assistants, nurse practitioners and clinical nurse specialists shall be
reimbursed at eighty-five percent (85%) of the applicable rate.

D. In no event shall payment exceed Group's Billed Charges.

E. Multiple Surgery. When multiple surgical procedures are performed in the same session, the procedure with the highest allowable is
paid at 100% and each subsequent procedure is reduced by 50%.

F. Quality. Group may earn an incentive payment of up to 5% of annual compensation if its quality score is at least 80%.

G. Overpayments in excess of $25.00 may be recouped within twelve (12) months.

H. Copies of records are furnished at $0.25 per page.
""",
    frozenset({
        ("percent_of_medicare", "118.5", ""), ("percent_of_charges", "55", ""), ("practitioners NP, PA, CNS", "85"),
        ("lesser_of_charges", "yes"), ("multiple", "100 50"),
    }),
)  # fmt: skip

SUMMIT = Agreement(
    "summit",
    "Summit Mutual Insurance Company",
    "2025-01-01",
    """PARTICIPATING PHYSICIAN AGREEMENT

This Agreement, effective January 1, 2025 ("Effective Date"), is between Summit Mutual Insurance Company ("Company") and Lakeside
Surgical Group, P.C. ("Practice").

5. PAYMENT
5.1 Company shall pay Practice according to the conversion factors below, multiplied by the total relative value units of the 2023
Medicare RBRVS without geographic adjustment:
Evaluation and Management $44.00
Surgery $58.75
Radiology $41.10
Medicine $43.50
5.2 Conversion factors shall be adjusted on January 1 of each year by the percentage change in the Consumer Price Index, but
not less than one percent (1%) and not more than four percent (4%).
5.3 Co-surgeons billed with modifier 62 will each be paid 62.5% of the allowable.
5.4 Physician assistants who assist at surgery (modifier AS) are reimbursed at 13.6% of the surgeon's allowable amount.
5.5 Services billed with modifier 22 are subject to individual consideration.
5.6 Codes 99381-99397 shall be paid according to the fee schedule attached as Exhibit C.
5.7 Company shall process 98% of claims within 30 days and maintain a claims accuracy of 99%.
5.8 If Company fails to pay a clean claim on time, it shall pay a penalty of 10% of the amount due, and interest at 1.5% per month.
5.9 Telehealth services will be reimbursed at the same rate as in-person services.
5.10 Practice shall not increase its charge master by more than five percent (5%) in any year.
5.11 Durable medical equipment shall be reimbursed at 80% of the Medicare DMEPOS fee schedule.
""",
    frozenset({
        ("conversion_factor", "44.00", "99202-99499"), ("conversion_factor", "58.75", "10000-69999"),
        ("conversion_factor", "41.10", "70000-79999"), ("conversion_factor", "43.50", "90000-99999"),
        ("escalator", "cpi 1 4"), ("modifiers 62", "62.5"), ("modifiers AS", "13.6"), ("modifiers 22", "by hand"),
        ("by_hand", "yes", "99381-99397"), ("places 02 10", "nonfacility"), ("charges may rise",),
        ("percent_of_equipment", "80", "E0100-E8002, K0001-K0900"),
    }),
)  # fmt: skip

MERIDIAN = Agreement(
    "meridian",
    "Meridian Benefit Network, LLC",
    "2025-06-01",
    """FIRST AMENDMENT TO PHYSICIAN AGREEMENT

This First Amendment is made by and between Meridian Benefit Network, LLC ("Payor") and Juniper Dermatology, P.A. ("Physician Group").
The amendment is effective June 1, 2025.

3. COMPENSATION
3.1 Payor shall pay one hundred ten percent (110%) of the 2023 Medicare Physician Fee Schedule for all Covered Services.
3.2 Payor will pay 60% of billed charges for services without a Medicare fee.

AMENDED TERMS
Section 3.1 of the Agreement is hereby deleted in its entirety and replaced with the following.
3.1 Payor shall pay one hundred twenty-two percent (122%) of the 2025 Medicare Physician Fee Schedule for all Covered Services.
Pathology services shall be paid at ninety percent (90%) of billed charges less applicable copayments.
All other terms remain in full force. Member deductibles of $500 and copayments of $30 are unaffected.
A seventy-five percent (75%) vote of the network committee is required for changes.
""",
    frozenset({
        ("percent_of_medicare", "122", ""), ("percent_of_charges", "60", ""),
        ("percent_of_charges", "90", "80000-89999, 36415-36416"),
    }),
)  # fmt: skip

ORCHARD = Agreement(
    "orchard",
    "Orchard Valley Health Plan",
    "2025-10-01",
    """PROFESSIONAL SERVICES AGREEMENT

By and between Orchard Valley Health Plan ("Health Plan") and Twin Rivers Pediatrics, Inc. ("Provider Group").

2.1 Effective Date: 10/01/2025. This Agreement expires on September 30, 2028.

ATTACHMENT A - REIMBURSEMENT

Reimbursement for professional services shall be the lower of billed charges or the amounts below.

Service category | Codes | Rate
Office visits | 99202-99215 | 112% of 2025 Medicare
Preventive medicine visits | 99381-99397 | 130% of 2025 Medicare
Vaccines | 90476-90756 | 100% of billed charges
All other services | | 104% of 2025 Medicare

Vaccine administration and all rates above use carrier 04412, locality 09.

Surgical procedures performed in a facility setting will be paid at 108% of 2025 Medicare and in a non-facility setting at 116% of
2025 Medicare.
Modifier 52 services are reimbursed at fifty percent (50%) of the allowable.
Payments are subject to a withhold of 5%, of which up to 100% may be returned.
Health Plan pays $3.50 per member per month for care coordination.
The arbitration filing fee of $750 is shared 50% by each party.
Nothing herein requires more than 24 hours of notice for 90% of appointments.
""",
    frozenset({
        ("lesser_of_charges", "yes"), ("percent_of_medicare", "112", "99202-99215"), ("percent_of_medicare", "130", "99381-99397"),
        ("percent_of_charges", "100", "90476-90756"), ("percent_of_medicare", "104", ""),
        ("percent_of_medicare", "108", "10000-69999 facility"), ("percent_of_medicare", "116", "10000-69999 nonfacility"),
        ("modifiers 52", "50"), ("withheld",), ("capitation",),
    }),
)  # fmt: skip

ALL = (HARBORLINE, BLUEWATER, SUMMIT, MERIDIAN, ORCHARD)

KESTREL = Agreement(
    "kestrel",
    "Kestrel Life and Health Insurance Co.",
    "2025-04-15",
    """NETWORK PROVIDER CONTRACT

This contract dated April 15, 2025 is between Kestrel Life and Health Insurance Co. (the "Insurer") and Harmony Women's Care, P.C. (the
"Provider").

SECTION 7 - FEES AND PAYMENT

7.1 Fees. The Insurer shall reimburse the Provider as follows:
   (i) obstetric and gynecologic surgery, CPT codes 56405 through 59899, at 132 percent of the 2025 Medicare physician fee schedule, locality 0441231;
   (ii) diagnostic imaging at 98.25% of the 2025 Medicare physician fee schedule, locality 0441231;
   (iii) office visits and other evaluation and management services at 121 percent of the 2025 Medicare physician fee schedule, locality 0441231; and
   (iv) all other covered services at 109 percent of the 2025 Medicare physician fee schedule, locality 0441231.
7.2 Where Medicare publishes no value, payment is fifty percent (50%) of the Provider's billed charges.
7.3 Maternity. CPT 59400 is paid a global fee of $3,150.00.
7.4 Drugs administered in the office are paid at 100% of the Medicare Part B drug payment limit.
7.5 The fees in 7.1 will be increased annually by two and one-half percent (2.5%), not compounded, beginning April 15, 2026.
7.6 If two or more procedures are done on the same day, the Insurer pays 100% of the first, 50% of the second and 50% of each further procedure.
7.7 For services of certified nurse midwives the Insurer pays ninety percent (90%) of the fee.
7.8 The Insurer pays the lesser of the fee and the billed charge.
7.9 The Provider will give 90% of routine appointments within ten days. The Insurer may audit up to 3% of charts each year.
7.10 A discount of 4% on member premiums is given to the Provider's employees.
7.11 A member who has not met the deductible of $1,500 owes 100% of the allowed amount.
""",
    frozenset({
        ("percent_of_medicare", "132", "56405-59899"), ("percent_of_medicare", "98.25", "70000-79999"),
        ("percent_of_medicare", "121", "99202-99499"), ("percent_of_medicare", "109", ""), ("percent_of_charges", "50", ""),
        ("case_rate", "3150.00", "59400"), ("percent_of_drugs", "100", "J0000-J9999"), ("escalator", "2.5"),
        ("multiple", "100 50 50"), ("practitioners CNM", "90"), ("lesser_of_charges", "yes"),
    }),
)  # fmt: skip

GRANITE = Agreement(
    "granite",
    "Granite State Assurance Company",
    "2024-01-01",
    """PREFERRED PROVIDER AGREEMENT

PREFERRED PROVIDER AGREEMENT by and between Granite State Assurance Company ("GSAC") and Summit Pain Specialists, LLC ("Participating
Provider"), effective 1/1/2024.

Article 6. Reimbursement

6.1 Subject to Section 6.4, GSAC agrees to pay, and Participating Provider agrees to accept as payment in full, an amount equal to
one hundred and thirty percent (130%) of the then-current Medicare Physician Fee Schedule. GSAC will implement each new
Medicare Physician Fee Schedule on April 1 of each year.
6.2 Pain management injections (62320-62327, 64479-64484) are payable at 145% of Medicare.
6.3 Clinical laboratory tests: 85% of CLFS.
6.4 Payment will never exceed one hundred percent (100%) of the charges submitted.
6.5 Anything not valued by Medicare is paid 45% of charges.
6.6 Assistant at surgery: twenty percent (20%) of the primary surgeon's allowance.
6.7 Bilateral surgery is payable at 100% for the first side and 50% for the second side.
6.8 Physical therapy is payable at 95% of Medicare.
6.9 GSAC retains 3% of each claim payment as a network access fee.
6.10 Payments for late claims bear simple interest at the rate of twelve percent (12%) a year.
6.11 Drugs: Average Sales Price plus ten percent (10%).
6.12 The utilization review committee has a quorum of 60% of its members.
6.13 Rates do not apply to workers' compensation, which pays 100% of the state workers' compensation fee schedule.
""",
    frozenset({
        ("percent_of_medicare", "130", ""), ("percent_of_medicare", "145", "62320-62327, 64479-64484"),
        ("percent_of_labs", "85", "80000-89999, 36415-36416"), ("lesser_of_charges", "yes"), ("percent_of_charges", "45", ""),
        ("modifiers 80, 81, 82", "20"), ("modifiers 50", "150"), ("percent_of_medicare", "95", "97010-97799"),
        ("by_hand", "yes", "J0000-J9999"),
    }),
)  # fmt: skip
HELD = (KESTREL, GRANITE)
"""Written after the finder stood, and scored as they came: see test_score."""
