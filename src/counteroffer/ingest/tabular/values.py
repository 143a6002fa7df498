"""One cell at a time: what people and their systems write for money, quantities, codes and identifiers.

Every function gives None or an empty text for a cell that says nothing, and raises ValueError for one that cannot be
read. Columns are read through `frame.each`, so that each different text is read once.
"""

from __future__ import annotations

import re
from decimal import Decimal

from counteroffer.core.codes import is_code
from counteroffer.core.money import cents

NOTHING = frozenset(["", "-", "--", "n/a", "na", "none", "null", "nan", ".", "#n/a", "(blank)", "not available"])
"""Cells that say nothing, in small letters."""

LARGEST = 10**13
"""Amounts beyond this (100 billion dollars in cents) are taken for a fault."""

_CURRENCY = re.compile(r"USD|[$\s\u00a0\u202f]", re.IGNORECASE)
_CREDIT = re.compile(r"(?:CR|-)\Z", re.IGNORECASE)
_GROUPED = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d*)?\Z")
_NOISE = re.compile(r"-?\d*\.\d{7,}\Z")
_CODE_AND_MORE = re.compile(r"([A-Z0-9]{5})(?:[\s,:;/|\-\u2013]+(.*))?\Z", re.DOTALL)
_MODIFIER = re.compile(r"[A-Z0-9]{2}\Z")
_REASON = re.compile(r"(?:(CO|PR|OA|PI|CR)[\s\-:]*)?([A-Z]{0,2}\d{1,3})\b", re.IGNORECASE)
_ANESTHESIA = range(100, 2000)
SEQUENCES = {
    "p": "P", "primary": "P", "1": "P", "pri": "P", "prim": "P", "s": "S", "secondary": "S", "2": "S", "sec": "S",
    "t": "T", "tertiary": "T", "3": "T", "ter": "T", "tert": "T",
}  # fmt: skip


def said(text: str) -> str:
    """Give the cell without blanks around it; empty when it says nothing."""
    trimmed = text.strip().strip("\u00a0")
    return "" if trimmed.casefold() in NOTHING else trimmed


def money(text: str, *, comma: bool = False) -> int | None:
    """Read an amount into cents: `$1,234.50`, `(12.00)`, `12.00-`, `12.00 CR`; with `comma`, `1.234,50`.

    Float noise of a spreadsheet (33.330000000000005) is rounded away; any other part of a cent is a fault.
    """
    plain = _CURRENCY.sub("", said(text))
    if not plain or plain in NOTHING:
        return None
    negative = plain.startswith("(") and plain.endswith(")")
    plain = plain[1:-1] if negative else plain
    if _CREDIT.search(plain):
        plain, negative = _CREDIT.sub("", plain), not negative
    if comma:
        plain = plain.replace(".", "").replace(",", ".")
    elif "," in plain:
        if not _GROUPED.match(plain):
            raise ValueError(f"{text!r} is not an amount of money")
        plain = plain.replace(",", "")
    if _NOISE.match(plain):
        plain = f"{Decimal(plain):.4f}"
    value = cents(plain.rstrip("0") if "." in plain else plain)
    if abs(value) > LARGEST:
        raise ValueError(f"{text!r} is out of bounds")
    return -value if negative else value


def quantity(text: str) -> int | None:
    """Read a quantity into thousandths: `1`, `1.5`, `1,000`."""
    plain = said(text).replace(",", "")
    if not plain:
        return None
    if not re.fullmatch(r"-?(?:\d+\.?\d*|\.\d+)", plain) or len(plain) > 12:
        raise ValueError(f"{text!r} is not a quantity")
    value = Decimal(plain) * 1000
    if value != value.to_integral_value():
        raise ValueError(f"{text!r} has a part of a thousandth")
    return int(value)


def count(text: str) -> int | None:
    """Read a whole number."""
    value = quantity(text)
    if value is not None and value % 1000:
        raise ValueError(f"{text!r} is not a whole number")
    return None if value is None else value // 1000


def percent(text: str) -> int | None:
    """Read a percentage into thousandths of a percent: `72.5%` and `72.5`; a bare 0.725 is taken for 72.5%."""
    plain = said(text)
    if not plain:
        return None
    signed = plain.endswith("%")
    number = (
        Decimal(plain.rstrip("% ").replace(",", "")) if re.fullmatch(r"(?:\d[\d,]*\.?\d*|\.\d+) ?%?", plain) else None
    )
    if number is None:
        raise ValueError(f"{text!r} is not a percentage")
    return int((number * (100 if number <= 1 and not signed else 1) * 1000).to_integral_value())


def code(text: str) -> str:
    """Give the procedure code of `99213`, `99213-25`, `99213 Office visit`, `100` (an anesthesia code, 00100).

    A text of another form is the practice's own code and is given as it is, in capitals, at most 12 long.
    """
    return _code(text)[0]


