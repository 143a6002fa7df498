"""Remittance files: each payer's payments gathered by payment day, with provider-level money, exactly balanced."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from counteroffer.demo.calendar import AS_OF, iso
from counteroffer.demo.course import SENT_TWICE
from counteroffer.demo.medicare import ZIP
from counteroffer.demo.payers import GOLDEN, HARBORLINE, LANTERN, PAYERS, PINEBROOK
from counteroffer.demo.people import BILLING_NPI, CITY, PRACTICE, STATE, STREET, TIN
from counteroffer.demo.remits import FIRST, REPEATED, REVERSAL, SECOND, SECONDARY, Adjuster
from counteroffer.demo.takebacks import AT_ONCE
from counteroffer.demo.x12 import CLEARINGHOUSE, Envelope, Money, Tally, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from counteroffer.demo.book import Book, World
    from counteroffer.demo.takebacks import Demand


class Event(NamedTuple):
    """One adjudication to be written; the fields sort it."""

    payer: int
    day: int
    claim: int
    order: int
    event: int


class Remittance(NamedTuple):
    """One remittance file."""

    payer: int
    day: int
    name: str
    content: bytes


INTEREST_AFTER = 30
INTEREST_PAYERS = (HARBORLINE, PINEBROOK)
INTEREST_PERCENT_A_YEAR = 18


def events(world: World) -> list[Event]:
    """List every adjudication up to the day the files end, in the order of payer and day."""
    course, first_payer = world.course, world.visits.payer
    second_payer = world.patients.secondary[world.visits.patient]
    twice = course.path == SENT_TWICE
    listed: list[Event] = []
    for day, who, event, rows in (
        (course.first, first_payer, FIRST, course.first >= 0),
        (course.reversal, first_payer, REVERSAL, course.reversal >= 0),
        (course.second, first_payer, SECOND, (course.second >= 0) & ~twice),
        (course.second, first_payer, REPEATED, (course.second >= 0) & twice),
        (course.secondary, second_payer, SECONDARY, course.secondary >= 0),
    ):
        places = np.flatnonzero(rows)
        order = (
            np.where(course.swapped[places], 3 - event, event)
            if event in (REVERSAL, SECOND)
            else np.full(len(places), event)
        )
        columns = (who[places], day[places], places, order)
        numbers = zip(*(c.tolist() for c in columns), strict=True)
        listed += [Event(payer, when, claim, turn, event) for payer, when, claim, turn in numbers]
    return sorted(listed)


@dataclass
class Writer:
    """Writes all remittance files and counts what it wrote.

    Attributes:
        adjuster, book, world: what is written from.
        tally: counts over all files; `extra` has the provider-level sums and BPR02.
        carried: by payer: what it still has to take back (Forwarding Balance).
        interest: by payer's name: cents of interest paid beside the claims.
        demands: payments that Golden Prairie will take back at provider level, the earliest first.
        taken: those it has taken: claim, day, cents.
    """

    adjuster: Adjuster
    book: Book
    world: World
    tally: Tally = field(default_factory=Tally)
    carried: dict[int, int] = field(default_factory=dict)
    interest: dict[str, int] = field(default_factory=dict)
    demands: list[Demand] = field(default_factory=list)
    taken: list[tuple[int, int, int]] = field(default_factory=list)

    def files(self) -> Iterator[Remittance]:
        """Write file after file."""
        self.tally.extra = {"bpr_cents": 0, "plb_cents": 0}
        for number, ((payer, day), group) in enumerate(groupby(events(self.world), key=lambda e: (e.payer, e.day)), 1):
            size = PAYERS[payer].style.per_transaction
            batch = list(group)
            parts = [batch[i : i + size] for i in range(0, len(batch), size)]
            texts = [self._transaction(part, n, number) for n, part in enumerate(parts, 1)]
            envelope = Envelope("835", PAYERS[payer].payer_id, CLEARINGHOUSE, self.book.days[day], number)
            self.tally.files += 1
            yield Remittance(payer, day, file_name(payer, day), envelope.around(texts, PAYERS[payer].style))

    def _transaction(self, part: list[Event], number: int, file: int) -> str:
        payer, day = part[0].payer, part[0].day
        written = [self.adjuster.write(e.claim, e.event, payer) for e in part]
        paid = sum(w.paid for w in written)
        plb = self._provider_level(part, [w.paid for w in written], f"{file:05d}{number:02d}")
        money = self.adjuster.money[payer]
        total = paid - sum(amount for _, amount in plb)
        for name, value in (("claims", len(part)), ("lines", sum(w.lines for w in written)), ("transactions", 1)):
            setattr(self.tally, name, getattr(self.tally, name) + value)
        self.tally.charge += sum(w.charge for w in written)
        self.tally.paid += paid
        self.tally.extra["bpr_cents"] += total
        self.tally.extra["plb_cents"] += paid - total
        head = self._head(payer, day, total, f"{payer + 1}{file:06d}{number:02d}")
        body = head + "LX*1~" + "".join([w.text for w in written]) + _plb(plb, money, iso(day)[:4])
        return transaction("835", number, body)

    def _provider_level(self, part: list[Event], paid: list[int], reference: str) -> list[tuple[str, int]]:
        """Give the PLB entries: interest, a fee, payments taken back, a balance carried when reversals outweigh."""
        payer, day = part[0].payer, part[0].day
        entries: list[tuple[str, int]] = []
        if payer in INTEREST_PAYERS:
            owed = sum(self._interest(e, amount) for e, amount in zip(part, paid, strict=True))
            entries += [(f"L6:INT{reference}", -owed)] if owed else []
            self.interest[PAYERS[payer].name] = self.interest.get(PAYERS[payer].name, 0) + owed
        if payer == LANTERN and day % 84 == 0:
            entries.append((f"CS:ADJ{reference}", 1500))
        entries += self._take_back(day) if payer == GOLDEN else []
        total = sum(paid) - sum(amount for _, amount in entries)
        before = self.carried.get(payer, 0)
        taken = max(min(before, total), 0) if total > 0 else total
        if taken:
            entries.append((f"FB:BAL{reference}", taken))
            self.carried[payer] = before - taken
        return entries

    def _take_back(self, day: int) -> list[tuple[str, int]]:
        due = [demand for demand in self.demands if demand.day <= day][:AT_ONCE]
        self.demands = self.demands[len(due) :]
        self.taken += [(demand.claim, day, demand.cents) for demand in due]
        control = self.book.control
        return [(f"WO:{control[demand.claim]}{FIRST}", demand.cents) for demand in due]

    def _interest(self, event: Event, paid: int) -> int:
        late = event.day - self.adjuster.received[event.claim] - INTEREST_AFTER
        if event.event != FIRST or late <= 0 or paid <= 0:
            return 0
        return int(paid * INTEREST_PERCENT_A_YEAR * late // 36_500)

    def _head(self, payer: int, day: int, total: int, trace: str) -> str:
        who, date = PAYERS[payer], self.book.days[day]
        amount, method = self.adjuster.money[payer][total], who.style.method if total else "NON"
        accounts = (
            f"CCP*01*111000012*DA*{payer}448812*1{who.tin}**01*111000038*DA*7720019" if method == "ACH" else "*" * 10
        )
        return (
            f"BPR*{'I' if total else 'H'}*{amount}*C*{method}*{accounts}*{date}~"
            f"TRN*1*{trace}*1{who.tin}~DTM*405*{date}~"
            f"N1*PR*{who.name}~N3*PO BOX {1000 + payer}~N4*AUSTIN*TX*78701~REF*2U*{who.payer_id}~"
            f"PER*BL*PROVIDER SERVICES*TE*5555550{100 + payer}~N1*PE*{PRACTICE}*XX*{BILLING_NPI}~"
            f"N3*{STREET}~N4*{CITY}*{STATE}*{ZIP}~REF*TJ*{TIN}~"
        )


def _plb(entries: list[tuple[str, int]], money: Money, year: str) -> str:
    if not entries:
        return ""
    pairs = "*".join(f"{reason}*{money[amount]}" for reason, amount in entries)
    return f"PLB*{BILLING_NPI}*{year}1231*{pairs}~"


def file_name(payer: int, day: int) -> str:
    """Name a file as its payer would; Harborline's names run backwards in time, Pinebrook's in no order."""
    who = PAYERS[payer]
    if payer == HARBORLINE:
        return f"era{90_000 + AS_OF - day}_{who.payer_id}.835"
    if payer == PINEBROOK:
        return f"{(day * 7919) % 10_007:05d}-{who.payer_id}.835"
    return f"{who.payer_id}_{iso(day).replace('-', '')}.835"
