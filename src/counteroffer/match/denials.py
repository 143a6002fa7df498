"""What a reason code means: whether it denies, and the category that names who can prevent it.

The map stands in `shelf/denials/categories.yaml`, with its source and how far to trust it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import ibis

from counteroffer.core.plain import Plain, read_plain

if TYPE_CHECKING:
    from collections.abc import Iterable

SHELF = Path(__file__).parents[1] / "shelf" / "denials" / "categories.yaml"
OTHER = "other"
"""The category of a reason code that the shelf does not know."""

OWNERS = ("front desk", "authorization", "coding", "clinical", "contracting", "billing")
"""Who in a practice can prevent a denial."""

DUPLICATE = "18"
"""The reason code that holds a claim to be one already seen; it never takes the place of another outcome."""

SEQUESTRATION = "253"
"""The reason code of the federal cut: it lowers the payment, not the allowed amount."""


@attrs.frozen
class Category:
    """One kind of denial.

    Attributes:
        name: dotted name that does not change, such as `auth.referral`.
        says: what happened, in our own words.
        owner: who in the practice can prevent it, one of `OWNERS`.
        lever: the contract term it argues for, in words.
        clause: the name of the clause that would stop it; empty where none would.
        carcs: claim adjustment reason codes.
        rarcs: remark codes that name it when the reason code says little.
    """

    name: str
    says: str
    owner: str
    lever: str
    clause: str
    carcs: tuple[str, ...]
    rarcs: tuple[str, ...]


@attrs.frozen
class DenialBook:
    """The shelf as read.

    Attributes:
        categories: by name, in the order of the shelf.
        read_with_remark: reason codes whose remark, where known, names the category.
        patient_share: reason codes of the patient's part of the allowed amount.
        not_denials: all reason codes that deny nothing by themselves, the patient's share included.
    """

    categories: dict[str, Category]
    read_with_remark: frozenset[str]
    patient_share: frozenset[str]
    not_denials: frozenset[str]

    def of_carc(self, carc: str) -> str:
        """The category of a reason code read alone."""
        return next((c.name for c in self.categories.values() if carc in c.carcs), OTHER)

    def of_rarc(self, rarc: str) -> str:
        """The category that a remark code names, empty if none."""
        return next((c.name for c in self.categories.values() if rarc in c.rarcs), "")


@cache
def denial_book() -> DenialBook:
    """Read the shelf (once)."""
    value: Any = read_plain(SHELF.read_text(encoding="utf-8")).value
    categories = {
        name: Category(
            name,
            said["says"],
            said["owner"],
            said["lever"],
            said["clause"],
            _codes(said["carcs"]),
            _codes(said["rarcs"]),
        )
        for name, said in value["categories"].items()
    }
    spared = {name: frozenset(_codes(said["carcs"])) for name, said in value["not_denials"].items()}
    return DenialBook(
        categories,
        frozenset(_codes(value["read_with_remark"])),
        spared["patient_share"],
        frozenset().union(*spared.values()),
    )


def _codes(value: Plain) -> tuple[str, ...]:
    return tuple(str(code) for code in value)


def denies(carc: str) -> bool:
    """Say whether a reason code is of the denial class; one that nobody knows is."""
    return carc not in denial_book().not_denials


def denial_category(group: str, carc: str, rarc: str = "") -> str:
    """Name the category of a denial; empty for a reason code that is no denial.

    Args:
        group: group code (CO, PR, OA, PI); it says who bears the cost, not what went wrong.
        carc: claim adjustment reason code.
        rarc: remark code beside it, empty if none.
    """
    del group
    book = denial_book()
    if not carc or not denies(carc):
        return ""
    return (carc in book.read_with_remark and book.of_rarc(rarc)) or book.of_carc(carc)


def denies_expr(carc: Any) -> Any:
    """Say the same as `denies` of an Ibis column."""
    return ~carc.isin(sorted(denial_book().not_denials))


def category_expr(carc: Any, rarc: Any) -> Any:
    """Say the same as `denial_category` of two Ibis columns; empty where `carc` is empty."""
    book = denial_book()
    told = carc.isin(sorted(book.read_with_remark))
    rules = [(carc == "", ibis.literal("")), (~denies_expr(carc), ibis.literal(""))]
    rules += [(told & rarc.isin(c.rarcs), ibis.literal(c.name)) for c in _with(book, "rarcs")]
    rules += [(carc.isin(c.carcs), ibis.literal(c.name)) for c in _with(book, "carcs")]
    return ibis.cases(*rules, else_=ibis.literal(OTHER))


def known_remark_expr(rarc: Any) -> Any:
    """Say of an Ibis column of remark codes whether the shelf knows the code."""
    return rarc.isin(sorted(code for c in _with(denial_book(), "rarcs") for code in c.rarcs))


def _with(book: DenialBook, codes: str) -> Iterable[Category]:
    return (c for c in book.categories.values() if getattr(c, codes))
