"""Patient disruption at the desk: the panel of a payer and its counts, made of the tables of the lake."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import attrs
import ibis
import pyarrow as pa

from counteroffer.negotiate.disruption import Figure, Known, figures, shown
from counteroffer.negotiate.panel import Books, panel, seen
from counteroffer.workspace.disruption_rules import read_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counteroffer.negotiate.panel_rules import PanelRules
    from counteroffer.store.engine import Engine
    from counteroffer.workspace.desk import Workspace


@attrs.frozen
class Disruption:
    """What would be disrupted if a payer's contract ended.

    Attributes:
        payer: the payer.
        as_of: the day it is counted on.
        figures: the counts, each with its rule and n.
        patients: one row a patient under its pseudonym (`negotiate.panel.panel`).
        rules: who counts as what.
    """

    payer: str
    as_of: date
    figures: tuple[Figure, ...]
    patients: pa.Table
    rules: PanelRules

    def table(self, minimum_n: int = 0) -> pa.Table:
        """Give the counts as a table; with a `minimum_n` small ones are withheld, for who is outside the practice."""
        return shown(self.figures, minimum_n)

    def figure(self, name: str) -> Figure:
        """Give a count by its name.

        Raises:
            KeyError: if there is none of that name.
        """
        return {one.name: one for one in self.figures}[name]


def disruption(desk: Workspace, payer: str, as_of: date | None = None, rules: PanelRules | None = None) -> Disruption:
    """Count the patients of a payer who would feel the end of its contract.

    Args:
        desk: the workspace.
        payer: the payer's name or the beginning of it.
        as_of: the day to count on; default: the last day in the data (service, submission or payment).
        rules: who counts as what; default: those of the negotiation's `disruption.yaml`, else the shelf's.

    Raises:
        UnknownNameError: if no payer is called so.
        InputError: if the rules have faults.
    """
    name = desk.payer(payer)
    used_rules = rules or read_rules(desk.home.negotiation_dir(name))
    with desk.engine() as engine:
        day = as_of or last_day(engine)
        made = books(desk, engine)
        patients = engine.arrow(panel(made, used_rules, name, day))
        told = _known(engine, name, patients)
    return Disruption(name, day, figures(patients, used_rules, told, day), patients, used_rules)


def last_day(engine: Engine) -> date:
    """Give the last day in the data: of service, submission or payment of the final lines; none after today counts."""
    lines, today = engine.table("lines"), date.today()  # noqa: DTZ011 - the user's own calendar
    days = [lines[name].max(where=lines[name] <= today) for name in ("service_date", "submitted_date", "paid_date")]
    row = engine.arrow(lines.agg(**{f"d{at}": day for at, day in enumerate(days)})).to_pylist()[0]
    known = [day for day in row.values() if day is not None]
    return max(known) if known else today


def books(desk: Workspace, engine: Engine) -> Books:
    """Give the tables that a panel is made of."""
    names = ("lines", "claims", "remit_claims", "authorizations", "appointments")
    claims = engine.table("claims")
    tables = {name: engine.table(name) for name in names} | {"claims": claims.filter(~claims.set_aside)}
    return Books(
        **tables, globals=ibis.memtable(global_periods(desk.medicare.table("medicare_fees"))), keep=engine.keep
    )


def global_periods(fees: pa.Table) -> pa.Table:
    """Give the days of each code's global period by Medicare's latest fee schedule that has it: 10 or 90, else none."""
    latest: dict[str, tuple[Any, str]] = {}
    for row in fees.select(["year", "release", "code", "modifier", "global_days"]).to_pylist():
        when = (row["year"], row["release"])
        if not row["modifier"] and when >= latest.get(row["code"], ((0, ""), ""))[0]:
            latest[row["code"]] = (when, row["global_days"])
    some = sorted((code, int(days)) for code, (_, days) in latest.items() if days in ("010", "090"))
    return pa.table(
        {"code": pa.array([c for c, _ in some], pa.string()), "days": pa.array([d for _, d in some], pa.int64())}
    )


def used(made: Books, patients: Sequence[str], as_of: date, days: int) -> ibis.Table:
    """Count what some patients had done in the days up to a day: `visits` (days of service) and `allowed` cents."""
    lines = seen(made, as_of)
    some = lines.filter(
        lines.patient.isin(list(patients)) if patients else False, lines.service_date > as_of - timedelta(days=days)
    )
    by = some.group_by("patient").agg(
        visits=some.service_date.nunique(), allowed=some.allowed.sum(where=some.outcome == "paid").fill_null(0)
    )
    return by.agg(
        visits=by.visits.sum().fill_null(0).cast("int64"), allowed=by.allowed.sum().fill_null(0).cast("int64")
    )


def _known(engine: Engine, payer: str, patients: pa.Table) -> Known:
    auths, plans = engine.table("authorizations"), engine.table("appointments")
    own = auths.filter(auths.payer == payer)
    one = engine.arrow(own.agg(n=own.count(), inferred=(own.source == "claims").sum().fill_null(0))).to_pylist()[0]
    days = engine.arrow(
        plans.agg(
            n=plans.count(), last=plans.appointment_date.max(), nameless=(plans.patient_key == "").sum().fill_null(0)
        )
    ).to_pylist()[0]
    return Known(
        claims=sum(patients["diagnosed"].to_pylist()), appointments=days["n"], authorizations=one["n"],
        inferred=int(one["inferred"]), nameless=int(days["nameless"]), last_appointment=days["last"],
    )  # fmt: skip
