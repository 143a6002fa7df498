"""The columns of submitted claims (CLM) and their lines (SV1, SV2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from counteroffer.ingest.x12.arrays import blanks, of_each, places, texts
from counteroffer.ingest.x12.claims import Owned, ordinals
from counteroffer.ingest.x12.columns import Spans, either, listed
from counteroffer.ingest.x12.envelope import IN_CLAIM, IN_INSTITUTIONAL
from counteroffer.ingest.x12.kinds import ident
from counteroffer.ingest.x12.levels import BILLING, PATIENT, SUBSCRIBER, Levels
from counteroffer.ingest.x12.numbers import days, last_days, thousandths
from counteroffer.ingest.x12.segments import melted

if TYPE_CHECKING:
    import pyarrow as pa

    from counteroffer.ingest.x12.arrays import Bools, Ints
    from counteroffer.ingest.x12.pseudonym import Pseudonyms
    from counteroffer.ingest.x12.setaside import SetAside

_PRINCIPAL, _OTHER = (b"ABK", b"BK"), (b"ABF", b"BF")
_REFERRING = b"DN"
_TAX_IDS = (b"24", b"34")


@attrs.frozen
class Form:
    """Where the two kinds of submitted claim differ; numbers are elements of the line's segment, 0 for none.

    Attributes:
        letter: what `claims.form` says.
        line: id of the segment of a service line.
        service: the procedure composite.
        charge: the charge.
        basis: unit of the quantity.
        quantity: the quantity.
        pos: place of service.
        revenue: revenue code.
        rendering: NM101 of who rendered the service, the first that is there.
    """

    letter: str
    line: bytes
    service: int
    charge: int
    basis: int
    quantity: int
    pos: int
    revenue: int
    rendering: tuple[bytes, ...]

    def name(self, element: int) -> str:
        """Name an element of the line as the guide does: `SV102`."""
        return f"{self.line.decode()}{element:02d}"


FORMS = {
    IN_CLAIM: Form("P", b"SV1", 1, 2, 3, 4, 5, 0, (b"82",)),
    IN_INSTITUTIONAL: Form("I", b"SV2", 2, 3, 4, 5, 0, 1, (b"82", b"71")),
}
"""The forms by the code of their transaction sets."""


@attrs.frozen(eq=False)
class Claims:
    """Columns of `claims`, and what lines take from their claim: rendering provider and place of service."""

    columns: dict[str, Any]
    rendering: Spans
    pos: Spans


def claim_columns(owned: Owned, aside: SetAside, levels: Levels, names: Pseudonyms, form: Form) -> Claims:
    """Read the columns of `claims` but its charge and set-aside flag.

    Args:
        owned: claims and lines.
        aside: takes what is wrong.
        levels: the hierarchy.
        names: makes the patients' pseudonyms.
        form: which kind of claim it is.
    """
    at, segments = owned.claims, owned.segments
    start = levels.start(at)
    billing = levels.before(at, BILLING)
    subscriber = levels.before(at, SUBSCRIBER)
    subscriber = np.where(subscriber > billing, subscriber, -1)
    name = segments.element(at, 1)
    aside.malformed(at, ~name.given, "CLM01, the patient control number, is missing.")
    place = segments.composite(segments.element(at, 5))
    npi, tin = _billing(levels, billing)
    pos = aside.short("CLM05-1", at, place.part(1), 2)
    rendering = either(_npi(owned, form, line=False), npi)
    submitted = days(levels.element(start, 4, b"BHT"))
    statement = segments.element(_first(owned, b"DTP", b"434", line=False), 3)
    sets = levels.sets
    columns = {
        "form": of_each(form.letter, len(at)),
        "group_control": texts(sets.groups).take(places(sets.number[at].astype(np.int32))),
        "transaction": segments.element(start, 2).text(),
        "submitted_date": submitted.days(),
        "billing_npi": npi.text(),
        "billing_tin": tin.text(),
        **_insurance(levels, subscriber),
        "patient_key": _patient_keys(levels, at, subscriber, names),
        "claim": name.text(),
        "pos": pos.text(),
        "frequency": place.part(3).within(1).text(),
        "prior_auth": segments.element(_first(owned, b"REF", b"G1", line=False), 2).text(),
        "original_ref": segments.element(_first(owned, b"REF", b"F8", line=False), 2).text(),
        "referral": segments.element(_first(owned, b"REF", b"9F", line=False), 2).text(),
        "clearinghouse_ref": segments.element(_first(owned, b"REF", b"D9", line=False), 2).text(),
        "statement_from": days(statement).days(),
        "statement_to": last_days(statement).days(),
        "rendering_npi": rendering.text(),
        "referring_npi": _named_npi(owned, _first(owned, b"NM1", _REFERRING, line=False)).text(),
        "diagnoses": _diagnoses(owned),
    }
    return Claims(columns, rendering, pos)


def _first(owned: Owned, name: bytes, *codes: bytes, line: bool) -> Ints:
    return owned.pick(owned.qualified(owned.rows(name, line=line), *codes), line=line)


def _npi(owned: Owned, form: Form, *, line: bool) -> Spans:
    """Give the NPI of the rendering provider (NM1*82, else NM1*71) of each claim or line."""
    found = [_first(owned, b"NM1", code, line=line) for code in form.rendering]
    at = found[0] if len(found) == 1 else np.where(found[0] >= 0, found[0], found[1])
    return _named_npi(owned, at)


def _named_npi(owned: Owned, at: Ints) -> Spans:
    """Give the NPI that some NM1 segments name; nothing where it is another kind of number."""
    return owned.segments.element(at, 9).only(owned.segments.element(at, 8).equals(b"XX"))


def _billing(levels: Levels, billing: Ints) -> tuple[Spans, Spans]:
    """Give NPI and tax id of the billing provider; before the NPI (4010) the tax id could stand in its place."""
    provider = levels.first(billing, b"NM1", b"85")
    number, qualifier = levels.segments.element(provider, 9), levels.segments.element(provider, 8)
    tax: Bools = np.logical_or.reduce([qualifier.equals(code) for code in _TAX_IDS])
    told = levels.element(billing, 2, b"REF", b"EI", b"SY")
    return number.only(qualifier.equals(b"XX")), either(told, number.only(tax))


def _insurance(levels: Levels, subscriber: Ints) -> dict[str, pa.Array]:
    """Read what the subscriber level says about payer and coverage (2000B SBR, 2010BB NM1*PR)."""
    element = levels.segments.element
    payer, sbr = levels.first(subscriber, b"NM1", b"PR"), levels.first(subscriber, b"SBR")
    return {
        "payer_name": element(payer, 3).text(),
        "payer_id": element(payer, 9).text(),
        "sequence": element(sbr, 1).within(1).text(),
        "filing_code": element(sbr, 9).within(2).text(),
        "group_number": element(sbr, 3).text(),
    }


def _patient_keys(levels: Levels, at: Ints, subscriber: Ints, names: Pseudonyms) -> pa.Array:
    """Give pseudonyms of the patients: the patient level (2010CA) where there is one, else the subscriber (2010BA)."""
    patient = levels.before(at, PATIENT)
    outer = np.maximum(levels.before(at, BILLING), subscriber)
    dependent = levels.first(np.where(patient > outer, patient, -1), b"NM1", b"QC")
    own = dependent < 0
    named = np.where(own, levels.first(subscriber, b"NM1", b"IL"), dependent)
    born = levels.first(np.where(own, subscriber, patient), b"DMG")
    segments = levels.segments
    return names.column(segments.element(named, 3), segments.element(named, 4), segments.element(born, 2))


def _diagnoses(owned: Owned) -> pa.Array:
    """Give each claim's ICD codes (HI), principal first, joined by blanks."""
    at, _, spans = melted(owned.segments, owned.rows(b"HI", line=False), tuple(range(1, 13)))
    composite = owned.segments.composite(spans)
    kind, code = composite.part(1), composite.part(2)
    principal = np.logical_or.reduce([kind.equals(name) for name in _PRINCIPAL])
    used = (principal | np.logical_or.reduce([kind.equals(name) for name in _OTHER])) & code.given
    claim = owned.claim_of[at][used]
    order = np.lexsort((~principal[used], claim))
    return listed(code.at(used).at(order), np.bincount(claim, minlength=len(owned.claims)))


