"""Alternatives at the desk: members by ZIP out of the vault, clinicians of the region, standards that are said."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import attrs
import pyarrow.compute as pc

from counteroffer.core import tables
from counteroffer.core.errors import InputError
from counteroffer.ingest.nearby.sources import GAZETTEER, LOCATIONS, NPIDATA, STANDARDS
from counteroffer.negotiate.alternatives import Members, Reach, Region, Standard, reaches
from counteroffer.store.vault import Vault
from counteroffer.workspace.disruption import disruption
from counteroffer.workspace.nearby import HOW, WHERE, nearby_files, own_npis
from counteroffer.workspace.nearby_rules import NearbyRules, read_directory, read_nearby_rules
from counteroffer.workspace.vault import VaultDesk

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from counteroffer.workspace.desk import Workspace

UNKNOWN = "specialty not known"
"""The kind of patients whose clinician's taxonomy is not known."""


@attrs.frozen
class Alternatives:
    """What the members of a payer would have left.

    Attributes:
        payer: the payer.
        as_of: the day that its patients were counted on.
        reaches: by kind of clinician.
        missing: files that are not there, each with where to get it.
        notes: what the counts rest on, in sentences.
    """

    payer: str
    as_of: date
    reaches: tuple[Reach, ...]
    missing: tuple[str, ...]
    notes: tuple[str, ...]


def alternatives(
    desk: Workspace,
    payer: str,
    as_of: date | None = None,
    said: Standard | None = None,
    rules: NearbyRules | None = None,
) -> Alternatives:
    """Count the alternatives of a payer's attributed patients. Opens the vault for ZIPs: counts by ZIP alone leave it.

    Args:
        desk: the workspace.
        payer: the payer's name or the beginning of it.
        as_of: the day on which patients are counted; default: the last day in the data.
        said: a standard for all kinds of clinicians, in place of any other.
        rules: what is said about alternatives; default: as the negotiation's `disruption.yaml` has it.

    Raises:
        UnknownNameError: if no payer is called so.
        InputError: if the rules or the directory cannot be read.
        WorkspaceError: if the vault cannot be opened.
    """
    found = disruption(desk, payer, as_of)
    used = rules or read_nearby_rules(desk.home.negotiation_dir(found.payer))
    there = {row["kind"]: row for row in nearby_files(desk)}
    missing = [f"{WHERE[kind]}. {HOW}" for kind in (GAZETTEER, NPIDATA) if kind not in there]
    if missing:
        return Alternatives(found.payer, found.as_of, (), tuple(missing), ())
    base = found.patients.filter(found.patients["attributed"])
    taxonomy = _own_taxonomies(desk) | used.taxonomies
    kinds = {p: used.kind(taxonomy[n]) if n in taxonomy else UNKNOWN
             for p, n in zip(base["patient"].to_pylist(), base["npi"].to_pylist(), strict=True)}  # fmt: skip
    members = members_by_zip(desk, kinds, f"patients of {found.payer} by ZIP")
    region = _region(desk, used, there[NPIDATA])
    standards = {kind: said or _standard(desk, used, kind) for kind in set(kinds.values())}
    known = {kind: one for kind, one in standards.items() if one is not None}
    made = reaches([m for m in members if m.kind != UNKNOWN], region, known)
    return Alternatives(found.payer, found.as_of, made, (), _notes(used, there, members, made))


def members_by_zip(desk: Workspace, kinds: Mapping[str, str], why: str) -> list[Members]:
    """Count patients by ZIP and kind; who they are does not leave the vault, and its opening is logged.

    Args:
        desk: the workspace.
        kinds: pseudonym -> kind of clinician.
        why: what the count is for, for the access log.

    Raises:
        WorkspaceError: if the vault cannot be opened.
        StorageError: if it cannot be logged.
    """
    vault = VaultDesk(desk)
    vault.log.note("count", why, len(kinds))
    found = Vault(desk.home).find(kinds)
    zips = dict(zip(found["patient_key"].to_pylist(), found["zip"].to_pylist(), strict=True))
    counts = Counter((str(zips.get(patient) or "")[:5], kind) for patient, kind in kinds.items())
    return [Members(zip_code, kind, n) for (zip_code, kind), n in sorted(counts.items())]


