"""The practice's profile as text: strict YAML that a person can edit."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import attrs

from counteroffer.core.errors import InputError, WorkspaceError
from counteroffer.core.hours import Hours
from counteroffer.core.plain import Plain, PlainDocument, read_plain
from counteroffer.core.practice import DEFAULT, Costs, Practice, Site, Times, Tolerance, Wages

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_SAYS = {
    "name": "as it stands on letters",
    "tins": "tax ids, nine digits each",
    "npis": "billing NPIs, ten digits each",
    "zip": "five digits; finds the Medicare locality",
    "state": "two letters",
    "locality": "carrier and locality, seven digits; empty: found by ZIP",
    "sites": "places with name, zip (or locality) and npis, for contracts that pay by the place of service",
    "clinicians": "NPI: class (MD, NP, PA, ...), for contracts that pay by class",
    "tolerance_cents": "an underpayment counts from this many cents ...",
    "tolerance_percent": "... or this percent of the expected amount, whichever is more",
    "minimum_n": "a rate over fewer lines, claims or requests is not shown",
    "business_hours": "when payers work, Monday to Friday; federal holidays are left out",
    "times": "minutes, or `default` for a published figure; leave empty what you do not know",
    "fees": "percent it costs to be paid, by method (CHK, ACH ...) or payer, such as {CHK: 2.5}",
    "tolerances": "payer: {cents: 50, percent: 0.5}, where a payer has another tolerance",
    "wages": "dollars an hour; leave empty what you do not know",
    "costs": "dollars",
    "likelihood": "owed, denied, lesser_of, no_rate, rate: percent; how likely each is won, for the order of payers",
    "cost_growth": "year: percent by which your costs rose in it, for what rates have lost against them",
}


def profile_text(practice: Practice) -> str:
    """Write a profile as strict YAML with a word on each line for the person who edits it."""
    lines: list[str] = []
    for field in attrs.fields(Practice):
        value = getattr(practice, field.name)
        said = f"  # {_SAYS[field.name]}" if field.name in _SAYS else ""
        if isinstance(value, Wages | Costs | Times | dict):
            lines.append(f"{field.name}:{said}")
            items = value if isinstance(value, dict) else attrs.asdict(value)
            lines += [f"  {_key(key)}: {_scalar(item)}".rstrip() for key, item in items.items()]
        elif field.name == "sites":
            lines.append(f"sites:{said}")
            for site in value:
                said_of = [f"{key}: {_scalar(item)}" for key, item in attrs.asdict(site, recurse=False).items() if item]
                lines += [f"  {'  ' if number else '- '}{item}" for number, item in enumerate(said_of)]
        else:
            lines.append(f"{field.name}: {_scalar(value)}{said}")
    return "\n".join(lines) + "\n"


def _key(key: str) -> str:
    """Write a key; a payer's name may have anything in it."""
    return key if key.replace("_", "").isalnum() else json.dumps(key, ensure_ascii=False)


def _scalar(value: object) -> str:
    if isinstance(value, Tolerance):
        said = {name: item for name, item in attrs.asdict(value).items() if item is not None}
        return "{" + ", ".join(f"{name}: {item}" for name, item in said.items()) + "}"
    if isinstance(value, tuple):
        return f"[{', '.join(map(_scalar, value))}]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value)


