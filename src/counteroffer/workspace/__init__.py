"""The workspace: one practice's files, contracts and answers; all that the command line and the web do goes here."""

from counteroffer.workspace.desk import Workspace
from counteroffer.workspace.making import Refreshed

__all__ = ["Refreshed", "Workspace"]
