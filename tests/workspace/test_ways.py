"""Ways to pay from the document to the explanation: the price worked by hand, and every step in words."""

import itertools

import pytest

from counteroffer.core.practice import Practice, Site
from counteroffer.workspace import Workspace
from counteroffer.workspace.agreed import documents
from counteroffer.workspace.canaries import sing

CONTRACT = """contract: acme
payer: Acme
since: 2025-01-01
terms:
  - says: Visits pay Medicare of the site net of sequestration
    when: {codes: 99202-99215}
    pays: {percent_of_medicare: 100, year: 2025, locality: site, sequestration: 2}
  - says: Knees pay $33.40 for a unit
    when: {codes: 27447}
    pays: {percent_of_medicare: 125, year: 2025, locality: "0441231", medicare_factor: 33.40}
  - says: Therapy is rounded by the line
    when: {codes: 97110}
    pays: {percent_of_medicare: 103, year: 2025, locality: "0441231", round: line}
  - says: Electrocardiograms pay $40.00 for a unit
    when: {codes: 93000}
    pays: {conversion_factor: 40.00, year: 2025, locality: "0441231", work_floor: 1.05, incentive: 5}
  - {says: AWP less 15%, when: {codes: J0000-J9999}, pays: {percent_of_list: 85, list: awp.csv}}
  - {says: Invoice, when: {codes: A4550}, pays: {invoice_plus: 10, dollars: 2.50, costs: invoices.csv}}
  - says: Surgery pays 60% of limited charges
    when: {codes: 20000-29999}
    pays: {percent_of_charges: 60, charge_limit: {charges: base.csv, percent: 5, from: 2025-01-01, otherwise: full}}
"""
FILES = {
    "awp.csv": "code,date,price\nJ1885,2025-01-01,1.234567\n",
    "invoices.csv": "code,date,cost\nA4550,2025-02-01,3.333333\n",
    "base.csv": "code,charge\n20610,300.00\n",
}
HOUSTON, NOBODY = "1111111112", "3333333334"
LINES = {
    "a visit in Houston": (f"code: 99213, clinician: '{HOUSTON}', expected: 89.54", "91.00 x 0.984 = 89.544"),
    "a visit nowhere": (f"code: 99213, clinician: '{NOBODY}', expected: 89.23", "90.68 x 0.984 = 89.22912"),
    "a knee": ("code: 27447, setting: facility, expected: 1638.34", "39.24152 x 33.40 = 1,310.67; x 125%"),
    "therapy": ("code: 97110, units: 4, expected: 121.13", "29.40 x 103% x 4 = 121.128"),
    "a tracing": ("code: 93000, expected: 18.81", "0.44782 x 40 = 17.9128; x 105% = 18.80844"),
    "a drug": ("code: J1885, units: 4, expected: 4.20", "1.234567 x 85% x 4 = 4.1975"),
    "trays": ("code: A4550, units: 3, expected: 18.50", "(3.333333 x 110% + 2.50) x 3 = 18.4999989"),
    "a charge too high": ("code: 20610, units: 2, charge: 700, expected: 378.00", "min(700, 315 x 2) x 60%"),
    "a charge within": ("code: 20610, charge: 310, expected: 186.00", "310 x 60%"),
}


@pytest.fixture(scope="module")
def sung(tmp_path_factory):
    sites = (Site(name="Houston", zip="77002", npis=(HOUSTON,)),)
    desk = Workspace.create(tmp_path_factory.mktemp("ways") / "w", Practice("Cedar", zip="78701", sites=sites))
    folder = desk.home.contracts_dir
    for name, text in FILES.items() | {("acme.yaml", CONTRACT)}:
        (folder / name).write_text(text)
    text = "".join(
        f"- says: {says}\n  lines: [{{date: 2025-03-04, {line}}}]\n  by_hand: '{hand}'\n"
        for says, (line, hand) in LINES.items()
    )
    (folder / "acme.canaries.yaml").write_text(text)
    contracts, _, faults = documents(desk)
    assert faults == []
    made, faults = sing(desk, contracts)
    assert faults == []
    return {one.canary.says: one for one in made}


@pytest.mark.parametrize("says", LINES)
def test_a_line_is_priced_as_worked_by_hand_and_its_steps_lead_to_the_price(sung, says):
    one = sung[says]
    assert one.outcome == "pass", str(one)
    steps = [step for step in one.explanation.steps if step.after is not None]
    assert steps[-1].after == one.expected
    for before, after in itertools.pairwise(steps):
        assert after.before in {before.after, None}


@pytest.mark.parametrize(
    ("says", "words"),
    [
        ("a visit in Houston", "Medicare 2025 in locality 0441218 allows $91.00 for 99213 (nonfacility), which is"),
        ("a visit in Houston", "work 1.30 x 1.014 + practice expense 1.35 x 1.003 + malpractice 0.10 x 1.409"),
        ("a visit in Houston", "100% of it, with -2% sequestration of its 80% that the payer pays, is $89.54."),
        ("a visit in Houston", "(exact)"),
        ("a visit nowhere", "(assumed locality)"),
        ("a visit nowhere", "in locality 0441231"),
        ("a knee", "$1,310.67 for 27447 (facility) by the contract's own factor or indices, which is"),
        ("a knee", "x $33.4000 = $1,310.67"),
        ("therapy", "Times 4 units, the line rounded and not the unit: $121.13."),
        ("a tracing", "work 0.17 x 1.050"),
        ("a tracing", "with +5% incentive, $18.81."),
        ("a drug", "The list says $1.234567 for one billing unit of J1885 since 2025-01-01; 85% of it is $1.049382."),
        ("a drug", "Times 4 units: $4.20."),
        (
            "trays",
            "The invoice says $3.333333 for one billing unit of A4550 since 2025-02-01; 10% on it and $2.50 more",
        ),
        (
            "a charge too high",
            "the charge of $700.00 (which counts $630.00 at most: $315.00 for a unit since 2025-01-01)",
        ),
        ("a charge within", "the charge of $310.00 (which is within the limit of $315.00: $315.00 for a unit"),
    ],
)
def test_the_explanation_says_how_the_amount_comes_about(sung, says, words):
    assert words in " ".join(sung[says].explanation.sentences)
