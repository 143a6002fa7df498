"""`counteroffer init`: make a practice's workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from counteroffer.cli.app import console
from counteroffer.core.practice import Practice
from counteroffer.workspace import Workspace


def add_to(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command()(init)


def init(  # noqa: PLR0913 - one option for each line of the profile
    folder: Annotated[Path, typer.Argument(help="The folder to make; it may exist, but not as a workspace.")],
    name: Annotated[str, typer.Option(help="The practice's name, as on letters.", prompt="The practice's name")],
    zip_code: Annotated[
        str, typer.Option("--zip", help="ZIP of the main place of service; finds the Medicare locality.")
    ] = "",
    state: Annotated[str, typer.Option(help="State, two letters.")] = "",
    specialty: Annotated[str, typer.Option(help="Specialty, in your own words.")] = "",
    tin: Annotated[list[str] | None, typer.Option(help="Tax id; may be given several times.")] = None,
    npi: Annotated[list[str] | None, typer.Option(help="Billing NPI; may be given several times.")] = None,
    profile: Annotated[Path | None, typer.Option(help="A practice.yaml to take instead of the options.")] = None,
) -> None:
    """Make a workspace: a folder with the practice's profile, its contracts and its tables.

    Wages, costs and tolerances stand in practice.yaml in the folder, for you to fill in.
    """
    practice = Practice(
        name=name, zip=zip_code, state=state, specialty=specialty, tins=tuple(tin or ()), npis=tuple(npi or ())
    )
    workspace = Workspace.create(folder, profile or practice)
    place = workspace.locality_sentence()
    console.print(f"[bold]{workspace.practice.name}[/] has its workspace in {folder}.")
    console.print(place)
    console.print(
        f"Next: put contracts into {folder / 'contracts'}, then bring your files: "
        f"[bold]counteroffer import -w {folder} PATH...[/]"
    )
