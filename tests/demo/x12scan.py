"""A small scanner of X12 for the tests: it splits, counts and adds up, and knows nothing of the product."""

from __future__ import annotations

import gzip
import zipfile
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Segment = list[str]


def contents(folder: Path) -> Iterator[tuple[str, str]]:
    """Give name and text of every file in a folder, unpacked."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                yield from ((member, archive.read(member).decode("ascii")) for member in archive.namelist())
        elif path.suffix == ".gz":
            yield path.stem, gzip.decompress(path.read_bytes()).decode("ascii")
        elif path.is_file():
            yield path.name, path.read_bytes().decode("ascii")


def segments(text: str) -> list[Segment]:
    """Split a file by the delimiters that its ISA names."""
    element, end = text[3], text[105]
    return [part.strip().split(element) for part in text.split(end) if part.strip()]


def cents(text: str) -> int:
    """Read an amount; an empty one is nothing."""
    return int((Decimal(text) * 100).to_integral_exact()) if text else 0


@dataclass
class Line:
    """One SVC: charge, paid, adjustments as (group, reason, amount)."""

    charge: int
    paid: int
    cas: list[tuple[str, str, int]] = field(default_factory=list)
    control: str = ""


@dataclass
class Claim:
    """One CLP with its lines and its own adjustments."""

    number: str
    status: str
    charge: int
    paid: int
    owed: int
    cas: list[tuple[str, str, int]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


@dataclass
class Remit:
    """One ST of an 835: BPR02, its claims, its PLB amounts."""

    paid: int
    date: str
    payer: str = ""
    claims: list[Claim] = field(default_factory=list)
    plb: list[int] = field(default_factory=list)


def triplets(segment: Segment) -> list[tuple[str, str, int]]:
    """Read the triplets of a CAS."""
    return [(segment[1], segment[i], cents(segment[i + 1])) for i in range(2, len(segment), 3)]


def remits(text: str) -> list[Remit]:
    """Read the transactions of an 835."""
    found: list[Remit] = []
    for s in segments(text):
        if s[0] == "BPR":
            found.append(Remit(cents(s[2]), s[16]))
        elif s[0] == "N1" and s[1] == "PR":
            found[-1].payer = s[2]
        elif s[0] == "CLP":
            found[-1].claims.append(Claim(s[1], s[2], *(cents(v) for v in s[3:6])))
        elif s[0] == "SVC":
            found[-1].claims[-1].lines.append(Line(cents(s[2]), cents(s[3])))
        elif s[0] == "CAS":
            claim = found[-1].claims[-1]
            (claim.lines[-1] if claim.lines else claim).cas.extend(triplets(s))
        elif s[0] == "PLB":
            found[-1].plb += [cents(s[i]) for i in range(4, len(s), 2)]
    return found
