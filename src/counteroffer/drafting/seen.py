"""A sentence on its way to proposals: which of its figures are spoken for, and by what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from counteroffer.drafting.bases import Medicare
from counteroffer.drafting.figures import MONEY, PERCENT, Figure, figures
from counteroffer.drafting.proposals import Left, Proposal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from counteroffer.drafting.sentences import Sentence


@attrs.define
class Seen:
    """A sentence, its figures, and what was made of them.

    Attributes:
        sentence: the sentence.
        localities: names of Medicare's localities -> seven digits.
        defined: year and locality that the agreement says once for all, such as in a definition.
        figures: its percents and amounts.
        used: places of those that a proposal speaks for.
        passed: places of those that are known to be no rate, with the reason.
        made: the proposals.
    """

    sentence: Sentence
    localities: Mapping[str, str]
    defined: Medicare = attrs.field(factory=Medicare)
    figures: list[Figure] = attrs.field(init=False)
    used: set[int] = attrs.field(init=False, factory=set)
    passed: dict[int, str] = attrs.field(init=False, factory=dict)
    made: list[Proposal] = attrs.field(init=False, factory=list)

    def __attrs_post_init__(self) -> None:
        self.figures = figures(self.sentence.text)

    @property
    def text(self) -> str:
        """The sentence's words."""
        return self.sentence.text

    @property
    def around(self) -> str:
        """The sentence with what leads into it and its heading."""
        one = self.sentence
        return " ".join(filter(None, (one.heading, one.lead, one.text)))

    def free(self, kind: str = "") -> list[Figure]:
        """Give the figures (of a kind) that nothing speaks for yet."""
        return [one for one in self.figures if one.start not in self.used | set(self.passed) and kind in ("", one.kind)]

    @property
    def percents(self) -> list[Figure]:
        """The free percents."""
        return self.free(PERCENT)

    @property
    def amounts(self) -> list[Figure]:
        """The free amounts of money."""
        return self.free(MONEY)

    def propose(  # noqa: PLR0913 - what a proposal is made of
        self, kind: str, says: str, keys: Mapping[str, object], *, of: Iterable[Figure] = (), confidence: int = 95,
        check: Iterable[str] = (), default: bool = False,
    ) -> None:  # fmt: skip
        """Make a proposal that speaks for some figures; doubts in the figures and in the reading are told with it."""
        one = self.sentence
        quote = f"{one.lead} ... {one.text}" if one.lead else one.text
        made = Proposal(kind, says, keys, quote, one.page, one.section, confidence, tuple(check), default=default)
        for figure in of:
            self.used.add(figure.start)
            if figure.doubt:
                made = made.doubted(60, f"{figure.doubt}: which one holds?")
        if one.recognised:
            made = made.doubted(15, "read off a picture: compare the figures with the paper")
        self.made.append(made)

    def left(self) -> Iterator[Left]:
        """Give the figures that nothing speaks for, and those that are known to be no rate."""
        one = self.sentence
        for figure in self.figures:
            if figure.start not in self.used:
                written = one.text[figure.start : figure.end].strip()
                yield Left(one.text, one.page, one.section, written, self.passed.get(figure.start, ""))
