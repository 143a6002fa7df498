"""Chunks add up."""

from counteroffer.ingest.chunk import Tally


def test_tallies_of_chunks_add_up_field_by_field():
    one = Tally(interchanges=1, transactions=2, segments=3, claims=4, claims_set_aside=1, lines=5, charge=-6, paid=7)
    assert one + Tally() == one
    assert one + one == Tally(2, 4, 6, 0, 8, 2, 10, -12, 14)
