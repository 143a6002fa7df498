"""Contracts, fee schedules and the practice's profile, written as a person would keep them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from counteroffer.demo import medicare
from counteroffer.demo.files835 import INTEREST_AFTER, INTEREST_PAYERS, INTEREST_PERCENT_A_YEAR
from counteroffer.demo.medicare import FACILITY, OFFICE, PARTS
from counteroffer.demo.payers import BLUE_MESA, GOLDEN, HARBORLINE, PAYERS, PINEBROOK, SUMMIT
from counteroffer.demo.people import BILLING_NPI, PRACTICE, STATE, TIN, npi
from counteroffer.demo.terms import MEDICARE, SCHEDULE, VERSIONS, Term, Version

if TYPE_CHECKING:
    from counteroffer.demo.catalog import Catalog, Ints
    from counteroffer.demo.schedules import Schedules

COPPERLINE = Path(__file__).parent / "copperline"
"""The documents of an eighth payer, with which the practice is about to sign: no claim of the demo is with it, and
every way to pay, adjustment and arrangement is in them."""

BEGINNER_NPI = npi(299_499_990)
"""A nurse practitioner who is to begin when Copperline's contract does; no claim of the demo is hers."""

PROFILE = f"""\
name: "{PRACTICE.title()}"
tins: ["{TIN}"]
npis: ["{BILLING_NPI}"]
zip: "{medicare.ZIP}"
state: "{STATE}"
specialty: "Primary care with orthopaedics, gastroenterology and cardiology"
clinicians:
  "{BEGINNER_NPI}": NP
wages:
  front_desk: 21.50
  biller: 27.25
  nurse: 41.00
  physician: 148.00
costs:
  operating_yearly: 5400000
  variable_per_visit: 46.00
  cost_of_capital_percent: 8.5
cost_growth:
  2023: 4.6
  2024: 4.2
  2025: 3.9
times:
  authorization: 18
  denial: 12
  appeal: 25
  status_call: 14
  peer_to_peer: 20
fees: {{CHK: 0.4, ACH: 0}}
"""

NOTICES = {SUMMIT: (120, 90), HARBORLINE: (90, 90), BLUE_MESA: (180, 120), PINEBROOK: (60, 60), GOLDEN: (120, 120)}
"""Payer -> days of notice to end the contract, and before a renewal; all renew by themselves for a year."""


def write_practice(out: Path) -> None:
    """Write `practice.yaml`."""
    (out / "practice.yaml").write_text(PROFILE, encoding="utf-8")


def write_contracts(folder: Path, catalog: Catalog, schedules: Schedules) -> None:
    """Write one YAML for each contract version with its fee schedules, and Copperline's documents as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, amounts in schedules.items():
        (folder / name).write_text("\n".join(_fee_rows(catalog, amounts)) + "\n", encoding="utf-8")
    for version in VERSIONS:
        (folder / f"{version.name}-{version.version}.yaml").write_text(_contract(version), encoding="utf-8")
    for document in sorted(path for path in COPPERLINE.iterdir() if path.is_file()):
        (folder / document.name).write_bytes(document.read_bytes())


def _contract(version: Version) -> str:
    payer = PAYERS[version.payer]
    head = [
        f"contract: {version.name}",
        f'version: "{version.version}"',
        f"payer: {payer.name.title()}",
        f"payer_ids: [{payer.payer_id}]",
        f"since: {version.since}",
        f"until: {version.until}",
        f"lesser_of_charges: {'yes' if version.lesser_of else 'no'}",
        "terms:",
    ]
    terms = [row for term in version.terms for row in _term(term, version)]
    return "\n".join([*head, *terms, *_clauses(version)]) + "\n"


def _clauses(version: Version) -> list[str]:
    """What the contract says beside its rates: the filing limit, a look-back, interest where the payer pays it."""
    limit = PAYERS[version.payer].limit
    rows = ["clauses:", f"  - clause: timely_filing\n    says: Claims are filed within {limit} days of service"]
    rows.append(f"    days: {limit}\n    clock: service")
    if version.payer in NOTICES:
        ending, renewing = NOTICES[version.payer]
        rows.append(f"  - clause: termination_notice\n    says: Either side ends it without cause in {ending} days")
        rows.append(f"    days: {ending}\n    payer_days: {ending}\n    effective: any_day")
        rows.append(f"  - clause: renewal\n    says: Renews for a year unless ended {renewing} days before")
        rows.append(f"    months: 12\n    notice_days: {renewing}\n    automatic: yes")
    if version.payer == GOLDEN:
        rows.append("  - clause: lookback\n    says: Nothing is taken back after twelve months\n    months: 12")
    if version.payer in INTEREST_PAYERS:
        rows.append(f"  - clause: prompt_pay\n    says: Pays in {INTEREST_AFTER} days, with interest after that")
        rows.append(f"    days: {INTEREST_AFTER}\n    interest_percent: {INTEREST_PERCENT_A_YEAR}\n    funding: all")
    return rows


def _term(term: Term, version: Version) -> list[str]:
    rows = [f"  - says: {term.says}"]
    when = [f'codes: "{", ".join(term.codes)}"'] if term.codes else []
    when += [f"setting: {term.setting}"] if term.setting else []
    rows += [f"    when: {{{', '.join(when)}}}"] if when else []
    rows.append(f"    pays: {{{_pays(term, version)}}}")
    rows.append(f"    source: {{page: {term.page}, section: {term.section}}}")
    return rows


def _pays(term: Term, version: Version) -> str:
    if term.kind == SCHEDULE:
        return f"fee_schedule: {term.schedule}"
    percent = f"{term.kind}: {term.percent // 1000}"
    if term.kind != MEDICARE:
        return percent
    place = f', locality: "{medicare.LOCALITY}"' if version.locality else ""
    return f"{percent}, year: {medicare.YEAR}{place}"


def _fee_rows(catalog: Catalog, amounts: Ints) -> list[str]:
    rows = ["code,modifier,setting,amount"]
    order = sorted(range(len(catalog)), key=lambda place: catalog.codes[place])
    for place in order:
        for part, modifier in enumerate(PARTS):
            office, facility = int(amounts[place, part, OFFICE]), int(amounts[place, part, FACILITY])
            code = f"{catalog.codes[place]},{modifier}"
            if office == facility and office >= 0:
                rows.append(f"{code},,{office / 100:.2f}")
                continue
            rows += [f"{code},nonfacility,{office / 100:.2f}"] if office >= 0 else []
            rows += [f"{code},facility,{facility / 100:.2f}"] if facility >= 0 else []
    return rows
