"""What is made from files, contracts and the profile: final lines, rate books, prices; and when it is stale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.contracts.clauses import clause_rows
from counteroffer.contracts.compiled import NAMES, Compiled
from counteroffer.contracts.ratebook import compile_contract
from counteroffer.contracts.rule_terms import PractitionerRule
from counteroffer.core import tables
from counteroffer.core.findings import WARNING, Finding
from counteroffer.core.hours import Hours
from counteroffer.match.authorizations import authorizations
from counteroffer.match.families import read_families
from counteroffer.match.lines import final_lines, match_findings, payer_movements
from counteroffer.match.submitted import payer_map
from counteroffer.measure.completeness import completeness
from counteroffer.price.parts import priced, queries
from counteroffer.store.choice import SPARK, Choice
from counteroffer.store.engine import Engine
from counteroffer.store.spark_session import check
from counteroffer.workspace import stale
from counteroffer.workspace.adoption import adopt_first, pending_findings
from counteroffer.workspace.agreed import by_site, current_contracts, given
from counteroffer.workspace.canaries import canary_findings
from counteroffer.workspace.on_spark import by_payer, tolerances, write_prices

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import ibis

    from counteroffer.contracts.terms import Contract
    from counteroffer.core.practice import Practice
    from counteroffer.match.payers import PayerNames
    from counteroffer.store.lake import Write
    from counteroffer.workspace.desk import Workspace

CONTRACT, DOCUMENT, MATCH = "contract", "document", "match"
"""Who finds faults in a refresh: the contracts that price, the documents and examples as they are edited, matching."""


@attrs.frozen
class Refreshed:
    """What a refresh made.

    Attributes:
        changed: false when everything was up to date and nothing was done.
        lines: final service lines.
        priced: lines with an expected allowed amount.
        contracts: contract versions compiled.
        findings: faults found while matching and in the contracts (import findings not counted).
        adopted: contract documents adopted as the first of the workspace, by this refresh.
    """

    changed: bool
    lines: int = 0
    priced: int = 0
    contracts: int = 0
    findings: tuple[Finding, ...] = ()
    adopted: tuple[str, ...] = ()


def refresh(desk: Workspace, *, force: bool, choice: Choice) -> Refreshed:
    """Make anew what rests on what has changed: the final lines, the rate books and prices, or only findings."""
    first = adopt_first(desk.home)
    before, now = {} if force else stale.recorded(desk), stale.mark(desk)
    changed = stale.changed(desk, now, before)
    if not changed:
        return Refreshed(changed=False)
    priced_anew = changed != {stale.EDITED}
    if choice.engine == SPARK and priced_anew:
        check(choice.url)  # matching takes minutes
    with desk.lake.writing() as write:
        with Engine(desk.lake) as engine:
            contracts, names, faults = current_contracts(desk)
            now[stale.MATCHED] = stale.matched(desk, names)
            made = _Making(desk, engine, write)
            made.matched(names, anew=now[stale.MATCHED] != before.get(stale.MATCHED))
            if priced_anew:
                made.priced(contracts, faults, choice)
            made.judged(contracts)
            done = made.done(len(contracts), tuple(first.changed) if first else ())
        write.commit()
    stale.record(desk, now)
    return done


class _Making:
    """One refresh, step by step: what a step does not make stays as it was made before."""

    def __init__(self, desk: Workspace, engine: Engine, write: Write) -> None:
        self._desk, self._engine, self._write = desk, engine, write
        self._lines = engine.table("lines")
        self._found: dict[str, Sequence[Finding]] = {}
        self._priced: int | None = None

    def matched(self, names: PayerNames, *, anew: bool) -> None:
        """Make the final lines, the requests and the movements; or take the lines that are there."""
        desk, engine, write = self._desk, self._engine, self._write
        if not anew:
            return
        if not any(write.files(table.name) for table in tables.OF_FILES):  # building the questions takes seconds
            for table in (tables.LINES, tables.AUTHORIZATIONS, tables.MOVEMENTS, tables.COMPLETENESS):
                write.replace(table.name, table.empty())
            self._lines, self._found[MATCH] = self._lines.limit(0), ()
            return
        self._lines = lines = engine.keep(final_lines(engine, names))
        write.replace("lines", lines.to_pyarrow_batches())
        hours, families = Hours.of(desk.practice.business_hours), read_families(desk.home.families_file)
        write.replace("authorizations", authorizations(engine, names, lines, families, hours))
        write.replace("movements", engine.arrow(payer_movements(engine, names)))
        payments = engine.table("remits").join(payer_map(engine, names), ["payer_name", "payer_id"])
        write.replace("completeness", completeness(lines, payments))
        self._found[MATCH] = match_findings(engine, names)

    def priced(self, contracts: Sequence[Contract], faults: Sequence[Finding], choice: Choice) -> None:
        """Make the rate books and price every line by them."""
        desk, engine, write = self._desk, self._engine, self._write
        lines = self._lines
        billed = engine.arrow(lines.select("billed_code").distinct())["billed_code"].to_pylist()
        books = [compile_contract(contract, desk.medicare, desk.practice, billed) for contract in contracts]
        compiled = Compiled.of(books)
        for name in NAMES:
            write.replace(name, getattr(compiled, name))
        said = [row for contract in contracts for row in clause_rows(contract)]
        write.replace("clauses", pa.Table.from_pylist(said, schema=tables.CLAUSES.schema))
        if choice.engine == SPARK:
            self._priced = write_prices(desk, write, choice.url, compiled.said, by_site=by_site(compiled.rates))
        else:
            prices = _Prices(desk, engine, lines, compiled)
            write.replace("priced", pa.RecordBatchReader.from_batches(tables.PRICED.schema, prices.batches()))
            self._priced = prices.found
        found = [*faults, *(fault for book in books for fault in book.findings), *_unlisted(desk.practice, contracts)]
        self._found[CONTRACT] = found

    def judged(self, contracts: Sequence[Contract]) -> None:
        """Hold the examples worked by hand against the prices, and name the documents that wait."""
        self._found[DOCUMENT] = [*canary_findings(self._desk, contracts), *pending_findings(self._desk.home)]

    def done(self, contracts: int, adopted: tuple[str, ...]) -> Refreshed:
        """Write all findings, those of the steps that were not made among them, and say what was made."""
        stored = self._engine.table("findings")
        kept = self._engine.arrow(stored.filter(~stored.stage.isin(list(self._found)))).cast(tables.FINDINGS.schema)
        stages = self._found.items()
        rows = [{"stage": stage, **attrs.asdict(found)} for stage, every in stages for found in every]
        whole = pa.concat_tables([kept, pa.Table.from_pylist(rows, schema=tables.FINDINGS.schema)])
        self._write.replace("findings", whole)
        every = {stage: self._found.get(stage) or _told(kept, stage) for stage in (CONTRACT, DOCUMENT, MATCH)}
        priced = self._engine.table("priced").expected.count()
        return Refreshed(
            changed=True,
            lines=int(self._lines.count().execute()),
            priced=int(priced.execute()) if self._priced is None else self._priced,
            contracts=contracts,
            findings=tuple(found for some in every.values() for found in some),
            adopted=adopted,
        )


class _Prices:
    """The prices of all lines, made some payers at a time; `found` counts those that have one."""

    def __init__(self, desk: Workspace, engine: Engine, lines: ibis.Table, compiled: Compiled) -> None:
        counts = engine.arrow(lines.group_by("payer").agg(n=lines.count()))
        sizes = dict(zip(counts["payer"].to_pylist(), counts["n"].to_pylist(), strict=True))
        self._desk, self._engine = desk, engine
        self._lines, self._given, self._sizes = lines, given(desk, compiled.only(sizes)), sizes
        self.found = 0

    def batches(self) -> Iterator[pa.RecordBatch]:
        practice = self._desk.practice
        with self._engine.apart():
            asked = queries(
                self._engine, self._lines, self._given, self._sizes, tolerances(practice), payers=by_payer(practice)
            )
            for batch in priced(self._engine, asked):
                self.found += len(batch) - batch.column("expected").null_count
                yield batch


def _unlisted(practice: Practice, contracts: Sequence[Contract]) -> Iterator[Finding]:
    """Say that a contract pays by the clinician's class, where the profile names nobody's."""
    for contract in contracts:
        rule = next((rule for rule in contract.rules if isinstance(rule, PractitionerRule)), None)
        if rule is not None and not practice.clinicians:
            says = f"'{rule.says}': the profile does not say which clinicians these are; all are priced as physicians."
            mend = "Write `clinicians:` in practice.yaml, each NPI with its class (MD, NP, PA, ...)."
            yield Finding("contract.clinicians", WARNING, says, mend, file=str(contract.file), segment=rule.line)


def _told(rows: pa.Table, stage: str) -> list[Finding]:
    """Give the findings of a stage as they were stored."""
    own = rows.filter(pc.equal(rows["stage"], stage)).drop_columns("stage")
    return [Finding(**row) for row in own.to_pylist()]
