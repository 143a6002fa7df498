"""Claims files: one a week, a transaction for each day of filing, several payers in each."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from counteroffer.demo.calendar import AS_OF, iso
from counteroffer.demo.course import SENT_TWICE
from counteroffer.demo.kinds import KINDS
from counteroffer.demo.medicare import ZIP
from counteroffer.demo.payers import PAYERS, Style
from counteroffer.demo.people import BILLING_NPI, CITY, PRACTICE, STATE, STREET, TAXONOMY, TIN
from counteroffer.demo.x12 import CLEARINGHOUSE, Envelope, Money, Tally, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from counteroffer.demo.book import Book, World

SUBMITTER = "CEDARHOLLOW"
ORIGINAL, REPLACEMENT, SECONDARY = range(3)
CLAIMS_A_TRANSACTION = 500


class Filing(NamedTuple):
    """One claim sent on one day."""

    day: int
    claim: int
    kind: int


class ClaimFile(NamedTuple):
    """One claims file."""

    week: int
    day: int
    name: str
    content: bytes


def filings(world: World) -> list[Filing]:
    """List everything filed up to the day the files end, by day."""
    course = world.course
    again = np.where(course.path == SENT_TWICE, ORIGINAL, REPLACEMENT)
    listed: list[Filing] = []
    for days, kinds in (
        (course.submitted, np.zeros_like(again)),
        (course.again, again),
        (course.sent_secondary, np.full_like(again, SECONDARY)),
    ):
        rows = np.flatnonzero((days >= 0) & (days <= AS_OF))
        listed += [Filing(*row) for row in zip(days[rows].tolist(), rows.tolist(), kinds[rows].tolist(), strict=True)]
    return sorted(listed)


@dataclass
class Writer:
    """Writes all claims files and counts what it wrote."""

    world: World
    book: Book
    tally: Tally = field(default_factory=Tally)

    def __post_init__(self) -> None:
        """Lay out as lists what every claim needs."""
        world = self.world
        self.money = Money(cents=False)
        self.patient = world.visits.patient.tolist()
        self.payer = world.visits.payer.tolist()
        self.kind = world.visits.kind.tolist()
        self.day = [self.book.days[d] for d in world.visits.day.tolist()]
        self.rendering = [
            f"NM1*82*1*{c.last}*{c.first}****XX*{c.npi}~PRV*PE*PXC*{TAXONOMY[c.kind]}~" for c in world.clinicians
        ]
        self.clinician = world.visits.clinician.tolist()
        self.referring = world.referrals.segments()
        self.first_paid = world.course.first.tolist()
        self.paid, self.shares = world.first.paid.tolist(), world.first.shares
        self.deductible, self.coinsurance = self.shares.deductible.tolist(), self.shares.coinsurance.tolist()
        self.allowed, self.cut = world.first.allowed.tolist(), self.shares.sequestration.tolist()

    def files(self) -> Iterator[ClaimFile]:
        """Write file after file."""
        for week, group in groupby(filings(self.world), key=lambda f: f.day // 7):
            bodies: list[str] = []
            for _, of_day in groupby(group, key=lambda f: f.day):
                batch = list(of_day)
                for i in range(0, len(batch), CLAIMS_A_TRANSACTION):
                    bodies.append(self._transaction(batch[i : i + CLAIMS_A_TRANSACTION], len(bodies) + 1))
            last = min(week * 7 + 6, AS_OF)
            envelope = Envelope("837", SUBMITTER, CLEARINGHOUSE, self.book.days[last], week + 1)
            self.tally.files += 1
            style = Style(newline="\n" if week % 3 else "")
            yield ClaimFile(week, last, f"claims_{iso(last).replace('-', '')}.837", envelope.around(bodies, style))

    def _transaction(self, batch: list[Filing], number: int) -> str:
        date = self.book.days[batch[0].day]
        head = (
            f"BHT*0019*00*B{date}{number:04d}*{date}*0812*CH~NM1*41*2*{PRACTICE}*****46*{SUBMITTER}~"
            f"PER*IC*BILLING OFFICE*TE*5555550199~NM1*40*2*CEDAR CLEARINGHOUSE*****46*{CLEARINGHOUSE}~"
            f"HL*1**20*1~PRV*BI*PXC*261QM1300X~NM1*85*2*{PRACTICE}*****XX*{BILLING_NPI}~"
            f"N3*{STREET}~N4*{CITY}*{STATE}*{ZIP}1234~REF*EI*{TIN}~"
        )
        parts = [head]
        level = 2
        for filing in batch:
            text, level = self._claim(filing, level)
            parts.append(text)
        self.tally.transactions += 1
        return transaction("837", number, "".join(parts))

    def _claim(self, filing: Filing, level: int) -> tuple[str, int]:
        claim, book = filing.claim, self.book
        lines = range(book.start[claim], book.start[claim + 1])
        head, level = self._people(filing, level)
        charge = book.claim_charge[claim]
        frequency = "7" if filing.kind == REPLACEMENT else "1"
        names = KINDS[self.kind[claim]].diagnoses
        first, other = names[claim % len(names)], names[(claim * 3 + 1) % len(names)]
        pointer = "1" if first == other else "1:2"
        codes = f"HI*ABK:{first}~" if first == other else f"HI*ABK:{first}*ABF:{other}~"
        carries = self.world.panel.diagnosis(self.patient[claim], int(self.world.visits.day[claim]))
        codes = f"{codes[:-1]}*ABF:{carries}~" if carries else codes
        original = f"REF*F8*{book.control[claim]}0~" if frequency == "7" else ""
        auth = (
            f"REF*G1*A{claim:07d}~"
            if KINDS[self.kind[claim]].name in ("scope", "surgery", "imaging") and claim % 3
            else ""
        )
        self.tally.claims += 1
        self.tally.lines += len(lines)
        self.tally.charge += charge
        body = [self._line(i, n, pointer, filing) for n, i in enumerate(lines, 1)]
        return (
            f"{head}CLM*{book.number[claim]}*{self.money[charge]}***{book.place[claim]}:B:{frequency}*Y*A*Y*Y~"
            f"{auth}{original}{codes}{self.referring[claim]}{self.rendering[self.clinician[claim]]}{self._first_payer(filing)}{''.join(body)}"
        ), level

    def _people(self, filing: Filing, level: int) -> tuple[str, int]:
        p, people = self.patient[filing.claim], self.world.patients
        second = filing.kind == SECONDARY
        payer = PAYERS[int(people.secondary[p]) if second else self.payer[filing.claim]]
        member = f"{people.member[p]}S" if second else people.member[p]
        holder = people.holder[p]
        home = f"N3*{people.street[p]}~N4*{self.world.panel.home(p)}~"
        born = f"DMG*D8*{people.birth[p]}*{people.sex[p]}~"
        relation, child = ("", "1") if holder else ("18", "0")
        text = (
            f"HL*{level}*1*22*{child}~SBR*{'S' if second else 'P'}*{relation}*{people.group[p]}******{payer.filing}~"
            f"NM1*IL*1*{people.last[p]}*{holder or people.first[p]}****MI*{member}~"
            f"{'' if holder else home + born}NM1*PR*2*{payer.name}*****PI*{payer.payer_id}~"
        )
        if not holder:
            return text, level + 1
        patient = f"HL*{level + 1}*{level}*23*0~PAT*19~NM1*QC*1*{people.last[p]}*{people.first[p]}~{home}{born}"
        return text + patient, level + 2

    def _first_payer(self, filing: Filing) -> str:
        """Tell the second payer who paid first, and how much."""
        if filing.kind != SECONDARY:
            return ""
        claim, people = filing.claim, self.world.patients
        p, payer = self.patient[claim], PAYERS[self.payer[claim]]
        paid = sum(self.paid[self.book.start[claim] : self.book.start[claim + 1]])
        return (
            f"SBR*P*18*******{payer.filing}~AMT*D*{self.money[paid]}~OI***Y***Y~"
            f"NM1*IL*1*{people.last[p]}*{people.first[p]}****MI*{people.member[p]}~"
            f"N3*{people.street[p]}~N4*{self.world.panel.home(p)}~NM1*PR*2*{payer.name}*****PI*{payer.payer_id}~"
        )

    def _line(self, i: int, number: int, pointer: str, filing: Filing) -> str:
        book, money = self.book, self.money
        charge = money[book.charge[i]]
        text = (
            f"LX*{number}~SV1*{book.procedure[i]}*{charge}*UN*{book.units[i]}***{pointer}~"
            f"DTP*472*D8*{self.day[filing.claim]}~REF*6R*{number}~"
        )
        if filing.kind != SECONDARY:
            return text
        over, cut = book.charge[i] - self.allowed[i], self.cut[i]
        cas = f"CAS*CO*45*{money[over]}~" if over else ""
        cas = f"CAS*CO*45*{money[over]}**253*{money[cut]}~" if over and cut else cas
        shares = [f"*{k}*{money[v]}" for k, v in ((1, self.deductible[i]), (2, self.coinsurance[i])) if v]
        cas += f"CAS*PR{'*'.join(shares)}~" if shares else ""
        paid = money[self.paid[i]]
        first = PAYERS[self.payer[filing.claim]].payer_id
        day = book.days[self.first_paid[filing.claim]]
        return f"{text}SVD*{first}*{paid}*{book.procedure[i]}**{book.units[i]}~{cas}DTP*573*D8*{day}~"
