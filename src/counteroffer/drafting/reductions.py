"""What changes a rate, as agreements say it: modifiers, several procedures, clinicians, telehealth."""
# ruff: noqa: E501 - a rule in words is read whole

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from counteroffer.drafting.proposals import ADJUSTMENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counteroffer.drafting.figures import Figure
    from counteroffer.drafting.seen import Seen

_MULTIPLE = re.compile(
    r"multiple (?:surg\w+|procedures?|imaging|therapy)|(?:second\w*|subsequent|additional|further) (?:\w+ ){0,3}?"
    r"(?:procedures?|surger\w+|imag\w+)|\bMPPR\b",
    re.IGNORECASE,
)
_CUT = re.compile(r"(?:reduc\w+|decreas\w+|discount\w+)\s+(?:\w+\s+){0,4}?(?:by|of)\s*$", re.IGNORECASE)
_MOST = re.compile(
    r"(?:up to|maximum of|no more than|limit of)\s+(?:a (?:total|maximum) of )?(?P<words>two|three|four|five|six|\d)\b"
    r"\s*(?:\(\d\)\s*)?(?:\w+ ){0,2}?procedures?", re.IGNORECASE,
)  # fmt: skip
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_NAMED = re.compile(
    r"[Mm]odifiers?\s*(?:codes?\s*)?[-#:\"'(]*\s*((?:[A-Z0-9]{2}\b[\"']?(?:\s*(?:,|and|or|/|&|through)\s*)*[-\"']*)+)"
)
_MODIFIER = re.compile(r"\b(?:[2-9]\d|[A-Z][A-Z0-9])\b")
_NO_MODIFIERS = ("OR", "IS", "AN", "26", "TC")

CLASSES: tuple[tuple[str, str], ...] = (
    ("NP", r"nurse practitioners?|\bNPs?\b|\bAPRNs?\b|\bARNPs?\b|advanced practice (?:registered )?nurses?"),
    ("PA", r"physician'?s? assistants?|\bPAs?\b(?!\.)"),
    ("CNS", r"clinical nurse specialists?|\bCNSs?\b"),
    ("CNM", r"(?:certified )?nurse[- ]midwi(?:fe|ves)|\bCNMs?\b"),
    ("CRNA", r"nurse an(?:a?)esthetists?|\bCRNAs?\b"),
    ("LCSW", r"clinical social workers?|\bLCSWs?\b"),
)
"""Classes of clinicians as practice.yaml has them, and how agreements call them."""
_GROUP = r"mid-?level|non-?physician (?:practitioners?|providers?)|physician extenders?|advanced practice (?:providers?|clinicians?)|allied health"

SINGLE: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    ("Bilateral procedures", r"\bbilateral\b", ("50",), ""),
    ("Assistants at surgery who are no physicians", r"(?:non-?physician|physician assistants?|\bPAs?\b|\bNPs?\b|nurse practitioners?)[^.;]{0,60}assist(?:ant|ing)?\w* (?:at|in|during|surg)", ("AS",), ""),
    ("Assistants at surgery", r"assistant (?:at )?surg\w+|surgical assist\w*|assistants? at surgery|assistant surgeons?", ("80", "81", "82"), ""),
    ("Co-surgeons", r"co-?surg\w+|two surgeons", ("62",), ""),
    ("Surgical teams", r"(?:team surg\w+|surgical teams?)", ("66",), ""),
    ("Unusual work", r"increased procedural service|unusual (?:procedural )?services?", ("22",), ""),
    ("Reduced services", r"reduced services?\b", ("52",), ""),
    ("Discontinued procedures", r"discontinued (?:\w+ )?procedures?", ("53",), ""),
)  # fmt: skip
"""What a rule is for, how agreements call it, and the modifiers that it is usually billed with."""


