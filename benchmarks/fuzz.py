"""Feeds damaged files to the readers for some minutes: no crash, no hang, no unbounded memory, nothing lost unsaid.

    python benchmarks/fuzz.py [--minutes 10] [--seed N] [FILES ...]

Seeds are the samples of the tests and the files given (such as ../shared/data/edi). A damaged file is read whole and by
stretches, with an alarm clock and a memory limit. What goes wrong is kept in benchmarks/work/ with its seed.
"""

from __future__ import annotations

import argparse
import io
import random
import resource
import signal
import sys
import time
from functools import reduce
from operator import add
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.ingest.x12 import samples

from counteroffer.ingest.chunk import Chunk, Tally
from counteroffer.ingest.x12 import read_x12
from counteroffer.ingest.x12.pseudonym import Pseudonyms
from counteroffer.ingest.x12.reader import read_stretch
from counteroffer.ingest.x12.stretches import Stretches

KEY = b"k" * 32
SECONDS, SLOW, MEMORY, LARGEST = 10, 1.0, 2 << 30, 300_000
PIECES = [b"~", b"*", b":", b"^", b"~~", b"\n", b"\x00", b"\xff", b"ISA*", b"~ISA*00*", b"~ST*835*1~", b"~SE*2*1~"]
PIECES += [b"~GE*1*1~", b"~IEA*1*1~", b"~CLP*", b"~CLM*", b"~HL*", b"~SVC*", b"~CAS*CO*45*1~", b"~PLB*", b"-", b"."]
PIECES += [b"99999999999999999999", b"20250230", b"~LX*1", b"~AMT*B6*1E5~", "é".encode("latin-1"), b"  ", b"\x1a"]


def main() -> None:
    """Damage and read until the time is over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("files", nargs="*", type=Path)
    asked = parser.parse_args()
    seeds = [samples.era(), samples.claim()]
    found = [file for path in asked.files for file in ([path] if path.is_file() else sorted(path.rglob("*")))]
    seeds += [file.read_bytes() for file in found if file.is_file() and file.stat().st_size < LARGEST]
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGPROF, too_long)
    rng = random.Random(asked.seed)
    end, count, slowest = time.monotonic() + 60 * asked.minutes, 0, 0.0
    print(f"seed {asked.seed}, {len(seeds)} files to begin with")
    while time.monotonic() < end:
        data = damaged(rng, seeds)
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        began = time.process_time()
        try:
            check(data, rng)
        except BaseException:
            keep(data, f"fuzz-{asked.seed}-{count}")
            raise
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        took = time.process_time() - began
        if took > max(slowest, SLOW):
            keep(data, f"slow-{asked.seed}-{count}")
        slowest = max(slowest, took)
        count += 1
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count:,} damaged files: no crash, no hang (slowest {slowest:.2f} s), peak memory {peak:.0f} MiB")


def keep(data: bytes, name: str) -> None:
    """Keep a damaged file to look at."""
    kept = Path(__file__).parent / "work" / f"{name}.x12"
    kept.parent.mkdir(exist_ok=True)
    kept.write_bytes(data)
    print(f"kept as {kept}")


def too_long(*_: object) -> None:
    """Stop a reading that hangs; processor time counts, so that a busy machine is no hang."""
    raise TimeoutError(f"not read within {SECONDS} seconds of processor time")


def damaged(rng: random.Random, seeds: list[bytes]) -> bytes:
    """Join one to three files and damage them in some places."""
    data = bytearray(b"".join(rng.choice(seeds) for _ in range(rng.choice([1, 1, 1, 2, 3]))))
    for _ in range(rng.choice([1, 1, 2, 5, 40])):
        at = rng.randrange(len(data) + 1)
        what = rng.random()
        if what < 0.35:
            data[at : at + rng.choice([0, 1, 1, 3])] = rng.choice(PIECES)
        elif what < 0.55:
            del data[at : at + rng.choice([1, 1, 10, 1000])]
        elif what < 0.7:
            stop = at + rng.randrange(400)
            data[at:at] = data[at:stop]
        elif what < 0.85:
            data[at : at + 1] = bytes([rng.randrange(256)])
        elif what < 0.95:
            other = rng.choice(seeds)
            start = rng.randrange(len(other))
            data[at:at] = other[start : start + rng.randrange(500)]
        else:
            old = rng.choice(b"~*:^")
            data = bytearray(bytes(data).replace(bytes([old]), bytes([rng.randrange(256)])))
    return bytes(data)


def check(data: bytes, rng: random.Random) -> None:
    """Read whole and by stretches; both must agree and say what is wrong."""
    whole = list(read_x12(io.BytesIO(data), "f", 1, KEY, rng.choice([1 << 10, 1 << 14, 4 << 20])))
    finder = Stretches("f", 1, rng.choice([1, 500, 5000]))
    chunks, names = [], Pseudonyms(KEY)
    for stretch in finder.of(io.BytesIO(data)):
        part = data[stretch.start : None if stretch.stop < 0 else stretch.stop]
        chunks += read_stretch(io.BytesIO(part), "f", 1, names, stretch, set())
    assert summed(whole) == summed(chunks), "whole and by stretches differ"
    assert counted(whole) == counted(chunks), "rows differ"
    tally = summed(whole)
    assert tally.claims_set_aside <= tally.claims
    stored = sum(
        chunk.tables[name].num_rows for chunk in whole for name in ("claims", "remit_claims") if name in chunk.tables
    )
    assert stored == tally.claims, "a claim was counted and not stored"
    assert all(finding.says and finding.mend for chunk in whole for finding in chunk.findings)


def summed(chunks: list[Chunk]) -> Tally:
    """Add up the tallies."""
    return reduce(add, (chunk.tally for chunk in chunks), Tally())


def counted(chunks: list[Chunk]) -> dict[str, int]:
    """Count the rows of each table."""
    rows: dict[str, int] = {}
    for chunk in chunks:
        for name, table in chunk.tables.items():
            rows[name] = rows.get(name, 0) + table.num_rows
    return rows


if __name__ == "__main__":
    main()
