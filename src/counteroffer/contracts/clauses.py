"""Clauses: what an agreement says beside its rates, such as filing limits and notices; from YAML to typed values.

Which kinds there are, and what each can say, stands in `shelf/clauses/catalogue.yaml` and nowhere else.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from counteroffer.contracts import typed
from counteroffer.contracts.schema import CLAUSE_HEAD
from counteroffer.contracts.schema_parts import SOURCE_KEYS
from counteroffer.core.codes import parse_span
from counteroffer.core.plain import read_plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from counteroffer.contracts.faults import At, Faults
    from counteroffer.contracts.terms import Contract
    from counteroffer.core.plain import Plain

SHELF = Path(__file__).parents[1] / "shelf" / "clauses" / "catalogue.yaml"


@attrs.frozen
class ClauseKind:
    """A kind of clause.

    Attributes:
        key: as contract documents name it.
        group: what part of the agreement it is in.
        title: for a person.
        holds: field -> its unit (a key of `UNITS`), or the words that it can be.
        harm: what it does to a practice.
        ask: what to ask for.
        fallback: what to settle for.
    """

    key: str
    group: str
    title: str
    holds: dict[str, str | tuple[str, ...]]
    harm: str
    ask: str
    fallback: str


class Sayings:
    """What has values by field, each asked for as what it should be."""

    __slots__ = ()
    values: dict[str, int | bool | str]

    def number(self, field: str) -> int | None:
        """Give a number that it says, or None."""
        value = self.values.get(field)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def yes(self, field: str) -> bool | None:
        """Give a yes or no that it says, or None."""
        value = self.values.get(field)
        return value if isinstance(value, bool) else None

    def word(self, field: str) -> str:
        """Give a text that it says, or an empty one."""
        value = self.values.get(field)
        return value if isinstance(value, str) else ""


@attrs.frozen
class Clause(Sayings):
    """What an agreement says on one matter.

    Attributes:
        kind: key of its `ClauseKind`.
        says: the sentence; empty where it is silent.
        values: field -> value: whole numbers in the field's unit (percents in thousandths, dollars in cents), true or
            false, or text.
        silent: true when the paper was read and says nothing of it.
        page: page of the paper.
        section: section of the paper.
        line: line in the YAML file.
    """

    kind: str
    says: str
    values: dict[str, int | bool | str]
    silent: bool = False
    page: str = ""
    section: str = ""
    line: int = 0


@cache
def clause_kinds() -> dict[str, ClauseKind]:
    """Give every kind of clause by its key, in the catalogue's order."""
    shelf: Any = read_plain(SHELF.read_text(encoding="utf-8")).value
    return {key: _kind(key, said) for key, said in shelf.items()}


def _kind(key: str, said: dict[str, Any]) -> ClauseKind:
    holds = {name: tuple(unit) if isinstance(unit, list) else unit for name, unit in said["holds"].items()}
    return ClauseKind(key, said["group"], said["title"], holds, said["harm"], said["ask"], said["fallback"])


def read_clauses(faults: Faults, value: Plain | None) -> tuple[Clause, ...]:
    """Read `clauses:` of a contract; what is wrong is noted."""
    if value is None:
        return ()
    if not isinstance(value, list):
        faults.note("form", ("clauses",), "`clauses` should be a list.", "Write each with - before it.")
        return ()
    found: dict[str, Clause] = {}
    for place, item in enumerate(value):
        clause = _clause(faults, item, ("clauses", place))
        if clause is not None and clause.kind in found:
            says = f"Two clauses are about {clause.kind}."
            faults.note(
                "clause", ("clauses", place), says, f"Keep one (the other is on line {found[clause.kind].line})."
            )
        elif clause is not None:
            found[clause.kind] = clause
    return tuple(found.values())


