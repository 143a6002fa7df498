"""The practice's clinicians and their classes, as its profile has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from counteroffer.core.practice import Practice

CLINICIANS = pa.schema([("npi", pa.string()), ("clinician_class", pa.string())])
"""One clinician: the NPI, and the class (`MD`, `NP`, `PA`, ...)."""


def clinicians(practice: Practice) -> pa.Table:
    """Give the practice's clinicians.

    Returns:
        A table of `CLINICIANS`, one row for each NPI.
    """
    npis, classes = list(practice.clinicians), [name.upper() for name in practice.clinicians.values()]
    return pa.table([pa.array(npis, pa.string()), pa.array(classes, pa.string())], schema=CLINICIANS)
