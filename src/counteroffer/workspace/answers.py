"""What a practice wrote down about leaving a payer: `negotiations/PAYER/walkaway.yaml`, read and written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from counteroffer.contracts.faults import Faults
from counteroffer.core.errors import InputError
from counteroffer.core.plain import read_plain
from counteroffer.negotiate.draws import SHAPES, TRIANGULAR
from counteroffer.negotiate.questions import OTHERS, QUESTIONS, Answer
from counteroffer.negotiate.ranges import read_range, write_range
from counteroffer.store.disk import storing, write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from counteroffer.contracts.faults import At
    from counteroffer.core.plain import Plain

SHAPE = "shape"

FILE = "walkaway.yaml"


def read_answers(path: Path) -> tuple[dict[str, Answer | None], str]:
    """Read the answers, and the shape of the draws; without a file, none.

    An answer of None is the word `others`, which stands for what other payers allow.

    Raises:
        InputError: if the file has faults; the message lists all of them with their lines.
    """
    if not path.is_file():
        return {}, TRIANGULAR
    try:
        document = read_plain(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError(f"{path} cannot be read.", "Check that it is text and may be read.") from fault
    faults = Faults(path, document)
    said = faults.mapping(document.value, (), (*QUESTIONS, SHAPE), "The file") if not document.faults else {}
    found = {name: _answer(faults, name, said[name]) for name in QUESTIONS if name in said}
    shape = faults.text(said.get(SHAPE), (SHAPE,), "The shape") or TRIANGULAR
    if shape not in SHAPES:
        faults.note("value", (SHAPE,), f"There is no shape '{shape}'.", f"Write one of {', '.join(SHAPES)}.")
    wrong = [f"line {one.line}: {one.says}" for one in document.faults]
    wrong += [f"line {one.segment}: {one.says} {one.mend}" for one in faults.found]
    if wrong:
        raise InputError(f"{path} has faults: " + " ".join(wrong), "Mend them, or take the lines out.")
    return found, shape


def _answer(faults: Faults, name: str, value: Plain) -> Answer | None:
    question, at = QUESTIONS[name], (name,)
    text, source = value, f"{FILE}, line {faults.document.line(at)}"
    if isinstance(value, dict):
        said = faults.mapping(value, at, ("is", "said_by"), f"'{name}'")
        text = said.get("is", "")
        by = faults.text(said.get("said_by"), (name, "said_by"), "Who said it")
        source = f"{FILE}: {by}" if by else source
    if name == "backfill_rate" and text == OTHERS:
        return None
    where: At = (name, "is") if isinstance(value, dict) else at
    mend = f"Write one value or low-likely-high, such as {question.example}."
    read = faults.typed(lambda said: read_range(said, question.unit), text, where, mend)
    return Answer(read, source) if read is not None else None


def write_answers(path: Path, answers: Mapping[str, Answer | None], shape: str) -> None:
    """Write answers, each with its question and who said it (the source, unless it is only a place in the old file).

    Raises:
        StorageError: if the disk refuses; then the old file stands.
    """
    lines = ["# What leaving would rest on. One value, or low-likely-high; docs/walkaway.md says what each means."]
    for name, question in QUESTIONS.items():
        if name not in answers:
            continue
        answer = answers[name]
        text = OTHERS if answer is None else write_range(answer.said, question.unit)
        source = answer.source if answer else ""
        by = "" if source.startswith(f"{FILE}, line") else source.removeprefix(f"{FILE}: ")
        value = f"{{is: {text}, said_by: {json.dumps(by, ensure_ascii=False)}}}" if by else text
        lines.append(f"{name}: {value}  # {question.title}")
    lines.append(f"{SHAPE}: {shape}  # of the draws: {' or '.join(SHAPES)}")
    with storing(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, ("\n".join(lines) + "\n").encode())