def several(seen: Seen) -> None:
    """Propose what several procedures of a day pay."""
    percents = seen.percents
    if not percents or not _MULTIPLE.search(seen.around) or not _is_ranked(seen, percents):
        return
    values = [_paid(seen.text, one) for one in percents]
    listed = values if values[0] == "100" or len(values) > 2 else ["100", *values]
    keys: dict[str, object] = {"multiple": [_number(value) for value in listed[:6]]}
    check = [
        "Medicare's indicator 2 is taken if none is said: see whether endoscopies, imaging or therapy are meant too"
    ]
    most = _MOST.search(seen.text)
    if most:
        keys["most"] = _COUNTS.get(most["words"].lower()) or int(most["words"])
    if re.search(r"imaging|radiolog|technical component", seen.text, re.IGNORECASE):
        keys |= {"of": "technical", "indicators": "4"}
        check = ["taken for the technical part of further images (Medicare's indicator 4)"]
    elif re.search(r"\btherap", seen.text, re.IGNORECASE):
        keys |= {"of": "expense", "indicators": "5"}
        check = ["taken for the practice expense of therapy (Medicare's indicator 5)"]
    says = f"Several procedures of a day pay {', '.join(f'{value}%' for value in listed)}, the dearest first"
    seen.propose(ADJUSTMENT, says, keys, of=percents, confidence=90 if listed == values else 80, check=check)


def _is_ranked(seen: Seen, percents: Sequence[Figure]) -> bool:
    """Say whether the percents are of a rank: something of a first, second or further procedure stands near."""
    if len(percents) == 1 and re.search(r"\b(?:assistant|bilateral|co-?surgeon)", seen.text, re.IGNORECASE):
        return False
    if re.search(
        r"Medicare (?:physician )?fee schedule|\bbilled charges", seen.text, re.IGNORECASE
    ) and not _MULTIPLE.search(seen.text):
        return False
    return all(one.value <= 100 for one in percents) and bool(
        re.search(r"second|primary|subsequent|additional|first|each other|highest|further|reduc", seen.text, re.IGNORECASE)
    )  # fmt: skip


def modifiers(seen: Seen) -> None:
    """Propose what modifiers pay: bilateral, assistants, co-surgeons, and those that a sentence names."""
    for title, rule, usual, _ in SINGLE:
        found = re.search(rule, seen.text, re.IGNORECASE) or (
            re.search(rule, seen.sentence.heading, re.IGNORECASE) if len(seen.text) < 120 else None
        )
        percents = _near(seen, found) if found else []
        if not found or (not percents and not _by_report(seen)):
            continue
        names = [name for name in _names(seen.text) if len(usual) > 1 or name in usual] or list(usual)
        if not percents:
            if not seen.figures:
                _by_hand(seen, title, names)
            continue
        if title.startswith("Bilateral"):
            _bilateral(seen, percents, names)
        else:
            percent = _paid(seen.text, percents[0])
            keys = {"modifiers": ", ".join(names), "percent": _number(percent)}
            check = [] if _names(seen.text) else [f"the sentence names no modifier; {', '.join(names)} is usual"]
            seen.propose(ADJUSTMENT, f"{title} pay {percent}%", keys, of=percents[:1], confidence=90, check=check)
    _named(seen)


def _bilateral(seen: Seen, percents: Sequence[Figure], names: list[str]) -> None:
    values = [_paid(seen.text, one) for one in percents[:2]]
    both = len(values) == 2 and values[0] == "100" and float(values[1]) <= 100
    percent = _add(values) if both else values[0]
    check = ["Medicare pays so for its bilateral indicator 1 only: write `indicators: 1` if that is meant"]
    if float(percent) <= 100:
        check.append("a percent of 100 or less may be of the second side alone")
    keys = {"modifiers": ", ".join(names), "percent": _number(percent)}
    of = percents[:2] if both else percents[:1]
    seen.propose(ADJUSTMENT, f"Bilateral procedures pay {percent}%", keys, of=of, confidence=90, check=check)


def _named(seen: Seen) -> None:
    """Propose a percent that a sentence gives to modifiers by their signs alone."""
    names = _names(seen.text)
    percents = seen.percents
    told = {str(one.keys.get("modifiers")) for one in seen.made}
    if names and len(percents) == 1 and not told & {", ".join(names)}:
        percent = _paid(seen.text, percents[0])
        keys = {"modifiers": ", ".join(names), "percent": _number(percent)}
        seen.propose(ADJUSTMENT, f"Modifier {', '.join(names)} pays {percent}%", keys, of=percents, confidence=85)
    elif names and not seen.figures and not told and _by_report(seen):
        _by_hand(seen, f"Modifier {', '.join(names)}", names)


