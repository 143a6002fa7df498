"""Contracts drafted from paper: a fee sheet, an agreement, or a folder of both, into the workspace's `drafts/`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

from counteroffer.contracts.fees import fees_text
from counteroffer.core.errors import InputError
from counteroffer.core.practice import Practice
from counteroffer.discover.published import candidates
from counteroffer.drafting import fee_pages, sheet
from counteroffer.drafting.agreement import Reading, read_agreement, settled
from counteroffer.drafting.proposals import CONTRACT, TERM, Left, Proposal
from counteroffer.drafting.writing import Paper, yaml
from counteroffer.ingest.agreements.pages import read_text
from counteroffer.ingest.fees.cells import BOOK_HEADS
from counteroffer.ingest.fees.pages import read_pages
from counteroffer.ingest.fees.schedule import Asked, Schedule, read_schedule, schedule_of
from counteroffer.medicare.book import MedicareBook, shipped
from counteroffer.price.medicare import practice_locality
from counteroffer.workspace.checking import check_contract
from counteroffer.workspace.fees import known_codes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from counteroffer.core.findings import Finding
    from counteroffer.ingest.agreements.pages import TextPage
    from counteroffer.ingest.fees.schedule import ScheduleRow
    from counteroffer.workspace.desk import Workspace

ENDINGS = (".pdf", ".docx", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv")
SHEET = 0.6
"""A paper with this share of lines being a code and an amount is a fee sheet, not an agreement."""


@attrs.frozen
class Said:
    """What a person says of a paper beforehand; empty where nothing.

    Attributes:
        payer, name, since: the contract's payer, its name and its first day.
    """

    payer: str = ""
    name: str = ""
    since: str = ""


@attrs.frozen
class Drafted:
    """A contract drafted from paper, not written yet.

    Attributes:
        paper: its proposals, and what was not understood.
        schedules: file name -> rows of each fee schedule that was found.
        findings: what was mended in the fee schedules, or is in doubt.
        pages, sentences: how much was read of agreements.
    """

    paper: Paper
    schedules: dict[str, tuple[ScheduleRow, ...]]
    findings: tuple[Finding, ...]
    pages: int
    sentences: int


def draft(path: Path, said: Said | None = None, desk: Workspace | None = None) -> Drafted:
    """Draft a contract from a fee sheet, an agreement, or a folder of them.

    Args:
        path: XLSX, XLS, ODS, CSV, TSV, PDF, DOCX or TXT; or a folder of such files, which make one contract together.
        said: payer, name and first day, where a person says them.
        desk: the workspace, for its Medicare files and its place; without one what ships is taken.

    Raises:
        InputError: if a file cannot be read, or nothing in it is about what services pay.
    """
    told = said or Said()
    files = _files(path)
    name = told.name or _slug(path.stem if path.is_file() else path.name)
    drafting = _Drafting(desk, name)
    for file in files:
        drafting.read(file)
    return drafting.finish(path, told)


def save(made: Drafted, out: Path, *, force: bool = False) -> list[Path]:
    """Write the YAML and the fee schedules beside it.

    Raises:
        InputError: if one of the files is there already and `force` is not given.
    """
    paths = [out, *(out.parent / name for name in made.schedules)]
    for path in paths:
        if path.exists() and not force:
            raise InputError(f"{path} is there already.", "Choose another with --out, or replace it with --force.")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(yaml(made.paper), encoding="utf-8")
    for name, rows in made.schedules.items():
        text = fees_text((row.code, row.modifier, row.setting, row.amount) for row in rows)
        (out.parent / name).write_text(text, encoding="utf-8")
    return paths


def check(out: Path, desk: Workspace | None) -> list[Finding]:
    """Check a written draft as `contract check` does."""
    return check_contract(out, desk)[1]


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise InputError(f"There is no file {path}.", "Name a fee sheet, an agreement, or a folder of them.")
    if path.is_file():
        return [path]
    files = sorted(
        file for file in path.iterdir() if file.suffix.lower() in ENDINGS and not file.name.startswith((".", "~"))
    )
    if not files:
        raise InputError(f"{path} has no file that can be read.", f"There should be one of: {', '.join(ENDINGS)}.")
    return files


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "contract"


class _Drafting:
    """Files on their way to one contract."""

    def __init__(self, desk: Workspace | None, name: str) -> None:
        self.book: MedicareBook = desk.medicare if desk else shipped()
        practice = desk.practice if desk else Practice(name="")
        self.locality = practice_locality(self.book, practice) if practice.zip or practice.locality else ""
        self.known = known_codes(self.book)
        self.name = name
        self.proposals: list[Proposal] = []
        self.left: list[Left] = []
        self.schedules: dict[str, tuple[ScheduleRow, ...]] = {}
        self.findings: list[Finding] = []
        self.unread: list[int] = []
        self.titles: dict[str, str] = {}
        self.pages = self.sentences = 0

    def read(self, file: Path) -> None:
        """Read one file, as what it is."""
        if not file.read_bytes()[:4096].strip():
            raise InputError(f"{file} is empty.", "Ask for it again, or look whether it was copied whole.")
        if _is_workbook(file):
            self._sheet(file, read_schedule(file, known=self.known))
            return
        pages = read_text(file)
        if fee_pages.share_of_rows(pages) >= SHEET or file.suffix.lower() in (".csv", ".tsv"):
            docx = file.suffix.lower() == ".docx"
            self._sheet(
                file,
                self._tables(file, pages, [p.number for p in pages]) if docx else read_schedule(file, known=self.known),
            )
            return
        self._agreement(file, pages)

    def finish(self, path: Path, told: Said) -> Drafted:
        """Put together what all files say."""
        named = [Proposal(CONTRACT, f"The {key} is {value}", {key: value}, confidence=100, check=("you said so",))
                 for key, value in (("payer", told.payer), ("since", told.since)) if value]  # fmt: skip
        for target, title in self.titles.items():
            filled = _filled(self.proposals, [title], target)
            if filled != self.proposals:  # the agreement's own term names it, so the sheet needs none
                self.proposals = [one for one in filled if one.keys != {"pays": {"fee_schedule": target}}]
        keys = {key for one in named for key in one.keys}
        others = [one for one in self.proposals if not (one.kind == CONTRACT and keys & set(one.keys))]
        paper = Paper(
            path.name, self.name, tuple(settled([*named, *others])), tuple(self.left), unread=tuple(self.unread)
        )
        return Drafted(paper, self.schedules, tuple(self.findings), self.pages, self.sentences)

    def _sheet(self, file: Path, schedule: Schedule) -> None:
        self.findings += schedule.findings
        if not schedule.rows:
            first = next(iter(schedule.findings), None)
            says = first.says if first else f"{file} has no row with a code and an amount."
            raise InputError(says, first.mend if first else "Look at it with `counteroffer fees read`.")
        target = f"{self.name}.csv" if not self.schedules else f"{self.name}-{_slug(file.stem)}.csv"
        self.schedules[target] = schedule.rows
        explained = sheet.evidence(
            schedule.rows, candidates(self.book, self.locality), candidates(self.book, self.locality, everywhere=True)
        )
        made = list(sheet.proposals(schedule.rows, target, explained))
        self.titles[target] = _slug(file.stem)
        self.proposals += made
        self.proposals += _frame(schedule, _above(file))

    def _agreement(self, file: Path, pages: tuple[TextPage, ...]) -> None:
        numbers = fee_pages.fee_pages(pages)
        names = {row["name"].lower(): row["locality"] for row in self.book.localities.to_pylist() if row["name"]}
        reading = read_agreement(fee_pages.without_fees(pages, numbers), names)
        if not numbers and not _is_about_pay(reading):
            says = (
                f"{file} is no agreement about pay: none of its {reading.sentences:,} sentences says what services pay."
            )
            raise InputError(says, "Name the paper with the rates: often an exhibit or a fee schedule of its own.")
        self.pages += len(pages)
        self.sentences += reading.sentences
        self.proposals += reading.proposals
        self.left += reading.left
        self.unread += reading.unread
        if numbers:
            self._exhibits(file, pages, numbers)

    def _exhibits(self, file: Path, pages: tuple[TextPage, ...], numbers: Sequence[int]) -> None:
        """Read the fee tables that stand in the agreement itself."""
        schedule = self._tables(file, pages, numbers)
        self.findings += schedule.findings
        if not schedule.rows:
            return
        target = f"{self.name}.csv" if not self.schedules else f"{self.name}-{_slug(file.stem)}.csv"
        self.schedules[target] = schedule.rows
        titles = list(dict.fromkeys(map(_slug, fee_pages.titles(pages, numbers))))
        self.proposals = _filled(self.proposals, titles, target)
        if not any(target in str(one.keys) for one in self.proposals):
            made = next(sheet.proposals(schedule.rows, target, ()))
            self.proposals.append(attrs.evolve(made, page=numbers[0], section=titles[0] if titles else ""))

    def _tables(self, file: Path, pages: tuple[TextPage, ...], numbers: Sequence[int]) -> Schedule:
        if file.read_bytes()[:5] == b"%PDF-":
            made = read_schedule(file, Asked(pages=",".join(map(str, numbers))), self.known)
            rows = sum(map(fee_pages.is_fee_row, (line for page in pages for line in page.lines)))
            if len(made.rows) >= rows:
                return made
            # a table that goes on without its heading, on a page with prose: its lines tell more than its columns
            lines = schedule_of(str(file), fee_pages.cells_of(pages, numbers), known=self.known)
            return lines if len(lines.rows) > len(made.rows) else made
        return schedule_of(str(file), fee_pages.cells_of(pages, numbers), known=self.known)


def _is_workbook(file: Path) -> bool:
    return (
        file.suffix.lower() != ".docx"
        and file.read_bytes()[:4].startswith(BOOK_HEADS)
        and file.suffix.lower() != ".doc"
    )


def _is_about_pay(reading: Reading) -> bool:
    return any(one.kind != CONTRACT or "lesser_of_charges" in one.keys for one in reading.proposals) or any(
        not one.what for one in reading.left
    )


def _filled(made: Iterable[Proposal], titles: Sequence[str], target: str) -> list[Proposal]:
    """Name a fee schedule in the terms that speak of its exhibit."""
    found = []
    for one in made:
        pays = one.keys.get("pays")
        named = (
            one.kind == TERM
            and pays == {"by_hand": True}
            and any(re.search(rf"\b{re.escape(t)}\b", _slug(one.says)) for t in titles if t)
        )
        if named:
            check_ = f"the fees are in {target}: read from the exhibit that has this name"
            found.append(
                attrs.evolve(
                    one, keys=dict(one.keys) | {"pays": {"fee_schedule": target}}, confidence=85, check=(check_,)
                )
            )
        else:
            found.append(one)
    return found


def _frame(schedule: Schedule, above: Sequence[str]) -> list[Proposal]:
    """Propose the payer and first day that a fee sheet says of itself."""
    made = []
    since = sheet.since_in([*(f"effective {text}" for text in schedule.dates[:1]), *above])
    if since is not None:
        made.append(
            Proposal(
                CONTRACT,
                f"It holds from {since}",
                {"since": since.isoformat()},
                confidence=75,
                check=("as the sheet says",),
            )
        )
    payer = sheet.payer_in(above)
    if payer:
        made.append(
            Proposal(
                CONTRACT, f"The payer is {payer}", {"payer": payer}, confidence=60, check=("from the sheet's title",)
            )
        )
    return made


def _above(file: Path) -> list[str]:
    """Give the first lines of a sheet as texts."""
    if file.suffix.lower() == ".docx":
        return [line for page in read_text(file)[:1] for line in page.lines[:12]]
    if file.read_bytes()[:5] == b"%PDF-":
        return [line for page in read_text(file)[:1] for line in page.lines[:12]]
    return [" ".join(filter(None, row)) for page in read_pages(file) for row in page.rows[:10]]
