"""Words to ask for: the shelf's wording of a clause, each with its source and what evidence it needs."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import attrs

from counteroffer.core.plain import read_plain

SHELF = Path(__file__).parents[1] / "shelf" / "clauses" / "language"


@attrs.frozen
class Wording:
    """One clause in our own words.

    Attributes:
        key: its name on the shelf.
        title: for a person.
        needs: the evidence without which it is left out; empty: none.
        says: the words.
        source: what it rests on, and when that was read.
    """

    key: str
    title: str
    needs: str
    says: str
    source: str


@cache
def language(kind: str) -> tuple[tuple[Wording, ...], str]:
    """Give the wordings of a kind of clause in the shelf's order, and the sentence that asks for counsel's review."""
    value: Any = read_plain((SHELF / f"{kind}.yaml").read_text(encoding="utf-8")).value
    made = [
        Wording(key, said["title"], said["needs"], " ".join(said["says"].split()),
                f"{said['source']['notes']} (read {said['source']['read_on']})")
        for key, said in value["clauses"].items()
    ]  # fmt: skip
    return tuple(made), str(value["review"])
