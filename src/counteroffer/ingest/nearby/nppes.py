"""The NPPES files: every NPI with its taxonomies and places. Streamed in blocks; only what is near is kept.

Column names are those of the published headings (npidata_pfile and pl_pfile, version 2 files included).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from counteroffer.core.errors import InputError
from counteroffer.core.tables import CLINICIAN_PLACES, CLINICIANS_NEAR
from counteroffer.ingest.nearby.sources import NPI, OTHER_ZIP, PLACE_ZIP

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from counteroffer.ingest.nearby.sources import Source

TAXONOMIES = 15
"""Taxonomies that a record may hold."""

BLOCK = 16 << 20
"""Bytes read at once."""

_PERSON = ("Provider Last Name (Legal Name)", "Provider First Name")
_FIRM = "Provider Organization Name (Legal Business Name)"
_ENTITY, _GONE, _BACK, _UPDATED = (
    "Entity Type Code", "NPI Deactivation Date", "NPI Reactivation Date", "Last Update Date",
)  # fmt: skip
_CITY, _STATE = (f"Provider Business Practice Location Address {what} Name" for what in ("City", "State"))
_OTHER_CITY, _OTHER_STATE = (
    f"Provider Secondary Practice Location Address - {what} Name" for what in ("City", "State")
)
_CODES = [f"Healthcare Provider Taxonomy Code_{n}" for n in range(1, TAXONOMIES + 1)]
_SWITCHES = [f"Healthcare Provider Primary Taxonomy Switch_{n}" for n in range(1, TAXONOMIES + 1)]


@attrs.frozen
class Near:
    """What is kept of the files.

    Attributes:
        zips: five-digit ZIPs of places that are near.
        npis: NPIs that are kept wherever they are: the practice's own, and those with another place that is near.
    """

    zips: Collection[str]
    npis: Collection[str] = ()


@attrs.frozen
class Kept:
    """What came of one file.

    Attributes:
        clinicians: rows of `clinicians_near`; none of a file of other places.
        places: rows of `clinician_places`.
        read: rows read.
        inactive: rows near that were left out because the NPI is deactivated.
    """

    clinicians: pa.Table
    places: pa.Table
    read: int
    inactive: int = 0


def read_npidata(source: Source, near: Near, told: Callable[[int], None] | None = None) -> Kept:
    """Read npidata_pfile: active NPIs with a primary practice location that is near, or that are asked for.

    Args:
        source: the file.
        near: what to keep.
        told: hears how many rows were read, block by block.

    Raises:
        InputError: if a column is missing, or the file is damaged.
    """
    wanted = [NPI, _ENTITY, *_PERSON, _FIRM, PLACE_ZIP, _CITY, _STATE, _GONE, _BACK, _UPDATED, *_CODES, *_SWITCHES]
    npis = pa.array(sorted(near.npis), pa.string())
    rows: list[dict[str, Any]] = []
    places: list[dict[str, Any]] = []
    inactive = 0

    def keep(batch: pa.RecordBatch, zips: pa.Array, close: pa.Array) -> None:
        nonlocal inactive
        mask = pc.or_(close, pc.is_in(batch[NPI], npis))
        for row, zip_code, is_close in zip(
            batch.filter(mask).to_pylist(), zips.filter(mask).to_pylist(), close.filter(mask).to_pylist(), strict=True
        ):
            if row[_GONE] and not row[_BACK]:
                inactive += 1
                continue
            rows.extend(_taxonomies(row))
            if is_close:
                places.append(_place(row, "primary", zip_code, _CITY, _STATE))

    read = _through(source, wanted, PLACE_ZIP, near.zips, keep, told)
    return Kept(
        pa.Table.from_pylist(rows, schema=CLINICIANS_NEAR.schema),
        pa.Table.from_pylist(places, schema=CLINICIAN_PLACES.schema),
        read, inactive,
    )  # fmt: skip


def read_locations(source: Source, near: Near, told: Callable[[int], None] | None = None) -> Kept:
    """Read pl_pfile: other practice locations that are near.

    Raises:
        InputError: if a column is missing, or the file is damaged.
    """
    places: list[dict[str, Any]] = []

    def keep(batch: pa.RecordBatch, zips: pa.Array, close: pa.Array) -> None:
        for row, zip_code in zip(batch.filter(close).to_pylist(), zips.filter(close).to_pylist(), strict=True):
            places.append(_place(row, "other", zip_code, _OTHER_CITY, _OTHER_STATE))

    read = _through(source, [NPI, OTHER_ZIP, _OTHER_CITY, _OTHER_STATE], OTHER_ZIP, near.zips, keep, told)
    return Kept(CLINICIANS_NEAR.empty(), pa.Table.from_pylist(places, schema=CLINICIAN_PLACES.schema), read)


def _through(  # noqa: PLR0913, PLR0917 - one pass over a file: what of it, by what, and where to
    source: Source,
    wanted: Sequence[str],
    zip_column: str,
    zips: Collection[str],
    keep: Callable[[pa.RecordBatch, pa.Array, pa.Array], None],
    told: Callable[[int], None] | None,
) -> int:
    asked = pa.array(sorted(zips), pa.string())
    read = 0
    for batch in _batches(source, wanted):
        five = pc.utf8_slice_codeunits(batch[zip_column], 0, 5)
        keep(batch, five, pc.is_in(five, asked))
        read += batch.num_rows
        if told:
            told(read)
    return read


def _batches(source: Source, wanted: Sequence[str]) -> Iterator[pa.RecordBatch]:
    missing = [name for name in wanted if name not in source.header]
    if missing:
        raise InputError(f"{source.name} has no column '{missing[0]}'.", "Use the NPPES file as published.")
    options = pacsv.ConvertOptions(
        include_columns=list(wanted), column_types=dict.fromkeys(wanted, pa.string()), strings_can_be_null=False
    )
    try:
        with source.opened() as stream:
            reader = pacsv.open_csv(
                stream,
                pacsv.ReadOptions(block_size=BLOCK),
                pacsv.ParseOptions(delimiter=source.delimiter, newlines_in_values=False),
                options,
            )
            yield from reader
    except pa.ArrowInvalid as fault:
        raise InputError(f"{source.name} is damaged: {str(fault).splitlines()[0]}.", "Download it again.") from fault


def _taxonomies(row: dict[str, str]) -> list[dict[str, Any]]:
    pairs = [(row[code], row[switch] == "Y") for code, switch in zip(_CODES, _SWITCHES, strict=True) if row[code]]
    said = dict.fromkeys(code for code, _ in pairs)
    head = {code for code, first in pairs if first} or (set(said) if len(said) == 1 else set())
    person = ", ".join(row[part].strip() for part in _PERSON if row[part].strip())
    name = row[_FIRM].strip() or person
    updated = _day(row[_UPDATED])
    return [
        {"npi": row[NPI], "entity": row[_ENTITY], "name": name, "taxonomy": code, "primary": code in head,
         "updated": updated}
        for code in said
    ]  # fmt: skip


def _place(row: dict[str, str], kind: str, zip_code: str, city: str, state: str) -> dict[str, Any]:
    return {"npi": row[NPI], "place": kind, "zip": zip_code, "city": row[city].strip(), "state": row[state].strip()}


def _day(text: str) -> Any:
    """Read 01/31/2025; anything else is not known."""
    found = pc.strptime(pa.array([text]), format="%m/%d/%Y", unit="s", error_is_null=True)[0].as_py()
    return found.date() if found else None
