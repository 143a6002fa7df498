"""Every payer's case, the ranking and the practice's business case: one is written while the next is asked for."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from counteroffer.documents.case import CasePaths, Cases, write_gathered, write_ranking
from counteroffer.documents.gather import Own, ask_everyone, gather
from counteroffer.documents.report.ask import ask_report, write_report
from counteroffer.measure.completeness import by_payer
from counteroffer.workspace.viewing import asking, questions_of, show_all

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from counteroffer.documents.context import CaseContext
    from counteroffer.store.engine import Engine
    from counteroffer.workspace.desk import Workspace


def write_cases(desk: Workspace, engine: Engine, payers: Sequence[str], context: CaseContext, out: Path) -> Cases:
    """Write all cases into a folder.

    Args:
        desk: the workspace.
        engine: its tables.
        payers: the payers, as in the facts.
        context: the surroundings.
        out: the folder of reports.
    """
    facts = desk.facts(engine)
    shown, ask = show_all(desk, engine, facts), asking(desk, engine, facts)
    everyone = ask_everyone(facts, shown, ask)
    paths: list[CasePaths] = []
    waiting: list[Future[CasePaths]] = []
    with ThreadPoolExecutor(1) as writer:
        for payer in payers:
            # one name for every payer's lines in turn: what is asked of them is written once
            own = engine.view("own", facts.filter(facts.payer == payer))
            case = gather(facts, payer, context, everyone, Own(own, asking(desk, engine, own)))
            paths += [done.result() for done in waiting]  # no more than one waits: it holds all its lines
            waiting = [writer.submit(write_gathered, case, context, out)]
        months = by_payer(engine.arrow(engine.table("completeness")))
        asked = ask_report(facts, context, everyone, shown, months, ask=ask)
        paths += [done.result() for done in waiting]
    questions_of(desk, engine).save()
    report = write_report(asked, out)
    return Cases(write_ranking(context, out, everyone), paths, report)
