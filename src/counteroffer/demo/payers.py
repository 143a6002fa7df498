"""The seven payers: all names invented; how each pays, how fast, what it denies, and how it writes its files."""

from __future__ import annotations

from dataclasses import dataclass

SUMMIT, HARBORLINE, PINEBROOK, BLUE_MESA, GOLDEN, MEDICARE_B, LANTERN = range(7)

CAUSES = (
    "eligibility",
    "auth",
    "timely_filing",
    "bundling",
    "medical_necessity",
    "missing_information",
    "duplicate",
    "credentialing",
    "noncovered",
)
"""Denial causes in our own words, by position; `CARCS` and `RARCS` give their code numbers."""

CARCS = ("27", "197", "29", "97", "50", "16", "18", "B7", "96")
RARCS = ("N30", "", "", "M15", "N115", "", "N522", "N570", "N130")
MISSING_INFORMATION_RARCS = ("N382", "M76", "N286", "N245")
OVERTURN_SHARE = (0.45, 0.55, 0.03, 0.45, 0.40, 0.88, 0.0, 0.75, 0.06)
WORKED_AND_UPHELD = 0.12


@dataclass(frozen=True)
class Style:
    """How a payer's clearinghouse writes its remittances.

    Attributes:
        element, component, repetition, segment, newline: the delimiters; newline follows each segment.
        cents: true writes `12.50`, false `12.5`.
        allowed: writes AMT*B6.
        line_control: writes REF*6R.
        units: writes SVC05 even for one unit.
        split_denial: a denied line shows CO-45 and the denial apart, together the charge.
        claim_level: a denial of eligibility comes without service lines.
        per_transaction: claims in one ST.
        method: BPR04.
    """

    element: str = "*"
    component: str = ":"
    repetition: str = "^"
    segment: str = "~"
    newline: str = "\n"
    cents: bool = False
    allowed: bool = True
    line_control: bool = True
    units: bool = True
    split_denial: bool = False
    claim_level: bool = False
    per_transaction: int = 400
    method: str = "ACH"


@dataclass(frozen=True)
class Payer:
    """One payer.

    Attributes:
        name, payer_id, tin: as in N1*PR, its id, its tax id.
        filing, filing_835: its claim filing indicator on claims; the 835 has a code list of its own.
        share: of the patients.
        limit: days to file after the service.
        pay_weekday, pay_every: pays on this weekday (Monday 0), every so many days.
        lag: mean and shape of its days from receipt to the decision.
        denial_share: of claims denied at first, by random causes.
        denial_mix: weights of the causes of `CAUSES` (late filing, duplicate and credentialing are planted apart).
        patient_denials: causes whose denial it puts on the patient (group PR).
        sequestration: takes 2% off its payment (CAS 253).
        style: how it writes.
    """

    name: str
    payer_id: str
    tin: str
    filing: str
    filing_835: str
    share: float
    limit: int
    pay_weekday: int
    pay_every: int
    lag: tuple[float, float]
    denial_share: float
    denial_mix: tuple[float, ...]
    patient_denials: tuple[str, ...] = ()
    sequestration: bool = False
    style: Style = Style()


PAYERS = (
    Payer(
        "SUMMIT MUTUAL HEALTH", "SMH01", "990010001", "CI", "12", 0.27, 180, 1, 7, (11, 4), 0.085,
        (24, 20, 0, 16, 12, 22, 0, 0, 6), ("eligibility",), style=Style(),
    ),
    Payer(
        "HARBORLINE INSURANCE COMPANY", "HBL77", "990010002", "CI", "15", 0.15, 90, 3, 7, (19, 5), 0.095,
        (22, 14, 0, 22, 10, 26, 0, 0, 6),
        style=Style(component=">", newline="", cents=True, allowed=False, method="CHK"),
    ),
    Payer(
        "PINEBROOK BENEFIT ADMINISTRATORS", "PBA32", "990010003", "12", "14", 0.07, 180, 2, 7, (24, 6), 0.105,
        (26, 10, 0, 14, 12, 30, 0, 0, 8),
        style=Style("|", "^", "{", "~", "\r\n", line_control=False, units=False, per_transaction=40),
    ),
    Payer(
        "BLUE MESA HEALTH COOPERATIVE", "BMHC5", "990010004", "BL", "12", 0.18, 120, 0, 7, (9, 4), 0.07,
        (24, 16, 0, 20, 14, 18, 0, 0, 8), ("noncovered",), style=Style(segment="'", newline="\n", per_transaction=120),
    ),
    Payer(
        "GOLDEN PRAIRIE ADVANTAGE", "GPA88", "990010005", "16", "16", 0.11, 365, 4, 7, (16, 5), 0.13,
        (10, 40, 0, 12, 22, 12, 0, 0, 4), ("eligibility",), True,
        Style(cents=True, allowed=False, split_denial=True),
    ),
    Payer(
        "MEDICARE PART B LONE PRAIRIE", "MLP04", "990010006", "MB", "MB", 0.15, 365, 2, 7, (13, 2), 0.06,
        (14, 0, 0, 26, 32, 22, 0, 0, 6), ("noncovered",), True, Style(newline="", cents=False, per_transaction=250),
    ),
    Payer(
        "LANTERN COMMUNITY MEDICAID", "LCM61", "990010007", "MC", "MC", 0.07, 95, 0, 14, (21, 7), 0.12,
        (38, 12, 0, 10, 8, 26, 0, 0, 6), style=Style("*", ":", "^", "~", "\n  ", allowed=False, claim_level=True),
    ),
)  # fmt: skip
