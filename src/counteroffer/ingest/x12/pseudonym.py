"""A patient's keyed pseudonym: the same patient gets the same text, and nobody without the key can tell whose it is."""

from __future__ import annotations

import hmac

import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.ingest.x12.columns import Spans, mapped

LENGTH = 16
_BETWEEN = "\x1f"


def pseudonym(key: bytes, *parts: str) -> str:
    """Give the first 16 hex digits of HMAC-SHA-256 over the upper-cased parts joined by `|`.

    Args:
        key: the workspace's secret, 32 bytes.
        parts: last name, first name, and date of birth (837) or member id (835).

    Returns:
        16 hex digits, or an empty text when both names are empty.
    """
    text = "|".join(part.strip() for part in parts).upper()
    if text.startswith("||"):
        return ""
    return hmac.digest(key, text.encode(), "sha256").hex()[:LENGTH]


def pseudonyms(key: bytes, last: Spans, first: Spans, third: Spans) -> pa.Array:
    """Give the pseudonyms of a column of patients, each different patient worked out once."""

    patients = pc.binary_join_element_wise(last.text(), first.text(), third.text(), _BETWEEN)
    return mapped(patients, lambda patient: pseudonym(key, *patient.split(_BETWEEN)))
