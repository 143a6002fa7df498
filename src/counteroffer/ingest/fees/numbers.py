"""Published decimal numbers as exact integers; never by way of a float."""

from __future__ import annotations

import re

from counteroffer.core.errors import InputError

_NUMBER = re.compile(r"-?(?=\.?\d)\d*\.?\d*\Z")


def scaled(name: str, place: int, text: str, digits: int) -> int:
    """Read a number into an integer with so many digits behind the point; an empty text is 0.

    Args:
        name: the file, for the message.
        place: the line, from 1.
        text: such as `32.3465`, `.07`, `1,234.50`.
        digits: digits behind the point; further ones must be zeros.

    Raises:
        InputError: if it is no number or has more digits.
    """
    plain = text.replace(",", "").replace("$", "").strip()
    if not plain:
        return 0
    if not _NUMBER.match(plain):
        raise InputError(f"{name}:{place}: '{text}' is not a number.", "Use the file as CMS publishes it.")
    sign = -1 if plain.startswith("-") else 1
    whole, _, part = plain.lstrip("-").partition(".")
    if part[digits:].strip("0"):
        raise InputError(f"{name}:{place}: '{text}' has more than {digits} decimals.", "Use the file as published.")
    return sign * int((whole or "0") + part[:digits].ljust(digits, "0"))
