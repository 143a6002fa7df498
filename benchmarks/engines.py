"""Prices the same lines with DuckDB and with Spark on this computer; every line must have the same cents on both.

    python benchmarks/engines.py --lines 100000 1000000

Seconds are from Parquet files to Parquet files; Spark's start is told apart, and so is its first run, which compiles.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import reprice

from counteroffer.core.tables import PRICED
from counteroffer.price.given import Given
from counteroffer.price.run import price_lines
from counteroffer.store.spark import Spark, batches

NAMES = ("lines", "rates", "rules", "versions", "cases", "procedures", "clinicians", "medicare")


def on_duckdb() -> tuple[float, pa.Table]:
    """Price with DuckDB: seconds, prices in the order of the lines."""
    began = time.perf_counter()
    reprice.product()
    seconds = time.perf_counter() - began
    return seconds, pq.read_table(reprice.WORK / "product").cast(PRICED.schema).sort_by("line_id")


def on_spark(spark: Spark) -> tuple[float, pa.Table]:
    """Price with Spark: seconds, prices in the order of the lines."""
    began = time.perf_counter()
    given = {name: spark.file(reprice.WORK / f"{name}.parquet") for name in NAMES}
    known = Given(**{name: given[name] for name in NAMES[1:]}, said=reprice.said())
    tolerance = reprice.PRACTICE.tolerance_percent
    rows = spark.rows(price_lines(given["lines"], known, reprice.CENTS, tolerance, spark.keep))
    seconds = time.perf_counter() - began
    return seconds, batches(rows, PRICED.schema).read_all().sort_by("line_id")


def main() -> None:
    """Run both on each number of lines and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, nargs="+", default=[100_000, 1_000_000])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        reprice.WORK = folder = Path(made)
        began = time.perf_counter()
        with Spark.open("local[*]", folder) as spark:
            print(f"Spark's start {time.perf_counter() - began:.1f} s")
            print("   lines    DuckDB s   Spark first s   Spark again s   again / DuckDB")
            for lines in asked.lines:
                reprice.make(lines)
                duck, due = on_duckdb()
                (first, _), (again, found) = on_spark(spark), on_spark(spark)
                assert found.equals(due), "the engines differ"
                print(f"{lines:10,} {duck:9.2f} {first:13.1f} {again:15.1f} {again / duck:13.1f}", flush=True)
    print("every column of every line equal")


if __name__ == "__main__":
    main()
