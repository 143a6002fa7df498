"""A proposed mapping: what each column seems to be, how sure that is, and what only a person can say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from counteroffer.core.errors import InputError
from counteroffer.ingest.tabular.fields import KINDS
from counteroffer.ingest.tabular.guess import Guess, assign, kinds_by_fit
from counteroffer.ingest.tabular.mapping import LAST_FIRST, POINT, Mapping, mapping_faults
from counteroffer.ingest.tabular.questions import Question, Settled, ask

if TYPE_CHECKING:
    from collections.abc import Mapping as MapOf
    from collections.abc import Sequence

    from counteroffer.ingest.tabular.looks import Looks
    from counteroffer.ingest.tabular.scan import Scan

CLOSE = 0.75
"""Kinds whose fits differ by less are asked about."""


@attrs.frozen
class Proposal:
    """What a person is asked to confirm.

    Attributes:
        scan: the sheet looked over.
        kind: the kind of file it seems to be, or was said to be.
        guesses: column by column; columns that are no field are not here.
        constants: what is the same in every row.
        settled: dates, amounts, signs, names and transactions as decided by the cells or by answers.
        questions: what is still open.
        missing: what the kind needs and no column seems to hold.
        source: where the layout is published, when it was recognised.
    """

    scan: Scan
    kind: str
    guesses: tuple[Guess, ...]
    constants: dict[str, str]
    settled: Settled
    questions: tuple[Question, ...]
    missing: tuple[str, ...]
    source: str = ""

    def mapping(self, name: str) -> Mapping:
        """Give the mapping as it stands.

        Raises:
            InputError: if questions are open or something needed is missing.
        """
        made = self.draft(name)
        if self.missing:
            names = ", ".join(f"'{column}'" for column in self.scan.header.names)
            raise InputError(
                f"No column for: {'; '.join(self.missing)}.",
                f"Say which with --set FIELD=COLUMN, or for every row with --constant FIELD=VALUE. Columns: {names}.",
            )
        if self.questions:
            first = self.questions[0]
            raise InputError(f"{len(self.questions)} questions are open: {first.says}", f"Answer with {first.flag}.")
        if faults := mapping_faults(made):
            raise InputError(" ".join(faults), "Mend what you have set.")
        return made

    def draft(self, name: str) -> Mapping:
        """Give the mapping as it stands, with whatever is open left at its default."""
        names = self.scan.header.names
        return Mapping(
            name=name,
            kind=self.kind,
            header=names,
            columns={guess.field: names[guess.column] for guess in self.guesses},
            constants=self.constants,
            dates=self.settled.dates,
            amounts=self.settled.amounts or POINT,
            signs=self.settled.signs,
            names=self.settled.names or LAST_FIRST,
            transactions=self.settled.transactions,
            fill=self.settled.fill,
        )


def propose(  # noqa: PLR0913 - one argument for each thing that a person may say
    scan: Scan,
    *,
    kind: str = "",
    columns: MapOf[str, str] | None = None,
    constants: MapOf[str, str] | None = None,
    answers: MapOf[str, str] | None = None,
    starts: Sequence[Mapping] = (),
) -> Proposal:
    """Propose a mapping for a sheet.

    Args:
        scan: the sheet.
        kind: the kind of file, when it is known.
        columns: field -> column, as a person said; a column of `-` takes the field away.
        constants: field -> what it is in every row.
        answers: question -> answer.
        starts: published layouts; where one fits exactly, its columns are taken.

    Raises:
        InputError: if a kind, field, column or answer does not exist.
    """
    said, fixed, told = dict(columns or {}), dict(constants or {}), dict(answers or {})
    start = next((m for m in starts if m.signature == scan.header.signature and kind in {"", m.kind}), None)
    names = scan.header.names
    ranked = kinds_by_fit(names, scan.columns, said | fixed)
    asked = kind or told.get("kind", "") or (start.kind if start else "")
    if asked and asked not in KINDS:
        raise InputError(f"'{asked}' is no kind of file.", f"There are: {', '.join(KINDS)}.")
    chosen = asked or ranked[0][1]
    _check(chosen, said | fixed)
    if start:
        said = {**start.columns, **said}
        fixed = {**start.constants, **fixed}
    guesses, rivals = _guesses(chosen, scan, said, fixed, given=start is not None)
    settled, questions = ask(chosen, scan, guesses, fixed, told)
    if not asked and ranked[0][0] - ranked[1][0] < CLOSE:
        near = tuple((name, KINDS[name].says) for fit, name in ranked[:3] if ranked[0][0] - fit < CLOSE)
        questions = (Question("kind", "What does this file hold?", near), *questions)
    questions = (*questions, *_rivals(scan, guesses, rivals, told))
    found = {guess.field for guess in guesses} | fixed.keys() | {q.name for q in questions}
    missing = Mapping("", chosen, (), dict.fromkeys(found, ""), fixed).missing()
    return Proposal(
        scan, chosen, tuple(guesses), fixed, settled, questions, tuple(missing), start.source if start else ""
    )


def _check(kind: str, said: MapOf[str, str]) -> None:
    unknown = [field for field in said if field not in KINDS[kind].fields]
    if unknown:
        fields = ", ".join(KINDS[kind].fields)
        raise InputError(f"A file of {kind} has no field '{unknown[0]}'.", f"Its fields: {fields}.")


def _guesses(
    kind: str, scan: Scan, said: MapOf[str, str], fixed: MapOf[str, str], *, given: bool
) -> tuple[list[Guess], dict[str, list[Guess]]]:
    """Guess, but what a person said stands; with a published layout nothing else is guessed."""
    sure = {}
    for field, column in said.items():
        at = scan.header.index(column)
        if at < 0 and column != "-":
            raise InputError(f"There is no column '{column}'.", f"There are: {', '.join(scan.header.names)}.")
        sure[field] = at
    guesses, rivals = ([], {}) if given else assign(KINDS[kind], scan.header.names, scan.columns)
    taken = {*sure.values()}
    kept = [g for g in guesses if g.field not in sure and g.field not in fixed and g.column not in taken]
    told = [
        Guess(at, field, 1.0, "as said" if not given else "published layout") for field, at in sure.items() if at >= 0
    ]
    free = {
        field: [g for g in others if g.column not in taken] for field, others in rivals.items() if field not in sure
    }
    return sorted([*told, *kept], key=lambda g: g.column), free


def _rivals(
    scan: Scan, guesses: Sequence[Guess], rivals: MapOf[str, list[Guess]], told: MapOf[str, str]
) -> list[Question]:
    """Ask which of several columns is the field, where they are equally good."""
    del told
    names = scan.header.names
    chosen = {guess.field: guess for guess in guesses}
    found = []
    for field, others in rivals.items():
        if field not in chosen or not others:
            continue
        options = tuple((names[g.column], samples(scan.columns[g.column])) for g in (chosen[field], *others))
        found.append(
            Question(
                f"column.{field}",
                f"Which column is the {field.replace('_', ' ')}?",
                options,
                flag=f'--set "{field}=COLUMN"',
            )
        )
    return found


def samples(look: Looks, most: int = 3, *, masked: bool = False) -> str:
    """Show some values of a column; masked, only their shape (letters as x, digits as 9)."""
    shown = [text for text, _ in look.values[:most]]
    if masked:
        shown = ["".join("x" if c.isalpha() else "9" if c.isdigit() else c for c in text) for text in shown]
    return ", ".join(text if len(text) <= 24 else f"{text[:23]}…" for text in shown)
