"""The guard before a termination notice: what has to be there before one may be drafted."""

from __future__ import annotations

import attrs

from counteroffer.core.errors import InputError

SIGNERS = 2
"""People who have to sign a notice off."""

CONDITIONAL = (
    "A conditional notice may have no legal effect, or may count as one without a condition: have counsel read the "
    "clause and the letter before it goes out."
)
"""What stands on every conditional notice, before it is drafted and after."""


@attrs.frozen
class Readiness:
    """What is there of what a termination notice needs.

    Attributes:
        payer: the payer.
        computed: the walk-away point was computed, on the answers as they are now.
        stale: it was computed, but on other answers than those that are written down now.
        signed: who has signed the notice off.
        notice_days: days of notice that the contract says; None: it does not.
        method: how the contract wants a notice sent; empty: it does not say.
        address: where to; empty: it does not say.
        continuity: the list of patients in continuing care was made.
        undecided: patients on it whom nobody has confirmed or rejected yet: told, and no bar.
    """

    payer: str
    computed: bool = False
    stale: bool = False
    signed: tuple[str, ...] = ()
    notice_days: int | None = None
    method: str = ""
    address: str = ""
    continuity: bool = False
    undecided: int = 0


@attrs.frozen
class Missing:
    """One thing that is missing.

    Attributes:
        what: a name that does not change.
        says: what is missing.
        mend: how to put it right.
    """

    what: str
    says: str
    mend: str


def missing(ready: Readiness) -> list[Missing]:
    """Give all that is missing before a termination notice may be drafted; nothing: it may be."""
    found = []
    if not ready.computed:
        says = "was computed on answers that have changed since" if ready.stale else "was not computed"
        mend = f'counteroffer walkaway "{ready.payer}" ... --save'
        found.append(Missing("walkaway", f"The walk-away point {says}.", mend))
    people = sorted({name.strip().casefold(): name for name in ready.signed if name.strip()}.values())
    if len(people) < SIGNERS:
        so_far = f"only {people[0]} has" if people else "nobody has"
        mend = f'Two people, each under their own name: counteroffer negotiation sign "{ready.payer}" notice --as NAME'
        found.append(Missing("signed", f"The notice is not signed off by two people: {so_far}.", mend))
    clause = [
        name for name, there in (("days", ready.notice_days is not None), ("method", ready.method),
                                 ("address", ready.address)) if not there
    ]  # fmt: skip
    if clause:
        says = f"The notice clause does not say its {', '.join(clause)}."
        mend = f"Write {', '.join(clause)} into the clause `termination_notice` of the contract (docs/contracts.md)."
        found.append(Missing("clause", says, mend))
    if not ready.continuity:
        mend = f'counteroffer disruption list "{ready.payer}"'
        found.append(Missing("continuity", "There is no list of patients in continuing care.", mend))
    return found


def refuse_unready(ready: Readiness) -> None:
    """Refuse to draft a termination notice while something is missing: whoever drafts one calls this first.

    Raises:
        InputError: that lists all that is missing, each with its mend.
    """
    found = missing(ready)
    if found:
        listed = "\n".join(f"  {one.says} {one.mend}" for one in found)
        raise InputError(
            f"A notice to {ready.payer} cannot be drafted yet:\n{listed}", "Do these first; nothing was written."
        )


def warnings(*, conditional: bool) -> list[str]:
    """Give what has to stand on a notice: every one goes through counsel, a conditional one all the more."""
    always = "Have counsel review this notice before it is sent."
    return [always, CONDITIONAL] if conditional else [always]
