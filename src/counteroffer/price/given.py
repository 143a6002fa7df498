"""What prices lines, beside the lines."""

from __future__ import annotations

from collections.abc import Callable

import attrs
import ibis

from counteroffer.contracts.rules import RANKS

Keep = Callable[[ibis.Table], ibis.Table]
"""Computes a table once, for expressions that use it several times."""

PRODUCTS, CASES = "products", "cases"
"""What may be said beside the kinds of `rules`: versions for some products only, and case rates that include lines."""


@attrs.frozen
class Given:
    """What prices lines, beside the lines.

    Attributes:
        rates: the rate book (`core.tables.RATES`), on any day at most one row for a version, code, modifier and
            setting.
        rules: `core.tables.RULES`.
        versions: `core.tables.VERSIONS`: which version is in force on which day, for which lines.
        cases: `core.tables.CASES`.
        procedures: `price.medicare.PROCEDURES`.
        clinicians: npi and class of the practice's clinicians (`price.clinicians.CLINICIANS`).
        medicare: year, code, modifier, setting, amount (cents for one unit) in the practice's locality.
        said: what some contract says (`contracts.compiled.Compiled.said`): steps for the rest are left out of the
            expression. None: any may be said.
        sites: `price.sites.SITES`; None where no contract pays by the site.
    """

    rates: ibis.Table
    rules: ibis.Table
    versions: ibis.Table
    cases: ibis.Table
    procedures: ibis.Table
    clinicians: ibis.Table
    medicare: ibis.Table
    said: frozenset[str] | None = None
    sites: ibis.Table | None = None

    def says(self, kind: str) -> bool:
        """Say whether a contract may say something of a kind."""
        return self.said is None or kind in self.said

    @property
    def most_ranks(self) -> int:
        """The highest rank among several procedures that a contract names; further ones pay as it does."""
        told = [int(word.removeprefix("ranks ")) for word in self.said or () if word.startswith("ranks ")]
        return max(told, default=RANKS)
