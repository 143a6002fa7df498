"""Authorizations as files: requests and answers (278) of two payers by month, and a log (CSV) of two others."""

from __future__ import annotations

import gzip
from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from counteroffer.demo.auths import DAY, Story
from counteroffer.demo.calendar import FIRST, iso
from counteroffer.demo.payers import PAYERS, Style
from counteroffer.demo.people import BILLING_NPI, PRACTICE, TIN
from counteroffer.demo.x12 import CLEARINGHOUSE, Envelope, transaction

if TYPE_CHECKING:
    from pathlib import Path

    from counteroffer.demo.people import Patients

ACTIONS = {"approved": "A1", "partial": "A2", "denied": "A3", "pended": "A4", "cancelled": "C", "not_required": "NA"}
HEADER = ("Request ID", "Payer", "CPT", "Requested", "Decided", "Status", "Auth Number", "Review", "Priority")
WORDS = {
    "approved": "Approved", "partial": "Partial", "denied": "Denied", "cancelled": "Withdrawn",
    "not_required": "Not required", "": "Submitted",
}  # fmt: skip
MAPPING = f"""\
mapping: authorizations
version: 1
kind: authorizations
header: [{", ".join(HEADER)}]
columns:
  reference: Request ID
  payer: Payer
  code: CPT
  requested_date: Requested
  decided_date: Decided
  status: Status
  certification: Auth Number
  appeal: Review
  urgency: Priority
"""
"""The log's layout, as the practice has confirmed it."""

COLUMNS = (
    "source,payer,reference,number,code,claim,expedited,asked,complete,decided,pended_minutes,first,last,"
    "peer_to_peer,appeal,held_asked,held_decided"
)


class Message(NamedTuple):
    """One transaction: when, of which payer, request or answer, and its text."""

    at: int
    payer: int
    kind: str
    body: str


