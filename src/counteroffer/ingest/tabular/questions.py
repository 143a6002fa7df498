"""What only a person can say of a file: each question with its answers, and what the cells decide by themselves."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import attrs

from counteroffer.core.errors import InputError
from counteroffer.ingest.tabular.days import ORDERS, orders_of, readings
from counteroffer.ingest.tabular.fields import KINDS
from counteroffer.ingest.tabular.mapping import (
    ABSOLUTE,
    ADJUSTMENT,
    AS_IS,
    CHARGE,
    COMMA,
    FIRST_LAST,
    LAST_FIRST,
    LEAVE,
    PAYMENT,
    POINT,
    REVERSED,
    dated,
    moneyed,
)
from counteroffer.ingest.tabular.values import money

if TYPE_CHECKING:
    from collections.abc import Mapping as MapOf
    from collections.abc import Sequence

    from counteroffer.ingest.tabular.guess import Guess
    from counteroffer.ingest.tabular.looks import Looks
    from counteroffer.ingest.tabular.scan import Scan

_SIGNED = (
    "paid",
    "contractual",
    "adjustment",
    "adjustment2",
    "adjustment3",
    "deductible",
    "coinsurance",
    "copay",
)
_COMMA = re.compile(r"[-(]?\s*[$]?\d{1,3}(?:\.\d{3})*,\d{1,2}\)?\Z")
_EITHER = re.compile(r"[-(]?\s*[$]?\d{1,3}\.\d{3}\)?\Z")
_TRANSACTIONS = (
    (
        (
            "patient pay",
            "pt pay",
            "copay",
            "co-pay",
            "self pay",
            "self-pay",
            "patient receipt",
            "cash",
            "credit card",
            "refund to patient",
        ),
        LEAVE,
    ),
    (("contractual", "write off", "write-off", "writeoff", "allowance"), f"{ADJUSTMENT} CO-45"),
    (("adjust", "adj"), ADJUSTMENT),
    (("payment", "pmt", "receipt", "paid", "remit", "takeback", "recoup"), PAYMENT),
    (("charge", "service", "procedure"), CHARGE),
    (("transfer", "statement", "note", "balance forward"), LEAVE),
)

YES, NO = "yes", "no"
BY_CELLS = "by its cells"
"""Why dates are read in an order when every cell of the column allows it."""

_TELLING = ("claim", "account", "payer", "service_date", "payment_date")
_GROUPED = (
    *_TELLING, "payer_id", "trace", "name", "last", "first", "middle", "birth_date", "member_id", "sex",
    "rendering_npi", "submitted_date", "prior_auth", "deposit",
)  # fmt: skip
"""Fields that a grouped report may say once for several rows."""

_MEANS = {
    CHARGE: "what the practice charged",
    PAYMENT: "what an insurer paid",
    ADJUSTMENT: "written off or adjusted",
    LEAVE: "not stored",
}


@attrs.frozen
class Question:
    """Something that the file does not say.

    Attributes:
        name: what an answer names it by.
        says: the question in a sentence, with what is seen.
        options: each possible answer with what it means; empty when the answer is free text.
        flag: the option of the command line that answers it.
    """

    name: str
    says: str
    options: tuple[tuple[str, str], ...]
    flag: str = ""

    def __attrs_post_init__(self) -> None:
        """Give the flag that answers it, where none is said."""
        if not self.flag:
            choice = self.options[0][0] if self.options else "..."
            object.__setattr__(self, "flag", f'--answer "{self.name}={choice}"')


@attrs.frozen
class Settled:
    """What is decided: see `Mapping` for each."""

    dates: dict[str, str]
    amounts: str
    signs: dict[str, str]
    names: str
    transactions: dict[str, str]
    fill: tuple[str, ...]
    whys: dict[str, str]


def ask(
    kind: str, scan: Scan, guesses: Sequence[Guess], constants: MapOf[str, str], answers: MapOf[str, str]
) -> tuple[Settled, tuple[Question, ...]]:
    """Decide what the cells decide, take the answers, and ask the rest.

    Raises:
        InputError: if an answer is not one of its question's options.
    """
    seen = {guess.field: scan.columns[guess.column] for guess in guesses}
    titles = {guess.field: scan.header.names[guess.column] for guess in guesses}
    dates, whys, open_ = _dates(kind, seen, titles, answers)
    amounts, more = _amounts(kind, seen, answers)
    open_ += more
    signs, more = _signs(kind, seen, titles, answers, comma=amounts == COMMA)
    open_ += more
    names, more = _names(seen, answers)
    open_ += more
    transactions, more = _transactions(seen, answers)
    open_ += more
    fill, more = _fill(seen, titles, answers)
    open_ += [*more, *_constants(kind, seen, constants)]
    return Settled(dates, amounts, signs, names, transactions, fill, whys), tuple(open_)


def _answer(answers: MapOf[str, str], name: str, options: Sequence[str]) -> str:
    given = answers.get(name, "")
    if given and given not in options:
        raise InputError(f"'{given}' is no answer to '{name}'.", f"Answer one of: {', '.join(options)}.")
    return given


def _dates(
    kind: str, seen: MapOf[str, Looks], titles: MapOf[str, str], answers: MapOf[str, str]
) -> tuple[dict[str, str], dict[str, str], list[Question]]:
    """Read each date column in the one order that all its cells allow; ask where they allow several."""
    every = _answer(answers, "dates", ORDERS)
    dates, whys, unsure = {}, {}, {}
    for field in dated(kind):
        if field not in seen:
            continue
        texts = [text for text, _ in seen[field].values]
        left = orders_of(texts)
        given = _answer(answers, f"dates.{field}", ORDERS) or every
        split = [text for text in texts if len(set(readings(text).values())) > 1]
        if len(left) == 1 or not texts or not split:
            dates[field] = left[0] if left else (given or _most(texts))
            whys[field] = BY_CELLS if left else "as answered" if given else "as most of its cells, not all"
        elif given:
            dates[field], whys[field] = given, "as answered"
        else:
            unsure[field] = (split[0], left or ORDERS[:2])
    known = {order for field, order in dates.items() if whys[field] == BY_CELLS and _tells(seen[field])}
    questions = []
    for field, (text, left) in unsure.items():
        fitting = known & set(left)
        if len(known) == 1 and fitting:
            dates[field], whys[field] = fitting.pop(), "as the file's other dates"
            continue
        both = tuple(
            (order, f"{text} is {readings(text)[order]:%B %-d, %Y}") for order in left if order in readings(text)
        )
        says = f"How are the dates of '{titles[field]}' written? Nothing in the column decides it."
        questions.append(Question(f"dates.{field}", says, both, flag=f'--date-format "{both[0][0]}"'))
    return dates, whys, questions


def _most(texts: Sequence[str]) -> str:
    """Choose the order in which most of the texts are dates, where they agree on none."""
    return max(ORDERS, key=lambda order: sum(order in readings(text) for text in texts))


def _tells(look: Looks) -> bool:
    """Say whether a column's cells leave one order only, and not because every year stands in front."""
    return len(orders_of(text for text, _ in look.values)) == 1