def _standard(desk: Workspace, rules: NearbyRules, kind: str) -> Standard | None:
    """Find the standard of a kind: one that is said, else an imported one of the county."""
    if kind in rules.standards:
        return rules.standards[kind]
    wanted = rules.specialties.get(kind)
    if wanted is None:
        return None
    rows = desk.lake.read(tables.ACCESS_STANDARDS.name, list(tables.ACCESS_STANDARDS.names)).to_pylist()
    same = [r for r in rows if wanted.casefold() in (r["specialty"].casefold(), r["specialty_code"])]
    here = [r for r in same if r["county"].casefold() == rules.county.casefold() and r["state"] == rules.state]
    if len(here) != 1:
        raise InputError(
            f"{len(here)} imported standards are of '{wanted}' in '{rules.county}, {rules.state}'.",
            "Write county, state and specialties under `nearby:` as the imported file has them "
            "(`counteroffer table access_standards --out FILE.csv`).",
        )
    row = here[0]
    return Standard(
        row["miles"], row["minutes"], rules.pace(row["county_type"]), f"{row['source']} ({row['county_type']})"
    )


def _own_taxonomies(desk: Workspace) -> dict[str, str]:
    rows = desk.lake.read(tables.CLINICIANS_NEAR.name, ["npi", "taxonomy", "primary"])
    return {row["npi"]: row["taxonomy"] for row in rows.to_pylist() if row["primary"]}


def _region(desk: Workspace, rules: NearbyRules, noted: dict[str, Any]) -> Region:
    """Gather points and clinicians: persons by primary taxonomy, not our own, in the directory if there is one."""
    points = desk.lake.read(tables.ZIP_POINTS.name, list(tables.ZIP_POINTS.names)).to_pylist()
    people = desk.lake.read(tables.CLINICIANS_NEAR.name, ["npi", "entity", "taxonomy", "primary"])
    places = desk.lake.read(tables.CLINICIAN_PLACES.name, ["npi", "zip"]).to_pylist()
    contracted = read_directory(rules.directory) if rules.directory else None
    own = own_npis(desk)
    where: defaultdict[str, set[str]] = defaultdict(set)
    for row in places:
        where[row["npi"]].add(row["zip"])
    kinds: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in people.filter(pc.and_(people["primary"], pc.equal(people["entity"], "1"))).to_pylist():
        if row["npi"] not in own and (contracted is None or row["npi"] in contracted):
            kinds[rules.kind(row["taxonomy"])].update((row["npi"], zip_code) for zip_code in where[row["npi"]])
    return Region(
        {row["zip"]: (row["latitude"], row["longitude"]) for row in points},
        kinds,
        noted["around"].split(),
        float(noted["miles"]),
    )


def _notes(
    rules: NearbyRules, there: Mapping[str, dict[str, Any]], members: list[Members], made: tuple[Reach, ...]
) -> tuple[str, ...]:
    notes = [
        "Miles are as the crow flies between ZIP codes' points; whoever lives in the clinician's ZIP has 0 miles.",
        "Minutes are miles times the minutes a mile that you say; no road is in them.",
        (
            f"Clinicians: active persons of this primary taxonomy within {there[NPIDATA]['miles']} miles (NPPES: "
            f"{there[NPIDATA]['file']})."
        ),
    ]
    if rules.directory is None:
        notes.append(
            "Any clinician of the taxonomy counts, under contract with the payer or not: "
            "name the payer's directory in disruption.yaml."
        )
    else:
        notes.append(f"Only clinicians of the payer's directory count ({rules.directory.name}).")
    if LOCATIONS not in there:
        notes.append(f"Other practice locations are not in it: get {WHERE[LOCATIONS]}.")
    strange = sum(m.patients for m in members if m.kind == UNKNOWN)
    if strange:
        notes.append(
            f"{strange} patients are left out: their clinician's taxonomy is not in NPPES; write it under `taxonomies`."
        )
    if any(one.standard is None for one in made):
        notes.append(
            "Without a standard nothing is too far: say --miles, or write `standards` in disruption.yaml, "
            f"or get {WHERE[STANDARDS]}."
        )
    return tuple(notes)
