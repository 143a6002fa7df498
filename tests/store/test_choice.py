"""Which engine: what is said, what the environment says, and every fault with its mend."""

import socket

import pytest

from counteroffer.core.errors import InputError
from counteroffer.store import spark_session
from counteroffer.store.choice import LOCAL, Choice
from counteroffer.store.spark_session import EngineError, check


@pytest.fixture(autouse=True)
def _nothing_said(monkeypatch):
    for name in ("COUNTEROFFER_ENGINE", "COUNTEROFFER_SPARK_URL", "JAVA_HOME"):
        monkeypatch.delenv(name, raising=False)


def test_duckdb_prices_when_nothing_is_said():
    assert Choice.of() == Choice("duckdb")


def test_the_environment_chooses_where_nobody_says_otherwise(monkeypatch):
    monkeypatch.setenv("COUNTEROFFER_ENGINE", "spark")
    monkeypatch.setenv("COUNTEROFFER_SPARK_URL", "sc://cluster")
    assert Choice.of() == Choice("spark", "sc://cluster")
    assert Choice.of("duckdb") == Choice("duckdb")


def test_spark_runs_on_this_computer_unless_an_address_is_given():
    assert Choice.of("spark") == Choice("spark", LOCAL)
    assert Choice.of(url="spark://head:7077") == Choice("spark", "spark://head:7077")


@pytest.mark.parametrize(
    ("engine", "url", "says"),
    [
        ("polars", None, "no engine 'polars'"),
        ("duckdb", "sc://x", "for Spark"),
        ("spark", "http://x", "not an address"),
    ],
)
def test_what_cannot_be_meant_is_named_with_its_mend(engine, url, says):
    with pytest.raises(InputError, match=says) as fault:
        Choice.of(engine, url)
    assert fault.value.mend


def test_a_missing_pyspark_names_the_extra(monkeypatch):
    monkeypatch.setattr(spark_session.importlib.util, "find_spec", {}.get)
    with pytest.raises(EngineError, match=r"counteroffer\[spark\]"):
        check(LOCAL)


@pytest.fixture
def pyspark(monkeypatch):
    """PySpark is there, whether it is or not."""
    monkeypatch.setattr(spark_session.importlib.util, "find_spec", lambda name: name)


@pytest.mark.parametrize(("found", "says"), [(0, "not installed"), (11, "Java 11, too old")])
def test_a_missing_or_old_java_names_the_package(monkeypatch, pyspark, found, says):
    monkeypatch.setattr(spark_session, "java_version", lambda: found)
    with pytest.raises(EngineError, match=says) as fault:
        check(LOCAL)
    assert "openjdk-17-jre-headless" in fault.value.mend


@pytest.mark.parametrize("scheme", ["spark", "sc"])
def test_a_master_that_does_not_answer_is_named_within_seconds(monkeypatch, pyspark, scheme):
    monkeypatch.setattr(spark_session, "java_version", lambda: 17)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening: nothing else can answer there
        with pytest.raises(EngineError, match="Nothing answers"):
            check(f"{scheme}://127.0.0.1:{taken.getsockname()[1]}")


def test_one_master_of_several_that_answers_is_enough(monkeypatch, pyspark):
    monkeypatch.setattr(spark_session, "java_version", lambda: 17)
    with socket.create_server(("127.0.0.1", 0)) as up, socket.socket() as down:
        down.bind(("127.0.0.1", 0))
        ports = down.getsockname()[1], up.getsockname()[1]
        check(f"spark://127.0.0.1:{ports[0]},127.0.0.1:{ports[1]}")
