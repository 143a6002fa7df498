"""What only the practice can say of a clause: ranges that it gives, with a cited prior beside it where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from counteroffer.clauses.terms import Value, typed
from counteroffer.contracts.arranged import Range
from counteroffer.contracts.clauses import UNITS, clause_kinds
from counteroffer.contracts.faults import Faults
from counteroffer.core.errors import CounterofferError
from counteroffer.core.plain import read_plain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from counteroffer.core.findings import Finding
    from counteroffer.core.plain import Plain


@attrs.frozen
class Asked:
    """An input that a clause asks for.

    Attributes:
        unit: `percent`, `dollars`, `months` or `count` (`READ`).
        says: what it is.
        prior: what others have found, cited; never used unless the practice writes it down. Empty: none is known.
    """

    unit: str
    says: str
    prior: str = ""


READ = UNITS | {"count": (UNITS["months"][0], "Write a whole number.")}
"""How each unit is read, and what to write where it cannot be."""

FRAME = "3% to 5% every few years is the usual frame of an ask (how-to-negotiate article)"

INPUTS = {
    "amendment_cut": Asked("percent", "by what part your rates would fall if the payer amended them"),
    "amendment_chance": Asked("percent", "how likely the payer is to do so in a year"),
    "fall_chance": Asked("percent", "how likely a floating schedule is to fall to the lowest rates seen, in a year"),
    "leasing_percent": Asked("percent", "of charges: what a payer without a contract would pay otherwise"),
    "favored_chance": Asked("percent", "how likely the payer is to use its most-favored-nation clause in a year"),
    "rate_target": Asked("percent", "what a year of negotiating adds to rates", FRAME),
    "missed_window_chance": Asked("percent", "how likely a notice window is missed"),
    "term_years": Asked("months", "over how many months the escalator counts; without it one year"),
    "market_percent": Asked("percent", "of today's rates: what the same visits would be paid without the contract"),
    "active_share": Asked("percent", "of the payer's dollars: patients in active treatment"),
    "steered_share": Asked("percent", "of visits that a tier or a closed panel would take away"),
    "kept_share": Asked("percent", "of patients who would stay if you could tell them that you leave"),
    "audit_requests": Asked("count", "records that the payer's auditors ask for in a year"),
    "audit_record_cost": Asked("dollars", "what one record costs you"),
    "referral_penalties": Asked("count", "penalties in a year"),
}  # fmt: skip
"""Every input by its name."""


@attrs.frozen
class Given:
    """What a practice wrote in `terms.yaml` of one negotiation.

    Attributes:
        now: kind -> values that hold now, beside or instead of what the contract documents say.
        asked: kind -> values that it asks for.
        inputs: name -> the range that it gives.
        faults: what is wrong with the file.
    """

    now: dict[str, dict[str, Value]] = attrs.field(factory=dict)
    asked: dict[str, dict[str, Value]] = attrs.field(factory=dict)
    inputs: dict[str, Range] = attrs.field(factory=dict)
    faults: tuple[Finding, ...] = ()


def read_given(path: Path, text: str) -> Given:
    """Read the text of a `terms.yaml`: `now`, `asked` and `inputs`; every fault at once, with its line."""
    document = read_plain(text)
    faults = Faults(path, document)
    for broken in document.faults:
        faults.note("form", (), broken.says, "Mend the YAML; every line is `key: value`.")
    said = faults.mapping(
        document.value if document.value is not None else {}, (), ("now", "asked", "inputs"), "The file"
    )
    now, asked = (_clauses(faults, name, said.get(name)) for name in ("now", "asked"))
    inputs: dict[str, Range] = {}
    for name, value in faults.mapping(said.get("inputs", {}), ("inputs",), INPUTS, "The inputs").items():
        if name in INPUTS and (made := _range(faults, name, value)) is not None:
            inputs[name] = made
    return Given(now, asked, inputs, tuple(faults.found))


def _clauses(faults: Faults, part: str, value: Plain | None) -> dict[str, dict[str, Value]]:
    found: dict[str, dict[str, Value]] = {}
    for kind, said in faults.mapping(value if value is not None else {}, (part,), clause_kinds(), f"`{part}`").items():
        if kind not in clause_kinds():
            continue
        values = faults.mapping(said, (part, kind), clause_kinds()[kind].holds, f"'{kind}'")
        found[kind] = {}
        for name, item in values.items():
            if name not in clause_kinds()[kind].holds:
                continue
            try:
                found[kind] |= typed(kind, {name: item})
            except CounterofferError as fault:
                faults.note("value", (part, kind, name), fault.says, fault.mend)
    return found


def _range(faults: Faults, name: str, value: Plain) -> Range | None:
    at = ("inputs", name)
    read, mend = READ[INPUTS[name].unit]
    several: list[Any] = value if isinstance(value, list) else [value]
    numbers = [faults.typed(read, item, at, mend) for item in several]
    if any(number is None for number in numbers):
        return None
    ends = [int(number) for number in numbers if number is not None]
    if len(ends) == 1:
        return Range(ends[0], ends[0], ends[0])
    if len(ends) != 3 or ends != sorted(ends):
        faults.note(
            "value", at, f"'{name}' is neither one number nor [low, likely, high].", "Write it like [2, 5, 10]."
        )
        return None
    return Range(*ends)


def asks(*names: str) -> tuple[str, ...]:
    """Say what to write down, with the prior beside it."""
    return tuple(_ask(name, INPUTS[name]) for name in names)


def _ask(name: str, asked: Asked) -> str:
    prior = f" Others found: {asked.prior}; it counts only if you write it down." if asked.prior else ""
    return f"inputs: {name} ({asked.unit}): {asked.says}.{prior}"


def missing(inputs: Mapping[str, Range], *names: str) -> tuple[str, ...]:
    """Say of those that are not given what to write down."""
    return asks(*(name for name in names if name not in inputs))
