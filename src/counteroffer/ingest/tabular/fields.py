"""What a column can be: the fields of every kind of file, what they are called in the wild, and how they are read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs

from counteroffer.core.plain import read_plain

SHELF = Path(__file__).parents[2] / "shelf" / "mappings" / "fields.yaml"
"""What such columns are called in the wild."""

TEXT, IDENTITY, CODE, MODIFIERS, MONEY, UNITS, COUNT, PERCENT = (
    "text", "identity", "code", "modifiers", "money", "units", "count", "percent",
)  # fmt: skip
DATE, BIRTH, NPI, TIN, POS, ICD, REASON, GROUP, SEQUENCE = (
    "date", "birth date", "NPI", "tax id", "place of service", "diagnoses", "reason", "group", "sequence",
)  # fmt: skip
"""How a cell is read, see `frame.READ`."""


@attrs.frozen
class Field:
    """One thing that a column can hold.

    Attributes:
        name: as mappings call it.
        reads: one of the ways above.
        says: what it is, for a person.
        names: what such columns are called, normalised.
    """

    name: str
    reads: str
    says: str
    names: tuple[str, ...]

    @property
    def identity(self) -> bool:
        """True when it says who a patient is: it goes into the vault and into the pseudonym, nowhere else."""
        return self.reads in {IDENTITY, BIRTH}


@attrs.frozen
class Kind:
    """One kind of file.

    Attributes:
        name: as mappings call it.
        says: what it is, for a person.
        fields: what its columns can be, by name.
        needed: each entry is a group of fields of which the mapping must give at least one.
    """

    name: str
    says: str
    fields: dict[str, Field]
    needed: tuple[tuple[str, ...], ...]


def _all() -> dict[str, Field]:
    shelf: Any = read_plain(SHELF.read_text(encoding="utf-8")).value
    return {
        name: Field(name, said["reads"], said["says"], (name.replace("_", " "), *said["names"]))
        for name, said in shelf.items()
    }


_ALL = _all()
_PATIENT = "name last first middle birth_date member_id sex address city state zip"
_SERVICE = "code modifiers mod1 mod2 mod3 mod4"
_PAYER = "payer payer_id"


def _kind(name: str, says: str, fields: str, *needed: str) -> Kind:
    return Kind(name, says, {f: _ALL[f] for f in fields.split()}, tuple(tuple(group.split("|")) for group in needed))


KINDS = {
    kind.name: kind
    for kind in (
        _kind(
            "charges", "charges: one row for each service billed",
            f"claim account line line_control service_date service_to submitted_date {_SERVICE} units charge pos "
            f"{_PAYER} sequence group_number billing_npi billing_tin rendering_npi diagnoses dx1 dx2 dx3 dx4 "
            f"prior_auth {_PATIENT}",
            "claim|account", "service_date", "code", "charge", "payer|payer_id",
        ),
        _kind(
            "payments", "payments: what payers allowed, paid and adjusted, one row for each service or transaction",
            f"claim account line_control service_date service_to {_SERVICE} units charge pos {_PAYER} sequence "
            "rendering_npi trace payment_date deposit allowed paid patient_resp deductible coinsurance copay "
            "contractual adjustment reason group adjustment2 reason2 adjustment3 reason3 remark status payer_control "
            f"received_date transaction amount group_number {_PATIENT}",
            "claim|account", "payer|payer_id", "payment_date", "paid|amount|allowed",
        ),
        _kind(
            "denials", "a denial log",
            f"claim account service_date {_SERVICE} units charge denied_amount denied_date {_PAYER} sequence reason "
            f"group remark payer_control rendering_npi {_PATIENT}",
            "claim|account", "payer|payer_id", "denied_date|reason|denied_amount",
        ),
        _kind(
            "appointments", "appointments",
            "appointment appointment_date made_date minutes visit_type place clinician rendering_npi status payer "
            f"{_PATIENT}",
            "appointment_date",
        ),
        _kind(
            "authorizations", "a log of prior authorizations",
            f"reference certification {_PAYER} {_SERVICE} units diagnoses service_date service_to requested_date "
            f"decided_date status reason appeal urgency rendering_npi {_PATIENT}",
            "reference|certification|code", "requested_date|decided_date", "payer|payer_id",
        ),
        _kind(
            "quality", "quality measures: how many patients should have had a service and how many had",
            "measure payer rendering_npi since until numerator denominator rate target",
            "measure", "numerator|rate", "denominator|rate",
        ),
        _kind(
            "utilization", "utilization: totals by payer and code over a period",
            f"{_PAYER} {_SERVICE} pos setting rendering_npi units charge allowed paid patient_resp since until",
            "code", "units", "payer|payer_id", "allowed|paid|charge", "since", "until",
        ),
        _kind(
            "charge_master", "the charge master: what the practice charges", "code modifier charge since",
            "code", "charge",
        ),
    )
}  # fmt: skip
"""Every kind of file."""