def _amounts(kind: str, seen: MapOf[str, Looks], answers: MapOf[str, str]) -> tuple[str, list[Question]]:
    given = _answer(answers, "amounts", (POINT, COMMA))
    texts = [text for field in moneyed(kind) if field in seen for text, _ in seen[field].values]
    odd = next((t for t in texts if _COMMA.match(t)), "") or next((t for t in texts if _EITHER.match(t)), "")
    if given or not odd:
        return given or POINT, []
    options = ((COMMA, f"the comma divides dollars and cents in {odd}"), (POINT, "the point divides dollars and cents"))
    return "", [Question("amounts", f"How are amounts written? The file has {odd}.", options)]


def _signs(
    kind: str, seen: MapOf[str, Looks], titles: MapOf[str, str], answers: MapOf[str, str], *, comma: bool
) -> tuple[dict[str, str], list[Question]]:
    signs, questions = {}, []
    for field in _SIGNED if kind == "payments" else ():
        if field not in seen:
            continue
        options = (AS_IS, REVERSED, ABSOLUTE)
        given = _answer(answers, f"signs.{field}", options) or _answer(answers, "signs", options)
        counted = _counted(seen[field], comma=comma)
        if given:
            signs[field] = given
        elif counted["+"] and counted["-"]:
            questions.append(_sign_question(field, titles[field], counted))
        elif counted["-"]:
            signs[field] = REVERSED
    return {field: sign for field, sign in signs.items() if sign != AS_IS}, questions


