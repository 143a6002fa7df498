"""A mapping: which column of a layout is what, and how its dates and amounts are written; confirmed by a person."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import attrs
import yaml

from counteroffer.core.errors import InputError
from counteroffer.core.plain import Plain, read_plain
from counteroffer.ingest.tabular.days import ORDERS
from counteroffer.ingest.tabular.fields import BIRTH, DATE, KINDS, MONEY, Kind
from counteroffer.ingest.tabular.reading import constant_fault
from counteroffer.ingest.tabular.rows import Header, header, normal

if TYPE_CHECKING:
    from collections.abc import Mapping as MapOf
    from collections.abc import Sequence

AS_IS, REVERSED, ABSOLUTE = "as it is", "reversed", "absolute"
SIGNS = (AS_IS, REVERSED, ABSOLUTE)
"""What to do with an amount's sign: keep it, turn it round, or drop it."""

POINT, COMMA = "1,234.50", "1.234,50"
AMOUNTS = (POINT, COMMA)
LAST_FIRST, FIRST_LAST = "last first", "first last"
NAMES = (LAST_FIRST, FIRST_LAST)
CHARGE, PAYMENT, ADJUSTMENT, LEAVE = "charge", "payment", "adjustment", "leave out"
MEANINGS = (CHARGE, PAYMENT, ADJUSTMENT, LEAVE)
"""What a row of a transaction listing is; an adjustment may name its reason: `adjustment CO-45`."""

_KEYS = (
    "mapping", "version", "kind", "header", "columns", "constants", "dates", "amounts", "signs", "names",
    "transactions", "skip", "fill", "source",
)  # fmt: skip
_MAPS = ("columns", "constants", "dates", "signs", "transactions", "skip")


@attrs.frozen
class Mapping:
    """One version of one mapping.

    Attributes:
        name: its name; of its file too.
        kind: one of `fields.KINDS`.
        header: the columns of the layout it was made for, as named there.
        columns: field -> column.
        constants: field -> what it is in every row.
        dates: field -> one of `days.ORDERS`.
        amounts: one of `AMOUNTS`.
        signs: field -> one of `SIGNS`; as it is when not said.
        names: how a whole name without a comma is written.
        transactions: text of the transaction column -> one of `MEANINGS`, with a reason.
        skip: column -> texts; a row with one of them there is no data.
        fill: fields whose empty cells mean the same as in the row above.
        version: counts from 1.
        source: where the layout is published, for one that is shipped; empty for the practice's own.
    """

    name: str
    kind: str
    header: tuple[str, ...]
    columns: dict[str, str]
    constants: dict[str, str] = attrs.field(factory=dict)
    dates: dict[str, str] = attrs.field(factory=dict)
    amounts: str = POINT
    signs: dict[str, str] = attrs.field(factory=dict)
    names: str = LAST_FIRST
    transactions: dict[str, str] = attrs.field(factory=dict)
    skip: dict[str, tuple[str, ...]] = attrs.field(factory=dict)
    fill: tuple[str, ...] = ()
    version: int = 1
    source: str = ""

    @property
    def form(self) -> Kind:
        """Its kind, with the fields."""
        return KINDS[self.kind]

    @property
    def signature(self) -> frozenset[str]:
        """The normalised columns of the layout."""
        return frozenset(normal(column) for column in self.header)

    @property
    def digest(self) -> str:
        """Eight hex digits that change with anything that changes what is stored."""
        content = attrs.asdict(self) | {"version": 0, "source": ""}
        return hashlib.sha256(repr(sorted(content.items())).encode()).hexdigest()[:8]

    @property
    def label(self) -> str:
        """Name, version and content: what a file remembers of the mapping that read it."""
        return f"{self.name} v{self.version} {self.digest}"

    def missing(self) -> list[str]:
        """Say what the kind needs and the mapping does not give."""
        given = self.columns.keys() | self.constants.keys()
        listing = "transaction" in given
        says = self.form.fields
        return [
            " or ".join(says[field].says for field in group)
            for group in self.form.needed
            if not given & set(group) and not (listing and "amount" in given and "paid" in group)
        ]

    def fits(self, found: Header) -> int:
        """Say how well a header fits: 0 not at all, 1 all columns and others beside, 2 exactly these columns."""
        if found.signature == self.signature:
            return 2
        used = {normal(column) for column in (*self.columns.values(), *self.skip)}
        return int(self.signature <= found.signature and used <= found.signature)

    def find(self, rows: Sequence[tuple[int, Sequence[str]]]) -> tuple[Header, int] | None:
        """Find the header of its layout among a sheet's first rows, and how well it fits."""
        for number, cells in rows:
            found = header(number, cells)
            if len(found.names) > 1 and (fit := self.fits(found)):
                return found, fit
        return None

    def text(self) -> str:
        """Write it as YAML, the way `read_mapping` reads it."""
        said: dict[str, object] = {"mapping": self.name, "version": str(self.version), "kind": self.kind}
        said |= {"source": self.source} if self.source else {}
        said |= {"header": list(self.header), "columns": dict(self.columns)}
        for key in ("constants", "dates", "signs", "transactions"):
            said |= {key: dict(getattr(self, key))} if getattr(self, key) else {}
        said |= {"amounts": self.amounts} if self.amounts != POINT else {}
        said |= {"names": self.names} if self.names != LAST_FIRST else {}
        said |= {"skip": {column: list(texts) for column, texts in self.skip.items()}} if self.skip else {}
        said |= {"fill": list(self.fill)} if self.fill else {}
        return yaml.dump(said, sort_keys=False, allow_unicode=True, width=120)


