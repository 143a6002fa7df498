"""The walk-away point of a payer at the desk: own claims, what the profile and `walkaway.yaml` say, and the answer."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from hashlib import sha256
from typing import TYPE_CHECKING

import attrs

from counteroffer.core.errors import InputError
from counteroffer.core.names import slug
from counteroffer.negotiate.cash import MONTHS, Lags, Tail, cash_by_month
from counteroffer.negotiate.draws import DRAWS, SEED, TRIANGULAR, draw
from counteroffer.negotiate.own_volume import READS, OwnVolume, visits_by_month, volume_of, volume_of_others
from counteroffer.negotiate.questions import OTHERS, QUESTIONS, Answer, answered, likely, refuse_missing, uncertain
from counteroffer.negotiate.ranges import CENTS, Range, plain, read_range
from counteroffer.negotiate.walkaway_result import WalkAway
from counteroffer.store.access import user_name
from counteroffer.store.events import Event, EventBook
from counteroffer.workspace.answers import FILE, read_answers, write_answers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from counteroffer.workspace.desk import Workspace

COMPUTED = "walkaway"
"""The event that the walk-away point was computed and its answers kept; it says no figure of it."""


@attrs.frozen
class Asked:
    """How a walk-away point is asked for.

    Attributes:
        said: question -> answer as text, before what is written down.
        at: a rate to look at: dollars per visit (`98.00`) or a change of today's (`-5%`, `+3%`); empty: today's.
        draws: how many draws.
        seed: where their streams begin.
        shape: of the draws; empty: what `walkaway.yaml` says, else triangular.
        months: of cash.
        save: keep the answers in `walkaway.yaml`.
    """

    said: Mapping[str, str] = attrs.field(factory=dict)
    at: str = ""
    draws: int = DRAWS
    seed: int = SEED
    shape: str = ""
    months: int = MONTHS
    save: bool = False


def answers_file(desk: Workspace, payer: str) -> Path:
    """Give where the answers about a payer are kept; it need not be there."""
    return desk.home.negotiation_dir(payer) / FILE


def own_volumes(desk: Workspace, payer: str) -> tuple[OwnVolume, OwnVolume]:
    """Count the visits with a payer, and with all others in the same months, from the practice's own claims."""
    with desk.engine() as engine:
        rows = engine.arrow(visits_by_month(desk.facts(engine, READS))).to_pylist()
    return volume_of(rows, payer), volume_of_others(rows, payer)


def walk_away(desk: Workspace, payer: str, asked: Asked | None = None) -> WalkAway:
    """Give the walk-away point of a payer.

    An option counts before `walkaway.yaml`, that before the profile's cost of a visit and the practice's own claims.

    Raises:
        UnknownNameError: if no payer is called so.
        InputError: if an answer cannot be read, or is missing; all that is missing is said at once.
    """
    asked = asked or Asked()
    name = desk.payer(payer)
    mine, others = own_volumes(desk, name)
    file = answers_file(desk, name)
    written, shape = read_answers(file)
    by = f"{user_name()}, {datetime.now(tz=UTC).astimezone().date()}"
    told = written | {key: _told(key, text, by) for key, text in asked.said.items() if text}
    answers = _known(desk, mine, others) | _of_contract(desk, name) | _taken(told, others)
    refuse_missing(name, file, answers, _hints(mine, others))
    if answers["visits"].said.low <= 0 or answers["rate"].said.low <= 0:
        raise InputError(f"{name} has no visits or no money for them.", "Give --visits and --rate above nothing.")
    chosen = asked.shape or shape or TRIANGULAR
    made = _made(name, answers, asked, chosen)
    if asked.save:
        _keep(desk, name, told, chosen)
    return made


def is_current(desk: Workspace, payer: str, event: Event) -> bool:
    """True where an event `COMPUTED` is of the answers as they are written now."""
    file = answers_file(desk, payer)
    return file.is_file() and event.said.get("answers") == _mark(file)


def _told(key: str, text: str, by: str) -> Answer | None:
    return None if key == "backfill_rate" and text == OTHERS else answered(key, text, by)


def _taken(told: Mapping[str, Answer | None], others: OwnVolume) -> dict[str, Answer]:
    """Put the other payers' allowed amount where somebody accepted it."""
    accepted = Answer(Range.at(others.rate or 0), f"accepted: allowed per visit of other payers, {_months(others)}")
    return {name: accepted if answer is None else answer for name, answer in told.items()}


