"""Prices the same lines with DuckDB and with Spark on this computer; every line must have the same cents on both.

    python benchmarks/engines.py --lines 100000 1000000

Seconds are from Parquet files to Parquet files; Spark's start is told apart, and so is its first run, which compiles.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from reprice import made_lines, made_rates, made_terms

from counteroffer.core.tables import PRICED, RULES
from counteroffer.price.adjust import Given
from counteroffer.price.clinicians import CLINICIANS
from counteroffer.price.medicare import PROCEDURES, SCHEMA
from counteroffer.price.run import price_lines
from counteroffer.store.spark import Spark, batches


def written(lines: int, folder: Path) -> dict[str, Path]:
    """Write what is priced, and what prices it, as files."""
    rng = np.random.default_rng(7)
    made = {"lines": made_lines(lines, rng), "rates": made_rates(rng), "rules": RULES.empty()}
    made |= {"terms": made_terms(made["rates"]), "procedures": PROCEDURES.empty_table()}
    made |= {"clinicians": CLINICIANS.empty_table(), "medicare": SCHEMA.empty_table()}
    files = {name: folder / f"{name}-{lines}.parquet" for name in made}
    for name, rows in made.items():
        pq.write_table(rows, files[name])
    return files


def on_duckdb(files: dict[str, Path], out: Path) -> tuple[float, pa.Table]:
    """Price with DuckDB: seconds, prices in the order of the lines."""
    con = ibis.duckdb.connect()
    began = time.perf_counter()
    given = {name: con.read_parquet(file) for name, file in files.items()}
    con.to_parquet(price_lines(given.pop("lines"), Given(**given), 100, 1), out)
    seconds = time.perf_counter() - began
    con.disconnect()
    return seconds, pq.read_table(out).cast(PRICED.schema).sort_by("line_id")


def on_spark(spark: Spark, files: dict[str, Path]) -> tuple[float, pa.Table]:
    """Price with Spark: seconds, prices in the order of the lines."""
    began = time.perf_counter()
    given = {name: spark.file(file) for name, file in files.items()}
    rows = spark.rows(price_lines(given.pop("lines"), Given(**given), 100, 1, spark.keep))
    seconds = time.perf_counter() - began
    return seconds, batches(rows, PRICED.schema).read_all().sort_by("line_id")


def main() -> None:
    """Run both on each number of lines and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, nargs="+", default=[100_000, 1_000_000])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        began = time.perf_counter()
        with Spark.open("local[*]", folder) as spark:
            print(f"Spark's start {time.perf_counter() - began:.1f} s")
            print("   lines    DuckDB s   Spark first s   Spark again s   again / DuckDB")
            for lines in asked.lines:
                files = written(lines, folder)
                duck, due = on_duckdb(files, folder / "duckdb.parquet")
                (first, _), (again, found) = on_spark(spark, files), on_spark(spark, files)
                assert found.equals(due), "the engines differ"
                print(f"{lines:10,} {duck:9.2f} {first:13.1f} {again:15.1f} {again / duck:13.1f}", flush=True)
    print("every column of every line equal")


if __name__ == "__main__":
    main()
