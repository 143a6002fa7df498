"""Kinds of service: which family a code belongs to, by the practice's own map or the shelf's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pyarrow as pa

from counteroffer.core.codes import in_span, parse_span
from counteroffer.core.errors import InputError
from counteroffer.core.plain import read_plain

if TYPE_CHECKING:
    from collections.abc import Iterable

SHELF = Path(__file__).parents[1] / "shelf" / "authorizations" / "families.yaml"
OTHER = "other"
"""The family of a code that no range holds."""


@attrs.frozen
class Families:
    """Ranges of codes in order, each with its family's name: first, last, name; the first that holds a code counts."""

    spans: tuple[tuple[str, str, str], ...]

    def of(self, code: str) -> str:
        """Name the family of a code; `other` if no range holds it, empty for no code."""
        if not code:
            return ""
        return next((name for first, last, name in self.spans if in_span(code, first, last)), OTHER)

    def table(self, codes: Iterable[str]) -> pa.Table:
        """Give code and family of some codes."""
        every = sorted(set(codes))
        return pa.table({"code": pa.array(every, pa.string()), "family": pa.array(map(self.of, every), pa.string())})


def read_families(own: Path | None = None) -> Families:
    """Read the families: the practice's own first, then the shelf's.

    Args:
        own: the practice's file, `name: [70450-70498, 99213]` a line; it need not be there.

    Raises:
        InputError: if the file has faults; the message has the line of the first.
    """
    value: Any = read_plain(SHELF.read_text(encoding="utf-8")).value
    shelf = {name: said["codes"] for name, said in value["families"].items()}
    return Families((*_spans(_own(own), own), *_spans(shelf, SHELF)))


def _own(path: Path | None) -> dict[str, Any]:
    if path is None or not path.is_file():
        return {}
    document = read_plain(path.read_text(encoding="utf-8"))
    if document.faults:
        fault = document.faults[0]
        raise InputError(f"{path}, line {fault.line}: {fault.says}", _MEND)
    if not isinstance(document.value, dict) or not all(isinstance(item, list) for item in document.value.values()):
        raise InputError(f"{path} does not name families with their codes.", _MEND)
    return dict(document.value)


def _spans(families: dict[str, Any], path: Path | None) -> list[tuple[str, str, str]]:
    try:
        return [(*parse_span(str(span)), name) for name, spans in families.items() for span in spans]
    except ValueError as fault:
        raise InputError(f"{path}: {fault}.", _MEND) from fault


_MEND = "Write one family a line with its codes or ranges: `imaging: [70450-70498, 72148]`."
