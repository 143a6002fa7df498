"""The slow pricer judges the adjustments: hypothesis draws contracts with rules and whole days of lines."""

import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.price.rows import case, line, price, procedure, ranks, rate, rest, rule, terms_of
from tests.slow.rules import Batch

CODES = ("10001", "10002", "20001", "99213", "J1885")
MODIFIERS = ("", "", "", "", "25", "26", "50", "52", "54", "55", "80", "AS", "22", "51")
PEOPLE = {"N": "NP", "M": "MD"}
DAYS = (dt.date(2025, 3, 4), dt.date(2025, 3, 5))
BATCH, RUNS = 45, 230
OTHERS = ["percent_of_medicare", "percent_of_medicare", "invoice_plus", "case_rate", "by_hand", None]
percents = st.sampled_from([16_000, 25_000, 33_333, 50_000, 62_500, 85_000, 100_000, 150_000])
shares = st.sampled_from([2_000, 5_000, 33_333, 100_000])
"""What can be kept back: a contract is refused that keeps more than all."""


@st.composite
def versions(draw, payer):
    """Rates, rules and cases of one payer's contract, for all lines and perhaps others for Medicare Advantage."""
    made = [[], [], []]
    for exhibit in ("", "ma") if draw(st.booleans()) else ("",):
        for whole, part in zip(made, draw(exhibits(payer, exhibit)), strict=True):
            whole.extend(part)
    return made


@st.composite
def exhibits(draw, payer, exhibit):
    """Rates, rules and cases of one exhibit."""
    head = {"contract": payer.lower(), "payer": payer, "exhibit": exhibit}
    rates, cases = [], []
    for code in CODES:
        for setting in ("facility", "nonfacility"):
            for part in ("", "26"):
                basis = draw(st.sampled_from(["fee_schedule"] * 4 + OTHERS))
                if basis is not None:
                    amount = None if basis == "by_hand" else draw(st.integers(0, 90_000))
                    confidence = "cannot_price" if basis == "by_hand" else "exact"
                    fine = (
                        draw(st.integers(-5_000, 4_999)) if basis in {"percent_of_medicare", "invoice_plus"} else None
                    )
                    micro = None if fine is None else max(amount * 10_000 + fine, 0)
                    row = {
                        "micro": micro,
                        "code": code,
                        "setting": setting,
                        "modifier": part,
                        "basis": basis,
                        "rate": amount,
                    }
                    row["term_id"] = f"{payer}/1#{code}" if basis == "case_rate" else "acme/1#1"
                    rates.append(rate(**head, **row, confidence=confidence, lesser_of=draw(st.booleans())))
    if draw(st.booleans()):
        rates.append(rest(draw(st.integers(10_000, 100_000)), **head))
    own = {"contract": payer.lower(), "exhibit": exhibit}
    for term in sorted({row["term_id"] for row in rates if row["basis"] == "case_rate"}):
        codes = draw(st.sampled_from([(), ("",), ("*",), ("10002", "99213"), CODES]))
        above = draw(st.sampled_from([None, None, 100_000]))
        days = {"before": draw(st.integers(0, 1)), "after": draw(st.integers(0, 1)), "above": above}
        days["percent"] = draw(st.one_of(st.none(), percents)) if above else None
        cases += [case(code, term_id=term, **days, **own) for code in codes]
    return rates, [*draw(on_modifiers(own)), *draw(others(own)), *draw(of_payments(own))], cases


@st.composite
def of_payments(draw, own):
    """Withholds and sequestration, of all codes or of one."""
    keys = st.sets(st.sampled_from(["*", "99213", "10001"]))
    kinds = ("withhold", "sequestration")
    return [rule(key, draw(shares), kind=kind, **own) for kind in kinds for key in sorted(draw(keys))]


@st.composite
def on_modifiers(draw, own):
    """Rules on modifiers: percents, by hand, by indicator, and Medicare's shares."""
    named = sorted(draw(st.sets(st.sampled_from(["25", "52", "80", "AS", "22", "51"]))))
    rules = [rule(modifier, draw(st.one_of(st.none(), percents)), **own) for modifier in named]
    if draw(st.booleans()):
        otherwise = draw(st.one_of(st.none(), percents))
        rules.append(rule("50", draw(percents), indicators="1 3", otherwise=otherwise, **own))
    return rules + [rule(m, None, shares=True, **own) for m in draw(st.sampled_from([(), ("54", "55")]))]


