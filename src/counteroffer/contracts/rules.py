"""What changes a rate, as the agreement says it: from YAML to rules, from rules to rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from counteroffer.contracts.schema import RULE_KEYS, SOURCE_KEYS
from counteroffer.contracts.terms import ModifierRule, MultipleRule, Rule
from counteroffer.core.codes import COMPONENT_MODIFIERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from counteroffer.contracts.faults import At, Faults
    from counteroffer.contracts.terms import Contract
    from counteroffer.core.plain import Plain

MULTIPLE = "multiple"
"""Stands in the modifier's place of a row about several procedures of a day."""

MULTIPLE_MODIFIER = "51"
"""Says that a line is one of several procedures. A contract that ranks them itself needs no such word."""

INDICATORS = ("1", "2", "3", "4", "5", "6", "7")
_RANKED = ("1", "2", "3")
_FULL = 100_000
_MEND = "Write `modifiers:` with `percent:`, or `multiple:` with percents."


def read_rules(faults: Faults, value: Plain | None, percent: Callable[[str], int]) -> tuple[Rule, ...]:
    """Read `adjustments:`; what is wrong is noted.

    Args:
        faults: takes the faults.
        value: the list.
        percent: reads a percent into thousandths of one.
    """
    if value is None:
        return ()
    if not isinstance(value, list):
        faults.note("form", ("adjustments",), "`adjustments` should be a list.", "Write each with - before it.")
        return ()
    reader = _Rules(faults, percent)
    found = [rule for i, item in enumerate(value) if (rule := reader.rule(item, ("adjustments", i))) is not None]
    reader.twice(found)
    return tuple(found)


class _Rules:
    def __init__(self, faults: Faults, percent: Callable[[str], int]) -> None:
        self._faults, self._percent = faults, percent

    def rule(self, value: Plain, at: At) -> Rule | None:
        """Read one rule; None, and a note, if it cannot be."""
        said = self._faults.mapping(value, at, RULE_KEYS, "An adjustment")
        says = self._faults.text(said.get("says"), (*at, "says"), "The rule's sentence", needed=True)
        place = self._place(said, at)
        if ("modifiers" in said) == ("multiple" in said):
            self._faults.note("rule", at, "The rule is about neither modifiers nor several procedures alone.", _MEND)
            return None
        made = self._of_modifiers if "modifiers" in said else self._of_several
        return made(said, at, says, place)

    def twice(self, rules: list[Rule]) -> None:
        """Note a modifier that two rules name, and a second rule on several procedures."""
        seen: set[str] = set()
        for i, rule in enumerate(rules):
            names = rule.modifiers if isinstance(rule, ModifierRule) else (MULTIPLE,)
            for name in names:
                if name in seen:
                    says = f"Two rules are about {'several procedures' if name == MULTIPLE else f'modifier {name}'}."
                    self._faults.note("rule", ("adjustments", i), says, "Keep one of them.")
                seen.add(name)

    def _place(self, said: dict[str, Plain], at: At) -> dict[str, Any]:
        where = (*at, "source")
        source = self._faults.mapping(said["source"], where, SOURCE_KEYS, "A source") if "source" in said else {}
        page, section = (self._faults.text(source.get(k), (*where, k), f"The {k}") for k in ("page", "section"))
        return {"page": page, "section": section, "line": self._faults.document.line(at)}

    def _of_modifiers(self, said: dict[str, Plain], at: At, says: str, place: dict[str, Any]) -> Rule | None:
        where = (*at, "modifiers")
        modifiers = tuple(text.upper() for text in self._faults.texts(said["modifiers"], where))
        for modifier in modifiers:
            if not re.fullmatch(r"[A-Z0-9]{2}", modifier) or modifier in COMPONENT_MODIFIERS:
                mend = "26 and TC have rates of their own; every other modifier is two letters or digits."
                self._faults.note("modifier", where, f"No rule can be about the modifier '{modifier}'.", mend)
        self._others(said, at, ("most", "indicators"))
        by_hand = self._faults.text(said.get("by_hand", "no"), (*at, "by_hand"), "By hand").lower() in ("yes", "true")
        if by_hand == ("percent" in said):
            self._faults.note("rule", at, "The rule says neither a percent nor that a person decides, or both.",
                              "Write `percent: 150`, or `by_hand: yes`.")  # fmt: skip
            return None
        percent = (
            None if by_hand else self._faults.typed(self._percent, said["percent"], (*at, "percent"), "Write 150.")
        )
        if not modifiers or (percent is None and not by_hand):
            return None
        return ModifierRule(says, modifiers, percent, **place)

    def _of_several(self, said: dict[str, Plain], at: At, says: str, place: dict[str, Any]) -> Rule | None:
        where = (*at, "multiple")
        self._others(said, at, ("percent", "by_hand"))
        texts = self._faults.texts(said["multiple"], where)
        percents = [self._faults.typed(self._percent, text, where, "Write [100, 50, 50].") for text in texts]
        most = self._faults.typed(int, said["most"], (*at, "most"), "Write 5.") if "most" in said else None
        indicators = tuple(self._faults.texts(said.get("indicators", "2"), (*at, "indicators")))
        for indicator in indicators:
            if indicator not in _RANKED:
                mend = "1, 2 and 3 rank procedures by their fee; the others have rules that are not expressed yet."
                self._faults.note(
                    "rule", (*at, "indicators"), f"No rule can be about the indicator '{indicator}'.", mend
                )
        known = [percent for percent in percents if percent is not None]
        if not known or len(known) < len(percents):
            return None
        return MultipleRule(says, tuple(known), most, indicators, **place)

    def _others(self, said: dict[str, Plain], at: At, keys: tuple[str, ...]) -> None:
        for key in keys:
            if key in said:
                self._faults.note("rule", (*at, key), f"'{key}' means nothing here.", f"Leave out {key}.")


def rule_rows(contract: Contract) -> Iterator[dict[str, Any]]:
    """Give the rows of `core.tables.RULES` of one contract version.

    A contract that ranks the procedures of a day itself needs no rule on modifier 51: it changes nothing then.
    """
    named = {name for rule in contract.rules if isinstance(rule, ModifierRule) for name in rule.modifiers}
    for ordinal, rule in enumerate(contract.rules, 1):
        head = {"contract": contract.contract, "version": contract.version, "rule_id": contract.rule_id(ordinal)}
        if isinstance(rule, ModifierRule):
            for modifier in rule.modifiers:
                yield head | {"modifier": modifier, "rank": 0, "percent": rule.percent, "indicators": ""}
            continue
        if MULTIPLE_MODIFIER not in named:
            yield head | {"modifier": MULTIPLE_MODIFIER, "rank": 0, "percent": _FULL, "indicators": ""}
        last = rule.most or RANKS
        for rank in range(1, min(last, RANKS) + 1):
            percent = rule.percents[min(rank, len(rule.percents)) - 1]
            row = {"modifier": MULTIPLE, "rank": rank, "percent": percent, "indicators": " ".join(rule.indicators)}
            yield head | row


RANKS = 20
"""So many procedures of one patient on one day are ranked; further ones are by report."""
