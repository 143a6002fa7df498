"""What a person says about alternatives: kinds of clinicians, standards, minutes a mile, the payer's directory."""

from __future__ import annotations

import csv
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import attrs

from counteroffer.contracts.faults import Faults
from counteroffer.core.errors import InputError
from counteroffer.negotiate.alternatives import Standard
from counteroffer.workspace.disruption_rules import nearby_settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from counteroffer.core.plain import Plain

_KEYS = ("groups", "taxonomies", "standards", "specialties", "county", "state", "minutes_per_mile", "directory")


@attrs.frozen
class NearbyRules:
    """What a person says about alternatives, under `nearby:` in the negotiation's `disruption.yaml`.

    Attributes:
        groups: kind -> taxonomies that count as one.
        taxonomies: NPI -> taxonomy of the practice's own clinicians, where NPPES does not tell.
        standards: kind -> standard, such as the payer's own or the state's.
        specialties: kind -> name of the specialty in the imported standards.
        county, state: whose imported standards count.
        minutes_per_mile: kind of county -> minutes a mile; the empty key is for any.
        directory: a CSV with the NPIs that the payer has under contract; None: any clinician counts.
    """

    groups: dict[str, tuple[str, ...]] = attrs.field(factory=dict)
    taxonomies: dict[str, str] = attrs.field(factory=dict)
    standards: dict[str, Standard] = attrs.field(factory=dict)
    specialties: dict[str, str] = attrs.field(factory=dict)
    county: str = ""
    state: str = ""
    minutes_per_mile: dict[str, Decimal] = attrs.field(factory=dict)
    directory: Path | None = None

    def kind(self, taxonomy: str) -> str:
        """Name the kind of a taxonomy: its group's name, else the code itself."""
        return next((name for name, codes in self.groups.items() if taxonomy in codes), taxonomy)

    def pace(self, county_type: str) -> Decimal | None:
        """Give the minutes a mile in a kind of county; None if nobody has said."""
        return self.minutes_per_mile.get(county_type, self.minutes_per_mile.get(""))


def read_nearby_rules(folder: Path) -> NearbyRules:
    """Read what is said under `nearby:` in a negotiation's `disruption.yaml`; without it, nothing.

    Raises:
        InputError: if it has faults; the message names their lines.
    """
    path, document = nearby_settings(folder)
    if document is None or not isinstance(document.value, dict) or "nearby" not in document.value:
        return NearbyRules()
    faults = Faults(path, document)
    said = faults.mapping(document.value["nearby"], ("nearby",), _KEYS, "nearby")
    groups = _map(faults, said, "groups")
    standards = _map(faults, said, "standards")
    pace = said.get("minutes_per_mile", {})
    paces = pace if isinstance(pace, dict) else {"": pace}
    directory = faults.text(said.get("directory"), ("nearby", "directory"), "directory")
    made = NearbyRules(
        groups={name: tuple(faults.texts(codes, ("nearby", "groups", name))) for name, codes in groups.items()},
        taxonomies={npi: str(code) for npi, code in _map(faults, said, "taxonomies").items()},
        standards={
            name: _own_standard(faults, item, ("nearby", "standards", name), paces) for name, item in standards.items()
        },
        specialties={name: str(one) for name, one in _map(faults, said, "specialties").items()},
        county=faults.text(said.get("county"), ("nearby", "county"), "county"),
        state=faults.text(said.get("state"), ("nearby", "state"), "state"),
        minutes_per_mile={name: _pace(faults, text, ("nearby", "minutes_per_mile")) for name, text in paces.items()},
        directory=folder / directory if directory else None,
    )
    if faults.found:
        lines = " ".join(f"line {fault.segment}: {fault.says}" for fault in faults.found)
        raise InputError(f"{path} has faults: {lines}", faults.found[0].mend)
    return made


def _map(faults: Faults, said: dict[str, Plain], name: str) -> dict[str, Plain]:
    value = said.get(name, {})
    if isinstance(value, dict):
        return value
    faults.note("form", ("nearby", name), f"'{name}' should be names with values.", "See docs/disruption.md.")
    return {}


def _own_standard(faults: Faults, item: Plain, at: tuple[str | int, ...], paces: Mapping[str, Plain]) -> Standard:
    said = faults.mapping(item, at, ("miles", "minutes", "county_type", "source"), str(at[-1]))
    miles, minutes = (
        faults.typed(_whole, said[key], (*at, key), f"Write `{key}: 10`.") if key in said else None
        for key in ("miles", "minutes")
    )
    kind = faults.text(said.get("county_type"), (*at, "county_type"), "county_type")
    pace = paces.get(kind, paces.get(""))
    source = faults.text(said.get("source"), (*at, "source"), "source", needed=True)
    return Standard(miles, minutes, _pace(faults, pace, at) if pace is not None else None, source)


def _whole(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 9999:
        raise ValueError(f"'{text}' is no whole number from 1 to 9999")
    return int(text)


def _pace(faults: Faults, value: Plain | None, at: tuple[str | int, ...]) -> Decimal:
    def read(text: str) -> Decimal:
        try:
            made = Decimal(text)
        except InvalidOperation:
            raise ValueError(f"'{text}' is no number of minutes") from None
        if not made.is_finite() or not 0 < made <= 60:
            raise ValueError(f"'{text}' is no number of minutes a mile")
        return made

    return faults.typed(read, value if value is not None else "", at, "Write it like 1.8.") or Decimal(1)


def read_directory(path: Path) -> frozenset[str]:
    """Read the NPIs that a payer has under contract: a CSV with a column `npi`.

    Raises:
        InputError: if it cannot be read, or has no such column.
    """
    mend = "Write a CSV with a column `npi`, one clinician a line."
    try:
        rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError):
        raise InputError(f"The directory {path} cannot be read.", mend) from None
    head = [cell.strip().casefold() for cell in rows[0]] if rows else []
    if "npi" not in head:
        raise InputError(f"The directory {path} has no column `npi`.", mend)
    at = head.index("npi")
    return frozenset(row[at].strip() for row in rows[1:] if at < len(row) and row[at].strip())
