"""The tutorial `docs/first-negotiation.md`: every command of it is run, in its order, on the demo's negotiation."""

import re
import shlex
from pathlib import Path

import pytest
from tests.practices import priced_practice
from typer.testing import CliRunner

from counteroffer.cli import app
from counteroffer.workspace import Workspace
from counteroffer.workspace.offers import Offers
from counteroffer.workspace.played import play

PAGE = Path(__file__).parents[2] / "docs" / "first-negotiation.md"
COMMANDS = [
    line
    for block in re.findall(r"```console\n(.*?)```", PAGE.read_text(), re.DOTALL)
    for line in block.splitlines()
    if line
]


@pytest.fixture(scope="module")
def practice(tmp_path_factory):
    made = priced_practice(tmp_path_factory)
    play(Workspace.open(made.out), made.out / "table")
    return made


@pytest.fixture(scope="module")
def told(practice):
    """What each command says, by its text, run one after the other."""
    runner = CliRunner(env={"COUNTEROFFER_WORKSPACE": str(practice.out), "COLUMNS": "200"})
    every = [(command, runner.invoke(app, shlex.split(command)[1:])) for command in COMMANDS]
    return [(command, done.exit_code, done.output, done.exception) for command, done in every]


def test_every_command_of_the_page_runs(told):
    assert len(told) == len(COMMANDS) > 20
    assert not [(command, error) for command, code, _, error in told if code]


def says(told, beginning):
    return next(output for command, _, output, _ in told if command.startswith(beginning))


def test_the_page_ends_with_a_counteroffer_that_was_signed_and_sent(told, practice):
    talk = Workspace.open(practice.out).negotiation("Summit")
    rounds = Offers(talk).rounds()
    assert [one.by for one in rounds] == ["us", "payer", "us", "payer", "us"]
    assert rounds[3].worth.gain < rounds[4].worth.gain < rounds[2].worth.gain
    assert talk.signed("counteroffer") == ["Dr. Ames"]


def test_the_trap_is_shown_and_the_pricer_agrees_with_the_scenario(told):
    assert "mix trap" in says(told, "counteroffer offer list")
    assert "Quoted as +4.0%, it is worth -" in says(told, "counteroffer scenario value Summit 2-")
    assert "The pricer gives the same for every line." in says(told, "counteroffer scenario value Summit third")


def test_the_ledger_warns_while_something_is_given_for_nothing_and_is_content_afterwards(told):
    assert "nothing is got for it" in says(told, "counteroffer ledger add Summit base")
    assert "nothing is got for it" not in says(told, "counteroffer ledger list")


def test_the_mandate_is_shown_to_its_owner_and_never_in_what_lists_the_offers(told):
    assert "+4.0%" in says(told, "counteroffer negotiation mandate")
    assert "Reservation" not in says(told, "counteroffer offer list") + says(told, "counteroffer negotiation log")
