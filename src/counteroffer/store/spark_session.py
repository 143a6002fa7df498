"""A session of Apache Spark: on this computer, on a cluster, or through Spark Connect; and why there is none."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from counteroffer.core.errors import CounterofferError

if TYPE_CHECKING:
    from collections.abc import Iterator

JAVA = 17
"""The oldest Java that Spark 4 runs on."""

MEMORY = "2g"
"""What Spark on this computer may hold in memory before it spills to disk; COUNTEROFFER_MEMORY says otherwise."""

PATIENCE = 5.0
"""Seconds to wait for a master to answer at all."""

_PORTS = {"spark": 7077, "sc": 15002}

_ALWAYS = {
    "spark.sql.ansi.enabled": "true",  # an overflow is an error, never another amount
    "spark.sql.session.timeZone": "UTC",
}


class EngineError(CounterofferError):
    """The engine that was asked for cannot be used here."""


@contextmanager
def session(url: str, spill: Path) -> Iterator[Any]:
    """Open a session of Spark; one that was open already is used, and left open.

    Args:
        url: `local[*]`, `spark://HOST:PORT` or `sc://HOST:PORT`.
        spill: folder for what does not fit into memory.

    Raises:
        EngineError: if PySpark or Java is missing, or nothing answers at the address.
    """
    check(url)
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra

    there = None if url.startswith("sc://") else SparkSession.getActiveSession()
    if there is not None:
        yield there
        return
    try:
        made = _configured(SparkSession.builder, url, spill).getOrCreate()
        for name, value in _ALWAYS.items():
            made.conf.set(name, value)
    except Exception as fault:
        raise EngineError(f"Spark did not start at {url}: {_first(fault)}", _mend(url)) from fault
    try:
        yield made
    finally:
        made.stop()


def check(url: str) -> None:
    """Find out whether Spark can be used, before minutes go by.

    Raises:
        EngineError: if PySpark or Java is missing, or nothing answers at the address.
    """
    wanted = ["pyspark", "grpc"] if url.startswith("sc://") else ["pyspark"]
    if any(importlib.util.find_spec(name) is None for name in wanted):
        raise EngineError("PySpark is not installed.", "Install it with `pip install 'counteroffer[spark]'`.")
    if not url.startswith("sc://"):
        found = java_version()
        if found < JAVA:
            says = f"This is Java {found}, too old for Spark." if found else "Java is not installed; Spark runs on it."
            raise EngineError(says, f"Install Java {JAVA}: `sudo apt install openjdk-{JAVA}-jre-headless`.")
    places = [] if url.startswith("local") else _places(url)
    if places and not any(_answers(host, port) for host, port in places):
        raise EngineError(f"Nothing answers at {url}.", _mend(url))


def java_version() -> int:
    """The major version of the Java that Spark would use; 0 if there is none."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if java is None:
        return 0
    try:
        told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False, timeout=60).stderr  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.search(r'version "(?:1\.)?(\d+)', told)
    return int(found[1]) if found else 0


def _configured(builder: Any, url: str, spill: Path) -> Any:
    if url.startswith("sc://"):
        return builder.remote(url)
    builder = builder.master(url).appName("Counteroffer")
    said = {**_ALWAYS, "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR"}
    if url.startswith("local"):
        cores = os.cpu_count() or 2
        said |= {
            "spark.driver.memory": os.environ.get("COUNTEROFFER_MEMORY", MEMORY).lower().removesuffix("b"),
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.local.dir": str(spill),
            "spark.sql.shuffle.partitions": str(2 * cores),
        }
    for name, value in said.items():
        builder = builder.config(name, value)
    return builder


def _places(url: str) -> list[tuple[str, int]]:
    """Name the hosts and ports of an address; a cluster may have several masters."""
    scheme, rest = url.split("://", 1)
    parts = [urlsplit(f"//{part}") for part in rest.split("/")[0].split(",")]
    try:
        return [(part.hostname or "", part.port or _PORTS[scheme]) for part in parts]
    except ValueError as fault:
        raise EngineError(f"'{url}' is not an address: {fault}.", _mend(url)) from fault


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), PATIENCE).close()
    except OSError:
        return False
    return True


def _first(fault: Exception) -> str:
    return (str(fault).strip().splitlines() or [type(fault).__name__])[0]


def _mend(url: str) -> str:
    if url.startswith("local"):
        return "Leave --engine out: DuckDB gives the same prices and needs no Java."
    return "Check the address and that the cluster is up, or leave --spark-url out to run Spark on this computer."
