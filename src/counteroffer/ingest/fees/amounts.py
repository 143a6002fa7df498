"""What stands in the amount cell of a payer's fee schedule: money, or words that say that there is none."""

from __future__ import annotations

import re
from decimal import Decimal

import attrs

from counteroffer.core.money import round_cents

MONEY, BELOW, PERCENT, BY_REPORT, NOTHING, UNKNOWN = (
    "money", "below zero", "percent", "by report", "nothing", "unknown",
)  # fmt: skip

_MONEY = re.compile(r"(?:US(?:D|\$))?\s*\$?\s*(\d{1,3}(?:,\d{3})+|\d+)?(\.\d*)?\s*(?:USD)?\Z", re.IGNORECASE)
_BELOW = re.compile(r"\((.+)\)\Z|\$?-\s*(.+)\Z|(.+)-\Z")
"""`(78.10)`, `-78.10`, `78.10-`."""
_PERCENT = re.compile(
    r"(\d{1,3}(?:\.\d+)?)\s*%(?:\s*(?:of\s*|x\s*)?(?:the\s+)?(?:billed|usual|total|covered|gross)?\s*"
    r"(?:ch[a-z]*|billed|BC|UCR)?)?\Z",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[*\u2020\u2021]+\Z|\s*\(\d\)\Z|\A[*\u2020\u2021]+")
_REPORT = {
    "BR", "B/R", "B.R.", "BY REPORT", "IC", "I.C.", "I/C", "INDIVIDUAL CONSIDERATION", "RNE", "CARRIER PRICED", "CP",
    "MANUAL", "MANUALLY PRICED", "MANUAL PRICING", "MP", "PRICED BY REPORT", "INVOICE", "UNLISTED",
}  # fmt: skip
_NOTHING = {
    "", "-", "--", "---", "\u2013", "\u2014", "N/A", "NA", "N.A.", "NOT APPLICABLE", "NC", "N/C", "NOT COVERED",
    "NON-COVERED", "NONE", "NULL", "#N/A", "NO RATE", "NO FEE",
}  # fmt: skip


@attrs.frozen
class Amount:
    """What a cell says.

    Attributes:
        kind: MONEY, BELOW, PERCENT, BY_REPORT, NOTHING or UNKNOWN.
        cents: the money; 0 otherwise.
        percent: thousandths of a percent; 0 otherwise.
        rounded: true when the cell had parts of a cent, which were rounded half-up.
    """

    kind: str
    cents: int = 0
    percent: int = 0
    rounded: bool = False

    @property
    def reason(self) -> str:
        """Why the row cannot be in a fee schedule of amounts; empty for money."""
        if self.kind == PERCENT:
            share = f"{self.percent / 1000:g}"
            return f"the payer pays {share}% of charges: write a term `pays: {{percent_of_charges: {share}}}`"
        if self.kind == MONEY:
            return "" if self.cents else "the amount is zero: not covered, or not priced"
        return {
            BELOW: "the amount is below zero",
            BY_REPORT: "priced by report: there is no amount",
            NOTHING: "there is no amount",
        }.get(self.kind, "the amount is not understood")


def read_amount(text: str) -> Amount:
    """Read a cell: `$1,234.50`, `1234.5`, `1,234`, `N/A`, `BR`, `60% of charges`, blanks; footnote marks fall away."""
    plain = " ".join(_MARKS.sub("", text.replace("\u00a0", " ").strip()).split())
    upper = plain.upper()
    if upper in _NOTHING:
        return Amount(NOTHING)
    if upper in _REPORT:
        return Amount(BY_REPORT)
    share = _PERCENT.match(plain)
    if share:
        return Amount(PERCENT, percent=int(Decimal(share[1]) * 1000))
    below = _BELOW.match(plain)
    if below and _exact(below[below.lastindex or 0]) is not None:
        return Amount(BELOW)
    exact = _exact(plain)
    if exact is None:
        return Amount(UNKNOWN)
    cents = round_cents(exact)
    return Amount(MONEY, cents, rounded=Decimal(cents) != exact * 100)


def _exact(plain: str) -> Decimal | None:
    money = _MONEY.match(plain)
    if money and (money[1] or (money[2] and len(money[2]) > 1)):
        return Decimal((money[1] or "0").replace(",", "") + (money[2] or ""))
    return None


def looks_like_amount(text: str) -> bool:
    """Say whether a cell would do in a column of amounts; an empty one does not say anything."""
    return bool(text.strip()) and read_amount(text).kind != UNKNOWN
