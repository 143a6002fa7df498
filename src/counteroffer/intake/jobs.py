"""What there is to do on a file, and what came of it: values that travel between processes."""

from __future__ import annotations

from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

import attrs

from counteroffer.ingest.chunk import Chunk, Tally

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from counteroffer.core.findings import Finding
    from counteroffer.ingest.x12.stretches import Stretch
    from counteroffer.intake.content import Content
    from counteroffer.intake.discover import Source
    from counteroffer.intake.readers import Reader


@attrs.frozen
class Whole:
    """Read a whole file.

    Attributes:
        source: the file.
        content: what is known of it.
        number: its `file_id`.
        reader: reads it.
    """

    source: Source
    content: Content
    number: int
    reader: Reader


@attrs.frozen
class Portion:
    """Read a stretch of a large X12 file.

    Attributes:
        source: the file.
        number: its `file_id`.
        order: ordinal of the stretch in the file.
        stretch: where it stands.
        data: its bytes, where the file is packed; None where they can be read at their place on disk.
    """

    source: Source
    number: int
    order: int
    stretch: Stretch
    data: bytes | None = None

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Open the bytes of the stretch.

        Raises:
            OSError: if the file is gone.
        """
        if self.data is not None:
            yield BytesIO(self.data)
            return
        with self.source.path.open("rb", buffering=0) as file:
            file.seek(self.stretch.start)
            left = self.stretch.stop - self.stretch.start
            yield BytesIO(file.read(left) if self.stretch.stop >= 0 else file.read())


Job = Whole | Portion


@attrs.define
class Seen:
    """What came of a job, or of all jobs of a file together.

    Attributes:
        number: the file's `file_id`.
        order: ordinal of the stretch; 0 for a whole file.
        kinds: the kinds of chunk, in the order they were met.
        tally: the counts.
        findings: the faults.
        rows: rows read into tables.
        identities: who the patients are, for the vault.
        fault: why it could not be read to its end; None when it could.
    """

    number: int
    order: int = 0
    kinds: dict[str, None] = attrs.field(factory=dict)
    tally: Tally = attrs.field(factory=Tally)
    findings: list[Finding] = attrs.field(factory=list)
    rows: int = 0
    identities: list[pa.Table] = attrs.field(factory=list)
    fault: Finding | None = None

    def add(self, chunk: Chunk) -> None:
        """Take a chunk."""
        self.kinds[chunk.kind] = None
        self.tally += chunk.tally
        self.findings += chunk.findings
        self.rows += sum(table.num_rows for table in chunk.tables.values())
        if chunk.identities is not None and chunk.identities.num_rows:
            self.identities.append(chunk.identities)

    def join(self, other: Seen) -> None:
        """Take what came of another job of the same file."""
        self.kinds |= other.kinds
        self.tally += other.tally
        self.findings += other.findings
        self.rows += other.rows
        self.identities += other.identities
        self.fault = self.fault or other.fault
