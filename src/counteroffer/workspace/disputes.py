"""The disputes of a workspace: open, work, export, and see what later remittances brought."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from counteroffer.core.errors import InputError, UnknownNameError
from counteroffer.documents.disputes import ExportPaths, write_export
from counteroffer.price.causes import SAYS, UNDER
from counteroffer.store.events import REMITTANCES, Event, EventBook
from counteroffer.workspace.causes import causes_of
from counteroffer.workspace.dispute_records import (
    BATCH_STATUSES,
    CLOSED,
    LINE_STATUSES,
    OPEN,
    PARTLY,
    RECOVERED,
    REFUSED,
    WITHDRAWN,
    Batch,
    DisputedLine,
    read_batches,
)
from counteroffer.workspace.explaining import explanations
from counteroffer.workspace.on_spark import by_payer, tolerances

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from counteroffer.store.engine import Engine
    from counteroffer.workspace.desk import Workspace

Row = dict[str, Any]

NOW = ("claim", "line", "allowed", "paid", "paid_date", "adjudications", "outcome")
"""What is looked at of a disputed line again and again."""


class Disputes:
    """The disputes of a workspace; get them with `Workspace.disputes()`."""

    def __init__(self, desk: Workspace) -> None:
        self._desk = desk
        self._book = EventBook(desk.home.disputes_file)

    def open(
        self, payer: str, causes: Sequence[str] = (), codes: Sequence[str] = (), owner: str = "", *, again: bool = False
    ) -> Batch:
        """Make a batch of a payer's underpaid lines: exactly priced ones only, and none that is in a batch already.

        Args:
            payer: its name or the beginning of it.
            causes: only these causes.
            codes: only these codes, as billed.
            owner: who works on it.
            again: also lines of earlier batches that are closed.

        Raises:
            UnknownNameError: if no payer or cause is called so.
            InputError: if there is nothing to dispute.
        """
        for cause in causes:
            if cause not in SAYS:
                raise UnknownNameError(f"No cause is called '{cause}'.", f"There are: {', '.join(SAYS)}.")
        name = self._desk.payer(payer)
        with self._desk.engine() as engine:
            rows = self._underpaid(engine, name)
        taken = {
            (line.claim, line.line)
            for batch in self.batches()
            if not (again and batch.status == CLOSED)
            for line in batch.lines
            if line.status != WITHDRAWN
        }
        kept = [
            row
            for row in rows
            if (not causes or row["cause"] in causes) and (not codes or row["code"] in codes)
            and (row["claim"], row["line"]) not in taken
        ]  # fmt: skip
        if not kept:
            says = f"There is nothing to dispute with {name}: no exactly priced line is underpaid, or all are disputed."
            raise InputError(says, "`counteroffer underpayments` lists them, `counteroffer disputes` the batches.")
        number = 1 + sum(event.what == "opened" for event in self._book.events(undone=True))
        batch = f"D{number:04d}"
        opened = Event(batch, "opened", {"payer": name, "causes": list(causes), "owner": owner})
        self._book.write([opened, *(_disputed(batch, row) for row in kept)])
        return self.show(batch)

    def batches(self) -> list[Batch]:
        """Give every batch, the oldest first, with what remittances have answered so far."""
        track(self._desk)
        return read_batches(self._book.events())

    def show(self, batch: str) -> Batch:
        """Give a batch.

        Raises:
            UnknownNameError: if there is none with this id.
        """
        every = self.batches()
        found = next((one for one in every if one.id == batch.upper()), None)
        if found is None:
            listed = ", ".join(one.id for one in every) or "none yet"
            raise UnknownNameError(f"There is no batch {batch}.", f"There are: {listed}.")
        return found

    def history(self, batch: str) -> list[Event]:
        """Give all that happened to a batch, the oldest first, with what was undone."""
        found = self.show(batch)
        return [event for event in self._book.events(undone=True) if event.batch == found.id]

    def set_status(self, batch: str, status: str, claim: str = "", line: int = 0) -> Batch:
        """Say what a batch (or one of its lines) is now.

        Raises:
            UnknownNameError: if there is no such batch or line.
            InputError: if it cannot be that.
        """
        known = LINE_STATUSES if claim else BATCH_STATUSES
        if status not in known:
            raise InputError(f"It cannot be '{status}'.", f"Say one of {', '.join(known)}.")
        return self._write(batch, "status", {"status": status}, (claim, line))

    def assign(self, batch: str, owner: str, claim: str = "", line: int = 0) -> Batch:
        """Say who works on a batch, or on one of its lines."""
        return self._write(batch, "owner", {"owner": owner}, (claim, line))

    def note(self, batch: str, text: str, claim: str = "", line: int = 0) -> Batch:
        """Write a note on a batch, or on one of its lines."""
        return self._write(batch, "note", {"text": text}, (claim, line))

    def close(self, batch: str) -> Batch:
        """Close a batch; what remittances bring later is still counted."""
        return self.set_status(batch, CLOSED)

    def undo(self, batch: str = "") -> list[Event]:
        """Take back the last change of a person (to a batch); nothing is deleted, the undo is written down."""
        return self._book.undo(self.show(batch).id if batch else "")

    def export(self, batch: str, out: Path | None = None) -> ExportPaths:
        """Write a batch for the payer as XLSX and CSV, with the explanation of every line.

        Lines withdrawn or recovered are left out; of one that was paid in part, the rest is asked.

        Raises:
            UnknownNameError: if there is no such batch.
        """
        found = self.show(batch)
        folder = out or self._desk.home.reports_dir / "disputes" / found.id
        with self._desk.engine() as engine:
            rows = sorted(
                self._explained(engine, found), key=lambda row: (row["service_date"], row["claim"], row["line"])
            )
        return write_export(found.id, self._desk.practice.name, found.payer, rows, folder)

    def _write(self, batch: str, what: str, said: Row, where: tuple[str, int]) -> Batch:
        found = self.show(batch)
        claim, line = where
        if claim and not any((one.claim, one.line) == where for one in found.lines):
            raise UnknownNameError(
                f"{found.id} has no line {line} of a claim {claim}.", "Show the batch for its lines."
            )
        self._book.write([Event(found.id, what, said, claim, line if claim else 0)])
        return self.show(found.id)

    def _underpaid(self, engine: Engine, payer: str) -> list[Row]:
        lines, priced = (
            engine.table("lines"),
            engine.table("priced").select("line_id", "contract", "version", "expected"),
        )
        found = causes_of(self._desk, engine)
        found = found.filter(found.direction == UNDER).select("line_id", "cause", "dollars")
        lines = lines.filter(lines.payer == payer, lines.sequence == "P").drop("code").rename(code="billed_code")
        rows = engine.arrow(
            lines.join(priced, "line_id").join(found, "line_id").order_by(["service_date", "claim", "line"])
        )
        windows = _windows(engine)
        return [
            row | {"deadline": _deadline(row, windows.get((row["contract"], row["version"])))}
            for row in rows.to_pylist()
        ]

    def _explained(self, engine: Engine, batch: Batch) -> Iterator[Row]:
        """Give what is exported of each line: exactly priced ones only."""
        asked = {(line.claim, line.line): line for line in batch.lines if line.status not in (WITHDRAWN, RECOVERED)}
        lines = engine.table("lines")
        claims = lines.filter(lines.claim.isin(sorted({claim for claim, _ in asked})))
        days = claims.filter(claims.patient_key != "").select("patient_key", "service_date").distinct()
        together = lines.semi_join(days, ["patient_key", "service_date"]).union(claims, distinct=True)
        causes = {row["line_id"]: row for row in engine.arrow(causes_of(self._desk, engine)).to_pylist()}
        for row, made in explanations(self._desk, engine, together):
            line = asked.get((row["claim"], row["line"]))
            if line is None or row["sequence"] != "P" or row["confidence"] != "exact":
                continue
            cause = causes.get(row["line_id"], {"cause": line.cause, "evidence": "", "how": ""})
            term = next((step.sentence for step in made.steps if step.name == "term"), "")
            said = {name: cause[name] for name in ("cause", "evidence", "how")}
            said |= {"term": term, "letter": made.letter, "deadline": line.deadline}
            yield row | said | {"asked": line.asked - line.recovered}


def track(desk: Workspace) -> int:
    """Write down what later remittances answered to disputed lines; give how many lines changed.

    A line is answered when it was adjudicated again since it was disputed: it is `recovered` when what is still missing
    is within the payer's tolerance, `partly` when some came, else `refused`. What came is the allowed amount's growth,
    of a federal cut the payment's.
    """
    book = EventBook(desk.home.disputes_file)
    known = read_batches(book.events())
    asked = {(line.claim, line.line) for batch in known for line in batch.lines}
    if not asked:
        return 0
    with desk.engine(current=False) as engine:
        lines = engine.table("lines")
        own = lines.filter(lines.sequence == "P", lines.claim.isin(sorted({claim for claim, _ in asked}))).select(*NOW)
        now = {(row["claim"], row["line"]): row for row in engine.arrow(own).to_pylist()}
    events = [
        event
        for batch in known
        for line in batch.lines
        if (event := _answer(desk, batch, line, now.get((line.claim, line.line)))) is not None
    ]
    book.write(events, REMITTANCES)
    return len(events)


def _answer(desk: Workspace, batch: Batch, line: DisputedLine, now: Row | None) -> Event | None:
    """Give what a later remittance says of a line, where that is news."""
    if now is None or line.status == WITHDRAWN or now["outcome"] == "reversed":
        return None
    same = (now["adjudications"], now["paid_date"]) == (line.adjudications, line.paid_date)
    if same and line.answered is None:
        return None
    came = now["paid"] - line.paid if line.cause == "sequestration" else (now["allowed"] or 0) - line.allowed
    recovered = 0 if same else max(came, 0)
    status = OPEN if same else _status(desk, batch.payer, line, recovered)
    answered = None if same else now["paid_date"]
    if (recovered, answered) == (line.recovered, line.answered):
        return None
    said = {"status": status, "recovered": recovered, "paid_date": answered.isoformat() if answered else ""}
    return Event(batch.id, "answered", said, line.claim, line.line)


def _status(desk: Workspace, payer: str, line: DisputedLine, recovered: int) -> str:
    cents, percent = tolerances(desk.practice)
    own = {name.upper(): said for name, said in by_payer(desk.practice).items()}
    cents, percent = own.get(payer.upper(), (cents, percent))
    missing = line.asked - recovered
    if recovered and (missing <= cents or missing * 100 <= line.expected * percent):
        return RECOVERED
    return PARTLY if recovered else REFUSED


def _disputed(batch: str, row: Row) -> Event:
    said = {
        "code": row["code"], "cause": row["cause"], "asked": row["dollars"], "expected": row["expected"],
        "allowed": row["allowed"] or 0, "paid": row["paid"], "adjudications": row["adjudications"],
        **{name: row[name].isoformat() if row[name] else "" for name in ("service_date", "paid_date", "deadline")},
    }  # fmt: skip
    return Event(batch, "disputed", said, row["claim"], row["line"])


def _windows(engine: Engine) -> dict[tuple[str, str], int]:
    """Give the days that each contract version leaves for disputes, where it says so."""
    clauses = engine.table("clauses")
    said = clauses.filter(clauses.clause == "dispute_window", clauses.field == "days", clauses.number.notnull())
    rows: Iterable[Row] = engine.arrow(said.select("contract", "version", "number")).to_pylist()
    return {(row["contract"], row["version"]): row["number"] for row in rows}


def _deadline(row: Row, days: int | None) -> date | None:
    """Give the last day to dispute a line: so many days from its payment, which is the notice of it as well."""
    return row["paid_date"] + timedelta(days) if days is not None and row["paid_date"] else None
