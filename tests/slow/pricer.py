"""The slow pricer: pencil and paper, one line at a time, in Decimal, straight from the text of docs/contracts.md.

It shares nothing with the fast one but the meaning of the columns; hypothesis holds the two against each other.
"""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
UNPRICED_MODIFIERS = frozenset(
    "50 51 52 53 54 55 56 62 66 78 80 81 82 AS 22 AD AA QK QX QY QZ".split()  # noqa: SIM905 - reads as it is billed
)


def to_cent(value):
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def dollars(cents):
    return Decimal(cents) / 100


def price(line, rates):
    """Give (expected in dollars or None, why not, confidence, term)."""
    if line["service_date"] is None:
        return None, "no_date", "cannot_price", ""
    live = [r for r in rates if r["payer"] == line["payer"] and r["since"] <= line["service_date"] <= r["until"]]
    if not live:
        return None, "no_contract", "cannot_price", ""
    newest = max(r["since"] for r in live)
    name = min(r["contract"] for r in live if r["since"] == newest)
    live = [r for r in live if r["contract"] == name and r["since"] == newest]
    modifiers = [line[f"mod{i}"] for i in (1, 2, 3, 4)]
    if UNPRICED_MODIFIERS & set(modifiers):
        return None, "modifier", "cannot_price", ""
    part = "26" if "26" in modifiers else "TC" if "TC" in modifiers else ""
    own = [r for r in live if (r["code"], r["modifier"], r["setting"]) == (line["billed_code"], part, line["setting"])]
    rate = (own or [r for r in live if r["code"] == "*"] or [None])[0]
    if rate is None:
        return None, "no_rate", "cannot_price", ""
    if line["milliunits"] <= 0:
        return None, "no_units", "cannot_price", ""
    charge = dollars(line["charge"])
    if rate["basis"] == "percent_of_charges":
        amount = to_cent(charge * Decimal(rate["percent"]) / 1000 / 100)
    else:
        amount = to_cent(dollars(rate["rate"]) * Decimal(line["milliunits"]) / 1000)
    if rate["lesser_of"]:
        amount = min(amount, charge)
    return amount, "", rate["confidence"], rate["term_id"]


def is_underpaid(line, expected, confidence, tolerance, percent):
    if line["outcome"] != "paid" or line["sequence"] != "P" or confidence != "exact":
        return False
    short = expected - dollars(line["allowed"])
    return short > max(dollars(tolerance), expected * percent / 100)
