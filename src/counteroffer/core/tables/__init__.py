"""Every table. The data dictionary (docs/reference/tables.md) is made from this."""

from counteroffer.core.tables.authorizations import AUTHORIZATIONS
from counteroffer.core.tables.exchange import (
    ACKNOWLEDGEMENTS,
    AUTHS,
    CLAIM_STATUSES,
    COVERAGES,
    EXCHANGE,
    UNKNOWN_SEGMENTS,
)
from counteroffer.core.tables.final import (
    CASES,
    CLAUSES,
    COMPLETENESS,
    FINDINGS,
    LINES,
    MOVEMENTS,
    PRICED,
    RATES,
    RULES,
    TERMS,
    VERSIONS,
)
from counteroffer.core.tables.form import Column, Table
from counteroffer.core.tables.medicare import (
    EDITION,
    MEDICARE,
    MEDICARE_ANESTHESIA,
    MEDICARE_COUNTIES,
    MEDICARE_DRUGS,
    MEDICARE_EQUIPMENT,
    MEDICARE_FEES,
    MEDICARE_LABS,
    MEDICARE_LOCALITIES,
    MEDICARE_OPPS_CAPS,
    MEDICARE_RELEASES,
    MEDICARE_SCHEDULES,
    MEDICARE_ZIPS,
)
from counteroffer.core.tables.members import MEMBERS
from counteroffer.core.tables.nearby import (
    ACCESS_STANDARDS,
    CLINICIAN_PLACES,
    CLINICIANS_NEAR,
    NEARBY,
    NEARBY_FILES,
    ZIP_POINTS,
)
from counteroffer.core.tables.office import APPOINTMENTS, CHARGE_MASTER, DENIAL_LOG, OFFICE, QUALITY_MEASURES, TOTALS
from counteroffer.core.tables.owed import VARIANCES
from counteroffer.core.tables.read import (
    ADJUSTMENTS,
    CLAIM_LINES,
    CLAIMS,
    FILES,
    IDENTITIES,
    IMPORTS,
    OTHER_ADJUSTMENTS,
    OTHER_PAYER_LINES,
    OTHER_PAYERS,
    PROVIDER_ADJUSTMENTS,
    READ,
    REMARKS,
    REMIT_CLAIMS,
    REMIT_LINES,
    REMITS,
    SUPPLEMENTS,
)

OF_FILES = (*READ, *EXCHANGE, *OFFICE)
"""Every table whose rows come out of imported files and carry `file_id`."""

ALL = (
    IMPORTS,
    FILES,
    *OF_FILES,
    LINES,
    AUTHORIZATIONS,
    MOVEMENTS,
    RATES,
    RULES,
    VERSIONS,
    CASES,
    TERMS,
    CLAUSES,
    PRICED,
    VARIANCES,
    COMPLETENESS,
    *MEDICARE,
    *NEARBY,
    MEMBERS,
    FINDINGS,
)
"""Every table, in the order of the data dictionary."""


def table(name: str) -> Table:
    """Find a table by name.

    Raises:
        KeyError: if no table is called so.
    """
    for found in ALL:
        if found.name == name:
            return found
    raise KeyError(f"no table is called {name!r}; there are {', '.join(t.name for t in ALL)}")


__all__ = [
    "ACCESS_STANDARDS",
    "ACKNOWLEDGEMENTS",
    "ADJUSTMENTS",
    "ALL",
    "APPOINTMENTS",
    "AUTHORIZATIONS",
    "AUTHS",
    "CASES",
    "CHARGE_MASTER",
    "CLAIMS",
    "CLAIM_LINES",
    "CLAIM_STATUSES",
    "CLAUSES",
    "CLINICIANS_NEAR",
    "CLINICIAN_PLACES",
    "COMPLETENESS",
    "COVERAGES",
    "DENIAL_LOG",
    "EDITION",
    "EXCHANGE",
    "FILES",
    "FINDINGS",
    "IDENTITIES",
    "IMPORTS",
    "LINES",
    "MEDICARE",
    "MEDICARE_ANESTHESIA",
    "MEDICARE_COUNTIES",
    "MEDICARE_DRUGS",
    "MEDICARE_EQUIPMENT",
    "MEDICARE_FEES",
    "MEDICARE_LABS",
    "MEDICARE_LOCALITIES",
    "MEDICARE_OPPS_CAPS",
    "MEDICARE_RELEASES",
    "MEDICARE_SCHEDULES",
    "MEDICARE_ZIPS",
    "MEMBERS",
    "MOVEMENTS",
    "NEARBY",
    "NEARBY_FILES",
    "OFFICE",
    "OF_FILES",
    "OTHER_ADJUSTMENTS",
    "OTHER_PAYERS",
    "OTHER_PAYER_LINES",
    "PRICED",
    "PROVIDER_ADJUSTMENTS",
    "QUALITY_MEASURES",
    "RATES",
    "READ",
    "REMARKS",
    "REMITS",
    "REMIT_CLAIMS",
    "REMIT_LINES",
    "RULES",
    "SUPPLEMENTS",
    "TERMS",
    "TOTALS",
    "UNKNOWN_SEGMENTS",
    "VARIANCES",
    "VERSIONS",
    "ZIP_POINTS",
    "Column",
    "Table",
    "table",
]
