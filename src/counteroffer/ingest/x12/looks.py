"""What a file that is not X12 looks like, and what to do about it."""

from __future__ import annotations

_BEGINNINGS = (
    (b"%PDF", "a PDF", "Ask the payer for the 835 or 837 itself (its electronic form), not for its printout."),
    (b"PK\x03\x04", "a ZIP archive or an Office document", "Unpack it, or import it under a name that ends in .zip."),
    (b"\x1f\x8b", "a gzip archive", "Unpack it, or import it under a name that ends in .gz."),
    (b"\xd0\xcf\x11\xe0", "an old Office document", "Ask the payer for the 835 or 837 file itself."),
    (b"\x89PNG", "a picture", "Ask the payer for the 835 or 837 file itself."),
    (b"\xff\xd8\xff", "a picture", "Ask the payer for the 835 or 837 file itself."),
    (b"II*\x00", "a picture", "Ask the payer for the 835 or 837 file itself."),
    (b"\xff\xfe", "text in UTF-16", "Save it as plain text (UTF-8 or ASCII) and import it again."),
    (b"\xfe\xff", "text in UTF-16", "Save it as plain text (UTF-8 or ASCII) and import it again."),
    (b"-----BEGIN PGP", "an encrypted file", "Decrypt it first."),
)
_PORTAL = "Download the file again: what was saved is a web page, perhaps the portal's login."
_FIRST = 4096


def looks_like(head: bytes) -> tuple[str, str]:  # noqa: PLR0911 - one answer for each look
    """Tell what a file looks like.

    Args:
        head: its first bytes.

    Returns:
        What it looks like, and the mend.
    """
    for mark, name, mend in _BEGINNINGS:
        if head.startswith(mark):
            return name, mend
    text = head[:_FIRST].lstrip(b"\xef\xbb\xbf\r\n\t ")
    lower = text[:256].lower()
    if not text:
        return "empty", "Download or export the file again."
    if lower.startswith((b"<!doctype html", b"<html")) or b"<html" in lower:
        return "a web page (HTML)", _PORTAL
    if lower.startswith(b"<"):
        return "XML", "Ask the sender for the X12 form of the file."
    if lower.startswith((b"{", b"[")):
        return "JSON", "Ask the sender for the X12 form of the file."
    if text.startswith((b"GS*", b"ST*")):
        return "X12 without its ISA", "Ask the sender for the whole file: it must begin with ISA."
    if sum(byte < 9 or 13 < byte < 32 for byte in text) > len(text) // 20:
        return "a binary file", "Ask the sender for the 835 or 837 file itself."
    return "text that is not X12", "Check that this is the right file: an 835 or 837 begins with ISA."
