"""The practice's mappings: strict YAML in `<workspace>/mappings`, former versions kept; and the layouts we ship."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from counteroffer.core.errors import InputError, UnknownNameError
from counteroffer.core.findings import ERROR, Finding
from counteroffer.ingest.tabular.mapping import Mapping, read_mapping
from counteroffer.store.disk import storing, write_whole

if TYPE_CHECKING:
    from counteroffer.store.home import Home

SHELF = Path(__file__).parents[1] / "shelf" / "mappings"
"""Published layouts of common systems' reports, each cited and dated."""

_FORMER = re.compile(r"\.v\d+\Z")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,60}\Z")
_NOT_LAYOUTS = frozenset(["fields"])


@attrs.frozen
class Saved:
    """The mappings of a workspace.

    Attributes:
        mappings: those in force, by name.
        findings: one for each file that cannot be read.
    """

    mappings: tuple[Mapping, ...]
    findings: tuple[Finding, ...] = ()


def saved(home: Home) -> Saved:
    """Read the workspace's mappings; one with faults is left out and said."""
    found, faults = [], []
    for path in sorted(home.mappings_dir.glob("*.yaml")):
        if _FORMER.search(path.stem):
            continue
        try:
            made = read_mapping(_text(path), str(path))
        except InputError as fault:
            faults.append(Finding("tabular.mapping_broken", ERROR, fault.says, fault.mend, file=str(path)))
            continue
        if missing := made.missing():
            says = f"{path} gives no {'; no '.join(missing)}."
            faults.append(Finding("tabular.mapping_broken", ERROR, says, "Make it anew.", file=str(path)))
        else:
            found.append(made)
    return Saved(tuple(found), tuple(faults))


def mapping_named(home: Home, name: str) -> Mapping:
    """Find a mapping of the workspace.

    Raises:
        UnknownNameError: if none is called so.
        InputError: if it has faults.
    """
    path = _path(home, name)
    if not path.is_file():
        names = ", ".join(m.name for m in saved(home).mappings) or "none yet"
        raise UnknownNameError(f"No mapping is called '{name}'.", f"There are: {names}.")
    return read_mapping(_text(path), str(path))


def save(home: Home, mapping: Mapping) -> Mapping:
    """Save a mapping; what was saved under its name before is kept as a former version.

    Returns:
        The mapping as saved: with the next version, or as it was when nothing has changed.

    Raises:
        InputError: if its name cannot be a file's name.
        StorageError: if the disk refuses.
    """
    if not _NAME.match(mapping.name):
        raise InputError(
            f"'{mapping.name}' cannot be a mapping's name.", "Use letters, digits and -, such as acme-charges."
        )
    path = _path(home, mapping.name)
    with storing(home.root):
        home.mappings_dir.mkdir(exist_ok=True)
        if path.is_file():
            before = _text(path)
            try:
                former = read_mapping(before, str(path))
            except InputError:
                former = attrs.evolve(mapping, version=1 + len(history(home, mapping.name)))
            else:
                if former.digest == mapping.digest:
                    return former
            write_whole(home.mappings_dir / f"{mapping.name}.v{former.version}.yaml", before.encode())
            mapping = attrs.evolve(mapping, version=former.version + 1)
        else:
            mapping = attrs.evolve(mapping, version=1 + max(history(home, mapping.name), default=0))
        write_whole(path, mapping.text().encode())
    return mapping


def history(home: Home, name: str) -> list[int]:
    """Give the former versions that are kept of a mapping, the oldest first."""
    found = (re.search(r"\.v(\d+)\.yaml\Z", path.name) for path in home.mappings_dir.glob(f"{name}.v*.yaml"))
    return sorted(int(match[1]) for match in found if match)


def remove(home: Home, name: str) -> Path:
    """Take a mapping out of force; it is kept as a former version.

    Returns:
        Where it is kept.

    Raises:
        UnknownNameError: if none is called so.
        StorageError: if the disk refuses.
    """
    path = _path(home, name)
    if not path.is_file():
        mapping_named(home, name)
    try:
        version = read_mapping(_text(path), str(path)).version
    except InputError:
        version = 1 + max(history(home, name), default=0)
    kept = home.mappings_dir / f"{name}.v{version}.yaml"
    with storing(home.root):
        path.replace(kept)
    return kept


@cache
def published() -> tuple[Mapping, ...]:
    """Read the layouts that we ship (once)."""
    paths = (path for path in sorted(SHELF.glob("*.yaml")) if path.stem not in _NOT_LAYOUTS)
    return tuple(read_mapping(_text(path), str(path)) for path in paths)


def _path(home: Home, name: str) -> Path:
    return home.mappings_dir / f"{name}.yaml"


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError(f"{path} cannot be read as text.", "Save it as UTF-8 text.") from fault
