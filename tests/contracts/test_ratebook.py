"""Contract -> rate book: which term wins, what each way to pay becomes, and what is never guessed."""

import datetime as dt
import itertools

import pyarrow as pa
import pytest

from counteroffer.contracts.ratebook import compile_contract
from counteroffer.contracts.read import read_contract
from counteroffer.core import tables
from counteroffer.core.practice import Practice
from counteroffer.medicare.book import shipped

AUSTIN = Practice(name="P", zip="78701")
NOWHERE = Practice(name="P")
HEAD = "contract: acme\npayer: Acme\nsince: 2025-01-01\nterms:\n"


def book(tmp_path, terms, practice=AUSTIN, *, known=None, **files):
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text("code,modifier,setting,amount\n" + text)
    (tmp_path / "c.yaml").write_text(HEAD + terms)
    contract, findings = read_contract(tmp_path / "c.yaml")
    assert contract is not None, findings
    return compile_contract(contract, known or shipped(), practice)


def rates(made, code, modifier="", day=dt.date(2025, 3, 4)):
    """What a code's own rows pay on a day, by setting; without the rows that say there is no price."""
    live = [r for r in made.rates.to_pylist() if r["since"] <= day <= r["until"] and r["basis"] != "unpriced"]
    return {r["setting"]: r for r in live if (r["code"], r["modifier"]) == (code, modifier)}


def medicare(code, setting="nonfacility", locality="0441231"):
    (row,) = (
        r
        for r in shipped().amounts(2025, locality).to_pylist()
        if (r["code"], r["modifier"], r["setting"]) == (code, "", setting)
    )
    return row["amount"]


def test_a_percent_of_medicare_is_taken_of_the_rounded_medicare_amount(tmp_path):
    made = book(tmp_path, "  - {says: V, pays: {percent_of_medicare: 118.5, year: 2025, locality: 0441231}}\n")
    row = rates(made, "99213")["nonfacility"]
    assert row["medicare_rate"] == medicare("99213") == 9068
    assert row["rate"] == 10746  # 90.68 x 118.5% = 107.4558
    assert (row["confidence"], row["medicare_year"], row["term_id"]) == ("exact", 2025, "acme/1#1")
    assert made.rates.schema.equals(tables.RATES.schema)


def test_what_the_contract_leaves_open_is_assumed_and_said(tmp_path):
    made = book(tmp_path, "  - {says: V, pays: {percent_of_medicare: 100, year: 2025}}\n")
    assert {r["confidence"] for r in made.rates.to_pylist()} == {"assumed_locality"}
    made = book(tmp_path, "  - {says: V, pays: {percent_of_medicare: 100, locality: 0441231}}\n")
    assert {r["confidence"] for r in made.rates.to_pylist()} == {"assumed_year"}


@pytest.mark.parametrize(
    ("pays", "practice"),
    [
        ("{percent_of_medicare: 100, year: 2031, locality: 0441231}", AUSTIN),
        ("{percent_of_medicare: 100, year: 2025, locality: 9999999}", AUSTIN),
        ("{percent_of_medicare: 100, year: 2025}", NOWHERE),
    ],
)
def test_a_year_or_locality_that_is_not_there_is_a_finding_and_never_guessed(tmp_path, pays, practice):
    made = book(tmp_path, f"  - {{says: V, pays: {pays}}}\n", practice)
    assert set(made.rates["basis"].to_pylist()) == {"unpriced"}
    assert set(made.rates["rate"].to_pylist()) == {None}
    (fault,) = made.findings
    assert (fault.kind, fault.severity, fault.segment) == ("contract.medicare", "error", 5)


def test_the_more_specific_term_wins_whatever_the_order(tmp_path):
    rest = "year: 2025, locality: 0441231}}"
    terms = [
        f"  - {{says: all, pays: {{percent_of_medicare: 100, {rest}\n",
        f"  - {{says: wide, when: {{codes: 99202-99499}}, pays: {{percent_of_medicare: 110, {rest}\n",
        f"  - {{says: narrow, when: {{codes: 99211-99215}}, pays: {{percent_of_medicare: 120, {rest}\n",
        f"  - {{says: one, when: {{codes: 99214}}, pays: {{percent_of_medicare: 130, {rest}\n",
    ]
    for order in (terms, terms[::-1]):
        made = book(tmp_path, "".join(order))
        percents = {c: rates(made, c)["nonfacility"]["percent"] for c in ("99214", "99213", "99203", "73030")}
        assert percents == {"99214": 130_000, "99213": 120_000, "99203": 110_000, "73030": 100_000}
        assert made.findings == ()


