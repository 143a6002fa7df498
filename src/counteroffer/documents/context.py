"""What a document knows beside the facts. It never holds an internal target or a walk-away point: there is no field."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    import pyarrow as pa

    from counteroffer.core.practice import Practice


@attrs.frozen
class CaseContext:
    """The surroundings of a case.

    Attributes:
        practice: the practice's profile.
        made_on: the day the document is made.
        terms: `core.tables.TERMS`, all contracts.
        findings: `core.tables.FINDINGS`.
        files: `core.tables.FILES`.
        versions: the table versions that the figures are computed from.
    """

    practice: Practice
    terms: pa.Table
    findings: pa.Table
    files: pa.Table
    versions: dict[str, int]
    made_on: date = attrs.field(factory=lambda: datetime.now(UTC).date())

    @classmethod
    def of(
        cls, practice: Practice, terms: pa.Table, findings: pa.Table, files: pa.Table, versions: dict[str, int]
    ) -> CaseContext:
        """Make a context dated today."""
        return cls(practice, terms, findings, files, versions)

    @property
    def file_names(self) -> dict[int, str]:
        """File number -> its name as given."""
        return dict(zip(self.files["file_id"].to_pylist(), self.files["name"].to_pylist(), strict=True))
