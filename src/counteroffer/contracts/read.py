"""YAML -> Contract: every fault at once, each with its line."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import attrs

from counteroffer.contracts.amendments import Amendment, amended
from counteroffer.contracts.arrangements import read_arrangements
from counteroffer.contracts.canaries import is_canaries
from counteroffer.contracts.clauses import read_clauses
from counteroffer.contracts.escalators import read_escalator
from counteroffer.contracts.faults import At, Faults
from counteroffer.contracts.pays import read_pays, yes_no
from counteroffer.contracts.rules import read_rules
from counteroffer.contracts.schema import AMENDMENT_KEYS, CONTRACT_KEYS, TERM_KEYS, WHEN_KEYS, json_schema
from counteroffer.contracts.schema_parts import SOURCE_KEYS
from counteroffer.contracts.standing import read_for, read_standing
from counteroffer.contracts.terms import Contract, RateTerm, When
from counteroffer.contracts.versions import in_sequence
from counteroffer.core.codes import RATE_MODIFIERS, parse_span
from counteroffer.core.dates import OPEN, from_iso
from counteroffer.core.findings import ERROR, Finding
from counteroffer.core.plain import Plain, PlainDocument, read_plain

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from counteroffer.contracts.rule_terms import Rule

    Said = TypeVar("Said", RateTerm, Rule)

__all__ = ["json_schema", "read_contract", "read_contracts", "read_term", "read_when"]


def read_contracts(folder: Path) -> tuple[list[Contract], list[Finding]]:
    """Read every contract (`*.yaml`, `*.yml`) in a folder, put the versions of each in sequence, and amend them.

    Returns:
        The contracts that have no error, and all findings. A file with an error is left out and said.
    """
    contracts: list[Contract] = []
    amendments: list[Amendment] = []
    findings: list[Finding] = []
    documents = (path for path in folder.rglob("*") if path.suffix in (".yaml", ".yml") and not is_canaries(path))
    for path in sorted(path for path in documents if path.is_file()):
        made, found = read_contract(path)
        findings += found
        if isinstance(made, Contract):
            contracts.append(made)
        elif made is not None:
            amendments.append(made)
    ordered, overlaps = in_sequence(contracts)
    pieces, doubts = amended(ordered, amendments)
    return pieces, [*findings, *overlaps, *doubts]


def read_contract(path: Path) -> tuple[Contract | Amendment | None, list[Finding]]:
    """Read one contract, or one amendment of a contract.

    Returns:
        The contract or amendment, or None if it has an error; and every fault, each with the file and its line in
        `segment`.
    """
    try:
        document = read_plain(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as fault:
        document = PlainDocument(None, {}, ())
        faults = Faults(path, document)
        faults.note("unreadable", (), f"The file cannot be read: {fault}.", "Save it as UTF-8 text.")
        return None, faults.found
    faults = Faults(path, document)
    for broken in document.faults:
        mend = "Mend the YAML; every line is `key: value`."
        faults.found.append(Finding("contract.form", ERROR, broken.says, mend, file=str(path), segment=broken.line))
    value = document.value
    read = _amendment if isinstance(value, dict) and "amends" in value else _contract
    contract = read(faults, value) if value is not None else None
    failed = any(finding.severity == ERROR for finding in faults.found)
    return (None if failed else contract), sorted(faults.found, key=lambda finding: (finding.file, finding.segment))


def _contract(faults: Faults, value: Plain) -> Contract | None:
    top = faults.mapping(value, (), CONTRACT_KEYS, "A contract")
    name = faults.text(top.get("contract"), ("contract",), "The contract's name", needed=True)
    payer = faults.text(top.get("payer"), ("payer",), "The payer's name", needed=True)
    since, until = _days(faults, top)
    if not top.get("terms") or not isinstance(top["terms"], list):
        faults.note(
            "missing", ("terms",), "There are no terms.", "Write at least one under `terms:`, with - before it."
        )
    terms, rules = _terms(faults, top), read_rules(faults, top.get("adjustments"))
    clauses = read_clauses(faults, top.get("clauses"))
    arrangements = read_arrangements(faults, top.get("arrangements"))
    for key, said in (("terms", terms), ("adjustments", rules)):
        for one in (one for one in said if one.standing.replaces):
            says = f"'{one.says}' replaces {one.standing.replaces}, which only an amendment can."
            faults.note("value", (key,), says, "Leave it out, or write `amends:` into a document of its own.")
    products, funding = read_for(faults, top, ())
    if since is None or until is None:
        return None
    return Contract(
        contract=name,
        version=faults.text(top.get("version", "1"), ("version",), "The version"),
        payer=payer,
        payer_ids=tuple(faults.texts(top.get("payer_ids"), ("payer_ids",))),
        since=since,
        until=until or OPEN,
        terms=terms,
        rules=rules,
        file=faults.file,
        clauses=clauses,
        arrangements=arrangements,
        products=products,
        funding=funding,
    )


def _amendment(faults: Faults, value: Plain) -> Amendment | None:
    top = faults.mapping(value, (), AMENDMENT_KEYS, "An amendment")
    name = faults.text(top.get("amends"), ("amends",), "The contract's name", needed=True)
    since, until = _days(faults, top)
    version = faults.text(top.get("version"), ("version",), "The version") or f"A{since}"
    removes = tuple(faults.texts(top.get("removes"), ("removes",)))
    terms, rules = _terms(faults, top), read_rules(faults, top.get("adjustments"))
    clauses = read_clauses(faults, top.get("clauses"))
    if not (terms or rules or clauses or removes or faults.found):
        mend = "Write `terms:`, `adjustments:`, `clauses:` or `removes:`."
        faults.note("missing", (), "The amendment changes nothing.", mend)
    if since is None or until is None:
        return None
    return Amendment(
        amends=name,
        version=version,
        since=since,
        until=until,
        terms=tuple(_from(one, version, faults.file) for one in terms),
        rules=tuple(_from(one, version, faults.file) for one in rules),
        removes=removes,
        file=faults.file,
        clauses=clauses,
    )


def _from(said: Said, amendment: str, file: Path) -> Said:
    """Say which document a term or an adjustment is from."""
    return attrs.evolve(said, standing=attrs.evolve(said.standing, amendment=amendment, file=file))


def _days(faults: Faults, top: dict[str, Plain]) -> tuple[date | None, date | None]:
    """Read the first and the last day of a document."""
    date_mend = "Write a day like 2025-01-31."
    since = faults.typed(from_iso, top["since"], ("since",), date_mend) if "since" in top else None
    if "since" not in top:
        faults.note("missing", ("since",), "The first day (since) is missing.", "Write `since: 2025-01-01`.")
    until = faults.typed(from_iso, top.get("until", "open"), ("until",), "Write a day like 2025-12-31, or open.")
    if since and until and since > until:
        faults.note("dates", ("until",), f"It ends ({until}) before it begins ({since}).", "Mend since or until.")
    return since, until


def _terms(faults: Faults, top: dict[str, Plain]) -> tuple[RateTerm, ...]:
    lesser = yes_no(faults, top.get("lesser_of_charges", "no"), ("lesser_of_charges",))
    listed = top.get("terms")
    items = listed if isinstance(listed, list) else []
    read = [read_term(faults, item, ("terms", i), lesser=lesser) for i, item in enumerate(items)]
    terms = tuple(term for term in read if term is not None)
    ids = [term.standing.id for term in terms if term.standing.id]
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        faults.note("value", ("terms",), f"Two terms have the id {name}.", "Give each an id of its own.")
    return terms


def read_term(faults: Faults, value: Plain, at: At, *, lesser: bool) -> RateTerm | None:
    """Read one rate term at a path; `lesser`: what holds where it does not say whether the charge limits it."""
    term = faults.mapping(value, at, TERM_KEYS, "A term")
    says = faults.text(term.get("says"), (*at, "says"), "The term's sentence", needed=True)
    if "lesser_of_charges" in term:
        lesser = yes_no(faults, term["lesser_of_charges"], (*at, "lesser_of_charges"))
    when = read_when(faults, term["when"], (*at, "when")) if "when" in term else When()
    source = faults.mapping(term["source"], (*at, "source"), SOURCE_KEYS, "A source") if "source" in term else {}
    pays = read_pays(faults, term.get("pays"), (*at, "pays"))
    steps = term.get("escalator")
    escalator = None if steps is None else read_escalator(faults, steps, (*at, "escalator"), pays)
    lines = term.get("when")
    standing = read_standing(faults, term, at, lines if isinstance(lines, dict) else {})
    if pays is None:
        return None
    page, section = (faults.text(source.get(k), (*at, "source", k), f"The {k}") for k in ("page", "section"))
    line = faults.document.line(at)
    return RateTerm(says, when, pays, lesser, page, section, line, escalator, standing)


def read_when(faults: Faults, value: Plain, at: At) -> When:
    """Read what a term reaches."""
    said = faults.mapping(value, at, WHEN_KEYS, "`when`")
    where = (*at, "codes")
    mend = "Write codes like 99213, or ranges like 10000-69999."
    spans = [faults.typed(parse_span, text, where, mend) for text in faults.texts(said.get("codes"), where)]
    if "codes" in said and not spans:
        faults.note("value", where, "`codes` names no code, which would reach everything.", f"{mend} Or leave it out.")
    modifiers = tuple(m.upper() for m in faults.texts(said.get("modifiers"), (*at, "modifiers")))
    for modifier in modifiers:
        if modifier not in RATE_MODIFIERS:
            faults.note("modifier", (*at, "modifiers"), f"A rate cannot depend on the modifier {modifier} yet.",
                        f"Only {', '.join(RATE_MODIFIERS)} can be named here.")  # fmt: skip
    setting = faults.text(said.get("setting"), (*at, "setting"), "The setting")
    if setting not in ("", "facility", "nonfacility"):
        faults.note("setting", (*at, "setting"), f"'{setting}' is no setting.", "Write facility or nonfacility.")
    return When(tuple(span for span in spans if span is not None), modifiers, setting)