def test_a_tie_is_a_finding_and_the_first_term_stands(tmp_path):
    made = book(
        tmp_path,
        "  - {says: one, when: {codes: 99214}, pays: {percent_of_medicare: 130, year: 2025, locality: 0441231}}\n"
        "  - {says: two, when: {codes: 99214}, pays: {percent_of_medicare: 140, year: 2025, locality: 0441231}}\n",
    )
    assert rates(made, "99214")["nonfacility"]["percent"] == 130_000
    assert [f.kind for f in made.findings] == ["contract.tie"]


def test_a_fee_schedule_reaches_what_it_names_and_a_setting_of_its_own_stands_first(tmp_path):
    made = book(
        tmp_path,
        "  - {says: fees, pays: {fee_schedule: fees.csv}}\n  - {says: rest, pays: {percent_of_charges: 40}}\n",
        fees="20610,,,70.00\n20610,,facility,50.00\n73030,26,,9.10\n",
    )
    joint = rates(made, "20610")
    assert (joint["facility"]["rate"], joint["nonfacility"]["rate"]) == (5000, 7000)
    assert rates(made, "73030", "26")["facility"]["rate"] == 910
    assert rates(made, "73030") == {}
    (rest,) = (r for r in made.rates.to_pylist() if r["code"] == "*")
    assert (rest["percent"], rest["rate"], rest["confidence"], rest["setting"]) == (40_000, None, "default", "*")


def test_a_schedule_carves_its_codes_out_of_a_percent_of_medicare(tmp_path):
    made = book(
        tmp_path,
        "  - {says: all, pays: {percent_of_medicare: 100, year: 2025, locality: 0441231}}\n"
        "  - {says: carve-out, pays: {fee_schedule: fees.csv}}\n",
        fees="99213,,,150.00\n",
    )
    assert rates(made, "99213")["nonfacility"]["basis"] == "fee_schedule"
    assert rates(made, "99214")["nonfacility"]["basis"] == "percent_of_medicare"


def test_codes_that_medicare_does_not_price_fall_to_the_next_term(tmp_path):
    made = book(
        tmp_path,
        "  - {says: all, when: {codes: 80000-89999}, pays: {percent_of_medicare: 100, year: 2025, locality: 0441231}}\n"
        "  - {says: labs, when: {codes: 80000-89999}, pays: {percent_of_charges: 30}}\n",
    )
    assert rates(made, "80053")["nonfacility"]["basis"] == "percent_of_charges"


def test_no_code_modifier_and_setting_has_two_rows(tmp_path):
    made = book(
        tmp_path,
        "  - {says: all, pays: {percent_of_medicare: 100, year: 2025, locality: 0441231}}\n"
        "  - {says: some, when: {codes: 10000-69999}, pays: {percent_of_charges: 30}}\n"
        "  - {says: fees, pays: {fee_schedule: fees.csv}}\n"
        "  - {says: rest, pays: {percent_of_charges: 40}}\n",
        fees="20610,,,70.00\n99213,,facility,50.00\n",
    )
    keys = made.rates.group_by(["code", "modifier", "setting"]).aggregate([([], "count_all")])
    assert max(keys["count_all"].to_pylist()) == 1
    assert made.rates.num_rows > 18_000


def test_every_term_is_kept_with_its_page_and_line(tmp_path):
    made = book(tmp_path, "  - {says: rest, pays: {percent_of_charges: 40}, source: {page: 31, section: B}}\n")
    (term,) = made.terms.to_pylist()
    assert (term["term_id"], term["says"], term["page"], term["section"], term["place"]) == (
        "acme/1#1", "rest", "31", "B", 5,
    )  # fmt: skip
    assert term["since"] == dt.date(2025, 1, 1)
    assert made.terms.schema.equals(tables.TERMS.schema)
    assert isinstance(made.terms, pa.Table)


def test_setting_and_modifier_of_a_term_restrict_it(tmp_path):
    made = book(
        tmp_path,
        "  - says: office\n    when: {codes: 73030, setting: nonfacility, modifiers: [26]}\n"
        "    pays: {percent_of_medicare: 100, year: 2025, locality: 0441231}\n",
    )
    assert [(r["modifier"], r["setting"]) for r in made.rates.to_pylist()] == [("26", "nonfacility")]


REST_TERM = "  - {says: rest, pays: {percent_of_charges: 40}}\n"
ALL = "  - {says: all, pays: {percent_of_medicare: 100, year: 2025, locality: 0441231}}\n"


