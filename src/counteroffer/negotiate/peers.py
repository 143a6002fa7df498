"""Peers' rates: what the practice's own other payers pay it today for the same code, or a market book that it brings.

Only the practice's own contracts are read here. Another practice's confidential rates have no place in it: pooling or
showing them to a competitor is what antitrust law forbids.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from counteroffer.core.money import half_up
from counteroffer.negotiate.levers import CENT, KEY, PEERS, PERCENTILES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Key = tuple[str, str, str]
    Rates = Mapping[str, Mapping[Key, int]]

FEWEST = 2
"""Payers that a code's percentiles rest on at least: of one payer there are none."""

COMPARABLE = (
    "percent_of_medicare", "percent_of_labs", "percent_of_drugs", "percent_of_equipment", "conversion_factor",
    "fee_schedule", "percent_of_list", "invoice_plus",
)  # fmt: skip
"""Bases whose rate is dollars for one unit of one code; case rates, anesthesia and charges are not compared."""

ANY = "*"


def rates_by_payer(rates: pa.Table, keys: Iterable[Key]) -> dict[str, dict[Key, int]]:
    """Give what each payer pays for one unit, millionths of a dollar, of some codes.

    A row for any modifier or setting reaches both; the closest row counts. Where a payer pays by product, the mean of
    its exhibits stands for it, rounded half-up.

    Args:
        rates: `core.tables.RATES` in force on one day, of any payers.
        keys: code, modifier and setting.
    """
    found: dict[str, dict[tuple[Key, str], int]] = defaultdict(dict)
    for row in rates.to_pylist():
        if row["basis"] in COMPARABLE and not row["site"] and (micro := _micro(row)):
            key = row["code"], row["modifier"], row["setting"]
            found[row["payer"]][key, f"{row['contract']}/{row['version']}/{row['exhibit']}"] = micro
    wanted = sorted(set(keys))
    made = {}
    for payer, known in found.items():
        exhibits = sorted({exhibit for _, exhibit in known})
        ours = {}
        for key in wanted:
            some = [rate for exhibit in exhibits if (rate := _closest(known, key, exhibit)) is not None]
            if some:
                ours[key] = half_up(sum(some), len(some))
        made[payer] = ours
    return made


def _micro(row: Mapping[str, Any]) -> int:
    if row["micro"] is not None:
        return int(row["micro"])
    return int(row["rate"]) * CENT if row["rate"] is not None else 0


def _closest(known: Mapping[tuple[Key, str], int], key: Key, exhibit: str) -> int | None:
    code, modifier, setting = key
    for asked in (key, (code, modifier, ANY), (code, ANY, setting), (code, ANY, ANY)):
        if (asked, exhibit) in known:
            return known[asked, exhibit]
    return None


def peers(rates: Rates, source: str, fewest: int = FEWEST) -> pa.Table:
    """Make percentiles of payers' rates, each payer once.

    Args:
        rates: payer -> key -> millionths of a dollar for one unit.
        source: whose rates they are, with the day.
        fewest: payers that a code needs.

    Returns:
        `PEERS`.
    """
    by_key: dict[Key, list[int]] = defaultdict(list)
    for known in rates.values():
        for key, rate in known.items():
            by_key[key].append(rate)
    rows = []
    for key, some in sorted(by_key.items()):
        if len(some) >= fewest:
            told = {f"p{p}": percentile(some, p) for p in PERCENTILES}
            rows.append(dict(zip(KEY, key, strict=True)) | told | {"n": len(some), "source": f"{len(some)} {source}"})
    return pa.Table.from_pylist(rows, schema=PEERS)


def percentile(values: Sequence[int], percent: int) -> int:
    """Give a percentile of whole numbers, between two of them in proportion (as spreadsheets' PERCENTILE does)."""
    ordered = sorted(values)
    whole, part = divmod(percent * (len(ordered) - 1), 100)
    above = ordered[min(whole + 1, len(ordered) - 1)]
    return half_up(ordered[whole] * (100 - part) + above * part, 100)


def preferred(first: pa.Table, second: pa.Table) -> pa.Table:
    """Give the rows of the first `PEERS`, and those of the second for codes that the first does not name."""
    named = {tuple(row[name] for name in KEY) for row in first.select(KEY).to_pylist()}
    rest = [row for row in second.to_pylist() if tuple(row[name] for name in KEY) not in named]
    return pa.concat_tables([first, pa.Table.from_pylist(rest, schema=PEERS)])
