"""Figures that look like rates and are none: interest, shares of claims, cost sharing, penalties, insurance sums."""
# ruff: noqa: E501, ISC004 - a rule in words is read whole

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from counteroffer.drafting.seen import Seen

_BEFORE, _AFTER = 110, 90

PASSED: tuple[tuple[str, str, str], ...] = (
    ("interest", r"\binterest\b[^.;]{0,60}$", r"^[^.;]{0,25}\b(?:interest\b|per annum|per year\b|per month|a month|annually\s+on\b)"),
    ("how many claims, visits or members", r"\b(?:at least|minimum of|no (?:less|fewer) than)\s*$|"
     r"\b(?:complet\w+|answer\w*|resolv\w+|adjudicat\w+|process\w*|error rate|accuracy|satisfaction|pass rate)\b[^.;]{0,50}$",
     r"^\s*of\s+(?:the |all |any |its |such |clean |provider's |monthly |total )*"
     r"(?:volume|clean claims?|claims?|calls?|members?|enrollees?|patients?|appointments?|visits|records|charts|requests|"
     r"prescriptions|network providers|physicians|providers|time\b|cases)"),
    ("what a member owes (coinsurance, copayment, deductible)", r"\b(?:coinsurance|co-?pay\w*|deductibles?|cost[- ]shar\w+)\b[^.;]{0,60}$",
     r"^[^.;]{0,25}\b(?:coinsurance|co-?pay\w*|deductible)"),
    ("a penalty or a reduction for lateness", r"\b(?:penalt\w+|liquidated damages|late fee|sanction\w*|fine)\b[^.;]{0,80}$",
     r"^[^.;]{0,25}\b(?:penalt\w+|late fee|fine\b)"),
    ("insurance or a limit of liability", r"\b(?:insurance|liabilit\w+|indemni\w+|malpractice|umbrella|aggregate|per occurrence|bond)\b[^;]{0,110}$",
     r"^[^.;]{0,50}\b(?:per (?:occurrence|claim\b|incident)|aggregate|in coverage|annual aggregate)"),
    ("ownership", r"\b(?:owns?|ownership|controls?|controlling|voting|equity|shares of)\b[^.;]{0,60}$",
     r"^\s*(?:\w+\s+){0,4}?(?:of the |of its |or more of the )?(?:(?:out)?standing |voting )?(?:stock|shares|equity|ownership|interest in|membership interest|voting|assets)"),
    ("a fee for copies, records or administration", r"\b(?:cop(?:y|ies)|copying|filing fee|arbitrat\w+|administrative fee|access fee|credentialing fee|application fee)\b[^.;]{0,60}$",
     r"^[^.;]{0,30}\b(?:per page|per copy|filing fee|for copies|access fee)"),
    ("a threshold or an overpayment", r"\b(?:overpa\w+|underpa\w+|threshold|in excess of|exceed(?:s|ing)?|audit\w*)\b[^.;]{0,50}$",
     r"^\s*(?:threshold|variance|deviation|or more (?:from|in) )"),
    ("a bonus or a quality measure", r"\b(?:bonus|incentive|quality (?:score|measure|performance)|shared savings|HEDIS|star rating)\b[^.;]{0,80}$",
     r"^[^.;]{0,40}\b(?:bonus|incentive (?:pool|payment)|quality|shared savings|savings)"),
    ("a withheld tax or a discount for prompt payment", r"\b(?:tax(?:es)?|prompt pay(?:ment)? discount)\b[^.;]{0,40}$", r"^[^.;]{0,20}\btax\b"),
)  # fmt: skip
"""Reason; what stands before such a figure; what stands behind it."""

_TABLE = [
    (reason, re.compile(before, re.IGNORECASE), re.compile(after, re.IGNORECASE)) for reason, before, after in PASSED
]


def pass_by(seen: Seen) -> None:
    """Mark the figures that are known to be no rate."""
    for figure in seen.free():
        before = seen.text[max(0, figure.start - _BEFORE) : figure.start]
        after = seen.text[figure.end : figure.end + _AFTER]
        reason = next((why for why, rule, other in _TABLE if rule.search(before) or other.search(after)), "")
        if reason and not _pays(after):
            seen.passed[figure.start] = reason


def _pays(after: str) -> bool:
    """Say whether a figure is a percent of fees or charges all the same."""
    return bool(
        re.match(r"\s*of\s+(?:the\s+)?(?:\w+\s+){0,3}?(?:Medicare|RBRVS|CMS|MPFS|billed charges)", after, re.IGNORECASE)
    )
