"""The slow pricer: pencil and paper, one line at a time, in Decimal, straight from the text of docs/contracts.md.

It shares nothing with the fast one but the meaning of the columns; hypothesis holds the two against each other.
"""

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor
from types import MappingProxyType

NONE = MappingProxyType({})
CENT = Decimal("0.01")
UNPRICED_MODIFIERS = frozenset(
    "50 51 52 53 54 55 56 62 66 78 80 81 82 AS 22 AD AA QK QX QY QZ".split()  # noqa: SIM905 - reads as it is billed
)


def to_cent(value):
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def dollars(cents):
    return Decimal(cents) / 100


def price(line, rates, terms, sites=NONE):
    """Give (expected in dollars or None, why not, confidence, term).

    The version is found by the days of its terms, the rate among its rows by the days of the row.
    """
    if line["service_date"] is None:
        return None, "no_date", "cannot_price", ""
    version = in_force(line, terms)
    if version is None:
        return None, "no_contract", "cannot_price", ""
    rate, why_not = find_rate(line, version, rates, sites)
    if why_not:
        return None, why_not, "cannot_price", rate["term_id"] if rate else ""
    if line["milliunits"] <= 0:
        return None, "no_units", "cannot_price", ""
    amount = of_line(line, rate)
    if rate["lesser_of"]:
        amount = min(amount, dollars(line["charge"]))
    return amount, "", rate["confidence"], rate["term_id"]


def in_force(line, terms):
    """Give the contract, version and exhibit of the day; of several the one that began latest.

    A document for the line's product comes before one for all, whichever began later; so does an exhibit within it.
    """
    day = line["service_date"]
    live = [t for t in terms if t["payer"] == line["payer"] and t["since"] <= day <= t["until"]]
    live = [t for t in live if t.get("product", "") in {"", line["product"]}]
    closest = max((t.get("closeness", 0) for t in live), default=0)
    live = [t for t in live if t.get("closeness", 0) == closest]
    newest = max((t["since"] for t in live), default=None)
    some = [t for t in live if t["since"] == newest]
    own = [t for t in some if (t["contract"], t["version"]) == min((x["contract"], x["version"]) for x in some)]
    named = [t for t in own if t.get("product", "")] or own
    return (named[0]["contract"], named[0]["version"], named[0].get("exhibit", "")) if named else None


def find_rate(line, version, rates, sites=NONE):
    """Give the rate of the day, and why the line has no price all the same."""
    modifiers = [line[f"mod{i}"] for i in (1, 2, 3, 4)]
    if UNPRICED_MODIFIERS & set(modifiers):
        return None, "modifier"
    kinds = ("NU", "RR", "UE", "26", "TC") if line["billed_code"][0] in "AEK" else ("26", "TC")
    part = next((kind for kind in kinds if kind in modifiers), "")
    live = [r for r in rates if (r["contract"], r["version"], r["exhibit"]) == version]
    live = [r for r in live if r["since"] <= line["service_date"] <= r["until"]]
    place = site_of(line, [r for r in rates if (r["contract"], r["version"], r["exhibit"]) == version], sites)
    wanted = (line["billed_code"], part, line["setting"], place)
    own = [r for r in live if (r["code"], r["modifier"], r["setting"], r["site"]) == wanted]
    rate = (own or [r for r in live if r["code"] == "*"] or [None])[0]
    nothing = {"unpriced": "no_rate", "by_hand": "by_hand"}
    return rate, "no_rate" if rate is None else nothing.get(rate["basis"], "")


def site_of(line, rates, sites):
    """Give the locality of the line's site where the version has rates by site: by who rendered, else by who billed."""
    if not any(rate["site"] for rate in rates):
        return ""
    known = [sites[line[npi]] for npi in ("rendering_npi", "billing_npi") if line[npi] in sites]
    return known[0] if known else ""


def of_line(line, rate):
    """Give what all units pay, in dollars."""
    units = Decimal(line["milliunits"]) / 1000
    if rate["basis"] == "percent_of_charges":
        counted = dollars(line["charge"])
        if rate["charge_limit"] is not None:
            counted = min(counted, to_cent(dollars(rate["charge_limit"]) * units))
        return to_cent(counted * Decimal(rate["percent"]) / 1000 / 100)
    if rate["basis"] in {"anesthesia", "percent_of_anesthesia"}:
        return of_anesthesia(line, rate)
    if rate["basis"] == "case_rate":
        return dollars(rate["rate"])
    if rate["basis"] in {"percent_of_drugs", "percent_of_list", "invoice_plus"} or rate["micro"] is not None:
        return to_cent(Decimal(rate["micro"]) / 1_000_000 * units)
    return to_cent(dollars(rate["rate"]) * units)


def of_anesthesia(line, rate):
    """Give what base units, time and physical status pay together, in dollars."""
    time = Decimal(line["milliunits"]) / 1000 / rate["minutes_per_unit"]
    steps = {"tenth": ("0.1", ROUND_HALF_UP), "nearest": ("1", ROUND_HALF_UP), "up": ("1", ROUND_CEILING)}
    exact = Fraction(line["milliunits"], 1000 * rate["minutes_per_unit"])
    if rate["round_time"] in steps:
        unit, way = steps[rate["round_time"]]
        exact = Fraction(time.quantize(Decimal(unit), rounding=way))
    said = [line[f"mod{i}"] for i in (1, 2, 3, 4)]
    status = next((int(d) for p, d in enumerate(rate["physical_status"], 1) if f"P{p}" in said), 0)
    cents = (Fraction(rate["base_units"], 1000) + status + exact) * Fraction(rate["micro"], 10_000)
    return Decimal(floor(cents + Fraction(1, 2))) / 100


def is_underpaid(line, expected, confidence, tolerance, percent):
    if line["outcome"] != "paid" or line["sequence"] != "P" or confidence != "exact":
        return False
    short = expected - dollars(line["allowed"])
    return short > max(dollars(tolerance), expected * percent / 100)
