"""The rules of who counts as what in a panel of patients: ranges of codes and numbers of days, all said in words."""

from __future__ import annotations

import re
from typing import Any

import attrs
import ibis

from counteroffer.core.codes import shape

Spans = tuple[tuple[str, str], ...]
"""Ranges of codes: first and last."""

_ICD = re.compile(r"[A-Z][0-9][0-9A-Z]{1,5}\Z")


@attrs.frozen
class Series:
    """Treatments that come in series: so many visits with one of the codes within so many days."""

    name: str
    codes: Spans
    visits: int
    days: int


@attrs.frozen
class Conditions:
    """Ranges of ICD-10-CM codes.

    Attributes:
        pregnancy, pregnancy_over, terminal, serious: see the shelf's `conditions.yaml`.
        chronic: name of a group -> ranges; the first that holds a code counts.
    """

    pregnancy: Spans
    pregnancy_over: Spans
    terminal: Spans
    serious: Spans
    chronic: dict[str, Spans]


@attrs.frozen
class PanelRules:
    """The rules (docs/disruption.md).

    Attributes:
        visits: codes of evaluation and management visits, by which patients are attributed.
        new_visits: codes that are billed for new patients.
        scheduled_days: how far ahead appointments count.
        authorization_days: how long after its decision an approval without a later day of service is in force.
        pregnancy_days: how long a diagnosis of pregnancy counts.
        serious_days: how long a serious diagnosis or palliative care counts.
        inpatient_places, inpatient_days: places of service that are inpatient, and how long they count.
        surgery_words: words in an appointment's kind that name an operation.
        surgery_codes: codes of operations.
        series: treatments that come in series.
        conditions: ranges of diagnoses.
        source: where the rules stand, in words.
    """

    visits: Spans
    new_visits: Spans
    scheduled_days: int
    authorization_days: int
    pregnancy_days: int
    serious_days: int
    inpatient_places: tuple[str, ...]
    inpatient_days: int
    surgery_words: tuple[str, ...]
    surgery_codes: Spans
    series: tuple[Series, ...]
    conditions: Conditions
    source: str = ""


def diagnosis_span(text: str) -> tuple[str, str]:
    """Read `O00-O9A`, `Z33` or `Z51.5` into the beginnings of its first and last code.

    Raises:
        ValueError: if a beginning is no ICD-10-CM code's, or the range runs backwards.
    """
    first, _, last = (part.strip().upper().replace(".", "") for part in text.partition("-"))
    last = last or first
    for code in (first, last):
        if not _ICD.match(code):
            raise ValueError(f"'{text}' is no ICD-10-CM code or range")
    if first > last:
        raise ValueError(f"'{text}' runs backwards")
    return first, last


def in_codes(column: Any, spans: Spans) -> Any:
    """Say of an Ibis column of CPT/HCPCS codes whether one of the ranges, each of one form of code, holds it."""
    return _any((column >= first) & (column <= last) & column.re_search(_form(first)) for first, last in spans)


def in_diagnoses(column: Any, spans: Spans) -> Any:
    """Say of an Ibis column of ICD-10-CM codes (without dots) whether it begins within one of the ranges."""
    return _any((column.left(len(first)) >= first) & (column.left(len(last)) <= last) for first, last in spans)


def chronic_group(column: Any, chronic: dict[str, Spans]) -> Any:
    """Name the group of a long-lasting condition that an Ibis column of ICD-10-CM codes is of; null if none."""
    return ibis.cases(*((in_diagnoses(column, spans), name) for name, spans in chronic.items()), else_=None)


def _form(first: str) -> str:
    return "^" + shape(first).replace("9", "[0-9]") + "$"


def _any(conditions: Any) -> Any:
    every = list(conditions)
    return ibis.or_(*every) if every else ibis.literal(False)


def words(spans: Spans) -> str:
    """Write ranges as a person does."""
    return ", ".join(first if first == last else f"{first}-{last}" for first, last in spans)
