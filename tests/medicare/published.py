"""The files that CMS publishes, where they lie beside this checkout: a test in CI fails without them."""

import csv
import os
from pathlib import Path

import pytest


def published(*place):
    """Find a file below `shared/data/cms` in a folder above this one."""
    for above in Path(__file__).parents:
        file = above.joinpath("shared/data/cms", *place)
        if file.is_file():
            return file
    missing = f"{'/'.join(place)} is not beside this checkout"
    return pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)


def rows(*place):
    """Read a published CSV into lists of cells."""
    with published(*place).open(newline="", encoding="latin-1") as file:
        return [[cell.strip() for cell in row] for row in csv.reader(file)]
