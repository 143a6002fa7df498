"""One payer, many spellings: the roll-up of payer names and ids to the name the practice knows."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import attrs

from counteroffer.core.errors import InputError
from counteroffer.core.plain import Plain, read_plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from counteroffer.store.home import Home

UNKNOWN = "Unknown payer"
"""The payer of a claim or remittance that names none."""

Spelling = tuple[str, str]
"""A payer as a file names it: name and id, either may be empty."""

_FORM = frozenset(["INC", "INCORPORATED", "LLC", "LLP", "LP", "LTD", "CORP", "CORPORATION", "COMPANY"])
_MEND = "Write a list of `- {payer: Name, ids: [...], names: [...]}`."


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
    """

    by_id: Mapping[str, str] = attrs.field(factory=dict)
    by_name: Mapping[str, str] = attrs.field(factory=dict)

    @classmethod
    def read(cls, home: Home) -> PayerNames:
        """Read a workspace's `payers.yaml`; without the file nothing is said.

        Raises:
            InputError: if the file has faults; the message lists them with their lines.
        """
        path = home.payers_file
        if not path.exists():
            return cls()
        try:
            document = read_plain(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as fault:
            raise InputError(f"{path} cannot be read as text.", _MEND) from fault
        faults = [f"line {fault.line}: {fault.says}" for fault in document.faults]
        names = cls()
        for number, entry in enumerate(document.value if isinstance(document.value, list) else []):
            said = _entry(entry)
            if said is None:
                faults.append(f"line {document.line((number,))}: this is not a payer with ids and names.")
            else:
                names = names.saying(*said)
        if faults or not isinstance(document.value, list):
            raise InputError(f"{path} has faults: {' '.join(faults) or 'it is not a list.'}", _MEND)
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
        on remittances (the payer that uses it most), the name itself.

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
            or (by_id.get(payer_id) if payer_id else None)
            or own[normal(name)]
            or (f"Payer {payer_id}" if payer_id else UNKNOWN)
            for name, payer_id in spellings
        }

    def _said(self, name: str, payer_id: str) -> str | None:
        return (self.by_id.get(payer_id) if payer_id else None) or self.by_name.get(normal(name))


def _entry(entry: Plain) -> tuple[str, list[str], list[str]] | None:
    if not isinstance(entry, dict) or not entry.keys() <= {"payer", "ids", "names"}:
        return None
    payer, ids, names = (entry.get(key, "") for key in ("payer", "ids", "names"))
    if not isinstance(payer, str) or not payer or isinstance(ids, dict) or isinstance(names, dict):
        return None
    return payer, _texts(ids), _texts(names)


def _texts(value: str | list[Plain]) -> list[str]:
    return [str(v) for v in value] if isinstance(value, list) else [value] if value else []


def _most_frequent(seen: Mapping[tuple[str, str], int]) -> dict[str, str]:
    best: dict[str, str] = {}
    for (key, value), _ in sorted(seen.items(), key=lambda item: (-item[1], item[0])):
        best.setdefault(key, value)
    return best
