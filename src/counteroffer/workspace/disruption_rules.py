"""The rules of a panel as files: the shelf's, and those that a person has written beside a negotiation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from counteroffer.contracts.faults import Faults
from counteroffer.core.codes import parse_span
from counteroffer.core.errors import InputError
from counteroffer.core.plain import read_plain
from counteroffer.negotiate.panel_rules import Conditions, PanelRules, Series, diagnosis_span
from counteroffer.store.disk import storing, write_whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from counteroffer.core.plain import Plain, PlainDocument
    from counteroffer.negotiate.panel_rules import Spans

SHELF = Path(__file__).parents[1] / "shelf" / "disruption"
FILE = "disruption.yaml"
"""Name of the rules beside a negotiation."""

_DAYS = ("scheduled_days", "authorization_days", "pregnancy_days", "serious_days")
_CODES = ("visits", "new_visits", "surgery_codes")
_KEYS = (*_CODES, *_DAYS, "inpatient", "surgery_words", "series", "nearby")
_ASIDE = ("status", "source")


def read_rules(folder: Path | None = None) -> PanelRules:
    """Read the rules: the shelf's, and over them what `disruption.yaml` in a negotiation's folder says.

    Raises:
        InputError: if the file has faults; the message lists all of them with their lines.
    """
    shelf = _read(SHELF / "rules.yaml")
    own = folder / FILE if folder is not None else None
    said = _typed(SHELF / "rules.yaml", shelf)
    source = "own rules that ship with Counteroffer (shelf/disruption/rules.yaml)"
    if own is not None and own.is_file():
        said |= _typed(own, _read(own))
        source = f"the practice's own rules ({own.parent.name}/{FILE})"
    return PanelRules(**said, conditions=_conditions(), source=source)


def nearby_settings(folder: Path) -> tuple[Path, PlainDocument | None]:
    """Give the file of rules beside a negotiation, and what it says; None if it is not there."""
    own = folder / FILE
    return own, (_read(own) if own.is_file() else None)


def write_rules(folder: Path) -> Path:
    """Put a copy of the shelf's rules into a negotiation's folder, to be changed there.

    Raises:
        InputError: if there are rules already.
        StorageError: if the disk refuses.
    """
    out = folder / FILE
    if out.exists():
        raise InputError(f"{out} is there already.", "Change it there, or move it away first.")
    with storing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(out, (SHELF / "rules.yaml").read_bytes())
    return out


def shelf_document(name: str) -> dict[str, Any]:
    """Read a document of the shelf of disruption."""
    value: Any = read_plain((SHELF / name).read_text(encoding="utf-8")).value
    return dict(value)


def _read(path: Path) -> PlainDocument:
    return read_plain(path.read_text(encoding="utf-8"))


def _conditions() -> Conditions:
    said = shelf_document("conditions.yaml")

    def spans(texts: list[str]) -> Spans:
        return tuple(diagnosis_span(text) for text in texts)

    named = {name: spans(said[name]["codes"]) for name in ("pregnancy", "pregnancy_over", "terminal", "serious")}
    return Conditions(**named, chronic={name: spans(texts) for name, texts in said["chronic"].items()})


def _typed(path: Path, document: PlainDocument) -> dict[str, Any]:
    faults = Faults(path, document)
    for fault in document.faults:
        faults.note("form", (), fault.says, "Write it as YAML.")
    value = faults.mapping(document.value, (), (*_KEYS, *_ASIDE), "The file of rules") if document.value else {}
    made: dict[str, Any] = {}
    for name in _CODES:
        if name in value:
            made[name] = _spans(faults, value[name], (name,))
    for name in _DAYS:
        if name in value:
            made[name] = _count(faults, value[name], (name,))
    if "surgery_words" in value:
        made["surgery_words"] = tuple(faults.texts(value["surgery_words"], ("surgery_words",)))
    if "inpatient" in value:
        said = faults.mapping(value["inpatient"], ("inpatient",), ("places", "days"), "inpatient")
        made["inpatient_places"] = tuple(faults.texts(said.get("places"), ("inpatient", "places")))
        made["inpatient_days"] = _count(faults, said.get("days"), ("inpatient", "days"))
    if "series" in value:
        made["series"] = _series(faults, value["series"])
    if faults.found:
        said_all = " ".join(f"line {fault.segment}: {fault.says}" for fault in faults.found)
        raise InputError(f"{path} has faults: {said_all}", faults.found[0].mend)
    return made


def _series(faults: Faults, value: Plain) -> tuple[Series, ...]:
    names = value if isinstance(value, dict) else {}
    if not isinstance(value, dict):
        faults.note(
            "form", ("series",), "'series' should be names with codes, visits and days.", "See docs/disruption.md."
        )
    made = []
    for name, item in names.items():
        at = ("series", name)
        said = faults.mapping(item, at, ("codes", "visits", "days"), name)
        codes = _spans(faults, said.get("codes", ""), (*at, "codes"))
        numbers = [_count(faults, said.get(key), (*at, key)) for key in ("visits", "days")]
        made.append(Series(name, codes, *numbers))
    return tuple(made)


def _spans(faults: Faults, value: Plain, at: tuple[str | int, ...]) -> Spans:
    read: Callable[[str], tuple[str, str]] = parse_span
    made = [
        faults.typed(read, text, at, "Write codes or ranges like 99213 or 99202-99215.")
        for text in faults.texts(value, at)
    ]
    return tuple(span for span in made if span is not None)


def _count(faults: Faults, value: Plain | None, at: tuple[str | int, ...]) -> int:
    def read(text: str) -> int:
        if not text.isdigit() or not 1 <= int(text) <= 3660:
            raise ValueError(f"'{text}' is no whole number from 1 to 3660")
        return int(text)

    return faults.typed(read, value if value is not None else "", at, f"Write `{at[-1]}: 90`.") or 0
