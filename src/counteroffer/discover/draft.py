"""A found schedule as a contract for a person to confirm: YAML with a fee schedule beside it."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import attrs

from counteroffer.core.codes import COMPONENT_MODIFIERS
from counteroffer.core.money import show
from counteroffer.discover.explain import CHARGES, SCHEDULE
from counteroffer.discover.sections import OTHER, RANGES, section

if TYPE_CHECKING:
    from datetime import date

    from counteroffer.discover.explain import Explanation
    from counteroffer.discover.rates import Rate


@attrs.frozen
class Draft:
    """The contract that would pay what the payer pays.

    Attributes:
        payer: the payer's name.
        name: the contract's name.
        since: its first day.
        explanations: what each section is paid by.
        rates: what was found.
    """

    payer: str
    name: str
    since: date
    explanations: tuple[Explanation, ...]
    rates: tuple[Rate, ...]

    def yaml(self, fees: str) -> str:
        """Write the contract.

        Args:
            fees: the file name of the fee schedule that stands beside it.
        """
        lines = [
            "# Found in remittances alone: what the payer really pays, not what it agreed to. Read every line, put the",
            "# agreement's own words and pages into it, and only then copy it into contracts/.",
            f"contract: {json.dumps(self.name)}",
            f"payer: {json.dumps(self.payer)}",
            f"since: {self.since}",
            "terms:",
        ]
        if self.scheduled():
            lines += [
                "  - says: These codes have amounts of their own",
                f"    pays: {{fee_schedule: {json.dumps(fees)}}}",
            ]
        for one in self.explanations:
            if one.basis != SCHEDULE:
                lines += _term(one)
        return "\n".join(lines) + "\n"

    def scheduled(self) -> list[Rate]:
        """Give the rates that need a fee schedule: of sections paid by one, and those that a section's rule misses."""
        missed = {residual.rate for one in self.explanations for residual in one.residuals}
        ruled = {
            (one.section, setting) for one in self.explanations if one.basis != SCHEDULE for setting in _settings(one)
        }
        firm = (r for r in self.rates if r.firm and not r.at_least and r.modifier in ("", *COMPONENT_MODIFIERS))
        return [rate for rate in firm if rate in missed or (section(rate.code), rate.setting) not in ruled]

    def fees(self) -> str:
        """Write the fee schedule (CSV)."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("code", "modifier", "setting", "amount"))
        for rate in sorted(self.scheduled(), key=lambda rate: (rate.code, rate.modifier, rate.setting)):
            writer.writerow((rate.code, rate.modifier, rate.setting, f"{rate.amount // 100}.{rate.amount % 100:02d}"))
        return out.getvalue()


def _settings(one: Explanation) -> tuple[str, ...]:
    return (one.setting,) if one.setting else ("facility", "nonfacility")


def _term(one: Explanation) -> list[str]:
    percent = f"{one.percent / 1000:g}"
    of = "charges" if one.basis == CHARGES else one.published.name if one.published else ""
    where = f" in a {one.setting} setting" if one.setting else ""
    pays = f"{one.basis}: {percent}"
    if one.published is not None and one.published.locality:
        pays += f', year: {one.published.year}, locality: "{one.published.locality}"'
    elif one.published is not None:
        pays += f", quarter: {one.published.year}{one.published.release}"
    spans = ", ".join(f"{first}-{last}" for first, last in RANGES.get(one.section, ()))
    setting = f", setting: {one.setting}" if one.setting else ""
    when = [f'    when: {{codes: "{spans}"{setting}}}'] if one.section != OTHER else []
    said = f"{one.section.capitalize()}{where} pay {percent}% of {of}"
    found = f"{one.explained} of {one.rates} rates to the cent, {show(one.explained_dollars)} of {show(one.dollars)}"
    return [f"  - says: {json.dumps(said)}  # {found}", *when, f"    pays: {{{pays}}}"]
