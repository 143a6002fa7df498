"""What changes a rate, as the agreement says it: from YAML to rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from counteroffer.contracts import typed
from counteroffer.contracts.schema import RULE_KEYS, RULE_KINDS
from counteroffer.contracts.schema_parts import SOURCE_KEYS
from counteroffer.contracts.terms import ClaimRule, ModifierRule, MultipleRule, PlaceRule, PractitionerRule, Rule
from counteroffer.core.codes import COMPONENT_MODIFIERS

if TYPE_CHECKING:
    from counteroffer.contracts.faults import At, Faults
    from counteroffer.core.plain import Plain

RANKS = 6
"""So many percents of several procedures can be said; the last one holds for all further procedures."""

SHARED = ("54", "55", "56", "78")
"""Modifiers for which Medicare publishes each code's share (PRE OP, INTRA OP, POST OP of PPRRVU)."""

BY_INDICATOR = ("50", "51", "62", "66", "80", "81", "82", "AS")
"""Modifiers for which PPRRVU has a column of indicators."""

_PARTS = {"rate": "123", "technical": "4679", "professional": "4679", "expense": "5"}
"""Which indicators go with which part: 4, 6 and 7 reduce a component, 5 the practice expense, 2 and 3 the whole."""


def read_rules(faults: Faults, value: Plain | None) -> tuple[Rule, ...]:
    """Read `adjustments:`; what is wrong is noted."""
    if value is None:
        return ()
    if not isinstance(value, list):
        faults.note("form", ("adjustments",), "`adjustments` should be a list.", "Write each with - before it.")
        return ()
    reader = _Rules(faults)
    found = [(i, rule) for i, item in enumerate(value) if (rule := reader.rule(item, ("adjustments", i))) is not None]
    reader.twice(found)
    return tuple(rule for _, rule in found)


def subjects(rule: Rule) -> list[tuple[str, str]]:
    """Give what a rule is about, as kind and key: two rules of a contract must not be about the same."""
    if isinstance(rule, ModifierRule):
        return [("modifier", modifier) for modifier in rule.modifiers]
    if isinstance(rule, PractitionerRule):
        return [("practitioner", name) for name in rule.classes]
    if isinstance(rule, PlaceRule):
        return [("place", place) for place in rule.places]
    if isinstance(rule, MultipleRule):
        return [("indicator", f"{indicator} ({rule.part})") for indicator in rule.indicators]
    return [("claim", "charges")]


