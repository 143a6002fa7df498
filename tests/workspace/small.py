"""A workspace whose lake holds small books of claims and remittances, as if they had been imported."""

import pyarrow as pa
from tests.match.books import _filled

from counteroffer.core import tables
from counteroffer.core.practice import Practice
from counteroffer.workspace import Workspace


def workspace_of(folder, *files, more=None):
    """Make a workspace from `tests.match.books.File`s; `more` has rows of other tables."""
    desk = Workspace.create(folder, Practice("Cedar & Oak", zip="78701"))
    rows = {name: [row for file in files for row in file.rows[name]] for name in files[0].rows} | (more or {})
    with desk.lake.writing() as write:
        for name, some in rows.items():
            schema = tables.table(name).schema
            if some:
                write.append(name, pa.Table.from_pylist([_filled(schema, row) for row in some], schema=schema))
        write.commit()
    return desk
