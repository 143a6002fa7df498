"""The public names are there, and asking for one layer does not load them all."""

import subprocess
import sys

import pytest

import counteroffer


@pytest.mark.parametrize("name", counteroffer.__all__)
def test_every_public_name_is_there(name):
    assert getattr(counteroffer, name).__name__ == name


def test_a_name_that_is_not_public_is_said_with_those_that_are():
    with pytest.raises(AttributeError, match="Workspace"):
        counteroffer.Nothing  # noqa: B018 - asking is the test


def test_importing_the_package_loads_no_engine():
    code = "import sys, counteroffer; print(sorted({'duckdb', 'ibis', 'pandas'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_a_folder_may_be_given_as_text(tmp_path):
    desk = counteroffer.Workspace.create(str(tmp_path / "desk"), counteroffer.Practice(name="Ours"))
    assert counteroffer.Workspace.open(str(tmp_path / "desk")).practice.name == desk.practice.name == "Ours"
