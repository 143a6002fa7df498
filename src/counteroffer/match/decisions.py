"""What the practice decides about its payers, written into its book: these are one, these are not, this is another.

Every decision is tried on all spellings in the files before it is taken, so that it moves what was meant and no more.
"""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import attrs

from counteroffer.core.errors import InputError
from counteroffer.match.payers import normal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from counteroffer.match.evidence import Spelled
    from counteroffer.match.payer_book import PayerBook
    from counteroffer.match.payers import PayerNames, Spelling

    Naming = Callable[[PayerBook], PayerNames]


def rolled(names: PayerNames, spelled: Iterable[Spelled]) -> dict[Spelling, str]:
    """Roll up every spelling of the files."""
    remits: dict[Spelling, int] = {}
    claims = []
    for one in spelled:
        key = (one.name, one.payer_id)
        if one.remits:
            remits[key] = remits.get(key, 0) + one.remits
        else:
            claims.append(key)
    return names.roll_up(remits, claims)


def merge(book: PayerBook, payer: str, others: Sequence[str], spelled: Sequence[Spelled], naming: Naming) -> PayerBook:
    """Say that payers are one, called `payer`; what was said of the others goes over to it.

    Args:
        book: what is said so far.
        payer: the name to go on with.
        others: the names of the payers that are the same.
        spelled: the spellings in the files.
        naming: gives the roll-up by a book (the contracts have their say as well).

    Raises:
        InputError: if no names and ids tell their spellings from those of other payers.
    """
    mine = {(s.name, s.payer_id) for s in spelled if s.payer in {payer, *others}}
    entry, gone = book.entry(payer), [book.entry(other) for other in others]
    free_names, free_ids = _own(mine, spelled)
    entry = attrs.evolve(
        entry,
        names=_all(entry.names, *((g.payer, *g.names) for g in gone), free_names, but=(payer,), key=normal),
        ids=_all(entry.ids, *(g.ids for g in gone), free_ids),
        tins=_all(entry.tins, *(g.tins for g in gone)),
        groups={k: v for g in (*gone, entry) for k, v in g.groups.items()},
        filing={k: v for g in (*gone, entry) for k, v in g.filing.items()},
        not_same_as=_all(entry.not_same_as, *(g.not_same_as for g in gone), but=(payer, *others)),
    )
    made = book.without(others).having(entry)
    _check(made, spelled, naming, dict.fromkeys(mine, payer))
    return made


def split(  # noqa: PLR0913, PLR0917 - a decision, and what it is tried on
    book: PayerBook, payer: str, taken: Iterable[Spelling], to: str, spelled: Sequence[Spelled], naming: Naming
) -> PayerBook:
    """Take spellings out of a payer and make them another, called `to`; the two are never proposed as one again.

    Raises:
        InputError: if the payer has no such spelling, or no name or id tells it from the rest.
    """
    chosen = set(taken)
    rest = {(s.name, s.payer_id) for s in spelled if s.payer == payer} - chosen
    if not chosen or not rest:
        raise InputError(
            f"That would leave nothing of {payer}, or nothing to take out.", "`counteroffer payers` lists."
        )
    old, new = book.entry(payer), book.entry(to)
    names, ids = _own(chosen, spelled)
    kept_names, kept_ids = _own(rest, spelled)
    gone = {normal(name) for name in names}
    new = attrs.evolve(
        new, names=_all(new.names, names, but=(to,), key=normal), ids=_all(new.ids, ids),
        not_same_as=_all(new.not_same_as, (payer,)),
    )  # fmt: skip
    old = attrs.evolve(
        old,
        names=_all([n for n in (*old.names, *kept_names) if normal(n) not in gone], but=(payer,), key=normal),
        ids=_all([i for i in (*old.ids, *kept_ids) if i not in ids]),
        not_same_as=_all(old.not_same_as, (to,)),
    )
    made = book.having(old).having(new)
    _check(made, spelled, naming, dict.fromkeys(chosen, to) | dict.fromkeys(rest, payer))
    return made


def keep_apart(book: PayerBook, payers: Sequence[str]) -> PayerBook:
    """Say that payers are not the same, each pair of them."""
    for one, other in permutations(payers, 2):
        entry = book.entry(one)
        book = book.having(attrs.evolve(entry, not_same_as=_all(entry.not_same_as, (other,))))
    return book


def apart_said(book: PayerBook) -> list[tuple[str, str]]:
    """Pairs of names that the practice has said are not the same."""
    return [(entry.payer, other) for entry in book.entries for other in entry.not_same_as]


def _own(mine: set[Spelling], spelled: Sequence[Spelled]) -> tuple[list[str], list[str]]:
    """Names and ids of spellings that no other spelling has; names only where the ids do not say enough."""
    theirs = [s for s in spelled if (s.name, s.payer_id) not in mine]
    names, ids = {normal(s.name) for s in theirs}, {s.payer_id for s in theirs}
    ordered = [(s.name, s.payer_id) for s in spelled if (s.name, s.payer_id) in mine]
    return [n for n, _ in ordered if normal(n) and normal(n) not in names], [i for _, i in ordered if i not in ids if i]


def _all(*lists: Iterable[str], but: Iterable[str] = (), key: Callable[[str], str] = str) -> tuple[str, ...]:
    out = {key(b) for b in but}
    found: dict[str, str] = {}
    for text in (text for one in lists for text in one):
        if key(text) not in out:
            found.setdefault(key(text), text)
    return tuple(found.values())


def _check(book: PayerBook, spelled: Sequence[Spelled], naming: Naming, wanted: dict[Spelling, str]) -> None:
    for (name, payer_id), payer in rolled(naming(book), spelled).items():
        before = next(s.payer for s in spelled if (s.name, s.payer_id) == (name, payer_id))
        right = wanted.get((name, payer_id), before)
        if payer != right and ((name, payer_id) in wanted or payer in wanted.values()):
            raise InputError(
                f"'{name}' (id {payer_id or 'none'}) would become {payer}, not {right}: its name and id do not tell.",
                "Write the names and ids into payers.yaml by hand (docs/payers.md), or choose other spellings.",
            )
