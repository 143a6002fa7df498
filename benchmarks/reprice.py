"""Reprices 1,000,000 lines against a rate book of 20 payers x 3 versions, beside pandas doing the same rules.

    python benchmarks/reprice.py --lines 1000000 --runs 3

Both sides give the expected amount of every line; the sums must be equal to the cent, else the benchmark fails.
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import statistics
import time

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa

from counteroffer.core.tables import LINES, RATES, TERMS
from counteroffer.price.medicare import SCHEMA
from counteroffer.price.run import price_lines

PAYERS, CODES, VERSIONS = 20, 2000, 3
SINCE = (dt.date(2023, 1, 1), dt.date(2024, 1, 1), dt.date(2025, 1, 1))
UNTIL = (dt.date(2023, 12, 31), dt.date(2024, 12, 31), dt.date(9999, 12, 31))
BLANK = {pa.string(): "", pa.int64(): 0, pa.date32(): None, pa.bool_(): False}


def made_lines(n: int, rng: np.random.Generator) -> pa.Table:
    """Draw lines: a code, a payer, a day, units and a charge each; 3% have no rate."""
    days = np.datetime64("2023-01-01") + rng.integers(0, 3 * 365, n)
    said = {
        "line_id": np.arange(1, n + 1),
        "payer": np.char.add("Payer ", rng.integers(0, PAYERS, n).astype(str)),
        "sequence": np.repeat("P", n),
        "outcome": np.repeat("paid", n),
        "setting": np.where(rng.random(n) < 0.8, "nonfacility", "facility"),
        "service_date": days.astype("datetime64[D]"),
        "billed_code": np.char.zfill((10000 + rng.integers(0, int(CODES * 1.03), n)).astype(str), 5),
        "mod1": np.where(rng.random(n) < 0.1, "25", ""),
        "milliunits": 1000 * rng.integers(1, 4, n),
        "charge": rng.integers(2_000, 60_000, n),
        "allowed": rng.integers(1_000, 40_000, n),
    }
    columns = []
    for field in LINES.schema:
        values = said.get(field.name)
        blank = pa.repeat(pa.scalar(BLANK[field.type], field.type), n)
        columns.append(blank if values is None else pa.array(values).cast(field.type))
    return pa.table(columns, names=LINES.names)


def made_rates(rng: np.random.Generator) -> pa.Table:
    """Make the rate book: every payer, version, code and setting has one amount."""
    parts = []
    codes = np.char.zfill((10000 + np.arange(CODES)).astype(str), 5)
    for payer in range(PAYERS):
        for version in range(VERSIONS):
            for setting in ("facility", "nonfacility"):
                said = {
                    "contract": f"contract-{payer}", "version": str(version), "payer": f"Payer {payer}",
                    "since": SINCE[version], "until": UNTIL[version], "modifier": "", "setting": setting,
                    "term_id": f"contract-{payer}/{version}#1", "basis": "fee_schedule", "percent": None,
                    "micro": None, "medicare_rate": None, "medicare_year": None, "medicare_quarter": None,
                    "medicare_locality": "", "factor": None, "relative": None, "unescalated": None, "escalator": "",
                    "confidence": "exact",
                    "lesser_of": payer % 2 == 0,
                }  # fmt: skip
                made = {"code": pa.array(codes), "rate": pa.array(rng.integers(1_000, 40_000, CODES))}
                columns = [
                    made[f.name] if f.name in made else pa.repeat(pa.scalar(said[f.name], f.type), CODES)
                    for f in RATES.schema
                ]
                parts.append(pa.table(columns, names=RATES.names))
    return pa.concat_tables(parts)


def made_terms(rates: pa.Table) -> pa.Table:
    """Make the one term of every version."""
    names = [name for name in TERMS.names if name in rates.column_names]
    rows = rates.select(names).group_by(names).aggregate([]).to_pylist()
    return pa.Table.from_pylist(
        [dict.fromkeys(TERMS.names, "") | row | {"place": 1} for row in rows], schema=TERMS.schema
    )


def ours(lines: pa.Table, rates: pa.Table) -> tuple[float, int]:
    """Price with the product: seconds, sum of expected amounts."""
    con = ibis.duckdb.connect()
    tables = [con.create_table("lines", lines), con.create_table("rates", rates)]
    medicare = con.create_table("medicare", SCHEMA.empty_table())
    terms = con.create_table("terms", made_terms(rates))
    began = time.perf_counter()
    priced = con.create_table("priced", price_lines(*tables, medicare, 100, 1, terms=terms))
    seconds = time.perf_counter() - began
    total = int(priced.expected.sum().execute())
    assert priced.count().execute() == lines.num_rows
    con.disconnect()
    return seconds, total


def with_pandas(lines: pd.DataFrame, rates: pd.DataFrame) -> tuple[float, int]:
    """The same rules in pandas: merge by version and code, units, lesser-of."""
    began = time.perf_counter()
    year = lines["service_date"].dt.year.to_numpy()
    asked = lines.assign(version=np.clip(year - 2023, 0, 2).astype(str), modifier="")
    keys = {"left_on": ["payer", "version", "billed_code", "modifier", "setting"],
            "right_on": ["payer", "version", "code", "modifier", "setting"]}  # fmt: skip
    met = asked.merge(rates, how="left", **keys)
    known = met["rate"].notna()
    amount = (2 * met["rate"].fillna(0).astype("int64") * met["milliunits"] + 1000) // 2000
    lesser = met["lesser_of"].fillna(value=False).astype(bool) & (met["charge"] < amount)
    expected = amount.where(~lesser, met["charge"]).where(known)
    return time.perf_counter() - began, int(expected.sum())


def main() -> None:
    """Run both sides in turn and print seconds, ratio and peak memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    rng = np.random.default_rng(7)
    lines, rates = made_lines(asked.lines, rng), made_rates(rng)
    columns = ["payer", "setting", "service_date", "billed_code", "milliunits", "charge"]
    frame = lines.select(columns).to_pandas()
    frame["service_date"] = pd.to_datetime(frame["service_date"])
    book = rates.select(["payer", "version", "code", "modifier", "setting", "rate", "lesser_of"]).to_pandas()
    mine, theirs = [], []
    for _ in range(asked.runs):
        (seconds, total), (other, check) = ours(lines, rates), with_pandas(frame, book)
        assert total == check, (total, check)
        mine.append(seconds)
        theirs.append(other)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    median, rival = statistics.median(mine), statistics.median(theirs)
    print(f"{asked.lines:,} lines, {rates.num_rows:,} rates, {asked.runs} runs, equal to the cent")
    print(f"counteroffer  {median:6.2f} s  ({min(mine):.2f} to {max(mine):.2f})")
    print(f"pandas        {rival:6.2f} s  ({min(theirs):.2f} to {max(theirs):.2f})   ratio {rival / median:.2f}")
    print(f"peak memory of both together: {peak:,.0f} MiB")


if __name__ == "__main__":
    main()
