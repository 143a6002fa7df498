"""Which contract, version and term reach a line, told dimension by dimension: why this rate and not another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import pyarrow as pa

from counteroffer.contracts.compiled import Compiled
from counteroffer.contracts.contest import Contender, contenders
from counteroffer.contracts.ratebook import Compiler, compile_for
from counteroffer.contracts.rule_terms import Standing
from counteroffer.core import tables
from counteroffer.core.errors import UnknownNameError
from counteroffer.workspace.agreed import current_contracts, given
from counteroffer.workspace.explaining import together, worked_out

if TYPE_CHECKING:
    from datetime import date

    from counteroffer.contracts.terms import Contract
    from counteroffer.workspace.desk import Workspace

Row = dict[str, Any]
_BLANK: Row = {
    field.name: {pa.string(): "", pa.int64(): 0, pa.bool_(): False}.get(field.type)
    for field in tables.LINES.schema
} | {"allowed": None, "sequence": "P", "milliunits": 1000, "outcome": "none"}  # fmt: skip


@attrs.frozen
class Asked:
    """A line that need not exist.

    Attributes:
        code: CPT/HCPCS code as billed.
        payer: the payer's name, in any spelling that is rolled up.
        day: day of service.
        modifiers: up to four.
        setting: `facility` or `nonfacility`.
        pos: place of service; empty if it does not matter.
        product: line of business.
        funding: who bears the cost.
    """

    code: str
    payer: str
    day: date
    modifiers: tuple[str, ...] = ()
    setting: str = "nonfacility"
    pos: str = ""
    product: str = "unknown"
    funding: str = "unknown"


@attrs.frozen
class VersionSeen:
    """A contract version beside a line: whether it holds, and why or why not."""

    contract: str
    version: str
    payer: str
    since: date
    until: date
    won: bool
    why: str


@attrs.frozen
class Match:
    """All that could reach a line.

    Attributes:
        payer: the payer's name as it was looked for, and after the roll-up.
        code: the code as billed.
        modifier: the modifier under which the rate is looked up; empty if none.
        setting: the setting whose rate is looked up, and why if it is not the line's own.
        product: the line's product and funding.
        versions: every version of every contract with the payer.
        terms: every term of the version in force.
        term_id: the term that pays by the pricing itself; empty if none.
        why_not: why the line has no price (`priced.why_not`); empty if it has one.
    """

    payer: str
    code: str
    modifier: str
    setting: str
    product: str
    versions: tuple[VersionSeen, ...]
    terms: tuple[Contender, ...]
    term_id: str
    why_not: str


def match_line(desk: Workspace, claim: str, line: int) -> Match:
    """Tell what reaches a claim's line at its primary payer.

    Raises:
        UnknownNameError: if there is no such line.
    """
    with desk.engine() as engine:
        lines = engine.table("lines")
        asked = engine.arrow(lines.filter(lines.claim == claim, lines.line == line, lines.sequence == "P")).to_pylist()
        if not asked:
            raise UnknownNameError(f"There is no line {line} of a claim {claim}.", "Look it up in rows/lines.csv.")
        beside = engine.arrow(together(engine, asked[0])).to_pylist()
    return _match(desk, asked[0], beside, asked[0]["payer"])


def match_asked(desk: Workspace, asked: Asked) -> Match:
    """Tell what would reach a line that does not exist; the beginning of its payer's name is enough."""
    contracts, names, _ = current_contracts(desk)
    payer, known = names.named(asked.payer), {contract.payer for contract in contracts}
    if payer not in known:
        fitting = [name for name in known if name.casefold().startswith(asked.payer.casefold())]
        payer = fitting[0] if len(fitting) == 1 else payer
    row = _BLANK | {
        "line_id": 1, "claim": "asked", "line": 1, "payer": payer, "service_date": asked.day, "code": asked.code,
        "billed_code": asked.code, "setting": asked.setting, "pos": asked.pos, "charge": 10**9,
        "product": asked.product, "funding": asked.funding,
        **{f"mod{number}": modifier for number, modifier in enumerate(asked.modifiers, 1)},
    }  # fmt: skip
    said = payer if payer == asked.payer else f"{asked.payer} is {payer}"
    return _match(desk, row, [row], said)


def _match(desk: Workspace, asked: Row, lines: list[Row], said: str) -> Match:
    contracts, _, _ = current_contracts(desk)
    own = [contract for contract in contracts if contract.payer == asked["payer"]]
    codes = {row["billed_code"] for row in lines}
    billed = _billed(desk) | codes
    books = [compile_for(codes, contract, desk.medicare, desk.practice) for contract in own]
    schema = pa.schema([field.with_nullable(True) for field in tables.LINES.schema])
    made, _ = worked_out(desk, given(desk, Compiled.of(books)), pa.Table.from_pylist(lines, schema=schema))
    row = made[asked["line_id"]]
    force = next((c for c in own if (c.contract, c.version) == (row["contract"], row["version"])), None)
    key = (asked["billed_code"], row["component"], row["as_setting"])
    lines_of = (asked["product"], asked["funding"])
    terms = (
        contenders(Compiler(force, desk.medicare, desk.practice, billed), key, asked["service_date"], lines_of)
        if force
        else []
    )
    place = "" if row["as_setting"] == asked["setting"] else f" (by the contract's rule on place {asked['pos']})"
    return Match(
        payer=said,
        code=asked["billed_code"],
        modifier=row["component"],
        setting=row["as_setting"] + place,
        versions=tuple(_seen(contract, asked, force) for contract in own),
        product=" ".join(name for name in lines_of if name),
        terms=tuple(terms),
        term_id=row["term_id"] or "",
        why_not=row["why_not"],
    )


def _billed(desk: Workspace) -> set[str]:
    with desk.engine() as engine:
        return set(engine.arrow(engine.table("lines").select("billed_code").distinct())["billed_code"].to_pylist())


def _seen(contract: Contract, asked: Row, force: Contract | None) -> VersionSeen:
    day = asked["service_date"]
    whose = Standing(products=contract.products, funding=contract.funding)
    if day is None:
        why = "the line has no day of service"
    elif not contract.since <= day <= contract.until:
        why = f"not in force on {day}"
    elif contract is force:
        names = " and ".join(", ".join(said) for said in (contract.products, contract.funding) if said)
        why = f"in force, for {names}" if names else "in force"
    elif not whose.reaches(asked["product"], asked["funding"]):
        why = f"only for {', '.join((*contract.products, *contract.funding))}"
    elif force and contract.closeness < force.closeness:
        why = f"in force too, but {force.key} is for the line's own product"
    else:
        why = f"in force too, but {force.key if force else 'another'} began later or stands before it by name"
    return VersionSeen(
        contract.contract, contract.version, contract.payer, contract.since, contract.until, contract is force, why
    )
