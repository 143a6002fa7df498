"""The ask: opening, target and reservation for each kind of service and in total, held back where peers say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import pyarrow as pa

from counteroffer.core.errors import InputError
from counteroffer.core.money import half_up
from counteroffer.measure.worth import HIGH, LOW
from counteroffer.negotiate.gaps import ALL, families
from counteroffer.negotiate.levers import PERCENTILES
from counteroffer.negotiate.limits import POINT
from counteroffer.price.rounding import FULL

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from counteroffer.negotiate.levers import Lever

FRAME = LOW * POINT, HIGH * POINT
"""The usual frame of a rate ask, thousandths of a percent."""

FRAME_SOURCE = (
    "3% to 5% every few years, for practices that arrive with data and a clear ask (Physicians Practice, 'How to "
    "negotiate with payers')"
)

TARGET = 4 * POINT
"""The target unless another is given: the middle of the frame."""

OPENING_TIMES = 2
"""The opening is so many times the target unless another is given: a convention of ours, room for concessions."""

TARGET_GATE, OPENING_GATE, SUPPORT = 75, 90, 50
"""Percentiles of peers that no code's target and no opening goes above, and the one that the data supports."""

ABOVE, PEERS, CHARGE = "above peers", "peers", "own charge"

CODES = pa.schema(
    [(name, pa.string()) for name in ("code", "modifier", "setting", "family")]
    + [(name, pa.int64()) for name in ("milliunits", "now", "medicare", "cost")]
    + [(f"peers_p{percentile}", pa.int64()) for percentile in PERCENTILES]
    + [("peers", pa.int64()), ("peers_source", pa.string()), ("do_not_ask", pa.bool_())]
    + [(name, pa.int64()) for name in ("target", "opening")]
    + [("held_by", pa.string())]
)
"""One code: cents a year today, at Medicare, at own cost, at peers' percentiles; and what is asked for, cents a year.

`held_by`: why the target is less than asked for everything: `above peers`, `peers` (their 75th percentile) or `own
charge` (lesser-of: raise the charge first); else empty.
"""


@attrs.frozen
class CodeAsk:
    """What is asked for one code, cents a year more; and what holds its target back."""

    lever: Lever
    target: int
    opening: int
    held_by: str


@attrs.frozen
class Aim:
    """One family's numbers, or those of all codes; cents a year.

    Attributes:
        family: the kind of service; empty: all.
        codes: how many codes.
        now: at today's rates.
        compared: today's cents of the codes that Medicare prices.
        medicare: the same units at Medicare's fee.
        with_peers: today's cents of the codes that have peers.
        target: more than today that is wanted.
        opening: more than today that is asked for first.
        reservation: more than today (less: below zero) at which leaving is as good; None: not worked out.
        supported: what raising the codes below their peers' median to it would bring; None without peers.
        spared: today's cents of codes above peers, where nothing is asked.
        held: cents of the target that peers and charges hold back, above-peers codes included.
    """

    family: str
    codes: int
    now: int
    compared: int
    medicare: int
    with_peers: int
    target: int
    opening: int
    reservation: int | None
    supported: int | None
    spared: int
    held: int

    def percent(self, cents: int | None) -> int | None:
        """Give cents as thousandths of a percent of today's, half-up; None for nothing."""
        return None if cents is None or not self.now else half_up(cents * FULL, self.now)

    @property
    def percent_of_medicare(self) -> int | None:
        """Today's percent of Medicare, thousandths, on the codes that Medicare prices."""
        return half_up(self.compared * FULL, self.medicare) if self.medicare else None


@attrs.frozen
class Ask:
    """What to ask one payer for.

    Attributes:
        target_percent: thousandths, before peers and charges hold it back.
        opening_percent: likewise.
        codes: every code, the largest first.
        aims: every family, the largest first, and last all codes together.
    """

    target_percent: int
    opening_percent: int
    codes: tuple[CodeAsk, ...]
    aims: tuple[Aim, ...]

    @property
    def total(self) -> Aim:
        """All codes together."""
        return self.aims[-1]

    @property
    def do_not_ask(self) -> tuple[Lever, ...]:
        """The codes that are paid above peers already: an ask there invites a cut."""
        return tuple(one.lever for one in self.codes if one.lever.above_peers)

    def table(self) -> pa.Table:
        """Give every code (`CODES`)."""
        return pa.Table.from_pylist([_row(one) for one in self.codes], schema=CODES)


