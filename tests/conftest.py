"""What all tests share: draws that CI repeats, and one Spark session for all that ask for one."""

import gc
import os

import pytest
from hypothesis import settings
from xdist.scheduler.loadscope import LoadScopeScheduling

from counteroffer.cli.app import SELDOM
from counteroffer.store.spark import Spark
from counteroffer.store.spark_session import EngineError, check

gc.set_threshold(*SELDOM)  # as the command line does
settings.register_profile("ci", derandomize=True, print_blob=True)
"""Hypothesis draws anew at every run here, and the same in CI, which never fails by chance."""
if os.environ.get("CI"):
    settings.load_profile("ci")


@pytest.fixture(scope="session")
def spark(tmp_path_factory):
    """A local Spark session; without Java the tests that ask for it are skipped, but never in CI."""
    try:
        check("local[*]")
    except EngineError as fault:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"Spark is not here: {fault}")
    with Spark.open("local[*]", tmp_path_factory.mktemp("spark")) as opened:
        yield opened


HEAVY = (
    "tests/price/",
    "tests/slow/test_pricer.py",
    "tests/demo/test_score_large.py",
    "tests/demo/test_score.py",
    "tests/workspace/test_desk.py",
    "tests/demo/test_truth.py",
    "tests/workspace/",
    "tests/demo/",
    "tests/documents/",
    "tests/slow/",
    "tests/cli/",
)
"""What takes longest, the longest first: begun last, one of them would keep a single worker busy at the end."""


def _heaviness(item):
    path = item.nodeid.partition("::")[0]
    return next((place for place, start in enumerate(HEAVY) if path.startswith(start)), len(HEAVY))


def pytest_collection_modifyitems(items):
    """Begin with what takes longest; within a file the order stays."""
    items.sort(key=_heaviness)


class _ByFile(LoadScopeScheduling):
    """A file's tests stay on one worker, and all of pricing's, whose scenarios another engine prices at the end."""

    def _split_scope(self, nodeid):
        file = nodeid.partition("::")[0]
        return "tests/price" if file.startswith("tests/price/") else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Deal files out in the order above."""
    config.option.loadscopereorder = False
    return _ByFile(config, log)
