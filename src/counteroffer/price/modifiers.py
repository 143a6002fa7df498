"""What the modifiers of a line mean for its price."""

from __future__ import annotations

import ibis

from counteroffer.core.codes import COMPONENT_MODIFIERS, EQUIPMENT_LETTERS, EQUIPMENT_MODIFIERS

PRICE_CHANGING = (
    *("50", "51", "52", "53", "54", "55", "56", "62", "66", "78", "80", "81", "82"),
    *("AS", "22", "AD", "AA", "QK", "QX", "QY", "QZ"),
)
"""Modifiers that change the amount by a rule which is not expressed yet: such a line is never priced by guess.

Source: CMS, Medicare Claims Processing Manual (Pub. 100-04), chapter 12: surgery and assistants (section 40),
anesthesia (sections 50 and 140)."""

EQUIPMENT_CHANGING = ("AU", "AV", "AW", "KC", "KE", "KF", "KJ", "KM", "KN", "KU", "QB", "QF")
"""Modifiers with which Medicare's equipment schedule pays another amount than without: a second row of the file, or
less from the fourth month of a capped rental on (KJ).

Source: the rows of the January 2025 DMEPOS file; for KJ, CMS, Medicare Claims Processing Manual (Pub. 100-04),
chapter 20, section 30.5."""

_COLUMNS = ("mod1", "mod2", "mod3", "mod4")


def component(lines: ibis.Table) -> ibis.Value:
    """Give `26`, `TC` or empty: the part of the service that the line is about."""
    professional, technical = COMPONENT_MODIFIERS
    return ibis.cases((has(lines, (professional,)), professional), (has(lines, (technical,)), technical), else_="")


def rate_modifier(lines: ibis.Table) -> ibis.Value:
    """Give the modifier under which the line's rate is looked up: its component, or NU, RR or UE of equipment."""
    equipment = lines.billed_code.left(1).isin(EQUIPMENT_LETTERS)
    uses = [(equipment & has(lines, (use,)), use) for use in EQUIPMENT_MODIFIERS]
    return ibis.cases(*uses, else_=component(lines))


def changes_price(lines: ibis.Table) -> ibis.Value:
    """Say whether the line has a modifier that changes its price by a rule not expressed yet."""
    return has(lines, PRICE_CHANGING)


def changes_equipment(lines: ibis.Table) -> ibis.Value:
    """Say whether a modifier asks for another amount of the equipment schedule than the one that is looked up."""
    return has(lines, EQUIPMENT_CHANGING)


def has(lines: ibis.Table, wanted: tuple[str, ...]) -> ibis.Value:
    """Say whether one of the line's modifiers is one of some."""
    return ibis.or_(*(lines[column].isin(wanted) for column in _COLUMNS))
