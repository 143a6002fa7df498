"""A denial log becomes adjudications where it says enough, and rows of `denial_log` where it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.ingest.chunk import Tally
from counteroffer.ingest.tabular.office import denial_log
from counteroffer.ingest.tabular.payments import Payments
from counteroffer.ingest.tabular.services import with_services
from counteroffer.ingest.tabular.shape import as_kind

if TYPE_CHECKING:
    from counteroffer.core.findings import Finding
    from counteroffer.ingest.tabular.aside import Aside


class Denials:
    """Rows of one denial log. With a day, a reason code and an amount, a denial stands beside those of remittances."""

    def __init__(self, file_id: int, aside: Aside, file: str = "") -> None:
        """Take the file's number and name."""
        self._file_id = file_id
        self._payments = Payments(file_id, aside, file)

    def take(self, rows: pa.Table) -> tuple[dict[str, pa.Table], Tally]:
        """Make the rows of both ways."""
        amount = pc.coalesce(rows["denied_amount"], rows["charge"])
        enough = pc.and_(
            pc.and_(pc.is_valid(rows["denied_date"]), pc.is_valid(amount)), pc.not_equal(rows["reason"], "")
        )
        mask = pc.fill_null(enough, False)
        told, tally = self._payments.take(_as_payments(rows.append_column("denied", amount).filter(mask)))
        rest = rows.filter(pc.invert(mask))
        if rest.num_rows:
            told["denial_log"] = denial_log(with_services(rest), self._file_id)
        return told, tally + Tally(lines=rest.num_rows)

    def close(self) -> tuple[dict[str, pa.Table], Tally]:
        """Make the adjudicated claims and the remittances they stand in."""
        return self._payments.close()

    def findings(self) -> tuple[Finding, ...]:
        """Say what was assumed."""
        return self._payments.findings()


def _as_payments(rows: pa.Table) -> pa.Table:
    """Give denials the form of payments of nothing: the whole amount adjusted under the denial's reason."""
    paid = pa.array(np.zeros(rows.num_rows, dtype=np.int64))
    return as_kind(
        rows, "payments",
        paid=paid, adjustment=rows["denied"], charge=rows["denied"], payment_date=rows["denied_date"],
        service_to=rows["service_date"],
    )  # fmt: skip
