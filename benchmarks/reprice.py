"""Reprices made-up lines against a rate book of 20 payers x 3 versions x 8,000 codes, with every adjustment.

    python benchmarks/reprice.py --lines 10000000

In one run, each in a process of its own with its peak memory: the product (Ibis on DuckDB), the same rules in SQL
written by hand, the bare scan and join of the same tables, and pandas with NumPy. All read the same Parquet files and
write the same columns, of which every value of every line must be equal, else the benchmark fails.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from counteroffer.contracts.compiled import FINE, Compiled
from counteroffer.contracts.rules import RANKS
from counteroffer.core.practice import Practice
from counteroffer.core.tables import CASES, LINES, PRICED, RATES, RULES, TERMS
from counteroffer.core.tables import VERSIONS as VERSION_ROWS
from counteroffer.medicare.book import shipped
from counteroffer.price.clinicians import clinicians
from counteroffer.price.given import Given
from counteroffer.price.medicare import practice_medicare, procedures
from counteroffer.price.parts import queries
from counteroffer.store.engine import Engine
from counteroffer.store.lake import Lake

CENTS = 100
"""What a line may be short by."""

WORK = Path(__file__).parent / "work" / "reprice"
PAYERS, CODES, VERSIONS, PEOPLE = 20, 8000, 3, 40
SINCE = (dt.date(2023, 1, 1), dt.date(2024, 1, 1), dt.date(2025, 1, 1))
UNTIL = (dt.date(2023, 12, 31), dt.date(2024, 12, 31), dt.date(9999, 12, 31))
BLANK = {pa.string(): "", pa.int64(): 0, pa.date32(): None, pa.bool_(): False}
PRACTICE = Practice("Bench", zip="60601", clinicians={f"{n:010d}": "NP" if n % 4 == 0 else "MD" for n in range(PEOPLE)})
PERCENTS = {"50": 150_000, "52": 50_000, "62": 62_500, "80": 16_000, "AS": 13_600}
MODIFIERS = ("", "25", "59", "50", "52", "62", "80", "AS", "26")
OFTEN = (0.78, 0.1, 0.04, 0.02, 0.005, 0.002, 0.005, 0.003, 0.045)
LINE_TYPES = LINES.schema


def codes() -> tuple[list[str], dict[str, str]]:
    """Give 8,000 codes of the physician fee schedule and Medicare's multiple procedure indicator of each."""
    known = {row["code"]: row["multiple"] for row in procedures(shipped(), PRACTICE).to_pylist()}
    chosen = sorted(known)[:CODES]
    return chosen, {code: known[code] for code in chosen}


def table(schema: pa.Schema, n: int, **said: object) -> pa.Table:
    """Make a table of `n` rows from whole columns and single values."""
    columns = []
    for field in schema:
        values = said.get(field.name, BLANK[field.type])
        if isinstance(values, np.ndarray | pa.Array | pa.ChunkedArray | list | pa.DictionaryArray):
            columns.append(
                pa.array(values, field.type) if not isinstance(values, pa.Array) else values.cast(field.type)
            )
        else:
            columns.append(pa.repeat(pa.scalar(values, field.type), n))
    return pa.table(columns, schema=schema)


def named(names: list[str] | tuple[str, ...], places: np.ndarray) -> pa.Array:
    """Give names by their places."""
    return pa.array(list(names), pa.string()).take(pa.array(places))


