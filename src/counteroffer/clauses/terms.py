"""What a contract says on one matter, or what is asked of it: the values of one clause, wherever they are from."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from counteroffer.contracts.clauses import UNITS, ClauseKind, Sayings, clause_kinds
from counteroffer.core.errors import InputError, UnknownNameError
from counteroffer.core.money import show
from counteroffer.core.plain import read_plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SHELF = Path(__file__).parents[1] / "shelf" / "clauses" / "asks.yaml"

Value = int | bool | str
UNSAID = "not written down"


@attrs.frozen
class Terms(Sayings):
    """The values of one clause.

    Attributes:
        kind: key of its kind.
        values: field -> value in the field's unit (`contracts.clauses.Clause.values`).
        known: false where nobody wrote down what holds.
        source: where it stands: contract, page and section; or `asked`.
        says: the contract's sentence.
    """

    kind: str
    values: dict[str, Value] = attrs.field(factory=dict)
    known: bool = True
    source: str = ""
    says: str = ""

    def changed(self, values: Mapping[str, Value], source: str = "asked") -> Terms:
        """Give the same with some values changed."""
        return attrs.evolve(self, values=self.values | dict(values), known=True, source=source)

    def words(self) -> str:
        """Write it for a person."""
        if not self.known:
            return UNSAID
        if not self.values:
            return "silent"
        holds = kind_of(self.kind).holds
        return ", ".join(f"{name} {_words(value, holds.get(name, ''))}" for name, value in self.values.items())


def _words(value: Value, unit: str | tuple[str, ...]) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    return {"percent": f"{value / 1000:g}%", "dollars": show(value)}.get(
        unit if isinstance(unit, str) else "", f"{value}"
    )


def kind_of(key: str) -> ClauseKind:
    """Find a kind of clause.

    Raises:
        UnknownNameError: if none is called so.
    """
    kinds = clause_kinds()
    if key not in kinds:
        raise UnknownNameError(f"There is no kind of clause '{key}'.", f"There are: {', '.join(kinds)}.")
    return kinds[key]


def typed(key: str, said: Mapping[str, Any]) -> dict[str, Value]:
    """Type values that a person gives, by the catalogue's units; those that are typed already pass.

    Raises:
        UnknownNameError: if the kind, or a field of it, is not known.
        InputError: if a value cannot be read; the message says what to write.
    """
    kind = kind_of(key)
    return {name: _typed(kind, name, value) for name, value in said.items()}


def _typed(kind: ClauseKind, name: str, value: Any) -> Value:
    if name not in kind.holds:
        raise UnknownNameError(
            f"'{kind.key}' says nothing called '{name}'.", f"It can say: {', '.join(kind.holds) or 'nothing'}."
        )
    unit = kind.holds[name]
    text = {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value).strip()
    if isinstance(unit, tuple):
        if text not in unit:
            raise InputError(f"'{name}' cannot be '{text}'.", f"Write one of {', '.join(unit)}.")
        return text
    if unit in ("codes", "text"):
        return text
    read, mend = UNITS[unit]
    try:
        return read(text)
    except ValueError as fault:
        raise InputError(f"'{name}': {fault}.", mend) from None


def pairs(kind: str, texts: Iterable[str]) -> dict[str, Value]:
    """Read `days=90` and the like.

    Raises:
        InputError: if one has no sign of equality, or its value cannot be read.
    """
    found = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign:
            raise InputError(f"'{text}' is no value of a clause.", "Write it like days=90.")
        found[name.strip()] = value.strip()
    return typed(kind, found)


@cache
def suggested() -> dict[str, dict[str, Value]]:
    """Give what the shelf suggests to ask for, by kind of clause (once read)."""
    shelf: Any = read_plain(SHELF.read_text(encoding="utf-8")).value
    return {key: typed(key, said) for key, said in shelf.items()}


MORE = {
    "timely_filing": ("days", "secondary_days"), "corrected_claims": ("days",), "dispute_window": ("days",),
    "appeals": ("days",), "default_rate": ("percent_of_charges",), "escalator": ("percent",), "audit": ("notice_days",),
    "practitioner_percent": ("percent",), "offset": ("notice_days",), "post_termination": ("percent_of_rate",),
}  # fmt: skip
LESS = {
    "lookback": ("months",), "initial_term": ("months",), "prompt_pay": ("days",), "post_termination": ("days",),
    "clean_claim": ("request_days",), "withhold": ("percent",), "audit": ("months",), "credentialing": ("days",),
    "payment_method": ("fee_percent",), "prior_authorization": ("standard_hours", "expedited_hours"),
}  # fmt: skip
"""Fields of which more, or less, is better for the practice."""


def no_worse(now: Terms, values: Mapping[str, Value]) -> dict[str, Value]:
    """Leave out of what is suggested every number that would be worse for the practice than what holds now."""

    def worse(name: str, value: Value) -> bool:
        held = now.number(name)
        if held is None or not isinstance(value, int):
            return False
        more, fewer = (name in fields.get(now.kind, ()) for fields in (MORE, LESS))
        return (more and value < held) or (fewer and value > held)

    return {name: value for name, value in values.items() if not worse(name, value)}


def of_rows(kind: str, rows: Iterable[Mapping[str, Any]]) -> Terms:
    """Make the terms of the rows of `core.tables.CLAUSES` that one contract version says in one clause."""
    said = list(rows)
    if not said:
        return Terms(kind, known=False)
    first = said[0]
    values: dict[str, Value] = {}
    for row in said:
        if row["field"]:
            values[row["field"]] = _stored(row)
    place = ", ".join(f"{name} {first[name]}" for name in ("page", "section") if first[name])
    source = f"{first['contract']}/{first['version']}" + (f", {place}" if place else "")
    return Terms(kind, values, True, source, first["says"])


def _stored(row: Mapping[str, Any]) -> Value:
    if row["unit"] == "yes_no":
        return bool(row["value"] == "yes")
    if row["number"] is not None and row["unit"] not in ("text", "word", "codes"):
        return int(row["number"])
    return str(row["value"])
