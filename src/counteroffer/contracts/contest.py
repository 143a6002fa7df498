"""The contest for one code told term by term: which term won, and why each other lost.

It asks the compiler itself (`ratebook.Compiler`), so what is told is what is priced.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from counteroffer.contracts.capitated import CAPITATED
from counteroffer.contracts.ratebook import EVERYTHING, Compiler, misses
from counteroffer.contracts.ways import REST, UNPRICED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from counteroffer.contracts.terms import Contract
    from counteroffer.contracts.ways import Edition, Key

_WRONG = {
    "code": "its codes do not hold this one",
    "modifier": "it is for other modifiers",
    "setting": "it is for the other setting",
}


@attrs.frozen
class Contender:
    """A term beside a line.

    Attributes:
        term_id: `contract/version#ordinal`.
        says: its sentence.
        page: page of the paper.
        section: section of the paper.
        file: the YAML file.
        line: line in it.
        won: whether it pays the line.
        close: how closely it reaches the code: `single code`, `range of 14`, `all codes`; empty if it does not.
        why: why it won or lost.
    """

    term_id: str
    says: str
    page: str
    section: str
    file: str
    line: int
    won: bool
    close: str
    why: str


def contenders(compiler: Compiler, key: Key, day: date) -> list[Contender]:
    """Tell of every term of a contract version what became of it, in the document's order.

    Args:
        compiler: the version.
        key: code, modifier and setting under which the rate is looked up.
        day: day of service.

    Returns:
        One for each term; none if the version does not hold on the day.
    """
    found = [editions for since, until, editions in compiler.stretches if since <= day <= until]
    return list(_told(compiler, found[0], key)) if found else []


def _told(compiler: Compiler, editions: tuple[Edition, ...], key: Key) -> Iterator[Contender]:
    rows = compiler.contest(editions, (key, REST))
    winner = rows.get(key) or rows.get(REST)
    contract = compiler.contract
    widths = {ordinal: _width(compiler, ordinal, editions, key) for ordinal in range(1, len(contract.terms) + 1)}
    best = next((o for o in widths if winner is not None and contract.term_id(o) == winner["term_id"]), 0)
    capitated = winner is not None and winner["basis"] == CAPITATED
    if winner is not None and capitated:
        yield _capitation(contract, winner["term_id"])
    for ordinal, term in enumerate(contract.terms, 1):
        width, won = widths[ordinal], ordinal == best
        if won and winner is not None:
            why = "pays"
            if winner["basis"] == UNPRICED:
                why = "keeps the code, but what it pays by is not there for the day: no price"
        elif width is None:
            wrong = misses(term, key)
            why = "; ".join(_WRONG[name] for name in wrong) or "what it pays by has no amount for this code"
        else:
            why = "the code is paid by capitation" if capitated else _lost(width, widths[best], best)
        yield Contender(
            contract.term_id(ordinal), term.says, term.page, term.section, str(contract.file), term.line,
            won, "" if width is None else _close(width), why,
        )  # fmt: skip


def _capitation(contract: Contract, name: str) -> Contender:
    paid = next(a for i, a in enumerate(contract.arrangements, 1) if contract.arrangement_id(i) == name)
    why = "pays by the member and month: nothing for the line"
    return Contender(name, paid.says, paid.page, paid.section, str(contract.file), paid.line, True, "covered", why)


def _width(compiler: Compiler, ordinal: int, editions: tuple[Edition, ...], key: Key) -> int | None:
    """Give how closely a term reaches the key, by itself or as the rest; None if it does not."""
    reached = {of: width for of, _, width in compiler.reach(ordinal, editions[ordinal - 1]) if of in (key, REST)}
    return min(reached.values(), default=None)


def _lost(width: int, best: int | None, winner: int) -> str:
    if best is not None and width == best:
        return f"as close as term {winner}, which stands before it"
    return f"term {winner} reaches the code more closely"


def _close(width: int) -> str:
    if width == EVERYTHING:
        return "all codes"
    return f"range of {width + 1}" if width else "single code"