def _by_hand(seen: Seen, title: str, names: list[str]) -> None:
    keys = {"modifiers": ", ".join(names), "by_hand": True}
    seen.propose(ADJUSTMENT, f"{title}: a person decides", keys, confidence=80)


def _by_report(seen: Seen) -> bool:
    return bool(re.search(r"by report|individual(?:ly)? consider\w*|manual(?:ly)? review|medical records? review|case[- ]by[- ]case", seen.text, re.IGNORECASE))  # fmt: skip


def practitioners(seen: Seen) -> None:
    """Propose what clinicians who are no physicians are paid."""
    group = re.search(_GROUP, seen.text, re.IGNORECASE)
    classes = [
        name for name, rule in CLASSES if re.search(rule, seen.text) or re.search(rf"(?i:{rule})", _spelled(seen.text))
    ]
    if not (classes or group) or not seen.percents or re.search(r"assist\w* (?:at|in|surg)", seen.text, re.IGNORECASE):
        return
    found = group or next(
        hit for name, rule in CLASSES if name in classes and (hit := re.search(f"(?i:{rule})", seen.text))
    )
    figure = _near(seen, found)[0]
    percent = _paid(seen.text, figure)
    if float(percent) > 100:
        return
    check = [] if classes else ["the sentence names no class of clinicians; NP, PA and CNS are taken"]
    if re.search(r"Medicare", seen.text):
        check.append("of Medicare's fee, or of the contract's rate? It is taken as a percent of the rate")
    names = classes or ["NP", "PA", "CNS"]
    says = f"{', '.join(names)} are paid {percent}% of the rate"
    keys = {"practitioners": ", ".join(names), "percent": _number(percent)}
    seen.propose(ADJUSTMENT, says, keys, of=[figure], confidence=90 if classes else 75, check=check)


def _spelled(text: str) -> str:
    """Give the text without short forms in capitals, so that `PA` is no Pennsylvania in small letters."""
    return re.sub(r"\b[A-Z]{2,5}s?\b", " ", text)


def telehealth(seen: Seen) -> None:
    """Propose what telehealth pays where a percent or parity is said."""
    if not re.search(r"tele-?(?:health|medicine)|virtual visits?", seen.text, re.IGNORECASE):
        return
    same = re.search(
        r"same (?:rates?|amounts?|manner|fee)|parity|as if (?:\w+ ){0,4}?in[- ]person|equal to",
        seen.text,
        re.IGNORECASE,
    )
    percents = [one for one in seen.percents if one.value <= 100]
    if percents and re.search(r"Medicare fee|RBRVS|billed charges", seen.text, re.IGNORECASE):
        return
    if not same and not percents:
        return
    keys: dict[str, object] = {"places": ["02", "10"]}
    value = _paid(seen.text, percents[0]) if percents else "100"
    keys |= {"percent": _number(value)} if value != "100" else {}
    keys |= {"pays_as": "nonfacility"} if same or value == "100" else {}
    check = ["taken as the rate of the office (nonfacility) for places of service 02 and 10"]
    seen.propose(ADJUSTMENT, f"Telehealth pays {value}% of the rate", keys, of=percents[:1], confidence=75, check=check)


def _near(seen: Seen, found: re.Match[str]) -> list[Figure]:
    """Give the free percents from the words on; where none follows, those before them, the nearest first."""
    inside = found.string is seen.text
    after = [one for one in seen.percents if not inside or one.start >= found.start()]
    return after or list(reversed(seen.percents))


def _names(text: str) -> list[str]:
    found = _NAMED.search(text)
    if not found:
        return []
    return [name for name in dict.fromkeys(_MODIFIER.findall(found[1])) if name not in _NO_MODIFIERS]


def _paid(text: str, figure: Figure) -> str:
    """Give the percent that is paid: of `reduced by 25%` the rest."""
    if _CUT.search(text[: figure.start]):
        return _plain(100 - figure.value)
    return figure.plain


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _add(values: Sequence[str]) -> str:
    return _plain(sum(map(Decimal, values), Decimal(0)))


def _number(text: str) -> float | int:
    return float(text) if "." in text else int(text)