def test_the_width_of_a_range_is_counted_in_codes_also_over_a_ten(tmp_path):
    terms = [
        "  - {says: eleven, when: {codes: 99202-99212}, pays: {percent_of_charges: 10}}\n",
        "  - {says: seven, when: {codes: 99209-99215}, pays: {percent_of_charges: 20}}\n",
        "  - {says: ten, when: {codes: J1880-J1889}, pays: {percent_of_charges: 30}}\n",
        "  - {says: six, when: {codes: J1885-J1890}, pays: {percent_of_charges: 50}}\n",
    ]
    for order in (terms, terms[::-1]):
        made = book(tmp_path, "".join(order))
        assert rates(made, "99212")["facility"]["percent"] == 20_000
        assert rates(made, "J1885")["facility"]["percent"] == 50_000
        assert "contract.tie" not in {finding.kind for finding in made.findings}


def test_what_a_term_that_cannot_be_priced_governs_is_priced_by_no_other_term(tmp_path):
    gone = "  - {says: gone, when: {codes: 99211-99215}, pays: {percent_of_medicare: 120, year: 2031}}\n"
    wide = "  - {says: wide, when: {codes: 99202-99499}, pays: {percent_of_medicare: 110, year: 2025}}\n"
    for terms in (gone + wide + REST_TERM, REST_TERM + wide + gone):
        made = book(tmp_path, terms)
        assert rates(made, "99213") == {}
        assert rates(made, "99203")["facility"]["percent"] == 110_000
        assert rates(made, "80053") == {}
        assert rates(made, "*", "*")["*"]["percent"] == 40_000
        assert [fault.kind for fault in made.findings] == ["contract.medicare"]


def test_a_closer_term_still_prices_its_codes_beside_one_that_cannot_be_priced(tmp_path):
    gone = "  - {says: gone, pays: {percent_of_medicare: 120, year: 2031}}\n"
    fees = "  - {says: fees, pays: {fee_schedule: fees.csv}}\n"
    made = book(tmp_path, gone + fees, fees="99213,,,150.00\n")
    assert {row["code"] for row in made.rates.to_pylist() if row["basis"] != "unpriced"} == {"99213"}


def test_a_rest_that_stands_first_leaves_nothing_to_an_equally_wide_term_and_that_is_said(tmp_path):
    made = book(tmp_path, REST_TERM + ALL)
    assert [row["code"] for row in made.rates.to_pylist()] == ["*"]
    (tie,) = made.findings
    assert (tie.kind, tie.severity, tie.segment) == ("contract.tie", "warning", 6)


def test_a_rest_that_stands_last_is_no_tie_for_it_pays_what_the_others_leave(tmp_path):
    made = book(tmp_path, ALL + REST_TERM)
    assert made.findings == ()
    assert rates(made, "99213")["facility"]["basis"] == "percent_of_medicare"


def test_a_percent_of_charges_on_a_range_reaches_the_codes_that_are_known(tmp_path):
    terms = "  - {says: drugs, when: {codes: J0000-J9999}, pays: {percent_of_charges: 50}}\n"
    made = book(tmp_path, terms)
    assert rates(made, "J1885")["facility"]["percent"] == 50_000
    assert rates(made, "J9998") == {}
    contract, _ = read_contract(tmp_path / "c.yaml")
    also = compile_contract(contract, shipped(), AUSTIN, billed=["J9998", "99213"])
    assert rates(also, "J9998")["facility"]["percent"] == 50_000
    assert rates(also, "99213") == {}


def also_2026():
    """The shipped book with a year 2026 whose every amount is twice that of 2025."""
    fees, places = shipped().fees, shipped().localities
    year = pa.array([2026] * fees.num_rows, pa.int64())
    later = fees.set_column(fees.column_names.index("year"), "year", year)
    twice = pa.array([2 * 323_465] * fees.num_rows, pa.int64())
    later = later.set_column(fees.column_names.index("conversion"), "conversion", twice).cast(fees.schema)
    there = places.set_column(0, "year", pa.array([2026] * places.num_rows, pa.int64())).cast(places.schema)
    return shipped().with_tables(later, there, shipped().zips.slice(0, 0))


def runs(made, code, setting="facility"):
    """A code's amounts with their days, in order."""
    found = [r for r in made.rates.to_pylist() if (r["code"], r["modifier"], r["setting"]) == (code, "", setting)]
    return [(str(r["since"]), str(r["until"]), r["rate"]) for r in sorted(found, key=lambda r: r["since"])]


