"""`payers.yaml` as records: read strictly, written so that it reads the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.core.errors import InputError
from counteroffer.match.kinds import FUNDINGS, PRODUCTS, Kind
from counteroffer.match.payer_book import PayerBook, PayerEntry

TEXT = st.text(st.characters(categories=["L", "N", "P", "S"], max_codepoint=0x17F), min_size=1, max_size=12)
TEXTS = st.lists(TEXT, max_size=3, unique=True).map(tuple)
KIND = st.builds(Kind, st.sampled_from(["", *PRODUCTS]), st.sampled_from(["", *FUNDINGS]))
RULES = st.dictionaries(TEXT, KIND, max_size=2)
ENTRY = st.builds(
    PayerEntry, TEXT, ids=TEXTS, names=TEXTS, tins=TEXTS, kind=KIND, groups=RULES, filing=RULES, not_same_as=TEXTS
)


@given(st.lists(ENTRY, min_size=1, max_size=3, unique_by=lambda e: e.payer.casefold()))
def test_what_is_written_reads_the_same(tmp_path_factory, entries):
    path = tmp_path_factory.mktemp("book") / "payers.yaml"
    book = PayerBook(tuple(entries))
    path.write_text(book.text(), encoding="utf-8")
    assert PayerBook.read(path) == book


def test_ids_with_leading_zeros_and_words_like_no_stay_text(tmp_path):
    path = tmp_path / "payers.yaml"
    path.write_text("- payer: NO\n  ids: [00123, 1e5]\n  names: yes\n  funding: unknown\n")
    assert PayerBook.read(path).entries == (PayerEntry("NO", ids=("00123", "1e5"), names=("yes",)),)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("payer: Acme\n", "it is not a list"),
        ("- payer: Acme\n  id: 3\n", "line 2: 'id' is nothing that a payer has"),
        ("- payer: Acme\n  product: ppo\n", "line 2: 'ppo' is no product"),
        ("- payer: Acme\n  funding: aso\n", "'aso' is no funding: there are insured, self_funded, government"),
        ("- payer: Acme\n  groups: [G1]\n", "'groups' wants a list of {group: ..."),
        ("- payer: Acme\n  groups:\n  - {group: G1, funding: me}\n", "'me' is no funding"),
        ("- payer: Acme\n  ids: [[1]]\n", "'ids' wants a list of texts"),
        ("- payer: ''\n", "this is not a payer"),
        ("- [\n", "This is not YAML"),
    ],
)
def test_every_fault_is_told_with_its_line(tmp_path, text, says):
    path = tmp_path / "payers.yaml"
    path.write_text(text)
    with pytest.raises(InputError, match=r"payers\.yaml has faults") as fault:
        PayerBook.read(path)
    assert says in str(fault.value)


def test_an_entry_takes_the_place_of_the_one_of_its_name_whatever_the_capitals():
    book = PayerBook((PayerEntry("Acme"), PayerEntry("Beta")))
    assert [e.payer for e in book.having(PayerEntry("ACME")).entries] == ["ACME", "Beta"]
    assert [e.payer for e in book.without(["acme"]).entries] == ["Beta"]
    assert book.entry("Gamma") == PayerEntry("Gamma")
