"""Kills imports at random moments and sees that nothing is lost or half there.

    python benchmarks/kill.py [--times 50]

Each time two imports of the same folder run at once, and one or both are killed with -9 at a random moment, their
reading processes with them or not. After each kill every table must be readable, and hold whole files only. In the end
one undisturbed import must leave exactly the tables of a workspace that was never disturbed.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

from made import write_835, write_837, write_small

from counteroffer.core import tables
from counteroffer.core.practice import Practice
from counteroffer.store.engine import Engine
from counteroffer.store.vault import Vault
from counteroffer.workspace import Workspace

IMPORT = textwrap.dedent("""
    import sys
    from pathlib import Path
    from counteroffer.intake import batch
    from counteroffer.workspace import Workspace
    batch.FILES, batch.BYTES = 50, 8_000_000
    Workspace.open(sys.argv[1]).import_paths([Path(sys.argv[2])])
""")


def main() -> None:
    """Kill, look, and compare in the end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=50)
    times = parser.parse_args().times
    chance = random.Random(50)
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder) / "files"
        write_small(files, 400)
        for number in range(6):
            write_835(files / f"middle{number}.835", 6 + number)
            write_837(files / f"middle{number}.837", 6 + number)
        write_835(files / "large.835", 60)
        desk, undisturbed = fresh(Path(folder) / "desk"), fresh(Path(folder) / "undisturbed")
        undisturbed.import_paths([files])
        stored = 0
        for time_ in range(1, times + 1):
            disturb(desk, files, chance)
            now = look(desk)
            assert now >= stored, "files were lost"
            stored = now
            print(f"\r{time_} of {times}: {stored} files stored", end="", flush=True)
            if stored == len(list(files.iterdir())):  # all there: begin again in an empty workspace
                same(desk, undisturbed)
                desk, stored = fresh(Path(folder) / f"desk{time_}"), 0
        desk.import_paths([files])
        same(desk, undisturbed)
    print(f"\n{times} kills: every table readable each time, no half file, the same tables in the end")


def fresh(path: Path) -> Workspace:
    """Make a workspace; all have the same key, so that they can be compared."""
    desk = Workspace.create(path, Practice(name="Benchmark"))
    key = desk.home.secret_dir / "pseudonym.key"
    key.write_bytes(b"k" * 32)
    return desk


def disturb(desk: Workspace, files: Path, chance: random.Random) -> None:
    """Begin two imports and kill at a random moment."""
    command = [sys.executable, "-c", IMPORT, str(desk.home.root), str(files)]
    both = [subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL) for _ in range(2)]
    time.sleep(chance.uniform(0.8, 6.0))
    for process in both:
        if chance.random() < 0.5:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        if chance.random() < 0.5:
            time.sleep(chance.uniform(0, 1.0))
    for process in both:
        process.wait()


def look(desk: Workspace) -> int:
    """Read every table, see that only whole files are there, and count them."""
    with Engine(desk.lake) as engine:
        files = engine.table("files")
        for table in (tables.REMIT_CLAIMS, tables.CLAIMS):
            rows = engine.table(table.name)
            there = rows.group_by("file_id").agg(n=rows.count())
            kind = "835" if table is tables.REMIT_CLAIMS else "837P"
            wanted = files.filter(files.kind == kind).select("file_id", "claims")
            joined = engine.arrow(wanted.outer_join(there, "file_id"))
            assert joined["n"].to_pylist() == joined["claims"].to_pylist(), f"a file is half there in {table.name}"
        for table in tables.ALL:
            engine.table(table.name).count().execute()
        vault = Vault(desk.home)
        vault.check()
        assert not vault.damaged, f"the vault is damaged: {vault.damaged}"
        return int(files.count().execute())


def people(desk: Workspace) -> list[dict[str, object]]:
    """Give everybody whom the vault knows and a claim names."""
    keys: set[str] = set()
    for table in (tables.REMIT_CLAIMS, tables.CLAIMS):
        keys |= set(desk.lake.read(table.name, ["patient_key"])["patient_key"].unique().to_pylist())
    found = Vault(desk.home).find(sorted(keys - {""})).to_pylist()
    assert len(found) == len(keys - {""}), "the vault does not know everybody"
    return found


def same(one: Workspace, other: Workspace) -> None:
    """See that two workspaces hold the same rows, and know the same people."""
    assert people(one) == people(other), "the vaults differ"
    for table in (tables.FILES, *tables.OF_FILES, tables.FINDINGS):
        names = [name for name in table.names if name not in {"imported_at", "import_id"}]
        found = []
        for desk in (one, other):
            with Engine(desk.lake) as engine:
                rows = engine.table(table.name).select(names)
                counted = rows.group_by(names).agg(n=rows.count())
                found.append(engine.arrow(counted.order_by(names)))
        assert found[0].equals(found[1]), f"{table.name} differs"


if __name__ == "__main__":
    main()