def line_columns(owned: Owned, aside: SetAside, claims: Claims, form: Form) -> dict[str, Any]:
    """Read the columns of `claim_lines` but its charge and set-aside flag.

    Args:
        owned: claims and lines.
        aside: takes what is wrong.
        claims: what lines take from their claim.
        form: which kind of claim it is.
    """
    at, segments, claim = owned.lines, owned.segments, owned.claim_of_lines
    service = segments.composite(segments.element(at, form.service))
    code = service.part(2)
    revenue = segments.element(at, form.revenue) if form.revenue else None
    if revenue is None:
        aside.service(form.name(form.service), at, service)
    else:
        aside.malformed(at, ~revenue.given, f"{form.name(form.revenue)}, the revenue code, is missing.")
    units = aside.quantity(form.name(form.quantity), at, form.quantity)
    aside.malformed(at, ~units.given, f"{form.name(form.quantity)}, the quantity, is missing.")
    dates = _first(owned, b"DTP", b"472", line=True)
    told = segments.element(dates, 3)
    first, last = days(told), last_days(told)
    aside.dates("DTP*472", dates, last)
    pos = (
        either(aside.code(form.name(form.pos), at, form.pos, 2), claims.pos.at(claim))
        if form.pos
        else claims.pos.at(claim)
    )
    return {
        "claim_segment": owned.page.number[owned.claims[claim]],
        "line": _numbers(owned, claim),
        "revenue_code": blanks(len(at)) if revenue is None else revenue.text(),
        "code": code.text(),
        **{f"mod{number}": service.part(number + 2).text() for number in (1, 2, 3, 4)},
        "unit_basis": segments.element(at, form.basis).text(),
        "milliunits": units.value,
        "pos": pos.text(),
        "service_date": first.days(),
        "service_to": last.days(),
        "line_control": segments.element(_first(owned, b"REF", b"6R", line=True), 2).text(),
        "rendering_npi": either(_npi(owned, form, line=True), claims.rendering.at(claim)).text(),
    }


def _numbers(owned: Owned, claim: Ints) -> Ints:
    """Give the number of each line: LX01, or its ordinal under the claim where that is no whole number."""
    segments, at = owned.segments, owned.lines
    counters = owned.segments.rows(ident(b"LX"))
    before = np.append(counters, -1)[np.searchsorted(counters, at) - 1]
    previous = np.maximum(owned.claims[claim], np.append(np.int64(-1), at[:-1]))
    told = thousandths(segments.element(np.where(before > previous, before, -1), 1))
    return np.where((told.value > 0) & (told.value % 1000 == 0), told.value // 1000, ordinals(claim))