class _Rules:
    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._readers = {
            "modifiers": self._of_modifiers,
            "practitioners": self._of_practitioners,
            "places": self._of_places,
            "multiple": self._of_several,
            "claim_charges": self._of_claim,
        }

    def rule(self, value: Plain, at: At) -> Rule | None:
        """Read one rule; None, and a note, if it cannot be."""
        said = self._faults.mapping(value, at, RULE_KEYS, "An adjustment")
        says = self._faults.text(said.get("says"), (*at, "says"), "The rule's sentence", needed=True)
        place = {"says": says, **self._place(said, at)}
        kinds = [kind for kind in RULE_KINDS if kind in said]
        if len(kinds) != 1:
            what = "several things" if kinds else "nothing"
            self._faults.note("rule", at, f"The rule is about {what}.", f"Write one of {', '.join(RULE_KINDS)}.")
            return None
        (kind,) = kinds
        for key in said:
            if key in RULE_KEYS and key not in (kind, *RULE_KINDS[kind], "says", "source"):
                self._faults.note("rule", (*at, key), f"'{key}' means nothing to {kind}.", f"Leave out {key}.")
        return self._readers[kind](said, at, place)

    def twice(self, rules: list[tuple[int, Rule]]) -> None:
        """Note what two rules are about."""
        seen: set[tuple[str, str]] = set()
        for i, rule in rules:
            for subject in subjects(rule):
                if subject in seen:
                    says = f"Two rules are about {' '.join(subject)}."
                    self._faults.note("rule", ("adjustments", i), says, "Keep one of them.")
                seen.add(subject)

    def _place(self, said: dict[str, Plain], at: At) -> dict[str, Any]:
        where = (*at, "source")
        source = self._faults.mapping(said["source"], where, SOURCE_KEYS, "A source") if "source" in said else {}
        page, section = (self._faults.text(source.get(k), (*where, k), f"The {k}") for k in ("page", "section"))
        return {"page": page, "section": section, "line": self._faults.document.line(at)}

    def _percent(self, said: dict[str, Plain], at: At, key: str = "percent") -> int | None:
        if key not in said:
            return None
        return self._faults.typed(typed.percent, said[key], (*at, key), "Write it like 85.")

    def _listed(self, said: dict[str, Plain], at: At, key: str, form: str, mend: str) -> tuple[str, ...]:
        """Read texts of a form (a regular expression); what has another is noted, and an empty list."""
        found = tuple(text.upper() for text in self._faults.texts(said[key], (*at, key)))
        for text in found:
            if not re.fullmatch(form, text):
                self._faults.note("rule", (*at, key), f"'{text}' cannot stand in {key}.", mend)
        if not found:
            self._faults.note("rule", (*at, key), f"{key} names nothing.", mend)
        return found

    def _of_modifiers(self, said: dict[str, Plain], at: At, place: dict[str, Any]) -> Rule | None:
        mend = "Every modifier is two letters or digits; 26 and TC have rates of their own."
        modifiers = self._listed(said, at, "modifiers", rf"(?!{'|'.join(COMPONENT_MODIFIERS)})[A-Z0-9]{{2}}", mend)
        by_hand = self._faults.text(said.get("by_hand", "no"), (*at, "by_hand"), "By hand").lower() in ("yes", "true")
        if by_hand == ("percent" in said):
            self._faults.note("rule", at, "The rule says neither a percent nor that a person decides, or both.",
                              "Write `percent: 150`, or `by_hand: yes`.")  # fmt: skip
            return None
        shares = said.get("percent") == "medicare"
        percent = None if by_hand or shares else self._percent(said, at)
        if shares and not set(modifiers) <= set(SHARED):
            mend = f"`percent: medicare` is for {', '.join(SHARED)}."
            self._faults.note("rule", (*at, "percent"), "Medicare publishes no share for one of the modifiers.", mend)
        indicators = self._indicators(said, at, modifiers)
        otherwise = self._percent(said, at, "otherwise")
        if "otherwise" in said and not indicators:
            mend = "Write `indicators:` too, or leave it out."
            self._faults.note("rule", (*at, "otherwise"), "`otherwise` is for codes of other indicators.", mend)
        if percent is None and not by_hand and not shares:
            return None
        return ModifierRule(
            modifiers=modifiers, percent=percent, shares=shares, indicators=indicators, otherwise=otherwise, **place
        )

    def _indicators(self, said: dict[str, Plain], at: At, modifiers: tuple[str, ...]) -> tuple[str, ...]:
        if "indicators" not in said:
            return ()
        if not set(modifiers) <= set(BY_INDICATOR):
            mend = f"`indicators` is for {', '.join(BY_INDICATOR)}."
            self._faults.note("rule", (*at, "indicators"), "Medicare has no indicator for one of the modifiers.", mend)
        return self._listed(said, at, "indicators", r"\d", "Write indicators like 1, 2.")

    def _of_practitioners(self, said: dict[str, Plain], at: At, place: dict[str, Any]) -> Rule | None:
        classes = self._listed(said, at, "practitioners", r"[A-Z]{2,6}", "Write classes like NP, PA, CNS.")
        percent = self._needed(said, at)
        return None if percent is None else PractitionerRule(classes=classes, percent=percent, **place)

    def _of_places(self, said: dict[str, Plain], at: At, place: dict[str, Any]) -> Rule | None:
        mend = 'Write places of service like "02", "10", with quotes.'
        places = self._listed(said, at, "places", r"\d\d", mend)
        setting = self._faults.text(said.get("pays_as"), (*at, "pays_as"), "The setting")
        if setting not in ("", "facility", "nonfacility"):
            self._faults.note(
                "setting", (*at, "pays_as"), f"'{setting}' is no setting.", "Write facility or nonfacility."
            )
        if "percent" not in said and not setting:
            self._faults.note("rule", at, "The rule says nothing of these places.", "Write `percent:` or `pays_as:`.")
        percent = self._percent(said, at) if "percent" in said else typed.percent("100")
        return None if percent is None else PlaceRule(places=places, percent=percent, setting=setting, **place)

    def _of_several(self, said: dict[str, Plain], at: At, place: dict[str, Any]) -> Rule | None:
        where = (*at, "multiple")
        texts = self._faults.texts(said["multiple"], where)
        percents = [self._faults.typed(typed.percent, text, where, "Write [100, 50, 50].") for text in texts]
        known = [percent for percent in percents if percent is not None]
        if len(percents) > RANKS:
            self._faults.note("rule", where, f"More than {RANKS} percents.", "The last holds for all further ones.")
        most = self._faults.typed(_count, said["most"], (*at, "most"), "Write 5.") if "most" in said else None
        part = self._faults.text(said.get("of", "rate"), (*at, "of"), "The part")
        if part not in _PARTS:
            self._faults.note(
                "rule", (*at, "of"), f"'{part}' is no part of a rate.", f"Write one of {', '.join(_PARTS)}."
            )
            return None
        indicators = tuple(self._faults.texts(said.get("indicators", "2"), (*at, "indicators")))
        for indicator in indicators:
            if indicator not in _PARTS[part] or len(indicator) != 1:
                says = f"Codes of the indicator '{indicator}' are not reduced by {part}."
                mend = "1, 2 and 3 reduce the rate, 4, 6 and 7 `of: technical` or `of: professional`, 5 `of: expense`."
                self._faults.note("rule", (*at, "indicators"), says, mend)
        if not known or len(known) < len(percents):
            if not percents:
                self._faults.note("rule", where, "No percents are said.", "Write [100, 50, 50].")
            return None
        return MultipleRule(percents=tuple(known), most=most, indicators=indicators, part=part, **place)

    def _of_claim(self, said: dict[str, Plain], at: At, place: dict[str, Any]) -> Rule | None:
        if self._faults.text(said["claim_charges"], (*at, "claim_charges"), "The answer").lower() not in (
            "yes",
            "true",
        ):
            self._faults.note(
                "value", (*at, "claim_charges"), "'claim_charges' can only be yes.", "Leave the rule out."
            )
            return None
        return ClaimRule(**place)

    def _needed(self, said: dict[str, Plain], at: At) -> int | None:
        if "percent" not in said:
            self._faults.note("missing", at, "The rule says no percent.", "Write `percent: 85`.")
        return self._percent(said, at)


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise ValueError(f"'{text}' is not above 0")
    return value