def read_profile(path: Path) -> Practice:
    """Read a profile from a file.

    Raises:
        WorkspaceError: if the file is not there or cannot be read.
        InputError: if it has faults; the message lists all of them with their lines.
    """
    try:
        document = read_plain(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as fault:
        raise WorkspaceError(f"{path} cannot be read.", "Check that it is there, is text, and may be read.") from fault
    faults = [f"line {fault.line}: {fault.says}" for fault in document.faults]
    values = _Typing(document, faults).record(Practice, document.value, ())
    faults += _unreadable(values)
    if not faults and not values.get("name"):
        faults.append("line 1: The practice needs a name.")
    if faults:
        raise InputError(f"{path} has faults: " + " ".join(faults), "Mend them; an empty value is always allowed.")
    return Practice(**values)


def _unreadable(values: dict[str, Any]) -> list[str]:
    """Name the texts that say something that cannot be read."""
    faults = []
    try:
        Hours.of(values.get("business_hours", "8-17"))
    except ValueError as fault:
        faults.append(f"business_hours: {fault}.")
    for name, percent in values.get("fees", {}).items():
        try:
            fine = 0 <= Decimal(percent) <= 100
        except InvalidOperation:
            fine = False
        if not fine:
            faults.append(f"fees: '{percent}' of '{name}' is no percent.")
    return faults


class _Typing:
    """Types plain text by the fields of a record; a fault is noted and the field left to its default."""

    def __init__(self, document: PlainDocument, faults: list[str]) -> None:
        self.document = document
        self.faults = faults

    def record(self, kind: type[Any], value: Plain | None, path: tuple[str | int, ...]) -> dict[str, Any]:
        if not isinstance(value, dict):
            if value:  # an empty section is a section left to its defaults
                self._fault(path, "Here should stand a list of keys and values.")
            return {}
        fields = {field.name: field for field in attrs.fields(kind)}
        for key in value.keys() - fields.keys():
            self._fault((*path, key), f"'{key}' is not a key here; there are {', '.join(fields)}.")
        typed = {n: self._value(f.type, value[n], (*path, n)) for n, f in fields.items() if n in value}
        return {name: item for name, item in typed.items() if item is not None}

    def _value(self, kind: Any, value: Plain, path: tuple[str | int, ...]) -> Any:
        name = str(kind)
        if name in ("Wages", "Costs", "Times"):
            record = {"Wages": Wages, "Costs": Costs, "Times": Times}[name]
            return record(**self.record(record, value, path))
        if name.startswith(("dict", "tuple[Site")):
            read = self._tolerances if "Tolerance" in name else self._sites if "Site" in name else self._named
            return read(value, path)
        if name.startswith("tuple"):
            return tuple(str(v) for v in value) if isinstance(value, list) else (value,) if value else ()
        if not isinstance(value, str):
            return self._fault(path, f"'{path[-1]}' should be one value.")
        number: Callable[[str], Any] = {"str": str, "int": int, "int | None": int}.get(name, Decimal)
        try:
            kept = number is str or (name == "Minutes" and value == DEFAULT)
            return value if kept else number(value) if value else None
        except (ValueError, InvalidOperation):
            return self._fault(path, f"'{value}' is not a number.")

    def _sites(self, value: Plain, path: tuple[str | int, ...]) -> tuple[Site, ...]:
        if not isinstance(value, list):
            if value:
                self._fault(path, "'sites' should be a list, each site with - before it.")
            return ()
        sites = [Site(**self.record(Site, item, (*path, number))) for number, item in enumerate(value)]
        known: dict[str, str] = {}
        for number, site in enumerate(sites):
            if not site.npis or not (site.zip or site.locality):
                self._fault((*path, number), f"The site '{site.name}' needs its npis, and its zip or its locality.")
            for npi in site.npis:
                if known.setdefault(npi, site.name) != site.name:
                    self._fault((*path, number), f"The NPI {npi} is of {known[npi]} already: it tells no site.")
        return tuple(sites)

    def _named(self, value: Plain, path: tuple[str | int, ...]) -> dict[str, str]:
        if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
            if value:
                self._fault(path, f"'{path[-1]}' should be keys with one value each.")
            return {}
        return {key: str(item).strip() for key, item in value.items()}

    def _tolerances(self, value: Plain, path: tuple[str | int, ...]) -> dict[str, Tolerance]:
        if not isinstance(value, dict):
            if value:
                self._fault(path, "Here should stand payers, each with {cents: 50, percent: 0.5}.")
            return {}
        return {payer: Tolerance(**self.record(Tolerance, item, (*path, payer))) for payer, item in value.items()}

    def _fault(self, path: tuple[str | int, ...], says: str) -> None:
        self.faults.append(f"line {self.document.line(path)}: {says}")
