"""One line's price step by step: the term and its page, every amount with its rule, and a paragraph for a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from counteroffer.contracts.anesthesia import BASES
from counteroffer.core.money import half_up, show
from counteroffer.price.adjust.by_modifier import PERCENTS
from counteroffer.price.adjust.cases import IN_CASE, OUTLIER
from counteroffer.price.base_sentence import anesthesia_sentence, base_sentence, percent
from counteroffer.price.letter import letter
from counteroffer.price.modifiers import COLUMNS
from counteroffer.price.rounding import FULL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from counteroffer.medicare.parts import Parts

Row = dict[str, Any]

_WHY_NOT = {
    "no_date": "The line has no date of service, so no contract can be in force.",
    "no_contract": "No contract with this payer is in force on the day of service.",
    "modifier": "A modifier on the line changes its price by a rule that the contract does not say.",
    "no_rate": "The contract in force names no rate for this code.",
    "by_hand": "A person has to price this line: the contract's term for it is marked as priced by hand.",
    "by_report": "The contract gives a procedure of this rank no percent: it is paid by report.",
    "claim": "The contract compares the claim with its charges, and another line of the claim has no price.",
    "no_units": "The line has no units.",
    "not_minutes": "Anesthesia is paid by time, and the line does not say its units in minutes (MJ).",
}

_INSIDE = "The line is inside the case that another line of the patient pays, so it pays nothing more: $0.00."


@attrs.frozen
class Step:
    """One step of a price.

    Attributes:
        name: `term`, `base`, `escalator`, `in_case`, `modifier`, `practitioner`, `place`, `several`, `units`,
            `lesser_of_charges`, `lesser_of_claim`, `result`, `withhold`, `sequestration`, `allowed` or `unpriced`.
        sentence: the step in a sentence.
        before: cents before it; None where it begins with nothing.
        after: cents after it; None where it makes no amount.
        rule_id: the term (`contract/version#1`) or the rule (`contract/version!1`) that says so; empty if none.
    """

    name: str
    sentence: str
    before: int | None = None
    after: int | None = None
    rule_id: str = ""


@attrs.frozen
class Explanation:
    """Why a line was priced as it was.

    Attributes:
        steps: in the order of the arithmetic; where there is no price, one that says why not.
        letter: one paragraph for a letter to the payer.
    """

    steps: tuple[Step, ...]
    letter: str

    @property
    def sentences(self) -> list[str]:
        """The steps' sentences."""
        return [step.sentence for step in self.steps]


@attrs.frozen
class Beside:
    """What stands beside a line and its rate.

    Attributes:
        rules: the rows of `rules` of its contract version.
        sentences: what each of them says, by `rule_id`.
        clinician: class of its clinician; empty if it does not count.
        multiple: Medicare's multiple procedure indicator of its code.
        parts: what Medicare's amount is made of.
    """

    rules: Collection[Row] = ()
    sentences: Mapping[str, str] = attrs.field(factory=dict)
    clinician: str = ""
    multiple: str = ""
    parts: Parts | None = None


def explain(line: Row, rate: Row | None, term: Row | None, beside: Beside | None = None) -> Explanation:
    """Say step by step why a line was priced as it was.

    Args:
        line: one row of `lines` beside `worked` and `priced` (`price.run`).
        rate: the row of `rates` that priced it; None if there is none.
        term: the row of `terms` that it belongs to.
        beside: the rules, and what they look up.

    Returns:
        The steps, each beginning with what the one before it came to, and the paragraph.
    """
    beside = beside or Beside()
    if line["basis"] == IN_CASE and term is not None:
        steps = (_term(term), Step("in_case", _INSIDE, None, 0, term["term_id"]), *_results(line, beside))
    elif line["why_not"] or rate is None or term is None:
        steps = tuple(_unpriced(line, rate, term))
    else:
        steps = (_term(term), *_steps(line, rate, beside), *_results(line, beside))
    return Explanation(steps, letter(line, [step.sentence for step in steps]))


def _unpriced(line: Row, rate: Row | None, term: Row | None) -> Iterator[Step]:
    why = _WHY_NOT.get(line["why_not"], "The line has no price.")
    if term is not None and line["why_not"] in ("no_rate", "by_hand") and rate is not None:
        yield _term(term)
        if line["why_not"] == "no_rate":
            why = "What it pays by is not there for the day of service, so the line has no price."
    yield Step("unpriced", why)


def _term(term: Row) -> Step:
    place = ", ".join(part for part in (f"page {term['page']}" if term["page"] else "", term["section"]) if part)
    version = term["version"] + (f", by amendment {term['amendment']}" if term.get("amendment") else "")
    says = f"{term['contract']}, version {version}: {term['says']}{f' ({place})' if place else ''}."
    return Step("term", says, rule_id=term["term_id"])


