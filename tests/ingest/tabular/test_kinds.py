"""The other kinds of file: listings of transactions, denials, appointments, authorizations, quality, totals, fees."""

import io
from datetime import UTC, date, datetime

import pytest

from counteroffer.core import tables
from counteroffer.ingest.tabular import Mapping, read_tabular

LISTING = Mapping(
    "listing",
    "payments",
    ("Claim", "DOS", "CPT", "Posted", "Type", "Payer", "Check", "Amount", "Reason"),
    {
        "claim": "Claim", "service_date": "DOS", "code": "CPT", "payment_date": "Posted", "transaction": "Type",
        "payer": "Payer", "trace": "Check", "amount": "Amount", "reason": "Reason",
    },
    transactions={
        "Charge": "charge", "Ins Pmt": "payment", "W/O": "adjustment CO-45", "Adj": "adjustment", "Pt Pmt": "leave out",
    },
)  # fmt: skip
LISTED = ",".join(LISTING.header) + "\n"


def read(text, mapping):
    rows, findings = {}, {}
    for chunk in read_tabular(io.BytesIO(text.encode()), "export.csv", 7, b"k" * 32, mapping):
        findings |= {f.kind: f for f in chunk.findings}
        for name, table in chunk.tables.items():
            assert table.schema == tables.table(name).schema
            rows.setdefault(name, []).extend(table.to_pylist())
    return rows, findings


def plain(kind, **columns):
    """A mapping whose columns are called as in the keywords."""
    return Mapping(kind, kind, tuple(columns.values()), columns)


@pytest.mark.parametrize("sign", ["", "-"])
def test_a_listing_becomes_charges_and_payments_whichever_sign_its_credits_have(sign):
    text = LISTED + (
        "C1,2025-03-14,99213,2025-03-16,Charge,Acme,,150.00,\n"
        f"C1,2025-03-14,99213,2025-04-16,Ins Pmt,Acme,CH1,{sign}80.00,\n"
        f"C1,2025-03-14,99213,2025-04-16,W/O,Acme,,{sign}50.00,\n"
        f"C1,2025-03-14,99213,2025-03-16,Pt Pmt,,,{sign}20.00,\n"
        "C2,2025-03-15,99214,2025-03-16,Charge,Acme,,200.00,\n"
        "C2,2025-03-15,99214,2025-04-16,Ins Pmt,Acme,CH1,0.00,\n"
        f"C2,2025-03-15,99214,2025-04-16,Adj,Acme,,{sign}200.00,CO-197\n"
        "C2,2025-03-15,99214,2025-04-16,Zug,Acme,,1.00,\n"
    )
    rows, findings = read(text, LISTING)
    assert [(r["claim"], r["charge"], r["segment"]) for r in rows["claims"]] == [("C1", 15000, 2), ("C2", 20000, 6)]
    names = ("code", "charge", "paid", "patient_resp", "segment")
    assert [tuple(r[n] for n in names) for r in rows["remit_lines"]] == [
        ("99213", 15000, 8000, 2000, 3), ("99214", 20000, 0, 0, 7),
    ]  # fmt: skip
    assert sorted((r["line_segment"], r["group"], r["carc"], r["amount"]) for r in rows["adjustments"]) == [
        (3, "CO", "45", 5000), (3, "PR", "2", 2000), (7, "CO", "197", 20000),
    ]  # fmt: skip
    assert [(r["trace"], r["paid"]) for r in rows["remits"]] == [("CH1", 8000)]
    assert ("tabular.signs_turned" in findings) is bool(sign)
    assert "'Zug'" in findings["tabular.transaction_unknown"].says


def test_what_a_second_payer_leaves_is_nobodys_part():
    text = LISTED + (
        "C1,2025-03-14,99213,2025-03-16,Charge,Acme,,150.00,\nC1,2025-03-14,99213,2025-04-16,Ins Pmt,Acme,CH1,80.00,\n"
        "C1,2025-03-14,99213,2025-04-16,W/O,Acme,,50.00,\nC1,2025-03-14,99213,2025-05-16,Ins Pmt,Beta,CH2,15.00,\n"
        "C1,2025-03-14,99213,2025-05-16,W/O,Beta,,1.00,\n"
    )
    rows, _ = read(text, LISTING)
    assert [(r["paid"], r["patient_resp"]) for r in rows["remit_lines"]] == [(8000, 2000), (1500, 0)]


DENIALS = plain(
    "denials", claim="Claim", payer="Payer", code="CPT", denied_date="Date", reason="Reason", charge="Amount"
)


def test_a_denial_that_says_enough_stands_beside_remittances_and_another_in_the_log():
    rows, _ = read(
        "Claim,Payer,CPT,Date,Reason,Amount\nC1,Acme,99213,2025-04-01,CO-197,150\nC2,Acme,99214,2025-04-02,,200\n",
        DENIALS,
    )
    assert [(r["claim"], r["status"], r["charge"], r["paid"]) for r in rows["remit_claims"]] == [("C1", "1", 15000, 0)]
    assert [(r["group"], r["carc"], r["amount"]) for r in rows["adjustments"]] == [("CO", "197", 15000)]
    assert rows["remits"][0]["payment_date"] == date(2025, 4, 1)
    assert [(r["claim"], r["code"], r["charge"], r["carc"]) for r in rows["denial_log"]] == [("C2", "99214", 20000, "")]