def _known(desk: Workspace, mine: OwnVolume, others: OwnVolume) -> dict[str, Answer]:
    """Give what the practice's own claims and its profile say."""
    found: dict[str, Answer] = {}
    if mine.rate:
        found["visits"] = Answer(Range.at(mine.yearly), f"own claims, {_months(mine)}")
        found["rate"] = Answer(Range.at(mine.rate), f"own claims, {_months(mine)}: allowed / visits")
    cost = desk.practice.costs.variable_per_visit
    if cost is not None:
        found["cost"] = Answer(Range.at(Fraction(cost) * 100), "practice.yaml, variable_per_visit")
    for name, one in (("payer_days", mine), ("backfill_days", others)):
        if one.days is not None and one.days >= 0:
            found[name] = Answer(Range.at(one.days), f"own claims, {_months(one)}: service to payment, by dollars")
    return found


def _months(one: OwnVolume) -> str:
    return f"{one.months} complete months {one.since} to {one.until}, {one.visits:,} visits"


def _hints(mine: OwnVolume, others: OwnVolume) -> dict[str, str]:
    """Say what the practice's own figures know of a question that only a person can answer."""
    found = {}
    if mine.rate:
        found["out_of_network"] = f"In network {_dollars(mine.rate)} is allowed."
    if others.rate:
        found["backfill_rate"] = f"Your other payers allow {_dollars(others.rate)} ({_months(others)})."
    return found


def _dollars(value: Fraction) -> str:
    return f"${plain(value / 100, 2, 2)}"


def _made(payer: str, answers: dict[str, Answer], asked: Asked, shape: str) -> WalkAway:
    given = uncertain(answers)
    here = given.likely()
    payer_days = likely(answers, "payer_days", Fraction(0))
    lags = Lags(
        payer_days,
        likely(answers, "out_of_network_days", payer_days),
        likely(answers, "backfill_days", payer_days),
    )
    tail = Tail(likely(answers, "tail_share", Fraction(0)), likely(answers, "tail_days", Fraction(0)))
    try:
        drawn = draw(given, asked.draws, asked.seed, shape)
        cash = cash_by_month(here, lags, tail, asked.months)
    except ValueError as fault:
        raise InputError(f"{fault}.".capitalize(), "Ask for at least one draw and one month.") from fault
    notes = tuple(_notes(answers))
    return WalkAway(payer, answers, given, _offer(asked.at, here.rate), drawn, cash, notes)


def _offer(text: str, rate: Fraction) -> Fraction:
    """Read a rate: dollars per visit, or a change of today's in percent."""
    said = text.strip()
    if not said:
        return rate
    try:
        if said.endswith("%"):
            way = -1 if said.startswith("-") else 1
            change = read_range(said.lstrip("+-").removesuffix("%"), "number").likely
            return rate * (1 + way * change / 100)
        return read_range(said, CENTS).likely
    except ValueError as fault:
        raise InputError(f"--at: {fault}.", "Write dollars per visit like 98.00, or a change like -5%.") from fault


def _of_contract(desk: Workspace, payer: str) -> dict[str, Answer]:
    """Give the days for which the newest contract version keeps the old rates after its end, where it says them."""
    rows = [
        row
        for row in desk.clauses().to_pylist()
        if (row["payer"], row["clause"], row["field"]) == (payer, "post_termination", "days")
    ]
    if not rows:
        return {}
    last = max(rows, key=lambda row: row["since"])
    where = f"{last['contract']}/{last['version']}, post_termination"
    return {"tail_days": Answer(Range.at(last["number"]), where)}


def _notes(answers: Mapping[str, Answer]) -> list[str]:
    """Say what counts though nobody said it, and what the figures leave out."""
    found = [
        f"{one.name} was not said: counted as {one.otherwise}."
        for one in QUESTIONS.values()
        if one.otherwise and one.name not in answers and not one.name.startswith("tail_")
    ]
    if "tail_share" not in answers:
        days = plain(answers["tail_days"].said.likely) if "tail_days" in answers else ""
        kept = f"The contract keeps the old rates for {days} days after its end for some patients" if days else ""
        found.append(
            f"{kept or 'Care that goes on at the old rates after the end'}: not in the cash until tail_share is said."
        )
    found.append("Rates are allowed amounts: what patients owe and do not pay is in none of these figures.")
    return found


def _keep(desk: Workspace, payer: str, told: Mapping[str, Answer | None], shape: str) -> None:
    """Write the answers, and that the walk-away point was computed from them."""
    file = answers_file(desk, payer)
    write_answers(file, told, shape)
    EventBook(desk.home.talks_file).write([Event(slug(payer), COMPUTED, {"answers": _mark(file)})])


def _mark(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()[:16]
