"""Tables say what they are."""

import pytest

from counteroffer.core import tables


@pytest.mark.parametrize("table", tables.ALL, ids=lambda t: t.name)
def test_every_table_has_a_grain_and_every_column_says_what_it_holds(table):
    assert table.grain.endswith(".")
    assert all(column.says for column in table.columns)
    assert len(set(table.names)) == len(table.names)
    assert table.empty().num_rows == 0


def test_a_table_is_found_by_name_and_a_wrong_name_lists_the_right_ones():
    assert tables.table("lines") is tables.LINES
    with pytest.raises(KeyError, match="remit_lines"):
        tables.table("lins")
