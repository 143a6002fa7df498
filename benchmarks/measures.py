"""Every metric and every view of a practice, and beside us the same five questions in SQL by hand and in pandas.

    python benchmarks/measures.py [--lines 150000]
    python benchmarks/measures.py --lines 150000 --times 64 --memory 6GB

A demo practice is made and imported (`counteroffer demo`). With `--times`, its final lines, their prices and the causes
of variances are put there so many times, each time with lines, claims, patients and files of their own; what does not
grow with the lines (contracts, authorizations, movements) stays as it is. Each side has a process of its own: seconds,
processor seconds, and peak memory after its imports. What the five questions come to must be equal on all sides.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pandas as pd
import pyarrow.parquet as pq

from counteroffer.measure.answer import answer
from counteroffer.measure.reads import of_all, of_metric
from counteroffer.measure.registry import find_metric, find_view, views
from counteroffer.store.engine import Engine, steps_apart
from counteroffer.workspace import Workspace, viewing
from counteroffer.workspace.causes import _mark, causes_of

if TYPE_CHECKING:
    from collections.abc import Callable

WORK = Path(__file__).parent / "work" / "measures"
OWN = {"lines": ("claim", "patient_key", "claim_file", "remit_file"), "priced": (), "variances": ()}
"""Tables that are put there several times, and what is then of its own beside the line's number."""

LAG = (10, 50, 90)
QUESTIONS = ("allowed by payer", "top codes", "denials by category", "days in A/R", "payer lag")