def _clause(faults: Faults, value: Plain, at: At) -> Clause | None:
    key = value.get("clause") if isinstance(value, dict) else None
    kind = clause_kinds().get(key) if isinstance(key, str) else None
    if kind is None:
        faults.mapping(value, at, value if isinstance(value, dict) else (), "A clause")
        says = "A clause does not say what it is about." if key is None else f"There is no kind of clause '{key}'."
        faults.note("clause", (*at, "clause"), says, f"Write one of {', '.join(clause_kinds())}.")
        return None
    said = faults.mapping(value, at, (*CLAUSE_HEAD, *kind.holds), f"A clause on {key}")
    silent = faults.text(said.get("silent", "no"), (*at, "silent"), "`silent`").lower() in ("yes", "true")
    says = faults.text(said.get("says"), (*at, "says"), "The clause's sentence", needed=not silent)
    values = {name: made for name in kind.holds if name in said
              if (made := _value(faults, kind.holds[name], said[name], (*at, name))) is not None}  # fmt: skip
    if silent and values:
        faults.note("clause", at, "A clause that is silent says something.", "Leave out `silent`, or what it says.")
    source = faults.mapping(said["source"], (*at, "source"), SOURCE_KEYS, "A source") if "source" in said else {}
    page, section = (faults.text(source.get(k), (*at, "source", k), f"The {k}") for k in ("page", "section"))
    return Clause(kind.key, says, values, silent, page, section, faults.document.line(at))


def _value(faults: Faults, unit: str | tuple[str, ...], value: Plain, at: At) -> int | bool | str | None:
    if isinstance(unit, tuple):
        word = faults.text(value, at, f"'{at[-1]}'", needed=True)
        if word and word not in unit:
            faults.note("value", at, f"'{at[-1]}' cannot be '{word}'.", f"Write one of {', '.join(unit)}.")
        return word if word in unit else None
    if unit == "codes":
        found = [
            faults.typed(parse_span, text, at, "Write codes like 70551-70553.") for text in faults.texts(value, at)
        ]
        return ", ".join("-".join(dict.fromkeys(span)) for span in found if span) or None
    if unit == "text":
        return faults.text(value, at, f"'{at[-1]}'", needed=True) or None
    read, mend = UNITS[unit]
    return faults.typed(read, value, at, mend)


def _count(text: str) -> int:
    if not re.fullmatch(r"\d{1,5}", text):
        raise ValueError(f"'{text}' is not a whole number")
    return int(text)


def _yes_no(text: str) -> bool:
    if text.lower() not in ("yes", "no", "true", "false"):
        raise ValueError(f"'{text}' is neither yes nor no")
    return text.lower() in ("yes", "true")


def _any_percent(text: str) -> int:
    value = typed.signed_percent(text)
    if value < 0:
        raise ValueError(f"'{text}' is below zero")
    return value


UNITS: dict[str, tuple[Callable[[str], int | bool], str]] = {
    "days": (_count, "Write days like 90."),
    "months": (_count, "Write months like 12."),
    "hours": (_count, "Write hours like 72."),
    "percent": (_any_percent, "Write a percent like 2."),
    "dollars": (typed.money, "Write dollars like 250.00."),
    "yes_no": (_yes_no, "Write yes or no."),
}
"""How each unit is read, and what to write where it cannot be."""


def clause_rows(contract: Contract) -> Iterator[dict[str, Any]]:
    """Give the rows of `core.tables.CLAUSES` of one contract version."""
    head = {"contract": contract.contract, "version": contract.version, "payer": contract.payer,
            "since": contract.since, "until": contract.until}  # fmt: skip
    for clause in contract.clauses:
        place = {"clause": clause.kind, "says": clause.says, "silent": clause.silent,
                 "page": clause.page, "section": clause.section}  # fmt: skip
        holds = clause_kinds()[clause.kind].holds
        said: list[tuple[str, Any]] = list(clause.values.items()) or [("", None)]
        for field, value in said:
            unit = holds.get(field, "")
            number = int(value) if isinstance(value, int) else None
            text = {True: "yes", False: "no"}.get(value, str(value)) if value is not None else ""
            words = "word" if isinstance(unit, tuple) else unit
            yield head | place | {"field": field, "value": text, "number": number, "unit": words}
