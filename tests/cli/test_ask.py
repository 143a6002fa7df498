"""The ask at the command line: what is shown, what is written, and faults in use."""

import csv
import re

import pytest
from tests.practices import priced_practice
from typer.testing import CliRunner

from counteroffer.cli import app
from counteroffer.core.errors import InputError


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return priced_practice(tmp_path_factory).out


@pytest.fixture(scope="module")
def run(folder):
    def made(*words):
        return CliRunner().invoke(app, [*map(str, words), "-w", str(folder)], catch_exceptions=False).output

    return made


@pytest.fixture(scope="module")
def rows(run, tmp_path_factory):
    out = tmp_path_factory.mktemp("out") / "ask.csv"
    shown = run("ask", "Summit", "--medicare", "120", "--terms", "12000", "--hard", "terms=1", "--out", out)
    with out.open() as file:
        return shown, list(csv.DictReader(file))


def test_the_ask_shows_every_family_the_total_and_where_the_frame_is_from(rows):
    shown, codes = rows
    for family in {row["family"] for row in codes}:
        assert re.search(rf"^ *{re.escape(family)} ", shown, re.MULTILINE), family
    assert "Physicians Practice, 'How to negotiate with payers'" in shown
    assert "Walk-away: not worked out yet" in shown
    assert "Medicare at 120%" in shown
    assert "Harborline Insurance Company" in shown


def test_the_total_that_is_shown_is_the_sum_of_the_file(rows):
    shown, codes = rows
    total = sum(int(row["target"]) for row in codes)
    line = next(line for line in shown.splitlines() if line.split()[:1] == ["all"])
    assert f"+${(total + 50) // 100:,}" in line


def test_terms_and_their_difficulty_are_what_was_said(rows):
    shown, _ = rows
    line = next(line for line in shown.splitlines() if "terms: terms with a value in dollars" in line)
    assert line.split()[-1] == "1"
    assert "$" in line


def test_no_code_above_its_peers_is_asked_for(rows):
    _, codes = rows
    spared = [row for row in codes if row["do_not_ask"] == "true"]
    assert spared
    assert all(row["target"] == row["opening"] == "0" for row in spared)
    assert all(int(row["now"]) > int(row["peers_p75"]) for row in spared)


def test_packages_are_shown_explained_and_written(run, tmp_path):
    shown = run("packages", "Summit", "--headline", "2", "--codes", "3", "--escalator", "1", "--years", "2",
                "--out", tmp_path / "p.csv", "--save")  # fmt: skip
    assert "the package worth most" in shown
    assert "over 2 years" in shown
    assert "The payer sees at most 2%" in shown
    assert "Three packages worth" in shown
    assert "Kept: package-best" in shown
    with (tmp_path / "p.csv").open() as file:
        rows = list(csv.DictReader(file))
    base = max(int(row["best"]) for row in rows)
    assert base > 0
    with (tmp_path / "p-frontier.csv").open() as file:
        assert {row["by"] for row in csv.DictReader(file)} == {"headline", "codes"}
    assert "on your own volumes" in run("scenario", "value", "Summit", "package-base")


def test_the_payers_own_codes_weigh_in_what_it_sees(run, tmp_path):
    seen = tmp_path / "seen.csv"
    seen.write_text("code,weight\n99999,1\n")
    shown = run("packages", "Summit", "--headline", "2", "--codes", "2", "--escalator", "0", "--years", "1",
                "--base", "1-1", "--seen", seen)  # fmt: skip
    assert "The payer sees 0%" in shown  # nothing of what it quotes is raised


@pytest.mark.parametrize(
    "words",
    [
        ("ask", "Summit", "--target", "four"), ("ask", "Summit", "--target", "-1"),
        ("ask", "Summit", "--target", "5", "--opening", "4"), ("ask", "Summit", "--hard", "base=x"),
        ("ask", "Summit", "--hard", "luck=2"), ("ask", "Summit", "--terms", "much"),
        ("packages", "Summit", "--cap", "60"), ("packages", "Summit", "--base", "x"),
        ("packages", "Summit", "--headline", "1", "--base", "9-10", "--everywhere", "--cap", "0"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_with_what_to_do(run, words):
    with pytest.raises(InputError) as told:
        run(*words)
    assert told.value.mend
