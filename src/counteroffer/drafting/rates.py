"""What a term pays, as agreements say it: percents of something, dollars for a unit, schedules, drugs, defaults."""
# ruff: noqa: E501 - a rule in words is read whole

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import attrs

from counteroffer.drafting.bases import Medicare, basis_of, medicare
from counteroffer.drafting.figures import MONEY, Figure
from counteroffer.drafting.proposals import BY_SCHEDULE, TERM
from counteroffer.drafting.scopes import Scope, scope

if TYPE_CHECKING:
    from counteroffer.drafting.seen import Seen

_CONNECTS = re.compile(r"\s*(?:[;,]\s*(?:and\b)?|\band\b|\bor\b|\(\s?[a-z0-9]{1,3}\s?\))\s*")
_PRODUCT = re.compile(
    r"\b(Medicare Advantage|Medicaid|Exchange|Marketplace|HMO|PPO|POS|EPO|Commercial|workers'? compensation|TRICARE)"
    r"(?=\s+(?:members?|enrollees?|products?|plans?|patients?|network|lines?|benefit|business|program))",
    re.IGNORECASE,
)
_PAID = re.compile(r"reimburs|compensat|\bpa(?:y|id|yment|ys)\b|allow|\brates?\b|\bfees?\b|\bprice", re.IGNORECASE)
_EXHIBIT = re.compile(
    r"(?:fee schedules?|rates?|amounts?|reimbursement|compensation|allowances?|fees)\b.{0,70}?\b"
    r"((?:Exhibit|Schedule|Attachment|Appendix|Addendum)\s+[A-Z0-9][\w.-]{0,5})\b",
    re.IGNORECASE,
)
_STANDARD = re.compile(
    r"(?:standard|prevailing|then[- ]current|own|proprietary|market|applicable|default|network|maximum|Plan'?s?|Payer'?s?|"
    r"Company'?s?|Health Plan'?s?)\s+(?:\w+\s+){0,3}?(?:fee schedule|allowance|reimbursement schedule)",
    re.IGNORECASE,
)


@attrs.frozen
class Clause:
    """A part of a sentence with one figure, the words that belong to it, and what it reaches."""

    figure: Figure
    text: str
    reach: Scope
    at: int


def rates(seen: Seen) -> None:
    """Propose a term for every figure that pays something, else for a schedule that the sentence names."""
    basis, _ = basis_of(seen.around)
    for clause in _clauses(seen):
        if clause.figure.kind == MONEY:
            _dollars(seen, clause)
        else:
            _percent(seen, clause, basis)
    if not seen.made and not seen.figures:
        _schedule(seen)


def _clauses(seen: Seen) -> list[Clause]:
    """Part the sentence so that each part has one figure; of two figures the words between go to the nearer part."""
    free = seen.free()
    if not free:
        return []
    cuts = [0]
    for one, other in pairwise(free):
        gap = seen.text[one.end : other.start]
        hits = [hit for hit in _CONNECTS.finditer(gap) if hit[0].strip()]
        strong = [hit for hit in hits if ";" in hit[0]]
        last = bool(hits) and len(gap) - hits[-1].end() < 8
        place = (strong or hits[-1:] if last else strong or hits[:1])[:1]
        cuts.append(one.end + place[0].end() if place else one.end)
    cuts.append(len(seen.text))
    made = []
    for figure, (start, end) in zip(free, pairwise(cuts), strict=True):
        text = seen.text[start:end]
        made.append(Clause(figure, text, scope(text), figure.start - start))
    return made


def _percent(seen: Seen, clause: Clause, shared: str) -> None:
    tail = clause.text[clause.at :]
    basis, _ = basis_of(tail)
    close = basis or basis_of(clause.text)[0]
    made = close or (shared if _is_listed(seen) or len(seen.figures) > 1 else "")
    if (
        re.search(r"\bconversion factor", clause.text, re.IGNORECASE)
        and made == "medicare"
        and clause.reach.names == ("anesthesia",)
    ):
        made = "anesthesia"
    plus = re.search(r"(plus|\+|less|minus|-)\s*$", clause.text[: clause.at], re.IGNORECASE)
    writer = _WRITERS.get(made)
    if writer is None or (made in ("exhibit", "schedule", "other") and not _PAID.search(seen.around)):
        return
    sign = 0 if not plus else -1 if plus[1].lower() in ("less", "minus", "-") else 1
    if made == "medicare" and sign:
        clause = attrs.evolve(clause, figure=attrs.evolve(clause.figure, value=100 + sign * clause.figure.value))
        sign = 0
    writer(seen, clause, sign, 0 if close else 10)


def _is_listed(seen: Seen) -> bool:
    return bool(seen.sentence.lead) or len(seen.text) < 110


def _of_medicare(seen: Seen, clause: Clause, _sign: int, doubt: int) -> None:
    keys: dict[str, object] = {"percent_of_medicare": clause.figure.plain}
    told, check, doubt = _told(seen, clause, keys, doubt)
    _term(seen, clause, keys, f"{clause.figure.plain}% of {told}", check, doubt)


