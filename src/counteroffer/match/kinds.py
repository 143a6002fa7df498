"""What kind of coverage paid for a line: product line and funding, as far as somebody has said it.

The filing codes stand in `shelf/payers/filing_codes.yaml`; what the practice says stands in `payers.yaml`. Nothing is
guessed: funding decides whether a state's law reaches the plan, so what nobody has said is `unknown`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import ibis
import pyarrow as pa

from counteroffer.core.plain import read_plain
from counteroffer.match.columns import NOTHING, left, text

if TYPE_CHECKING:
    from collections.abc import Iterable

SHELF = Path(__file__).parents[1] / "shelf" / "payers" / "filing_codes.yaml"

PRODUCTS = (
    "commercial", "medicare_advantage", "medicare", "medicaid", "medicaid_managed", "tricare", "va", "workers_comp",
    "auto", "other",
)  # fmt: skip
"""Lines of business, beside `unknown`."""

FUNDINGS = ("insured", "self_funded", "government")
"""Who bears the cost, beside `unknown`: an insurer, the employer itself, or a government programme."""

UNKNOWN_KIND = "unknown"
GOVERNMENT = ("medicare_advantage", "medicare", "medicaid", "medicaid_managed", "tricare", "va")
"""Products of government programmes: federal law or the programme's own contract governs them."""

REFINED = {"medicare": "medicare_advantage", "medicaid": "medicaid_managed"}
"""What a code names -> what it may be more exactly, when the practice says so of the payer."""


@attrs.frozen
class Kind:
    """Product and funding as far as they are said; empty where not."""

    product: str = ""
    funding: str = ""


@attrs.frozen
class KindRule:
    """What the practice says of one payer: of all its claims, of a filing code, or of a group number.

    Attributes:
        payer: the payer's name after the roll-up.
        by: `payer`, `filing` or `group`.
        value: the filing code or group number; empty for all claims.
        kind: what is said.
    """

    payer: str
    by: str
    value: str
    kind: Kind


@cache
def filing_kinds() -> dict[str, Kind]:
    """Read the shelf (once): filing code -> what it says; codes that say nothing are there too."""
    value: Any = read_plain(SHELF.read_text(encoding="utf-8")).value
    return {code: Kind(said.get("product", ""), said.get("funding", "")) for code, said in value["codes"].items()}


def rules_table(rules: Iterable[KindRule]) -> pa.Table:
    """Write rules as rows: payer, by, value, product, funding."""
    names = ("payer", "by", "value", "product", "funding")
    rows = [dict(zip(names, (r.payer, r.by, r.value, r.kind.product, r.kind.funding), strict=True)) for r in rules]
    return pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in names]))


def with_kinds(row: ibis.Table, rules: ibis.Table | None) -> ibis.Table:
    """Add `product` and `funding` to rows.

    What is more special comes first: a group number's rule, a filing code's rule, what the code itself names (the
    payer's on the remittance before the practice's on the claim; refined by what is said of the payer), what is said
    of the payer, and that the code says commercial. `funding` of a government product is the government's.

    Args:
        row: with payer, group_number, c_filing_code and r_filing_code.
        rules: those of `rules_table`; None when there are none.
    """
    codes = (text(row.r_filing_code), text(row.c_filing_code))
    row = row.mutate(k_filing=text(codes[1], codes[0]))
    row, said = _with_rules(row, rules)
    named = text(*(_named(code, "product", spare=frozenset(["commercial"])) for code in codes))
    finer = ibis.cases(*((named == known, said["payer"][0] == more) for known, more in REFINED.items()), else_=False)
    soft = text(*(_named(code, "product") for code in codes))
    product = text(
        said["group"][0],
        said["filing"][0],
        ibis.ifelse(finer, said["payer"][0], named),
        said["payer"][0],
        soft,
        ibis.literal(UNKNOWN_KIND),
    )
    row = row.mutate(product=product)
    by_law = ibis.ifelse(row.product.isin(GOVERNMENT), "government", text(*(_named(c, "funding") for c in codes)))
    funding = text(said["group"][1], said["filing"][1], by_law, said["payer"][1], ibis.literal(UNKNOWN_KIND))
    row = row.mutate(funding=funding)
    return row.drop(*(c for c in row.columns if c.startswith("k_")))


def _with_rules(row: ibis.Table, rules: ibis.Table | None) -> tuple[ibis.Table, dict[str, tuple[Any, Any]]]:
    where = {"group": "group_number", "filing": "k_filing", "payer": ""}
    if rules is None:
        return row, dict.fromkeys(where, (NOTHING, NOTHING))
    for by, column in where.items():
        chosen = rules.filter(rules.by == by)
        keys = {"payer": chosen.payer} | ({column: chosen.value} if column else {})
        told = {f"k_{by}_product": chosen.product, f"k_{by}_funding": chosen.funding}
        row = left(row, chosen.select(**keys, **told), list(keys))
    return row, {by: (text(row[f"k_{by}_product"]), text(row[f"k_{by}_funding"])) for by in where}


def _named(code: Any, part: str, spare: frozenset[str] = frozenset()) -> Any:
    """What a code names; empty for what is in `spare`."""
    told = {code: getattr(kind, part) for code, kind in filing_kinds().items()}
    told = {code: value for code, value in told.items() if value and value not in spare}
    return code.cases(*((key, ibis.literal(value)) for key, value in told.items()), else_=NOTHING)
