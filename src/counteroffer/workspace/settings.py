"""What a negotiation is about: `negotiation.yaml`, read and written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import yaml

from counteroffer.contracts import typed
from counteroffer.contracts.faults import Faults
from counteroffer.core.dates import from_iso
from counteroffer.core.errors import InputError
from counteroffer.core.plain import read_plain
from counteroffer.negotiate.proposal import MOST_YEARS
from counteroffer.negotiate.writing import percent_text
from counteroffer.store.disk import storing, write_whole
from counteroffer.workspace.volumes import MONTHS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

KEYS = {
    "payer": "the payer's name",
    "starts": "first day of the rates that are negotiated",
    "years": f"years of the term, 1 to {MOST_YEARS}",
    "discount": "percent a year at which later money counts less; left out: the practice's cost of capital",
    "lead": "who speaks for the practice",
    "months": "length of the base period",
    "rates_on": "the day whose rates are today's; left out: the last day of the base period or later",
}
"""What `negotiation.yaml` holds."""


@attrs.frozen
class Settings:
    """What a negotiation is about.

    Attributes:
        payer: the payer.
        starts: first day of the rates that are negotiated; None: not said.
        years: years of the term.
        discount: thousandths of a percent a year; None: the practice's cost of capital.
        lead: who speaks for the practice.
        months: length of the base period.
        rates_on: the day whose rates are today's; None: today.
    """

    payer: str
    starts: date | None = None
    years: int = 3
    discount: int | None = None
    lead: str = ""
    months: int = MONTHS
    rates_on: date | None = None


def write_settings(file: Path, settings: Settings) -> dict[str, str]:
    """Write the file; give what it says.

    Raises:
        StorageError: if the disk refuses.
    """
    texts = {
        "payer": settings.payer, "starts": settings.starts and settings.starts.isoformat(),
        "years": str(settings.years), "discount": settings.discount and percent_text(settings.discount),
        "lead": settings.lead, "months": str(settings.months),
        "rates_on": settings.rates_on and settings.rates_on.isoformat(),
    }  # fmt: skip
    said = {key: text for key, text in texts.items() if text}
    with storing(file.parent):
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, yaml.safe_dump(said, sort_keys=False, allow_unicode=True).encode())
    return said


def read_settings(file: Path, payer: str) -> Settings:
    """Read the file.

    Raises:
        InputError: if it has faults: all of them, each with its line.
    """
    document = read_plain(file.read_text(encoding="utf-8"))
    faults = Faults(file, document)
    top = faults.mapping(document.value, (), KEYS, "A negotiation")
    readers: dict[str, tuple[Callable[[str], Any], str]] = {
        "starts": (from_iso, "Write a day like 2027-01-01."),
        "years": (int, "Write a whole number of years."),
        "discount": (typed.percent, "Write a percent like 8.5."),
        "months": (int, "Write a whole number of months."),
        "rates_on": (from_iso, "Write a day like 2026-12-31."),
    }
    typed_ = {key: faults.typed(read, top[key], (key,), mend) for key, (read, mend) in readers.items() if key in top}
    if faults.found:
        told = "\n".join(f"  line {found.segment}: {found.says} {found.mend}" for found in faults.found)
        raise InputError(f"{file} cannot be used:\n{told}", "Mend these lines.")
    made: dict[str, Any] = {key: value for key, value in typed_.items() if value is not None}
    return Settings(payer=payer, lead=faults.text(top.get("lead"), ("lead",), "The lead"), **made)
