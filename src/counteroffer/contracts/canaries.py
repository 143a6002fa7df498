"""Canaries: a contract's own examples with answers worked by hand, in `NAME.canaries.yaml` beside `NAME.yaml`.

A file of their own, so that whoever changes the contract does not touch its proof, and both can be compared.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import attrs

from counteroffer.contracts.faults import At, Faults
from counteroffer.core.codes import is_code, setting
from counteroffer.core.dates import from_iso
from counteroffer.core.findings import ERROR, Finding
from counteroffer.core.money import cents
from counteroffer.core.plain import read_plain

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from counteroffer.core.plain import Plain

SUFFIX = ".canaries.yaml"

EXAMPLE_KEYS = ("says", "lines", "by_hand")
LINE_KEYS = (
    "date",
    "code",
    "modifiers",
    "units",
    "minutes",
    "charge",
    "pos",
    "setting",
    "clinician",
    "product",
    "funding",
    "owed",
    "expected",
    "withheld",
    "sequestered",
    "why_not",
)


@attrs.frozen
class CanaryLine:
    """One line of an example.

    Attributes:
        day: day of service.
        code: code as billed.
        modifiers: up to four.
        milliunits: units, thousandths; of anesthesia minutes.
        minutes: whether they are minutes.
        charge: cents.
        pos: place of service.
        setting: `facility` or `nonfacility`; as the place says if it is not said.
        clinician: rendering NPI; empty: a physician.
        product: line of business; empty: none that a contract names.
        funding: who bears the cost; empty: as with the product.
        owed: cents that the patient owes.
        expected: cents worked by hand; None: not filled in, or `why_not`.
        withheld: cents of the payer's share that are withheld; None: not said.
        sequestered: cents that sequestration takes; None: not said.
        why_not: why it has no price (`priced.why_not`), where that is the answer.
        place: line in the file.
    """

    day: date
    code: str
    modifiers: tuple[str, ...]
    milliunits: int
    minutes: bool
    charge: int
    pos: str
    setting: str
    clinician: str
    product: str
    funding: str
    owed: int
    expected: int | None
    withheld: int | None
    sequestered: int | None
    why_not: str
    place: int


@attrs.frozen
class Canary:
    """One example: lines of one patient and one claim, priced together.

    Attributes:
        says: what it shows.
        by_hand: the calculation in words.
        lines: its lines.
        file: the file.
    """

    says: str
    by_hand: str
    lines: tuple[CanaryLine, ...]
    file: Path


def beside(contract: Path) -> Path:
    """Give the file of a contract's canaries; it need not be there."""
    return contract.with_name(contract.stem + SUFFIX)


def is_canaries(path: Path) -> bool:
    """Say whether a file holds canaries, and no contract."""
    return path.name.endswith(SUFFIX)


def read_canaries(path: Path) -> tuple[tuple[Canary, ...], list[Finding]]:
    """Read a file of canaries.

    Returns:
        The examples without a fault, and every fault with its line.
    """
    document = read_plain(path.read_text(encoding="utf-8-sig"))
    faults = Faults(path, document)
    mend = "Mend the YAML; every line is `key: value`."
    for broken in document.faults:
        faults.found.append(Finding("contract.canary", ERROR, broken.says, mend, file=str(path), segment=broken.line))
    value = document.value if document.value is not None else []
    if not isinstance(value, list):
        faults.note("canary", (), "The canaries should be a list.", "Write each example with - before it.")
        return (), faults.found
    made = [_canary(faults, item, (i,)) for i, item in enumerate(value)]
    return tuple(canary for canary in made if canary is not None), faults.found


def _canary(faults: Faults, value: Plain, at: At) -> Canary | None:
    before = len(faults.found)
    said = faults.mapping(value, at, EXAMPLE_KEYS, "An example")
    says = faults.text(said.get("says"), (*at, "says"), "What it shows", needed=True)
    listed = said.get("lines")
    if not isinstance(listed, list) or not listed:
        faults.note("canary", (*at, "lines"), "The example has no lines.", "Write `lines:`, each with - before it.")
        return None
    lines = [_line(faults, item, (*at, "lines", i)) for i, item in enumerate(listed)]
    by_hand = faults.text(said.get("by_hand"), (*at, "by_hand"), "The calculation")
    if len(faults.found) > before:
        return None
    return Canary(says, by_hand, tuple(line for line in lines if line is not None), faults.file)


def _line(faults: Faults, value: Plain, at: At) -> CanaryLine | None:
    said = faults.mapping(value, at, LINE_KEYS, "A line")
    day = faults.typed(from_iso, said.get("date", ""), (*at, "date"), "Write a day like 2025-03-04.")
    code = faults.typed(
        _code, said.get("code", ""), (*at, "code"), "Write a code like 99213, quoted if it begins with 0."
    )
    count = "minutes" if "minutes" in said else "units"
    units = faults.typed(_milliunits, said.get(count, "1"), (*at, count), f"Write {count} like 1 or 1.5.")
    charge = faults.typed(_money, said.get("charge", "0"), (*at, "charge"), "Write dollars like 200.00.")
    owed = faults.typed(_money, said.get("owed", "0"), (*at, "owed"), "Write dollars like 20.00.")
    expected, withheld, sequestered = (_answer(faults, said, at, k) for k in ("expected", "withheld", "sequestered"))
    pos, clinician, why = (faults.text(said.get(k), (*at, k), k) for k in ("pos", "clinician", "why_not"))
    product, funding = (faults.text(said.get(k), (*at, k), k) for k in ("product", "funding"))
    where = faults.text(said.get("setting"), (*at, "setting"), "The setting") or setting(pos)
    modifiers = tuple(m.upper() for m in faults.texts(said.get("modifiers"), (*at, "modifiers")))
    if where not in ("facility", "nonfacility") or len(modifiers) > 4:
        faults.note("canary", at, "The setting or the modifiers are wrong.", "facility or nonfacility; at most four.")
    if day is None or code is None or units is None or charge is None or owed is None:
        return None
    place = faults.document.line(at)
    return CanaryLine(
        day,
        code,
        modifiers,
        units,
        count == "minutes",
        charge,
        pos,
        where,
        clinician,
        product,
        funding,
        owed,
        expected,
        withheld,
        sequestered,
        why,
        place,
    )


def _answer(faults: Faults, said: dict[str, Plain], at: At, key: str) -> int | None:
    """Read an answer; None where it is left open."""
    if said.get(key, "") in ("", "null", "~"):
        return None
    return faults.typed(_money, said[key], (*at, key), "Write dollars like 107.46.")


def _code(text: str) -> str:
    if not is_code(text.upper()):
        raise ValueError(f"'{text}' is not a CPT or HCPCS code")
    return text.upper()


def _money(text: str) -> int:
    return cents(re.sub(r"[$,]", "", text))


def _milliunits(text: str) -> int:
    try:
        value = Decimal(text) * 1000
    except InvalidOperation:
        raise ValueError(f"'{text}' is not a number") from None
    if value != value.to_integral_value():
        raise ValueError(f"'{text}' has more than three decimals")
    return int(value)
