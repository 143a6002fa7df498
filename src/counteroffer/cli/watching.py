"""`counteroffer import --watch`: a folder watched until somebody stops it."""

from __future__ import annotations

import signal
import time
from datetime import datetime
from typing import TYPE_CHECKING

from counteroffer.cli.app import console
from counteroffer.core.errors import InputError
from counteroffer.intake.watch import REST, Watch

if TYPE_CHECKING:
    from pathlib import Path

    from counteroffer.workspace import Workspace

_CALM = 60
"""Looks that `--once` takes at most while files are still coming."""


def watch_folder(desk: Workspace, folder: Path, every: float, *, once: bool) -> None:
    """Import what comes to rest in a folder; each batch is one line here and in `logs/watch.log`.

    Raises:
        InputError: if there is no such folder when the watch begins.
    """
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder}.", "Make it, or check the spelling.")
    log = desk.home.root / "logs" / "watch.log"
    log.parent.mkdir(exist_ok=True)

    def tell(says: str) -> None:
        line = f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S} {says}"
        console.print(line, highlight=False, markup=False, soft_wrap=True)
        with log.open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    watch = Watch(folder.absolute(), desk.home, desk.import_paths, tell, rest=min(REST, every))
    if once:
        _until_calm(watch)
        return
    # a service manager stops with SIGTERM: as clean an end as Ctrl-C, between two looks or with what is finished stored
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    tell(f"Watching {folder} every {every:g} seconds; stop with Ctrl-C.")
    try:
        while True:
            watch.look()
            time.sleep(every)
    except KeyboardInterrupt:
        tell("Stopped watching; what was finished is stored.")


def _until_calm(watch: Watch) -> None:
    for _ in range(_CALM):
        watch.look()
        if not watch.waiting():
            return
        time.sleep(watch.rest)