def test_the_year_of_the_day_of_service_splits_the_rows_by_calendar_year(tmp_path):
    terms = "  - {says: V, pays: {percent_of_medicare: 100, year: service, locality: 0441231, opps_cap: no}}\n"
    made = book(tmp_path, terms, known=also_2026())
    assert runs(made, "99213") == [
        ("2025-01-01", "2025-12-31", 6429),
        ("2026-01-01", "2026-12-31", 12859),  # 64.2926 x 2
        ("2027-01-01", "9999-12-31", None),
    ]
    (fault,) = made.findings
    assert (fault.kind, fault.severity, fault.segment) == ("contract.medicare", "warning", 5)
    assert "from 2027-01-01 on" in fault.says
    assert {r["confidence"] for r in made.rates.to_pylist()} == {"exact", "cannot_price"}


def test_the_current_years_fees_apply_from_the_day_that_the_contract_says(tmp_path):
    terms = "  - {says: V, pays: {percent_of_medicare: 100, year: current, update: 04-01, locality: 0441231}}\n"
    made = book(tmp_path, terms, known=also_2026())
    assert [(since, until) for since, until, _ in runs(made, "99213")] == [
        ("2025-01-01", "2025-03-31"),
        ("2025-04-01", "2026-03-31"),
        ("2026-04-01", "2027-03-31"),
        ("2027-04-01", "9999-12-31"),
    ]
    assert [rate for _, _, rate in runs(made, "99213")] == [None, 6429, 12859, None]
    assert [fault.says.split(": ")[0] for fault in made.findings] == [
        "'V' cannot be priced from 2025-01-01 to 2025-03-31",
        "'V' cannot be priced from 2027-04-01 on",
    ]


def test_what_does_not_change_with_the_year_stays_one_row(tmp_path):
    terms = (
        "  - {says: V, pays: {percent_of_medicare: 100, year: service, locality: 0441231}}\n"
        "  - {says: fees, pays: {fee_schedule: fees.csv}}\n"
    )
    made = book(tmp_path, terms, known=also_2026(), fees="20610,,,70.00\n")
    assert runs(made, "20610") == [("2025-01-01", "9999-12-31", 7000)]


def test_on_no_day_has_a_code_modifier_and_setting_two_rows(tmp_path):
    terms = (
        "  - {says: V, pays: {percent_of_medicare: 100, year: service, locality: 0441231}}\n"
        "  - {says: labs, pays: {percent_of_labs: 100}}\n"
        "  - {says: drugs, pays: {percent_of_drugs: 100}}\n"
        "  - {says: some, when: {codes: A4000-A4999}, pays: {percent_of_charges: 30}}\n"
        "  - {says: equipment, pays: {percent_of_equipment: 100, locality: 0441231}}\n" + REST_TERM
    )
    made = book(tmp_path, terms, known=also_2026())
    by_key = {}
    for row in made.rates.to_pylist():
        by_key.setdefault((row["code"], row["modifier"], row["setting"]), []).append((row["since"], row["until"]))
    for days in by_key.values():
        days.sort()
        assert all(before[1] < after[0] for before, after in itertools.pairwise(days))
    assert made.rates.schema.equals(tables.RATES.schema)


def test_a_drug_keeps_its_limit_to_the_millionth_of_a_dollar(tmp_path):
    made = book(tmp_path, "  - {says: drugs, pays: {percent_of_drugs: 104.5, quarter: 2025Q1}}\n")
    row = rates(made, "J1885")["facility"]
    assert (row["factor"], row["micro"], row["rate"], row["medicare_rate"]) == (7510, 784_795, 78, 75)
    assert (row["medicare_year"], row["medicare_quarter"], row["confidence"]) == (2025, 1, "exact")


def test_equipment_is_of_the_localitys_state_and_apart_for_new_rented_and_used(tmp_path):
    made = book(tmp_path, "  - {says: E, pays: {percent_of_equipment: 100, quarter: 2025Q1}}\n")
    assert rates(made, "E0601", "RR")["facility"]["rate"] == 4957
    assert rates(made, "E0601") == rates(made, "E0601", "NU") == {}
    assert rates(made, "L3908")["nonfacility"]["confidence"] == "assumed_locality"
    made = book(tmp_path, "  - {says: E, pays: {percent_of_equipment: 100, quarter: 2025Q1}}\n", NOWHERE)
    assert "no locality is known" in made.findings[0].says


def test_an_amount_without_a_modifier_also_holds_for_equipment_that_is_new_or_rented(tmp_path):
    made = book(tmp_path, "  - {says: fees, pays: {fee_schedule: fees.csv}}\n", fees="E0601,,,85.00\nE0601,UE,,9.00\n")
    assert [rates(made, "E0601", m)["facility"]["rate"] for m in ("", "NU", "RR", "UE")] == [8500, 8500, 8500, 900]


