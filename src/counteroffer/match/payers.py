"""One payer, many spellings: the roll-up of payer names and ids to the name the practice knows."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import attrs

from counteroffer.match.alike import apart
from counteroffer.match.kinds import Kind, KindRule
from counteroffer.match.payer_book import PayerBook, PayerEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from counteroffer.store.home import Home

UNKNOWN = "Unknown payer"
"""The payer of a claim or remittance that names none."""

Spelling = tuple[str, str]
"""A payer as a file names it: name and id, either may be empty."""

_FORM = frozenset(["INC", "INCORPORATED", "LLC", "LLP", "LP", "LTD", "CORP", "CORPORATION", "COMPANY"])


def normal(name: str) -> str:
    """Reduce a name to what tells payers apart: no case, punctuation, spaces, nor the legal form at its end."""
    words = re.sub(r"[^A-Z0-9]+", " ", name.upper().replace("&", " AND ").replace("'", "")).split()
    while len(words) > 1 and words[-1] in _FORM:
        words.pop()
    return "".join(words)


@attrs.frozen
class PayerNames:
    """What the practice says about its payers' names; what it does not say is rolled up by normalised name.

    Attributes:
        by_id: payer id -> payer, as said.
        by_name: normalised name -> payer, as said.
        rules: what is said of product and funding.
    """

    by_id: Mapping[str, str] = attrs.field(factory=dict)
    by_name: Mapping[str, str] = attrs.field(factory=dict)
    rules: tuple[KindRule, ...] = ()

    @classmethod
    def read(cls, home: Home) -> PayerNames:
        """Read a workspace's `payers.yaml`; without the file nothing is said.

        Raises:
            InputError: if the file has faults; the message lists them with their lines.
        """
        return cls.of(PayerBook.read(home.payers_file))

    @classmethod
    def of(cls, book: PayerBook) -> PayerNames:
        """Take what a book says."""
        names = cls(rules=tuple(rule for entry in book.entries for rule in _rules(entry)))
        for entry in book.entries:
            tins = [form for tin in entry.tins for form in (tin, f"1{tin}")]
            names = names.saying(entry.payer, (*entry.ids, *tins), entry.names)
        return names

    def saying(self, payer: str, ids: Iterable[str], names: Iterable[str] = ()) -> PayerNames:
        """Add a payer with its ids and spellings; what was said before stands."""
        by_id = {**dict.fromkeys(ids, payer), **self.by_id}
        by_name = {**dict.fromkeys((normal(n) for n in (payer, *names)), payer), **self.by_name}
        return attrs.evolve(self, by_id=by_id, by_name=by_name)

    def with_contract(self, payer: str, ids: Iterable[str] = ()) -> PayerNames:
        """Add a contract's payer: its spelling becomes the name, unless the practice has said another."""
        return self.saying(self.named(payer), ids, (payer,))

    def named(self, name: str) -> str:
        """The payer's name after the roll-up, for a name written by a person; as it is when nothing is said."""
        return self.by_name.get(normal(name), name)

    def roll_up(self, remits: Mapping[Spelling, int], claims: Iterable[Spelling]) -> dict[Spelling, str]:
        """Name the payer of every spelling.

        In this order: an id that the practice names, a name that it names, a name seen on remittances, an id seen
        on remittances (the payer that uses it most, unless the two names speak against it), the name itself.

        Args:
            remits: spellings on remittances, with how often each was seen; the most frequent one is shown.
            claims: spellings on claims.
        """
        shown = _most_frequent({(normal(name), name.strip()): n for (name, _), n in remits.items() if normal(name)})
        paying: Counter[Spelling] = Counter()
        for (name, payer_id), n in remits.items():
            if payer_id and normal(name):
                paying[payer_id, self._said(name, payer_id) or shown[normal(name)]] += n
        by_id = _most_frequent(paying)
        spellings = {*remits, *claims}
        own = _most_frequent({(normal(name), name.strip()): 1 for name, _ in spellings})
        return {
            (name, payer_id): self._said(name, payer_id)
            or shown.get(normal(name))
            or _meant(name, by_id.get(payer_id) if payer_id else None)
            or own[normal(name)]
            or (f"Payer {payer_id}" if payer_id else UNKNOWN)
            for name, payer_id in spellings
        }

    def _said(self, name: str, payer_id: str) -> str | None:
        return (self.by_id.get(payer_id) if payer_id else None) or self.by_name.get(normal(name))


def _meant(name: str, by_id: str | None) -> str | None:
    """The payer that an id stands for; not when a clearinghouse's id covers names that are plainly two payers."""
    return by_id if by_id and not (normal(name) and apart(name, by_id)) else None


def _rules(entry: PayerEntry) -> list[KindRule]:
    every = [KindRule(entry.payer, "payer", "", entry.kind)] if entry.kind != Kind() else []
    groups = [KindRule(entry.payer, "group", number, kind) for number, kind in entry.groups.items()]
    return [*every, *groups, *(KindRule(entry.payer, "filing", code, kind) for code, kind in entry.filing.items())]


def _most_frequent(seen: Mapping[tuple[str, str], int]) -> dict[str, str]:
    best: dict[str, str] = {}
    for (key, value), _ in sorted(seen.items(), key=lambda item: (-item[1], item[0])):
        best.setdefault(key, value)
    return best
