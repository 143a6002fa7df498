"""Alternatives: how many other clinicians of a kind the members have within a standard of miles and minutes.

Distances are great-circle miles between ZIP codes' points: who lives in the clinician's ZIP has 0 miles. Minutes are
miles times minutes a mile that the user says for the kind of county; nothing of roads is in either.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
import pyarrow as pa

from counteroffer.core.distance import miles
from counteroffer.negotiate.disruption import is_small

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from decimal import Decimal

    from numpy.typing import NDArray

Points = dict[str, tuple[int, int]]
"""ZIP -> latitude and longitude, millionths of a degree."""

_COUNTS = ("members", "unlocated", "none", "one", "more", "edge")
_MILES = ("median_miles", "most_miles")
REACHES = pa.schema(
    [
        ("kind", pa.string()),
        *((name, pa.int64()) for name in (*_COUNTS, "clinicians")),
        *((name, pa.float64()) for name in _MILES),
        *((name, pa.string()) for name in ("standard", "source", "withheld")),
    ]
)
"""One kind of clinician: members by how many alternatives they have, as `Reach`."""


@attrs.frozen
class Standard:
    """How far is too far.

    Attributes:
        miles, minutes: both must be met; None where the standard does not say.
        minutes_per_mile: how long a mile takes, as the user says; None: minutes are not checked.
        source: who says so.
    """

    miles: int | None = None
    minutes: int | None = None
    minutes_per_mile: Decimal | None = None
    source: str = ""

    @property
    def limit(self) -> float | None:
        """The miles within which both are met; None if nothing can be checked."""
        limits = [float(self.miles)] if self.miles is not None else []
        if self.minutes is not None and self.minutes_per_mile:
            limits.append(float(self.minutes / self.minutes_per_mile))
        return min(limits) if limits else None

    @property
    def says(self) -> str:
        """The standard in words, with what it assumes."""
        parts = [f"{self.miles} miles"] if self.miles is not None else []
        if self.minutes is not None:
            how = (
                f"at {self.minutes_per_mile} minutes a mile"
                if self.minutes_per_mile
                else "not checked: no minutes a mile are said"
            )
            parts.append(f"{self.minutes} minutes ({how})")
        return " and ".join(parts) or "none"


@attrs.frozen
class Members:
    """How many members live in a ZIP and see a kind of clinician; no more of them is known here."""

    zip: str
    kind: str
    patients: int


@attrs.frozen
class Reach:
    """The alternatives of one kind of clinician.

    Attributes:
        kind: the kind: a taxonomy code, or a name of several.
        members: members whose ZIP has a point.
        unlocated: members whose ZIP is not known or has none.
        clinicians: other clinicians of the kind in the imported region.
        nearest: miles to the nearest of them: median and most over the members; None without any.
        none, one, more: members with so many within the standard; None without a standard.
        edge: of the members, those whose standard reaches beyond the imported region: they may have more.
        standard: the standard; None if there is none.
        by_zip: ZIP, members, alternatives within the standard, miles to the nearest.
    """

    kind: str
    members: int
    unlocated: int
    clinicians: int
    nearest: tuple[float, float] | None
    none: int | None
    one: int | None
    more: int | None
    edge: int
    standard: Standard | None
    by_zip: tuple[tuple[str, int, int | None, float | None], ...] = ()


@attrs.frozen
class Region:
    """What was imported of the region.

    Attributes:
        points: ZIPs' points.
        clinicians: kind -> (NPI, ZIP) of all persons of it, the practice's own left out.
        centres: ZIPs in the middle of the import.
        radius: its miles.
    """

    points: Points
    clinicians: Mapping[str, Collection[tuple[str, str]]]
    centres: Sequence[str]
    radius: float


def reaches(members: Iterable[Members], region: Region, standards: Mapping[str, Standard]) -> tuple[Reach, ...]:
    """Count alternatives for each kind of clinician that members see; kinds with the most members first."""
    by_kind: defaultdict[str, list[Members]] = defaultdict(list)
    for one in members:
        by_kind[one.kind].append(one)
    made = [_reach(kind, some, region, standards.get(kind)) for kind, some in by_kind.items()]
    return tuple(sorted(made, key=lambda one: (-one.members - one.unlocated, one.kind)))


def _reach(kind: str, members: list[Members], region: Region, standard: Standard | None) -> Reach:
    located = sorted((m for m in members if m.zip in region.points), key=lambda m: m.zip)
    total = sum(m.patients for m in located)
    unlocated = sum(m.patients for m in members) - total
    others = [(npi, zip_code) for npi, zip_code in region.clinicians.get(kind, ()) if zip_code in region.points]
    limit = standard.limit if standard else None
    places = sorted({zip_code for _, zip_code in others})
    far = between(region.points, [m.zip for m in located], places)
    counts = [_within(far[at], places, others, limit) for at in range(len(located))]
    near = [float(row.min()) if len(places) else None for row in far]
    has = [(m.patients, c) for m, c in zip(located, counts, strict=True) if c is not None]
    ways = [sum(n for n, c in has if c == 0), sum(n for n, c in has if c == 1), sum(n for n, c in has if c > 1)]
    none, one, more = (None, None, None) if limit is None else ways
    by = [m.patients for m in located]
    spread = np.repeat(far.min(axis=1), by) if places and located else np.array([])
    return Reach(
        kind=kind,
        members=total,
        unlocated=unlocated,
        clinicians=len({npi for npi, _ in others}),
        nearest=(float(np.median(spread)), float(spread.max())) if len(spread) else None,
        none=none,
        one=one,
        more=more,
        edge=0 if limit is None else _edge(located, region, limit),
        standard=standard,
        by_zip=tuple((m.zip, m.patients, c, n) for m, c, n in zip(located, counts, near, strict=True)),
    )


def between(points: Points, some: Sequence[str], others: Sequence[str]) -> NDArray[np.float64]:
    """Give the miles between ZIPs, a row for each of `some`, a column for each of `others`; all must have points."""
    first, second = (
        np.array([points[z] for z in zips], dtype=np.float64).reshape(-1, 2) / 1e6 for zips in (some, others)
    )
    return miles(first[:, :1], first[:, 1:], second[:, 0][None, :], second[:, 1][None, :])


def _within(
    far: NDArray[np.float64], places: list[str], others: list[tuple[str, str]], limit: float | None
) -> int | None:
    """Count different clinicians with a place within the limit."""
    if limit is None:
        return None
    near = {place for place, distance in zip(places, far.tolist(), strict=True) if distance <= limit}
    return len({npi for npi, zip_code in others if zip_code in near})


def _edge(located: list[Members], region: Region, limit: float) -> int:
    centres = [zip_code for zip_code in region.centres if zip_code in region.points]
    if not centres or not located:
        return 0
    nearest = between(region.points, [m.zip for m in located], centres).min(axis=1)
    return sum(m.patients for m, far in zip(located, nearest.tolist(), strict=True) if far + limit > region.radius)


def reach_table(every: Iterable[Reach], minimum_n: int = 0) -> pa.Table:
    """Give the alternatives as a table (`REACHES`); with a `minimum_n` rows with small counts are withheld."""
    rows: list[dict[str, Any]] = []
    for one in every:
        counts = {name: getattr(one, name) for name in _COUNTS}
        small = any(is_small(c, minimum_n) for c in counts.values() if c is not None)
        said = (
            dict.fromkeys(REACHES.names)
            if small
            else counts | dict(zip(_MILES, one.nearest or (None, None), strict=True))
        )
        rows.append(
            said
            | {
                "kind": one.kind,
                "clinicians": one.clinicians,
                "standard": one.standard.says if one.standard else "none",
                "source": one.standard.source if one.standard else "",
                "withheld": f"a count below {minimum_n}" if small else "",
            }
        )
    return pa.Table.from_pylist(rows, schema=REACHES)
