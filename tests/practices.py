"""A demo practice that several files of tests look at: made, imported and priced once in a run, and copied for each."""

import fcntl
import json
import os
import shutil
from pathlib import Path

from counteroffer.demo import Truth, generate
from counteroffer.workspace import Workspace

LINES = 8_000


def priced_practice(tmp_path_factory):
    """Give the truth of a practice of eight thousand lines whose folder is a workspace, ready to be asked and changed.

    Whoever asks first in a run makes it, in whichever process; the others wait for it. While tests are written,
    COUNTEROFFER_PRICED_PRACTICE may name a folder that keeps it from run to run.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base  # of all workers of one run
    if "COUNTEROFFER_PRICED_PRACTICE" in os.environ:
        shared = Path(os.environ["COUNTEROFFER_PRICED_PRACTICE"])
    made, done = shared / "priced-practice", shared / "priced-practice.done"
    with (shared / "priced-practice.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.is_file():
            shutil.rmtree(made, ignore_errors=True)
            generate(made, lines=LINES)
            desk = Workspace.create(made, made / "practice.yaml")
            desk.import_paths([made / "files"])
            desk.refresh()
            done.touch()
    own = tmp_path_factory.mktemp("practice") / "w"
    shutil.copytree(made, own)
    return Truth(own, json.loads((own / "truth.json").read_text()))