def ask(
    levers: Sequence[Lever], target: int = TARGET, opening: int | None = None, reservation: int | None = None
) -> Ask:
    """Set opening, target and reservation.

    The target is the same percent on every code, but never above a code's 75th percentile of its peers, nor beyond
    what its own charge lets through; nothing on codes above peers. The opening likewise, up to the 90th percentile. The
    walk-away point is one percent of all that the payer pays, so it is the same for every family.

    Args:
        levers: the payer's codes.
        target: thousandths of a percent.
        opening: thousandths of a percent; None: `OPENING_TIMES` the target.
        reservation: thousandths of a percent of today's money at which leaving is as good, from the walk-away desk;
            None: not worked out yet.

    Raises:
        InputError: if there is nothing to ask for, or the opening is below the target.
    """
    first = target * OPENING_TIMES if opening is None else opening
    if not levers:
        raise InputError("There is no code with a rate to ask for.", "Import remittances of this payer first.")
    if target < 0 or first < target:
        raise InputError("The opening is below the target, or the target below 0.", "Ask first for more than you want.")
    codes = tuple(_code(lever, target, first) for lever in levers)
    aims = tuple(
        _aim(name, [one for one in codes if name in (ALL, one.lever.family)], target, reservation)
        for name in (*families(levers), ALL)
    )
    return Ask(target, first, codes, aims)


def _code(lever: Lever, target: int, opening: int) -> CodeAsk:
    wanted, held_by = half_up(lever.now * target, FULL), ""
    if lever.above_peers:
        return CodeAsk(lever, 0, 0, ABOVE if target else "")
    ends = {PEERS: _room(lever, TARGET_GATE), CHARGE: _charge(lever)}
    got = min([wanted, *(end for end in ends.values() if end is not None)])
    if got < wanted:
        held_by = next(name for name, end in ends.items() if end == got)
    tops = [half_up(lever.now * opening, FULL), _room(lever, OPENING_GATE), _charge(lever)]
    return CodeAsk(lever, got, max(got, min(top for top in tops if top is not None)), held_by)


def _room(lever: Lever, percentile: int) -> int | None:
    return None if lever.peers is None else max(0, lever.peers.amounts[percentile] - lever.now)


def _charge(lever: Lever) -> int | None:
    return None if lever.room is None else lever.now * max(0, lever.room) // FULL


def _aim(family: str, codes: Iterable[CodeAsk], target: int, reservation: int | None) -> Aim:
    some = list(codes)
    levers = [one.lever for one in some]
    now = sum(lever.now for lever in levers)
    met = [lever for lever in levers if lever.peers is not None]
    got = sum(one.target for one in some)
    return Aim(
        family, len(some), now,
        compared=sum(lever.now for lever in levers if lever.medicare is not None),
        medicare=sum(lever.medicare or 0 for lever in levers),
        with_peers=sum(lever.now for lever in met),
        target=got,
        opening=sum(one.opening for one in some),
        reservation=None if reservation is None else half_up(now * reservation, FULL),
        supported=sum(_room(lever, SUPPORT) or 0 for lever in met) if met else None,
        spared=sum(lever.now for lever in levers if lever.above_peers),
        held=sum(half_up(lever.now * target, FULL) for lever in levers) - got,
    )  # fmt: skip


def _row(one: CodeAsk) -> dict[str, object]:
    lever = one.lever
    peers = {} if lever.peers is None else {f"peers_p{p}": lever.peers.amounts[p] for p in PERCENTILES}
    told = {} if lever.peers is None else {"peers": lever.peers.n, "peers_source": lever.peers.source}
    names = ("code", "modifier", "setting", "family", "milliunits", "now", "medicare", "cost")
    return {name: getattr(lever, name) for name in names} | peers | told | {
        "do_not_ask": lever.above_peers, "target": one.target, "opening": one.opening, "held_by": one.held_by,
    }  # fmt: skip
