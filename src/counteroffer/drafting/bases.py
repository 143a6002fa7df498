"""What a percent is of: Medicare's schedules with their year and locality, charges, drugs' prices, somebody's schedule."""
# ruff: noqa: E501, ISC004 - a rule in words is read whole

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping

_NOT_MEDICARE = (
    r"(?!\s*[-']?s?\s+(?:Advantage|Part\s+[CD]|members?|enrollees?|beneficiar\w+|supplement\w*|select|plans?|"
    r"eligib\w+|program|product|line|network|rules|guidelines|polic\w+|conditions|covered|certified|participat\w+))"
)
BASES: tuple[tuple[str, str], ...] = (
    ("anesthesia", r"(?:Medicare|CMS)\W+(?:\w+\W+){0,3}?an(?:a?)esthesia (?:conversion factor|rate|fee)"),
    ("awp", r"\bAWP\b|average wholesale price|\bWAC\b|wholesale acquisition cost|\binvoice\b|acquisition cost"),
    ("asp", r"\bASP\b|average sales? price|(?:Medicare|CMS)\W+(?:\w+\W+){0,2}?drug (?:pricing|payment limit|fee)"),
    ("labs", r"\bCLFS\b|clinical (?:diagnostic )?lab\w* fee schedule|Medicare\W+(?:\w+\W+){0,3}?lab\w* fee schedule"),
    ("equipment", r"DMEPOS|(?:Medicare|CMS)\W+(?:\w+\W+){0,3}?(?:durable medical equipment|DME) fee schedule"),
    ("other", r"Medicaid|workers'? comp\w*|TRICARE|UCR\b|usual,? (?:and )?customary|reasonable and customary|"
              r"FAIR Health|\bMEI\b|prevailing"),
    ("charges", r"(?:billed|usual|customary|eligible|covered|allowable|submitted|gross|provider'?s?|full|such|its|"
                r"normal)\s+(?:\w+\s+){0,2}?charges?\b|\bof (?:the )?charges?\b|charges? (?:billed|submitted)|"
                r"percent of charges?|charge ?master"),
    ("medicare", rf"\bMedicare{_NOT_MEDICARE}|\bRBRVS\b|\bMPFS\b|\bCMS\b.{{0,40}}?(?:fee schedule|rates?|allowable)|"
                 r"resource[- ]based relative value|\bRBRVU\b"),
    ("exhibit", r"(?:Exhibit|Schedule|Attachment|Appendix|Addendum)\s+[A-Z0-9][\w.-]{0,5}\b"),
    ("schedule", r"fee schedules?\b|maximum allowable|allowable (?:amount|fee)|allowances?\b"),
)  # fmt: skip
"""Bases by what they are called, the narrower before the wider."""

_YEAR = re.compile(
    r"\b(20[012]\d)\b(?=.{0,60}?(?:Medicare|RBRVS|MPFS|CMS|fee schedule|relative value|conversion))|"
    r"(?:Medicare|RBRVS|MPFS|CMS|fee schedule|relative value|effective|in effect)\b.{0,70}?\b(20[012]\d)\b",
    re.IGNORECASE,
)
_SERVICE = re.compile(
    r"(?:in effect|effective|applicable|current|published)\s+(?:\w+\s+){0,4}?(?:dates?|time|year) (?:of )?"
    r"(?:the )?(?:services?|rendered)|dates? (?:of service|(?:on which )?(?:such |the )?services? (?:are|is|was|were) "
    r"(?:rendered|provided))|(?:calendar )?year of service|at the time (?:of service|services? (?:are|is|were))",
    re.IGNORECASE,
)
_CURRENT = re.compile(r"\b(?:then[- ])?current(?:ly)?\b|\bprevailing\b|\bas (?:amended|updated|revised)\b|\bmost recent\b", re.IGNORECASE)  # fmt: skip
_UPDATE = re.compile(
    r"(?:updated?|implement\w*|load\w*|effective|appl(?:y|ied))\b.{0,60}?\b(?:on|by|of|each)\s+(?:each\s+)?"
    r"(January|February|March|April|May|June|July|August|September|October|November|December)\s+(\d{1,2})\b"
    r"(?:st|nd|rd|th)?(?!,?\s*20\d\d)",
    re.IGNORECASE,
)
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_LOCALITY = re.compile(r"\blocality\s*(?:no\.?|number|code|#)?\s*[:#]?\s*(\d{7}|\d{1,2})\b", re.IGNORECASE)
_CARRIER = re.compile(r"\b(?:carrier|contractor|MAC)\s*(?:no\.?|number|code|#)?\s*[:#]?\s*\(?(\d{5})\b", re.IGNORECASE)
_BOTH = re.compile(r"\b(\d{5})[-/ ]+(\d{2})\b")


