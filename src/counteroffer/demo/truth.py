"""The planted facts, written down: `truth.json`, and one row for every line in `truth_lines.csv.gz`."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from counteroffer.demo import medicare, panel, plants, talks, tellbusiness, telling, tellpayers, tellwork
from counteroffer.demo.amounts import CONFIDENCE
from counteroffer.demo.calendar import AS_OF, iso
from counteroffer.demo.modifiers import MODIFIERS
from counteroffer.demo.outcomes import NAMES
from counteroffer.demo.payers import CARCS, CAUSES, PAYERS
from counteroffer.demo.rates import BASIS
from counteroffer.demo.visits import PLACES

if TYPE_CHECKING:
    from pathlib import Path

    from counteroffer.demo.catalog import Ints
    from counteroffer.demo.scene import Scene
    from counteroffer.demo.x12 import Tally

COLUMNS = (
    "claim,line,payer,service_date,code,mod1,mod2,units,pos,charge_cents,medicare_cents,contracted_cents,expected_cents,"
    "confidence,basis,allowed_cents,paid_cents,patient_cents,outcome_first,outcome,denial_cause,denial_carc,cause,underpaid"
)
_SHORT_LIST = re.compile(r"\[\s+([^\[\]{}]*?)\s+\]")


@dataclass(frozen=True)
class Truth:
    """What was planted.

    Attributes:
        out: the demo's folder.
        facts: what `truth.json` says (docs/demo.md explains every field).
    """

    out: Path
    facts: dict[str, Any]

    @property
    def path(self) -> Path:
        """The facts as a file."""
        return self.out / "truth.json"

    @property
    def lines_path(self) -> Path:
        """One row for every line of a claim at its first payer."""
        return self.out / "truth_lines.csv.gz"


@dataclass(frozen=True)
class Written:
    """What came of writing the files.

    Attributes:
        tallies: by kind of file, what was written.
        interest: by payer, cents of interest paid at provider level.
        taken: claims taken back at provider level: claim, day, cents.
    """

    tallies: dict[str, Tally]
    interest: dict[str, int]
    taken: list[tuple[int, int, int]]


def write(out: Path, scene: Scene, settings: dict[str, int], written: Written) -> Truth:
    """Write both files.

    Args:
        out: the demo's folder.
        scene: what is told.
        settings: lines and seed asked for.
        written: what came of writing the files.
    """
    facts: dict[str, Any] = {
        "settings": {**settings, "zip": medicare.ZIP, "locality": medicare.LOCALITY, "as_of": iso(AS_OF)},
        "tolerance": {"cents": plants.TOLERANCE_CENTS, "percent": plants.TOLERANCE_PERCENT},
        "counts": _counts(scene),
        "files": {kind: tally.as_facts() for kind, tally in written.tallies.items()},
        "interest_cents": written.interest,
        "payers": tellpayers.payers(scene),
        "underpayments": telling.underpayments(scene),
        "overpayments": telling.overpayments(scene),
        "sequestered": telling.sequestered(scene),
        "decoys": telling.decoys(scene),
        "denials": telling.denials(scene),
        "late_filings": telling.late_filings(scene),
        "denied_as_late_but_timely": telling.timely_after_all(scene),
        "corrections": telling.corrections(scene),
        "paid_twice": telling.paid_twice(scene),
        "never_answered": _claims(scene, scene.world.course.first < 0),
        "secondary": _claims(scene, scene.world.course.secondary >= 0),
        "unscheduled": telling.unscheduled(scene),
        "lesser_of": telling.lesser_of(scene),
        "referrals": tellbusiness.referrals(scene),
        "dependence": tellbusiness.dependence(scene),
        "rates_since": tellbusiness.rates_since(),
        "authorizations": scene.authorizations,
        "sent_again": tellwork.sent_again(scene),
        "never_worked": tellwork.never_worked(scene),
        "takebacks": tellwork.takebacks(scene),
        "recoupments": tellwork.recoupments(scene, written.taken),
        "credentialing": tellwork.credentialing(scene),
        "filed_later_than": tellwork.filed_later_than(scene),
        "table": talks.facts(),
        "disruption": panel.facts(scene),
    }
    truth = Truth(out, facts)
    truth.path.write_text(_SHORT_LIST.sub(_on_one_line, json.dumps(facts, indent=1)) + "\n", encoding="utf-8")
    rows = "\n".join([COLUMNS, *_rows(scene)]) + "\n"
    truth.lines_path.write_bytes(gzip.compress(rows.encode(), 4, mtime=0))
    return truth


def _on_one_line(found: re.Match[str]) -> str:
    return f"[{' '.join(found[1].split())}]"


def _counts(scene: Scene) -> dict[str, int]:
    visits, secondary = scene.world.visits, scene.world.course.secondary >= 0
    return {
        "claims": visits.claims,
        "lines": visits.lines,
        "patients": len(np.unique(visits.patient)),
        "secondary_claims": int(secondary.sum()),
        "secondary_lines": int(secondary[visits.claim].sum()),
        "codes": len(np.unique(visits.code)),
    }


def _claims(scene: Scene, which: np.ndarray[Any, np.dtype[np.bool_]]) -> list[str]:
    return [scene.book.number[c] for c in np.flatnonzero(which).tolist()]


def _rows(scene: Scene) -> list[str]:
    """Write one row for every line; an amount that does not exist is left empty."""
    world, ends, book = scene.world, scene.outcomes, scene.book
    visits, priced, claim = world.visits, world.priced, world.visits.claim
    cause = np.where(world.denials.line, world.denials.cause[claim], -1)
    told = [
        _words([p.name for p in PAYERS], visits.payer[claim]),
        [iso(d) for d in visits.day[claim].tolist()],
        _words(world.catalog.codes, visits.code),
        _words(MODIFIERS, visits.mod1),
        _words(MODIFIERS, visits.mod2),
        visits.units.tolist(),
        _words(PLACES, visits.place[claim]),
        priced.charge.tolist(),
        *(["" if v < 0 else v for v in a.tolist()] for a in (priced.medicare, priced.contracted, priced.expected)),
        _words(CONFIDENCE, priced.confidence),
        _words(BASIS, priced.basis),
        ["" if o == 0 else a for o, a in zip(ends.final.tolist(), ends.allowed.tolist(), strict=True)],
        ends.paid.tolist(),
        ends.patient.tolist(),
        _words(NAMES, ends.first),
        _words(NAMES, ends.final),
        _words((*CAUSES, ""), cause),
        _words((*CARCS, ""), cause),
        _words(plants.CAUSES, scene.plants.cause),
        scene.plants.underpaid.astype(int).tolist(),
    ]
    number = [book.number[c] for c in claim.tolist()]
    return [",".join(map(str, row)) for row in zip(number, scene.line.tolist(), *told, strict=True)]


def _words(names: tuple[str, ...] | list[str], places: Ints) -> list[str]:
    return [names[p] for p in places.tolist()]