def code_modifiers(text: str) -> str:
    """Give the modifiers written behind the code (`99213-25`), joined by spaces; words behind a code are dropped."""
    return _code(text)[1]


def lost_zeros(text: str) -> bool:
    """Say whether the code has lost leading zeros, as spreadsheets do to 00100 (anesthesia codes 00100 to 01999)."""
    plain = said(text).removesuffix(".0")
    return plain.isascii() and plain.isdecimal() and len(plain) < 5 and int(plain) in _ANESTHESIA


def _code(text: str) -> tuple[str, str]:
    plain = said(text).upper().removesuffix(".0")
    if lost_zeros(plain):
        return plain.zfill(5), ""
    found = _CODE_AND_MORE.match(plain)
    if found and is_code(found[1]) and any(c.isdecimal() for c in found[1]):
        more = (found[2] or "").split()
        marks = [part for part in re.split(r"[\s,:;/|\-]+", found[2] or "") if part]
        return found[1], " ".join(marks[:4]) if more and all(_MODIFIER.match(m) for m in marks) else ""
    return plain[:12], ""


def modifiers(text: str) -> str:
    """Give up to four modifiers, joined by spaces, of `25`, `25,59`, `25-59`, `2559`."""
    plain = said(text).upper().removesuffix(".0")
    parts = [part for part in re.split(r"[\s,:;/|\-]+", plain) if part]
    if len(parts) == 1 and len(parts[0]) in {4, 6, 8}:
        parts = [parts[0][i : i + 2] for i in range(0, len(parts[0]), 2)]
    if not all(_MODIFIER.match(part) for part in parts):
        raise ValueError(f"{text!r} is not a modifier")
    return " ".join(parts[:4])


def place_of_service(text: str) -> str:
    """Give the two digits of `11`, `11 - Office`, or of a lone `2`."""
    found = re.match(r"(\d{1,2})(?!\d)", said(text).removesuffix(".0"))
    if not found:
        if said(text):
            raise ValueError(f"{text!r} is not a place of service")
        return ""
    return found[1].zfill(2)


def npi(text: str) -> str:
    """Give the ten digits of an NPI that passes its check digit (Luhn over 80840 and the NPI; 45 CFR 162.406)."""
    plain = said(text).removesuffix(".0")
    if plain and not is_npi(plain):
        raise ValueError(f"{text!r} is not an NPI")
    return plain


def is_npi(text: str) -> bool:
    """Say whether a text is an NPI with a good check digit."""
    if len(text) != 10 or not (text.isascii() and text.isdecimal()):
        return False
    doubled = sum(sum(divmod(2 * int(d), 10)) if i % 2 else int(d) for i, d in enumerate(reversed(text)))
    return (doubled + 24) % 10 == 0


def tin(text: str) -> str:
    """Give the nine digits of a tax id, `12-3456789` or one that lost its leading zeros."""
    digits = re.sub(r"[\s-]", "", said(text).removesuffix(".0"))
    if digits and (not digits.isdecimal() or len(digits) > 9):
        raise ValueError(f"{text!r} is not a tax id")
    return digits.zfill(9) if digits else ""


def diagnoses(text: str) -> str:
    """Give ICD-10 codes without their points, joined by spaces."""
    parts = (part.replace(".", "") for part in re.split(r"[\s,;|/]+", said(text).upper()))
    return " ".join(part for part in parts if re.fullmatch(r"[A-Z]\d[A-Z0-9]{1,5}", part))


def reason(text: str) -> str:
    """Give the reason code of `CO-45`, `CO45`, `45`, `PR 1 - Deductible`; words alone give nothing."""
    found = _REASON.match(said(text))
    return found[2].upper().lstrip("0") if found else ""


def reason_group(text: str) -> str:
    """Give the group code of `CO-45`, `CO` or `Contractual obligation`; empty if it has none."""
    plain = said(text).upper()
    words = {"CONTRACT": "CO", "PATIENT": "PR", "OTHER": "OA", "PAYER": "PI", "PAYOR": "PI", "CORRECTION": "CR"}
    named = next((group for word, group in words.items() if plain.startswith(word)), "")
    return named or (plain[:2] if re.match(r"(?:CO|PR|OA|PI|CR)(?![A-Z])", plain) else "")


def sequence(text: str) -> str:
    """Give P, S or T of `Primary`, `2`, `sec`; anything else is empty."""
    return SEQUENCES.get(said(text).casefold().split(" ")[0], "")


def own_word(text: str) -> str:
    """Give a text as it stands, blanks inside made single."""
    plain = said(text)
    if plain.endswith(".0") and plain[:-2].isdecimal():
        return plain[:-2]
    return " ".join(plain.split())
