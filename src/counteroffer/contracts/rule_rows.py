"""The rules of a contract version as rows of `core.tables.RULES`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from counteroffer.contracts.case_rates import within
from counteroffer.contracts.exhibits import Exhibit, exhibit_of, exhibits
from counteroffer.contracts.rule_terms import (
    ClaimRule,
    ModifierRule,
    MultipleRule,
    PlaceRule,
    PractitionerRule,
    Rule,
    SequestrationRule,
    WithholdRule,
)
from counteroffer.contracts.rules import subjects
from counteroffer.core.codes import span_width

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from counteroffer.contracts.terms import Contract

MULTIPLE_MODIFIER = "51"
"""Says that a line is one of several procedures. A contract that ranks them itself needs no such word."""

_FULL = 100_000
_BLANK = {
    "rank": 0, "most": None, "percent": None, "shares": False, "indicators": "", "otherwise": None, "setting": "",
    "returned_low": None, "returned_high": None,
}  # fmt: skip


def rule_rows(
    contract: Contract, exhibit: Exhibit | None = None, known: Collection[str] = ()
) -> Iterator[dict[str, Any]]:
    """Give the rows of one contract version for some lines.

    A contract that ranks the procedures of a day itself needs no rule on modifier 51: it changes nothing then. Of two
    rules about one thing, the one that says the lines more closely stands.

    Args:
        contract: the version.
        exhibit: which of its rules hold; None: those for all other products.
        known: codes that anything knows; a rule for a range of codes has a row for each of them.
    """
    exhibit = exhibit or exhibit_of(exhibits(contract), "", "")
    rules = {ordinal: contract.rules[ordinal - 1] for ordinal in sorted(exhibit.rules)}
    stands: dict[tuple[str, str], int] = {}
    for ordinal in sorted(rules, key=lambda i: (-rules[i].standing.closeness, i)):
        for subject in subjects(rules[ordinal]):
            stands.setdefault(subject, ordinal)
    ranking = [i for i, rule in rules.items() if isinstance(rule, MultipleRule) and rule.part == "rate"]
    head = {"contract": contract.contract, "version": contract.version, "exhibit": exhibit.name}
    if ranking and ("modifier", MULTIPLE_MODIFIER) not in stands:
        full = {"kind": "modifier", "key": MULTIPLE_MODIFIER, "percent": _FULL}
        yield _BLANK | head | full | {"rule_id": contract.rule_id(ranking[0])}
    for ordinal, rule in rules.items():
        own = {subject for subject, owner in stands.items() if owner == ordinal}
        for row in _rows(rule, own):
            yield _BLANK | head | row | {"rule_id": contract.rule_id(ordinal)}
    for row, ordinal in _of_payments(rules, known):
        yield _BLANK | head | row | {"rule_id": contract.rule_id(ordinal)}


def _rows(rule: Rule, own: Collection[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    """Give the rows of a rule, but for what another rule says more closely."""
    if isinstance(rule, ModifierRule):
        said: dict[str, Any] = {"percent": rule.percent, "shares": rule.shares, "otherwise": rule.otherwise}
        said["indicators"] = " ".join(rule.indicators)
        yield from ({"kind": kind, "key": key} | said for kind, key in subjects(rule) if (kind, key) in own)
    elif isinstance(rule, PractitionerRule):
        yield from ({"kind": k, "key": key, "percent": rule.percent} for k, key in subjects(rule) if (k, key) in own)
    elif isinstance(rule, PlaceRule):
        said = {"percent": rule.percent, "setting": rule.setting}
        yield from ({"kind": kind, "key": key} | said for kind, key in subjects(rule) if (kind, key) in own)
    elif isinstance(rule, MultipleRule):
        pairs = zip(rule.indicators, subjects(rule), strict=True)
        said = {"most": rule.most, "indicators": " ".join(indicator for indicator, subject in pairs if subject in own)}
        for rank, percent in enumerate(rule.percents if said["indicators"] else (), 1):
            yield {"kind": "multiple", "key": rule.part, "rank": rank, "percent": percent} | said
    elif isinstance(rule, ClaimRule) and own:
        yield {"kind": "claim_charges", "key": ""}


def _of_payments(rules: dict[int, Rule], known: Collection[str]) -> Iterator[tuple[dict[str, Any], int]]:
    """Give one row for each code of what is taken of payments: the rule for its lines and its code most closely."""
    taken: set[tuple[str, str]] = set()
    said = [
        (-rule.standing.closeness, span_width(*span) if span else math.inf, ordinal, rule, span)
        for ordinal, rule in rules.items() if isinstance(rule, WithholdRule | SequestrationRule)
        for span in (rule.spans or (None,))
    ]  # fmt: skip
    for _, _, ordinal, rule, span in sorted(said, key=lambda one: one[:3]):
        withheld = isinstance(rule, WithholdRule)
        row: dict[str, Any] = {"kind": "withhold" if withheld else "sequestration", "percent": rule.percent}
        if isinstance(rule, WithholdRule) and rule.returned:
            row |= dict(zip(("returned_low", "returned_high"), rule.returned, strict=True))
        for code in ["*"] if span is None else sorted({*within([span], known), *span}):
            if not taken & {(row["kind"], code), (row["kind"], "*")}:
                taken.add((row["kind"], code))
                yield row | {"key": code}, ordinal