@st.composite
def others(draw, own):
    """Rules on clinicians, places, several procedures and claims."""
    rules = [rule("NP", draw(percents), kind="practitioner", **own)] if draw(st.booleans()) else []
    if draw(st.booleans()):
        setting = draw(st.sampled_from(["", "facility", "nonfacility"]))
        rules.append(rule("02", draw(percents), kind="place", setting=setting, **own))
    if draw(st.booleans()):
        steps = draw(st.lists(percents, min_size=1, max_size=6))
        rules += ranks(*steps, most=draw(st.sampled_from([None, 2, 5])), indicators="2", **own)
    if draw(st.booleans()):
        rules.append(rule("", None, kind="claim_charges", **own))
    return rules


drawn_line = st.fixed_dictionaries(
    {
        "payer": st.sampled_from(["Acme", "Acme", "Blue", "Nobody"]),
        "service_date": st.sampled_from(DAYS),
        "billed_code": st.sampled_from([*CODES, "00000"]),
        "mod1": st.sampled_from(MODIFIERS),
        "mod2": st.sampled_from(MODIFIERS),
        "setting": st.sampled_from(["facility", "nonfacility"]),
        "pos": st.sampled_from(["11", "22", "02"]),
        "milliunits": st.sampled_from([0, 1000, 1000, 1000, 1500, 2000, 7000]),
        "charge": st.integers(0, 90_000),
        "patient_key": st.sampled_from(["", "p", "q", "r", "s"]),
        "claim": st.sampled_from([f"C{i}" for i in range(20)]),
        "billing_tin": st.sampled_from(["T", "T", "U"]),
        "rendering_npi": st.sampled_from(["", "N", "M", "X"]),
        "billing_npi": st.sampled_from(["N", "M"]),
        "outcome": st.sampled_from(["paid", "paid", "paid", "denied"]),
        "sequence": st.sampled_from(["P", "P", "P", "S"]),
        "product": st.sampled_from(["commercial", "medicare_advantage"]),
        "patient_resp": st.integers(0, 40_000),
    }
)
codes = st.tuples(*(st.sampled_from(["0", "2", "2"]) for _ in CODES))
sides = st.tuples(*(st.sampled_from(["0", "1", "3"]) for _ in CODES))


@given(
    acme=versions("Acme"),
    blue=versions("Blue"),
    drawn=st.lists(drawn_line, min_size=BATCH, max_size=BATCH),
    multiple=codes,
    bilateral=sides,
)
@settings(max_examples=RUNS, deadline=None, suppress_health_check=list(HealthCheck))
def test_both_pricers_agree_on_more_than_ten_thousand_lines_with_adjustments(acme, blue, drawn, multiple, bilateral):
    lines = [line(i, **said) for i, said in enumerate(drawn, 1)]
    rates, rules, cases = (one + other for one, other in zip(acme, blue, strict=True))
    known = [
        procedure(code, many, bilateral=side, before=10, within=70 if code < "2" else 0, after=20)
        for code, many, side in zip(CODES, multiple, bilateral, strict=True)
    ]
    terms = terms_of([rate(contract="acme", payer="Acme"), rate(contract="blue", payer="Blue"), *rates])
    advantage = {"exhibit": "ma", "product": "medicare_advantage"}
    terms += [
        row | advantage for row in terms
        if any(r["exhibit"] and r["contract"] == row["contract"] for r in (*rates, *rules))
    ]  # fmt: skip
    found = price(lines, rates, terms=terms, rules=rules, procedures=known, clinicians=PEOPLE, cases=cases)
    batch = Batch(lines, rates, terms, rules, procedures=known, clinicians=PEOPLE, cases=cases)
    wanted = batch.prices()
    payments = batch.payments(wanted)
    for row in found:
        expected, why_not = wanted[row["line_id"]]
        due = tuple(None if cents is None else int(cents * 100) for cents in payments[row["line_id"]])
        assert (row["withheld"], row["sequestered"]) == due
        assert row["why_not"] == why_not
        assert row["expected"] == (None if expected is None else int(expected * 100))


def test_a_run_draws_at_least_ten_thousand_lines():
    assert BATCH * RUNS >= 10_000
