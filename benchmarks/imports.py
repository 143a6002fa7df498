"""Whole imports into a workspace: 835, 837P and many small files, with what else there is beside us in the same run.

    python benchmarks/imports.py [--megabytes 1000] [--small 10000] [--runs 3]

An import is all of it: hashing, reading, balancing, Parquet, fsync, the commit, and starting the processes. Peak memory
is that of all processes of the import together (proportional set size, four times a second). Peers parse a piece of the
same text and store nothing; splitting the bytes into segments and elements is what any reader pays at least.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from made import write_835, write_837, write_small

from counteroffer.core.practice import Practice
from counteroffer.workspace import Workspace

READING = Path(__file__).parent / "x12_reading.py"
PEERS = ("bytes.split alone", "pyx12 reader", "x12-python")


def main() -> None:
    """Make the files, import them some times, run the peers on the same 835, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--child", nargs=2, metavar=("WORKSPACE", "PATH"))
    asked = parser.parse_args()
    if asked.child:
        one_import(Path(asked.child[0]), Path(asked.child[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_835(root / "large.835", asked.megabytes)
        write_837(root / "large.837", asked.megabytes)
        write_small(root / "small", asked.small)
        print(f"{os.cpu_count()} cores, {asked.runs} runs each: median (lowest to highest)")
        ours = 0.0
        for name in ("large.835", "large.837", "small"):
            found = [run(root, root / name, number) for number in range(asked.runs)]
            speeds = [f["megabytes"] / f["seconds"] for f in found]
            ours = ours or statistics.median(speeds)
            seconds = [f["seconds"] for f in found]
            peak = max(f["peak"] for f in found)
            size = f"{found[0]['megabytes']:7.1f} MB {found[0]['files']:>6} files {found[0]['claims']:>9,} claims"
            print(f"{name:10} {size}: {spread(speeds, 1)} MB/s, {spread(seconds, 1)} s, peak {peak:.0f} MiB")
        for peer in PEERS:
            speeds = [peer_speed(peer, root / "large.835") for _ in range(asked.runs)]
            times = ours / statistics.median(speeds)
            print(f"{peer:18} {spread(speeds, 2)} MB/s; the import is {times:.2f} times as fast")


def spread(values: list[float], places: int) -> str:
    """Say the median and the range."""
    return f"{statistics.median(values):.{places}f} ({min(values):.{places}f} to {max(values):.{places}f})"


def run(root: Path, path: Path, number: int) -> dict[str, float]:
    """Import into a fresh workspace in a process of its own."""
    desk = root / f"desk-{path.name}-{number}"
    Workspace.create(desk, Practice(name="Benchmark"))
    command = [sys.executable, __file__, "--child", str(desk), str(path)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    subprocess.run(["rm", "-rf", str(desk)], check=True)
    return json.loads(answer.stdout)


def one_import(root: Path, path: Path) -> None:
    """Import and print the figures as JSON."""
    peak = Peak()
    peak.start()
    began = time.perf_counter()
    report = Workspace.open(root).import_paths([path])
    seconds = time.perf_counter() - began
    size = sum(outcome.bytes for outcome in report.files)
    figures = {"seconds": seconds, "megabytes": size / 1e6, "files": len(report.files), "claims": report.tally.claims}
    print(json.dumps(figures | {"peak": peak.highest / 1024}))


class Peak(threading.Thread):
    """Watches the memory of this process and its children."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.highest = 0

    def run(self) -> None:
        """Look four times a second."""
        me = os.getpid()
        while True:
            children = Path(f"/proc/{me}/task/{me}/children").read_text().split()
            self.highest = max(self.highest, sum(kilobytes(pid) for pid in (str(me), *children)))
            time.sleep(0.25)


def kilobytes(pid: str) -> int:
    """Give the proportional set size of a process; 0 when it is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def peer_speed(name: str, path: Path) -> float:
    """Run one peer in a process of its own: MB/s."""
    command = [sys.executable, str(READING), "--only", name, str(path)]
    figures = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return figures["bytes"] / 1e6 / figures["seconds"]


if __name__ == "__main__":
    main()