def some_lines(first: int, n: int, rng: np.random.Generator) -> pa.Table:
    """Draw the lines of visits: 1 to 4 lines of a patient on a day at one payer; 3% have a code without a rate."""
    chosen, _ = codes()
    visit = np.repeat(np.arange(n), rng.integers(1, 5, n))[:n]
    visits = int(visit[-1]) + 1
    often = 1 / np.arange(1, CODES + 1) ** 0.6
    ranked = rng.permutation(CODES)
    days = np.datetime64("2023-01-01") + rng.integers(0, 3 * 365, visits)
    payer, office = rng.integers(0, PAYERS, visits), rng.random(visits) < 0.8
    clinician, remote = rng.integers(0, PEOPLE, visits), rng.random(visits) < 0.05
    code = ranked[rng.choice(CODES, n, p=often / often.sum())]
    unknown = rng.random(n) < 0.03
    billed = pa.compute.if_else(pa.array(unknown), pa.scalar("ZZZZZ"), named(chosen, code))
    claims = pa.array(np.arange(first, first + visits)[visit]).cast(pa.string())
    return table(
        LINES.schema, n,
        line_id=np.arange(first + 1, first + n + 1), claim=claims, sequence="P", outcome="paid", patient_key=claims,
        payer=named([f"Payer {i}" for i in range(PAYERS)], payer[visit]), billing_tin="123456789",
        rendering_npi=named([f"{i:010d}" for i in range(PEOPLE)], clinician[visit]),
        pos=named(("11", "22", "02"), np.where(remote, 2, np.where(office, 0, 1))[visit]),
        setting=named(("nonfacility", "facility"), np.where(office & ~remote, 0, 1)[visit]),
        service_date=pa.array(days.astype("datetime64[D]")[visit]), billed_code=billed,
        mod1=named(MODIFIERS, rng.choice(len(MODIFIERS), n, p=OFTEN)),
        milliunits=1000 * rng.choice([1, 2, 3], n, p=[0.9, 0.07, 0.03]), charge=rng.integers(2_000, 90_000, n),
        allowed=rng.integers(1_000, 40_000, n),
    )  # fmt: skip