def read_mapping(text: str, file: str) -> Mapping:
    """Read a mapping from its YAML.

    Raises:
        InputError: if it has faults; the message lists all of them.
    """
    document = read_plain(text)
    faults = [f"line {fault.line}: {fault.says}" for fault in document.faults]
    value = document.value if isinstance(document.value, dict) else {}
    if not value and not faults:
        faults.append("line 1: A mapping is `key: value` lines.")
    faults += [f"line {document.line((key,))}: '{key}' is no part of a mapping." for key in value if key not in _KEYS]
    maps = {key: _map(value.get(key, {}), key, faults) for key in _MAPS if key != "skip"}
    listed = value.get("header", [])
    columns = _list(listed)
    name, kind, version = (
        _text(value.get(key, default)) for key, default in (("mapping", ""), ("kind", ""), ("version", "1"))
    )
    made = Mapping(
        name=name,
        kind=kind,
        header=columns or tuple(maps["columns"].values()),
        columns=maps["columns"],
        constants=maps["constants"],
        dates=maps["dates"],
        amounts=_text(value.get("amounts", POINT)),
        signs=maps["signs"],
        names=_text(value.get("names", LAST_FIRST)),
        transactions=maps["transactions"],
        skip=_skips(value.get("skip", {})),
        fill=_list(value.get("fill", [])),
        version=int(version) if version.isdigit() else 1,
        source=_text(value.get("source", "")),
    )
    faults += mapping_faults(made)
    if faults:
        raise InputError(
            f"{file} has faults: {' '.join(faults)}", "Mend it, or make it anew with `counteroffer mapping propose`."
        )
    return made


def mapping_faults(mapping: Mapping) -> list[str]:
    """Say everything that is wrong with a mapping; what is missing is not, see `Mapping.missing`."""
    if not mapping.name:
        return ["It has no name."]
    if mapping.kind not in KINDS:
        return [f"'{mapping.kind}' is no kind of file; there are {', '.join(KINDS)}."]
    fields = mapping.form.fields
    known = {normal(column) for column in mapping.header}
    faults = [
        f"{part} names '{field}', which a file of {mapping.kind} does not have."
        for part in ("columns", "constants", "dates", "signs")
        for field in getattr(mapping, part)
        if field not in fields
    ]
    faults += [
        f"The column '{column}' of {field} is not in the header."
        for field, column in mapping.columns.items()
        if normal(column) not in known
    ]
    faults += [
        f"'{text}' is no {part}; write one of: {', '.join(choices)}."
        for part, texts, choices in (
            ("order of dates", tuple(mapping.dates.values()), ORDERS),
            ("rule of signs", tuple(mapping.signs.values()), SIGNS),
            ("form of amounts", (mapping.amounts,), AMOUNTS),
            ("order of names", (mapping.names,), NAMES),
        )
        for text in texts
        if text not in choices
    ]
    faults += [
        f"'{text}' is no kind of transaction; write one of: {', '.join(MEANINGS)}."
        for text in mapping.transactions.values()
        if text not in MEANINGS and not text.startswith(f"{ADJUSTMENT} ")
    ]
    faults += [f"It fills '{field}', which has no column." for field in mapping.fill if field not in mapping.columns]
    faults += [
        f"The constant {field}: {fault}."
        for field, text in mapping.constants.items()
        if field in fields and (fault := constant_fault(fields[field].reads, text))
    ]
    return faults


def best_mapping(
    mappings: Sequence[Mapping], rows: Sequence[tuple[int, Sequence[str]]]
) -> tuple[Mapping, Header] | tuple[Mapping, Mapping] | None:
    """Choose the mapping whose layout a sheet has: an exact fit first, then the one that names most of its columns.

    Returns:
        The mapping and the header it was found at; two mappings when two fit equally well; None when none fits.
    """
    found = [
        (fit, len(mapping.signature), mapping, at)
        for mapping in mappings
        for at, fit in [mapping.find(rows) or (None, 0)]
        if fit and at
    ]
    if not found:
        return None
    found.sort(key=lambda f: (-f[0], -f[1], f[2].name))
    if len(found) > 1 and found[0][:2] == found[1][:2]:
        return found[0][2], found[1][2]
    return found[0][2], found[0][3]


def dated(kind: str) -> list[str]:
    """Name the fields of a kind that are dates."""
    return [name for name, field in KINDS[kind].fields.items() if field.reads in {DATE, BIRTH}]


def moneyed(kind: str) -> list[str]:
    """Name the fields of a kind that are amounts of money."""
    return [name for name, field in KINDS[kind].fields.items() if field.reads == MONEY]


def _text(value: Plain) -> str:
    return value if isinstance(value, str) else ""


def _map(value: Plain, key: str, faults: list[str]) -> dict[str, str]:
    if not isinstance(value, dict):
        if value:
            faults.append(f"'{key}' must be `name: value` lines.")
        return {}
    return {name: _text(said) for name, said in value.items()}


def _list(value: Plain) -> tuple[str, ...]:
    return tuple(str(text) for text in value) if isinstance(value, list) else ()


def _skips(value: Plain) -> dict[str, tuple[str, ...]]:
    said: MapOf[str, Plain] = value if isinstance(value, dict) else {}
    return {
        column: tuple(str(t) for t in texts) if isinstance(texts, list) else (str(texts),)
        for column, texts in said.items()
    }
