"""The site of each line: by the NPI of who rendered it, else by the billing NPI."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import pyarrow as pa

from counteroffer.contracts.sites import site_locality
from counteroffer.match.columns import NOTHING, left, truth

if TYPE_CHECKING:
    from counteroffer.core.practice import Practice
    from counteroffer.medicare.book import MedicareBook

SITES = pa.schema([("npi", pa.string()), ("site", pa.string())])
"""One NPI by which a site is known: the NPI, and the site's locality (seven digits)."""


def sites(book: MedicareBook, practice: Practice) -> pa.Table:
    """Give the NPIs by which the practice's sites are known.

    Returns:
        A table of `SITES`, one row for each NPI.
    """
    made = {npi: site_locality(book, site) for site in practice.sites for npi in site.npis}
    return pa.table([pa.array(list(made), pa.string()), pa.array(list(made.values()), pa.string())], schema=SITES)


def with_site(lines: ibis.Table, known: ibis.Table, rates: ibis.Table) -> ibis.Table:
    """Put beside every line the locality of its site, where its contract version has rows by site.

    Args:
        lines: with number (of the version), rendering_npi and billing_npi.
        known: `SITES`.
        rates: `core.tables.RATES`, numbered.

    Returns:
        The lines with `site`, empty where none is known or the version does not ask.
    """
    asking = rates.filter(rates.site != "").select("number").distinct().mutate(by_site=True)
    rendering = known.select(rendering_npi="npi", rendering_site="site")
    billing = known.select(billing_npi="npi", billing_site="site")
    lines = left(left(left(lines, asking, ["number"]), rendering, ["rendering_npi"]), billing, ["billing_npi"])
    site = ibis.coalesce(lines.rendering_site, lines.billing_site, NOTHING)
    return lines.mutate(site=ibis.ifelse(truth(lines.by_site), site, NOTHING)).drop(
        "by_site", "rendering_site", "billing_site"
    )
