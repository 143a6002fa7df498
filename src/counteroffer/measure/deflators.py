"""What costs rose by: published indices from the shelf, the practice's own, or one percent for all years."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from importlib import resources
from typing import TYPE_CHECKING, Any

import attrs
import ibis
import pyarrow as pa

from counteroffer.core.errors import InputError, UnknownNameError
from counteroffer.core.plain import read_plain

if TYPE_CHECKING:
    from counteroffer.core.practice import Practice

OWN = "own"
FIRST, LAST = 1990, 2100
"""The years of a percent that holds for all years."""

MONTHS = pa.schema(
    [("ordinal", pa.int64()), ("run", pa.int64()), *((name, pa.float64()) for name in ("level", "sum", "inverse"))]
)
"""One month: its ordinal (year x 12 + month from 0); the run of years known without a gap; the cost level at its
beginning (1 where the run begins); and the sums of the levels and of their inverses of the run's months up to it."""


@attrs.frozen
class Deflator:
    """One index of costs.

    Attributes:
        name: its name on the shelf, `own`, or the percent that a person gave.
        percents: year -> percent by which costs rose in it.
        source: where the percents are from.
    """

    name: str
    percents: dict[int, Decimal]
    source: str

    def known_years(self, first: int, most: int) -> int:
        """Count the years, at most so many, from a year on that are known without a gap."""
        return next((n for n in range(most) if first + n not in self.percents), most)

    def level(self, first: int, years: int) -> list[Decimal]:
        """Give the cost levels after 0 to `years` years from a year on, 1 at the beginning.

        Raises:
            InputError: if a year's percent is not known.
        """
        levels = [Decimal(1)]
        for year in range(first, first + years):
            if year not in self.percents:
                raise InputError(
                    f"'{self.name}' has no percent for {year}.",
                    "Give one for all years with --set growth=3, or your own by year in practice.yaml (cost_growth).",
                )
            levels.append(levels[-1] * (1 + self.percents[year] / 100))
        return levels


def shelved() -> dict[str, Deflator]:
    """Give the published indices that ship with Counteroffer."""
    file = resources.files("counteroffer.shelf") / "deflators" / "deflators.yaml"
    said: Any = read_plain(file.read_text(encoding="utf-8")).value
    made = {}
    for name, index in said.items():
        percents = {int(year): Decimal(told["percent"]) for year, told in index["years"].items()}
        sources = sorted({f"{told['said_by']} ({told['source']})" for told in index["years"].values()})
        made[name] = Deflator(name, percents, "; ".join(sources))
    return made


def deflator(practice: Practice, name: str = "", growth: str = "") -> Deflator:
    """Choose an index: a percent for all years, a name, or else the practice's own where it gives one, or `mei`.

    Raises:
        InputError: if a percent cannot be read.
        UnknownNameError: if no index is called so.
    """
    if growth:
        every = _percent(growth, "growth")
        return Deflator(f"{growth}% a year", dict.fromkeys(range(FIRST, LAST), every), "given with the question")
    known = shelved()
    if practice.cost_growth:
        own = {int(year): _percent(text, f"cost_growth of {year}") for year, text in practice.cost_growth.items()}
        known[OWN] = Deflator(OWN, own, "practice.yaml, cost_growth")
    wanted = name or (OWN if OWN in known else "mei")
    if wanted not in known:
        raise UnknownNameError(f"No index of costs is called '{wanted}'.", f"There are: {', '.join(known)}.")
    return known[wanted]


def _percent(text: str, what: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value <= -100:
        raise InputError(f"'{text}' is no percent ({what}).", "Write it like 3 or 2.5.")
    return value


def months(index: Deflator) -> ibis.Table:
    """Give the index month by month (`MONTHS`): a year's growth is spread over its months, compounding."""
    rows: list[dict[str, Any]] = []
    run, level, total, inverse = 0, 1.0, 0.0, 0.0
    for year in sorted(index.percents):
        if year - 1 not in index.percents:
            run, level, total, inverse = run + 1, 1.0, 0.0, 0.0
        for month in range(12):
            total, inverse = total + level, inverse + 1 / level
            rows.append({"ordinal": year * 12 + month, "run": run, "level": level, "sum": total, "inverse": inverse})
            level *= (1 + float(index.percents[year]) / 100) ** (1 / 12)
        if year + 1 not in index.percents:
            end = {"ordinal": (year + 1) * 12, "run": run, "level": level}
            rows.append(end | {"sum": total + level, "inverse": inverse + 1 / level})
    return ibis.memtable(pa.Table.from_pylist(rows, schema=MONTHS))
