"""Some thousand made-up facts in one go, and the same rows as plain dicts: for views judged by plain Python."""

import datetime as dt
import random

from counteroffer.match.denials import denial_book
from tests.measure.rows import build, row

PAYERS = ("Acme", "Blue", "Cedar")
START = dt.date(2024, 1, 2)
AS_OF = dt.date(2025, 12, 20)


def rows(n=1500, seed=11):
    """Lines with every outcome, some of them without dates, ids and prices."""
    rng = random.Random(seed)
    return [_row(rng, number) for number in range(n)]


def _row(rng, number):
    service = START + dt.timedelta(rng.randrange(690))
    sent = service + dt.timedelta(rng.choice([1, 2, 5, 20, 61, 95, 130, 190]) + rng.randrange(4))
    received = sent + dt.timedelta(rng.randrange(1, 4))
    answer = received + dt.timedelta(rng.randrange(3, 90))
    first = rng.choices(["paid", "denied", "none"], [70, 22, 8])[0]
    final = first if first == "none" else rng.choices(["paid", "denied", "reversed"], [75, 22, 3])[0]
    if final == "denied" and first == "paid" and rng.random() < 0.9:
        final = "paid"
    again = first == "denied" and (final == "paid" or rng.random() < 0.3) and rng.random() < 0.8
    category = rng.choice(list(denial_book().categories)) if first == "denied" else ""
    charge = rng.randrange(2000, 60000)
    allowed = rng.randrange(1000, charge + 1)
    priced = rng.random() < 0.7
    worked = answer + dt.timedelta(rng.randrange(2, 80))
    told = {
        "claim": f"C{number // 2}",
        "line": number % 2 + 1,
        "payer": rng.choice(PAYERS),
        "sequence": "S" if rng.random() < 0.04 else "P",
        "billed_code": rng.choice(["99213", "99214", "20610", "93306", "J1885"]),
        "rendering_npi": rng.choice(["n1", "n2", "n3", ""]) if service < dt.date(2025, 4, 1) else rng.choice("nm"),
        "billing_npi": "B",
        "pos": rng.choice(["11", "22", "11", "10"]),
        "funding": rng.choice(["insured", "self_funded", "unknown", "government"]),
        "service_date": None if rng.random() < 0.02 else service,
        "submitted_date": None if rng.random() < 0.05 else sent,
        "received_date": None if rng.random() < 0.3 else received,
        "first_paid_date": None if first == "none" else answer,
        "paid_date": {"none": None, "reversed": None}.get(final, worked if again else answer),
        "charge": charge,
        "allowed": {"paid": allowed, "denied": 0}.get(final),
        "paid": allowed * 4 // 5 if final == "paid" else 0,
        "outcome_first": first,
        "outcome": final,
        "denial_first_category": category,
        "denial_category": (category or "timeliness") if final == "denied" else "",
        "denial_carc": rng.choice(["29", "197", "16"]) if "denied" in (first, final) else "",
        "denial_group": rng.choice(["CO", "PR"]) if "denied" in (first, final) else "",
        "adjudications": 0 if first == "none" else (2 if again and final == "paid" else 1),
        "reversals": int(final == "reversed"),
        "resubmissions": int(again),
        "resubmitted_date": worked - dt.timedelta(1) if again else None,
        "corrected_date": worked - dt.timedelta(1) if again and rng.random() < 0.7 else None,
        "expected": allowed + rng.randrange(50) if priced else None,
        "underpaid": False,
        "variance": None,
    }
    told["month"] = f"{service:%Y-%m}" if told["service_date"] else ""
    return row(**told)


def facts(n=1500, seed=11, con=None):
    """The facts, and those at the primary payer as dicts."""
    made = build(*rows(n, seed), as_of=AS_OF)
    plain = made.order_by("line_id").to_pyarrow().to_pylist()
    return made, [one for one in plain if one["sequence"] == "P"]


def percent(part, of):
    return 100 * part / of if of else None


def days(later, earlier):
    return (later - earlier).days


def quantile(values, share):
    """The percentile between two values, as the field computes it (linear)."""
    ordered = sorted(values)
    at = (len(ordered) - 1) * share
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)
