"""Strict YAML: every scalar is text until the schema types it, and every value knows its line."""

from __future__ import annotations

import attrs
import yaml

Plain = str | list["Plain"] | dict[str, "Plain"]
"""What strict YAML holds: text, lists and maps of text; nothing is ever a number."""

Path = tuple[str | int, ...]


@attrs.frozen
class PlainFault:
    """A fault in the form of the document: its line (from 1) and what is wrong."""

    line: int
    says: str


@attrs.frozen
class PlainDocument:
    """A read document: its value, the line of every path in it, and the faults of form.

    Attributes:
        value: text, lists and maps; None when the file could not be read as YAML at all.
        lines: path -> line from 1; a map's entry has the line of its key.
        faults: duplicate keys, keys that are not text, broken YAML.
    """

    value: Plain | None
    lines: dict[Path, int]
    faults: tuple[PlainFault, ...]

    def line(self, path: Path) -> int:
        """Give the line of a path, or of its nearest parent that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _Reader:
    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self.faults: list[PlainFault] = []

    def value(self, node: yaml.Node, path: Path) -> Plain:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._map(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, i)) for i, item in enumerate(node.value)]
        return str(node.value)

    def _map(self, node: yaml.MappingNode, path: Path) -> dict[str, Plain]:
        result: dict[str, Plain] = {}
        for key, item in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                self.faults.append(PlainFault(line, "A key must be plain text."))
                continue
            if key.value in result:
                self.faults.append(PlainFault(line, f"The key '{key.value}' stands here a second time."))
                continue
            self.lines[(*path, key.value)] = line
            result[key.value] = self.value(item, (*path, key.value))
        return result


def read_plain(text: str) -> PlainDocument:
    """Read YAML text strictly: no numbers, no dates, no yes/no, no anchors' surprises; faults as values."""
    reader = _Reader()
    try:
        node = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        return PlainDocument(None, {}, (PlainFault(line, f"This is not YAML: {fault.problem}."),))
    except yaml.YAMLError as fault:
        return PlainDocument(None, {}, (PlainFault(1, f"This is not YAML: {fault}."),))
    if node is None:
        return PlainDocument(None, {}, (PlainFault(1, "The file is empty."),))
    value = reader.value(node, ())
    return PlainDocument(value, reader.lines, tuple(reader.faults))
