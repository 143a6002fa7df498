"""Docs cannot lag: links lead somewhere, commands and metrics named in them exist."""

import re
from pathlib import Path

import pytest
import typer

from counteroffer.cli import app
from counteroffer.measure import registry

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
COMMAND = re.compile(r"counteroffer ([a-z]+)(?: ([a-z]+))?")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_link_to_a_file_leads_somewhere(page):
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text()):
        assert (page.parent / target).exists() or (ROOT / target).exists(), target


def _commands():
    group = typer.main.get_command(app)
    known = {name: set(getattr(item, "commands", {})) for name, item in group.commands.items()}
    for name, item in group.commands.items():
        if getattr(item, "invoke_without_command", False):
            known[name].add("")  # a group that does something by itself may be named alone
    return known


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_command_that_a_page_names_exists(page):
    known = _commands()
    for line in page.read_text().splitlines():
        for name, child in COMMAND.findall(line):
            assert name in known, line
            assert not known[name] or child in known[name], line


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_metric_that_a_page_asks_for_exists(page):
    names = {metric.name for metric in registry.metrics()}
    for name in re.findall(r"counteroffer metric ([a-z_0-9]+)", page.read_text()):
        assert name in names, name


def test_every_command_has_a_help_text_and_stands_in_the_reference():
    reference = (ROOT / "docs/reference/commands.md").read_text()
    for name, item in typer.main.get_command(app).commands.items():
        assert item.help, name
        assert f"counteroffer {name}" in reference
