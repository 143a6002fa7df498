"""Counteroffer: the payer-negotiation desk for US medical practices.

The public face, listed by hand:

    from counteroffer import Workspace

    desk = Workspace.open("my-practice")
    desk.import_paths(["remittances"])
    desk.answer("percent_of_medicare", by=["payer"])
    desk.case("Acme Health")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from counteroffer.core.errors import CounterofferError
    from counteroffer.core.findings import Finding
    from counteroffer.core.practice import Practice
    from counteroffer.workspace import Workspace

__all__ = ["CounterofferError", "Finding", "Practice", "Workspace"]

_HOMES = {
    "CounterofferError": "counteroffer.core.errors",
    "Finding": "counteroffer.core.findings",
    "Practice": "counteroffer.core.practice",
    "Workspace": "counteroffer.workspace",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for, so that importing one layer does not load them all."""
    if name not in _HOMES:
        raise AttributeError(f"counteroffer has no '{name}'; its public names are {', '.join(__all__)}")
    return getattr(import_module(_HOMES[name]), name)
