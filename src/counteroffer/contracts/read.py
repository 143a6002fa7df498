"""YAML -> Contract: every fault at once, each with its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counteroffer.contracts.arrangements import read_arrangements
from counteroffer.contracts.canaries import is_canaries
from counteroffer.contracts.clauses import read_clauses
from counteroffer.contracts.escalators import read_escalator
from counteroffer.contracts.faults import At, Faults
from counteroffer.contracts.pays import read_pays, yes_no
from counteroffer.contracts.rules import read_rules
from counteroffer.contracts.schema import CONTRACT_KEYS, TERM_KEYS, WHEN_KEYS, json_schema
from counteroffer.contracts.schema_parts import SOURCE_KEYS
from counteroffer.contracts.terms import Contract, RateTerm, When
from counteroffer.contracts.versions import in_sequence
from counteroffer.core.codes import RATE_MODIFIERS, parse_span
from counteroffer.core.dates import OPEN, from_iso
from counteroffer.core.findings import ERROR, Finding
from counteroffer.core.plain import Plain, PlainDocument, read_plain

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["json_schema", "read_contract", "read_contracts"]


def read_contracts(folder: Path) -> tuple[list[Contract], list[Finding]]:
    """Read every contract (`*.yaml`, `*.yml`) in a folder and put the versions of each in sequence.

    Returns:
        The contracts that have no error, and all findings. A file with an error is left out and said.
    """
    contracts: list[Contract] = []
    findings: list[Finding] = []
    documents = (path for path in folder.rglob("*") if path.suffix in (".yaml", ".yml") and not is_canaries(path))
    for path in sorted(path for path in documents if path.is_file()):
        contract, found = read_contract(path)
        findings += found
        if contract is not None:
            contracts.append(contract)
    ordered, overlaps = in_sequence(contracts)
    return ordered, [*findings, *overlaps]


def read_contract(path: Path) -> tuple[Contract | None, list[Finding]]:
    """Read one contract.

    Returns:
        The contract, or None if it has an error; and every fault, each with the file and its line in `segment`.
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
    contract = _contract(faults, document.value) if document.value is not None else None
    failed = any(finding.severity == ERROR for finding in faults.found)
    return (None if failed else contract), sorted(faults.found, key=lambda finding: (finding.file, finding.segment))


def _contract(faults: Faults, value: Plain) -> Contract | None:
    top = faults.mapping(value, (), CONTRACT_KEYS, "A contract")
    name = faults.text(top.get("contract"), ("contract",), "The contract's name", needed=True)
    payer = faults.text(top.get("payer"), ("payer",), "The payer's name", needed=True)
    date_mend = "Write a day like 2025-01-31."
    since = faults.typed(from_iso, top["since"], ("since",), date_mend) if "since" in top else None
    if "since" not in top:
        faults.note("missing", ("since",), "The first day (since) is missing.", "Write `since: 2025-01-01`.")
    until = faults.typed(from_iso, top.get("until", "open"), ("until",), "Write a day like 2025-12-31, or open.")
    if since and until and since > until:
        faults.note("dates", ("until",), f"It ends ({until}) before it begins ({since}).", "Mend since or until.")
    lesser = yes_no(faults, top.get("lesser_of_charges", "no"), ("lesser_of_charges",))
    listed = top.get("terms")
    if not isinstance(listed, list) or not listed:
        faults.note(
            "missing", ("terms",), "There are no terms.", "Write at least one under `terms:`, with - before it."
        )
        listed = []
    terms = tuple(_term(faults, item, ("terms", i), lesser=lesser) for i, item in enumerate(listed))
    rules = read_rules(faults, top.get("adjustments"))
    clauses = read_clauses(faults, top.get("clauses"))
    arrangements = read_arrangements(faults, top.get("arrangements"))
    if since is None or until is None:
        return None
    return Contract(
        contract=name,
        version=faults.text(top.get("version", "1"), ("version",), "The version"),
        payer=payer,
        payer_ids=tuple(faults.texts(top.get("payer_ids"), ("payer_ids",))),
        since=since,
        until=until or OPEN,
        terms=tuple(term for term in terms if term is not None),
        rules=rules,
        file=faults.file,
        clauses=clauses,
        arrangements=arrangements,
    )


def _term(faults: Faults, value: Plain, at: At, *, lesser: bool) -> RateTerm | None:
    term = faults.mapping(value, at, TERM_KEYS, "A term")
    says = faults.text(term.get("says"), (*at, "says"), "The term's sentence", needed=True)
    if "lesser_of_charges" in term:
        lesser = yes_no(faults, term["lesser_of_charges"], (*at, "lesser_of_charges"))
    when = _when(faults, term["when"], (*at, "when")) if "when" in term else When()
    source = faults.mapping(term["source"], (*at, "source"), SOURCE_KEYS, "A source") if "source" in term else {}
    pays = read_pays(faults, term.get("pays"), (*at, "pays"))
    steps = term.get("escalator")
    escalator = None if steps is None else read_escalator(faults, steps, (*at, "escalator"), pays)
    if pays is None:
        return None
    page, section = (faults.text(source.get(k), (*at, "source", k), f"The {k}") for k in ("page", "section"))
    return RateTerm(says, when, pays, lesser, page, section, faults.document.line(at), escalator)


def _when(faults: Faults, value: Plain, at: At) -> When:
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
