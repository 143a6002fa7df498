"""A negotiation in progress with Summit, as the papers that would lie on a desk: `demo/summit`, and a schedule.

Round 1 is ours; round 2 is the payer's fee schedule with a headline that misleads; round 3 is ours; round 4 is a letter
that says take it or leave it. Nothing of it is drawn: it hangs on the 2025 rates alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from counteroffer.demo.medicare import FACILITY, OFFICE, PARTS
from counteroffer.demo.payers import PAYERS, SUMMIT

if TYPE_CHECKING:
    from counteroffer.demo.catalog import Catalog, Ints

PAPERS = Path(__file__).parent / "summit"

VISITS = ("99202", "99215")
VISIT_CHANGE, OTHER_CHANGE, QUOTED = -70, 45, 40
"""Tenths of a percent: what the payer's schedule does to office visits and to all else, and what its letter says."""

OPENING, SECOND, FINAL, ESCALATOR, CARVED = (60, 90), (45, 70), 15, 30, 9_500
"""Tenths of a percent of our two offers (all rates, office visits), of the last word, of our escalator; cents that we
ask for one injection."""


def write(out: Path, catalog: Catalog, rates: Ints) -> None:
    """Write the papers into `table/`; `table.json` tells the order in which they came. `rates`: Summit's of 2025."""
    folder = out / "table"
    folder.mkdir(parents=True, exist_ok=True)
    for paper in sorted(PAPERS.iterdir()):
        (folder / paper.name).write_bytes(paper.read_bytes())
    rows = ["CPT,Modifier,Non-Facility Fee,Facility Fee", *_offered(catalog, rates)]
    (folder / "summit-proposed-2026.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def facts() -> dict[str, Any]:
    """Tell what was planted, for `truth.json`: changes in tenths of a percent."""
    ours = [
        {"by": "us", "all": every, "visits": visits, "cents": {"20610": CARVED}, "escalator": ESCALATOR}
        for every, visits in (OPENING, SECOND)
    ]
    trap = {"by": "payer", "all": OTHER_CHANGE, "visits": VISIT_CHANGE, "quoted": QUOTED, "verdict": "loss"}
    last = {"by": "payer", "all": FINAL, "visits": FINAL, "quoted": FINAL, "verdict": "fine"}
    return {"payer": PAYERS[SUMMIT].name, "visits": list(VISITS), "rounds": [ours[0], trap, ours[1], last]}


def _offered(catalog: Catalog, rates: Ints) -> list[str]:
    rows = []
    for place in sorted(range(len(catalog)), key=lambda place: catalog.codes[place]):
        code = catalog.codes[place]
        for part, modifier in enumerate(PARTS):
            fees = [_moved(code, int(rates[place, part, setting])) for setting in (OFFICE, FACILITY)]
            if any(fees):
                rows.append(f"{code},{modifier},{fees[0]},{fees[1]}")
    return rows


def _moved(code: str, cents: int) -> str:
    """Write a fee as offered, half-up to the cent; nothing where there is none."""
    if cents < 0:
        return ""
    tenths = 1000 + (VISIT_CHANGE if VISITS[0] <= code <= VISITS[1] else OTHER_CHANGE)
    moved = (2 * cents * tenths + 1000) // 2000
    return f"{moved / 100:.2f}"
