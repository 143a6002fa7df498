"""Period totals at the desk: the measures that work on them, and plain sentences on what they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import ibis
import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.contracts.read import read_contracts
from counteroffer.core.errors import UnknownNameError
from counteroffer.measure import totals as measure
from counteroffer.price.medicare import practice_medicare
from counteroffer.workspace.agreed import payer_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from counteroffer.workspace.desk import Workspace


@attrs.frozen
class TotalsReport:
    """What the imported totals say.

    Attributes:
        payer: the payer asked for, as it is called here; empty for all.
        basis: what shares are of: `allowed`, `paid` or `charge`.
        mix: `measure.totals.payer_mix`, of every payer.
        medicare: `measure.totals.percent_of_medicare`, of every payer.
        codes: `measure.totals.top_codes`, of the payer asked for or of all.
        says: sentences on what the figures rest on.
        cannot: sentences on what totals cannot tell.
    """

    payer: str
    basis: str
    mix: list[dict[str, Any]]
    medicare: list[dict[str, Any]]
    codes: list[dict[str, Any]]
    says: tuple[str, ...]
    cannot: tuple[str, ...]


def totals_report(desk: Workspace, payer: str = "", share: float = 80.0) -> TotalsReport:
    """Measure the imported totals.

    Args:
        desk: the workspace.
        payer: only this payer's codes.
        share: percent of the dollars that the top codes are to reach.

    Raises:
        UnknownNameError: if no totals were imported, or none of this payer.
    """
    with desk.engine(current=False) as engine:
        rows = engine.arrow(engine.table("totals"))
        if not rows.num_rows:
            raise UnknownNameError(
                "There are no totals yet.",
                "Import a utilization report: counteroffer mapping propose FILE --kind utilization --save NAME.",
            )
        named = _named(desk, rows)
        wanted = _payer(named, payer)
        basis = next((name for name in measure.BASES if pc.sum(rows[name]).as_py()), measure.BASES[-1])
        medicare = practice_medicare(desk.medicare, desk.practice)
        made = engine.keep(measure.with_medicare(ibis.memtable(named), ibis.memtable(medicare)))
        of_payer = made.filter(made.payer == wanted) if wanted else made
        return TotalsReport(
            wanted,
            basis,
            engine.arrow(measure.payer_mix(made, basis)).to_pylist(),
            engine.arrow(measure.percent_of_medicare(made)).to_pylist(),
            engine.arrow(measure.top_codes(of_payer, basis, share)).to_pylist(),
            (*_rests_on(named, basis, medicare), *_overlaps(named)),
            tuple(measure.CANNOT.values()),
        )


def _named(desk: Workspace, rows: pa.Table) -> pa.Table:
    """Add the payer's name after the roll-up."""
    contracts, _ = read_contracts(desk.home.contracts_dir)
    names = payer_names(desk.home, contracts)
    spellings = list(zip(rows["payer_name"].to_pylist(), rows["payer_id"].to_pylist(), strict=True))
    rolled = names.roll_up({}, set(spellings))
    return rows.append_column("payer", pa.array([rolled[spelling] for spelling in spellings], pa.string()))


def _payer(named: pa.Table, payer: str) -> str:
    known = sorted(set(named["payer"].to_pylist()))
    if not payer or payer in known:
        return payer
    fitting = [name for name in known if name.casefold().startswith(payer.casefold())]
    if len(fitting) != 1:
        raise UnknownNameError(f"No single payer of the totals is called '{payer}'.", f"There are: {', '.join(known)}.")
    return str(fitting[0])


def _rests_on(named: pa.Table, basis: str, medicare: pa.Table) -> list[str]:
    since, until = (pc.min_max(named[name]).as_py() for name in ("since", "until"))
    of = {"allowed": "allowed dollars", "paid": "paid dollars", "charge": "charges"}[basis]
    found = [f"Totals from {since['min']} to {until['max']}; shares are of {of}."]
    if basis == "paid":
        found.append("The reports do not say what was allowed: paid leaves out what patients owed, so rates look low.")
    if basis == "charge":
        found.append("The reports say charges only: they show what is done for whom, and nothing about rates.")
    if not medicare.num_rows:
        found.append("The Medicare locality is not known: give the ZIP in practice.yaml to compare with Medicare.")
    elif years := {day.year for day in named["until"].to_pylist()} - set(medicare["year"].to_pylist()):
        found.append(
            f"There are no Medicare amounts for {', '.join(map(str, sorted(years)))}; see `counteroffer medicare`."
        )
    return found


def _overlaps(named: pa.Table) -> list[str]:
    """Warn of payers whose periods overlap in several files: they would count twice."""
    periods: dict[str, set[tuple[Any, Any, int]]] = {}
    for row in named.select(["payer", "since", "until", "file_id"]).to_pylist():
        periods.setdefault(row["payer"], set()).add((row["since"], row["until"], row["file_id"]))
    twice = sorted(payer for payer, spans in periods.items() if _overlap(sorted(spans)))
    if not twice:
        return []
    return [f"Careful: several reports cover the same days for {', '.join(twice)}; what is in both counts twice."]


def _overlap(spans: Sequence[tuple[Any, Any, int]]) -> bool:
    return any(
        one[2] != other[2] and one[0] <= other[1] and other[0] <= one[1]
        for i, one in enumerate(spans)
        for other in spans[i + 1 :]
    )


def charge_master(desk: Workspace) -> list[Mapping[str, Any]]:
    """Give the charge master: code, modifier, charge (cents) and since, in order of code, the latest of each last."""
    with desk.engine(current=False) as engine:
        rows = engine.arrow(engine.table("charge_master").select("code", "modifier", "charge", "since")).to_pylist()
    return sorted(rows, key=lambda row: (row["code"], row["modifier"], str(row["since"] or "")))
