"""Which engine prices the lines: DuckDB in this process, or Apache Spark here or on a cluster."""

from __future__ import annotations

import os

import attrs

from counteroffer.core.errors import InputError

DUCKDB, SPARK = "duckdb", "spark"
ENGINES = (DUCKDB, SPARK)

LOCAL = "local[*]"
"""Spark in a process beside this one, on all cores."""

_SCHEMES = ("local", "spark://", "sc://")


@attrs.frozen
class Choice:
    """An engine.

    Attributes:
        engine: one of `ENGINES`.
        url: for Spark `local[*]`, `spark://HOST:PORT` (a cluster's master) or `sc://HOST:PORT` (Spark Connect).
    """

    engine: str = DUCKDB
    url: str = LOCAL

    @classmethod
    def of(cls, engine: str | None = None, url: str | None = None) -> Choice:
        """Choose by what is said, else by COUNTEROFFER_ENGINE and COUNTEROFFER_SPARK_URL, else DuckDB.

        Raises:
            InputError: if there is no such engine or address, or an address of Spark is given for DuckDB.
        """
        if url and not engine:
            engine = SPARK
        named = (engine or os.environ.get("COUNTEROFFER_ENGINE") or DUCKDB).strip().casefold()
        if named not in ENGINES:
            raise InputError(f"There is no engine '{named}'.", f"Say {DUCKDB} (the usual one) or {SPARK}.")
        if named == DUCKDB:
            if url:
                raise InputError(f"--spark-url {url} is for Spark, not for DuckDB.", "Say --engine spark as well.")
            return cls()
        where = (url or os.environ.get("COUNTEROFFER_SPARK_URL") or LOCAL).strip()
        if not where.startswith(_SCHEMES):
            raise InputError(
                f"'{where}' is not an address of Spark.",
                "Write spark://HOST:7077 for a cluster, sc://HOST:15002 for Spark Connect, or local[*] for here.",
            )
        return cls(SPARK, where)
