"""What is done on disk so that it is there after a crash, and what is said when the disk refuses."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from deltalake.exceptions import DeltaError

from counteroffer.core.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FULL = ("no space left", "disk quota", "file too large", "os error 28", "os error 122", "os error 27")


@contextmanager
def storing(path: Path) -> Iterator[None]:
    """Turn what the operating system and Delta say about a failed write under `path` into a StorageError.

    Raises:
        StorageError: that names the folder, says how much is free, and that nothing stored was lost.
    """
    try:
        yield
    except (OSError, DeltaError) as fault:
        raise _storage_error(path, fault) from fault


def _storage_error(path: Path, fault: Exception) -> StorageError:
    text = str(fault)
    if any(word in text.lower() for word in _FULL):
        return StorageError(
            f"The disk that holds {path} is full: {free_space(path)} free. Nothing stored before was lost.",
            "Free some space there and run the same command again; it goes on where it stopped.",
        )
    return StorageError(
        f"Writing in {path} failed ({text.splitlines()[0] if text else type(fault).__name__}). "
        "Nothing stored before was lost.",
        "Check that the folder can be written and that the disk is healthy, then run the same command again.",
    )


def free_space(path: Path) -> str:
    """Say how much is free on the disk of `path`, in the unit a person would choose."""
    try:
        free = float(shutil.disk_usage(path).free)
    except OSError:
        return "an unknown amount"
    for unit in ("bytes", "KB", "MB"):
        if free < 1000:
            return f"{free:.0f} {unit}"
        free /= 1000
    return f"{free:.1f} GB"


def sync(path: Path) -> None:
    """Push a file or a folder's entries to the disk itself."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a file so that a reader, or a crash, sees the old content or the new, never a part."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
    sync(path.parent)