def made_rates(rng: np.random.Generator) -> pa.Table:
    """Make the rate book: every payer, version, code, component and setting has one amount."""
    chosen, _ = codes()
    parts = []
    for payer in range(PAYERS):
        for version in range(VERSIONS):
            whole = rng.integers(2_000, 40_000, CODES)
            for setting in ("facility", "nonfacility"):
                for modifier, rate in (("", whole), ("26", whole * 2 // 5)):
                    parts.append(
                        table(
                            RATES.schema, CODES, contract=f"contract-{payer}", version=str(version),
                            payer=f"Payer {payer}", since=SINCE[version], until=UNTIL[version], code=chosen,
                            modifier=modifier, setting=setting, term_id=f"contract-{payer}/{version}#1",
                            basis="fee_schedule", rate=rate, confidence="exact", lesser_of=payer % 2 == 0,
                            **dict.fromkeys(("micro", "charge_limit", "base_units", "minutes_per_unit", "percent",
                                             "medicare_rate", "medicare_year", "medicare_quarter",
                                             "factor", "relative", "unescalated")),
                        )
                    )  # fmt: skip
    return pa.concat_tables(parts)


def made_rules() -> pa.Table:
    """Make the same adjustments for every version: modifiers, classes, telehealth, several procedures, claims."""
    blank = {
        "rank": 0,
        "most": None,
        "percent": None,
        "shares": False,
        "indicators": "",
        "otherwise": None,
        "setting": "",
    }
    said = [{"kind": "modifier", "key": key, "percent": percent} for key, percent in PERCENTS.items()]
    said += [{"kind": "practitioner", "key": "NP", "percent": 85_000}]
    said += [{"kind": "place", "key": "02", "percent": 100_000, "setting": "nonfacility"}]
    said += [
        {"kind": "multiple", "key": "rate", "rank": rank, "percent": percent, "indicators": "2"}
        for rank, percent in ((1, 100_000), (2, 50_000))
    ]
    rows = [
        blank | row | {"contract": f"contract-{payer}", "version": str(version), "exhibit": "", "rule_id": "r"}
        for payer in range(PAYERS) for version in range(VERSIONS) for row in said
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=RULES.schema)


def made_versions() -> pa.Table:
    """Make every version, for all lines."""
    rows = [
        {"contract": f"contract-{payer}", "version": str(version), "exhibit": "", "payer": f"Payer {payer}",
         "product": "", "funding": "", "since": SINCE[version], "until": UNTIL[version], "closeness": 0}
        for payer in range(PAYERS) for version in range(VERSIONS)
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=VERSION_ROWS.schema)


def make(lines: int) -> None:
    """Write the tables that all sides read."""
    WORK.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(7)
    made = {
        "rates": made_rates(rng), "rules": made_rules(), "versions": made_versions(), "cases": CASES.empty(),
        "procedures": procedures(shipped(), PRACTICE), "clinicians": clinicians(PRACTICE),
        "medicare": practice_medicare(shipped(), PRACTICE),
    }  # fmt: skip
    for name, rows in made.items():
        pq.write_table(rows, WORK / f"{name}.parquet", row_group_size=122_880)
    with pq.ParquetWriter(WORK / "lines.parquet", LINES.schema) as out:
        for first in range(0, lines, 1_000_000):
            out.write_table(some_lines(first, min(1_000_000, lines - first), rng), row_group_size=122_880)


def product() -> None:
    """Price with the product, some payers at a time as a refresh does; each group is written by the engine."""
    os.environ.setdefault("COUNTEROFFER_MEMORY", "3GB")
    names = ("lines", "rates", "rules", "versions", "cases", "procedures", "clinicians", "medicare")
    with Engine(Lake(WORK), {}) as engine:
        con = engine.con
        found = {name: con.read_parquet(WORK / f"{name}.parquet", table_name=name) for name in names}
        made = {name: pq.read_table(WORK / f"{name}.parquet") for name in ("rules", "versions", "cases")}
        made["rates"] = pq.read_table(WORK / "rates.parquet", columns=["code", *FINE])
        said = Compiled(terms=TERMS.empty(), **made).said
        lines = found.pop("lines")
        sizes = lines.group_by("payer").agg(n=lines.count()).to_pyarrow().to_pydict()
        sizes = dict(zip(sizes["payer"], sizes["n"], strict=True))
        shutil.rmtree(WORK / "product", ignore_errors=True)
        (WORK / "product").mkdir()
        asked = queries(engine, lines, Given(**found, said=said), sizes, (CENTS, PRACTICE.tolerance_percent))
        for number, sql in enumerate(asked):
            con.raw_sql(f"COPY ({sql}) TO '{WORK / 'product' / str(number)}.parquet' (FORMAT parquet)")


def by_hand() -> None:
    """Price with SQL written by hand for these rules and tables."""
    con = duckdb.connect(config={"memory_limit": "3GB"})
    for name in ("lines", "rates", "rules", "versions", "procedures", "clinicians", "medicare"):
        con.execute(f"CREATE VIEW {name} AS FROM '{WORK / name}.parquet'")
    con.execute(f"COPY ({BY_HAND}) TO '{WORK / 'by_hand.parquet'}' (FORMAT parquet)")


def bare() -> None:
    """Scan and join the same tables, without a rule, and write the same columns: the limit."""
    con = duckdb.connect(config={"memory_limit": "3GB"})
    for name in ("lines", "rates", "medicare"):
        con.execute(f"CREATE VIEW {name} AS FROM '{WORK / name}.parquet'")
    con.execute(f"COPY ({BARE}) TO '{WORK / 'bare.parquet'}' (FORMAT parquet)")


BARE = """
SELECT l.line_id, r.contract, r.version, r.term_id, r.basis, r.rate, '' AS as_setting, r.rate AS modified, 0 AS rank,
    r.rate AS contracted, r.rate AS expected, r.confidence, '' AS why_not, 0 AS withheld, 0 AS sequestered,
    l.allowed - r.rate AS variance, false AS underpaid, m.amount AS medicare, m.year AS medicare_year
FROM lines l
LEFT JOIN rates r ON l.payer = r.payer AND l.billed_code = r.code AND l.setting = r.setting
    AND r.modifier = CASE WHEN l.mod1 = '26' THEN '26' ELSE '' END AND l.service_date BETWEEN r.since AND r.until
LEFT JOIN medicare m ON m.year = year(l.service_date) AND m.code = l.billed_code AND m.modifier = ''
    AND m.setting = l.setting
"""

BY_HAND = f"""
WITH priced AS (
    SELECT l.line_id, l.payer, l.patient_key, l.service_date, l.billing_tin, l.billed_code, l.milliunits, l.charge,
        l.allowed, l.outcome, l.sequence, l.setting, v.contract, v.version, r.term_id, r.basis, r.rate, r.confidence,
        r.lesser_of, p.multiple,
        CASE WHEN l.pos = '02' THEN 'nonfacility' ELSE l.setting END AS as_setting,
        CASE WHEN l.mod1 IN ('50', '52', '62', '80', 'AS') THEN NULL ELSE m.amount END AS amount,
        CASE WHEN r.rate IS NULL THEN 'no_rate' ELSE '' END AS why_not,
        CASE l.mod1 WHEN '50' THEN (3 * r.rate + 1) // 2 WHEN '52' THEN (r.rate + 1) // 2
            WHEN '62' THEN (2 * r.rate * 62500 + 100000) // 200000
            WHEN '80' THEN (2 * r.rate * 16000 + 100000) // 200000
            WHEN 'AS' THEN (2 * r.rate * 13600 + 100000) // 200000 ELSE r.rate END AS modified,
        c.clinician_class = 'NP' AND l.mod1 <> 'AS'
            AND left(l.billed_code, 1) NOT IN ('A', 'B', 'E', 'J', 'K', 'L', 'Q', 'V') AS np
    FROM lines l
    LEFT JOIN clinicians c ON c.npi = l.rendering_npi
    LEFT JOIN versions v ON v.payer = l.payer AND l.service_date BETWEEN v.since AND v.until
    LEFT JOIN rates r ON l.payer = r.payer AND l.billed_code = r.code
        AND r.setting = CASE WHEN l.pos = '02' THEN 'nonfacility' ELSE l.setting END
        AND r.modifier = CASE WHEN l.mod1 = '26' THEN '26' ELSE '' END AND l.service_date BETWEEN r.since AND r.until
    LEFT JOIN procedures p ON p.code = l.billed_code
    LEFT JOIN medicare m ON m.year = year(l.service_date) AND m.code = l.billed_code
        AND m.modifier = CASE WHEN l.mod1 = '26' THEN '26' ELSE '' END AND m.setting = l.setting
), by_class AS (
    SELECT *, CASE WHEN np THEN (2 * modified * 85000 + 100000) // 200000 ELSE modified END AS unit FROM priced
), ranked AS (
    SELECT line_id, unit, milliunits // 1000 AS units, sum(milliunits // 1000) OVER (
        PARTITION BY payer, patient_key, service_date, billing_tin, sequence, contract, version
        ORDER BY outcome = 'denied', unit DESC, line_id ROWS UNBOUNDED PRECEDING) - milliunits // 1000 + 1 AS rank
    FROM by_class WHERE multiple = '2' AND unit IS NOT NULL
), contracted AS (
    SELECT b.*, coalesce(r.rank, 0) AS rank, CASE WHEN r.rank IS NULL THEN b.unit * b.milliunits // 1000
        WHEN r.rank = 1 THEN b.unit + (b.unit + 1) // 2 * (r.units - 1)
        ELSE (b.unit + 1) // 2 * r.units END::BIGINT AS contracted
    FROM by_class b LEFT JOIN ranked r USING (line_id)
), expected AS (
    SELECT *, CASE WHEN lesser_of AND charge < contracted THEN charge ELSE contracted END AS expected FROM contracted
), compared AS (
    SELECT *, CASE WHEN outcome = 'paid' AND sequence = 'P' THEN allowed - expected END AS variance FROM expected
)
SELECT line_id, coalesce(contract, '') AS contract, coalesce(version, '') AS version,
    coalesce(term_id, '') AS term_id, coalesce(basis, '') AS basis, rate,
    CASE WHEN why_not = '' AND as_setting <> setting THEN as_setting ELSE '' END AS as_setting, unit AS modified, rank,
    contracted, expected, CASE WHEN why_not = '' THEN confidence ELSE 'cannot_price' END AS confidence, why_not,
    expected * 0 AS withheld, expected * 0 AS sequestered, variance,
    coalesce(-variance > CENTS AND -variance * 100000 > expected * MILLI AND confidence = 'exact', false) AS underpaid,
    amount * milliunits // 1000 AS medicare, CASE WHEN amount IS NOT NULL THEN year(service_date) END AS medicare_year
FROM compared
""".replace("CENTS", str(CENTS)).replace("MILLI", str(int(PRACTICE.tolerance_percent * 1000)))


def with_pandas() -> None:
    """Price with pandas and NumPy; the version of a line is known by its year beforehand."""
    wanted = ["line_id", "payer", "patient_key", "setting", "service_date", "billed_code", "mod1", "pos", "milliunits",
              "charge", "allowed", "outcome", "sequence", "rendering_npi"]  # fmt: skip
    lines = pd.read_parquet(WORK / "lines.parquet", columns=wanted)
    book = pd.read_parquet(WORK / "rates.parquet", columns=["payer", "version", "code", "modifier", "setting", "rate",
                                                            "lesser_of", "term_id", "basis", "confidence"])  # fmt: skip
    medicare = pd.read_parquet(WORK / "medicare.parquet")
    year = pd.to_datetime(lines["service_date"]).dt.year.to_numpy()
    lines["year"], lines["version"], lines["own"] = year, (year - 2023).astype(str), lines["setting"]
    lines["modifier"] = np.where(lines["mod1"] == "26", "26", "")
    lines["setting"] = np.where(lines["pos"] == "02", "nonfacility", lines["setting"])
    met = lines.merge(book.rename(columns={"code": "billed_code"}), how="left",
                      on=["payer", "version", "billed_code", "modifier", "setting"])  # fmt: skip
    met = met.merge(medicare.rename(columns={"code": "billed_code", "setting": "own"}), how="left",
                    on=["year", "billed_code", "modifier", "own"])  # fmt: skip
    known = met["rate"].notna()
    unit = met["rate"].fillna(0).astype("int64").to_numpy()
    percent = met["mod1"].map(PERCENTS).fillna(100_000).astype("int64").to_numpy()
    unit = (2 * unit * percent + 100_000) // 200_000
    nurses = [npi for npi, kind in PRACTICE.clinicians.items() if kind == "NP"]
    supply = met["billed_code"].str[0].isin(list("ABEJKLQV"))
    nurse = met["rendering_npi"].isin(nurses) & (met["mod1"] != "AS") & ~supply
    unit = np.where(nurse, (2 * unit * 85_000 + 100_000) // 200_000, unit)
    units = (met["milliunits"] // 1000).to_numpy()
    _, indicators = codes()
    reached = known & (met["billed_code"].map(indicators) == "2")
    some = pd.DataFrame({"p": met["payer"], "k": met["patient_key"], "d": met["service_date"], "id": met["line_id"],
                         "unit": unit, "units": units})[reached]  # fmt: skip
    some = some.sort_values(["unit", "id"], ascending=[False, True])
    before = some.groupby(["p", "k", "d"], sort=False)["units"].cumsum() - some["units"]
    half = (some["unit"] + 1) // 2
    ranked = np.where(before == 0, some["unit"] + half * (some["units"] - 1), half * some["units"])
    amount = pd.Series(unit * units, index=met.index)
    amount.loc[some.index] = ranked
    rank = pd.Series(0, index=met.index)
    rank.loc[some.index] = before + 1
    lesser = met["lesser_of"].fillna(value=False).astype(bool) & (met["charge"] < amount)
    expected = amount.where(~lesser, met["charge"]).where(known).astype("Int64")
    variance = (met["allowed"] - expected).where((met["outcome"] == "paid") & (met["sequence"] == "P"))
    short = (-variance > CENTS) & (-variance * 100_000 > expected * int(PRACTICE.tolerance_percent * 1000))
    fee = met["amount"].astype("Int64").mask(met["mod1"].isin(list(PERCENTS)))
    out = pd.DataFrame({
        "line_id": met["line_id"], "contract": "contract-" + met["payer"].str[6:], "version": met["version"],
        "term_id": met["term_id"].fillna(""), "basis": met["basis"].fillna(""), "rate": met["rate"].astype("Int64"),
        "as_setting": np.where(known & (met["setting"] != met["own"]), met["setting"], ""),
        "modified": pd.Series(unit, index=met.index).where(known).astype("Int64"), "rank": rank,
        "contracted": amount.where(known).astype("Int64"), "expected": expected,
        "confidence": met["confidence"].fillna("cannot_price"), "why_not": np.where(known, "", "no_rate"),
        "withheld": expected * 0, "sequestered": expected * 0, "variance": variance,
        "underpaid": short.fillna(value=False) & (met["confidence"] == "exact"),
        "medicare": fee * met["milliunits"] // 1000, "medicare_year": met["year"].where(fee.notna()).astype("Int64"),
    })  # fmt: skip
    out.to_parquet(WORK / "with_pandas.parquet")


SUMS = ", ".join(
    f"bit_xor(hash(line_id, {name}::{'VARCHAR' if PRICED.schema.field(name).type == pa.string() else 'BIGINT'}))"
    for name in PRICED.names
)
"""One number for each column of all lines together: equal only if every line has the same value."""

SIDES = {"product": product, "by_hand": by_hand, "bare": bare, "with_pandas": with_pandas}


def run(side: str) -> dict[str, float]:
    """Run one side in a process of its own: seconds after its imports, and peak MiB."""
    told = subprocess.run([sys.executable, __file__, "--side", side], check=True, capture_output=True, text=True)
    return json.loads(told.stdout.strip().splitlines()[-1])


def main() -> None:
    """Run all sides and print seconds, ratios and peak memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--side", choices=SIDES)
    parser.add_argument("--only", nargs="*", default=list(SIDES))
    parser.add_argument("--keep", action="store_true", help="use the tables of the last run")
    asked = parser.parse_args()
    if asked.side:
        began = time.perf_counter()
        SIDES[asked.side]()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"seconds": time.perf_counter() - began, "peak": peak}))
        return
    if not asked.keep:
        make(asked.lines)
    con, sums, best = duckdb.connect(), {}, {}
    for side in asked.only:
        runs = [run(side) for _ in range(asked.runs)]
        best[side] = min(runs, key=lambda one: one["seconds"])
        if side != "bare":
            written = WORK / side / "*.parquet" if side == "product" else WORK / f"{side}.parquet"
            sums[side] = con.execute(f"SELECT {SUMS} FROM '{written}'").fetchone()
    print(f"{asked.lines:,} lines, {PAYERS} payers x {VERSIONS} versions x {CODES:,} codes, {RANKS} ranks")
    for side, found in best.items():
        ratio = found["seconds"] / best.get("product", found)["seconds"]
        print(f"{side:12} {found['seconds']:7.2f} s  {found['peak']:7,.0f} MiB  {ratio:5.2f} x the product")
    assert len(set(sums.values())) <= 1, sums
    print(f"{len(PRICED.names)} columns of every line are equal on {', '.join(sums)}")


if __name__ == "__main__":
    main()
