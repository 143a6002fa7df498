"""One tabular file under its mapping: what is stored, where it stands, what is set aside."""

import io
from datetime import date

import attrs
import pytest

from counteroffer.core import tables
from counteroffer.ingest.tabular import Mapping, read_tabular
from counteroffer.ingest.x12.pseudonym import pseudonym

KEY = b"k" * 32
CHARGES = Mapping(
    "charges",
    "charges",
    ("Claim #", "Patient", "DOB", "DOS", "CPT", "Mods", "Units", "Charge", "Insurance"),
    {
        "claim": "Claim #", "name": "Patient", "birth_date": "DOB", "service_date": "DOS", "code": "CPT",
        "modifiers": "Mods", "units": "Units", "charge": "Charge", "payer": "Insurance",
    },
    dates={"birth_date": "month first", "service_date": "month first"},
)  # fmt: skip
HEADER = "Claim #,Patient,DOB,DOS,CPT,Mods,Units,Charge,Insurance\n"
PAID = "Claim,Payer,Check,Paid on,CPT,DOS,Billed,Allowed,Paid,Write off,Copay,Reason,Deposit\n"
PAYMENTS = Mapping(
    "payments",
    "payments",
    tuple(PAID.strip().split(",")),
    {
        "claim": "Claim", "payer": "Payer", "trace": "Check", "payment_date": "Paid on", "code": "CPT",
        "service_date": "DOS", "charge": "Billed", "allowed": "Allowed", "paid": "Paid", "contractual": "Write off",
        "copay": "Copay", "reason": "Reason", "deposit": "Deposit",
    },
)  # fmt: skip


def read(text, mapping, name="export.csv"):
    chunks = list(read_tabular(io.BytesIO(text if isinstance(text, bytes) else text.encode()), name, 7, KEY, mapping))
    stored = {}
    for chunk in chunks:
        for table, rows in chunk.tables.items():
            assert rows.schema == tables.table(table).schema
            stored.setdefault(table, []).extend(rows.to_pylist())
    return chunks, stored, {f.kind: f for chunk in chunks for f in chunk.findings}


def test_charges_become_claims_and_lines_with_their_place_in_the_file():
    text = "Elm Street\nCharges 2025\n\n" + HEADER + 'C1,"DOE, JANE",1/2/1980,3/14/2025,99213-25,,1,"$1,150.00",Acme\n'
    text += "C2,,,3/15/2025,99214,59,2,200,Acme\n" + "C1,,,3/14/2025,20610,RT,,300,Acme\n"
    _, stored, findings = read(text, CHARGES)
    lines, claims = stored["claim_lines"], stored["claims"]
    assert [(r["code"], r["mod1"], r["charge"], r["milliunits"]) for r in lines] == [
        ("99213", "25", 115000, 1000), ("99214", "59", 20000, 2000), ("20610", "RT", 30000, 1000),
    ]  # fmt: skip
    assert [(r["segment"], r["claim_segment"], r["line"]) for r in lines] == [(5, 5, 1), (6, 6, 1), (7, 5, 2)]
    assert [text[r["offset"] :].split(",")[0] for r in lines] == ["C1", "C2", "C1"]
    assert [(r["claim"], r["charge"], r["segment"], r["payer_name"], r["sequence"]) for r in claims] == [
        ("C1", 145000, 5, "Acme", "P"), ("C2", 20000, 6, "Acme", "P"),
    ]  # fmt: skip
    assert lines[0]["service_date"] == date(2025, 3, 14)
    assert not findings


def test_patients_are_pseudonyms_in_the_tables_and_themselves_for_the_vault_only():
    chunks, stored, _ = read(HEADER + '"C1","Doe, Jane Q",01/02/1980,3/14/2025,99213,,1,100,Acme\n', CHARGES)
    assert stored["claims"][0]["patient_key"] == pseudonym(KEY, "DOE", "JANE", "19800102")
    (who,) = [row for chunk in chunks if chunk.identities for row in chunk.identities.to_pylist()]
    assert (who["last"], who["first"], who["middle"], who["birth_date"]) == ("Doe", "Jane", "Q", date(1980, 1, 2))
    assert who["patient_key"] == stored["claims"][0]["patient_key"]
    assert "Doe" not in str([chunk.tables for chunk in chunks]) + str([chunk.findings for chunk in chunks])


def test_what_is_no_data_is_passed_over_and_the_total_row_is_compared():
    text = HEADER + "C1,,,3/14/2025,99213,,1,100,Acme\n" + HEADER + "C2,,,3/14/2025,99213,,1,50,Acme\n"
    _, stored, findings = read(text + "Grand Total,,,,,,,150.00,\nPage 1 of 1\n", CHARGES)
    assert len(stored["claim_lines"]) == 2
    assert "1 repeated headers, 1 total rows, 1 page footers" in findings["tabular.rows_passed_over"].says
    assert "agrees" in findings["tabular.total_agrees"].says
    _, _, findings = read(text + "Total,,,,,,,175.00,\n", CHARGES)
    assert findings["tabular.total_differs"].cents == 2500


