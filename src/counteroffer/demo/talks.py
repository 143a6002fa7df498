"""A negotiation in progress with Harborline, as the papers that would lie on a desk: `demo/harborline`, and a schedule.

Round 1 is ours; round 2 is the payer's fee schedule with a headline that misleads; round 3 is ours; round 4 is a letter
that says take it or leave it. Nothing of it is drawn: it hangs on the 2025 schedule alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from counteroffer.demo.medicare import FACILITY, OFFICE, PARTS
from counteroffer.demo.payers import HARBORLINE, PAYERS

if TYPE_CHECKING:
    from counteroffer.demo.catalog import Catalog, Ints

PAPERS = Path(__file__).parent / "harborline"

VISITS = ("99202", "99215")
VISIT_CHANGE, OTHER_CHANGE, QUOTED = -65, 45, 40
"""Tenths of a percent: what the payer's schedule does to office visits and to all else, and what its letter says."""

OPENING, SECOND, FINAL, ESCALATOR, CARVED = 70, 55, 15, 30, 11_000
"""Tenths of a percent of our two offers, of the last word and of our escalator; cents that we ask for one injection."""


def write(out: Path, catalog: Catalog, schedule: Ints) -> None:
    """Write the papers into `table/`; `table.json` tells the order in which they came."""
    folder = out / "table"
    folder.mkdir(parents=True, exist_ok=True)
    for paper in sorted(PAPERS.iterdir()):
        (folder / paper.name).write_bytes(paper.read_bytes())
    rows = ["CPT,Modifier,Non-Facility Fee,Facility Fee", *_offered(catalog, schedule)]
    (folder / "harborline-proposed-2026.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def facts() -> dict[str, Any]:
    """Tell what was planted, for `truth.json`: changes in tenths of a percent."""
    return {
        "payer": PAYERS[HARBORLINE].name, "schedule": "harborline-2025.csv", "visits": list(VISITS),
        "rounds": [
            {"by": "us", "all": OPENING, "cents": {"20610": CARVED}, "escalator": ESCALATOR},
            {"by": "payer", "all": OTHER_CHANGE, "visits": VISIT_CHANGE, "quoted": QUOTED, "verdict": "loss"},
            {"by": "us", "all": SECOND, "cents": {"20610": CARVED}, "escalator": ESCALATOR},
            {"by": "payer", "all": FINAL, "quoted": FINAL, "verdict": "fine"},
        ],
    }  # fmt: skip


def _offered(catalog: Catalog, schedule: Ints) -> list[str]:
    rows = []
    for place in sorted(range(len(catalog)), key=lambda place: catalog.codes[place]):
        code = catalog.codes[place]
        for part, modifier in enumerate(PARTS):
            fees = [_moved(code, int(schedule[place, part, setting])) for setting in (OFFICE, FACILITY)]
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
