"""X12 as text: money, envelopes, and the delimiters that each payer likes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from counteroffer.demo.payers import Style

CLEARINGHOUSE = "CEDARCLEAR"


class Money(dict[int, str]):
    """Cents to text, each amount written once: `12.50`, or `12.5` and `12` when trimmed."""

    def __init__(self, *, cents: bool) -> None:
        super().__init__()
        self._cents = cents

    def __missing__(self, amount: int) -> str:
        """Write an amount that was not written before."""
        sign, size = ("-", -amount) if amount < 0 else ("", amount)
        text = f"{sign}{size // 100}.{size % 100:02d}"
        if not self._cents:
            text = text.rstrip("0").rstrip(".")
        self[amount] = text
        return text


@dataclass
class Tally:
    """What was written into one kind of file."""

    files: int = 0
    transactions: int = 0
    claims: int = 0
    lines: int = 0
    charge: int = 0
    paid: int = 0
    extra: dict[str, int] = field(default_factory=dict)

    def as_facts(self) -> dict[str, int]:
        """Give the counts for `truth.json`."""
        named = {"files": self.files, "transactions": self.transactions, "claims": self.claims, "lines": self.lines}
        return {**named, "charge_cents": self.charge, "paid_cents": self.paid, **self.extra}


def transaction(kind: str, number: int, body: str) -> str:
    """Put ST and SE around segments; `body` ends with a terminator."""
    control, version = f"{number:04d}", {"837": "*005010X222A1", "278": "*005010X217"}.get(kind, "")
    return f"ST*{kind}*{control}{version}~{body}SE*{body.count('~') + 2}*{control}~"


@dataclass(frozen=True)
class Envelope:
    """One interchange: which transactions, from whom to whom, when."""

    kind: str
    sender: str
    receiver: str
    day: str
    control: int

    def around(self, transactions: list[str], style: Style) -> bytes:
        """Write the interchange in a payer's delimiters."""
        group = {"835": "HP", "837": "HC", "278": "HI"}[self.kind]
        version = {"835": "005010X221A1", "837": "005010X222A1", "278": "005010X217"}[self.kind]
        isa = f"ISA*00*{'':10}*00*{'':10}*ZZ*{self.sender:15}*ZZ*{self.receiver:15}*{self.day[2:]}*0815*^*00501*"
        text = (
            f"{isa}{self.control:09d}*0*P*:~GS*{group}*{self.sender}*{self.receiver}*{self.day}*0815*{self.control}*X*"
            f"{version}~{''.join(transactions)}GE*{len(transactions)}*{self.control}~IEA*1*{self.control:09d}~"
        )
        return dress(text, style).encode("ascii")


def dress(text: str, style: Style) -> str:
    """Change the plain delimiters for a payer's own."""
    own = str.maketrans("*:^~", style.element + style.component + style.repetition + style.segment)
    text = text.translate(own)
    return text.replace(style.segment, style.segment + style.newline) if style.newline else text
