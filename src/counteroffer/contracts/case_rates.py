"""Case rates: what else a case includes, when, and the rows that say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from counteroffer.contracts import typed
from counteroffer.contracts.schema import OUTLIER_KEYS
from counteroffer.contracts.terms import CaseRate
from counteroffer.core.codes import in_span, parse_span

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from counteroffer.contracts.faults import At, Faults
    from counteroffer.contracts.terms import Contract
    from counteroffer.core.plain import Plain

ALL = "all"
ANY = "*"


def included(faults: Faults, said: dict[str, Plain], at: At) -> tuple[bool, tuple[tuple[str, str], ...]]:
    """Read `includes`: whether it is all codes, and the ranges that it names; faults are noted."""
    where = (*at, "includes")
    if "includes" not in said:
        for key in ("days_before", "days_after"):
            if key in said:
                mend = "Write `includes:` with their codes, or `includes: all`."
                faults.note("pays", (*at, key), f"'{key}' means nothing without the codes that are included.", mend)
        return False, ()
    texts = faults.texts(said["includes"], where)
    if [text.lower() for text in texts] == [ALL]:
        return True, ()
    spans = [faults.typed(parse_span, text, where, "Write codes like 59425, 59426, or all.") for text in texts]
    if not spans:
        faults.note("value", where, "`includes` names no code.", "Write codes, or all, or leave it out.")
    return False, tuple(span for span in spans if span is not None)


def outlier(faults: Faults, said: dict[str, Plain], at: At) -> tuple[int | None, int | None]:
    """Read `outlier`: cents of charges above which a case is one, and the percent of charges that it then pays."""
    if "outlier" not in said:
        return None, None
    where = (*at, "outlier")
    told = faults.mapping(said["outlier"], where, OUTLIER_KEYS, "`outlier`")
    if ("then" in told) == ("percent_of_charges" in told):
        mend = "Write `then: by_hand` or `percent_of_charges: 60`."
        faults.note("value", where, "It does not say in one way what an outlier pays.", mend)
    if told.get("then", "by_hand") != "by_hand":
        faults.note("value", (*where, "then"), "An outlier is priced `by_hand` only.", "Or write percent_of_charges.")
    if "charges_above" not in told:
        mend = "Write `charges_above: 20000`."
        faults.note("missing", where, "It does not say above which charges a case is an outlier.", mend)
        return None, None
    above = faults.typed(typed.money, told["charges_above"], (*where, "charges_above"), "Write it like 20000.")
    key = "percent_of_charges"
    percent = faults.typed(typed.percent, told[key], (*where, key), "Write it like 60.") if key in told else None
    return above, percent


def case_rows(contract: Contract, terms: Collection[int], known: Collection[str]) -> Iterator[dict[str, Any]]:
    """Give the rows of `core.tables.CASES` of some terms (by their ordinals), but for the head.

    Args:
        contract: the version.
        terms: ordinals of the terms that are in force for some lines.
        known: codes that anything knows; a range becomes rows for those of them that lie in it.
    """
    for ordinal in sorted(terms):
        pays = contract.terms[ordinal - 1].pays
        if isinstance(pays, CaseRate) and not pays.plain:
            row = {
                "term_id": contract.term_id(ordinal), "days_before": pays.days_before, "days_after": pays.days_after,
                "above": pays.above, "percent": pays.percent,
            }  # fmt: skip
            yield from ({"code": code} | row for code in _codes(pays, known))


def _codes(pays: CaseRate, known: Collection[str]) -> list[str]:
    if pays.everything:
        return [ANY]
    named = {first for first, last in pays.includes if first == last}
    return sorted(named | within(pays.includes, known)) or [""]


def within(spans: Collection[tuple[str, str]], known: Collection[str]) -> set[str]:
    """Give the known codes that lie in some ranges."""
    return {code for code in known if any(in_span(code, first, last) for first, last in spans)}
