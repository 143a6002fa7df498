"""The slow pricer judges the fast one: hypothesis draws contracts and lines, both must agree on every line."""

import datetime as dt
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.price.rows import line, price, rate, terms_of
from tests.slow import pricer

CODES = ["99213", "99214", "J1885", "00100", "E0601"]
DAYS = [dt.date(2024, 12, 31), dt.date(2025, 1, 1), dt.date(2025, 6, 30), dt.date(2025, 7, 1)]
MODIFIERS = ["", "", "", "25", "26", "TC", "50", "LT", "RR"]
TURN = dt.date(2025, 3, 1)
"""The day on which some rows of a version give way to others."""
DRUGS = {"percent_of_drugs", "percent_of_list", "invoice_plus"}
SITES = {"N1": "0441218", "N2": "0441211", "N3": "0441218"}
"""NPI -> locality of the site."""
money = st.integers(0, 500_000)


@st.composite
def ways(draw):
    """How a row pays, and its amounts."""
    basis = draw(
        st.sampled_from(
            ["fee_schedule"] * 3
            + ["percent_of_charges", "percent_of_charges", "percent_of_drugs", "percent_of_list", "invoice_plus"]
            + ["percent_of_medicare", "conversion_factor", "case_rate", "by_hand", "unpriced"]
        )
    )
    paid = basis not in {"percent_of_charges", "by_hand", "unpriced"}
    by_line = basis in {"percent_of_medicare", "conversion_factor"} and draw(st.booleans())
    return {
        "basis": basis,
        "rate": draw(money) if paid else None,
        "micro": draw(st.integers(0, 10**10)) if basis in DRUGS or by_line else None,
        "charge_limit": draw(st.none() | money) if basis == "percent_of_charges" else None,
        "percent": draw(st.integers(1, 150_000)) if basis.startswith("percent") else None,
        "confidence": "cannot_price"
        if basis in {"by_hand", "unpriced"}
        else draw(st.sampled_from(["exact", "assumed_locality"])),
    }


def cut(draw, row):
    """A row for all the days of its version, or for those before a day, or two rows that meet on it."""
    if not row["since"] < TURN <= row["until"] or draw(st.booleans()):
        return [row]
    before = row | {"until": TURN - dt.timedelta(1)}
    return [before, row | {"since": TURN} | draw(ways())] if draw(st.booleans()) else [before]


VERSIONS = (("1", DAYS[1], DAYS[2]), ("2", DAYS[3], dt.date(9999, 12, 31)))


def every_version():
    """The term of every version, whether or not it has any rate."""
    return terms_of(
        rate(contract=payer.lower(), payer=payer, version=version, since=since, until=until)
        for payer in ("Acme", "Blue")
        for version, since, until in VERSIONS
    )


@st.composite
def versions(draw):
    """Two versions of a payer's contract, each on any day with at most one row for a code, part and setting."""
    rows = []
    for payer in ("Acme", "Blue"):
        for version, since, until in VERSIONS:
            head = {"contract": payer.lower(), "payer": payer, "version": version, "since": since, "until": until}
            keys = st.tuples(
                st.sampled_from(CODES), st.sampled_from(["", "26", "RR"]), st.sampled_from(["facility", "nonfacility"])
            )
            places = st.sampled_from(["", "0441218", "0441211"] if draw(st.booleans()) else [""])
            drawn = draw(st.sets(st.tuples(keys, places), max_size=6))
            for i, ((code, part, setting), site) in enumerate(sorted(drawn)):
                row = rate(
                    site=site,
                    **head,
                    code=code,
                    modifier=part,
                    setting=setting,
                    term_id=f"{payer}/{version}#{i}",
                    lesser_of=draw(st.booleans()),
                )
                rows += cut(draw, row | draw(ways()))
            if draw(st.booleans()):
                rows.append(
                    rate(
                        **head,
                        code="*",
                        modifier="*",
                        setting="*",
                        rate=None,
                        percent=draw(st.integers(1, 100_000)),
                        basis="percent_of_charges",
                        confidence="default",
                        term_id=f"{payer}/{version}#rest",
                        lesser_of=draw(st.booleans()),
                    )
                )
    return rows


drawn_line = st.fixed_dictionaries(
    {
        "payer": st.sampled_from(["Acme", "Blue", "Nobody"]),
        "service_date": st.sampled_from([*DAYS, TURN - dt.timedelta(1), TURN, None]),
        "billed_code": st.sampled_from(CODES),
        "mod1": st.sampled_from(MODIFIERS),
        "mod2": st.sampled_from(MODIFIERS),
        "setting": st.sampled_from(["facility", "nonfacility"]),
        "rendering_npi": st.sampled_from(["", "N1", "N2", "N9"]),
        "billing_npi": st.sampled_from(["N3", "N9"]),
        "milliunits": st.sampled_from([0, 500, 1000, 1000, 1333, 2000, 10_000]),
        "charge": money,
        "allowed": money,
        "outcome": st.sampled_from(["paid", "paid", "denied", "none"]),
        "sequence": st.sampled_from(["P", "P", "P", "S"]),
    }
)


@given(
    rates=versions(), drawn=st.lists(drawn_line, min_size=120, max_size=120), tolerance=st.sampled_from([0, 100, 500])
)
@settings(max_examples=90, deadline=None, suppress_health_check=list(HealthCheck))
def test_both_pricers_agree_on_more_than_ten_thousand_drawn_lines(rates, drawn, tolerance):
    lines = [line(i, **said) for i, said in enumerate(drawn, 1)]
    terms = every_version()
    priced = price(lines, rates, tolerance=tolerance, terms=terms, sites=SITES)
    for row, found in zip(lines, priced, strict=True):
        expected, why_not, confidence, term = pricer.price(row, rates, terms, SITES)
        assert found["why_not"] == why_not
        assert found["confidence"] == confidence
        assert found["term_id"] == term
        assert found["expected"] == (None if expected is None else int(expected * 100))
        assert found["underpaid"] == pricer.is_underpaid(row, expected, confidence, tolerance, Decimal(1))
