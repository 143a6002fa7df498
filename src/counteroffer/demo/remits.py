"""One claim's adjudication as 835 segments, exactly balanced, as its payer writes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from counteroffer.demo.denials import ELIGIBILITY
from counteroffer.demo.payers import CAUSES, MEDICARE_B, PAYERS, PINEBROOK
from counteroffer.demo.x12 import Money

if TYPE_CHECKING:
    from counteroffer.demo.amounts import State
    from counteroffer.demo.book import Book, World

FIRST, REVERSAL, SECOND, SECONDARY, REPEATED = range(5)
"""What an event of the remittances is; `REPEATED` denies a claim sent twice under one number."""

DUPLICATE_CARC, EXCESS_CARC, CONTRACT_CARC, CUT_CARC, PRIOR_PAYER_CARC = "18", "94", "45", "253", "23"


@dataclass
class Written:
    """One written adjudication: its text, the money and the lines in it."""

    text: str
    charge: int
    paid: int
    lines: int


class Row(NamedTuple):
    """One written line: its text, what was paid, what the patient owes."""

    text: str
    paid: int
    owed: int


class Ledger:
    """One state of all lines as plain lists."""

    def __init__(self, state: State) -> None:
        self.denied = state.denied.tolist()
        self.allowed = state.allowed.tolist()
        self.units = state.units.tolist()
        self.paid = state.paid.tolist()
        self.deductible = state.shares.deductible.tolist()
        self.coinsurance = state.shares.coinsurance.tolist()
        self.copay = state.shares.copay.tolist()
        self.cut = state.shares.sequestration.tolist()


class Adjuster:
    """Writes adjudications of one practice's claims."""

    def __init__(self, world: World, book: Book) -> None:
        self.book = book
        self.states = (Ledger(world.first), Ledger(world.second))
        self.money = tuple(Money(cents=payer.style.cents) for payer in PAYERS)
        self.read = world.read.tolist()
        self.codes = world.catalog.codes
        self.expected = world.priced.expected.tolist()
        self.claim_of = world.visits.claim.tolist()
        self.cause = world.denials.cause.tolist()
        self.received = world.course.received.tolist()
        self.again = world.course.again.tolist()
        self.day = [book.days[d] for d in world.visits.day.tolist()]
        self.crossed = ((world.course.secondary >= 0) & (world.course.sent_secondary < 0)).tolist()
        self.people = _people(world)
        self.clinician = [_clinician(world, c) for c in range(len(world.clinicians))]
        self.rendering = world.visits.clinician.tolist()

    def write(self, claim: int, event: int, payer_number: int) -> Written:
        """Write one event of one claim."""
        payer, money = PAYERS[payer_number], self.money[payer_number]
        lines = range(self.book.start[claim], self.book.start[claim + 1])
        state = self.states[1 if event == SECOND else 0]
        sign = -1 if event == REVERSAL else 1
        if event == SECONDARY:
            rows = [self._secondary_line(i, payer_number) for i in lines]
        elif event == REPEATED:
            rows = [self._repeated_line(i, payer_number) for i in lines]
        else:
            rows = [self._line(i, claim, (payer_number, state, sign)) for i in lines]
        paid, owed = sum(row.paid for row in rows), sum(row.owed for row in rows)
        whole = self._all_denied(lines, state, event)
        bare = payer.style.claim_level and whole and self.cause[claim] == ELIGIBILITY and event != REPEATED
        charge = sign * self.book.claim_charge[claim]
        status = self._status(claim, event, payer_number, whole=whole)
        head = (
            f"CLP*{self.book.number[claim]}*{status}*{money[charge]}*{money[paid]}*{money[owed] if owed else ''}*"
            f"{payer.filing_835}*{self._control(claim, event)}*{self.book.place[claim]}*1~"
        )
        extra = f"CAS*CO*{self.book.carc[claim]}*{money[charge]}~" if bare else ""
        body = "" if bare else "".join([row.text for row in rows])
        return Written(
            head + extra + self._about(claim, event, payer_number) + body, charge, paid, 0 if bare else len(lines)
        )

    def _all_denied(self, lines: range, state: Ledger, event: int) -> bool:
        if event == SECONDARY:
            return False
        return event == REPEATED or all(state.denied[i] for i in lines)

    def _status(self, claim: int, event: int, payer: int, *, whole: bool) -> str:
        if event == REVERSAL:
            return "22"
        if event == SECONDARY:
            return "2"
        if whole:
            return "4"
        return "19" if payer == MEDICARE_B and self.crossed[claim] else "1"

    def _control(self, claim: int, event: int) -> str:
        return f"{self.book.control[claim]}{0 if event == REVERSAL else event}"

    def _about(self, claim: int, event: int, payer: int) -> str:
        day, book = self.day[claim], self.book
        filed = self.again[claim] if event in (SECOND, REPEATED) and self.again[claim] >= 0 else self.received[claim]
        remark = "MOA***MA01~" if payer == MEDICARE_B else ""
        claim_person, group = self.people[claim]
        received = "" if event == SECONDARY else f"DTM*050*{book.days[filed]}~"
        reference = f"REF*1L*{group}~" if event != SECONDARY else ""
        return (
            f"{claim_person}{self.clinician[self.rendering[claim]]}{remark}{reference}"
            f"DTM*232*{day}~DTM*233*{day}~{received}"
        )

    def _line(self, i: int, claim: int, how: tuple[int, Ledger, int]) -> Row:
        """Write one line; give its text, what was paid and what the patient owes."""
        number, state, sign = how
        money, charge = self.money[number], self.book.charge[i]
        if state.denied[i]:
            return self._denied_line(i, claim, number, sign)
        over, cut = charge - state.allowed[i], state.cut[i]
        cas = ""
        if over or cut:
            contract = f"*{CONTRACT_CARC if over > 0 else EXCESS_CARC}*{money[sign * over]}" if over else ""
            taken = f"{'*' if over else ''}*{CUT_CARC}*{money[sign * cut]}" if cut else ""
            cas = f"CAS*CO{contract}{taken}~"
        shares = ((1, state.deductible[i]), (2, state.coinsurance[i]), (3, state.copay[i]))
        owed = sum(v for _, v in shares)
        if owed:
            cas += "CAS*PR" + "*".join([f"*{k}*{money[sign * v]}" for k, v in shares if v]) + "~"
        paid = sign * state.paid[i]
        told = money[state.allowed[i]] if PAYERS[number].style.allowed and sign > 0 else ""
        text = self._service(i, number, (sign * charge, paid, state.units[i]), cas, told, answered=True)
        return Row(text, paid, sign * owed)

    def _denied_line(self, i: int, claim: int, number: int, sign: int) -> Row:
        payer, money, charge = PAYERS[number], self.money[number], self.book.charge[i]
        cause = CAUSES[self.cause[claim]]
        group = "PR" if cause in payer.patient_denials else "CO"
        group = "PI" if number == PINEBROOK and cause == "missing_information" else group
        group = "OA" if number == MEDICARE_B and cause == "duplicate" else group
        struck, rest = sign * charge, 0
        if payer.style.split_denial and 0 < self.expected[i] < charge:
            struck, rest = sign * self.expected[i], sign * (charge - self.expected[i])
        cas = f"CAS*CO*{CONTRACT_CARC}*{money[rest]}~" if rest else ""
        cas += f"CAS*{group}*{self.book.carc[claim]}*{money[struck]}~"
        allowed = "0" if payer.style.allowed and sign > 0 else ""
        remark = f"LQ*HE*{self.book.rarc[claim]}~" if self.book.rarc[claim] else ""
        text = self._service(i, number, (sign * charge, 0, self.book.units[i]), cas, allowed)
        return Row(text + remark, 0, struck if group == "PR" else 0)

    def _repeated_line(self, i: int, number: int) -> Row:
        charge = self.book.charge[i]
        cas = f"CAS*CO*{DUPLICATE_CARC}*{self.money[number][charge]}~"
        return Row(self._service(i, number, (charge, 0, self.book.units[i]), cas), 0, 0)

    def _secondary_line(self, i: int, number: int) -> Row:
        """Pay what the first payer left to the patient, except its deductible."""
        money, charge, state = self.money[number], self.book.charge[i], self.states[0]
        kept = state.deductible[i]
        left = kept + state.coinsurance[i] + state.copay[i]
        cas = f"CAS*OA*{PRIOR_PAYER_CARC}*{money[charge - left]}~" if charge != left else ""
        cas += f"CAS*PR*1*{money[kept]}~" if kept else ""
        return Row(self._service(i, number, (charge, left - kept, self.book.units[i]), cas), left - kept, kept)

    def _service(  # noqa: PLR0913 - what a segment is made of
        self, i: int, number: int, amounts: tuple[int, int, int], cas: str, allowed: str = "", *, answered: bool = False
    ) -> str:
        """Write SVC, DTM, CAS, REF and AMT of one line; `amounts` are charge, paid and units paid.

        A line adjudicated under another code names the billed one in SVC06.
        """
        style, money, billed = PAYERS[number].style, self.money[number], self.book.units[i]
        units = "" if amounts[2] == billed == 1 and not style.units else f"**{amounts[2]}"
        if amounts[2] != billed:
            units += f"**{billed}"
        procedure = self.book.procedure[i]
        if answered and self.read[i] >= 0:
            units = f"**{amounts[2]}*{procedure}"
            procedure = ":".join(("HC", self.codes[self.read[i]], *procedure.split(":")[2:]))
        control = f"REF*6R*{i - self.book.start[self.claim_of[i]] + 1}~" if style.line_control else ""
        return (
            f"SVC*{procedure}*{money[amounts[0]]}*{money[amounts[1]]}{units}~"
            f"DTM*472*{self.day[self.claim_of[i]]}~{cas}{control}{f'AMT*B6*{allowed}~' if allowed else ''}"
        )


def _people(world: World) -> list[tuple[str, str]]:
    """Write the patient (and subscriber) of each claim, and name the group."""
    people, texts = world.patients, []
    for p in range(len(people)):
        patient = f"NM1*QC*1*{people.last[p]}*{people.first[p]}****MI*{people.member[p]}~"
        holder = f"NM1*IL*1*{people.last[p]}*{people.holder[p]}****MI*{people.member[p]}~" if people.holder[p] else ""
        texts.append((patient + holder, people.group[p]))
    return [texts[p] for p in world.visits.patient.tolist()]


def _clinician(world: World, number: int) -> str:
    one = world.clinicians[number]
    return f"NM1*82*1*{one.last}*{one.first}****XX*{one.npi}~"
