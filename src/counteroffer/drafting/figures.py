"""The figures of a sentence: percents and amounts of money, in digits, in words, or both."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

import attrs

PERCENT, MONEY = "percent", "money"

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_VALUES = {word: place for place, word in enumerate(_ONES)} | {word: 20 + 10 * i for i, word in enumerate(_TENS)}
_PARTS = {
    "one-half": "0.5", "half": "0.5", "a half": "0.5", "one quarter": "0.25", "one-quarter": "0.25",
    "three-quarters": "0.75", "three quarters": "0.75", "one-third": "0.333", "two-thirds": "0.667",
}  # fmt: skip
_WORD = rf"(?:{'|'.join([*_VALUES, 'hundred', 'thousand'])})"
_PART = rf"(?:{'|'.join(sorted(_PARTS, key=len, reverse=True))})"
_WORDS = (
    rf"(?:{_WORD}(?:[\s-]+(?:and[\s-]+)?{_WORD})*(?:\s+and\s+(?:a\s+)?{_PART}|\s+point\s+{_WORD})?|{_PART}\s+of\s+one)"
)
_SIGN = r"(?:%|per\s?cent\b|percent\b)"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.\d+|\d+"
_FIGURE = re.compile(
    rf"(?P<money>\$\s?(?P<dollars>{_DIGITS}))"
    rf"|(?<![\w.])(?P<both>(?P<words>{_WORDS})\s*{_SIGN}?\s*\(\s*(?P<same>{_DIGITS})\s*{_SIGN}?\s*\)\s*{_SIGN}?)"
    rf"|(?<![\w.])(?P<said>{_WORDS})\s*{_SIGN}"
    rf"|(?<![\w.$])(?P<digits>{_DIGITS})\s*{_SIGN}",
    re.IGNORECASE,
)


@attrs.frozen
class Figure:
    """A figure of a sentence.

    Attributes:
        kind: `percent` or `money`.
        value: percent, or dollars.
        start, end: where it stands in the sentence.
        doubt: what is wrong with it, such as words and digits that differ; empty if nothing is.
    """

    kind: str
    value: Decimal
    start: int
    end: int
    doubt: str = ""

    @property
    def plain(self) -> str:
        """The value without zeros at its end: `115`, `62.5`."""
        text = f"{self.value:f}"
        if self.kind == MONEY and self.value * 100 == int(self.value * 100):
            return f"{self.value:.2f}"
        return text.rstrip("0").rstrip(".") if "." in text else text


def figures(text: str) -> list[Figure]:
    """Find the percents and amounts of money in a text, in order; percentage points are no percent of anything."""
    found = []
    for one in _FIGURE.finditer(text):
        if re.match(r"\s*points?\b", text[one.end() :]):
            continue
        made = _figure(one)
        if made is not None:
            found.append(made)
    return found


def number(words: str) -> Decimal | None:
    """Read a number in words (`one hundred fifteen and one-half`); None if it is none."""
    lower = " ".join(words.lower().split())
    part = Decimal(0)
    found = re.search(rf"\s+and\s+(?:a\s+)?({_PART})$", lower)
    if found:
        part, lower = Decimal(_PARTS[found[1]]), lower[: found.start()]
    elif lower.removesuffix(" of one") in _PARTS:
        return Decimal(_PARTS[lower.removesuffix(" of one")])
    whole, _, decimal = lower.partition(" point ")
    total = current = 0
    for word in re.split(r"[\s-]+", whole):
        if word == "and":
            continue
        if word == "hundred":
            current = (current or 1) * 100
        elif word == "thousand":
            total, current = total + (current or 1) * 1000, 0
        elif word in _VALUES:
            current += _VALUES[word]
        else:
            return None
    tenths = Decimal(_VALUES.get(decimal, 0)) / 10
    return total + current + part + tenths


def _figure(one: re.Match[str]) -> Figure | None:
    if one["money"]:
        return _digits(MONEY, one["dollars"], one)
    if one["digits"]:
        return _digits(PERCENT, one["digits"], one)
    if one["said"]:
        value = number(one["said"])
        return None if value is None else Figure(PERCENT, value, one.start(), one.end())
    if not re.search(_SIGN, one["both"], re.IGNORECASE):
        return None  # thirty (30) days
    said, made = number(one["words"]), _digits(PERCENT, one["same"], one)
    if made is not None and said is not None and said != made.value:
        return attrs.evolve(made, doubt=f"the words say {said}%, the digits {made.plain}%")
    return made


def _digits(kind: str, text: str, one: re.Match[str]) -> Figure | None:
    try:
        return Figure(kind, Decimal(text.replace(",", "")), one.start(), one.end())
    except InvalidOperation:
        return None
