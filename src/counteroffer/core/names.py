"""Names of folders and files made of what people write."""

from __future__ import annotations

import hashlib
import re


def slug(name: str) -> str:
    """Make a folder name of a payer's name; names that differ only in signs get different ones."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    if plain and plain == name.lower().replace(" ", "-"):
        return plain
    mark = hashlib.sha256(name.encode()).hexdigest()[:4]
    return f"{plain or 'payer'}-{mark}"
