"""A market book and weights of codes: what is read, what is set aside, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.core.errors import InputError
from counteroffer.ingest.market import read_market
from counteroffer.ingest.weights import read_weights

HEAD = "code,modifier,setting,p25,p50,p75,p90,source,year\n"


def market(tmp_path, text):
    file = tmp_path / "market.csv"
    file.write_text(text, encoding="utf-8")
    return read_market(file)


def test_a_row_gives_millionths_of_a_dollar_with_source_and_year(tmp_path):
    found = market(tmp_path, HEAD + '99213,,nonfacility,$80.10,92.5,101,"1,200.00",State survey,2025\n')
    assert found.rows.to_pylist() == [{
        "code": "99213", "modifier": "", "setting": "nonfacility", "p25": 80_100_000, "p50": 92_500_000,
        "p75": 101_000_000, "p90": 1_200_000_000, "n": 0, "source": "State survey, 2025",
    }]  # fmt: skip
    assert found.aside == 0


def test_without_a_setting_a_row_is_for_both_and_other_columns_may_be_there(tmp_path):
    found = market(tmp_path, "Code,P25,P50,P75,P90,Source,Year,N,Note\n73721,1,2,3,4,Survey,2025,40,x\n")
    assert [(row["setting"], row["n"]) for row in found.rows.to_pylist()] == [("facility", 40), ("nonfacility", 40)]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("9921,,,1,2,3,4,S,2025", "'9921' is no code"),
        ("99213,59,,1,2,3,4,S,2025", "'59' is no modifier"),
        ("99213,,office,1,2,3,4,S,2025", "'office' is no setting"),
        ("99213,,,1,3,2,4,S,2025", "percentiles do not rise"),
        ("99213,,,1,x,3,4,S,2025", "'x' is no amount (p50)"),
        ("99213,,,0,2,3,4,S,2025", "'0' cannot be a rate (p25)"),
        ("99213,,,1,2,3,4,,2025", "source and year"),
        ("99213,,,1,2,3,4,S,last", "source and year"),
        ("99213,,facility,1,2,3,4,S,2025", "stands there already"),
    ],
)
def test_a_row_that_cannot_be_read_is_set_aside_with_its_line(tmp_path, row, says):
    found = market(tmp_path, HEAD + "99213,,facility,1,2,3,4,S,2025\n" + row + "\n")
    assert found.aside == 1
    assert says in found.findings[0].says
    assert (found.findings[0].segment, found.findings[0].file) == (3, "market.csv")
    assert found.rows.num_rows == 1


def test_a_book_without_its_columns_or_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="no column p90, source"):
        market(tmp_path, "code,p25,p50,p75,year\n")
    with pytest.raises(InputError, match="cannot be read"):
        read_market(tmp_path / "nowhere.csv")


@given(text=st.text(max_size=60))
def test_no_row_whatever_it_holds_stops_the_reading(tmp_path_factory, text):
    found = market(tmp_path_factory.mktemp("m"), HEAD + text.replace('"', "") + "\n99213,,facility,1,2,3,4,S,2025\n")
    assert found.rows.num_rows >= 1


def weights(tmp_path, text):
    file = tmp_path / "seen.csv"
    file.write_text(text, encoding="utf-8")
    return read_weights(file)


def test_weights_are_thousandths_and_one_where_nothing_is_said(tmp_path):
    found = weights(tmp_path, "code,modifier,setting,weight\n99213,,nonfacility,2.5\n73721,26,facility,\n")
    assert found == {("99213", "", "nonfacility"): 2_500, ("73721", "26", "facility"): 1_000}
    assert weights(tmp_path, "code\n99214\n") == {("99214", "", s): 1_000 for s in ("facility", "nonfacility")}


@pytest.mark.parametrize("text", ["code\n", "procedure\n99213\n", "code,weight\n99213,0\n", "code,weight\n99213,-1\n",
                                  "code,weight\n99213,a\n", "code\n992\n"])  # fmt: skip
def test_weights_that_cannot_be_read_are_refused(tmp_path, text):
    with pytest.raises(InputError):
        weights(tmp_path, text)
