"""What a sentence reaches: codes it names, sections of codes by their usual names, and the setting."""
# ruff: noqa: E501 - a rule in words is read whole

from __future__ import annotations

import re

import attrs

from counteroffer.core.codes import is_code
from counteroffer.discover.sections import RANGES

_NAMES: tuple[tuple[str, str, str], ...] = (
    ("anesthesia", r"an(?:a?)esthesia", ""),
    ("vaccines", r"vaccin\w*|immuni[sz]ation\w*", ""),
    ("preventive visits", r"preventive (?:medicine|visits?|services|care)", ""),
    ("visits", r"evaluation (?:and|&) management|\bE\s?[/&]\s?M\b|office visits?", ""),
    ("surgery", r"surger(?:y|ies)|surgical(?: procedures| services)?", "assistant"),
    ("imaging", r"radiolog\w+|(?:diagnostic )?imaging|x-?rays?", ""),
    ("laboratory", r"laborator\w+|patholog\w+|\blabs?\b", ""),
    ("drugs", r"\bdrugs?\b|injectables?|\bJ[- ]?codes?\b|pharmaceuticals?|biologicals?|infused medications?", ""),
    ("medicine", r"\bmedicine\b(?! (?:visits?|services)\b)|medicine (?:services|procedures|section)", "preventive"),
)
"""A section of `discover.sections`, how agreements call it, and a word before it that means something else."""
OWN = {
    "equipment": ("E0100-E8002, K0001-K0900", r"durable medical equipment|\bDME(?:POS)?\b"),
    "therapy": ("97010-97799", r"physical therapy|occupational therapy|\bPT/OT\b|rehabilitation therap\w+"),
}
"""Sections that discovery does not part. Source: the numbering of CPT and HCPCS Level II."""

_SPAN = re.compile(r"\b([0-9A-Z]\d{3}[0-9A-Z])\s*(?:-|to|through|thru)\s*([0-9A-Z]\d{3}[0-9A-Z])\b", re.IGNORECASE)
_SINGLE = re.compile(r"\b([0-9A-Z]\d{4}|\d{4}[A-Z])\b")
_NAMED = re.compile(r"\b(?:CPT|HCPCS|procedure codes?|codes?|services? code)\b", re.IGNORECASE)
_ALL = re.compile(
    r"\ball (?:(?:other|physician|professional|medical|covered|health ?care|outpatient|of the) )*"
    r"(?:covered services|services|procedures|codes|claims)|\bcovered services\b|\bprofessional services\b"
    r"|\bphysician services\b",
    re.IGNORECASE,
)
_DEFAULT = re.compile(
    r"\ball other\b|\bany other\b|\bunlisted\b|\bnot (?:otherwise )?(?:listed|specified|priced|valued|found|included|"
    r"identified|covered by (?:the|this) (?:fee )?schedule)\b|\bno (?:established |published |assigned |Medicare |CMS )*"
    r"(?:fee|rate|value|RVUs?|relative value|allowable|price)|\bwithout an? (?:established |published |assigned )*"
    r"(?:fee|rate|value|RVU|relative value|price)|\bnon-?priced\b|\b(?:drugs?|codes?|services?|tests?) without an?\b|\bdefault (?:rate|pric|reimb)|\bby report\b|"
    r"\b(?:has|have) not (?:published|established|assigned|priced|valued)|\b(?:publishes|establishes|assigns|sets|has) no\b|\bdoes not (?:publish|establish|have|assign|contain)\b|\bnot (?:have|contain) an? ",
    re.IGNORECASE,
)
_EXCEPT = re.compile(r"\b(?:except(?:ing)?(?: for)?|excluding|other than|exclusive of|but not)\b", re.IGNORECASE)


@attrs.frozen
class Scope:
    """What a part of a sentence reaches.

    Attributes:
        codes: spans and codes as `when: {codes: ...}` has them; empty: all codes.
        setting: `facility`, `nonfacility` or empty.
        names: what the sentence calls it.
        whole: true where the sentence says that all services are meant.
        default: true where it is for what nothing else prices.
        excepted: true where it leaves something out.
    """

    codes: str = ""
    setting: str = ""
    names: tuple[str, ...] = ()
    whole: bool = False
    default: bool = False
    excepted: bool = False

    @property
    def clear(self) -> bool:
        """Whether the sentence says what it reaches."""
        return bool(self.codes or self.whole or self.default)

    @property
    def when(self) -> dict[str, object]:
        """The keys of `when`; empty if nothing is restricted."""
        said = {"codes": self.codes, "setting": self.setting}
        return {key: value for key, value in said.items() if value}

    @property
    def title(self) -> str:
        """What it reaches, to begin a sentence with."""
        where = {"facility": " in a facility", "nonfacility": " outside of facilities"}.get(self.setting, "")
        if self.default:
            return (
                f"What no other term prices of {', '.join(self.names)}" if self.names else "What no other term prices"
            )
        if self.names:
            return f"{', '.join(self.names).capitalize()}{where}"
        return f"Codes {self.codes}{where}" if self.codes else f"Services{where}"

    @property
    def pays(self) -> str:
        """The verb that goes with `title`."""
        one = (
            self.default or (len(self.names) == 1 and not self.names[0].endswith("s")) or self.names == ("anesthesia",)
        )
        return "pays" if one else "pay"


def scope(text: str) -> Scope:
    """Read what a part of a sentence reaches; what stands after `except` is not reached."""
    cut = _EXCEPT.search(text)
    kept = text[: cut.start()] if cut else text
    if cut and cut.start() < 25:  # "Except for laboratory, all Covered Services ..."
        comma = text.find(",", cut.end())
        kept = text[comma:] if comma > 0 else text
    default = bool(_DEFAULT.search(text))
    spans = list(dict.fromkeys(_spans(kept)))
    names = [] if default else _names(kept)
    codes = ", ".join(spans) if spans else ", ".join(_ranges(names))
    found = Scope(codes, _setting(kept), tuple(names), bool(_ALL.search(kept)), default, bool(cut))
    return attrs.evolve(found, codes="") if default and not spans else found


def _spans(text: str) -> list[str]:
    found, rest = [], text
    for one in _SPAN.finditer(text):
        first, last = one[1].upper(), one[2].upper()
        if is_code(first) and is_code(last) and first <= last:
            found.append(f"{first}-{last}")
            rest = rest.replace(one[0], " ")
    if _NAMED.search(rest):
        found += [code for code in _SINGLE.findall(rest) if is_code(code)]
    return found


def _names(text: str) -> list[str]:
    found = []
    for name, rule, unless in _NAMES:
        hits = list(re.finditer(rule, text, re.IGNORECASE))
        if any(not (unless and text[: one.start()].lower().rstrip().endswith(unless)) for one in hits):
            found.append(name)
    found += [name for name, (_, rule) in OWN.items() if re.search(rule, text, re.IGNORECASE)]
    return found


def _ranges(names: list[str]) -> list[str]:
    found: list[str] = []
    for name in names:
        if name in OWN:
            found.append(OWN[name][0])
        else:
            found += [f"{first}-{last}" for first, last in RANGES[name]]
    return found


def _setting(text: str) -> str:
    outside = re.search(r"\bnon-?\s?facility\b|\bnot in a facility\b|\boffice setting\b", text, re.IGNORECASE)
    inside = re.search(r"(?<!non-)(?<!non )(?<!non)\bfacility (?:setting|site|place|rate|based)", text, re.IGNORECASE)
    if bool(outside) == bool(inside):
        return ""
    return "nonfacility" if outside else "facility"
