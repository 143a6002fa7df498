"""Every cause on lines worked by hand: what the payer allowed is the amount of one mistake and of no other."""

import datetime as dt
from decimal import Decimal

import ibis
import pyarrow as pa
import pytest
from tests.price.rows import blank, line, procedure, ranks, rate, rest, rule, terms_of, versions_of

from counteroffer.core.tables import ADJUSTMENTS, CASES, CLAUSES, LINES, RATES, REMIT_LINES, RULES, VERSIONS
from counteroffer.medicare.book import shipped
from counteroffer.price.causes.run import Read, variances
from counteroffer.price.clinicians import CLINICIANS
from counteroffer.price.given import Given
from counteroffer.price.medicare import PROCEDURES, SCHEMA
from counteroffer.price.run import price_lines

OTHERS = {"tolerant": (2000, Decimal(1))}
END_2024, NEW_2025 = dt.date(2024, 12, 31), dt.date(2025, 1, 1)


class Book:
    """Scenarios side by side, each with a payer and a contract of its own name, caused in one go."""

    def __init__(self):
        names = ("lines", "rates", "rules", "remit_lines", "adjustments", "clauses", "clinicians")
        self.rows = {name: [] for name in names}
        self.first = {}

    def add(self, name, lines, rates, rules=(), *, clauses=(), clinicians=()):
        """Add a scenario: lines as dicts (`remit` and `cut` say what the remittance does), rates and rules."""
        for number, given in enumerate(lines):
            said = dict(given)
            line_id = len(self.rows["lines"]) + 1
            self.first.setdefault(name, line_id)
            remit, cut = said.pop("remit", None), said.pop("cut", 0)
            place = {"remit_file": 7, "remit_place": line_id}
            own = {"claim": f"{name}{number}", "patient_key": f"{name}{number}"} | place | said
            self.rows["lines"].append(line(line_id, payer=name, **own))
            if remit is not None:
                self.rows["remit_lines"].append(blank(REMIT_LINES) | {"file_id": 7, "segment": line_id} | remit)
            if cut:
                row = {"file_id": 7, "segment": line_id, "line_segment": line_id, "group": "CO", "carc": "253"}
                self.rows["adjustments"].append(blank(ADJUSTMENTS) | row | {"amount": cut})
        self.rows["rates"] += [row | {"payer": name, "contract": name} for row in rates]
        self.rows["rules"] += [row | {"contract": name} for row in rules]
        head = blank(CLAUSES) | {"contract": name, "version": "1", "clause": "sequestration"}
        self.rows["clauses"] += [head | row for row in clauses]
        self.rows["clinicians"] += [{"npi": npi, "clinician_class": kind} for npi, kind in clinicians]

    def caused(self):
        con, count = ibis.duckdb.connect(), iter(range(10_000))

        def table(rows, schema):
            loose = pa.schema([field.with_nullable(True) for field in schema])
            return con.create_table(f"given_{next(count)}", pa.Table.from_pylist(rows, schema=loose))

        def keep(expression):
            return con.create_table(f"kept_{next(count)}", expression, temp=True)

        procedures = [procedure("11042", "2"), procedure("11730", "2")]
        given = Given(
            rates=table(self.rows["rates"], RATES.schema),
            rules=table(self.rows["rules"], RULES.schema),
            versions=table(versions_of(terms_of(self.rows["rates"])), VERSIONS.schema),
            cases=table([], CASES.schema),
            procedures=table(procedures, PROCEDURES),
            clinicians=table(self.rows["clinicians"], CLINICIANS),
            medicare=table([], SCHEMA),
        )
        lines = table(self.rows["lines"], LINES.schema)
        priced = keep(price_lines(lines, given, 100, Decimal(1), keep, payers=OTHERS))
        others = (REMIT_LINES, ADJUSTMENTS, CLAUSES)
        read = Read(lines, priced, *(table(self.rows[one.name], one.schema) for one in others))
        made = variances(read, given, shipped(), (100, Decimal(1)), keep, payers=OTHERS)
        return {row["line_id"]: row for row in con.to_pyarrow(made).to_pylist()}


def version(since, until, **said):
    return rate(since=since, until=until, **said)


