"""What all tests share: draws that CI repeats, and one Spark session for all that ask for one."""

import os

import pytest
from hypothesis import settings

from counteroffer.store.spark import Spark
from counteroffer.store.spark_session import EngineError, check

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
