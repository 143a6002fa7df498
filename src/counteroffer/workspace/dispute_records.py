"""Disputes as they stand: batches and their lines, read from what happened to them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from counteroffer.store.events import Event

OPEN, SENT, ACKNOWLEDGED, ESCALATED, CLOSED = "open", "sent", "acknowledged", "escalated", "closed"
BATCH_STATUSES = (OPEN, SENT, ACKNOWLEDGED, ESCALATED, CLOSED)
"""What a batch can be: made, sent to the payer, acknowledged by it, taken a level up, closed."""

RECOVERED, PARTLY, REFUSED, WITHDRAWN = "recovered", "partly", "refused", "withdrawn"
LINE_STATUSES = (OPEN, RECOVERED, PARTLY, REFUSED, WITHDRAWN)
"""What a line can be: not answered, paid in full (to the tolerance), paid in part, not paid more, or withdrawn."""


@attrs.frozen
class DisputedLine:
    """One line of a batch.

    Attributes:
        claim: patient control number.
        line: line number.
        code: code as billed.
        service_date: day of service.
        cause: why it is disputed (`variances.cause`).
        asked: cents asked for.
        expected: cents the contract says.
        allowed: cents allowed when it was disputed.
        paid: cents paid then.
        paid_date: payment date then.
        adjudications: adjudications then.
        deadline: last day to dispute it; None if the contract does not say.
        status: one of `LINE_STATUSES`.
        recovered: cents that later remittances brought.
        answered: payment date of the remittance that answered; None while none has.
        owner: who works on it; empty: as the batch.
        notes: what was noted on it: moment, person, text.
    """

    claim: str
    line: int
    code: str
    service_date: date | None
    cause: str
    asked: int
    expected: int
    allowed: int
    paid: int
    paid_date: date | None
    adjudications: int
    deadline: date | None
    status: str = OPEN
    recovered: int = 0
    answered: date | None = None
    owner: str = ""
    notes: tuple[tuple[str, str, str], ...] = ()


@attrs.frozen
class Batch:
    """A batch of lines that one payer is asked to process again.

    Attributes:
        id: like `D0001`.
        payer: the payer.
        causes: the causes it was narrowed to; empty: all.
        opened: moment, ISO 8601 in UTC.
        who: who opened it.
        status: one of `BATCH_STATUSES`.
        owner: who works on it; empty if nobody was named.
        lines: its lines.
        notes: what was noted on the batch: moment, person, text.
    """

    id: str
    payer: str
    causes: tuple[str, ...]
    opened: str
    who: str
    status: str = OPEN
    owner: str = ""
    lines: tuple[DisputedLine, ...] = ()
    notes: tuple[tuple[str, str, str], ...] = ()

    @property
    def asked(self) -> int:
        """Cents asked for, withdrawn lines left out."""
        return sum(line.asked for line in self.lines if line.status != WITHDRAWN)

    @property
    def recovered(self) -> int:
        """Cents that later remittances brought."""
        return sum(line.recovered for line in self.lines)

    @property
    def waiting(self) -> int:
        """Lines not answered."""
        return sum(line.status == OPEN for line in self.lines)

    @property
    def oldest(self) -> date | None:
        """The first day of service."""
        return min((line.service_date for line in self.lines if line.service_date), default=None)

    def deadline(self, today: date) -> date | None:
        """Give the first deadline of an open line that is not past; None if none is known or ahead."""
        ahead = [line.deadline for line in self.lines if line.deadline and line.status == OPEN]
        return min((day for day in ahead if day >= today), default=None)

    def past(self, today: date) -> int:
        """Count open lines whose deadline is past."""
        return sum(bool(line.deadline and line.deadline < today and line.status == OPEN) for line in self.lines)

    @property
    def undated(self) -> int:
        """Lines whose contract names no time for disputes."""
        return sum(line.deadline is None for line in self.lines)


def read_batches(events: Iterable[Event]) -> list[Batch]:
    """Read batches from what happened, the oldest first; what happened to a batch that is not there is passed over."""
    made: dict[str, Batch] = {}
    lines: dict[str, dict[tuple[str, int], DisputedLine]] = {}
    for event in events:
        said = event.said
        if event.what == "opened":
            made[event.batch] = Batch(event.batch, said["payer"], tuple(said["causes"]), event.at, event.who,
                                      owner=said.get("owner", ""))  # fmt: skip
            lines[event.batch] = {}
        elif event.batch not in made:
            continue
        elif event.what == "disputed":
            lines[event.batch][event.claim, event.line] = _line(event)
        elif event.claim:
            key = (event.claim, event.line)
            if key in lines[event.batch]:
                lines[event.batch][key] = _changed(lines[event.batch][key], event)
        else:
            made[event.batch] = _changed(made[event.batch], event)
    return [attrs.evolve(batch, lines=tuple(lines[name].values())) for name, batch in made.items()]


def _line(event: Event) -> DisputedLine:
    said = dict(event.said)
    for name in ("service_date", "paid_date", "deadline"):
        said[name] = date.fromisoformat(said[name]) if said[name] else None
    return DisputedLine(event.claim, event.line, **said)


def _changed(record: Any, event: Event) -> Any:
    said = event.said
    if event.what == "note":
        return attrs.evolve(record, notes=(*record.notes, (event.at, event.who, said["text"])))
    if event.what == "owner":
        return attrs.evolve(record, owner=said["owner"])
    if event.what == "answered":
        answered = date.fromisoformat(said["paid_date"]) if said["paid_date"] else None
        return attrs.evolve(record, status=said["status"], recovered=said["recovered"], answered=answered)
    return attrs.evolve(record, status=said["status"])