def _counted(look: Looks, *, comma: bool) -> Counter[str]:
    counted: Counter[str] = Counter()
    for text, n in look.values:
        try:
            amount = money(text, comma=comma)
        except ValueError:
            continue
        if amount:
            counted["-" if amount < 0 else "+"] += n
    return counted


def _sign_question(field: str, title: str, counted: Counter[str]) -> Question:
    usual = [
        (AS_IS, "a negative amount takes back an earlier one"),
        (REVERSED, "a negative amount is the usual one; a positive one takes back"),
        (ABSOLUTE, "the sign means nothing"),
    ]
    if counted["-"] > counted["+"]:
        usual[:2] = usual[1::-1]
    says = f"'{title}' has {counted['+']:,} positive and {counted['-']:,} negative amounts. What does the sign mean?"
    return Question(f"signs.{field}", says, tuple(usual))


def _names(seen: MapOf[str, Looks], answers: MapOf[str, str]) -> tuple[str, list[Question]]:
    given = _answer(answers, "names", (LAST_FIRST, FIRST_LAST))
    texts = [text for text, _ in seen["name"].values] if "name" in seen and "last" not in seen else []
    if given or all("," in text or " " not in text for text in texts):
        return given or LAST_FIRST, []
    options = ((LAST_FIRST, "DOE JANE is Jane Doe"), (FIRST_LAST, "JANE DOE is Jane Doe"))
    return "", [Question("names", "How are patients' names written? They have no comma.", options)]


def _transactions(seen: MapOf[str, Looks], answers: MapOf[str, str]) -> tuple[dict[str, str], list[Question]]:
    """Say what each kind of row of a listing is: by its words where they tell, else ask."""
    if "transaction" not in seen:
        return {}, []
    found, questions = {}, []
    options = (CHARGE, PAYMENT, ADJUSTMENT, LEAVE)
    for text, n in seen["transaction"].values[:60]:
        given = answers.get(f"transaction.{text}", "")
        told = given or next(
            (meaning for marks, meaning in _TRANSACTIONS if any(m in text.casefold() for m in marks)), ""
        )
        if told:
            found[text] = told
        else:
            choices = tuple((option, _MEANS[option]) for option in options)
            questions.append(Question(f"transaction.{text}", f"What are the {n:,} rows of '{text}'?", choices))
    return found, questions


def _fill(
    seen: MapOf[str, Looks], titles: MapOf[str, str], answers: MapOf[str, str]
) -> tuple[tuple[str, ...], list[Question]]:
    """Ask whether empty cells repeat the row above, as in grouped reports, where many rows with a code have none."""
    given = _answer(answers, "fill", (YES, NO))
    every = sum(n for _, n in seen["code"].values) if "code" in seen else 0
    sparse = [f for f in _GROUPED if every and f in seen and _blank_beside(seen[f], seen["code"]) > every / 20]
    asked = [field for field in sparse if field in _TELLING]
    if not asked or given:
        return (tuple(sparse) if given == YES else ()), []
    titled = titles[asked[0]]
    says = (
        f"'{titled}' is empty in {seen[asked[0]].blank:,} rows. Do empty cells there mean the same as in the row above?"
    )
    options = ((YES, "a grouped report: the first row of a group says it for all"), (NO, "such rows are set aside"))
    return (), [Question("fill", says, options)]


def _blank_beside(look: Looks, code: Looks) -> int:
    """Count the rows that have a code and nothing here; none for a column that is always empty."""
    return look.blank - code.blank if look.values else 0


def _constants(kind: str, seen: MapOf[str, Looks], constants: MapOf[str, str]) -> list[Question]:
    """Ask for what may be the same in every row: the payer of a payer's own export, the period of a report."""
    found = []
    given = seen.keys() | constants.keys()
    for group in KINDS[kind].needed:
        if "payer" in group and not given & set(group):
            says = "Which payer is this file of? No column names one."
            found.append(Question("payer", says, (), flag='--constant "payer=NAME"'))
    for field, word, day in (("since", "first", "2025-01-01"), ("until", "last", "2025-12-31")):
        if any(field in group for group in KINDS[kind].needed) and field not in given:
            says = f"What is the {word} day of the period? No column says it."
            found.append(Question(field, says, (), flag=f'--constant "{field}={day}"'))
    return found