def _of_anesthesia(seen: Seen, clause: Clause, _sign: int, doubt: int) -> None:
    keys: dict[str, object] = {"percent_of_anesthesia": clause.figure.plain}
    told, check, doubt = _told(seen, clause, keys, doubt)
    check.append("the file of base units is yours to add: base_units")
    reach = attrs.evolve(clause.reach, codes=clause.reach.codes or "00100-01999", names=("anesthesia",))
    clause = attrs.evolve(clause, reach=reach)
    _term(seen, clause, keys, f"{clause.figure.plain}% of {told}'s anesthesia conversion factor", check, doubt)


def _told(seen: Seen, clause: Clause, keys: dict[str, object], doubt: int) -> tuple[str, list[str], int]:
    """Put year and locality into the keys; give Medicare's name in a sentence, what to check, and the doubt."""
    here = medicare(clause.text, seen.localities).over(medicare(seen.around, seen.localities))
    told = here.over(seen.defined)
    check = []
    if told != here:
        check.append("year or locality stands in another sentence, which says it for the whole agreement")
        doubt += 5
    if told.year:
        keys["year"] = told.year
        keys |= {"update": told.update} if told.update else {}
    else:
        check.append("which year of Medicare's fees? The sentence says none, and without one the latest is taken")
        doubt += 20
    if told.moving:
        check.append("the fees move, and when a new year's apply is not said: taken by the year of service")
        doubt += 10
    if told.locality:
        keys["locality"] = told.locality
    else:
        check.append(
            f"which locality ({told.place})?" if told.place else "no locality is said: the practice's own is taken"
        )
        doubt += 5
    if told.locality and told.place:
        check.append(f"locality {told.locality} is '{told.place}'")
    return f"{_year(told)}Medicare", check, doubt


def _year(told: Medicare) -> str:
    return {"": "", "service": "the year of service's ", "current": "the current year's "}.get(
        told.year, f"{told.year} "
    )


def _of_charges(seen: Seen, clause: Clause, _sign: int, doubt: int) -> None:
    if clause.figure.value > 100:
        return
    keys: dict[str, object] = {"percent_of_charges": clause.figure.plain}
    if re.match(
        r"\s*(?:discount|off|reduction)",
        clause.text[clause.at + clause.figure.end - clause.figure.start :],
        re.IGNORECASE,
    ):
        keys = {"percent_of_charges": _plain(100 - clause.figure.value)}
    _term(seen, clause, keys, f"{keys['percent_of_charges']}% of charges", [], doubt)


def _of_labs(seen: Seen, clause: Clause, _sign: int, doubt: int) -> None:
    reach = _usual(clause, "laboratory")
    keys: dict[str, object] = {"percent_of_labs": clause.figure.plain}
    says = f"{clause.figure.plain}% of Medicare's laboratory schedule (CLFS)"
    _term(seen, attrs.evolve(clause, reach=reach), keys, says, [], doubt)


def _of_equipment(seen: Seen, clause: Clause, _sign: int, doubt: int) -> None:
    reach = _usual(clause, "durable medical equipment")
    keys: dict[str, object] = {"percent_of_equipment": clause.figure.plain}
    says = f"{clause.figure.plain}% of Medicare's equipment schedule (DMEPOS)"
    _term(seen, attrs.evolve(clause, reach=reach), keys, says, [], doubt)


def _of_asp(seen: Seen, clause: Clause, sign: int, doubt: int) -> None:
    of_price = Decimal(100) + sign * clause.figure.value if sign else clause.figure.value
    limit = bool(re.search(r"payment limit|drug pricing|drug fee", clause.text, re.IGNORECASE)) and not sign
    reach = _usual(clause, "drugs")
    clause = attrs.evolve(clause, reach=reach)
    if limit or of_price == 106:
        percent = clause.figure.plain if limit else "100"
        check = [] if limit else ["Medicare's published limit is ASP plus 6% already, so this is 100% of it"]
        _term(seen, clause, {"percent_of_drugs": percent}, f"{percent}% of Medicare's drug limits", check, doubt)
        return
    check = ["the published limit is ASP plus 6%: another percent of ASP cannot be said exactly, a person prices it"]
    _term(seen, clause, {"by_hand": True}, f"{_plain(of_price)}% of the average sales price (ASP)", check, doubt)


def _of_wholesale(seen: Seen, clause: Clause, sign: int, doubt: int) -> None:
    word = {-1: "less ", 1: "plus "}.get(sign, "")
    reach = _usual(clause, "drugs")
    what = re.search(
        r"AWP|average wholesale price|WAC|wholesale acquisition cost|invoice|acquisition cost",
        seen.around,
        re.IGNORECASE,
    )
    says = f"{what[0] if what else 'a list price'} {word}{clause.figure.plain}%"
    check = ["no list of such prices is here: a person prices these codes"]
    _term(seen, attrs.evolve(clause, reach=reach), {"by_hand": True}, says, check, doubt)


