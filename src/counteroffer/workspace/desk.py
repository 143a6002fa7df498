"""The workspace: one practice's files, contracts and answers; all that the command line and the web do goes here."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.core.errors import UnknownNameError
from counteroffer.documents.case import CasePaths, Cases, write_case
from counteroffer.documents.context import CaseContext
from counteroffer.documents.gather import SHARED, ask_everyone
from counteroffer.intake.manage import Import, Removed, StoredFile, chosen, list_imports, redo, remove
from counteroffer.intake.run import import_paths
from counteroffer.measure.answer import answer, rows_behind
from counteroffer.measure.completeness import PayerMonths, by_payer
from counteroffer.measure.sure import interval
from counteroffer.price.medicare import practice_locality, practice_medicare
from counteroffer.store.choice import Choice
from counteroffer.store.engine import Engine
from counteroffer.store.home import Home, create_home, open_home, read_practice, write_practice
from counteroffer.store.lake import Lake
from counteroffer.store.profile import read_profile
from counteroffer.workspace import quality
from counteroffer.workspace.arrangements import Arrangements, value
from counteroffer.workspace.cases import write_cases
from counteroffer.workspace.causes import causes_of
from counteroffer.workspace.discover import Discovery
from counteroffer.workspace.discover import discover as find_rates
from counteroffer.workspace.disputes import Disputes, track
from counteroffer.workspace.explaining import explain_line
from counteroffer.workspace.making import Refreshed, refresh
from counteroffer.workspace.matching import Asked, Match, match_asked, match_line
from counteroffer.workspace.measuring import Measures, measures
from counteroffer.workspace.medicare import MedicareImport, import_published, medicare_book
from counteroffer.workspace.members import RosterRead, read_rosters
from counteroffer.workspace.negotiation import Negotiation
from counteroffer.workspace.viewing import show_all, show_view, some_facts

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from counteroffer.core.practice import Practice
    from counteroffer.ingest.fees.edition import Edition
    from counteroffer.intake.report import ImportReport, Progress
    from counteroffer.measure.quality import Quality
    from counteroffer.medicare.book import MedicareBook
    from counteroffer.price.explain import Explanation


class Workspace:
    """One practice's desk: a folder with its profile, contracts and lake.

    Open one with `Workspace.open(folder)`; make one with `Workspace.create(folder, practice)`.
    """

    def __init__(self, home: Home) -> None:
        self.home = home
        self.lake = Lake(home.lake_dir)

    @classmethod
    def create(cls, root: Path | str, practice: Practice | Path) -> Workspace:
        """Make a workspace in an empty or new folder, from a profile or the file of one.

        Raises:
            WorkspaceError: if the folder already is one, or cannot be written.
        """
        return cls(create_home(Path(root), read_profile(practice) if isinstance(practice, Path) else practice))

    @classmethod
    def open(cls, root: Path | str) -> Workspace:
        """Open a workspace.

        Raises:
            WorkspaceError: if the folder is not one.
        """
        return cls(open_home(Path(root)))

    @cached_property
    def practice(self) -> Practice:
        """The practice's profile, as `practice.yaml` says it."""
        return read_practice(self.home)

    def change_practice(self, practice: Practice) -> None:
        """Write the profile anew."""
        write_practice(self.home, practice)
        self.__dict__.pop("practice", None)

    @cached_property
    def medicare(self) -> MedicareBook:
        """Medicare as published: what ships with Counteroffer, and what was imported over it."""
        return medicare_book(self.lake)

    def import_paths(self, paths: Sequence[Path | str], progress: Progress | None = None) -> ImportReport:
        """Import remittance and claim files: folders, zips, gz or files. Known content is passed over.

        Raises:
            InputError: if a path does not exist or holds no file.
            StorageError: if the disk is full; what was stored before stands.
        """
        return import_paths(self.home, [Path(path) for path in paths], progress)

    def import_published(self, paths: Sequence[Path], told: Edition | None = None) -> MedicareImport:
        """Store Medicare files as CMS publishes them; the same release of a year is replaced, others stay beside it.

        Raises:
            InputError: if a path is not there, or nothing in it can be read.
        """
        done = import_published(self.lake, paths, told)
        self.__dict__.pop("medicare", None)
        return done

    def imports(self) -> list[Import]:
        """List what was imported, the newest first."""
        return list_imports(self.lake)

    def imported(self, wanted: Sequence[str]) -> tuple[StoredFile, ...]:
        """Find imported files by ids of imports, `last`, names, paths, or beginnings of a SHA-256.

        Raises:
            UnknownNameError: if one of them means nothing.
        """
        return chosen(self.lake, wanted)

    def remove_imported(self, files: Sequence[StoredFile]) -> Removed:
        """Take imported files out with all that was read from them.

        Raises:
            StorageError: if the disk refuses; then all of it is still there.
        """
        return remove(self.home, files)

    def redo_imported(self, files: Sequence[StoredFile], progress: Progress | None = None) -> ImportReport:
        """Read imported files anew by today's rules; one that is gone or changed keeps its rows and is named.

        Raises:
            StorageError: if the disk is full; files replaced before stand.
        """
        return redo(self.home, files, progress)

    def locality_sentence(self) -> str:
        """Say in a sentence which Medicare locality the practice is in."""
        locality = practice_locality(self.medicare, self.practice)
        if not locality:
            return "Its Medicare locality is not known: give the ZIP (or the locality) in practice.yaml."
        return f"Medicare locality: {locality} ({self.medicare.locality_name(locality) or 'name not known'})."

    def medicare_fees(self, code: str, year: int | None = None) -> pa.Table:
        """Give what Medicare allows for a code in the practice's locality: year, code, modifier, setting, amount."""
        rows = practice_medicare(self.medicare, self.practice)
        wanted = year if year is not None else max(self.medicare.years, default=0)
        return rows.filter(pc.and_(pc.equal(rows["code"], code), pc.equal(rows["year"], wanted)))

    def terms(self) -> pa.Table:
        """Give the terms of every contract version, as compiled."""
        return self._read("terms")

    def clauses(self) -> pa.Table:
        """Give what every contract version says beside its rates (`core.tables.CLAUSES`)."""
        return self._read("clauses")

    def worth(self) -> pa.Table:
        """Rank the payers by what is worth negotiating first (the view `worth`)."""
        return self.view("worth")

    def refresh(self, *, force: bool = False, engine: str | None = None, spark_url: str | None = None) -> Refreshed:
        """Make the final lines, the rate books and the prices anew if files, contracts or the profile changed.

        `engine` is `duckdb` or `spark`, `spark_url` where Spark runs (docs/engines.md); both give the same prices.

        Raises:
            EngineError: if that engine cannot be used here.
        """
        made = refresh(self, force=force, choice=Choice.of(engine, spark_url))
        if made.changed:
            track(self)
        return made

    def engine(self, versions: dict[str, int] | None = None, *, current: bool = True) -> Engine:
        """Open the tables for questions; `versions` pins older ones, `current` first refreshes what is stale."""
        if current and versions is None:
            self.refresh()
        return Engine(self.lake, versions)

    def facts(self, engine: Engine, columns: Collection[str] = ()) -> ibis.Table:
        """Every final line beside its price, computed once: the one table all measures are asked of.

        `columns` are those that are wanted (and `measure.reads.ALWAYS`); default: all. Few are made much faster.
        """
        return some_facts(self, engine, columns)

    def underpayments(self, payer: str = "") -> pa.Table:
        """Give what was paid otherwise than the contracts say, by payer, cause and code (`variances_by_cause`).

        Raises:
            UnknownNameError: if no payer is called so.
        """
        return self.view("variances_by_cause", payer)

    def variances(self) -> pa.Table:
        """Give every line that was paid otherwise than its contract says, with its cause (`core.tables.VARIANCES`)."""
        with self.engine() as engine:
            return engine.arrow(causes_of(self, engine).order_by("line_id"))

    def disputes(self) -> Disputes:
        """Give the disputes: open batches, work on them, export them, and see what came back."""
        return Disputes(self)

    def negotiation(self, payer: str) -> Negotiation:
        """Give the negotiation with a payer, opened or not: scenarios, offers, the mandate.

        Raises:
            UnknownNameError: if no payer is called so.
        """
        return Negotiation(self, payer)

    def answer(self, metric: str, by: Sequence[str] = (), payer: str = "", *, complete: bool = False) -> pa.Table:
        """Answer one metric, cut by any columns of the facts; with `complete`, of complete months of service only.

        Returns:
            One row per cut: the `by` columns, `n` (sample size), `value`, and `withheld`: why it is not shown (fewer
            rows than the profile's `minimum_n`), empty where it is.

        Raises:
            UnknownNameError: if no metric, column or payer is called so.
        """
        least = self.practice.minimum_n
        with self.engine() as engine:
            every = self.facts(engine)
            some = self._of_payer(every, payer)
            return answer(metric, some, by=by, whole=every, complete=complete, minimum_n=least)

    def interval(self, metric: str, by: Sequence[str] = (), payer: str = "", *, complete: bool = False) -> pa.Table:
        """Give the 95% interval of a metric, cut the same way (`measure.sure`).

        Raises:
            UnknownNameError: if no metric, column or payer is called so.
        """
        with self.engine() as engine:
            return interval(metric, self._of_payer(self.facts(engine), payer), by=by, complete=complete)

    def rows_behind(self, metric: str, payer: str = "", *, complete: bool = False) -> pa.Table:
        """Give the lines behind a metric, each with the file and segment it came from."""
        with self.engine() as engine:
            return engine.arrow(rows_behind(metric, self._of_payer(self.facts(engine), payer), complete=complete))

    def view(self, name: str, payer: str = "", said: Mapping[str, str] | None = None) -> pa.Table:
        """Compute a view (`counteroffer view`), of one payer or all, with its options as text: option -> value.

        Raises:
            UnknownNameError: if no view, option or payer is called so.
            InputError: if an option's value cannot be read.
        """
        return show_view(self, name, payer, said or {})

    def measures(self, told: Callable[[int, int], None] | None = None) -> Measures:
        """Compute every metric, of the practice and of each payer, and every view with its defaults.

        `told` hears how many of how many views are there.
        """
        return measures(self, told)

    def quality(self, payer: str = "", deposits: Path | None = None, *, thorough: bool = True) -> Quality:
        """Check the data (docs/quality.md); not `thorough` leaves out what has to look into the files again.

        Raises:
            UnknownNameError: if no payer is called so.
            InputError: if the list of deposits cannot be read.
        """
        return quality.report(self, payer, deposits, thorough=thorough)

    def completeness(self) -> list[PayerMonths]:
        """Say of every payer through which month of service its answers have arrived (docs/quality.md)."""
        return by_payer(self._read("completeness"))

    def payers(self) -> list[str]:
        """Name the payers, the one with the largest allowed amount first."""
        with self.engine() as engine:
            lines = engine.table("lines")
            sums = lines.group_by("payer").agg(allowed=lines.allowed.sum().fill_null(0))
            ordered = sums.order_by([ibis.desc("allowed"), "payer"])
            return [str(p) for p in engine.arrow(ordered)["payer"].to_pylist()]

    def payer(self, name: str) -> str:
        """Find a payer by its name or the beginning of it, whatever the capitals.

        Raises:
            UnknownNameError: if none or several fit; the message lists them.
        """
        known = self.payers()
        if name in known:
            return name
        fitting = [p for p in known if p.casefold().startswith(name.casefold())]
        if len(fitting) == 1:
            return fitting[0]
        said = ", ".join(fitting or known) or "none yet: import files first"
        raise UnknownNameError(f"No single payer is called '{name}'.", f"There are: {said}.")

    def case(self, payer: str, out: Path | None = None) -> CasePaths:
        """Write the business case for one payer: report, workbook and the rows behind every figure.

        Raises:
            UnknownNameError: if no payer is called so.
        """
        name = self.payer(payer)
        with self.engine() as engine:
            made = self.facts(engine)
            everyone = ask_everyone(made, show_all(self, engine, made, SHARED))
            return write_case(made, name, self._context(engine), out or self.home.reports_dir, everyone)

    def cases(self, out: Path | None = None) -> Cases:
        """Write every payer's case, the page that ranks the payers, and the business case of the whole practice."""
        names = self.payers()
        with self.engine() as engine:
            return write_cases(self, engine, names, self._context(engine), out or self.home.reports_dir)

    def explain(self, claim: str, line: int) -> Explanation:
        """Say step by step why a claim's line was priced as it was, at its primary payer.

        Raises:
            UnknownNameError: if there is no such line.
        """
        return explain_line(self, claim, line)

    def match(self, claim: str, line: int) -> Match:
        """Tell every contract version and term that could reach a line, which won, and why each other lost.

        Raises:
            UnknownNameError: if there is no such line.
        """
        return match_line(self, claim, line)

    def match_asked(self, asked: Asked) -> Match:
        """Tell the same of a line that does not exist."""
        return match_asked(self, asked)

    def discover(self, payer: str) -> Discovery:
        """Recover what a payer really pays from its remittances, and hold it against its contract.

        Raises:
            UnknownNameError: if no line is of such a payer.
            InputError: if no line of the payer was paid.
        """
        return find_rates(self, payer)

    def arrangements(self, payer: str = "", until: str = "", *, draws: int = 0, seed: int = 1) -> Arrangements:
        """Value the arrangements of the contracts in force (docs/arrangements.md) on twelve months.

        `until` is their last month, such as 2025-12; with `draws`, so many totals are drawn from what is uncertain.

        Raises:
            UnknownNameError: if no contract is with such a payer.
            InputError: if `until` is no month.
        """
        return value(self, payer, until, draws=draws, seed=seed)

    def read_rosters(self, roster: str, paths: Sequence[Path]) -> list[RosterRead]:
        """Read files of a roster of members, pseudonymised; a later file corrects the months that it tells of.

        Raises:
            InputError: if a file cannot be read; those before it are stored.
        """
        return read_rosters(self, roster, paths)

    def findings(self) -> pa.Table:
        """Give all findings: from imports, matching and contracts."""
        return self._read("findings")

    def _read(self, name: str) -> pa.Table:
        with self.engine() as engine:
            return engine.arrow(engine.table(name))

    def _of_payer(self, every: ibis.Table, payer: str) -> ibis.Table:
        return every.filter(every.payer == self.payer(payer)) if payer else every

    def _context(self, engine: Engine) -> CaseContext:
        return CaseContext.of(
            practice=self.practice,
            terms=engine.arrow(engine.table("terms")),
            findings=engine.arrow(engine.table("findings")),
            files=engine.arrow(engine.table("files")),
            versions=engine.versions,
        )