@attrs.frozen
class Medicare:
    """Which of Medicare's fees a sentence means.

    Attributes:
        year: `2025`, `service`, `current`, or empty.
        update: month and day (`04-01`) from which a new year's fees apply, with `current`.
        locality: seven digits or empty.
        place: how the sentence names the locality, where that is no number.
        moving: whether the sentence says that the fees move, without saying when a new year's apply.
    """

    year: str = ""
    update: str = ""
    locality: str = ""
    place: str = ""
    moving: bool = False

    def over(self, other: Medicare) -> Medicare:
        """Give this one, its gaps filled by another."""
        year = self if self.year else other
        return Medicare(year.year, year.update, self.locality or other.locality, self.place or other.place, year.moving)


def basis_of(text: str) -> tuple[str, int]:
    """Name the basis that a text tells first, and where it ends; empty and 0 if it tells none."""
    found = [(one.start(), place, name, one.end()) for place, (name, rule) in enumerate(BASES)
             if (one := re.search(rule, text, re.IGNORECASE))]  # fmt: skip
    if not found:
        return "", 0
    first = min(found)
    # the narrower name wins where it is part of the same words ("Medicare Clinical Laboratory Fee Schedule")
    near = [one for one in found if one[0] <= first[0] + 40 and one[1] <= first[1]]
    _, _, name, end = min(near, key=lambda one: one[1])
    return name, end


def medicare(text: str, localities: Mapping[str, str]) -> Medicare:
    """Read which year's and which place's fees of Medicare a text means.

    Args:
        text: a sentence.
        localities: names of localities (in small letters) -> seven digits.
    """
    locality, place = _place(text, localities)
    update = _UPDATE.search(text)
    if _SERVICE.search(text):
        return Medicare("service", "", locality, place)
    year = _YEAR.search(text)
    if update and not (year and not _CURRENT.search(text)):
        month = _MONTHS.index(update[1].lower()) + 1
        return Medicare("current", f"{month:02d}-{int(update[2]):02d}", locality, place)
    if year:
        return Medicare(year[1] or year[2], "", locality, place)
    if _CURRENT.search(text):
        return Medicare("service", "", locality, place, moving=True)
    return Medicare("", "", locality, place)


def _place(text: str, localities: Mapping[str, str]) -> tuple[str, str]:
    number, carrier, both = _LOCALITY.search(text), _CARRIER.search(text), _BOTH.search(text)
    if number and len(number[1]) == 7:
        return number[1], ""
    if number and carrier:
        return f"{carrier[1]}{int(number[1]):02d}", ""
    if both and re.search(r"locality|carrier", text, re.IGNORECASE):
        return both[1] + both[2], ""
    if number:
        return "", f"locality {number[1]} without its carrier"
    if re.search(r"\blocalit", text, re.IGNORECASE):
        lower = text.lower()
        named = [name for name in localities if len(name) > 4 and re.search(rf"\b{re.escape(name)}\b", lower)]
        if named:
            name = max(named, key=len)
            return localities[name], name
    return "", ""
