"""What the practice decides about its payers moves what was meant, and nothing else."""

import pytest

from counteroffer.core.errors import InputError
from counteroffer.match.decisions import apart_said, keep_apart, merge, rolled, split
from counteroffer.match.evidence import Spelled
from counteroffer.match.kinds import Kind
from counteroffer.match.payer_book import PayerBook, PayerEntry
from counteroffer.match.payers import PayerNames


def spelled(*pairs, book=None):
    """Spellings on remittances, rolled up by a book."""
    raw = [Spelled("", name, payer_id, remits=1) for name, payer_id in pairs]
    names = rolled(PayerNames.of(book or PayerBook()), raw)
    return [Spelled(names[s.name, s.payer_id], s.name, s.payer_id, remits=1) for s in raw]


def after(book, every):
    return rolled(PayerNames.of(book), every)


def test_merged_payers_are_one_by_name_and_id():
    every = spelled(("Acme", "1"), ("Acme Hlth", "2"), ("Beta", "3"))
    book = merge(PayerBook(), "Acme", ["Acme Hlth"], every, PayerNames.of)
    assert book.entry("Acme") == PayerEntry("Acme", ids=("1", "2"), names=("Acme Hlth",))
    assert after(book, every) == {("Acme", "1"): "Acme", ("Acme Hlth", "2"): "Acme", ("Beta", "3"): "Beta"}


def test_an_id_that_others_use_as_well_is_not_taken_along():
    every = spelled(("Acme", "7"), ("Acme Hlth", "7"), ("Beta", "7"))
    book = merge(PayerBook(), "Acme", ["Acme Hlth"], every, PayerNames.of)
    assert book.entry("Acme").ids == ()
    assert after(book, every)["Beta", "7"] == "Beta"


def test_what_was_said_of_the_merged_goes_over():
    old = PayerEntry("Acme Hlth", kind=Kind("commercial"), groups={"G": Kind("", "insured")}, not_same_as=("Zed",))
    book = merge(PayerBook((old,)), "Acme", ["Acme Hlth"], spelled(("Acme", ""), ("Acme Hlth", "")), PayerNames.of)
    assert book.entry("Acme").groups == {"G": Kind("", "insured")}
    assert book.entry("Acme").not_same_as == ("Zed",)
    assert [e.payer for e in book.entries] == ["Acme"]


def test_a_merge_that_would_pull_in_another_payer_is_refused_with_the_spelling():
    book = PayerBook((PayerEntry("Ohio", ids=("2",)),))
    every = spelled(("BCBS", "1"), ("BCBS", "2"), ("Blue", "1"), book=book)
    every = [*every, Spelled("Third", "Third", "1", remits=1)]
    with pytest.raises(InputError, match="would become"):
        merge(book, "Blue", ["BCBS"], every, lambda b: PayerNames.of(b).saying("Blue", ["1"]))


def test_a_part_is_split_off_by_id_and_the_two_are_never_proposed_as_one():
    every = spelled(("BCBS", "TX1"), ("BCBS", "OH1"))
    assert {s.payer for s in every} == {"BCBS"}
    book = split(PayerBook(), "BCBS", [("BCBS", "OH1")], "BCBS of Ohio", every, PayerNames.of)
    assert after(book, every) == {("BCBS", "TX1"): "BCBS", ("BCBS", "OH1"): "BCBS of Ohio"}
    assert ("BCBS", "BCBS of Ohio") in apart_said(book)


def test_a_part_is_split_off_by_name_again_after_a_merge():
    every = spelled(("Acme", "1"), ("Acme Hlth", "2"))
    book = merge(PayerBook(), "Acme", ["Acme Hlth"], every, PayerNames.of)
    every = spelled(("Acme", "1"), ("Acme Hlth", "2"), book=book)
    book = split(book, "Acme", [("Acme Hlth", "2")], "Hlth", every, PayerNames.of)
    assert after(book, every) == {("Acme", "1"): "Acme", ("Acme Hlth", "2"): "Hlth"}


def test_what_no_name_or_id_tells_apart_cannot_be_split():
    with pytest.raises(InputError, match="nothing of Acme"):
        split(PayerBook(), "Acme", [("Acme", "1")], "Other", spelled(("Acme", "1")), PayerNames.of)


def test_a_no_is_remembered_for_every_pair():
    book = keep_apart(PayerBook((PayerEntry("A", ids=("1",)),)), ["A", "B", "C"])
    assert set(apart_said(book)) == {("A", "B"), ("A", "C"), ("B", "A"), ("B", "C"), ("C", "A"), ("C", "B")}
    assert book.entry("A").ids == ("1",)
    assert keep_apart(book, ["A", "B"]) == book