def test_a_code_that_no_book_knows_stays_with_the_term_that_names_it(tmp_path):
    gone = "  - {says: gone, when: {codes: 0999T}, pays: {percent_of_medicare: 120, year: 2031}}\n"
    made = book(tmp_path, gone + REST_TERM)
    assert {r["basis"] for r in made.rates.to_pylist() if r["code"] == "0999T"} == {"unpriced"}


def test_a_conversion_factor_multiplies_the_units_of_the_place_once(tmp_path):
    made = book(tmp_path, "  - {says: CF, pays: {conversion_factor: 52.5, year: 2025, locality: 0441231}}\n")
    row = rates(made, "99213")["nonfacility"]
    assert (row["relative"], row["factor"], row["rate"]) == (280_350, 525_000, 14_718)  # 147.18375
    assert rates(made, "99385")["nonfacility"]["rate"] == 20_863
    assert (row["confidence"], row["medicare_locality"]) == ("exact", "0441231")


def test_national_units_want_no_locality_and_a_missing_year_is_said(tmp_path):
    made = book(tmp_path, "  - {says: CF, pays: {conversion_factor: 60, year: 2025, geographic: no}}\n", NOWHERE)
    row = rates(made, "29881")["facility"]
    assert (row["relative"], row["rate"], row["confidence"]) == (1_664_000, 99_840, "exact")
    made = book(tmp_path, "  - {says: CF, pays: {conversion_factor: 60, year: 2031, geographic: no}}\n", NOWHERE)
    assert set(made.rates["basis"].to_pylist()) == {"unpriced"}
    assert "2031" in made.findings[0].says
    assert {"99385", "99213"} <= set(made.rates["code"].to_pylist())


def test_the_units_of_the_year_of_service_split_by_year(tmp_path):
    terms = "  - {says: CF, pays: {conversion_factor: 60, year: service, geographic: no}}\n"
    assert [rate for _, _, rate in runs(book(tmp_path, terms, known=also_2026()), "29881")] == [99_840, 99_840, None]


def test_what_a_person_prices_keeps_its_codes_from_wider_terms(tmp_path):
    hand = "  - {says: hand, when: {codes: 99213}, pays: {by_hand: yes}}\n"
    made = book(tmp_path, hand + ALL + REST_TERM)
    assert {r["basis"] for r in made.rates.to_pylist() if r["code"] == "99213"} == {"by_hand"}
    assert made.findings == ()
    made = book(tmp_path, ALL + "  - {says: rest by hand, pays: {by_hand: yes}}\n")
    assert [r["basis"] for r in made.rates.to_pylist() if r["code"] == "*"] == ["by_hand"]


def test_a_case_rate_reaches_what_it_names(tmp_path):
    made = book(tmp_path, "  - {says: case, when: {codes: 59400}, pays: {case_rate: 3200}}\n" + ALL)
    assert rates(made, "59400")["facility"]["rate"] == 320_000
    assert rates(made, "59510")["facility"]["basis"] == "percent_of_medicare"


def test_an_escalator_cuts_the_rows_at_its_steps_also_where_the_year_moves(tmp_path):
    steps = "escalator: {percent: 10, from: 2025-07-01}"
    pays = "pays: {percent_of_medicare: 100, year: service, locality: 0441231, opps_cap: no}"
    made = book(tmp_path, f"  - {{says: V, {pays}, {steps}}}\n", known=also_2026())
    assert runs(made, "99213") == [
        ("2025-01-01", "2025-06-30", 6429),
        ("2025-07-01", "2025-12-31", 7072),
        ("2026-01-01", "2026-06-30", 14145),  # 128.59 x 1.1
        ("2026-07-01", "2026-12-31", 15559),
        ("2027-01-01", "9999-12-31", None),
    ]
    row = rates(made, "99213", day=dt.date(2026, 8, 1))["facility"]
    assert (row["unescalated"], row["escalator"]) == (12859, "10%, 10% compounding")


def test_an_index_that_ends_is_said(tmp_path):
    (tmp_path / "index.csv").write_text("date,percent\n2026-01-01,2\n")
    terms = "  - says: fees\n    pays: {fee_schedule: fees.csv}\n    escalator: {index: index.csv, from: 2026-01-01}\n"
    made = book(tmp_path, terms, fees="20610,,,70.00\n")
    assert runs(made, "20610") == [
        ("2025-01-01", "2025-12-31", 7000),
        ("2026-01-01", "2026-12-31", 7140),
        ("2027-01-01", "9999-12-31", None),
    ]
    (fault,) = made.findings
    assert (fault.kind, fault.severity) == ("contract.index", "warning")
    assert "from 2027-01-01 on" in fault.says
