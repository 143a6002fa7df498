"""What the pricing suite prices is gathered while it runs, so that the other engine need not run it again for that."""

import os
from pathlib import Path

import pytest

from tests.price.scenarios import GATHER, Gathering

HERE = Path(__file__).parent


def pytest_collection_modifyitems(config, items):
    """Put the other engine last, and note which tests of pricing this process is to run."""
    items.sort(key=lambda item: item.path == HERE / "test_engines.py")
    own = [item for item in items if HERE in item.path.parents and item.path.name != "test_engines.py"]
    files = {item.path for item in own}
    chosen = config.option.keyword or config.option.markexpr or any("::" in arg for arg in config.args)
    whole = not chosen and files == {path for path in HERE.rglob("test_*.py") if path.name != "test_engines.py"}
    config.stash[Gathering.KEY] = Gathering({item.nodeid for item in own} if whole else set())


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Gather from the tests of this folder only, unless whoever runs them gathers for himself."""
    gathering = item.config.stash[Gathering.KEY]
    if GATHER not in os.environ and item.path.name != "test_engines.py":
        os.environ[GATHER] = str(gathering.file)
        gathering.asked = True


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item):
    gathering = item.config.stash[Gathering.KEY]
    if gathering.asked:
        del os.environ[GATHER]
        gathering.asked = False


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Note what has passed."""
    report = yield
    if report.when == "call" and report.passed:
        item.config.stash[Gathering.KEY].passed.add(item.nodeid)
    return report