def _usual(clause: Clause, section: str) -> Scope:
    """Give what a clause reaches; where it names no codes, the section that such a basis is for."""
    if clause.reach.codes:
        return clause.reach
    return attrs.evolve(scope(section), default=clause.reach.default)


def _of_other(seen: Seen, clause: Clause, _sign: int, doubt: int) -> None:
    check = ["the schedule it is a percent of is not here: bring it (`counteroffer fees read`), or price by hand"]
    _term(seen, clause, {"by_hand": True}, f"{clause.figure.plain}% of a schedule that is not here", check, doubt + 10)


def _dollars(seen: Seen, clause: Clause) -> None:
    amount = clause.figure.plain
    around = f"{seen.sentence.heading} {seen.sentence.lead} {clause.text}"
    factor = re.search(r"conversion factor|per (?:RVU|relative value)|\bCF\b", around, re.IGNORECASE)
    if re.search(r"an(?:a?)esthesia|\bASA\b", around, re.IGNORECASE) and (
        factor or re.search(r"per (?:\w+ )?unit", around, re.IGNORECASE)
    ):
        reach = attrs.evolve(clause.reach, codes="00100-01999", names=("anesthesia",))
        check = [
            "the file of base units is yours to add: base_units",
            "how time is rounded: round_time, minutes_per_unit",
        ]
        _term(seen, attrs.evolve(clause, reach=reach), {"anesthesia": amount}, f"${amount} a unit", check, 5)
    elif factor:
        keys: dict[str, object] = {"conversion_factor": amount}
        told, check, doubt = _told(seen, clause, keys, 0)
        if re.search(r"(?:without|no|not) (?:\w+ )?(?:geographic\w*|GPCI)|\bnational\b", around, re.IGNORECASE):
            keys.pop("locality", None)
            keys["geographic"] = False
            check = [one for one in check if "locality" not in one]
        _term(seen, clause, keys, f"${amount} for each of {told}'s relative value units", check, doubt)
    elif (
        re.search(
            r"case rate|per case|global (?:rate|fee|payment)|per (?:procedure|visit|encounter)|flat (?:rate|fee)",
            around,
            re.IGNORECASE,
        )
        and clause.reach.codes
    ):
        _term(seen, clause, {"case_rate": amount}, f"${amount} a line", ["what else the rate covers is not said"], 5)


def _schedule(seen: Seen) -> None:
    """Propose a term for a schedule that is named without a figure."""
    if not _PAID.search(seen.text) or not re.search(r"\b(?:shall|will|is|are|be)\b", seen.text):
        return
    named, standard = _EXHIBIT.search(seen.text), _STANDARD.search(seen.text)
    acts = re.search(r"reimburs|compensat|\bpa(?:y|id)\b|in accordance with|set forth", seen.text, re.IGNORECASE)
    if not (named or standard) or not acts:
        return
    reach = scope(seen.text)
    what = " ".join(named[1].split()).title() if named else standard[0] if standard else ""
    check = f"bring the fees of {what} with `counteroffer fees read`, and name the CSV here as fee_schedule"
    says = f"{reach.title} {reach.pays} by {what}"
    keys: dict[str, object] = {"when": reach.when} if reach.when else {}
    seen.propose(TERM, says, keys | {"pays": {"by_hand": True}}, confidence=60, check=(check,), default=reach.default)


def _term(seen: Seen, clause: Clause, pays: dict[str, object], says: str, check: list[str], doubt: int) -> None:  # noqa: PLR0913, PLR0917 - what a term is made of
    reach = clause.reach if clause.reach.clear else scope(f"{clause.text} {seen.sentence.heading}")
    if not reach.clear and reach.setting:  # "surgery in a facility at 108% and in a non-facility setting at 116%"
        reach = attrs.evolve(scope(seen.text), setting=reach.setting)
    if not reach.clear:
        lead = scope(seen.sentence.lead)
        reach = lead if lead.clear else scope(seen.text) if len(seen.figures) == 1 else reach
    if not reach.clear:
        check = [*check, "which services? None are named, so all are taken"]
        doubt += 15
    if reach.excepted:
        check = [*check, "something is left out of it: give that a term of its own"]
        doubt += 5
    product = _PRODUCT.search(seen.around)
    if product:
        check = [*check, f"for {product[1]} only: a product of its own wants a contract of its own"]
        doubt += 15
    when: dict[str, object] = {"when": reach.when} if reach.when else {}
    keys = when | {"pays": pays}
    made = f"{reach.title} {reach.pays} {says}"
    seen.propose(
        TERM,
        made,
        keys,
        of=[clause.figure],
        confidence=95 - doubt,
        check=check,
        default=reach.default and not BY_SCHEDULE & set(pays),
    )


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_WRITERS = {
    "medicare": _of_medicare,
    "anesthesia": _of_anesthesia,
    "charges": _of_charges,
    "labs": _of_labs,
    "equipment": _of_equipment,
    "asp": _of_asp,
    "awp": _of_wholesale,
    "other": _of_other,
    "exhibit": _of_other,
    "schedule": _of_other,
}
"""How a percent of each basis becomes a term."""
