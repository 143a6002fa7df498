"""Which reader reads a file, by what its first bytes look like and what the practice has told us about its form."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

import attrs

from counteroffer.ingest.chunk import Chunk
from counteroffer.ingest.tabular import READER as TABULAR
from counteroffer.ingest.tabular import Mapping, looks_tabular, read_tabular
from counteroffer.ingest.tabular.mapping import best_mapping
from counteroffer.ingest.tabular.source import HEAD, is_book, open_sheets
from counteroffer.ingest.x12 import READER, read_x12
from counteroffer.intake.mappings import saved

if TYPE_CHECKING:
    from counteroffer.core.findings import Finding
    from counteroffer.store.home import Home

Read = Callable[[BinaryIO, str, int, bytes], Iterator[Chunk]]
"""Reads one file: its decompressed stream, name, number (`core.source.file_id`) and the pseudonym key."""


UNMAPPED = f"{TABULAR} unmapped"
"""The version that reads a spreadsheet which no mapping fits: it is set aside."""


@attrs.frozen
class Reader:
    """One way to read a file; it can be handed to another process.

    Attributes:
        version: the reader's version, with the mapping's where there is one; kept with every file it read, so that a
            file which a former version could not use is tried again.
        read: reads the file.
    """

    version: str
    read: Read

    def wants(self, status: str, version: str) -> bool:
        """Whether a file that is in the lake is to be read anew, without anybody asking.

        It is when this version has not tried it yet and either nothing in it could be used, or it is no X12: then
        somebody has changed the mapping that it is read by. A mapping taken away takes no rows with it.

        Args:
            status: `files.status`.
            version: `files.reader`, the version that read it.
        """
        if version == self.version:
            return False
        return status != "stored" or (self.read is not read_x12 and self.version != UNMAPPED)


@attrs.frozen
class Readers:
    """All readers that a workspace has.

    Attributes:
        mappings: what the practice has told us about its spreadsheets.
        findings: mappings that cannot be read.
    """

    mappings: tuple[Mapping, ...] = ()
    findings: tuple[Finding, ...] = ()

    @classmethod
    def of(cls, home: Home) -> Readers:
        """Give the readers of a workspace, with the mappings it has saved."""
        found = saved(home)
        return cls(found.mappings, found.findings)

    def for_file(self, name: str, head: bytes) -> Reader:
        """Choose the reader of a file; what is no spreadsheet goes to the X12 reader, which says what it is.

        Args:
            name: the file's name as given.
            head: its first 64 KiB, decompressed.
        """
        if not looks_tabular(name, head):
            return Reader(READER, read_x12)
        fitting = self._fitting(head)
        version = f"{TABULAR} {_label(fitting)}" if fitting else UNMAPPED
        return Reader(version, partial(read_tabular, mappings=fitting))

    def _fitting(self, head: bytes) -> tuple[Mapping, ...]:
        """Give the mapping of a text; of a workbook, whose sheets the head does not show, all that there are."""
        if is_book(head):
            return self.mappings
        try:
            sheets = open_sheets(io.BytesIO(head[:HEAD]))
        except ValueError:
            return ()
        found = best_mapping(self.mappings, sheets[0].head)
        if found is None:
            return ()
        return (found[0], found[1]) if isinstance(found[1], Mapping) else (found[0],)


def _label(mappings: tuple[Mapping, ...]) -> str:
    """Name the mappings of a reader: one by its label, several by a digest that changes with any of them."""
    if len(mappings) == 1:
        return mappings[0].label
    labels = " ".join(mapping.label for mapping in mappings)
    return f"of {len(mappings)} {hashlib.sha256(labels.encode()).hexdigest()[:8]}"
