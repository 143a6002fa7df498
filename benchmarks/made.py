"""Made-up files for the benchmarks: large 835 and 837P files, and many small ones. The same on every machine."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CODES = ("99213", "99214", "99203", "99204", "36415", "80053", "85025", "93000", "20610", "71046")
REASONS = (("CO", "45"), ("PR", "1"), ("PR", "2"), ("PR", "3"), ("CO", "97"), ("OA", "23"))


def interchange(number: int, size: int, rng: random.Random) -> str:
    """One interchange with one remittance of about `size` characters."""
    body = [
        f"TRN*1*{number:09d}*1512345678~",
        "DTM*405*20250131~",
        "N1*PR*EXAMPLE HEALTH PLAN*XV*87726~N3*1 PLAN WAY~N4*SALT LAKE CITY*UT*84101~",
        "PER*BL*PROVIDER SERVICES*TE*8005550100~",
        "N1*PE*EXAMPLE CLINIC*XX*1234567893~REF*TJ*123456789~",
        "LX*1~",
    ]
    total, written, claim = 0, 0, 0
    while written < size:
        claim += 1
        text, paid = one_claim(f"{number}-{claim}", rng)
        total += paid
        written += len(text)
        body.append(text)
    body.insert(0, f"BPR*I*{money(total)}*C*ACH*CCP*01*999999992*DA*123456*1512345678**01*999988880*DA*98765*20250131~")
    count = sum(part.count("~") for part in body) + 2
    return (
        f"ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *250131*0101*^*00501*{number:09d}*0*P*:~"
        f"GS*HP*SENDER*RECEIVER*20250131*0101*{number}*X*005010X221A1~ST*835*{number:04d}~"
        + "".join(body)
        + f"SE*{count}*{number:04d}~GE*1*{number}~IEA*1*{number:09d}~"
    )


def one_claim(name: str, rng: random.Random) -> tuple[str, int]:
    """One balanced claim of one to five lines, and what it pays in cents."""
    lines, charge, paid, owed = [], 0, 0, 0
    day = f"2024{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
    for number in range(1, rng.randint(1, 5) + 1):
        billed = rng.randint(4000, 60000)
        rest, cas = billed, []
        for group, reason in rng.sample(REASONS, rng.randint(1, 3)):
            part = rng.randint(1, max(1, rest // 2))
            rest -= part
            owed += part if group == "PR" else 0
            cas.append(f"CAS*{group}*{reason}*{money(part)}~")
        code = rng.choice(CODES) + rng.choice(("", "", "", ":25", ":59:RT"))
        lines.append(
            f"SVC*HC:{code}*{money(billed)}*{money(rest)}**{rng.choice('1112')}~DTM*472*{day}~{''.join(cas)}"
            f"REF*6R*{name}-{number}~AMT*B6*{money(rest)}~" + ("LQ*HE*N130~" if rng.random() < 0.2 else ""),
        )
        charge, paid = charge + billed, paid + rest
    patient = rng.randint(1, 20000)
    head = (
        f"CLP*{name}*1*{money(charge)}*{money(paid)}*{money(owed)}*12*{rng.randint(10**11, 10**12)}*11*1~"
        f"NM1*QC*1*PATIENT{patient}*GIVEN****MI*W{patient * 7919 + 10**8}~"
        f"NM1*82*1*DOCTOR*DANA****XX*1{rng.randint(10**8, 10**9 - 1)}~REF*1L*GROUP7~DTM*050*20250110~"
        f"AMT*AU*{money(paid)}~"
    )
    return head + "".join(lines), paid


def money(cents: int) -> str:
    """Cents as X12 writes them: no needless zeros."""
    return f"{cents / 100:.2f}".rstrip("0").rstrip(".")


def write_835(path: Path, megabytes: int) -> None:
    """Write a file of interchanges of about 2 MB; 20,000 patients come again and again."""
    rng = random.Random(7)
    with path.open("w", encoding="ascii") as out:
        number = 0
        while out.tell() < megabytes * 1_000_000:
            number += 1
            out.write(interchange(number, 2_000_000, rng))


def claims_interchange(number: int, size: int, rng: random.Random) -> str:
    """One interchange with one set of professional claims of about `size` characters."""
    body = [
        f"BHT*0019*00*B{number}*20250112*0101*CH~NM1*41*2*BILLER*****46*B1~PER*IC*CONTACT*TE*8005550100~",
        "NM1*40*2*HOUSE*****46*H1~HL*1**20*1~NM1*85*2*EXAMPLE CLINIC*****XX*1234567893~N3*1 CLINIC WAY~",
        "N4*SALT LAKE CITY*UT*84101~REF*EI*123456789~",
    ]
    written, claim, level = 0, 0, 1
    while written < size:
        claim, level = claim + 1, level + 1
        text = one_submitted(f"{number}-{claim}", level, rng)
        written += len(text)
        body.append(text)
    count = sum(part.count("~") for part in body) + 2
    return (
        f"ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *250131*0101*^*00501*{number:09d}*0*P*:~"
        f"GS*HC*SENDER*RECEIVER*20250131*0101*{number}*X*005010X222A1~ST*837*{number:04d}*005010X222A1~"
        + "".join(body)
        + f"SE*{count}*{number:04d}~GE*1*{number}~IEA*1*{number:09d}~"
    )


def one_submitted(name: str, level: int, rng: random.Random) -> str:
    """One subscriber with one claim of one to five lines."""
    patient = rng.randint(1, 20000)
    day = f"2024{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
    lines, charge = [], 0
    for number in range(1, rng.randint(1, 5) + 1):
        billed = rng.randint(4000, 60000)
        charge += billed
        code = rng.choice(CODES) + rng.choice(("", "", "", ":25", ":59:RT"))
        lines.append(f"LX*{number}~SV1*HC:{code}*{money(billed)}*UN*1***1:2~DTP*472*D8*{day}~REF*6R*{name}-{number}~")
    return (
        f"HL*{level}*1*22*0~SBR*P*18*GROUP7******CI~NM1*IL*1*PATIENT{patient}*GIVEN****MI*W{patient * 7919 + 10**8}~"
        f"N3*{patient} MAIN ST~N4*SALT LAKE CITY*UT*84101~DMG*D8*19{40 + patient % 60}0101*F~"
        f"NM1*PR*2*EXAMPLE HEALTH PLAN*****PI*87726~CLM*{name}*{money(charge)}***11:B:1*Y*A*Y*Y~"
        f"HI*ABK:I10*ABF:E119~NM1*82*1*DOCTOR*DANA****XX*1{rng.randint(10**8, 10**9 - 1)}~" + "".join(lines)
    )


def write_837(path: Path, megabytes: int) -> None:
    """Write a file of interchanges of about 2 MB of professional claims."""
    rng = random.Random(9)
    with path.open("w", encoding="ascii") as out:
        number = 0
        while out.tell() < megabytes * 1_000_000:
            number += 1
            out.write(claims_interchange(number, 2_000_000, rng))


def write_small(folder: Path, count: int) -> None:
    """Write many 835 files of one claim each."""
    rng = random.Random(3)
    folder.mkdir()
    for number in range(1, count + 1):
        (folder / f"{number:05d}.835").write_text(interchange(number, 1, rng), encoding="ascii")