def scenarios():  # noqa: PLR0915 - one statement a scenario
    book = Book()
    visit, lower = rate(), rate(code="99212", rate=7000)
    part = {"code": "71046", "billed_code": "71046"}
    film = [rate(code="71046"), rate(code="71046", modifier="26", rate=4000)]
    old, new = (
        version(dt.date(2024, 1, 1), END_2024, version="1", rate=9000),
        version(NEW_2025, dt.date(2025, 12, 31), version="2"),
    )
    other = rate(setting="facility", rate=6000)

    book.add("downcoded", [{"code": "99212", "allowed": 7000}], [visit, lower])
    book.add("downcoded elsewhere", [{"code": "99212", "allowed": 6543}], [visit, lower])
    book.add("units by amount", [{"milliunits": 4000, "charge": 80000, "allowed": 30000}], [visit])
    book.add("units told", [{"milliunits": 2000, "charge": 40000, "remit": {"milliunits": 1000}}], [visit])
    book.add("half of two", [{"milliunits": 2000, "charge": 40000}], [visit])
    book.add("bilateral ignored", [{"mod1": "50", "charge": 40000}], [visit], [rule("50", 150_000)])
    book.add("part paid whole", [part | {"mod1": "26"}], film)
    book.add("whole paid part", [part | {"allowed": 4000}], film)
    book.add("version before", [{"allowed": 9000}], [old, new])
    book.add(
        "version after",
        [{"service_date": dt.date(2024, 6, 3)}],
        [version(dt.date(2024, 1, 1), END_2024, version="1", rate=12000), new],
    )
    stepped = [version(NEW_2025, dt.date(2025, 6, 30), rate=8000), version(dt.date(2025, 7, 1), dt.date(2025, 12, 31))]
    book.add("step before", [{"service_date": dt.date(2025, 8, 5), "allowed": 8000}], stepped)
    book.add("setting", [{"allowed": 6000}], [visit, other])
    book.add("practitioner unsaid", [{"allowed": 8500}], [visit])
    classed = [rule("NP", 80_000, kind="practitioner")]
    people = [("N1", "NP"), ("D1", "MD")]
    book.add("physician as nurse", [{"allowed": 8000, "rendering_npi": "D1"}], [visit], classed, clinicians=people)
    book.add("nurse as physician", [{"rendering_npi": "N1"}], [visit], classed)
    surgery = [rate(code="11042", rate=40000), rate(code="11730", rate=20000)]
    day = {"patient_key": "same day", "charge": 90000}
    first, second = ({"code": c, "billed_code": c, "allowed": a} | day for c, a in (("11042", 20000), ("11730", 10000)))
    book.add("first reduced", [first, second], surgery, ranks(100_000, 50_000, 25_000))
    book.add(
        "wrong rank", [first | {"allowed": 40000}, second | {"allowed": 5000}], surgery, ranks(100_000, 50_000, 25_000)
    )
    book.add("reduction unsaid", [{"allowed": 5000}], [visit])
    book.add("charge unsaid", [{"charge": 8100, "allowed": 8100}], [visit])
    book.add("charge of one", [{"milliunits": 3000, "charge": 27300, "allowed": 9100}], [rate(lesser_of=True)])
    book.add("charge forgotten", [{"charge": 8100}], [rate(lesser_of=True)])
    book.add("rest", [{"charge": 20000, "allowed": 7800}], [visit, rest(39_000)])
    book.add("rounded by line", [{"milliunits": 3000, "charge": 60000, "allowed": 8504}], [rate(rate=3335)])
    bundled = {"outcome": "denied", "allowed": 0, "denial_carc": "97"}
    book.add("bundled", [bundled | {"patient_key": "b"}, {"patient_key": "b"}], [visit])
    book.add("alone", [bundled], [visit])
    book.add("cut", [{"cut": 160, "paid": 9840, "filing_code": "16"}], [visit])
    book.add("cut by law", [{"cut": 160, "filing_code": "MB"}], [visit])
    book.add("cut agreed", [{"cut": 160}], [visit], clauses=[{"field": "passed_on", "value": "yes"}])
    book.add("cut refused", [{"cut": 160}], [visit], clauses=[{"field": "passed_on", "value": "no"}])
    book.add("cut silent", [{"cut": 160}], [visit], clauses=[{"silent": True}])
    book.add("cut from allowed", [{"cut": 160, "allowed": 9840}], [visit])
    book.add(
        "net as agreed", [{"cut": 160, "allowed": 9840}], [visit], clauses=[{"field": "passed_on", "value": "yes"}]
    )
    book.add("unexplained", [{"allowed": 9317}], [visit])
    book.add("overpaid", [{"allowed": 10617}], [visit])
    book.add("within", [{"allowed": 9901}], [visit])
    book.add("assumed", [{"allowed": 8500}], [rate(confidence="assumed_locality")])
    book.add("tolerant", [{"allowed": 8500}, {"allowed": 7900}], [visit])
    halves = [{"allowed": 5000}] * 25 + [{"milliunits": 2000, "charge": 40000}]
    book.add("company", halves, [visit])
    return book