def _steps(line: Row, rate: Row, beside: Beside) -> Iterator[Step]:
    amount = line["begun"]
    if rate["basis"] in BASES:
        yield Step("base", anesthesia_sentence(line, rate), None, amount, rate["term_id"])
    else:
        yield from _of_a_unit(line, rate, beside)
    for step in _percents(line, beside, amount):
        amount = step.after
        yield step
    yield from _of_all_units(line, beside)
    amount = line["contracted"]
    charge = line["charge"] if line.get("case_charges") is None else line["case_charges"]
    if line["lesser_of"] and charge < amount:
        says = f"The charge of {show(charge)} is less, and the contract pays the lesser of the two."
        yield Step("lesser_of_charges", says, amount, charge, rate["term_id"])
        amount = charge
    if line["expected"] != amount:
        rule = next((rule["rule_id"] for rule in beside.rules if rule["kind"] == "claim_charges"), "")
        says = f"The claim pays its charges together at most; this line's share of them is {show(line['expected'])}."
        yield Step("lesser_of_claim", f"{_rule(beside, rule)}{says}", amount, line["expected"], rule)


def _of_a_unit(line: Row, rate: Row, beside: Beside) -> Iterator[Step]:
    """Give the steps to what the adjustments begin with: the rate, and its escalator."""
    amount = line["begun"]
    first = amount if rate["unescalated"] is None else rate["unescalated"]
    if line["basis"] == OUTLIER:
        says = f"The case's charges of {show(line['case_charges'])} make it an outlier: {show(amount)}."
        yield Step("base", says, None, amount, rate["term_id"])
        return
    # where it is finer than a cent, only the line is rounded
    finer = rate["micro"] is not None and line["whole"] and line["milliunits"] != 1000
    says = base_sentence(line, rate | {"rate": first}, beside.parts)
    yield Step("base", says, None, None if finer else first, rate["term_id"])
    if finer:
        yield Step("units", _times(line, amount), None, amount)
    if rate["escalator"]:
        yield Step("escalator", f"Escalated by {rate['escalator']}: {show(amount)}.", first, amount, rate["term_id"])


def _percents(line: Row, beside: Beside, amount: int) -> Iterator[Step]:
    """Give the steps of the line's modifiers, its clinician and its place, in their order."""
    kinds = [("modifier", line[column], line[of]) for column, of in zip(COLUMNS, PERCENTS, strict=True)]
    kinds.append(("practitioner", beside.clinician, line["percent_practitioner"]))
    kinds.append(("place", line["pos"], line["percent_place"]))
    for kind, key, share in kinds:
        if share != FULL and line["basis"] not in ("percent_of_charges", OUTLIER):
            said = next((rule["rule_id"] for rule in beside.rules if (rule["kind"], rule["key"]) == (kind, key)), "")
            after = half_up(amount * share, FULL)
            what = {"modifier": "Modifier", "practitioner": "The class", "place": "Place of service"}[kind]
            says = f"{_rule(beside, said)}{what} {key} pays {percent(share)}: {show(after)}."
            yield Step(kind, says, amount, after, said)
            amount = after


def _of_all_units(line: Row, beside: Beside) -> Iterator[Step]:
    """Give the step from one unit to the line: its rank among several procedures, or its units."""
    units, one, every = f"{line['milliunits'] / 1000:g}", line["modified"], line["contracted"]
    if line["rank"] > 0:
        ids = [
            rule["rule_id"]
            for rule in beside.rules
            if rule["kind"] == "multiple" and beside.multiple in rule["indicators"].split()
        ]
        rules = list(dict.fromkeys(ids))
        said = "".join(_rule(beside, rule) for rule in rules)
        says = f"{said}It ranks {line['rank']} of the day; its {units} units together pay {show(every)}."
        yield Step("several", says.replace("its 1 units together pay", "it pays"), one, every, ", ".join(rules))
    elif not line["whole"] and line["milliunits"] != 1000:
        once = line["of_line"] is not None and one == line["begun"]
        says = _times(line, every).replace(":", ", the line rounded and not the unit:") if once else _times(line, every)
        yield Step("units", says, one, every)


def _times(line: Row, amount: int) -> str:
    return f"Times {line['milliunits'] / 1000:g} units: {show(amount)}."


def _rule(beside: Beside, rule_id: str) -> str:
    said = beside.sentences.get(rule_id, "")
    return f"{said}. ".replace("..", ".") if said else ""


def _results(line: Row, beside: Beside) -> Iterator[Step]:
    expected, confidence = line["expected"], line["confidence"].replace("_", " ")
    says = f"Expected allowed amount: {show(expected)} ({confidence})."
    yield Step("result", says, expected, expected)
    yield from _paid(line, beside)
    if line["variance"] is not None:
        word = "short" if line["variance"] < 0 else "over"
        difference = f", {show(abs(line['variance']))} {word}" if line["variance"] else ", as expected"
        yield Step("allowed", f"The payer allowed {show(line['allowed'])}{difference}.", expected, line["allowed"])


def _paid(line: Row, beside: Beside) -> Iterator[Step]:
    """Give the steps that change what is paid of the allowed amount."""
    share = max(line["expected"] - max(line.get("patient_resp") or 0, 0), 0)
    for kind, name, what in (
        ("withhold", "withheld", "is withheld"),
        ("sequestration", "sequestered", "is taken by sequestration"),
    ):
        if taken := line.get(name):
            keys = (line["billed_code"], "*")
            said = next((r["rule_id"] for r in beside.rules if r["kind"] == kind and r["key"] in keys), "")
            says = f"{_rule(beside, said)}Of the payer's {show(share)}, {show(taken)} {what}."
            yield Step(kind, says, share, share - taken, said)
            share -= taken
