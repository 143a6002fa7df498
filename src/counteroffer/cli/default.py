"""A group of commands whose first word may be a value: `disruption Acme` beside `disruption list Acme`."""

from __future__ import annotations

from typing import Any

from typer.core import TyperGroup

COUNT = "count"
"""The command that such a group does when its first word is none of its commands."""


class CountGroup(TyperGroup):
    """A group that counts when its first word is no command: `GROUP PAYER` is `GROUP count PAYER`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the command in front of a first word that is none, but for options of the group itself."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = [COUNT, *args]
        return list(super().parse_args(ctx, args))