def test_a_payer_called_total_is_no_total_row():
    _, stored, _ = read(HEADER + "C1,,,3/14/2025,99213,,1,100,Total Health\n", CHARGES)
    assert stored["claims"][0]["payer_name"] == "Total Health"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("C1,,,3/14/2025,99213,,1,abc,Acme", "'Charge': 'abc' cannot be read as money"),
        ("C1,,,13/14/2025,99213,,1,10,Acme", "'DOS': '13/14/2025' cannot be read as date"),
        (",,,3/14/2025,99213,,1,10,Acme", "no claim, encounter or ticket number"),
        ("C1,,,3/14/2025,99213,,one,10,Acme", "cannot be read as units"),
        ("C1,DOE, JANE,,3/14/2025,99213,,1,10,Acme", "more cells than the header"),
    ],
)
def test_a_row_that_cannot_be_used_is_set_aside_with_its_place_and_the_others_stand(row, why):
    _, stored, findings = read(HEADER + "C9,,,3/14/2025,99213,,1,100,Acme\n" + row + "\n", CHARGES)
    assert [r["claim"] for r in stored["claims"]] == ["C9"]
    finding = findings["tabular.row_set_aside"]
    assert (finding.segment, finding.severity) == (3, "error")
    assert why in finding.says


def test_only_the_first_rows_set_aside_are_shown_and_the_rest_counted():
    chunks, _, findings = read(HEADER + "C1,,,3/14/2025,99213,,1,x,Acme\n" * 50, CHARGES)
    assert sum(f.kind == "tabular.row_set_aside" for c in chunks for f in c.findings) == 20
    assert findings["tabular.rows_set_aside"].says.startswith("30 more rows cannot be used; 50 in all")


def test_a_code_that_lost_its_zeros_is_mended_and_said():
    _, stored, findings = read(HEADER + "C1,,,3/14/2025,100,,1,100,Acme\n", CHARGES)
    assert stored["claim_lines"][0]["code"] == "00100"
    assert "100 is 00100" in findings["tabular.codes_mended"].says


def test_a_charge_and_its_reversal_cancel_and_a_reversal_of_nothing_is_set_aside():
    text = HEADER + "C1,,,3/14/2025,99213,,1,100,Acme\nC1,,,3/14/2025,99213,,1,100,Acme\n"
    text += "C1,,,3/14/2025,99213,,-1,(100),Acme\nC2,,,3/14/2025,99213,,1,-40,Acme\n"
    _, stored, findings = read(text, CHARGES)
    assert [(r["claim"], r["charge"]) for r in stored["claims"]] == [("C1", 10000)]
    assert findings["tabular.row_set_aside"].cents == 4000


def test_payments_become_remittances_with_what_the_file_says_is_allowed():
    text = PAID + "C1,Acme,CH1,2025-04-25,99213,2025-03-14,150,100,80,50,20,,260\n"
    text += "C1,Acme,CH1,2025-04-25,20610,2025-03-14,300,180,180,120,,,260\n"
    text += "C2,Acme,CH1,2025-04-25,99214,2025-03-15,200,0,0,,,CO-197,260\n"
    _, stored, findings = read(text, PAYMENTS)
    (remit,) = stored["remits"]
    assert [remit[name] for name in ("trace", "paid", "claims", "claims_paid", "balanced")] == [
        "CH1",
        26000,
        2,
        26000,
        True,
    ]
    names = ("claim", "status", "charge", "paid", "patient_resp", "lines")
    assert [tuple(r[name] for name in names) for r in stored["remit_claims"]] == [
        ("C1", "1", 45000, 26000, 2000, 2), ("C2", "4", 20000, 0, 0, 1),
    ]  # fmt: skip
    assert [(r["code"], r["allowed_reported"], r["paid"], r["claim_segment"]) for r in stored["remit_lines"]] == [
        ("99213", 10000, 8000, 2), ("20610", 18000, 18000, 2), ("99214", 0, 0, 4),
    ]  # fmt: skip
    assert sorted((r["line_segment"], r["group"], r["carc"], r["amount"]) for r in stored["adjustments"]) == [
        (2, "CO", "45", 5000), (2, "PR", "3", 2000), (3, "CO", "45", 12000), (4, "CO", "197", 20000),
    ]  # fmt: skip
    assert not findings


def test_a_remittance_without_a_deposit_is_never_called_balanced():
    _, stored, _ = read(PAID + "C1,Acme,,2025-04-25,99213,2025-03-14,150,100,80,50,20,,\n", PAYMENTS)
    assert (stored["remits"][0]["paid"], stored["remits"][0]["balanced"]) == (8000, False)


def test_a_deposit_that_differs_is_kept_and_not_balanced():
    _, stored, _ = read(PAID + "C1,Acme,CH,2025-04-25,99213,2025-03-14,150,100,80,50,20,,90\n", PAYMENTS)
    assert (stored["remits"][0]["paid"], stored["remits"][0]["claims_paid"], stored["remits"][0]["balanced"]) == (
        9000,
        8000,
        False,
    )


