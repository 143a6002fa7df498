"""What a heading in a payer's fee schedule says of its column."""

from __future__ import annotations

import re

import attrs

CODE, MODIFIER, SETTING, AMOUNT, SINCE, UNITS, DESCRIPTION, OTHER = (
    "code", "modifier", "setting", "amount", "since", "units", "description", "",
)  # fmt: skip

_NONFACILITY = r"non[\s-]*fac|\boffice\b|\bnf\b|\bpos\s*11\b|\bclinic\b"
_FACILITY = r"\bfac(?:ility)?\b|\bhospital\b|\basc\b|\bpos\s*2[1-4]\b"
_MONEY = (
    r"\bfees?\b|\bamount\b|\bamt\b|\brates?\b|\ballow\w*|\bprices?\b|\bpricing\b|\breimburse\w*|\bpayments?\b|\bpays?\b|"
    r"\bmax(?:imum)?\b|\bcontract\w*|\$|\bnegotiated\b|\bschedule\b"
)
_PARTS = (("TC", r"\btc\b|\btechnical\b"), ("26", r"\b26\b|\bprofessional\b|\bprof(?:\s+comp\w*)?\b"))
_BEFORE_AMOUNT = (
    (DESCRIPTION, r"\bdesc\w*|\bdefinition\b|\b(?:service|procedure|long|short) name\b"),
    (MODIFIER, r"\bmod(?:s|ifiers?)?\b"),
    (SETTING, r"\b(?:site|place) of service\b|\A(?:pos|setting|sos)\Z|\bfac\w*\s*(?:/|or)\s*non|\bfacility ind\w*"),
    (CODE, r"\bcpt\b|\bhcpcs\b|\bproc(?:edure)?\s*(?:codes?|cd|#)|\A(?:\w+ )?codes?\Z|\A(?:proc|procedures?)\Z"),
    (SINCE, r"\b(?:eff(?:ective)?|begin\w*|start|from)\b.*\bdate\b|\A(?:eff|effective|from|begin|start)\Z"),
    (UNITS, r"\A(?!base\b)(?:\w+ )?units?\Z|\bunit of measure\b|\buom\b"),
)
"""Roles that are recognised although an amount's word stands beside theirs (`Rate effective date`)."""
_NEVER_AMOUNT = (
    r"\brevenue\b|\bdiagnosis\b|\bicd\b|\bndc\b|\bstatus\b|\btype\b|\brvus?\b|\bgpci\b|\bdate\b|\bcounty\b|"
    r"\blocality\b|\bspecialty\b|\bdays?\b|\bnotes?\b|\bcomments?\b|\bcategory\b|\bindicator\b|\bid\b|\bsource\b"
)
_FOREIGN = r"\bcharges?\b|\bbilled\b|\bmedicare\b|\bcms\b|%|\bpercent\b|\bpct\b|\bprior\b|\bold\b|\bprevious\b"


@attrs.frozen
class Heading:
    """What a heading says.

    Attributes:
        text: the heading, its lines joined.
        role: CODE, MODIFIER, SETTING, AMOUNT, SINCE, UNITS, DESCRIPTION or OTHER.
        setting: `facility`, `nonfacility` or empty, of an amount.
        modifier: 26, TC or empty, of an amount.
        foreign: true for an amount that is probably not the payer's (charges, Medicare, last year's).
    """

    text: str
    role: str = OTHER
    setting: str = ""
    modifier: str = ""
    foreign: bool = False


def read_heading(text: str) -> Heading:
    """Read a heading such as `CPT Code`, `Mod`, `Non-Facility Fee`, `Allowed Amount`, `TC`."""
    lower = " ".join(text.replace("_", " ").lower().split())
    for role, rule in _BEFORE_AMOUNT:
        if re.search(rule, lower) and not (role == CODE and re.search(r"\brevenue\b|\bdiagnosis\b|\bstatus\b", lower)):
            return Heading(text, role)
    if re.search(_NEVER_AMOUNT, lower):
        return Heading(text)
    setting, foreign = setting_in(lower), bool(re.search(_FOREIGN, lower))
    part = next((modifier for modifier, rule in _PARTS if re.search(rule, lower)), "")
    if setting or part or foreign or re.search(_MONEY, lower) or lower in ("global", "total"):
        return Heading(text, AMOUNT, setting, part, foreign)
    return Heading(text)


def setting_in(text: str) -> str:
    """Give the setting that a text names: `facility`, `nonfacility` or empty."""
    lower = text.lower()
    if re.search(_NONFACILITY, lower):
        return "nonfacility"
    return "facility" if re.search(_FACILITY, lower) else ""
