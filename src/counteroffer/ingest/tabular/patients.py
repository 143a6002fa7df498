"""Patients of a spreadsheet: names taken apart, pseudonyms made, identities handed to the vault and to nobody else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.core.tables import IDENTITIES
from counteroffer.ingest.tabular.mapping import LAST_FIRST
from counteroffer.ingest.tabular.reading import each
from counteroffer.ingest.x12.pseudonym import Pseudonyms

if TYPE_CHECKING:
    from counteroffer.ingest.tabular.reading import Typed

PARTS = ("last", "first", "middle")
_TITLES = re.compile(r"\b(?:MR|MRS|MS|DR)\.?\s+", re.IGNORECASE)


def name_parts(text: str, order: str) -> tuple[str, str, str]:
    """Take a whole name apart into last, first and middle name.

    A comma tells: `DOE, JANE M`. Without one, `order` does: `DOE JANE M` or `JANE M DOE`. What stands in brackets
    (an account number, a nickname) is no part of the name.
    """
    plain = " ".join(re.sub(r"\(.*?\)|\[.*?\]", " ", _TITLES.sub("", text)).split())
    if "," in plain:
        last, _, rest = plain.partition(",")
        given = rest.replace(",", " ").split()
        return last.strip(), given[0] if given else "", " ".join(given[1:])
    words = plain.split()
    if len(words) < 2:
        return plain, "", ""
    if order == LAST_FIRST:
        return words[0], words[1], " ".join(words[2:])
    return words[-1], words[0], " ".join(words[1:-1])


class Patients:
    """Makes the pseudonyms of a file's patients and remembers which were handed to the vault."""

    def __init__(self, key: bytes, file_id: int, kind: str, names: str) -> None:
        """Take the workspace's secret; a file of payments knows patients by member id first, others by birth date."""
        self._names, self._file_id, self._order = Pseudonyms(key), file_id, names
        self._by_member = kind == "payments"
        self._seen: set[str] = set()

    def keys(self, columns: dict[str, Typed]) -> tuple[pa.Array, pa.Table | None]:
        """Give each row's pseudonym, and the identities not seen before.

        The rule is that of 837 (last name, first name, date of birth) and 835 (last name, first name, member id), so
        that a patient of a spreadsheet is the same as in those; where the one is missing the other takes its place.
        """
        rows = next((len(column.values) for column in columns.values()), 0)
        text = {name: column.values for name, column in columns.items() if column.values.type == pa.string()}
        nothing = pa.array([""] * rows, pa.string())
        last, first, middle = self._split(text, nothing)
        member = text.get("member_id", nothing)
        born = columns["birth_date"].values if "birth_date" in columns else pa.nulls(rows, pa.date32())
        birth = pc.fill_null(pc.strftime(born, "%Y%m%d"), "") if "birth_date" in columns else nothing
        one, other = (member, birth) if self._by_member else (birth, member)
        third = pc.if_else(pc.equal(one, ""), other, one)
        whole = pc.binary_join_element_wise(last, first, third, "|")
        keys, _ = each(whole, lambda patient: self._names.named(patient.upper()), pa.string())
        parts = {"last": last, "first": first, "middle": middle, "birth_date": born, "member_id": member}
        others = {name: text.get(name, nothing) for name in ("sex", "address", "city", "state", "zip", "payer_id")}
        return keys, self._new(keys, parts | others)

    def _split(self, text: dict[str, pa.Array], nothing: pa.Array) -> list[pa.Array]:
        if "name" not in text or "last" in text:
            return [text.get(part, nothing) for part in PARTS]
        coded = pc.dictionary_encode(text["name"])
        parts = [name_parts(name, self._order) for name in coded.dictionary.to_pylist()]
        return [pa.array([part[i] for part in parts], pa.string()).take(coded.indices) for i in range(3)]

    def _new(self, keys: pa.Array, parts: dict[str, Any]) -> pa.Table | None:
        coded = pc.dictionary_encode(keys)
        names = coded.dictionary.to_pylist()
        _, first = np.unique(coded.indices.to_numpy(zero_copy_only=False), return_index=True)
        wanted = [(name, int(at)) for name, at in zip(names, first, strict=True) if name and name not in self._seen]
        if not wanted:
            return None
        self._seen.update(name for name, _ in wanted)
        at = pa.array([i for _, i in wanted])
        columns = {name: column.take(at) for name, column in parts.items()}
        columns["sex"] = pc.utf8_slice_codeunits(pc.utf8_upper(columns["sex"]), 0, 1)
        columns["patient_key"] = keys.take(at)
        columns["file_id"] = pa.array([self._file_id] * len(at), pa.int64())
        return pa.Table.from_arrays([columns[name] for name in IDENTITIES.names], schema=IDENTITIES.schema)
