"""A mapping as a document: written, read back, checked, and matched with the layouts of files."""

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.core.errors import InputError
from counteroffer.ingest.tabular.fields import KINDS
from counteroffer.ingest.tabular.mapping import Mapping, best_mapping, read_mapping

WORD = st.text(st.sampled_from("abc #:'\"-ÄQ1%"), min_size=1, max_size=8).map(str.strip).filter(bool)
FULL = Mapping(
    "acme",
    "payments",
    ("Claim #", "Type", "Paid on", "Amt"),
    {"claim": "Claim #", "transaction": "Type", "payment_date": "Paid on", "amount": "Amt"},
    constants={"payer": "Acme: Health"},
    dates={"payment_date": "day first"},
    amounts="1.234,50",
    signs={"amount": "reversed"},
    names="first last",
    transactions={"Ins Pmt": "payment", "W/O": "adjustment CO-45"},
    skip={"Type": ("Void", "Deleted")},
    fill=("claim",),
    version=3,
    source="a page",
)


def test_a_mapping_comes_back_as_it_was_written():
    assert read_mapping(FULL.text(), "acme.yaml") == FULL


@given(header=st.lists(WORD, min_size=2, max_size=5, unique_by=str.casefold), payer=WORD)
def test_whatever_columns_are_called_they_come_back(header, payer):
    made = attrs.evolve(
        FULL, header=tuple(header), columns={"claim": header[0]}, constants={"payer": payer}, skip={}, fill=()
    )
    assert read_mapping(made.text(), "x") == made


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("kind: payments", "kind: cakes"),
        ("payment_date: day first", "payment_date: sometimes"),
        ("amount: reversed", "amount: upside down"),
        ("claim: 'Claim #'", "claim: Nowhere"),
        ("claim: 'Claim #'", "cake: 'Claim #'"),
        ("names: first last", "names: any"),
        ("Ins Pmt: payment", "Ins Pmt: cake"),
        ("mapping: acme", "pamming: acme"),
        ("fill:\n- claim", "fill:\n- account"),
        ("payer: 'Acme: Health'", "payer: ''"),
        ("version: '3'", "version: '3'\nversion: '4'"),
    ],
)
def test_a_fault_in_a_mapping_is_said(change, says):
    text = FULL.text()
    assert change in text
    with pytest.raises(InputError, match="has faults"):
        read_mapping(text.replace(change, says), "acme.yaml")


def test_all_faults_are_said_at_once():
    with pytest.raises(InputError) as caught:
        read_mapping(FULL.text().replace("day first", "sometimes").replace("reversed", "odd"), "acme.yaml")
    assert "sometimes" in caught.value.says
    assert "odd" in caught.value.says


def test_the_digest_changes_with_what_changes_the_rows_and_with_nothing_else():
    assert attrs.evolve(FULL, version=9, source="").digest == FULL.digest
    for change in ({"dates": {}}, {"signs": {}}, {"constants": {}}, {"columns": {}}, {"skip": {}}, {"amounts": "x"}):
        assert attrs.evolve(FULL, **change).digest != FULL.digest
    assert FULL.label.startswith("acme v3 ")


@pytest.mark.parametrize(("kind", "missing"), [(name, bool(kind.needed)) for name, kind in KINDS.items()])
def test_every_kind_says_what_it_needs(kind, missing):
    assert bool(Mapping("x", kind, (), {}).missing()) is missing


def test_a_listing_needs_an_amount_and_no_paid_column():
    assert FULL.missing() == []
    assert "paid by the payer" in " ".join(attrs.evolve(FULL, columns={"claim": "Claim #"}).missing())


def rows(*cells):
    return [(i + 1, list(row)) for i, row in enumerate(cells)]


def test_an_exact_layout_is_preferred_to_one_with_columns_beside():
    small = Mapping("small", "charge_master", ("Code", "Fee"), {"code": "Code", "charge": "Fee"})
    large = Mapping("large", "charge_master", ("Code", "Fee", "Note"), {"code": "Code", "charge": "Fee"})
    title, header = ["Fees of 2025"], ["fee ", "CODE", "Note"]
    found = best_mapping((small, large), rows(title, header))
    assert (found[0].name, found[1].row) == ("large", 2)
    assert best_mapping((small,), rows(title, header))[0].name == "small"
    assert best_mapping((large,), rows(["Code", "Fee"])) is None
    assert best_mapping((small,), rows(["Code"])) is None


def test_two_mappings_of_one_layout_are_both_given():
    one = Mapping("one", "charge_master", ("Code", "Fee"), {"code": "Code", "charge": "Fee"})
    assert best_mapping((one, attrs.evolve(one, name="two")), rows(["Code", "Fee"]))[1].name == "two"
