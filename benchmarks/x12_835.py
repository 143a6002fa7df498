"""Reading an 835: ours into stored Parquet, beside pyx12 and x12-python, in one run.

    python benchmarks/x12_835.py [MEGABYTES]

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
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

WORK = Path(__file__).parent / "work"
KEY = b"k" * 32
CODES = ("99213", "99214", "99203", "99204", "36415", "80053", "85025", "93000", "20610", "71046")
REASONS = (("CO", "45"), ("PR", "1"), ("PR", "2"), ("PR", "3"), ("CO", "97"), ("OA", "23"))
SLICE = 4_000_000
ROWS = 500_000


def interchange(number: int, size: int, rng: random.Random) -> str:
    """One interchange with one remittance of about `size` characters."""
    body = [
        f"TRN*1*{number:09d}*1512345678~",
        "DTM*405*20250131~",
        "N1*PR*EXAMPLE HEALTH PLAN*XV*87726~N3*1 PLAN WAY~N4*SALT LAKE CITY*UT*84101~",
        "PER*BL*PROVIDER SERVICES*TE*8005550100~",
        "N1*PE*EXAMPLE CLINIC*XX*1234567893~REF*TJ*123456789~",
        "LX*1~",
    ]
    total, written, claim = 0, 0, 0
    while written < size:
        claim += 1
        text, paid = one_claim(f"{number}-{claim}", rng)
        total += paid
        written += len(text)
        body.append(text)
    body.insert(0, f"BPR*I*{money(total)}*C*ACH*CCP*01*999999992*DA*123456*1512345678**01*999988880*DA*98765*20250131~")
    count = sum(part.count("~") for part in body) + 2
    return (
        f"ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *250131*0101*^*00501*{number:09d}*0*P*:~"
        f"GS*HP*SENDER*RECEIVER*20250131*0101*{number}*X*005010X221A1~ST*835*{number:04d}~"
        + "".join(body)
        + f"SE*{count}*{number:04d}~GE*1*{number}~IEA*1*{number:09d}~"
    )


def one_claim(name: str, rng: random.Random) -> tuple[str, int]:
    """One balanced claim of one to five lines, and what it pays in cents."""
    lines, charge, paid, owed = [], 0, 0, 0
    day = f"2024{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
    for number in range(1, rng.randint(1, 5) + 1):
        billed = rng.randint(4000, 60000)
        rest, cas = billed, []
        for group, reason in rng.sample(REASONS, rng.randint(1, 3)):
            part = rng.randint(1, max(1, rest // 2))
            rest -= part
            owed += part if group == "PR" else 0
            cas.append(f"CAS*{group}*{reason}*{money(part)}~")
        code = rng.choice(CODES) + rng.choice(("", "", "", ":25", ":59:RT"))
        lines.append(
            f"SVC*HC:{code}*{money(billed)}*{money(rest)}**{rng.choice('1112')}~DTM*472*{day}~{''.join(cas)}"
            f"REF*6R*{name}-{number}~AMT*B6*{money(rest)}~" + ("LQ*HE*N130~" if rng.random() < 0.2 else ""),
        )
        charge, paid = charge + billed, paid + rest
    patient = rng.randint(1, 20000)
    head = (
        f"CLP*{name}*1*{money(charge)}*{money(paid)}*{money(owed)}*12*{rng.randint(10**11, 10**12)}*11*1~"
        f"NM1*QC*1*PATIENT{patient}*GIVEN****MI*W{patient * 7919 + 10**8}~"
        f"NM1*82*1*DOCTOR*DANA****XX*1{rng.randint(10**8, 10**9 - 1)}~REF*1L*GROUP7~DTM*050*20250110~"
        f"AMT*AU*{money(paid)}~"
    )
    return head + "".join(lines), paid


def money(cents: int) -> str:
    """Cents as X12 writes them: no needless zeros."""
    return f"{cents / 100:.2f}".rstrip("0").rstrip(".")


def write_file(path: Path, megabytes: int) -> None:
    """Write a file of interchanges of about 2 MB; 20,000 patients come again and again."""
    rng = random.Random(7)
    with path.open("w", encoding="ascii") as out:
        number = 0
        while out.tell() < megabytes * 1_000_000:
            number += 1
            out.write(interchange(number, 2_000_000, rng))


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


READERS = {"ours, into Parquet": ours, "ours, reading only": only_read, "pyx12 reader": pyx12, "x12-python": x12_python}


OURS = ("counteroffer.ingest.x12", "pyarrow.parquet")
MODULES = {
    "ours, into Parquet": OURS,
    "ours, reading only": OURS,
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
        write_file(path, chosen.megabytes)
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
