"""The workspace folder: what stands where in it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import attrs

from counteroffer.core.errors import WorkspaceError
from counteroffer.core.names import slug
from counteroffer.store.disk import storing, write_whole
from counteroffer.store.keys import PSEUDONYM, Keys
from counteroffer.store.profile import profile_text, read_profile

if TYPE_CHECKING:
    from pathlib import Path

    from counteroffer.core.practice import Practice


@attrs.frozen
class Home:
    """A workspace's folder. Make one with `create_home`, find one with `open_home`.

    Attributes:
        root: the folder itself.
    """

    root: Path

    @property
    def practice_file(self) -> Path:
        """The practice's profile, strict YAML."""
        return self.root / "practice.yaml"

    @property
    def payers_file(self) -> Path:
        """The practice's own roll-up of payer names; it need not be there."""
        return self.root / "payers.yaml"

    @property
    def families_file(self) -> Path:
        """The practice's own kinds of service, by ranges of codes; it need not be there."""
        return self.root / "families.yaml"

    @property
    def posted_file(self) -> Path:
        """What payers post of their own authorizations, as the practice copied it; it need not be there."""
        return self.root / "posted-authorizations.csv"

    @property
    def contracts_dir(self) -> Path:
        """Contracts (YAML) and the fee schedules beside them."""
        return self.root / "contracts"

    @property
    def drafts_dir(self) -> Path:
        """Drafted contracts that a person has still to confirm; it need not be there."""
        return self.root / "drafts"

    @property
    def adopted_dir(self) -> Path:
        """The contract documents that price, every version of each; it need not be there."""
        return self.root / "adopted"

    @property
    def mappings_dir(self) -> Path:
        """Confirmed column mappings of tabular files; it need not be there."""
        return self.root / "mappings"

    @property
    def vault_dir(self) -> Path:
        """Who the patients are, encrypted; it need not be there."""
        return self.root / "vault"

    @property
    def lake_dir(self) -> Path:
        """The tables."""
        return self.root / "lake"

    @property
    def secret_dir(self) -> Path:
        """The keys, for their owner only."""
        return self.root / "secret"

    @property
    def reports_dir(self) -> Path:
        """Written cases and rankings."""
        return self.root / "reports"

    @property
    def disputes_file(self) -> Path:
        """The book of disputes; it need not be there."""
        return self.root / "disputes" / "disputes.sqlite"

    @property
    def negotiations_dir(self) -> Path:
        """A folder for each payer that is negotiated with; it need not be there."""
        return self.root / "negotiations"

    def negotiation_dir(self, payer: str) -> Path:
        """Folder of the documents of the negotiation with a payer; it need not be there."""
        return self.negotiations_dir / slug(payer)

    @property
    def talks_file(self) -> Path:
        """The book of negotiations: what happened, round by round; it need not be there."""
        return self.negotiations_dir / "talks.sqlite"

    @property
    def own_paths(self) -> tuple[Path, ...]:
        """Folders and files of the workspace itself, which an import leaves alone."""
        folders = (self.lake_dir, self.secret_dir, self.reports_dir, self.contracts_dir, self.mappings_dir)
        return (
            *folders,
            self.adopted_dir,
            self.drafts_dir,
            self.vault_dir,
            self.disputes_file.parent,
            self.negotiations_dir,
            self.root / "logs",
            self.practice_file,
            self.payers_file,
            self.families_file,
            self.posted_file,
        )

    @property
    def keys(self) -> Keys:
        """The workspace's secrets."""
        return Keys(self.secret_dir)

    def key(self) -> bytes:
        """The 32 random bytes that patients' pseudonyms are made with; they never leave this computer.

        Raises:
            WorkspaceError: if the key is gone or damaged: new imports would not match the old ones.
        """
        return self.keys.read(PSEUDONYM)


def create_home(root: Path, practice: Practice) -> Home:
    """Make a workspace in a folder that is not one yet; the folder is made if need be.

    Raises:
        WorkspaceError: if it already is a workspace, or holds a profile that says something else.
        StorageError: if the folder cannot be written.
    """
    home = Home(root)
    if home.lake_dir.exists():
        raise WorkspaceError(f"{root} is a workspace already.", "Open it, or choose another folder.")
    if root.exists() and not root.is_dir():
        raise WorkspaceError(f"{root} is a file, not a folder.", "Choose another name for the workspace.")
    if home.practice_file.exists() and read_practice(home) != practice:
        raise WorkspaceError(
            f"{home.practice_file} is there already and says something else.",
            "Move it away, or choose another folder.",
        )
    with storing(root):
        for folder in (home.contracts_dir, home.reports_dir):
            folder.mkdir(parents=True, exist_ok=True)
        home.secret_dir.mkdir(mode=0o700, exist_ok=True)
        home.keys.make(PSEUDONYM)
        if not home.practice_file.exists():
            write_practice(home, practice)
        home.lake_dir.mkdir()  # last: from here on it is a workspace
    return home


def open_home(root: Path) -> Home:
    """Find the workspace in a folder.

    Raises:
        WorkspaceError: if it is none, or may not be entered.
    """
    home = Home(root)
    if not root.is_dir():
        raise WorkspaceError(f"There is no folder {root}.", f"Make a workspace with `counteroffer init {root}`.")
    if not (home.lake_dir.is_dir() and home.practice_file.is_file()):
        raise WorkspaceError(
            f"{root} is not a workspace: it has no practice.yaml or no lake folder.",
            f"Make one with `counteroffer init {root}`.",
        )
    if not os.access(home.lake_dir, os.R_OK | os.X_OK):
        raise WorkspaceError(f"{home.lake_dir} may not be read.", "Ask its owner for permission.")
    return home


def read_practice(home: Home) -> Practice:
    """Read the profile.

    Raises:
        WorkspaceError: if the file is not there or cannot be read.
        InputError: if it has faults; the message lists all of them with their lines.
    """
    return read_profile(home.practice_file)


def write_practice(home: Home, practice: Practice) -> None:
    """Write the profile, whole or not at all.

    Raises:
        StorageError: if the disk refuses.
    """
    with storing(home.root):
        write_whole(home.practice_file, profile_text(practice).encode())
