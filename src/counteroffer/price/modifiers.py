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

INDICATOR_OF = {
    "50": "bilateral",
    "51": "multiple",
    "62": "cosurgeons",
    "66": "team",
    **dict.fromkeys(("80", "81", "82", "AS"), "assistant"),
}
"""Which of Medicare's indicators says for which codes a modifier is meant (columns of PPRRVU)."""

SHARE_OF = {"54": ("before", "within"), "55": ("after",), "56": ("before",), "78": ("within",)}
"""Which of Medicare's shares of an operation a modifier pays.

Source: CMS, Medicare Claims Processing Manual (Pub. 100-04), chapter 12, section 40.4: surgical care only, care after
the operation only, care before it only, and the return to the operating room; the shares are PRE OP, INTRA OP and
POST OP of PPRRVU."""

COLUMNS = ("mod1", "mod2", "mod3", "mod4")
"""The modifiers of a line, in the order of the claim."""


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


def has(lines: ibis.Table, wanted: tuple[str, ...]) -> ibis.Value:
    """Say whether one of the line's modifiers is one of some."""
    return ibis.or_(*(lines[column].isin(wanted) for column in COLUMNS))
