"""What is made from files, contracts and the profile: final lines, rate books, prices; and when it is stale."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import attrs
import pyarrow as pa

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
from counteroffer.price.parts import price_in_parts
from counteroffer.store.adopted import Adopted
from counteroffer.store.choice import SPARK, Choice
from counteroffer.store.engine import Engine
from counteroffer.store.spark_session import check
from counteroffer.workspace.adoption import adopt_first, pending_findings
from counteroffer.workspace.agreed import by_site, current_contracts, given
from counteroffer.workspace.canaries import canary_findings
from counteroffer.workspace.on_spark import by_payer, tolerances, write_prices

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import ibis

    from counteroffer.contracts.terms import Contract
    from counteroffer.core.practice import Practice
    from counteroffer.store.lake import Write
    from counteroffer.workspace.desk import Workspace

MADE = (
    tables.LINES,
    tables.AUTHORIZATIONS,
    tables.MOVEMENTS,
    *(tables.table(name) for name in NAMES),
    tables.CLAUSES,
    tables.PRICED,
    tables.COMPLETENESS,
)
"""The tables made here: when the product gives them other columns, they are made anew."""


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
    """Make the final lines, the rate books and the prices anew if files, contracts or the profile changed."""
    first = adopt_first(desk.home)
    mark, made_file = _mark(desk), desk.home.lake_dir / "made.json"
    if not force and _made_from(made_file) == mark:
        return Refreshed(changed=False)
    if choice.engine == SPARK:
        check(choice.url)  # matching takes minutes
    with desk.lake.writing() as write:
        with Engine(desk.lake) as engine:
            made = _make(desk, engine, write, choice)
        write.commit()
    made_file.write_text(json.dumps(mark), encoding="utf-8")
    return attrs.evolve(made, adopted=tuple(first.changed)) if first else made


def _made_from(file: Path) -> dict[str, str] | None:
    try:
        made: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return made


def _mark(desk: Workspace) -> dict[str, str]:
    """Name what the made tables depend on: versions of what was read, and the text of every document."""
    versions, home = desk.lake.versions(), desk.home
    read = {name: str(versions.get(name, -1)) for name in (t.name for t in (*tables.OF_FILES, *tables.MEDICARE))}
    digest = hashlib.sha256(repr([(t.name, t.columns) for t in MADE]).encode())
    history = Adopted(home.adopted_dir).history_file
    for path in (
        home.practice_file,
        home.payers_file,
        home.families_file,
        history,
        *sorted(home.contracts_dir.rglob("*")),
    ):
        if path.is_file():
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return {**read, "documents": digest.hexdigest()}


def _make(desk: Workspace, engine: Engine, write: Write, choice: Choice) -> Refreshed:
    contracts, names, faults = current_contracts(desk)
    lines = engine.keep(final_lines(engine, names))
    write.replace("lines", lines.to_pyarrow_batches())
    hours, families = Hours.of(desk.practice.business_hours), read_families(desk.home.families_file)
    write.replace("authorizations", authorizations(engine, names, lines, families, hours))
    write.replace("movements", engine.arrow(payer_movements(engine, names)))
    payments = engine.table("remits").join(payer_map(engine, names), ["payer_name", "payer_id"])
    write.replace("completeness", completeness(lines, payments))
    billed = engine.arrow(lines.select("billed_code").distinct())["billed_code"].to_pylist()
    books = [compile_contract(contract, desk.medicare, desk.practice, billed) for contract in contracts]
    compiled = Compiled.of(books)
    for name in NAMES:
        write.replace(name, getattr(compiled, name))
    said = [row for contract in contracts for row in clause_rows(contract)]
    write.replace("clauses", pa.Table.from_pylist(said, schema=tables.CLAUSES.schema))
    if choice.engine == SPARK:
        priced = write_prices(desk, write, choice.url, compiled.said, by_site=by_site(compiled.rates))
    else:
        prices = _Prices(desk, engine, lines, compiled)
        write.replace("priced", pa.RecordBatchReader.from_batches(tables.PRICED.schema, prices.batches()))
        priced = prices.found
    found = [*faults, *(fault for book in books for fault in book.findings), *_unlisted(desk.practice, contracts)]
    found += [*canary_findings(desk, contracts), *pending_findings(desk.home)]
    matched = match_findings(engine, names)
    write.replace("findings", _findings(engine, contract=found, match=matched))
    return Refreshed(
        changed=True,
        lines=int(lines.count().execute()),
        priced=priced,
        contracts=len(contracts),
        findings=(*found, *matched),
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
            for batch in price_in_parts(
                self._engine, self._lines, self._given, self._sizes, tolerances(practice), payers=by_payer(practice)
            ):
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


def _findings(engine: Engine, **stages: Sequence[Finding]) -> pa.Table:
    stored = engine.table("findings")
    kept = engine.arrow(stored.filter(stored.stage == "import"))
    rows = [{"stage": stage, **attrs.asdict(found)} for stage, every in stages.items() for found in every]
    made = pa.Table.from_pylist(rows, schema=tables.FINDINGS.schema)
    return pa.concat_tables([kept.cast(tables.FINDINGS.schema), made])
