"""A negotiation played from its papers, as a person would have logged it: the demo's (`table/table.json`)."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from counteroffer.negotiate.mandate import Mandate
from counteroffer.workspace.offers import SHEETS, Offers
from counteroffer.workspace.scenarios import term_prices
from counteroffer.workspace.settings import Settings
from counteroffer.workspace.walkaway import Asked, walk_away

if TYPE_CHECKING:
    from pathlib import Path

    from counteroffer.workspace.desk import Workspace
    from counteroffer.workspace.negotiation import Negotiation


def play(desk: Workspace, folder: Path) -> Negotiation:
    """Open the negotiation that a folder of papers tells of, and log everything in its order.

    Args:
        desk: the workspace.
        folder: the papers and `table.json`.

    Raises:
        InputError: if a paper cannot be read.
    """
    script = json.loads((folder / "table.json").read_text(encoding="utf-8"))
    one = desk.negotiation(script["payer"])
    starts, rates_on = (date.fromisoformat(script[name]) for name in ("starts", "rates_on"))
    one.open(Settings(one.payer, starts, script["years"], lead=script["lead"], rates_on=rates_on))
    given = dict(script["mandate"])
    one.give_mandate(Mandate(**(given | {"until": date.fromisoformat(given["until"])})))
    for person in script["signed"]:
        one.sign("mandate", person)
    offers = Offers(one, term_prices(one))
    for event in script["events"]:
        if event["what"] == "contact":
            one.log("contact", {key: value for key, value in event.items() if key != "what"})
        else:
            _round(offers, folder, event)
    walk_away(desk, one.payer, Asked(script["walkaway"], save=True))
    return one


def _round(offers: Offers, folder: Path, event: dict[str, Any]) -> None:
    file = folder / event["file"]
    if file.suffix in SHEETS:
        quoted = round(float(event["quoted"]) * 1000) if "quoted" in event else None
        proposal = offers.from_sheet(file, file.stem, by=event["by"], quoted=quoted)
    else:
        proposal = offers.keep(file.read_text(encoding="utf-8"), file.stem, force=True)
    papers = [folder / name for name in event["documents"]]
    papers += [file] if file.suffix in SHEETS else []
    offers.add(
        proposal, by=event["by"], day=date.fromisoformat(event["day"]), who=event["who"], says=event["says"],
        documents=papers,
    )  # fmt: skip
