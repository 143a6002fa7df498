"""One writer at a time: a lock across processes that the operating system lets go of when its holder dies."""

from __future__ import annotations

import fcntl
import logging
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from counteroffer.core.errors import WorkspaceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

log = logging.getLogger(__name__)


@contextmanager
def one_writer(path: Path, wait: float) -> Iterator[bool]:
    """Hold the lock file `path`; a second writer waits up to `wait` seconds and says so.

    Yields:
        True when the writer before us did not come to its end (its name still stands in the file).

    Raises:
        WorkspaceError: if the lock is still held after `wait` seconds.
    """
    with path.open("a+b") as file:
        _take(file.fileno(), path, wait)
        file.seek(0)
        interrupted = bool(file.read())
        file.truncate(0)
        file.write(str(os.getpid()).encode())
        file.flush()
        yield interrupted
        # not in a `finally`: after an error the name stays, and the next writer tidies thoroughly
        file.truncate(0)


def _take(handle: int, path: Path, wait: float) -> None:
    end = time.monotonic() + wait
    said = False
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = path.read_text(encoding="utf-8").strip() or "unknown"
            if time.monotonic() >= end:
                raise WorkspaceError(
                    f"Another process (number {holder}) is writing in {path.parent}.",
                    "Wait until it has finished, then run the same command again.",
                ) from None
            if not said:
                log.warning("Waiting: process %s is writing in %s.", holder, path.parent)
                said = True
            time.sleep(min(0.2, wait or 0.2))
        else:
            return
