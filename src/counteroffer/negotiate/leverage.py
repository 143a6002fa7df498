"""What speaks for us and against us: a list of arguments, each with its figure and where it is from; no score.

Only the practice's own figures, what the payer itself says, and what the law makes public may stand in it. What another
practice is paid, or plans, may not: competing practices that share that may not negotiate (docs/plan.md).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from counteroffer.core.errors import InputError
from counteroffer.core.plain import read_plain

if TYPE_CHECKING:
    from collections.abc import Iterable

SHELF = Path(__file__).parents[1] / "shelf" / "playbook" / "arguments.yaml"

OWN, PAYER, PUBLIC = "own", "payer", "public"
"""Whose a figure may be: the practice's own, the payer's own, or public by law."""

FOR_US, AGAINST_US = "for_us", "against_us"


@attrs.frozen
class ArgumentKind:
    """A kind of argument: key, title, unit of its figure, whom it speaks for, and where the figure is found."""

    key: str
    title: str
    unit: str
    speaks: str
    find: str


@attrs.frozen
class Evidence:
    """The figure of one argument.

    Attributes:
        kind: key of its `ArgumentKind`.
        figure: as it is shown, such as `31.4%` or `2`.
        source: where it is from, with its day.
        basis: whose it is: `own`, `payer` or `public`.
        n: how many rows it rests on; None where that does not apply.
        says: a sentence beside it.
    """

    kind: str
    figure: str
    source: str
    basis: str = OWN
    n: int | None = None
    says: str = ""


@attrs.frozen
class Argument:
    """An argument with its evidence."""

    kind: ArgumentKind
    evidence: Evidence


@attrs.frozen
class Leverage:
    """All arguments that have evidence, those for us first, and the kinds for which there is none yet."""

    arguments: tuple[Argument, ...]
    open: tuple[ArgumentKind, ...]


@cache
def kinds() -> dict[str, ArgumentKind]:
    """Read the shelf (once): key -> kind, in its order."""
    shelf: Any = read_plain(SHELF.read_text(encoding="utf-8")).value
    return {key: ArgumentKind(key, one["title"], one["unit"], one["speaks"], one["find"]) for key, one in shelf.items()}


def leverage(evidence: Iterable[Evidence]) -> Leverage:
    """Put evidence under its arguments.

    Raises:
        InputError: if evidence is of no known kind, has no source, or is another practice's.
    """
    known, found = kinds(), []
    for one in evidence:
        if one.kind not in known:
            raise InputError(f"There is no argument '{one.kind}'.", f"There are: {', '.join(known)}.")
        if one.basis not in (OWN, PAYER, PUBLIC):
            raise InputError(
                f"The figure for '{one.kind}' is '{one.basis}'.",
                "Only your own figures, the payer's own, or public ones may be used: never another practice's.",
            )
        if not one.source.strip():
            raise InputError(f"The figure for '{one.kind}' has no source.", "Say where it is from, and of which day.")
        found.append(Argument(known[one.kind], one))
    order = list(known)
    found.sort(key=lambda one: (one.kind.speaks != FOR_US, order.index(one.kind.key)))
    there = {one.kind.key for one in found}
    return Leverage(tuple(found), tuple(kind for key, kind in known.items() if key not in there))