def test_money_taken_back_is_a_reversal_with_a_negative_charge():
    text = PAID + "C1,Acme,CH1,2025-04-25,99213,2025-03-14,150,100,80,50,20,,\n"
    text += "C1,Acme,CH2,2025-05-25,99213,2025-03-14,150,,(80),,,,\n"
    _, stored, _ = read(text, PAYMENTS)
    assert [(r["status"], r["charge"], r["paid"]) for r in stored["remit_claims"]] == [
        ("1", 15000, 8000),
        ("22", -15000, -8000),
    ]


def test_a_line_that_does_not_balance_is_stored_and_said():
    _, stored, findings = read(PAID + "C1,Acme,CH1,2025-04-25,99213,2025-03-14,150,100,80,40,20,,\n", PAYMENTS)
    assert stored["remit_lines"][0]["paid"] == 8000
    assert findings["tabular.lines_unbalanced"].cents == 1000


def test_a_grouped_report_is_filled_from_the_row_above_across_chunks_and_not_from_totals(monkeypatch):
    from counteroffer.ingest.tabular import blocks

    monkeypatch.setattr(blocks, "BLOCK", 64)
    grouped = attrs.evolve(CHARGES, fill=("claim", "payer", "service_date", "name"))
    text = HEADER + 'C1,"DOE, JANE",,3/14/2025,,,,,Acme\n,,,,99213,,1,10,\n,,,,99214,,1,20,\nTotal,,,,,,,30,\n'
    text += 'C2,"ROE, ANN",,3/15/2025,99213,,1,40,Beta\n,,,,99214,,1,50,\n'
    _, stored, findings = read(text, grouped)
    assert [(r["claim"], r["charge"], r["payer_name"]) for r in stored["claims"]] == [
        ("C1", 3000, "Acme"),
        ("C2", 9000, "Beta"),
    ]
    assert stored["claims"][0]["patient_key"] == pseudonym(KEY, "DOE", "JANE", "")
    assert [str(r["service_date"]) for r in stored["claim_lines"]] == ["2025-03-14"] * 2 + ["2025-03-15"] * 2
    assert "1 group headings" in findings["tabular.rows_passed_over"].says


def test_payments_without_an_allowed_amount_are_said_to_look_too_low():
    _, _, findings = read(PAID + "C1,Acme,CH1,2025-04-25,99213,2025-03-14,150,,80,,,,\n", PAYMENTS)
    assert findings["tabular.allowed_unknown"].severity == "warning"
    _, _, findings = read(PAID + "C1,Acme,CH1,2025-04-25,99213,2025-03-14,150,,80,50,20,,\n", PAYMENTS)
    assert "tabular.allowed_unknown" not in findings


def test_a_file_that_no_mapping_knows_is_set_aside_with_the_command_to_run():
    (chunk,), stored, findings = read("Name,Sum\nA,1\n", CHARGES, name="my file.csv")
    assert (chunk.kind, stored) == ("spreadsheet", {})
    assert "counteroffer mapping propose 'my file.csv' --save my-file" in findings["tabular.no_mapping"].mend


def test_two_mappings_that_fit_alike_are_said_and_nothing_is_guessed():
    _, stored, findings = read(
        HEADER + "C1,,,3/14/2025,99213,,1,100,Acme\n",
        (CHARGES, Mapping("other", "charges", CHARGES.header, CHARGES.columns)),
    )
    assert not stored
    assert "'charges' and 'other'" in findings["tabular.two_mappings"].says


def test_columns_may_come_in_another_order_and_with_others_beside():
    text = "Insurance,Charge,Units,Mods,CPT,DOS,Note,DOB,Patient,Claim #\nAcme,100,1,,99213,3/14/2025,secret,,,C1\n"
    chunks, stored, _ = read(text, CHARGES)
    assert stored["claims"][0]["claim"] == "C1"
    assert "secret" not in str([chunk.tables for chunk in chunks])


@pytest.mark.parametrize(
    "content",
    [b"<html><table><tr><td>1</td></tr></table></html>", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 no"],
)
def test_what_cannot_be_opened_is_a_finding(content):
    (chunk,), stored, findings = read(content, CHARGES, name="report.xls")
    assert (chunk.kind, stored) == ("unreadable", {})
    assert "cannot be opened" in findings["tabular.unreadable"].says


def test_a_claim_whose_rows_are_far_apart_is_one_claim(monkeypatch):
    from counteroffer.ingest.tabular import blocks

    monkeypatch.setattr(blocks, "BLOCK", 100)
    text = HEADER + "".join(f"C{i % 3},,,3/14/2025,99213,,1,{i},Acme\n" for i in range(60))
    chunks, stored, _ = read(text, CHARGES)
    assert len(chunks) > 5
    assert [(r["claim"], r["charge"]) for r in stored["claims"]] == [
        (f"C{k}", sum(range(k, 60, 3)) * 100) for k in range(3)
    ]
    assert sorted(r["line"] for r in stored["claim_lines"] if r["claim_segment"] == 2) == list(range(1, 21))
