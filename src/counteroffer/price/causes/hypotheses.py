"""The suspected mistakes: what each changes about a line, and in which world it is priced."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import ibis

from counteroffer.match.columns import NOTHING, number
from counteroffer.price import causes
from counteroffer.price.causes import worlds
from counteroffer.price.modifiers import COLUMNS, PRICE_CHANGING, has

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

UNIT = 1000
"""One unit, in thousandths."""


@attrs.frozen
class Hypothesis:
    """One suspected mistake.

    Attributes:
        cause: one of `causes.ORDER`.
        says: what the payer would have done, in a sentence's part.
        world: name of the world it is priced in.
        applies: lines -> whether the mistake can have been made with the line at all.
        changes: lines -> the columns that the payer would have read otherwise.
    """

    cause: str
    says: str
    world: str
    applies: Callable[[Any], Any]
    changes: Callable[[Any], dict[str, Any]]


def _nothing(_: Any) -> dict[str, Any]:
    return {}


def _always(lines: Any) -> Any:
    return lines.line_id.notnull()


def _set(**values: Any) -> Callable[[Any], dict[str, Any]]:
    return lambda _: values


def _all_modifiers(first: str = "") -> Callable[[Any], dict[str, Any]]:
    """Change the first modifier and leave out the others."""
    return _set(**dict.fromkeys(COLUMNS, NOTHING) | {"mod1": ibis.literal(first)})


def hypotheses(ranks: Iterable[int], localities: Sequence[tuple[str, str]], years: Sequence[int]) -> list[Hypothesis]:
    """Give every suspected mistake; where several are of one cause, the first that meets the amount is told.

    Args:
        ranks: percents of ranked procedures, thousandths of a percent.
        localities: number and name of the other localities that are tried; world `Z` and the number.
        years: other Medicare years that are tried; world `Y` and the year.
    """
    return [*_of_the_line(), *_of_the_schedule(localities, years), *_of_the_rules(ranks)]


def _of_the_line() -> list[Hypothesis]:
    base, none, other = worlds.BASE, (*PRICE_CHANGING, "26", "TC"), causes.MODIFIER
    return [
        Hypothesis(
            causes.DOWNCODED, "paid as another code", base, lambda t: t.code != t.billed_code,
            lambda t: {"billed_code": t.code},
        ),
        Hypothesis(
            causes.UNITS, "fewer units paid than billed", base, lambda t: paid_units(t).notnull(),
            lambda t: {"milliunits": paid_units(t)},
        ),
        Hypothesis(other, "its modifiers were not read", base, lambda t: has(t, none), _all_modifiers()),
        Hypothesis(other, "paid as the professional part (26)", base, lambda t: ~has(t, ("26",)), _all_modifiers("26")),
        Hypothesis(other, "paid as the technical part (TC)", base, lambda t: ~has(t, ("TC",)), _all_modifiers("TC")),
    ]  # fmt: skip


def _of_the_schedule(localities: Sequence[tuple[str, str]], years: Sequence[int]) -> list[Hypothesis]:
    def dated(says: str, column: str) -> Hypothesis:
        return Hypothesis(
            causes.SCHEDULE, says, worlds.BASE, lambda t: t[column].notnull(), lambda t: {"service_date": t[column]}
        )

    other = Hypothesis(
        causes.SETTING, "paid at the other setting's rate", worlds.BASE, _always,
        lambda t: {"pos": NOTHING, "setting": ibis.ifelse(_paid_setting(t) == "facility", "nonfacility", "facility")},
    )  # fmt: skip
    return [
        dated("paid by the version before,", "version_before"),
        dated("paid by the version after,", "version_after"),
        dated("paid by the version before the last,", "version_long_before"),
        dated("paid by the step or the year before, of", "step_before"),
        dated("paid by the step or the year after, of", "step_after"),
        *(Hypothesis(causes.SCHEDULE, f"paid by Medicare's {y}, of", f"Y{y}", _always, _nothing) for y in years),
        other,
        *(
            Hypothesis(causes.LOCALITY, f"paid at Medicare locality {number} ({name})", f"Z{number}", _always, _nothing)
            for number, name in localities
        ),
    ]


def _of_the_rules(ranks: Iterable[int]) -> list[Hypothesis]:
    free = COLUMNS[-1]
    return [
        Hypothesis(
            causes.PRACTITIONER, "paid as a clinician of another class, less than in full", worlds.PRACTITIONERS,
            _always, _set(rendering_npi=ibis.literal(worlds.LESS)),
        ),
        Hypothesis(
            causes.PRACTITIONER, "paid as a physician, in full", worlds.PRACTITIONERS, _always,
            _set(rendering_npi=ibis.literal(worlds.FULLY)),
        ),
        *(
            Hypothesis(
                causes.MULTIPLE, f"paid {percent / 1000:g}% as one of several procedures", worlds.RANKS,
                lambda t: t[free] == "", _set(**{free: ibis.literal(worlds.rank(percent))}),
            )
            for percent in ranks
        ),
        Hypothesis(
            causes.LESSER_OF, "held against the charge, which the contract does not say", worlds.LESSER, _always,
            _nothing,
        ),
        Hypothesis(
            causes.LESSER_OF, "held against the charge of one unit", worlds.LESSER, lambda t: t.milliunits >= 2 * UNIT,
            lambda t: {"charge": _of_one_unit(t)},
        ),
        Hypothesis(causes.LESSER_OF, "not held against the charge", worlds.NO_LESSER, _always, _nothing),
        Hypothesis(causes.DEFAULT, "paid by the contract's rest term", worlds.RESTED, _always, _nothing),
    ]  # fmt: skip


def paid_units(lines: Any) -> Any:
    """Give the units (thousandths) that were paid of several: as the remittance says, else as the amount does.

    Null where one unit was billed, or the amount is no whole number of units.
    """
    said = ibis.ifelse(lines.paid_units < lines.milliunits, lines.paid_units, ibis.null("int64"))
    one = ibis.greatest(lines.modified, 1)
    whole = (ibis.greatest(lines.allowed, 0) * 2 + one) // (2 * one)
    found = ibis.ifelse((whole >= 1) & (whole * UNIT < lines.milliunits), (whole * UNIT).cast("int64"), number(0))
    guess = ibis.ifelse(lines.milliunits >= 2 * UNIT, found.nullif(0), ibis.null("int64"))
    return ibis.coalesce(said, guess)


def _of_one_unit(lines: Any) -> Any:
    """Give the charge of one unit, half-up."""
    units = ibis.greatest(lines.milliunits, 1)
    return ((ibis.greatest(lines.charge, 0) * 2 * UNIT + units) // (2 * units)).cast("int64")


def _paid_setting(lines: Any) -> Any:
    return ibis.ifelse(lines.as_setting == "", lines.setting, lines.as_setting)
