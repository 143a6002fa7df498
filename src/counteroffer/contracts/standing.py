"""What a term or an adjustment says of itself: its id, and for whose lines it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counteroffer.contracts.rule_terms import Standing
from counteroffer.core.codes import parse_span
from counteroffer.match.kinds import FUNDINGS, PRODUCTS, UNKNOWN_KIND

if TYPE_CHECKING:
    from counteroffer.contracts.faults import At, Faults
    from counteroffer.core.plain import Plain

_NAMES = {"products": (*PRODUCTS, UNKNOWN_KIND), "funding": (*FUNDINGS, UNKNOWN_KIND)}


def read_for(faults: Faults, said: dict[str, Plain], at: At) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read `products` and `funding`; a name that no line has is noted."""
    found = []
    for key, known in _NAMES.items():
        names = tuple(dict.fromkeys(faults.texts(said.get(key), (*at, key))))
        for name in names:
            if name not in known:
                faults.note("value", (*at, key), f"No line has '{name}' in {key}.", f"There are: {', '.join(known)}.")
        if key in said and not names:
            faults.note("value", (*at, key), f"`{key}` names nothing, which would be for nobody.", "Leave it out.")
        found.append(names)
    return found[0], found[1]


def read_standing(faults: Faults, said: dict[str, Plain], at: At, lines: dict[str, Plain] | None = None) -> Standing:
    """Read the id of a term or an adjustment, and whose lines it is for.

    Args:
        faults: where faults are noted.
        said: its keys.
        at: its place.
        lines: the keys that name products; default: its own.
    """
    name = faults.text(said.get("id"), (*at, "id"), "The id")
    products, funding = read_for(faults, said if lines is None else lines, at if lines is None else (*at, "when"))
    replaces = faults.text(said.get("replaces"), (*at, "replaces"), "The id")
    return Standing(name, products, funding, replaces=replaces)


def meet(one: Standing, other: Standing) -> bool:
    """Say whether some line is both's, neither being the closer one for it."""
    if one.closeness != other.closeness:
        return False
    both = ((one.products, other.products), (one.funding, other.funding))
    return all(not a or set(a) & set(b) for a, b in both)


def read_spans(faults: Faults, said: dict[str, Plain], at: At) -> tuple[tuple[str, str], ...]:
    """Read `codes` of an adjustment; empty where it is for all."""
    where = (*at, "codes")
    mend = "Write codes like 99213, or ranges like 10000-69999."
    spans = [faults.typed(parse_span, text, where, mend) for text in faults.texts(said.get("codes"), where)]
    if "codes" in said and not spans:
        faults.note("value", where, "`codes` names no code.", f"{mend} Or leave it out.")
    return tuple(span for span in spans if span is not None)
