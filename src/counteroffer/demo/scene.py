"""All that the truth is told from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from counteroffer.demo.book import Book, World
    from counteroffer.demo.catalog import Ints
    from counteroffer.demo.outcomes import Outcomes
    from counteroffer.demo.plants import Plants


@dataclass(frozen=True)
class Scene:
    """The practice, what was planted in it, and how every line ended.

    Attributes:
        world, book, plants, outcomes: as drawn and written.
        line: number of each line on its claim, from 1.
        authorizations: what is told of prior authorizations, by payer.
    """

    world: World
    book: Book
    plants: Plants
    outcomes: Outcomes
    line: Ints
    authorizations: dict[str, dict[str, object]]

    def name(self, line: int) -> tuple[str, int]:
        """Name a line by patient control number and line number."""
        return self.book.number[int(self.world.visits.claim[line])], int(self.line[line])
