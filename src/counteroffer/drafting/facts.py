"""The frame of an agreement: who with whom, from when, until when."""
# ruff: noqa: E501 - a rule in words is read whole

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from counteroffer.drafting.figures import figures
from counteroffer.drafting.proposals import CONTRACT, UNSAID, Proposal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from counteroffer.drafting.sentences import Sentence

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = (
    rf"(?:(?:{_MONTHS})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+20\d\d|\d{{1,2}}(?:st|nd|rd|th)?\s+day\s+of\s+(?:{_MONTHS}),?\s+20\d\d"
    r"|\d{1,2}[/-]\d{1,2}[/-](?:20)?\d\d|20\d\d-\d\d-\d\d)"
)
_SINCE = (
    rf"effective\s+date\W+(?:\w+\W+){{0,9}}?({_DATE})",
    rf"({_DATE})\s*,?\s*\(?\s*(?:the\s*)?[\"'(]+(?:the )?effective date",
    rf"(?:effective|in effect|commenc\w+|begin\w*)\s+(?:\w+\s+){{0,5}}?({_DATE})",
    rf"(?:made|entered into|dated)\b.{{0,60}}?({_DATE})",
)
_UNTIL = rf"(?:terminat\w+|expir\w+|end(?:s|ing)?|through|until)\s+(?:on\s+|at\s+midnight\s+(?:on\s+)?)?({_DATE})"
_RENEWS = re.compile(
    r"automatically renew|renew(?:ed|s)? automatically|successive|evergreen|continue in (?:full )?(?:force|effect)",
    re.IGNORECASE,
)
_PARTIES = re.compile(
    r"\b(?:by and )?between\s+(?P<one>.{3,160}?)\s+(?:and|AND)\s+(?P<two>[A-Z].{2,160}?)(?:\.\s|$|;|\(the Part|,?\s+(?:who|which|effective|is made|is entered|for the)\b)",
    re.DOTALL,
)
_ALIASED = re.compile(
    r"\b(?:by and )?between\s+(?P<one>[^()]{3,160}\([^)]{3,80}\))[^()]{0,40}?\s+and\s+(?P<two>[A-Z][^()]{2,160}\([^)]{3,80}\))"
)
_PAYER = re.compile(
    r"\b(?:health ?plans?|insurance|assurance|HMO|payer|payor|company|network|benefits?|health care service|managed care|plan)\b|"
    r"Blue (?:Cross|Shield)", re.IGNORECASE,
)  # fmt: skip
_PROVIDER = re.compile(
    r"\b(?:provider|group|practice|physicians?|associates|clinic|medical|P\.?A\.?|P\.?C\.?|PLLC|P\.?L\.?L\.?C)\b",
    re.IGNORECASE,
)


def day_of(text: str) -> date | None:
    """Read a date as agreements write it (`January 1, 2025`, `1st day of March, 2025`, `01/01/2025`)."""
    short = re.fullmatch(r"(\d{1,2})[/-](\d{1,2})[/-](\d{2}|\d{4})", text.strip())
    iso = re.fullmatch(r"(20\d\d)-(\d\d)-(\d\d)", text.strip())
    month = re.search(_MONTHS, text, re.IGNORECASE)
    try:
        if iso:
            return date(*map(int, iso.groups()))
        if short:
            return date(int(short[3]) + (2000 if len(short[3]) == 2 else 0), int(short[1]), int(short[2]))
        if month:
            year, day = re.search(r"20\d\d", text), re.search(r"\b\d{1,2}(?!\d)", text)
            if year and day:
                return date(int(year[0]), _MONTHS.lower().split("|").index(month[0].lower()) + 1, int(day[0]))
    except ValueError:
        return None
    return None


def facts(found: Sequence[Sentence]) -> Iterator[Proposal]:
    """Propose payer, first day and last day, as far as the agreement says them."""
    yield from _parties(found)
    yield from _first_day(found)
    yield from _last_day(found)


def _parties(found: Sequence[Sentence]) -> Iterator[Proposal]:
    for one in found:
        parts = _ALIASED.search(one.text) or _PARTIES.search(one.text)
        if not parts:
            continue
        names = [_name(parts[key]) for key in ("one", "two")]
        payers = [
            i for i, key in enumerate(("one", "two")) if _PAYER.search(parts[key]) and not _is_provider(parts[key])
        ]
        place = payers[0] if payers else 0
        confidence = 85 if len(payers) == 1 else 45
        check = f"the other party is '{names[1 - place]}'"
        yield Proposal(CONTRACT, f"The payer is {names[place]}", {"payer": names[place]}, one.text, one.page, one.section,
                       confidence, (check,))  # fmt: skip
        return


def _is_provider(text: str) -> bool:
    alias = re.search(r"[\"]([^\"]+)[\"]", text)
    if alias:
        return bool(re.search(r"provider|group|practice|physician", alias[1], re.IGNORECASE))
    return bool(_PROVIDER.search(text)) and not re.search(r"insurance|health plan|Blue Cross", text, re.IGNORECASE)


def _name(text: str) -> str:
    name = re.split(
        r"\s*\(|,?\s+on behalf of|,\s+(?:an?|for|with|and its|its|the|hereinafter)\b|\s+[\"]", text.strip()
    )[0]
    return " ".join(name.strip(' ,"').split())


def _first_day(found: Sequence[Sentence]) -> Iterator[Proposal]:
    for rank, rule in enumerate(_SINCE):
        for one in found:
            hit = re.search(rule, one.text, re.IGNORECASE)
            day = day_of(hit[1]) if hit else None
            if day is None or (
                rank > 1 and (figures(one.text) or re.search(r"fee schedule|Medicare|RBRVS|CPI", one.text))
            ):
                continue
            confidence = (90, 90, 75, 50)[rank]
            check = (
                ("it is the day of signing, perhaps not of the rates",)
                if rank == 3
                else ("from this day on the rates hold",)
            )
            yield Proposal(CONTRACT, f"It holds from {day}", {"since": day.isoformat()}, one.text, one.page, one.section,
                           confidence, check)  # fmt: skip
            return


def _last_day(found: Sequence[Sentence]) -> Iterator[Proposal]:
    renews = next((one for one in found if _RENEWS.search(one.text)), None)
    for one in found:
        hit = re.search(_UNTIL, one.text, re.IGNORECASE)
        day = day_of(hit[1]) if hit else None
        if day is None or re.search(r"fee schedule|Medicare", one.text):
            continue
        if renews is not None:
            yield Proposal(UNSAID, f"Its term ends on {day} and renews by itself", {}, one.text, one.page, one.section, 70,
                           ("`until` stays open; write it when somebody gives notice",))  # fmt: skip
        else:
            yield Proposal(CONTRACT, f"It ends on {day}", {"until": day.isoformat()}, one.text, one.page, one.section, 75,
                           ("no renewal was found: does it end?",))  # fmt: skip
        return
