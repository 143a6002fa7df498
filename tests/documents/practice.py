"""A small made-up practice for the documents: every outcome occurs, and one payer has a name that wants escaping."""

import datetime as dt

import numpy as np
import pyarrow as pa

from counteroffer.core.practice import Practice
from counteroffer.core.tables import FILES, FINDINGS, TERMS
from counteroffer.documents.context import CaseContext
from tests.measure.rows import UNPRICED, build, row

AWKWARD = "O'Neil & Sons <b>Health</b>"
PLAIN = "Acme Health"
FEW = "Tiny Plan"
BY_LAW = "Medicare Part B"
PAYERS = (PLAIN, AWKWARD, "Blue Lake", BY_LAW)
CODES = {"99213": 9200, "99214": 13000, "20610": 6800, "93000": 1500, "J0897": 2400}
SECRET = "patient-key-"
"""Every patient key of the fixture begins so: it must be found in no document."""
CLAIM_FILE, REMIT_FILE = 11, 12


def lines(many=1500, seed=7):
    """Rows of LINES and PRICED in one dict each."""
    rng = np.random.default_rng(seed)
    made = [_line(rng, number) for number in range(many)]
    made.append(_line(rng, many) | {"payer": FEW, "outcome": "none", "outcome_first": "none", "allowed": None,
                                    "variance": None, "first_paid_date": None, "paid_date": None,
                                    "underpaid": False})  # fmt: skip
    return made


def _line(rng, number):
    payer = PAYERS[int(rng.choice(4, p=[0.4, 0.3, 0.2, 0.1]))]
    code = str(rng.choice(list(CODES)))
    medicare = CODES[code]
    day = dt.date(2025, 1, 1) + dt.timedelta(days=int(rng.integers(0, 365)))
    expected = medicare * 115 // 100
    said = {
        "claim": f"C{number // 2:05d}", "line": number % 2 + 1, "payer": payer, "billed_code": code, "code": code,
        "patient_key": f"{SECRET}{rng.integers(0, 200)}", "rendering_npi": f"n{rng.integers(0, 3)}",
        "service_date": day, "month": f"{day:%Y-%m}", "submitted_date": day + dt.timedelta(days=4),
        "received_date": day + dt.timedelta(days=5), "first_paid_date": day + dt.timedelta(days=20),
        "paid_date": day + dt.timedelta(days=20), "charge": medicare * 2 + int(rng.integers(0, 99)),
        "expected": expected, "contracted": expected, "medicare": medicare, "allowed": expected, "variance": 0,
        "paid": expected * 4 // 5, "filing_code": "MB" if payer == BY_LAW else "CI", "term_id": "acme/1#1",
        "claim_file": CLAIM_FILE, "claim_place": 10 + number, "remit_file": REMIT_FILE, "remit_place": 20 + number,
    }  # fmt: skip
    return row(**(said | _turn(rng, expected)))


def _turn(rng, expected):
    """What else may happen to a line."""
    fate = rng.random()
    if fate < 0.06:
        short = int(rng.integers(200, 900))
        return {"allowed": expected - short, "variance": -short, "underpaid": True}
    if fate < 0.12:
        return {"allowed": 0, "outcome": "denied", "outcome_first": "denied", "variance": None, "paid": 0,
                "denial_first_category": "auth.referral", "denial_category": "auth.referral"}  # fmt: skip
    if fate < 0.18:
        return {"outcome_first": "denied", "denial_first_category": "timeliness"}
    if fate < 0.22:
        return {"charge": expected - 137, "expected": expected - 137, "allowed": expected - 137}
    if fate < 0.27:
        return UNPRICED | {"why_not": "no_rate", "underpaid": False}
    return {}


def practice_facts(**said):
    """The facts of the whole practice, computed once for the many questions of the tests."""
    return build(*lines(**said)).cache()


def context():
    """What surrounds a case."""
    terms = [
        {"term_id": "acme/1#1", "contract": "acme", "version": "1", "payer": payer, "since": dt.date(2025, 1, 1),
         "until": dt.date(9999, 12, 31), "says": "All services pay 115% of Medicare <2025>", "page": "12",
         "section": "B.2", "file": "acme.yaml", "place": 4}
        for payer in PAYERS
    ]  # fmt: skip
    files = [
        {"file_id": number, "sha256": "0" * 64, "name": name, "kind": kind, "status": "stored", "bytes": 10,
         "interchanges": 1, "transactions": 1, "segments": 5000, "unknown_segments": 0, "claims": 800,
         "claims_set_aside": 3, "lines": 1500, "charge": 0, "paid": 0, "reader": "test",
         "imported_at": dt.datetime(2026, 1, 2, tzinfo=dt.UTC)}
        for number, name, kind in ((CLAIM_FILE, "box/claims.837", "837P"), (REMIT_FILE, "box/remits.835", "835"))
    ]  # fmt: skip
    return CaseContext.of(
        Practice(name="Cedar & Oak"),
        pa.Table.from_pylist(terms, schema=TERMS.schema),
        FINDINGS.empty(),
        pa.Table.from_pylist(files, schema=FILES.schema),
        {"lines": 3, "priced": 3},
    )
