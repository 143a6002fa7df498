"""Files as they reach a practice: some plain, some gzipped, some gathered in zips. The same bytes for the same seed."""

from __future__ import annotations

import gzip
import io
import zipfile
from typing import TYPE_CHECKING

from counteroffer.demo.calendar import iso
from counteroffer.demo.payers import LANTERN, MEDICARE_B

if TYPE_CHECKING:
    from pathlib import Path

    from counteroffer.demo.files835 import Remittance
    from counteroffer.demo.files837 import ClaimFile

_STAMP = (2026, 2, 1, 0, 0, 0)
GZIPPED_WEEKS = range(40, 60)


class Delivery:
    """Puts files into a folder. Medicare's come in a zip for each quarter, Medicaid's gzipped; the others plain."""

    def __init__(self, folder: Path) -> None:
        self.remits, self.claims = folder / "835", folder / "837"
        for each in (self.remits, self.claims):
            each.mkdir(parents=True, exist_ok=True)
        self._zips: dict[str, list[tuple[str, bytes]]] = {}

    def remittance(self, file: Remittance) -> None:
        """Deliver one remittance file."""
        if file.payer == MEDICARE_B:
            year, month = iso(file.day)[:4], int(iso(file.day)[5:7])
            self._zips.setdefault(f"MLP04_{year}Q{(month + 2) // 3}.zip", []).append((file.name, file.content))
        elif file.payer == LANTERN:
            (self.remits / f"{file.name}.gz").write_bytes(gzip.compress(file.content, 6, mtime=0))
        else:
            (self.remits / file.name).write_bytes(file.content)

    def claim_file(self, file: ClaimFile) -> None:
        """Deliver one claims file."""
        if file.week in GZIPPED_WEEKS:
            (self.claims / f"{file.name}.gz").write_bytes(gzip.compress(file.content, 6, mtime=0))
        else:
            (self.claims / file.name).write_bytes(file.content)

    def close(self) -> None:
        """Write the zips."""
        for name, members in sorted(self._zips.items()):
            packed = io.BytesIO()
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
                for member, content in members:
                    archive.writestr(zipfile.ZipInfo(member, _STAMP), content, zipfile.ZIP_DEFLATED)
            (self.remits / name).write_bytes(packed.getvalue())
