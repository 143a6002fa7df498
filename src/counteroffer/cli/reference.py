"""Writes docs/reference from the code: commands, metrics, tables. `--check` says whether the written pages are true."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from counteroffer.cli import app
from counteroffer.core import tables
from counteroffer.measure import registry

HEAD = "<!-- written by `make fix` from the code; do not edit -->\n\n"


def pages() -> dict[str, str]:
    """Give every reference page: file name -> Markdown."""
    return {"tables.md": _tables(), "metrics.md": _metrics(), "commands.md": _commands()}


def _tables() -> str:
    text = HEAD + "# Tables\n\nMoney is integer cents; quantities are thousandths; dates are dates; codes are text.\n"
    for table in tables.ALL:
        text += f"\n## {table.name}\n\n{table.grain}\n\n| column | unit | may be null | says |\n|---|---|---|---|\n"
        for column in table.columns:
            text += f"| `{column.name}` | {column.unit} | {'yes' if column.null else ''} | {_cell(column.says)} |\n"
    return text


def _metrics() -> str:
    text = HEAD + "# Metrics\n\nAsk any of them: `counteroffer metric NAME --by payer,code`.\n"
    for metric in registry.metrics():
        text += f"\n## {metric.name}\n\n**{metric.title}** ({metric.unit}; {metric.grain})\n\n{metric.says}\n\n"
        text += f"- Formula: {metric.formula}\n- Source: {metric.source}\n"
    return text + _views()


def _views() -> str:
    text = "\n# Views\n\nTables for one question each: `counteroffer view NAME --payer PAYER --out FILE.csv`.\n"
    for view in registry.views():
        text += f"\n## {view.name}\n\n**{view.title}** (one row: {view.grain})\n\n{view.says}\n\n"
        for option, default in view.options.items():
            text += f"- Option `{option}`" + (f" (default {default})\n" if default not in ("", None) else "\n")
        read = ", ".join(f"`{column}`" for column in view.reads) or "none"
        text += (
            f"- Source: {view.source}\n- Columns of the facts that it reads: {read}\n\n| column | says |\n|---|---|\n"
        )
        text += "".join(f"| `{column}` | {_cell(says)} |\n" for column, says in view.columns.items())
    return text


def _commands() -> str:
    text = HEAD + "# Commands\n"
    group = typer.main.get_command(app)
    for name, command in sorted(_walk(group, "counteroffer")):
        text += f"\n## {name}\n\n{_help(command)}\n"
    return text


def _walk(command: object, name: str) -> list[tuple[str, object]]:
    children = getattr(command, "commands", None)
    if not children:
        return [(name, command)]
    return [found for child, item in children.items() for found in _walk(item, f"{name} {child}")]


def _help(command: object) -> str:
    text = " ".join((getattr(command, "help", "") or "").split()) + "\n\n| option | says |\n|---|---|\n"
    for parameter in getattr(command, "params", []):
        shown = " ".join(f"`{option}`" for option in parameter.opts)
        text += f"| {shown} | {_cell(getattr(parameter, 'help', '') or '')} |\n"
    return text


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def main(arguments: list[str]) -> int:
    """Write the pages into a folder, or with --check compare them; 1 if one is not true."""
    check = "--check" in arguments
    folder = Path(next(a for a in arguments if not a.startswith("--")))
    stale = []
    for name, text in pages().items():
        path = folder / name
        if check and (not path.is_file() or path.read_text(encoding="utf-8") != text):
            stale.append(str(path))
        elif not check:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if stale:
        sys.stderr.write(f"Not true any more: {', '.join(stale)}. Run `make fix`.\n")
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
