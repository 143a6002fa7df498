"""Rows that belong together, numbered over chunks: compared with a plain dictionary."""

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.core.tables import TOTALS
from counteroffer.ingest.tabular.groups import Groups, formed, key

CHUNKS = st.lists(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(-9, 9)), min_size=1), min_size=1, max_size=4)


@given(CHUNKS)
def test_groups_are_numbered_placed_and_summed_like_a_dictionary_over_all_chunks(chunks):
    groups, firsts, sums, seen, place = Groups(), {}, {}, {}, 0
    for chunk in chunks:
        places = range(place, place + len(chunk))
        place += len(chunk)
        rows = pa.table({"segment": pa.array(places, pa.int64())})
        numbers = groups.take(key(pa.array([k for k, _ in chunk])), rows)
        groups.add("paid", numbers, np.array([n for _, n in chunk]))
        nth = groups.ordinals(numbers)
        for at, (k, amount) in zip(places, chunk, strict=True):
            firsts.setdefault(k, at)
            sums[k] = sums.get(k, 0) + amount
            seen[k] = seen.get(k, 0) + 1
            assert nth[at - places[0]] == seen[k]
    assert groups.count == len(firsts)
    by_place = sorted(firsts.values())
    assert sorted(groups.segments(np.arange(groups.count)).tolist()) == by_place
    assert groups.firsts()["segment"].to_pylist() == groups.segments(np.arange(groups.count)).tolist()
    of_place = {firsts[k]: total for k, total in sums.items()}
    placed = groups.segments(np.arange(groups.count)).tolist()
    assert groups.sum("paid").tolist() == [of_place[at] for at in placed]


def test_keys_of_different_columns_do_not_run_together():
    first, second = key(pa.array(["a", "ab", None]), pa.array(["bc", "c", "x"])).to_pylist()[:2]
    assert first != second


def test_rows_take_what_is_given_and_nothing_for_the_rest():
    rows = pa.table({"code": ["99213"], "units": ["no column of totals"]})
    (made,) = formed(TOTALS, 7, rows, payer_name=pa.array(["Acme"])).to_pylist()
    assert (made["file_id"], made["code"], made["payer_name"], made["mod1"]) == (7, "99213", "Acme", "")
    assert (made["allowed"], made["milliunits"]) == (None, 0)
