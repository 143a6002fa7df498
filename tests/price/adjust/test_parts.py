"""Several procedures whose technical or professional part, or practice expense, is reduced; endoscopic families."""

from tests.price.rows import line, price, procedure, ranks, rate, rule

IMAGING = [rate(code=c, rate=g) for c, g in (("70001", 30000), ("70002", 20000))] + [
    rate(code=c, modifier="26", rate=p) for c, p in (("70001", 8000), ("70002", 6000))
]
IMAGING += [rate(code=c, modifier="TC", rate=t) for c, t in (("70001", 22000), ("70002", 14000))]
FOUR = {"70001": "4", "70002": "4"}
TECHNICAL = ranks(100_000, 50_000, key="technical", indicators="4")
PROFESSIONAL = ranks(100_000, 95_000, key="professional", indicators="4", rule_id="acme/1!3")


def day(*rows):
    return [
        line(i, claim="C", line=i, patient_key="p", billing_tin="T", charge=900000) | said
        for i, said in enumerate(rows, 1)
    ]


def paid(lines, rates, rules, procedures):
    return [f["expected"] for f in price(lines, rates, rules=rules, procedures=procedures)]


def codes(*names, **said):
    return day(*({"billed_code": name} | said for name in names))


def test_the_technical_part_of_the_second_image_is_halved():
    assert paid(codes("70001", "70002"), IMAGING, TECHNICAL, FOUR) == [30000, 20000 - 7000]


def test_both_parts_are_reduced_each_by_its_own_rank():
    rules = [*TECHNICAL, *PROFESSIONAL]
    assert paid(codes("70002", "70001"), IMAGING, rules, FOUR) == [20000 - 7000 - 300, 30000]


def test_a_component_billed_alone_is_reduced_as_its_part():
    rules = [*TECHNICAL, *PROFESSIONAL]
    assert paid(codes("70001", "70002", mod1="26"), IMAGING, rules, FOUR) == [8000, 5700]
    assert paid(codes("70001", "70002", mod1="TC"), IMAGING, rules, FOUR) == [22000, 7000]


def test_parts_are_ranked_by_the_part_and_not_by_the_whole():
    rates = [rate(code="70001", rate=30000), rate(code="70001", modifier="26", rate=25000)]  # technical 50.00
    rates += [rate(code="70002", rate=20000), rate(code="70002", modifier="26", rate=6000)]  # technical 140.00
    assert paid(codes("70001", "70002"), rates, TECHNICAL, FOUR) == [30000 - 2500, 20000]


def test_a_whole_service_without_a_rate_for_its_professional_part_has_no_price_beside_a_rule_on_parts():
    rates = [rate(code="70001", rate=30000), rate(code="70002", rate=20000)]
    assert paid(codes("70001", "70002"), rates, TECHNICAL, FOUR) == [None, None]


def test_therapy_pays_half_the_practice_expense_from_the_second_unit_on():
    therapy = [
        procedure("97001", "5", expense_nonfacility=400_000),
        procedure("97002", "5", expense_nonfacility=500_000),
    ]
    rates = [rate(code="97001", rate=3000), rate(code="97002", rate=4000)]
    rules = ranks(100_000, 50_000, key="expense", indicators="5")
    # expenses 12.00 and 20.00: 97002 first in full, its second unit and 97001 by half of their expense
    lines = day({"billed_code": "97001"}, {"billed_code": "97002", "milliunits": 2000})
    assert paid(lines, rates, rules, therapy) == [3000 - 600, 8000 - 1000]


def test_an_endoscopic_family_pays_the_dearest_and_what_others_are_above_their_base():
    family = [procedure(c, "3", endoscopy_base="10000") for c in ("10001", "10002")]
    rates = [rate(code="10000", rate=12000), rate(code="10001", rate=18000), rate(code="10002", rate=16000)]
    rules = ranks(100_000, 50_000, indicators="2 3")
    assert paid(codes("10001", "10002"), rates, rules, family) == [18000, 4000]  # 180 + (160 - 120) = 220


def test_the_base_itself_beside_its_family_pays_nothing():
    family = [procedure(c, "3", endoscopy_base="10000") for c in ("10000", "10001")]
    rates = [rate(code="10000", rate=12000), rate(code="10001", rate=18000)]
    assert paid(codes("10000", "10001"), rates, ranks(100_000, 50_000, indicators="2 3"), family) == [0, 18000]


def test_a_family_is_ranked_as_one_procedure_by_what_it_pays_together():
    family = [procedure(c, "3", endoscopy_base="10000") for c in ("10001", "10002")] + [procedure("20001", "2")]
    rates = [rate(code=c, rate=r) for c, r in (("10000", 12000), ("10001", 18000), ("10002", 16000), ("20001", 20000))]
    rules = ranks(100_000, 50_000, 25_000, indicators="2 3")
    # the family pays 220 and comes first, the other (200) second at half
    assert paid(codes("20001", "10001", "10002"), rates, rules, family) == [10000, 18000, 4000]
    dearer = [row | {"rate": 30000} if row["code"] == "20001" else row for row in rates]
    assert paid(codes("20001", "10001", "10002"), dearer, rules, family) == [30000, 9000, 2000]


def test_two_families_of_one_day_are_two_procedures():
    family = [
        procedure(c, "3", endoscopy_base=b) for c, b in (("10001", "10000"), ("10002", "10000"), ("30001", "30000"))
    ]
    rates = [rate(code=c, rate=r) for c, r in (("10000", 12000), ("10001", 18000), ("10002", 16000), ("30001", 20000))]
    rules = ranks(100_000, 50_000, indicators="2 3")
    assert paid(codes("10001", "10002", "30001"), rates, rules, family) == [18000, 4000, 10000]


def test_a_family_whose_base_has_no_rate_has_a_price_for_its_dearest_only():
    family = [procedure(c, "3", endoscopy_base="10000") for c in ("10001", "10002")]
    rates = [rate(code="10001", rate=18000), rate(code="10002", rate=16000)]
    assert paid(codes("10001", "10002"), rates, ranks(100_000, 50_000, indicators="2 3"), family) == [18000, None]


def test_modifiers_that_change_the_rate_change_its_parts_alike():
    rules = [*TECHNICAL, rule("52", 50_000)]
    lines = day({"billed_code": "70001"}, {"billed_code": "70002", "mod1": "52"})
    assert paid(lines, IMAGING, rules, FOUR) == [30000, 10000 - 3500]
