"""How much two payer names sound like one payer, and what keeps them apart whatever they sound like.

The vocabulary (abbreviations, lines of business, states) stands in `shelf/payers/words.yaml`.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import attrs
from rapidfuzz import fuzz

from counteroffer.core.plain import read_plain

SHELF = Path(__file__).parents[1] / "shelf" / "payers" / "words.yaml"
AMBIGUOUS = frozenset(["AL", "AR", "CO", "DE", "HI", "ID", "IN", "LA", "MA", "ME", "MS", "OH", "OK", "OR", "PA", "VA"])
"""States whose two letters are also a word or a short form: they count only at the end of a name or after OF."""

_BEFORE_COLORADO = frozenset(["BCBS", "CROSS", "SHIELD", "MEDICAID", "MEDICARE", "PLAN"])
"""Words after which CO at the end of a name is the state; elsewhere it is the company."""


@attrs.frozen
class Vocabulary:
    """The shelf as read: see its comments."""

    short: dict[str, str]
    silent: frozenset[str]
    business: dict[str, tuple[str, ...]]
    states: dict[str, tuple[str, ...]]
    no_ids: frozenset[str]


@attrs.frozen
class Name:
    """A payer's name taken apart.

    Attributes:
        words: what is left when states, numbers and silent words are gone; abbreviations written out.
        states: two-letter codes of the states it names.
        business: lines of business it names.
        numbers: numbers in it (a union's local, a region).
    """

    words: tuple[str, ...]
    states: frozenset[str]
    business: frozenset[str]
    numbers: frozenset[str]


@cache
def vocabulary() -> Vocabulary:
    """Read the shelf (once)."""
    value: Any = read_plain(SHELF.read_text(encoding="utf-8")).value
    return Vocabulary(
        value["short"],
        frozenset(value["silent"]),
        {name: tuple(words) for name, words in value["business"].items()},
        {state: tuple(words) for state, words in value["states"].items()},
        frozenset(value["no_ids"]),
    )


@cache
def taken_apart(name: str) -> Name:
    """Take a name apart."""
    book = vocabulary()
    plain = re.sub(r"[^A-Z0-9&/ -]+", "", name.upper())
    spaced = re.sub(r"[^A-Z0-9]+", " ", plain.replace("&", " AND ").replace("BC/BS", "BCBS"))
    states, raw = _states(re.sub(r"\bBCBS(?=[A-Z]{2}\b)", "BCBS ", spaced).split())
    said = " ".join(book.short.get(word, word) for word in raw)
    padded = f" {said} "
    business = {
        line for line, words in book.business.items() if any(f" {w.replace('-', ' ')} " in padded for w in words)
    }
    words = tuple(word for word in said.split() if word not in book.silent)
    numbers = frozenset(word.lstrip("0") for word in words if word.isdigit())
    return Name(tuple(w for w in words if not w.isdigit()) or tuple(words), states, frozenset(business), numbers)


def _states(words: list[str]) -> tuple[frozenset[str], list[str]]:
    book, found, left = vocabulary(), set(), list(words)
    padded = f" {' '.join(words)} "
    for state, names in book.states.items():
        for name in names:
            if f" {name} " in padded and not (name == "VIRGINIA" and " WEST VIRGINIA " in padded):
                found.add(state)
                padded = padded.replace(f" {name} ", " ")
    left = padded.split()
    for place, word in enumerate(list(left)):
        before = left[place - 1] if place else ""
        last = place == len(left) - 1 and (word != "CO" or before in _BEFORE_COLORADO)
        if word in book.states and place and (word not in AMBIGUOUS or last or before == "OF"):
            found.add(word)
    return frozenset(found), [w for i, w in enumerate(left) if not (i and w in found)]


def apart(one: str, other: str) -> str:
    """Say what keeps two names apart whatever else they share; empty if nothing does.

    Names of two states, of two lines of business, or with two different numbers are never one payer by their sound.
    """
    a, b = taken_apart(one), taken_apart(other)
    if a.states and b.states and not a.states & b.states:
        return f"they name different states ({_list(a.states)}; {_list(b.states)})"
    if a.numbers and b.numbers and not a.numbers & b.numbers:
        return f"they bear different numbers ({_list(a.numbers)}; {_list(b.numbers)})"
    if a.business != b.business:
        return f"only one names {_list(a.business ^ b.business)}".replace("_", " ")
    return ""


def similarity(one: str, other: str) -> float:
    """Give how alike two names are, 0 to 1, abbreviations written out, the order of words aside.

    A name that only adds words to another (`Acme`, `Acme Health Plan`) is less alike than one misspelled: the words
    added often name a plan of its own. A state that only one of them names counts as such a word.
    """
    a, b = taken_apart(one), taken_apart(other)
    ratio = fuzz.token_sort_ratio(" ".join(a.words), " ".join(b.words)) / 100
    joined = fuzz.ratio("".join(a.words), "".join(b.words)) / 100
    best = max(ratio, joined)
    if set(a.words) < set(b.words) or set(b.words) < set(a.words):
        best = max(best, 0.8)
    return min(best, 0.85) if bool(a.states) != bool(b.states) else best


def _list(words: frozenset[str]) -> str:
    return ", ".join(sorted(words))
