"""What prices lines, beside the lines."""

from __future__ import annotations

from collections.abc import Callable

import attrs
import ibis

Keep = Callable[[ibis.Table], ibis.Table]
"""Computes a table once, for expressions that use it several times."""


@attrs.frozen
class Given:
    """What prices lines, beside the lines.

    Attributes:
        rates: the rate book (`core.tables.RATES`), on any day at most one row for a version, code, modifier and
            setting.
        rules: `core.tables.RULES`.
        terms: `core.tables.TERMS`: which version is in force on which day.
        procedures: `price.medicare.PROCEDURES`.
        clinicians: npi and class of the practice's clinicians (`price.clinicians.CLINICIANS`).
        medicare: year, code, modifier, setting, amount (cents for one unit) in the practice's locality.
        sites: `price.sites.SITES`; None where no contract pays by the site.
    """

    rates: ibis.Table
    rules: ibis.Table
    terms: ibis.Table
    procedures: ibis.Table
    clinicians: ibis.Table
    medicare: ibis.Table
    sites: ibis.Table | None = None
