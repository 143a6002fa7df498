"""Levers: what can be asked for one code, and what it moves. One record for each code, modifier and setting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import pyarrow as pa

from counteroffer.core.money import half_up
from counteroffer.price.rounding import FULL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from counteroffer.match.families import Families

PERCENTILES = (25, 50, 75, 90)
"""The percentiles of peers' rates that are kept."""

TOO_HIGH = 75
"""A code that is paid above this percentile of its peers is `above_peers`: an ask there invites a cut."""

CENT = 10_000
"""Millionths of a dollar in a cent."""

KEY = ["code", "modifier", "setting"]

VOLUMES = pa.schema(
    [(name, pa.string()) for name in KEY]
    + [(name, pa.int64()) for name in ("allowed", "milliunits", "rate", "room", "seen", "medicare", "cost")]
)
"""One code of the payer in a year.

`allowed`: cents a year at today's rates. `milliunits`: thousandths. `rate`: millionths of a dollar for one unit today;
null: allowed over units. `room`: thousandths of a percent that the rate may rise before the practice's own charge stops
it (lesser-of); null: charges do not stop it. `seen`: weight in the percent that the payer looks at; null: 1.
`medicare`: millionths of a dollar for one unit; null without one. `cost`: cents for a year's units; null if not known.
"""

PEERS = pa.schema(
    [(name, pa.string()) for name in KEY]
    + [(f"p{percentile}", pa.int64()) for percentile in PERCENTILES]
    + [("n", pa.int64()), ("source", pa.string())]
)
"""What peers pay for one unit of a code: millionths of a dollar by percentile, how many rates, and whose they are."""


@attrs.frozen
class Peers:
    """What peers would pay for a year's units of one code.

    Attributes:
        amounts: percentile (`PERCENTILES`) -> cents a year.
        n: rates that the percentiles are of.
        source: whose rates they are, with their year.
    """

    amounts: dict[int, int]
    n: int
    source: str


@attrs.frozen
class Lever:
    """One code of one payer: what a change of its rate moves.

    Attributes:
        code: CPT or HCPCS.
        modifier: `26`, `TC` or empty.
        setting: `facility` or `nonfacility`.
        family: its kind of service.
        now: cents a year at today's rate.
        milliunits: thousandths a year.
        room: largest change with any use, thousandths of a percent, where charges cap the rate; None: no cap.
        seen: its weight in the percent that the payer looks at.
        peers: what peers pay, None if it is not known.
        medicare: cents, the same units at Medicare's fee, None without one.
        cost: cents, what a year's units cost the practice, None if it is not known.
        rate: millionths of a dollar for one unit today; 0: not one rate, allowed over units stands for it.
    """

    code: str
    modifier: str
    setting: str
    family: str
    now: int
    milliunits: int = 0
    room: int | None = None
    seen: int = 1
    peers: Peers | None = None
    medicare: int | None = None
    cost: int | None = None
    rate: int = 0

    @property
    def key(self) -> str:
        """Name the code with its modifier and setting: `99213 nonfacility`, `73721-26 facility`."""
        return f"{self.code}{'-' if self.modifier else ''}{self.modifier} {self.setting}".strip()

    def to_peers(self, percentile: int) -> int | None:
        """Give the change that brings it to a percentile of peers, thousandths of a percent, rounded down; or None."""
        return None if self.peers is None else (self.peers.amounts[percentile] - self.now) * FULL // self.now

    def at(self, rate: int) -> int:
        """Give cents a year at another rate (millionths of a dollar for one unit), on the practice's own volumes.

        Today's allowed x that rate / today's rate: what reduces lines (several procedures, assistants) reduces both.
        """
        if self.rate:
            return half_up(self.now * rate, self.rate)
        return half_up(rate * self.milliunits, CENT * 1000)

    @property
    def above_peers(self) -> bool:
        """Say whether it is paid above most peers already (`TOO_HIGH`)."""
        return self.peers is not None and self.now > self.peers.amounts[TOO_HIGH]


def levers(volumes: pa.Table, peers: pa.Table, families: Families) -> tuple[Lever, ...]:
    """Build the levers of one payer, the largest first.

    Peers' and Medicare's amounts are taken on the practice's own volumes (`Lever.at`).

    Args:
        volumes: `VOLUMES`; rows without allowed dollars are left out.
        peers: `PEERS`, at most one row for each code, modifier and setting.
        families: names the kind of service of a code.
    """
    known = {_key(row): row for row in peers.to_pylist()}
    rows = [row for row in volumes.to_pylist() if row["allowed"] > 0]
    made = (_lever(row, known.get(_key(row)), families.of(row["code"])) for row in rows)
    return tuple(sorted(made, key=lambda lever: (-lever.now, lever.key)))


def total(some: Iterable[Lever]) -> int:
    """Give cents a year of some levers at today's rates."""
    return sum(lever.now for lever in some)


def _key(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(row[name] for name in KEY)


def _lever(row: dict[str, Any], peers: dict[str, Any] | None, family: str) -> Lever:
    code, modifier, setting = _key(row)
    seen = 1 if row["seen"] is None else row["seen"]
    bare = Lever(
        code, modifier, setting, family, row["allowed"], row["milliunits"], row["room"], seen, cost=row["cost"],
        rate=row["rate"] or 0,
    )  # fmt: skip
    met = peers and Peers({p: bare.at(peers[f"p{p}"]) for p in PERCENTILES}, peers["n"], peers["source"])
    medicare = None if row["medicare"] is None else bare.at(row["medicare"])
    return attrs.evolve(bare, peers=met or None, medicare=medicare)
