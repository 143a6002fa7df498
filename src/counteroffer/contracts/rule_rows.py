"""The rules of a contract version as rows of `core.tables.RULES`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from counteroffer.contracts.rules import subjects
from counteroffer.contracts.terms import ClaimRule, ModifierRule, MultipleRule, PlaceRule, PractitionerRule, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from counteroffer.contracts.terms import Contract

MULTIPLE_MODIFIER = "51"
"""Says that a line is one of several procedures. A contract that ranks them itself needs no such word."""

_FULL = 100_000
_BLANK = {"rank": 0, "most": None, "percent": None, "shares": False, "indicators": "", "otherwise": None, "setting": ""}


def rule_rows(contract: Contract) -> Iterator[dict[str, Any]]:
    """Give the rows of one contract version.

    A contract that ranks the procedures of a day itself needs no rule on modifier 51: it changes nothing then.
    """
    named = {subject for rule in contract.rules for subject in subjects(rule)}
    ranking = [i for i, rule in enumerate(contract.rules, 1) if isinstance(rule, MultipleRule) and rule.part == "rate"]
    head = {"contract": contract.contract, "version": contract.version}
    if ranking and ("modifier", MULTIPLE_MODIFIER) not in named:
        full = {"kind": "modifier", "key": MULTIPLE_MODIFIER, "percent": _FULL}
        yield _BLANK | head | full | {"rule_id": contract.rule_id(ranking[0])}
    for ordinal, rule in enumerate(contract.rules, 1):
        for row in _rows(rule):
            yield _BLANK | head | row | {"rule_id": contract.rule_id(ordinal)}


def _rows(rule: Rule) -> Iterator[dict[str, Any]]:
    if isinstance(rule, ModifierRule):
        said: dict[str, Any] = {"percent": rule.percent, "shares": rule.shares, "otherwise": rule.otherwise}
        said["indicators"] = " ".join(rule.indicators)
        yield from ({"kind": "modifier", "key": modifier} | said for modifier in rule.modifiers)
    elif isinstance(rule, PractitionerRule):
        yield from ({"kind": "practitioner", "key": name, "percent": rule.percent} for name in rule.classes)
    elif isinstance(rule, PlaceRule):
        said = {"percent": rule.percent, "setting": rule.setting}
        yield from ({"kind": "place", "key": place} | said for place in rule.places)
    elif isinstance(rule, MultipleRule):
        said = {"most": rule.most, "indicators": " ".join(rule.indicators)}
        for rank, percent in enumerate(rule.percents, 1):
            yield {"kind": "multiple", "key": rule.part, "rank": rank, "percent": percent} | said
    elif isinstance(rule, ClaimRule):
        yield {"kind": "claim_charges", "key": ""}
