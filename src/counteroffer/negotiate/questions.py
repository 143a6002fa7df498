"""What is asked before the walk-away point can be known: questions, answers with who gave them, and what is missing."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from counteroffer.core.errors import InputError
from counteroffer.core.plain import read_plain
from counteroffer.negotiate.ranges import CENTS, NUMBER, SHARE, Range, read_range
from counteroffer.negotiate.uncertain import NAMES, Uncertain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

SHELF = Path(__file__).parents[1] / "shelf" / "playbook" / "priors.yaml"

OTHERS = "others"
"""The answer to `backfill_rate` that takes what the practice's other payers allow per visit."""


@attrs.frozen
class Question:
    """One question.

    Attributes:
        name: as `walkaway.yaml` and the options of the command name it.
        title: the question.
        unit: what its range is of (`ranges`).
        example: an answer.
        otherwise: what counts without an answer; empty: it has to be answered.
    """

    name: str
    title: str
    unit: str
    example: str
    otherwise: str = ""


QUESTIONS = {
    one.name: one
    for one in (
        Question("visits", "visits a year with the payer", NUMBER, "4000"),
        Question("rate", "allowed per visit now", CENTS, "105.00"),
        Question("cost", "variable cost per visit: what one visit more costs you", CENTS, "45.00"),
        Question("retention", "visits that would stay with you out of network", SHARE, "20-35-60%"),
        Question("out_of_network", "collected per visit out of network", CENTS, "85-98-105"),
        Question("backfill", "freed visits that other patients would take, in the end", SHARE, "30-50-80%"),
        Question(
            "backfill_rate", "collected per visit of those (`others`: what your other payers allow)", CENTS, "120.00"
        ),
        Question("one_off", "what leaving costs once: letters, staff, counsel", CENTS, "12000"),
        Question("ramp", "months until the freed visits are taken", NUMBER, "2-4-9", "at once"),
        Question("contamination", "part of `referred` that would be lost", SHARE, "0-5-15%", "none"),
        Question(
            "referred", "contribution a year of other payers' patients whom the leavers send", CENTS, "250000", "none"
        ),
        Question("payer_days", "days from visit to the payer's money", NUMBER, "30"),
        Question(
            "out_of_network_days", "days from visit to money out of network", NUMBER, "45", "the payer's own days"
        ),
        Question(
            "backfill_days", "days from visit to money of backfilled visits", NUMBER, "30", "the payer's own days"
        ),
        Question("tail_share", "part of the visits that goes on at the old rate after the end", SHARE, "10%", "none"),
        Question("tail_days", "days for which it does", NUMBER, "60", "as the contract says"),
    )
}
"""Every question, in the order in which they are asked."""

ALONE = ("payer_days", "out_of_network_days", "backfill_days", "tail_share", "tail_days")
"""Questions about the cash only: their likely value is used, the yearly figures rest on none of them."""


@attrs.frozen
class Answer:
    """An answer.

    Attributes:
        said: the range.
        source: where it is from, or who said it.
    """

    said: Range
    source: str


@cache
def priors() -> dict[str, dict[str, Any]]:
    """Read what others found (once): question -> what it says, its source."""
    value: Any = read_plain(SHELF.read_text(encoding="utf-8")).value
    return dict(value)


def answered(name: str, text: str, source: str) -> Answer:
    """Read an answer.

    Raises:
        KeyError: if there is no such question.
        InputError: if it cannot be read; the message has an example.
    """
    question = QUESTIONS[name]
    try:
        return Answer(read_range(text, question.unit), source)
    except ValueError as fault:
        raise InputError(f"{name}: {fault}.", f"Write one value or low-likely-high, such as {question.example}.") from (
            fault
        )


def missing(answers: Mapping[str, Answer]) -> list[Question]:
    """Name the questions that have to be answered and are not; losing a part of something asks what it is part of."""
    found = [one for one in QUESTIONS.values() if not one.otherwise and one.name not in answers]
    for part, whole in (("contamination", "referred"), ("tail_share", "tail_days")):
        if part in answers and answers[part].said.high and whole not in answers:
            found.append(QUESTIONS[whole])
    return found


def refuse_missing(payer: str, file: Path, answers: Mapping[str, Answer], hints: Mapping[str, str]) -> None:
    """Say all that is missing at once.

    Args:
        payer: the payer.
        file: where answers are kept.
        answers: what is known.
        hints: question -> what the practice's own figures say about it.

    Raises:
        InputError: if something is; it lists each question with an example, what is known of it, and what others found.
    """
    asked = missing(answers)
    if not asked:
        return
    lines = [_asked(one, hints.get(one.name, "")) for one in asked]
    options = " ".join(f"--{one.name.replace('_', '-')} {one.example}" for one in asked)
    count = "an answer is" if len(asked) == 1 else f"{len(asked)} answers are"
    raise InputError(
        f"To know what leaving {payer} would bring, {count} missing:\n" + "\n".join(lines),
        f"Give them as options ({options}; --save keeps them), or write them into {file}.",
    )


def _asked(one: Question, hint: str) -> str:
    prior = priors().get(one.name)
    found = f" Others found: {prior['says']} ({prior['source']['page']}, {prior['source']['status']})" if prior else ""
    return f"  {one.name}: {one.title}, such as {one.example}.{f' {hint}' if hint else ''}{found}"


def uncertain(answers: Mapping[str, Answer]) -> Uncertain:
    """Put the answers together; `missing` has to be empty."""
    return Uncertain(**{name: answers[name].said for name in NAMES if name in answers})


def likely(answers: Mapping[str, Answer], name: str, otherwise: Fraction) -> Fraction:
    """Give the likely value of an answer, or what counts without one."""
    return answers[name].said.likely if name in answers else otherwise
