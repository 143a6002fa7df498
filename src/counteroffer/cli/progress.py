"""Progress of an import on the terminal: bytes, files, time left; silent where there is no terminal."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from counteroffer.cli.app import errors


class Bar:
    """Shows an import as it goes; fits `intake.run.Progress`."""

    def __init__(self, console: Console = errors) -> None:
        self._bar = Progress(
            TextColumn("[bold]{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[name]}"),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task: TaskID | None = None

    def start(self, total_bytes: int, total_files: int) -> None:
        """Begin: so many bytes in so many files."""
        self._bar.start()
        self._task = self._bar.add_task(f"Reading {total_files:,} files", total=total_bytes, name="")

    def advance(self, name: str, size: int) -> None:
        """So many more bytes of this file are done."""
        if self._task is not None:
            self._bar.update(self._task, advance=size, name=name[-40:])

    def done(self) -> None:
        """The end, whether all went well or not."""
        self._bar.stop()
