"""What payers post of their authorizations, as the practice copied it into a CSV."""

import pytest

from counteroffer.core.errors import InputError
from counteroffer.workspace.posted import POSTED, read_posted

HEAD = "payer,year,kind,approved_percent,mean_hours,median_hours,appeal_percent,source\n"


def test_figures_are_read_and_may_be_empty(tmp_path):
    file = tmp_path / "posted.csv"
    file.write_text(HEAD + "Acme,2025,standard,84.6,131.5,,39.8,its page\nAcme,2025,expedited,,10.8,,,its page\n")
    first, second = read_posted(file).to_pylist()
    assert first == {
        "payer": "Acme",
        "year": 2025,
        "expedited": False,
        "posted_approved": 84.6,
        "posted_mean_hours": 131.5,
        "posted_median_hours": None,
        "posted_appeal_won": 39.8,
        "posted_source": "its page",
    }
    assert (second["expedited"], second["posted_approved"]) == (True, None)
    assert read_posted(tmp_path / "none.csv").equals(POSTED.empty_table())


@pytest.mark.parametrize(
    "line",
    [
        "Acme,2025,standard,many,,,,page",
        "Acme,,standard,1,,,,page",
        "Acme,2025,fast,1,,,,page",
        "Acme,2025,standard,1,,,,",
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path, line):
    file = tmp_path / "posted.csv"
    file.write_text(HEAD + line + "\n")
    with pytest.raises(InputError, match="line 2"):
        read_posted(file)