def write(out: Path, stories: list[Story], patients: Patients, numbers: list[str]) -> None:
    """Write the files, the log with its mapping, and the truth row by row."""
    folder = out / "files" / "278"
    folder.mkdir(parents=True, exist_ok=True)
    batches: dict[tuple[int, str, str], list[Message]] = defaultdict(list)
    for story in stories:
        if story.source == "278":
            for message in _messages(story, patients):
                batches[message.payer, iso(message.at // DAY)[:7], message.kind].append(message)
    for number, ((payer, month, kind), some) in enumerate(sorted(batches.items()), 1):
        some.sort()
        bodies = [transaction("278", n, message.body) for n, message in enumerate(some, 1)]
        last = iso(some[-1].at // DAY).replace("-", "")
        ends = (CLEARINGHOUSE, PAYERS[payer].payer_id) if kind == "request" else (PAYERS[payer].payer_id, CLEARINGHOUSE)
        content = Envelope("278", *ends, last, number).around(bodies, Style())
        (folder / f"{PAYERS[payer].payer_id}_{kind}s_{month}.278").write_bytes(content)
    _write_log(out, [story for story in stories if story.source == "log"])
    rows = "\n".join([COLUMNS, *(_row(story, numbers) for story in stories)]) + "\n"
    (out / "truth_auths.csv.gz").write_bytes(gzip.compress(rows.encode(), 4, mtime=0))


def moment(minutes: int) -> str:
    """Write a moment as `2025-01-31T14:05`; empty where there is none."""
    if minutes < 0:
        return ""
    return (datetime.combine(FIRST, datetime.min.time()) + timedelta(minutes=minutes)).isoformat(timespec="minutes")


def _messages(story: Story, patients: Patients) -> list[Message]:
    ref, appeal = story.reference, f"{story.reference}X"
    review = f"REF*NT*{story.review}~"
    told = [_message(story, patients, story.asked, "request", ref, "I", "")]
    if story.pended >= 0:
        told.append(_message(story, patients, story.pended, "answer", ref, "I", "HCR*A4~"))
    if story.more >= 0:
        told.append(_message(story, patients, story.more, "request", ref, "S", ""))
    if story.decided >= 0:
        number = story.number if story.first in ("approved", "partial") else ""
        said = _decision(story.first, number) + (review if story.review else "")
        told.append(_message(story, patients, story.decided, "answer", ref, "I", said))
    if story.held:
        told.append(_message(story, patients, story.held_asked, "request", appeal, "1", review))
        if story.held_decided >= 0:
            said = _decision(story.last, story.number)
            told.append(_message(story, patients, story.held_decided, "answer", appeal, "1", said + review))
    return told


def _decision(outcome: str, number: str) -> str:
    return f"HCR*{ACTIONS[outcome]}" + (f"*{number}~" if number else "~")


def _message(  # noqa: PLR0913, PLR0917 - a message says that much
    story: Story, patients: Patients, at: int, kind: str, reference: str, purpose: str, said: str
) -> Message:
    p, payer = story.patient, PAYERS[story.payer]
    day, time = moment(at).replace("-", "").replace(":", "").split("T")
    holder = patients.holder[p]
    level = 5 if holder else 4
    dependent = f"HL*4*3*23*1~NM1*QC*1*{patients.last[p]}*{patients.first[p]}~" if holder else ""
    urgency = "**U" if story.expedited else ""
    body = (
        f"BHT*0007*{'13' if kind == 'request' else '11'}*{reference}{purpose}*{day}*{time}~"
        f"HL*1**20*1~NM1*X3*2*{payer.name}*****PI*{payer.payer_id}~"
        f"HL*2*1*21*1~NM1*1P*2*{PRACTICE}*****XX*{BILLING_NPI}~"
        f"HL*3*2*22*1~NM1*IL*1*{patients.last[p]}*{holder or patients.first[p]}****MI*{patients.member[p]}~{dependent}"
        f"HL*{level}*{level - 1}*EV*1~TRN*{'1' if kind == 'request' else '2'}*{reference}*9{TIN}~"
        f"UM*HS*{purpose}*2*11:B{urgency}~HL*{level + 1}*{level}*SS*0~{said}SV1*HC:{story.code}**UN*1~"
    )
    return Message(at, story.payer, kind, body)


def _write_log(out: Path, stories: list[Story]) -> None:
    rows = [",".join(HEADER)]
    for story in stories:
        head = f"{story.reference},{PAYERS[story.payer].name},{story.code}"
        urgent = "Urgent" if story.expedited else "Standard"
        number = story.number if story.first in ("approved", "partial") else ""
        days = [moment(at)[:10] for at in (story.asked, story.decided, story.held_asked, story.held_decided)]
        rows.append(f"{head},{days[0]},{days[1]},{WORDS[story.first]},{number},,{urgent}")
        if story.held:
            word = "Peer to peer" if story.held == "peer_to_peer" else "Appeal"
            ended = story.last if story.held_decided >= 0 else ""
            rows.append(f"{head},{days[2]},{days[3]},{WORDS[ended]},{story.number},{word},{urgent}")
    folder = out / "files" / "authorizations"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "authorization_log.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (out / "mappings").mkdir(exist_ok=True)
    (out / "mappings" / "authorizations.yaml").write_text(MAPPING, encoding="utf-8")


def _row(story: Story, numbers: list[str]) -> str:
    pended = 0 if story.decided >= 0 else ""
    if story.pended >= 0 and story.decided >= 0:
        pended = (story.more if story.more >= 0 else story.decided) - story.pended
    known = {"approved": "overturned", "partial": "overturned", "denied": "upheld"}
    ended = (known[story.last] if story.held_decided >= 0 else "open") if story.held else ""
    held = [ended if story.held == name else "" for name in ("peer_to_peer", "appeal")]
    cells = [
        story.source, PAYERS[story.payer].name, story.reference, story.number, story.code,
        numbers[story.claim] if story.claim >= 0 else "", int(story.expedited), moment(story.asked),
        moment(story.complete), moment(story.decided), pended, story.first, story.last, *held,
        moment(story.held_asked), moment(story.held_decided),
    ]  # fmt: skip
    return ",".join(map(str, cells))
