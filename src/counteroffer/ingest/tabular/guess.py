"""Which column is which field: by its name, by names near it, and by what its cells look like."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from rapidfuzz import fuzz

from counteroffer.ingest.tabular.fields import KINDS, Field, Kind
from counteroffer.ingest.tabular.rows import normal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from counteroffer.ingest.tabular.looks import Looks

LEAST = 0.5
"""Confidence below which a column is left unmapped."""

SURE = 0.85
"""Confidence from which a column needs no second look."""

_NEAR = 0.86
_SOFT = frozenset(["payer", "since", "until", "payer_id"])
"""Fields that may be the same in every row, so that a person can give them once for the whole file."""


@attrs.frozen
class Guess:
    """One column as one field.

    Attributes:
        column: index of the column.
        field: the field's name.
        confidence: 0 to 1.
        why: how it was recognised.
    """

    column: int
    field: str
    confidence: float
    why: str


def assign(kind: Kind, names: Sequence[str], seen: Sequence[Looks]) -> tuple[list[Guess], dict[str, list[Guess]]]:
    """Give columns to the fields of a kind, the surest first, each column and each field once.

    Returns:
        The guesses, and for each field the other columns that are nearly as sure.
    """
    guesses = [
        guess
        for column, (name, look) in enumerate(zip(names, seen, strict=True))
        for field in kind.fields.values()
        if (guess := _guess(column, name, look, field)).confidence >= LEAST
    ]
    order = list(kind.fields)
    guesses.sort(key=lambda g: (-round(g.confidence, 3), order.index(g.field), g.column))
    taken: dict[int, Guess] = {}
    fields: dict[str, Guess] = {}
    for guess in guesses:
        if guess.column not in taken and guess.field not in fields:
            taken[guess.column] = fields[guess.field] = guess
    rivals: dict[str, list[Guess]] = {}
    for guess in guesses:
        chosen = fields.get(guess.field)
        if chosen and guess.column not in taken and guess.confidence >= chosen.confidence - 0.02:
            rivals.setdefault(guess.field, []).append(guess)
    return sorted(taken.values(), key=lambda g: g.column), rivals


def kinds_by_fit(names: Sequence[str], seen: Sequence[Looks], given: Mapping[str, str]) -> list[tuple[float, str]]:
    """Rank the kinds of file by how well the columns fit, the best first.

    A column explained counts what its guess is worth; a needed field that is missing costs more than a column, unless
    it may be said once for the whole file.
    """
    ranked = []
    for kind in KINDS.values():
        guesses, _ = assign(kind, names, seen)
        found = {guess.field for guess in guesses} | given.keys()
        fit = sum(guess.confidence for guess in guesses)
        for group in kind.needed:
            if not found & set(group):
                fit -= 0.3 if set(group) & _SOFT else 2.5
        ranked.append((fit, kind.name))
    return sorted(ranked, key=lambda pair: -pair[0])


def header_fit(names: Sequence[str]) -> float:
    """Say how much a row looks like a header: the sum of its cells' nearness to any name of any field."""
    return sum(_best(normal(name)) for name in names if name and not any(c.isdigit() for c in name[:2]))


def _guess(column: int, name: str, look: Looks, field: Field) -> Guess:
    nearness, why = _nearness(normal(name), field)
    fit = look.fits(field.reads)
    if nearness and fit >= 0.6:
        return Guess(column, field.name, nearness * (0.7 + 0.3 * fit), why)
    if not nearness and look.sure == field.reads:
        return Guess(
            column, field.name, 0.55 if field.name in {"code", "rendering_npi", "diagnoses"} else 0.5, "by its cells"
        )
    return Guess(column, field.name, 0.0, "")


def _nearness(name: str, field: Field) -> tuple[float, str]:
    if name in field.names:
        return (1.0 if name == field.names[0] else 0.97), "by its name"
    nearest = max(field.names, key=lambda known: fuzz.ratio(name, known))
    ratio = fuzz.ratio(name, nearest) / 100
    if ratio >= _NEAR and len(name) > 4:
        return ratio * 0.9, f"like '{nearest}'"
    inside = [known for known in field.names if len(known) > 3 and f" {known} " in f" {name} "]
    if inside:
        known = max(inside, key=len)
        return 0.55 + 0.3 * len(known) / len(name), f"has '{known}' in its name"
    return 0.0, ""


def _best(name: str) -> float:
    known = _KNOWN.get(name)
    if known:
        return 1.0
    return 0.5 if any(f" {word} " in f" {name} " for word in _KNOWN if len(word) > 5) else 0.0


_KNOWN = {name: True for kind in KINDS.values() for field in kind.fields.values() for name in field.names}
