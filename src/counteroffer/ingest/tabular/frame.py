"""Rows of a sheet under a mapping: what is no data left out, what cannot be read set aside, the rest typed."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.core.dates import from_iso
from counteroffer.ingest.tabular import fields as f
from counteroffer.ingest.tabular import values
from counteroffer.ingest.tabular.mapping import ABSOLUTE, COMMA, REVERSED, Mapping
from counteroffer.ingest.tabular.reading import TYPES, Typed, each, read_as, typed
from counteroffer.ingest.tabular.shape import nothing

if TYPE_CHECKING:
    from counteroffer.ingest.tabular.aside import Aside
    from counteroffer.ingest.tabular.fields import Field
    from counteroffer.ingest.tabular.patients import Patients
    from counteroffer.ingest.tabular.rows import Bools, Header, Rows

TOTAL = r"(?i)^\W*(?:(?:grand|sub|report|page|overall|provider|payer|carrier|insurance|final|day|daily)\W*)?totals?\b"
FOOT = r"(?i)^\W*(?:page \d|end of report|report (?:end|run|date|generated)|(?:generated|printed) (?:by|on)|run date)"
_KEYS = ("claim", "account", "code", "measure", "appointment", "reference", "appointment_date")
_HARD = frozenset([f.MONEY, f.UNITS])


@attrs.frozen(eq=False)
class Frame:
    """Rows ready to become rows of the core tables.

    Attributes:
        table: one column for each field of the kind (text empty, numbers and days null where nothing is said), and
            interchange, segment, offset, patient_key.
        identities: patients not seen before in the file.
    """

    table: pa.Table
    identities: pa.Table | None


class Framer:
    """Reads the rows of one sheet under one mapping."""

    def __init__(self, mapping: Mapping, header: Header, aside: Aside, patients: Patients) -> None:
        """Take the mapping and the header it was found at; `aside` is told what is not stored."""
        self.mapping, self._header, self._aside, self._patients = mapping, header, aside, patients
        self._at = {field: header.index(column) for field, column in mapping.columns.items()}
        self._above: dict[str, str] = {}

    def frame(self, rows: Rows) -> Frame:
        """Read some rows."""
        texts = {field: pc.utf8_trim_whitespace(rows.columns[at]) for field, at in self._at.items()}
        empty = {field: _says_nothing(text) for field, text in texts.items()}
        data = ~self._no_data(rows, texts, empty)
        if self.mapping.fill:
            data = self._filled(texts, empty, data)
        fields = self.mapping.form.fields
        columns = {name: self._typed(fields[name], text, len(rows)) for name, text in texts.items()}
        long = "The row has more cells than the header: a comma inside a cell without quotes, perhaps."
        bad = dict.fromkeys(np.flatnonzero(rows.overlong & data).tolist(), long)
        for name, column in columns.items():
            if name in texts:
                self._judge(fields[name], column, data, texts[name], rows, bad)
        self._needed(empty, data, columns, bad)
        self._aside.rows(rows, bad)
        keep = data.copy()
        keep[list(bad)] = False
        self._mended(texts, keep, rows)
        return self._made(rows, columns, keep)

    def _typed(self, field: Field, text: pa.Array, rows: int) -> Typed:
        del rows
        order = self.mapping.dates.get(field.name, "")
        column = typed(text, field.reads, read_as(field.reads, order=order, comma=self.mapping.amounts == COMMA))
        sign = self.mapping.signs.get(field.name)
        if sign not in {REVERSED, ABSOLUTE}:
            return column
        turned = pc.negate(column.values) if sign == REVERSED else pc.abs(column.values)
        return Typed(turned, column.bad)

    def _no_data(self, rows: Rows, texts: dict[str, pa.Array], empty: dict[str, Bools]) -> Bools:
        """Say which rows are no data: empty ones, repeated headers, totals, footers, and what the mapping skips."""
        blank = np.logical_and.reduce([*empty.values()]) if empty else np.ones(len(rows), dtype=np.bool_)
        again = np.logical_and.reduce(
            [_mask(pc.equal(texts[field], self._header.cells[at].strip())) for field, at in self._at.items()]
        )
        skipped = np.zeros(len(rows), dtype=np.bool_)
        for column, said in self.mapping.skip.items():
            cells = pc.utf8_trim_whitespace(rows.columns[self._header.index(column)])
            skipped |= _mask(pc.is_in(cells, pa.array(list(said), pa.string())))
        wanting = self._wanting(empty)
        total, foot = self._marked(rows, texts, wanting, TOTAL), self._marked(rows, texts, wanting, FOOT)
        again &= ~blank
        self._aside.totals(texts, total & ~again, rows, comma=self.mapping.amounts == COMMA)
        kinds = {
            "empty rows": blank & ~total & ~foot,
            "repeated headers": again,
            "total rows": total,
            "page footers": foot,
        }
        for kind, which in {**kinds, "rows that the mapping leaves out": skipped}.items():
            self._aside.left_out(kind, int(which.sum()))
        return np.asarray(blank | again | total | foot | skipped, dtype=np.bool_)

    def _filled(self, texts: dict[str, pa.Array], empty: dict[str, Bools], data: Bools) -> Bools:
        """Fill empty cells from the row above, and give the rows that are data: not those that only head a group."""
        others = [empty[field] for field in texts if field not in self.mapping.fill]
        heads = data & np.logical_and.reduce(others)
        self._aside.left_out("group headings", int(heads.sum()))
        for field in self.mapping.fill:
            known = pc.if_else(pa.array(data & ~empty[field]), texts[field], pa.scalar(None, pa.string()))
            filled = pc.fill_null(pc.fill_null_forward(known), self._above.get(field, ""))
            self._above[field] = filled[-1].as_py() if len(filled) else self._above.get(field, "")
            texts[field], empty[field] = filled, _says_nothing(filled)
        kept: Bools = data & ~heads
        return kept

    def _wanting(self, empty: dict[str, Bools]) -> Bools:
        """Say which rows lack something that the kind needs."""
        needed = [group for group in self.mapping.form.needed if not self.mapping.constants.keys() & set(group)]
        return reduce(
            or_,
            [
                np.logical_and.reduce([empty[field] for field in group if field in empty])
                for group in needed
                if empty.keys() & set(group)
            ],
            np.zeros(len(next(iter(empty.values()))), dtype=np.bool_),
        )

    def _marked(self, rows: Rows, texts: dict[str, pa.Array], wanting: Bools, pattern: str) -> Bools:
        """Rows with a mark in one of their first columns that lack something, or have the mark where a key stands."""
        hit = [_mask(pc.match_substring_regex(column, pattern)) for column in rows.columns[:6]]
        keys = [_mask(pc.match_substring_regex(texts[key], pattern)) for key in _KEYS if key in texts]
        none = np.zeros(len(rows), dtype=np.bool_)
        return (reduce(or_, hit, none) & wanting) | reduce(or_, keys, none)

    def _judge(  # noqa: PLR0913, PLR0917 - one cell's whole story
        self, field: Field, column: Typed, data: Bools, text: pa.Array, rows: Rows, bad: dict[int, str]
    ) -> None:
        wrong = np.flatnonzero(column.bad & data)
        if not len(wrong):
            return
        title = self.mapping.columns[field.name]
        needed = any(field.name in group for group in self.mapping.form.needed)
        shown = "a cell" if field.identity else None
        if field.reads in _HARD or (needed and field.reads != f.TEXT):
            for i in wrong.tolist():
                bad.setdefault(i, f"'{title}': {shown or repr(text[i].as_py())} cannot be read as {field.reads}.")
        else:
            first = int(wrong[0])
            self._aside.emptied(
                title, field.reads, len(wrong), shown or repr(text[first].as_py()), int(rows.segment[first])
            )

    def _needed(self, empty: dict[str, Bools], data: Bools, columns: dict[str, Typed], bad: dict[int, str]) -> None:
        listing = "transaction" in columns
        for group in self.mapping.form.needed:
            if any(field in self.mapping.constants for field in group) or (listing and group[0] in {"paid", "payer"}):
                continue
            here = [empty[field] for field in group if field in empty]
            if not here:
                continue
            says = " or ".join(self.mapping.form.fields[field].says for field in group if field in empty)
            for i in np.flatnonzero(np.logical_and.reduce(here) & data).tolist():
                bad.setdefault(i, f"It has no {says}.")

    def _mended(self, texts: dict[str, pa.Array], keep: Bools, rows: Rows) -> None:
        if "code" in texts:
            lost = (
                np.asarray(each(texts["code"], values.lost_zeros, pa.bool_())[0].to_numpy(zero_copy_only=False)) & keep
            )
            if lost.any():
                first = int(np.flatnonzero(lost)[0])
                self._aside.mended(int(lost.sum()), texts["code"][first].as_py(), int(rows.segment[first]))

    def _made(self, rows: Rows, columns: dict[str, Typed], keep: Bools) -> Frame:
        mask = pa.array(keep)
        kept = {name: Typed(column.values.filter(mask), column.bad[keep]) for name, column in columns.items()}
        count = int(keep.sum())
        for name, text in self.mapping.constants.items():
            kept.setdefault(
                name, Typed(_constant(self.mapping.form.fields[name], text, count), np.zeros(count, np.bool_))
            )
        made: dict[str, Any] = {
            "interchange": pa.array(np.full(count, rows.sheet, dtype=np.int64)),
            "segment": pa.array(rows.segment[keep]),
            "offset": pa.array(rows.offset[keep]),
        }
        made["patient_key"], identities = self._patients.keys(kept) if kept else (pa.array([], pa.string()), None)
        for name, field in self.mapping.form.fields.items():
            if not field.identity:
                made[name] = kept[name].values if name in kept else nothing(field, count)
        if "code" in self._at:
            behind, _ = each(
                pc.utf8_trim_whitespace(rows.columns[self._at["code"]].filter(mask)), values.code_modifiers, pa.string()
            )
            made["code_modifiers"] = behind
        else:
            made["code_modifiers"] = pa.array([""] * count, pa.string())
        return Frame(pa.table(made), identities)


def _mask(array: Any) -> Bools:
    return np.asarray(pc.fill_null(array, False).to_numpy(zero_copy_only=False), dtype=np.bool_)


def _says_nothing(text: pa.Array) -> Bools:
    found, _ = each(text, lambda t: not values.said(t), pa.bool_())
    return _mask(found)


def _constant(field: Field, text: str, count: int) -> pa.Array:
    type_ = TYPES.get(field.reads, pa.string())
    value = from_iso(text) if type_ == pa.date32() else read_as(field.reads)(text)
    return pa.array([value] * count, type_)
