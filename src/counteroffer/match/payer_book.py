"""The practice's own word on its payers: `payers.yaml` as records, read strictly and written whole.

One entry is one payer: its names and ids in the files, its product and funding, and with whom it is not the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import yaml

from counteroffer.core.errors import InputError
from counteroffer.core.plain import Plain, PlainDocument, read_plain
from counteroffer.match.kinds import FUNDINGS, PRODUCTS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

MEND = "Write a list of `- {payer: Name, ids: [...], names: [...]}`; docs/payers.md shows all that may stand there."
HEAD = "# Who the payers are. Written by `counteroffer payers`; you may edit it by hand (docs/payers.md).\n"

NOTHING_SAID = Kind()

_LISTS = ("ids", "names", "tins", "not_same_as")
_RULES = {"groups": "group", "filing": "code"}
_KEYS = {"payer", *_LISTS, "product", "funding", *_RULES}


@attrs.frozen
class PayerEntry:
    """What the practice says of one payer.

    Attributes:
        payer: the name to show.
        ids: payer ids that always mean it.
        names: other spellings of its name.
        tins: tax ids of its payments (TRN03); they count as ids where a file gives them as such.
        kind: product and funding of all its claims.
        groups: group number -> product and funding.
        filing: filing code -> product and funding.
        not_same_as: names of payers that a proposal must not join it with.
    """

    payer: str
    ids: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    tins: tuple[str, ...] = ()
    kind: Kind = NOTHING_SAID
    groups: dict[str, Kind] = attrs.field(factory=dict)
    filing: dict[str, Kind] = attrs.field(factory=dict)
    not_same_as: tuple[str, ...] = ()


@attrs.frozen
class PayerBook:
    """All entries, in the order of the file."""

    entries: tuple[PayerEntry, ...] = ()

    @classmethod
    def read(cls, path: Path) -> PayerBook:
        """Read `payers.yaml`; without the file nothing is said.

        Raises:
            InputError: if the file has faults; the message lists them with their lines.
        """
        if not path.exists():
            return cls()
        try:
            document = read_plain(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as fault:
            raise InputError(f"{path} cannot be read as text.", MEND) from fault
        faults = [f"line {fault.line}: {fault.says}" for fault in document.faults]
        entries = []
        for number, entry in enumerate(document.value if isinstance(document.value, list) else []):
            wrong = _faults(entry)
            faults += [f"line {_line(document, number, key)}: {says}" for key, says in wrong]
            if not wrong:
                entries.append(_entry(entry))
        if faults or not isinstance(document.value, list):
            raise InputError(f"{path} has faults: {' '.join(faults) or 'it is not a list.'}", MEND)
        return cls(tuple(entries))

    def entry(self, payer: str) -> PayerEntry:
        """The entry of a payer; an empty one when nothing is said of it."""
        return next((e for e in self.entries if e.payer.casefold() == payer.casefold()), PayerEntry(payer))

    def having(self, entry: PayerEntry) -> PayerBook:
        """Put an entry in the place of the one of the same name, else at the end."""
        known = [e.payer.casefold() for e in self.entries]
        if entry.payer.casefold() not in known:
            return PayerBook((*self.entries, entry))
        place = known.index(entry.payer.casefold())
        return PayerBook((*self.entries[:place], entry, *self.entries[place + 1 :]))

    def without(self, payers: Iterable[str]) -> PayerBook:
        """Leave entries out."""
        gone = {payer.casefold() for payer in payers}
        return PayerBook(tuple(e for e in self.entries if e.payer.casefold() not in gone))

    def text(self) -> str:
        """Write the book as YAML; read again it says the same."""
        rows = [_row(entry) for entry in self.entries]
        return HEAD + yaml.safe_dump(rows, sort_keys=False, allow_unicode=True, width=110, default_flow_style=None)


def _line(document: PlainDocument, number: int, key: str) -> int:
    return document.line((number, key) if key else (number,))


def _faults(entry: Plain) -> list[tuple[str, str]]:
    if not isinstance(entry, dict) or not isinstance(entry.get("payer"), str) or not entry["payer"]:
        return [("", "this is not a payer with ids and names.")]
    faults = [(key, f"'{key}' is nothing that a payer has.") for key in entry if key not in _KEYS]
    faults += [(key, f"'{key}' wants a list of texts.") for key in _LISTS if not _is_texts(entry.get(key, ""))]
    faults += _kind_faults("", entry)
    for key, name in _RULES.items():
        rules = entry.get(key, [])
        for rule in rules if isinstance(rules, list) else [rules]:
            if not isinstance(rule, dict) or not rule.get(name) or not rule.keys() <= {name, "product", "funding"}:
                faults.append((key, f"'{key}' wants a list of {{{name}: ..., product: ..., funding: ...}}."))
            else:
                faults += _kind_faults(key, rule)
    return faults


def _kind_faults(key: str, said: dict[str, Plain]) -> list[tuple[str, str]]:
    known = {"product": PRODUCTS, "funding": FUNDINGS}
    return [
        (key or part, f"{said[part]!r} is no {part}: there are {', '.join(words)}.")
        for part, words in known.items()
        if said.get(part) and said[part] not in (*words, "unknown")
    ]


def _is_texts(value: Plain) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(v, str) for v in value))


def _entry(entry: Any) -> PayerEntry:
    said: dict[str, Any] = {key: _texts(entry.get(key, "")) for key in _LISTS}
    said |= {key: {rule[name]: _kind(rule) for rule in entry.get(key, [])} for key, name in _RULES.items()}
    return PayerEntry(entry["payer"], kind=_kind(entry), **said)


def _texts(value: str | list[str]) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else (value,) if value else ()


def _kind(said: dict[str, str]) -> Kind:
    return Kind(*(word if (word := said.get(part, "")) != "unknown" else "" for part in ("product", "funding")))


def _row(entry: PayerEntry) -> dict[str, Any]:
    row: dict[str, Any] = {"payer": entry.payer}
    row |= {key: list(value) for key in _LISTS if (value := getattr(entry, key))}
    row |= attrs.asdict(entry.kind)
    for key, name in _RULES.items():
        row[key] = [{name: value} | attrs.asdict(kind) for value, kind in getattr(entry, key).items()]
    return {key: _said(value) for key, value in row.items() if value}


def _said(value: Any) -> Any:
    """Leave out what is empty in rules."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [{k: v for k, v in rule.items() if v} for rule in value]
    return value