def make(lines: int, times: int) -> Path:
    """Make the practice, once; give its folder."""
    small, folder = WORK / f"{lines}", WORK / f"{lines}x{times}"
    if not small.is_dir():
        command = [sys.executable, "-m", "counteroffer", "demo", str(small), "--lines", str(lines)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        with Workspace.open(small).engine() as engine:
            causes_of(Workspace.open(small), engine)
    if times > 1 and not folder.is_dir():
        shutil.copytree(small, folder)
        _multiply(Workspace.open(folder), times)
    return folder if times > 1 else small


def _multiply(desk: Workspace, times: int) -> None:
    """Put the lines there so many times."""
    with Engine(desk.lake) as engine, desk.lake.writing() as write:
        con = engine.con.con
        most = con.execute(f"SELECT max(line_id) FROM {engine.table('lines').get_name()}").fetchone()[0]
        for name, own in OWN.items():
            table = engine.table(name)
            types = {column: "BIGINT" if kind.is_integer() else "VARCHAR" for column, kind in table.schema().items()}
            changed = [f"(line_id + n * {most})::BIGINT AS line_id"]
            for one in own:
                numbered = f"{one} + n * 100000" if types[one] == "BIGINT" else f"{one} || '-' || n"
                nothing = "0" if types[one] == "BIGINT" else "''"
                changed.append(f"CASE WHEN {one} = {nothing} THEN {one} ELSE ({numbered})::{types[one]} END AS {one}")
            columns = f"* EXCLUDE (n) REPLACE ({', '.join(changed)})"
            query = f"SELECT {columns} FROM range({times}) t(n), {table.get_name()}"
            write.replace(name, con.execute(query).to_arrow_reader(100_000))
        write.commit()
    with Engine(desk.lake) as engine:
        told = {"mark": _mark(desk, engine), "version": desk.lake.versions()["variances"]}
    (desk.home.lake_dir / "variances.json").write_text(json.dumps(told), encoding="utf-8")


def everything(folder: Path) -> dict[str, Any]:
    """Compute all measures as a user does, and write them."""
    desk = Workspace.open(folder)
    made = desk.measures()
    made.write(WORK / "out")
    return {"faults": [name for name, shown in made.views.items() if shown.fault]}


def one_by_one(folder: Path) -> dict[str, Any]:
    """Compute each view alone, after the facts: seconds by name."""
    desk, seconds = Workspace.open(folder), {}
    with desk.engine() as engine:
        began = time.perf_counter()
        made = desk.facts(engine, of_all())
        seconds["(facts)"] = time.perf_counter() - began
        for need in dict.fromkeys(need for view in views() for need in view.needs):
            began = time.perf_counter()
            viewing.given(desk, engine, need)
            seconds[f"(input {need})"] = time.perf_counter() - began
        for view in views():
            began = time.perf_counter()
            viewing.show_all(desk, engine, made, [view.name])
            seconds[view.name] = time.perf_counter() - began
    dearest = sorted(seconds.items(), key=lambda one: -one[1])[:10]
    return {"dearest": [[name, round(value, 2)] for name, value in dearest]}


def product(folder: Path) -> dict[str, Any]:
    """Answer the five questions with the product."""
    desk = Workspace.open(folder)
    names = ("top_codes", "denials_by_category", "payer_lag")
    columns = {*of_metric(find_metric("allowed")), *of_metric(find_metric("days_in_ar_gross"))}
    columns.update(*(find_view(name).reads for name in names))
    with desk.engine() as engine, steps_apart():
        made = desk.facts(engine, columns)
        allowed = answer("allowed", made, ["payer"]).to_pylist()
        days = answer("days_in_ar_gross", made)["value"][0].as_py()
        shown = viewing.show_all(desk, engine, made, names)
    codes, denials, lags = (shown[name].rows for name in names)
    return told(
        [(row["payer"], row["value"]) for row in allowed],
        [(row["code"], row["component"], row["setting"], row["lines"], row["allowed"]) for row in codes],
        [(row["category"], row["first_lines"], row["final_lines"]) for row in denials],
        days,
        [(row["payer"], row["lines"], *(row[f"p{p}"] for p in LAG)) for row in lags if row["outcome"] == "all"],
    )


def told(allowed: Any, codes: Any, denials: Any, days: float, lags: Any) -> dict[str, Any]:
    """Put answers so that they can be compared: whole numbers as they are, days to the millionth."""
    return {
        "answers": [
            sorted([payer, int(cents)] for payer, cents in allowed),
            [[*key, int(n), int(cents)] for *key, n, cents in codes],
            sorted([category, int(first), int(last)] for category, first, last in denials),
            round(float(days), 6),
            sorted([payer, int(n), *(round(float(p), 6) for p in percentiles)] for payer, n, *percentiles in lags),
        ]
    }


def files(folder: Path, name: str) -> list[str]:
    """Give a table's Parquet files."""
    return Workspace.open(folder).lake.files(name)


LINES = """
CREATE VIEW lines AS FROM read_parquet({lines}, hive_partitioning = true);
CREATE VIEW prime AS FROM lines WHERE sequence = 'P';
"""
ALLOWED = "SELECT payer, coalesce(sum(allowed) FILTER (outcome = 'paid'), 0) FROM prime GROUP BY ALL"
CODES = """
WITH sums AS (
    SELECT billed_code, CASE WHEN '26' IN (mod1, mod2, mod3, mod4) THEN '26'
        WHEN 'TC' IN (mod1, mod2, mod3, mod4) THEN 'TC' ELSE '' END AS component, setting, count(*) AS n,
        sum(allowed) AS allowed
    FROM prime WHERE outcome = 'paid' AND allowed > 0 GROUP BY ALL
), ranked AS (
    SELECT *, sum(allowed) OVER (ORDER BY allowed DESC, billed_code, component, setting) - allowed AS above,
        sum(allowed) OVER () AS everything FROM sums
)
SELECT billed_code, component, setting, n, allowed FROM ranked WHERE 100.0 * above / everything < 80 - 1e-9
ORDER BY allowed DESC, billed_code, component, setting
"""
DENIALS = """
SELECT category, sum(first), sum(last) FROM (
    SELECT denial_first_category AS category, 1 AS first, 0 AS last FROM prime WHERE outcome_first = 'denied'
    UNION ALL SELECT denial_category, 0, 1 FROM prime WHERE outcome = 'denied')
GROUP BY category
"""
DAYS = """
SELECT 90.0 * sum(charge) FILTER (sent <= today AND NOT coalesce(first_paid_date <= today, false))
    / sum(charge) FILTER (today - sent BETWEEN 0 AND 89)
FROM (SELECT *, coalesce(submitted_date, service_date) AS sent FROM prime),
    (SELECT coalesce(max(submitted_date), max(paid_date)) AS today FROM lines)
"""
LAGS = f"""
SELECT payer, count(*), {", ".join(f"quantile_cont(took, {p / 100})" for p in LAG)} FROM (
    SELECT payer, first_paid_date - coalesce(received_date, submitted_date) AS took FROM prime
    WHERE outcome_first <> 'none') WHERE took IS NOT NULL GROUP BY payer
"""


def by_hand(folder: Path) -> dict[str, Any]:
    """Answer the five questions in SQL written by hand, on DuckDB."""
    con = duckdb.connect(config={"memory_limit": os.environ.get("COUNTEROFFER_MEMORY", "1GB")})
    con.execute(LINES.format(lines=files(folder, "lines")))
    found = [con.execute(query).fetchall() for query in (ALLOWED, CODES, DENIALS, DAYS, LAGS)]
    return told(*found[:3], found[3][0][0], found[4])


def with_pandas(folder: Path) -> dict[str, Any]:
    """Answer the five questions with pandas."""
    wanted = ["payer", "sequence", "outcome", "outcome_first", "allowed", "charge", "billed_code", "mod1", "mod2",
              "mod3", "mod4", "setting", "denial_category", "denial_first_category", "submitted_date", "service_date",
              "received_date", "first_paid_date", "paid_date"]  # fmt: skip
    every = pd.concat(pd.read_parquet(file, columns=wanted) for file in files(folder, "lines"))
    for name in ("submitted_date", "service_date", "received_date", "first_paid_date", "paid_date"):
        every[name] = pd.to_datetime(every[name])
    today = every["submitted_date"].max() if every["submitted_date"].notna().any() else every["paid_date"].max()
    prime = every[every["sequence"] == "P"]
    paid = prime[prime["outcome"] == "paid"]
    allowed = paid.groupby("payer")["allowed"].sum().reindex(prime["payer"].unique(), fill_value=0)
    days = _days(prime, today)
    return told(allowed.items(), _codes(paid[paid["allowed"] > 0]), _denials(prime), days, _lags(prime))


def _codes(paid: pd.DataFrame) -> list[Any]:
    modifiers = paid[["mod1", "mod2", "mod3", "mod4"]]
    component = pd.Series("", index=range(len(paid))).to_numpy(dtype=object, copy=True)
    component[(modifiers == "TC").any(axis=1).to_numpy()] = "TC"
    component[(modifiers == "26").any(axis=1).to_numpy()] = "26"
    keys = ["billed_code", "component", "setting"]
    sums = paid.assign(component=component).groupby(keys)["allowed"].agg(["size", "sum"]).reset_index()
    sums = sums.sort_values(["sum", *keys], ascending=[False, True, True, True])
    above = sums["sum"].cumsum() - sums["sum"]
    return sums[100 * above / sums["sum"].sum() < 80 - 1e-9].values.tolist()


def _denials(prime: pd.DataFrame) -> list[Any]:
    first = prime[prime["outcome_first"] == "denied"].groupby("denial_first_category").size()
    last = prime[prime["outcome"] == "denied"].groupby("denial_category").size()
    return pd.DataFrame({"first": first, "last": last}).fillna(0).reset_index().values.tolist()


def _days(prime: pd.DataFrame, today: pd.Timestamp) -> float:
    sent = prime["submitted_date"].fillna(prime["service_date"])
    waiting = (sent <= today) & ~(prime["first_paid_date"] <= today)
    age = (today - sent).dt.days
    return 90 * prime.loc[waiting, "charge"].sum() / prime.loc[age.between(0, 89), "charge"].sum()


def _lags(prime: pd.DataFrame) -> list[Any]:
    known = prime[prime["outcome_first"] != "none"]
    took = (known["first_paid_date"] - known["received_date"].fillna(known["submitted_date"])).dt.days.dropna()
    by_payer = took.groupby(known["payer"])
    shares = by_payer.quantile([p / 100 for p in LAG]).unstack()
    return [(payer, n, *shares.loc[payer]) for payer, n in by_payer.size().items()]


SIDES: dict[str, Callable[[Path], dict[str, Any]]] = {
    "everything": everything, "one_by_one": one_by_one, "product": product, "by_hand": by_hand,
    "with_pandas": with_pandas,
}  # fmt: skip


def run(side: str, folder: Path) -> dict[str, Any]:
    """Run one side in a process of its own."""
    command = [sys.executable, __file__, "--side", side, "--folder", str(folder)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[str, Any] = json.loads(printed.strip().splitlines()[-1])
    return found


def one_side(side: str, folder: Path) -> None:
    """Run a side here and print what it took."""
    began, used = time.perf_counter(), time.process_time()
    found = SIDES[side](folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds = {"seconds": time.perf_counter() - began, "processor": time.process_time() - used}
    print(json.dumps({**found, **seconds, "peak": peak}))


def main() -> None:
    """Make the practice, run all sides, print them, and see that the five answers are equal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=150_000)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--memory", default="")
    parser.add_argument("--only", nargs="*", choices=SIDES, default=list(SIDES))
    parser.add_argument("--side", choices=SIDES)
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    if asked.side:
        one_side(asked.side, asked.folder)
        return
    if asked.memory:
        os.environ["COUNTEROFFER_MEMORY"] = asked.memory
    folder = make(asked.lines, asked.times)
    print(f"{sum(pq.read_metadata(f).num_rows for f in files(folder, 'lines')):,} lines")
    found = {side: run(side, folder) for side in asked.only}
    for side, said in found.items():
        print(f"{side:12} {said['seconds']:7.2f} s  {said['processor']:7.2f} s processor  {said['peak']:6,.0f} MiB")
    for name, seconds in found.get("one_by_one", {}).get("dearest", ()):
        print(f"    {name:28} {seconds:6.2f} s")
    answers = {side: said["answers"] for side, said in found.items() if "answers" in said}
    for number, question in enumerate(QUESTIONS):
        assert all(one[number] == next(iter(answers.values()))[number] for one in answers.values()), question
    if {"product", "by_hand"} <= found.keys():
        print(f"five questions: {found['product']['seconds'] / found['by_hand']['seconds']:.1f} x SQL by hand")


if __name__ == "__main__":
    main()
