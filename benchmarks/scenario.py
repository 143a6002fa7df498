"""How long a scenario takes: 150,000 lines, three years of a term, beside the same arithmetic in pandas, in one run.

    python benchmarks/scenario.py demo --payer Summit --lines 150000

The lines are a payer's own of a demo practice, repeated under new numbers.
"""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa

from counteroffer.negotiate.offered import Offered, own_rates
from counteroffer.negotiate.proposal import read_proposal
from counteroffer.negotiate.scenario import valued
from counteroffer.negotiate.volumes import Base, volumes_of
from counteroffer.price.adjust.percents import ORDER
from counteroffer.workspace import Workspace
from counteroffer.workspace.volumes import _worked

PROPOSAL = """proposal: mixed
payer: any
years: 3
rates:
  - {change: 4.25}
  - {codes: 99202-99215, change: -3}
  - {codes: 20610, dollars: 98.00}
escalator: {percent: 2}
"""


def tiled(table: pa.Table, lines: int) -> pa.Table:
    """Repeat lines under new numbers."""
    times = -(-lines // len(table))
    made = pa.concat_tables([table] * times).slice(0, lines)
    place = made.schema.get_field_index("line_id")
    return made.set_column(place, "line_id", pa.array(np.arange(lines)))


def in_pandas(table: pa.Table) -> list[int]:
    """Do what a scenario does, as an analyst would: a frame, a map of changes, a year after the other."""
    frame = table.to_pandas()
    code, is_rate = frame["billed_code"], frame["rate"].notna() & frame["begun"].notna()
    percent = np.where(code.between("99202", "99215"), -3_000, 4_250)
    rate = (frame["rate"].fillna(0) * (100_000 + percent) * 2 + 100_000) // 200_000
    rate = rate.where(code != "20610", 9_800)
    sums = []
    for year in range(3):
        amount = np.floor(rate * 1.02**year + 0.5)
        for name in ORDER:
            amount = (amount * frame[name] * 2 + 100_000) // 200_000
        amount = (amount * frame["milliunits"] * 2 + 1000) // 2000
        amount = amount.where(~frame["lesser_of"], np.minimum(amount, frame["charge"]))
        amount = amount.where(is_rate, frame["amount"].fillna(frame["allowed"]).fillna(0))
        sums.append(
            int(frame.assign(new=amount).groupby(["billed_code", "component", "as_setting"])["new"].sum().sum())
        )
    return sums


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--payer", default="Summit")
    parser.add_argument("--lines", type=int, default=150_000)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    desk = Workspace.open(asked.workspace)
    base = Base(desk.payer(asked.payer), dt.date(2024, 2, 1), dt.date(2026, 1, 31), 24, dt.date(2026, 1, 31))
    with desk.engine() as engine:
        table = tiled(_worked(desk, engine, base), asked.lines)
    began = time.perf_counter()
    rows = volumes_of(table, base)
    print(f"{rows.lines:,} lines, {len(rows.rows):,} rows; made ready in {time.perf_counter() - began:.2f} s, once")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "p.yaml").write_text(PROPOSAL)
        proposal = read_proposal(Path(folder) / "p.yaml")
    days = tuple(dt.date(2026 + year, 7, 1) for year in range(3))
    codes = {row.code for row in rows.rows}
    ours, theirs = [], []
    for _ in range(asked.runs):
        began = time.perf_counter()
        offered = Offered(proposal, own_rates(proposal, codes, days[0], desk.medicare, desk.practice), days)
        made = valued(rows, offered, 8_500)
        ours.append(time.perf_counter() - began)
        began = time.perf_counter()
        sums = in_pandas(table)
        theirs.append(time.perf_counter() - began)
    slowest = max(ours) * 1000
    print(f"scenario: {min(ours) * 1000:.0f} ms (slowest {slowest:.0f} ms); pandas: {min(theirs) * 1000:.0f} ms")
    print(f"pandas takes {min(theirs) / min(ours):.1f} times as long; target 300 ms")
    print(f"two years: {2 * made.years[0].new / 100:,.2f}; pandas, not rounded to a year by row: {sums[0] / 100:,.2f}")


if __name__ == "__main__":
    main()