@pytest.fixture(scope="module")
def every():
    book = scenarios()
    found = book.caused()
    return lambda name, number=0: found.get(book.first[name] + number)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("downcoded", ("under", "downcoded", "told", 3000, 7000)),
        ("downcoded elsewhere", ("under", "downcoded", "told", 3457, 7000)),
        ("units by amount", ("under", "units_dropped", "amount", 10000, 30000)),
        ("units told", ("under", "units_dropped", "told", 10000, 10000)),
        ("bilateral ignored", ("under", "modifier_misread", "amount", 5000, 10000)),
        ("part paid whole", ("over", "modifier_misread", "amount", 6000, 10000)),
        ("whole paid part", ("under", "modifier_misread", "amount", 6000, 4000)),
        ("version before", ("under", "wrong_schedule", "amount", 1000, 9000)),
        ("version after", ("under", "wrong_schedule", "amount", 2000, 10000)),
        ("step before", ("under", "wrong_schedule", "amount", 2000, 8000)),
        ("setting", ("under", "wrong_setting", "amount", 4000, 6000)),
        ("practitioner unsaid", ("under", "practitioner_percent", "amount", 1500, 8500)),
        ("physician as nurse", ("under", "practitioner_percent", "amount", 2000, 8000)),
        ("nurse as physician", ("over", "practitioner_percent", "amount", 2000, 10000)),
        ("first reduced", ("under", "multiple_reduction", "amount", 20000, 20000)),
        ("reduction unsaid", ("under", "multiple_reduction", "amount", 5000, 5000)),
        ("charge unsaid", ("under", "lesser_of", "amount", 1900, 8100)),
        ("charge of one", ("under", "lesser_of", "amount", 18200, 9100)),
        ("charge forgotten", ("over", "lesser_of", "amount", 1900, 10000)),
        ("rest", ("under", "default_rate", "amount", 2200, 7800)),
        ("rounded by line", ("under", "practitioner_percent", "amount", 1501, 8505)),
        ("bundled", ("under", "bundled", "told", 10000, 0)),
        ("cut", ("under", "sequestration", "told", 160, 10000)),
        ("cut refused", ("under", "sequestration", "told", 160, 10000)),
        ("cut silent", ("under", "sequestration", "told", 160, 10000)),
        ("cut from allowed", ("under", "sequestration", "told", 160, None)),
        ("unexplained", ("under", "unexplained", "", 683, None)),
        ("net as agreed", ("under", "unexplained", "", 160, None)),
        ("overpaid", ("over", "unexplained", "", 617, None)),
    ],
)
def test_a_mistake_is_proved_by_its_amount(every, name, told):
    row = every(name)
    assert row is not None
    names = ("direction", "cause", "how", "dollars", "hypothesis", "others")
    assert tuple(row[name] for name in names) == (*told, "")


def test_a_procedure_paid_at_another_rank_is_a_reduction_too(every):
    assert every("wrong rank") is None  # the first is right
    assert (every("wrong rank", 1)["cause"], every("wrong rank", 1)["dollars"]) == ("multiple_reduction", 5000)


@pytest.mark.parametrize("name", ["alone", "cut by law", "cut agreed", "within", "assumed"])
def test_what_is_right_within_tolerance_or_not_exactly_priced_has_no_cause(every, name):
    assert every(name) is None


def test_where_two_mistakes_come_to_one_amount_the_line_is_ambiguous_and_both_are_named(every):
    row = every("half of two")
    assert (row["cause"], row["how"], row["hypothesis"]) == ("ambiguous", "", None)
    assert row["others"] == "units_dropped multiple_reduction"


def test_a_mistake_that_a_payer_makes_again_and_again_decides_where_two_fit_and_is_marked_so(every):
    row = every("company", 25)
    assert (row["cause"], row["how"], row["others"]) == ("multiple_reduction", "company", "units_dropped")


def test_a_payer_may_have_a_tolerance_of_its_own(every):
    assert every("tolerant") is None  # 15.00 short, where others are underpaid from 1.00 on
    assert every("tolerant", 1)["dollars"] == 2100


def test_the_evidence_is_in_words(every):
    assert every("downcoded")["evidence"] == "paid as 99212, billed as 99213"
    assert every("version before")["evidence"] == "paid by the version before, version before 1"
    assert every("units told")["evidence"] == "fewer units paid than billed, as the remittance says"
    assert every("units by amount")["evidence"] == "fewer units paid than billed, as the amount says"
    assert every("first reduced")["evidence"] == "paid 50% as one of several procedures"
