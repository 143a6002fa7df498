"""Which other Medicare localities a payer may pay by: those whose amounts meet what it allowed, again and again."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.core.money import half_up
from counteroffer.medicare.book import MedicareBook
from counteroffer.price.rounding import FULL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LEAST_LINES, LEAST_CODES, LEAST_SHARE = 5, 3, 0.03
"""A locality is tried when its amounts meet so many lines and codes of a payer, and this share of what is asked."""

MOST = 3
"""So many localities of one payer are tried at the most."""

Row = dict[str, Any]


def narrowed(book: MedicareBook, codes: Iterable[str]) -> MedicareBook:
    """Give the same book with a few codes only, so that many localities can be looked up quickly."""
    wanted = pa.array(sorted(set(codes)), pa.string())
    caps = book.table("medicare_opps_caps")
    few = caps.filter(pc.is_in(caps["code"], wanted))
    fees = book.fees.filter(pc.is_in(book.fees["code"], wanted))
    return MedicareBook(fees, book.localities, book.zips, {"medicare_opps_caps": lambda: few})


def suspects(book: MedicareBook, rows: Sequence[Row]) -> list[str]:
    """Name the localities that are worth pricing by.

    Args:
        book: Medicare, narrowed.
        rows: what a percent of Medicare was paid for and is off: payer, year, code, modifier, setting, percent
            (thousandths), allowed (cents for one unit), `lines`.

    Returns:
        Localities, seven digits, the one that meets most lines first.
    """
    by_year: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_year[row["year"]].append(row)
    asked: Counter[str] = Counter()
    for row in rows:
        asked[row["payer"]] += row["lines"]
    met: Counter[tuple[str, str]] = Counter()
    codes: dict[tuple[str, str], set[str]] = defaultdict(set)
    for year, every in by_year.items():
        for locality, row in _meeting(book, year, every):
            met[row["payer"], locality] += row["lines"]
            codes[row["payer"], locality].add(row["code"])
    kept: Counter[str] = Counter()
    for payer in asked:
        enough = [
            (n, locality)
            for (who, locality), n in met.items()
            if who == payer and n >= max(LEAST_LINES, LEAST_SHARE * asked[payer])
            and len(codes[payer, locality]) >= LEAST_CODES
        ]  # fmt: skip
        for n, locality in sorted(enough, key=lambda pair: (-pair[0], pair[1]))[:MOST]:
            kept[locality] += n
    return [locality for locality, _ in kept.most_common()]


def _meeting(book: MedicareBook, year: int, rows: list[Row]) -> Iterator[tuple[str, Row]]:
    """Give each locality of a year with each row whose amount it meets."""
    known = book.localities.filter(pc.equal(book.localities["year"], year))["locality"].unique().to_pylist()
    for locality in sorted(known) if year in book.years else ():
        amounts = book.amounts(year, locality)
        columns = (amounts[name].to_pylist() for name in ("code", "modifier", "setting", "amount"))
        by_key = {(code, modifier, setting): amount for code, modifier, setting, amount in zip(*columns, strict=True)}
        for row in rows:
            amount = by_key.get((row["code"], row["modifier"], row["setting"]))
            if amount is not None and half_up(amount * row["percent"], FULL) == row["allowed"]:
                yield locality, row