@pytest.mark.parametrize(
    ("said", "status"),
    [("Completed", "kept"), ("No Show", "no_show"), ("No-show - called", "no_show"), ("Cancelled by pt", "cancelled"),
     ("Rescheduled", "moved"), ("Scheduled", "open"), ("Blue", "")],
)  # fmt: skip
def test_appointments_have_one_word_for_what_became_of_them(said, status):
    mapping = plain(
        "appointments", appointment_date="Date", status="Status", minutes="Min", name="Patient", visit_type="Kind"
    )
    rows, _ = read(f'Date,Status,Min,Patient,Kind\n2025-03-04,{said},30,"DOE, JANE",New\n', mapping)
    (row,) = rows["appointments"]
    assert (row["status"], row["minutes"], row["visit"], len(row["patient_key"])) == (status, 30, "New", 16)


@pytest.mark.parametrize(
    ("said", "outcome", "action"),
    [("Approved", "approved", "A1"), ("Partially approved", "partial", "A2"), ("DENIED", "denied", "A3"),
     ("Pending review", "pended", "A4"), ("No auth required", "not_required", "NA"), ("Odd", "", "")],
)  # fmt: skip
def test_an_authorization_log_becomes_authorizations(said, outcome, action):
    mapping = plain(
        "authorizations", reference="Case", payer="Payer", code="CPT", units="Units", requested_date="Asked",
        decided_date="Answered", status="Status", certification="Auth #", appeal="P2P", urgency="Urgent",
    )  # fmt: skip
    text = "Case,Payer,CPT,Units,Asked,Answered,Status,Auth #,P2P,Urgent\n"
    rows, _ = read(text + f"R1,Acme,73721-RT,2,2025-03-04,2025-03-06,{said},A77,Peer to peer 3/5,Urgent\n", mapping)
    (row,) = rows["auths"]
    names = (
        "says",
        "outcome",
        "action",
        "code",
        "mod1",
        "milliunits",
        "certification",
        "appeal",
        "level",
        "payer_name",
    )
    assert tuple(row[n] for n in names) == (
        "log", outcome, action, "73721", "RT", 2000, "A77", "peer_to_peer", "U", "Acme",
    )  # fmt: skip
    assert row["decided_at"] == datetime(2025, 3, 6, tzinfo=UTC)


def test_quality_measures_are_counted_per_payer_and_period():
    mapping = plain(
        "quality",
        measure="Measure",
        payer="Payer",
        numerator="Met",
        denominator="Eligible",
        target="Goal",
        since="From",
    )
    rows, findings = read(
        "Measure,Payer,Met,Eligible,Goal,From\nCBP,Acme,81,100,75%,2025-01-01\nX,Acme,a,1,,\n", mapping
    )
    (row,) = rows["quality_measures"]
    assert (row["measure"], row["numerator"], row["denominator"], row["target"], row["rate"]) == (
        "CBP",
        81,
        100,
        75000,
        None,
    )
    assert "cannot be read as count" in findings["tabular.row_set_aside"].says


def test_utilization_becomes_totals_with_the_setting_said_or_read_from_the_place():
    mapping = Mapping(
        "u", "utilization", ("Payer", "CPT", "POS", "Site", "Units", "Allowed"),
        {"payer": "Payer", "code": "CPT", "pos": "POS", "setting": "Site", "units": "Units", "allowed": "Allowed"},
        constants={"since": "2025-01-01", "until": "2025-12-31"},
    )  # fmt: skip
    rows, _ = read(
        "Payer,CPT,POS,Site,Units,Allowed\nAcme,99213,11,,10,900\nAcme,99213,22,,5,400\nAcme,99213,,Office,1,90\n"
        "Acme,99213-26,,,1,50\n",
        mapping,
    )
    assert [(r["setting"], r["milliunits"], r["allowed"], r["mod1"], r["paid"]) for r in rows["totals"]] == [
        ("nonfacility", 10000, 90000, "", None), ("facility", 5000, 40000, "", None),
        ("nonfacility", 1000, 9000, "", None), ("", 1000, 5000, "26", None),
    ]  # fmt: skip
    assert {(r["since"], r["until"]) for r in rows["totals"]} == {(date(2025, 1, 1), date(2025, 12, 31))}


def test_a_charge_master_has_codes_with_modifiers_beside_or_behind_them():
    mapping = plain("charge_master", code="Code", modifier="Mod", charge="Fee", since="From")
    rows, _ = read("Code,Mod,Fee,From\n99213,,150,2025-01-01\n20610-50,,450,\n73721,26,300,\n", mapping)
    assert [(r["code"], r["modifier"], r["charge"], r["since"]) for r in rows["charge_master"]] == [
        ("99213", "", 15000, date(2025, 1, 1)), ("20610", "50", 45000, None), ("73721", "26", 30000, None),
    ]  # fmt: skip
