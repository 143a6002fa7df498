"""The scenarios of the pricing tests, gathered, so that another engine prices all of them in a few runs.

Each scenario stands alone in tables of its own. To stand beside others in the same tables, what it calls things gets
the scenario's number; what a code or an NPI begins with stays as it is, since rules look at that.
"""

import os
import pickle
import tempfile
from pathlib import Path

import pytest

GATHER = "COUNTEROFFER_SCENARIOS"
"""The environment's name for the file that scenarios are written to while the suite runs."""

_FIRST = {"payer", "contract"}
_LAST = {"billed_code", "code", "endoscopy_base", "rendering_npi", "billing_npi", "npi", "claim", "patient_key"}
_APART = 1_000_000
"""Line ids of a scenario are below this."""


class Gathering:
    """The scenarios of the run under way; they are all of them once each of pricing's tests has passed in it."""

    KEY = pytest.StashKey["Gathering"]()

    def __init__(self, due):
        self.due = due
        self.passed = set()
        self.asked = False
        self._folder = tempfile.TemporaryDirectory()
        self.file = Path(self._folder.name) / "scenarios"

    @property
    def whole(self):
        """Say whether nothing is missing; false too where only some of the tests were asked for."""
        return bool(self.due) and self.due <= self.passed


def keep(given, tolerance, percent, priced):
    """Note a scenario and what DuckDB made of it, if the suite is run to gather them."""
    file = os.environ.get(GATHER)
    if file:
        rows = {name: list(rows) for name, (rows, _) in given.items()}
        with Path(file).open("ab") as out:
            pickle.dump((rows, tolerance, percent, priced), out)


def kept(file):
    """Read the scenarios again."""
    found = []
    with Path(file).open("rb") as source:
        while True:
            try:
                found.append(pickle.load(source))
            except EOFError:
                return found


def apart(number, rows):
    """Call the things of a scenario by names that no other scenario has."""
    return [{name: _told(number, _names(row, name), value) for name, value in row.items()} for row in rows]


def _names(row, name):
    """Say what a value names: the key of a rule on what is kept back is a code, of others a modifier or a class."""
    return "code" if name == "key" and row.get("kind") in {"withhold", "sequestration"} else name


def _told(number, name, value):
    if name == "line_id":
        return value + number * _APART
    if not value or value == "*":
        return value
    if name in _FIRST:
        return f"{number}/{value}"
    return f"{value}/{number}" if name in _LAST else value
