"""Imports one large 835 into a workspace in a process of its own: seconds, MB/s and peak memory.

    python benchmarks/import_memory.py --megabytes 1000

The file is the one of benchmarks/x12_835.py. Peak memory is the process's own (ru_maxrss), reader and lake together.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from x12_835 import write_file

from counteroffer.core.practice import Practice
from counteroffer.workspace import Workspace


def main() -> None:
    """Make the file, import it in a child process, print one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--child", nargs=2, metavar=("WORKSPACE", "FILE"))
    asked = parser.parse_args()
    if asked.child:
        _import(Path(asked.child[0]), Path(asked.child[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "large.835"
        write_file(file, asked.megabytes)
        Workspace.create(Path(folder) / "workspace", Practice(name="Benchmark"))
        subprocess.run([sys.executable, __file__, "--child", f"{folder}/workspace", str(file)], check=True)


def _import(root: Path, file: Path) -> None:
    began = time.perf_counter()
    report = Workspace.open(root).import_paths([file])
    seconds = time.perf_counter() - began
    megabytes = file.stat().st_size / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    claims = sum(outcome.tally.claims for outcome in report.files)
    print(
        f"{megabytes:,.0f} MB, {claims:,} claims: {seconds:.1f} s, {megabytes / seconds:.1f} MB/s, peak {peak:,.0f} MiB"
    )


if __name__ == "__main__":
    main()
