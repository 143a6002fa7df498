"""Transaction sets: which are read, and which segments each has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from counteroffer.ingest.x12.arrays import Bools, Ints

_FEW = 3
"""So many ids are looked for one after another."""

_MANY = 4096
"""For fewer values than this a table of all ids costs more than it saves."""

ERA, CLAIM, INSTITUTIONAL = "835", "837P", "837I"
"""The kinds whose claims are read."""

WHOLE = ("271", "277", "278", "997", "999")
"""The kinds that are read one whole transaction set at a time."""

NAMES = {
    "270": "eligibility inquiries",
    "271": "eligibility answers",
    "276": "claim status inquiries",
    "277": "claim status answers",
    "278": "authorization requests and answers",
    "820": "premium payments",
    "834": "enrollments",
    "837": "claims of an unknown guide",
    "837D": "dental claims",
    "997": "acknowledgments",
    "999": "acknowledgments",
}
"""What the other kinds hold, for people."""

_GUIDES = {
    b"X222": CLAIM,
    b"X098": CLAIM,
    b"X223": INSTITUTIONAL,
    b"X096": INSTITUTIONAL,
    b"X224": "837D",
    b"X097": "837D",
}
"""Implementation guides of the 837: 005010X222-X224 and 004010X096-X098."""

_LINES = {b"SV1": CLAIM, b"SV2": INSTITUTIONAL, b"SV3": "837D"}
"""What the first service line of an 837 without a guide says."""

LINE_IDS = tuple(_LINES)


def ident(name: bytes) -> int:
    """Give a segment id of two or three letters as the number by which `Segments.ident` holds it."""
    return int.from_bytes(name, "little")


def idents(names: str) -> Ints:
    """Give several segment ids, separated by blanks, as numbers."""
    return np.array([ident(name.encode()) for name in names.split()], dtype=np.int64)


def among(values: Ints, wanted: Ints) -> Bools:
    """Say which segment ids are among some; as `np.isin`, and several times as fast for ids."""
    if len(wanted) > _FEW and len(values) > _MANY:
        known = np.zeros(1 << 16, dtype=np.bool_)
        known[wanted & 0xFFFF] = True
        found: Bools = known[values & 0xFFFF]
        at = np.flatnonzero(found)
        found[at] = np.isin(values[at], wanted)
        return found
    few: Bools = np.zeros(len(values), dtype=np.bool_)
    for one in wanted:
        few |= values == one
    return few


ENVELOPE = idents("ISA GS ST SE GE IEA")

SEGMENTS = {
    ERA: idents("ST BPR NTE TRN CUR REF DTM N1 N2 N3 N4 PER RDM LX TS3 TS2 CLP CAS NM1 MIA MOA AMT QTY SVC LQ PLB SE"),
    CLAIM: idents(
        "ST BHT REF NM1 N2 N3 N4 PER HL PRV CUR SBR PAT DMG CLM DTP CL1 PWK CN1 AMT K3 NTE CR1 CR2 CR3 CR5 CRC HI QTY "
        "HCP CR7 HSD CAS OI MOA MEA LX SV1 SV4 SV5 PS1 LIN CTP SVD LQ FRM SE",
    ),
    INSTITUTIONAL: idents(
        "ST BHT REF NM1 N2 N3 N4 PER HL PRV CUR SBR PAT DMG CLM DTP CL1 PWK CN1 AMT K3 NTE CR1 CR2 CR3 CR5 CR6 CRC HI "
        "QTY HCP CR7 HSD CAS OI MIA MOA LX SV2 LIN CTP SVD SE",
    ),
    "271": idents(
        "ST BHT HL AAA TRN NM1 REF N3 N4 PER PRV DMG INS HI DTP MPI EB HSD MSG III LS LE SE",
    ),
    "277": idents("ST BHT HL NM1 N3 N4 PER DMG TRN STC REF DTP QTY AMT SVC PWK SE"),
    "278": idents(
        "ST BHT HL TRN AAA UM HCR REF DTP HI HSD CRC CL1 CR1 CR2 CR4 CR5 CR6 PWK MSG NM1 N2 N3 N4 PER PRV DMG INS SV1 "
        "SV2 SV3 TOO SE",
    ),
    "997": idents("ST AK1 AK2 AK3 AK4 AK5 AK9 SE"),
    "999": idents("ST AK1 AK2 IK3 CTX IK4 IK5 AK9 SE"),
}
"""The segments that the transaction sets which are read have (005010X221A1, 005010X222A2 and their 4010 forebears)."""


def kind_of(transaction: bytes, guides: tuple[bytes, ...], line: bytes) -> str:
    """Tell what a transaction set holds.

    Args:
        transaction: ST01.
        guides: ST03 and GS08, in this order; either may be empty.
        line: id of its first service line (SV1, SV2, SV3), empty if none.
    """
    if transaction != b"837":
        return transaction.decode("ascii", "replace")[:3] or "?"
    return guide_kind(guides) or _LINES.get(line, "837")


def guide_kind(guides: tuple[bytes, ...]) -> str:
    """Tell the kind of an 837 by its guide; empty when neither ST03 nor GS08 names one."""
    for guide in guides:
        for mark, kind in _GUIDES.items():
            if mark in guide:
                return kind
    return ""
