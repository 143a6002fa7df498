"""Reading an 835: ours into stored Parquet, beside pyx12 and x12-python, in one run.

    python benchmarks/x12_reading.py [MEGABYTES]

A file of the given size (100 MB unless said otherwise) is generated. Each reader runs in a process of its own, so that
its peak memory is its own. pyx12 and x12-python only parse (they store nothing); they are slow, so they get the first
whole interchange of a few megabytes of the same text, and MB/s are compared. Their work is the smaller one.
"""
# ruff: noqa: PLC0415 - each process imports only the reader that it times

from __future__ import annotations

import argparse
import importlib
import io
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from made import write_835

WORK = Path(__file__).parent / "work"
KEY = b"k" * 32
SLICE = 4_000_000
ROWS = 500_000


def ours(path: Path, out: Path) -> dict[str, int]:
    """Read into one Parquet file for each table, rows gathered into row groups of half a million."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from counteroffer.core import tables
    from counteroffer.ingest.x12 import read_x12

    held: dict[str, list[pa.Table]] = {}
    writers: dict[str, pq.ParquetWriter] = {}
    claims = 0

    def flush(name: str) -> None:
        parts = held.pop(name, [])
        if parts:
            if name not in writers:
                writers[name] = pq.ParquetWriter(
                    out / f"{name}.parquet", tables.table(name).schema, compression="snappy"
                )
            writers[name].write_table(pa.concat_tables(parts))

    with path.open("rb") as stream:
        for chunk in read_x12(stream, path.name, 1, KEY):
            claims += chunk.tally.claims
            for name, rows in chunk.tables.items():
                held.setdefault(name, []).append(rows)
                if sum(map(len, held[name])) >= ROWS:
                    flush(name)
    for name in list(held):
        flush(name)
    for writer in writers.values():
        writer.close()
    return {"claims": claims, "bytes": path.stat().st_size}


def only_read(path: Path, out: Path) -> dict[str, int]:
    """Read into Arrow tables and let them go: what the reader itself costs."""
    from counteroffer.ingest.x12 import read_x12

    del out
    with path.open("rb") as stream:
        claims = sum(chunk.tally.claims for chunk in read_x12(stream, path.name, 1, KEY))
    return {"claims": claims, "bytes": path.stat().st_size}


def split(path: Path, out: Path) -> dict[str, int]:
    """Split the same bytes into segments and elements and nothing else: what any reader in Python pays."""
    del out
    claims = 0
    with path.open("rb") as stream:
        rest = b""
        while block := stream.read(4 << 20):
            *segments, rest = (rest + block).split(b"~")
            for segment in segments:
                claims += segment.split(b"*")[0] == b"CLP"
    return {"claims": claims, "bytes": path.stat().st_size}


def pyx12(path: Path, out: Path) -> dict[str, int]:
    """Loop over pyx12's segment reader."""
    import pyx12.x12file

    del out
    text = beginning(path)
    with pyx12.x12file.X12Reader(io.StringIO(text)) as reader:
        claims = sum(segment.get_seg_id() == "CLP" for segment in reader)
    return {"claims": claims, "bytes": len(text)}


def x12_python(path: Path, out: Path) -> dict[str, int]:
    """Parse with x12-python's documented Parser."""
    from x12.core.parser import Parser

    del out
    text = beginning(path)
    parsed = Parser().parse(text)
    claims = 0
    for group in parsed.functional_groups:
        for transaction in group.transactions:
            loops = [transaction.root_loop]
            while loops:
                loop = loops.pop()
                claims += sum(segment.segment_id == "CLP" for segment in loop.segments)
                loops += loop.loops
    return {"claims": claims, "bytes": len(text)}


def beginning(path: Path) -> str:
    """The first interchange of the file (about 2 MB)."""
    with path.open(encoding="ascii") as stream:
        text = stream.read(SLICE)
    return text[: text.index("ISA*", 4)]


def run(name: str, path: Path) -> dict[str, float]:
    """Run one reader in a process of its own."""
    command = [sys.executable, __file__, "--only", name, str(path)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(answer.stdout)


def measure(name: str, path: Path) -> None:
    """Time one reader and print its figures as JSON."""
    out = WORK / "out"
    out.mkdir(parents=True, exist_ok=True)
    for module in MODULES[name]:
        importlib.import_module(module)
    began = time.perf_counter()
    figures = READERS[name](path, out)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(figures | {"seconds": seconds, "peak": peak}))


READERS = {
    "ours, into Parquet": ours,
    "ours, reading only": only_read,
    "bytes.split alone": split,
    "pyx12 reader": pyx12,
    "x12-python": x12_python,
}


OURS = ("counteroffer.ingest.x12", "pyarrow.parquet")
MODULES = {
    "ours, into Parquet": OURS,
    "ours, reading only": OURS,
    "bytes.split alone": (),
    "pyx12 reader": ("pyx12.x12file",),
    "x12-python": ("x12.core.parser",),
}
"""What is imported before the clock starts."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("megabytes", nargs="?", type=int, default=100)
    parser.add_argument("--only", nargs=2, metavar=("READER", "FILE"))
    chosen = parser.parse_args()
    if chosen.only:
        measure(chosen.only[0], Path(chosen.only[1]))
        return
    WORK.mkdir(exist_ok=True)
    path = WORK / f"remits-{chosen.megabytes}.835"
    if not path.exists():
        write_835(path, chosen.megabytes)
    print(f"{path.stat().st_size / 1e6:.0f} MB of 835, {os.cpu_count()} cores")
    found = {name: run(name, path) for name in READERS}
    speed = {name: figures["bytes"] / 1e6 / figures["seconds"] for name, figures in found.items()}
    for name, figures in found.items():
        ratio = speed["ours, into Parquet"] / speed[name]
        size = figures["bytes"] / 1e6
        print(f"{name:20} {speed[name]:8.2f} MB/s on {size:6.1f} MB, {figures['claims']:>9,.0f} claims, ", end="")
        print(f"peak {figures['peak']:5.0f} MiB; ours into Parquet is {ratio:6.1f} times as fast")


if __name__ == "__main__":
    main()
