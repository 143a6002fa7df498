"""`arrangements:` of a contract, from YAML to records: every fault at once, each at its line."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from counteroffer.contracts import arrangement_keys as keys
from counteroffer.contracts import typed
from counteroffer.contracts.arranged import (
    KINDS,
    Arrangement,
    Band,
    Bonus,
    Capitation,
    CareManagement,
    Form,
    Gate,
    Measured,
    SharedSavings,
    Side,
    StopLoss,
    Withhold,
)
from counteroffer.contracts.pays import read_pays
from counteroffer.contracts.said import COUNT, MONEY, OLDEST, SHARE, Said, ages, share, whole, yearly
from counteroffer.contracts.schema_parts import SOURCE_KEYS
from counteroffer.core.findings import WARNING

if TYPE_CHECKING:
    from collections.abc import Callable

    from counteroffer.contracts.arranged import Span
    from counteroffer.contracts.faults import At, Faults
    from counteroffer.core.plain import Plain

_DAY_MEND = "Write the month and the day like 04-30."
_HUNDRED = 100_000


def read_arrangements(faults: Faults, value: Plain | None) -> tuple[Arrangement, ...]:
    """Read `arrangements:`; what is wrong is noted."""
    if value is None:
        return ()
    if not isinstance(value, list):
        faults.note("form", ("arrangements",), "`arrangements` should be a list.", "Write each with - before it.")
        return ()
    read = [(i, _arrangement(faults, item, ("arrangements", i))) for i, item in enumerate(value)]
    found = [(i, arrangement) for i, arrangement in read if arrangement is not None]
    _capitated_twice(faults, found)
    return tuple(arrangement for _, arrangement in found)


def _arrangement(faults: Faults, value: Plain, at: At) -> Arrangement | None:
    said = faults.mapping(value, at, keys.ARRANGEMENT_KEYS, "An arrangement")
    says = faults.text(said.get("says"), (*at, "says"), "The arrangement's sentence", needed=True)
    source = faults.mapping(said["source"], (*at, "source"), SOURCE_KEYS, "A source") if "source" in said else {}
    page, section = (faults.text(source.get(k), (*at, "source", k), f"The {k}") for k in ("page", "section"))
    kinds = [kind for kind in KINDS if kind in said]
    if len(kinds) != 1:
        what = "several kinds" if kinds else "no kind"
        faults.note("arrangement", at, f"The arrangement is of {what}.", f"Write one of {', '.join(KINDS)}.")
        return None
    (kind,) = kinds
    known, needed = keys.KIND_KEYS[kind]
    form = _READERS[kind](Said.of(faults, said[kind], (*at, kind), known, needed))
    return None if form is None else Arrangement(says, form, page, section, faults.document.line(at))


def _capitation(said: Said) -> Form | None:
    bands = tuple(band for one in said.each("pmpm", keys.BAND_KEYS, ("dollars",)) if (band := _band(one)) is not None)
    _bands_fit(said, bands)
    stop = said.inner("stop_loss", keys.STOP_LOSS_KEYS, ("percent", "attachment"))
    covers, carved = said.spans("covers"), said.spans("carve_outs")
    equivalent = None
    if said.has("equivalent") and said.keys["equivalent"] != "terms":
        equivalent = read_pays(said.faults, said.keys["equivalent"], (*said.at, "equivalent"))
    if not bands or not covers:
        return None
    risk, stop_loss = said.yes("risk"), None if stop is None else _stop_loss(stop)
    return Capitation(bands, covers, carved, said.text("members"), risk, equivalent, stop_loss)


def _band(said: Said) -> Band | None:
    first, last = said.read("ages", ages, "Write whole years like 0-1, 18-64 or 65+.") or (0, OLDEST)
    sex = said.text("sex") or "any"
    if sex not in ("any", "F", "M"):
        said.note("value", "sex", f"'{sex}' is no sex of a band.", "Write F, M or any.")
    cents = said.read("dollars", typed.money, "Write dollars like 28.50.")
    return None if cents is None else Band(first, last, sex, cents)


def _bands_fit(said: Said, bands: tuple[Band, ...]) -> None:
    """Note bands that a member could be in two of, and the first age that is in none."""
    for (i, one), (j, other) in combinations(enumerate(bands, 1), 2):
        both = max(one.first, other.first), min(one.last, other.last)
        if both[0] <= both[1] and ("any" in (one.sex, other.sex) or one.sex == other.sex):
            says = f"Bands {i} and {j} both hold members of age {both[0]}."
            said.note("band", "pmpm", says, "Let the ages of one end where the other's begin.")
    for sex in ("F", "M"):
        missing = next((age for age in range(100) if not any(b.reaches(age, sex) for b in bands)), None)
        if bands and missing is not None:
            says = f"No band holds members of age {missing} and sex {sex}: they bring nothing."
            said.note("band", "pmpm", says, "Add a band, if the paper has one.", severity=WARNING)
            return


def _stop_loss(said: Said) -> StopLoss | None:
    percent = said.read("percent", share, SHARE)
    attachment = said.read("attachment", yearly, MONEY)
    return None if percent is None or attachment is None else StopLoss(percent, attachment)


def _withhold(said: Said) -> Form | None:
    percent = said.read("percent", share, SHARE)
    returned, on = said.range("returned", share, SHARE), said.read("returned_on", typed.month_day, _DAY_MEND)
    return None if percent is None else Withhold(percent, returned, on)


def _bonus(said: Said) -> Form | None:
    eligible, percent = said.read("eligible", yearly, MONEY), said.read("eligible_percent", typed.percent, SHARE)
    if said.has("eligible") == said.has("eligible_percent"):
        says = "The bonus says neither what can be earned nor of what it is a percent, or both."
        said.note("arrangement", "", says, "Write `eligible: 100000`, or `eligible_percent: 3`.")
    measures = [_measure(one) for one in said.each("measures", keys.MEASURE_KEYS, ("measure", "weight"))]
    gates = [_gate(one) for one in said.each("gates", keys.GATE_KEYS, ("measure", "at_least"))]
    known = tuple(measure for measure in measures if measure is not None)
    weights = sum(measure.weight for measure in known)
    if weights > _HUNDRED:
        says = f"The weights are {weights / 1000:g}% together."
        said.note("value", "measures", says, "They are percents of one sum: 100 at most.")
    lag, clawback = said.read("paid_after_months", whole, COUNT), said.read("clawback", share, SHARE)
    if not known or (eligible is None and percent is None):
        return None
    return Bonus(eligible, percent, known, tuple(g for g in gates if g is not None), lag, clawback or 0)


def _measure(said: Said) -> Measured | None:
    weight, score = said.read("weight", share, SHARE), said.range("score", share, SHARE)
    count, minimum = said.read("n", whole, COUNT), said.read("minimum_n", whole, COUNT)
    start = full = None
    benchmark = said.inner("benchmark", keys.BENCHMARK_KEYS)
    if benchmark is not None:
        at, start, full = (benchmark.read(key, share, SHARE) for key in ("at", "from", "to"))
        if sorted(benchmark.keys) not in (["at"], ["from", "to"]):
            benchmark.note("arrangement", "", "A benchmark is `at:`, or `from:` and `to:`.", "Write one of the two.")
        if start is not None and full is not None and start >= full:
            benchmark.note("value", "to", "`to` is not above `from`.", "Mend one of them.")
        start, full = (at, at) if at is not None else (start, full)
    return None if weight is None else Measured(said.text("measure"), weight, score, start, full, count, minimum or 0)


def _gate(said: Said) -> Gate | None:
    at_least = said.read("at_least", share, SHARE)
    score = said.range("score", share, SHARE)
    return None if at_least is None else Gate(said.text("measure"), at_least, score)


def _care(said: Said) -> Form | None:
    cents, months = (
        said.read("pmpm", typed.money, "Write dollars like 3.00."),
        said.range("member_months", whole, COUNT),
    )
    return None if cents is None else CareManagement(cents, said.text("members"), months)


def _savings(said: Said) -> Form | None:
    up, down = _side(said), said.inner("downside", keys.SIDE_KEYS, ("share",))
    benchmark, actual = (said.range(key, yearly, MONEY) for key in ("benchmark", "actual"))
    lag = said.read("settled_after_months", whole, COUNT)
    return None if up is None else SharedSavings(up, None if down is None else _side(down), benchmark, actual, lag)


def _side(said: Said) -> Side | None:
    percent, minimum = said.read("share", share, SHARE), said.read("minimum", share, SHARE)
    first_dollar, cap = said.yes("first_dollar"), said.read("cap", yearly, MONEY)
    cap_percent = said.read("cap_percent", share, SHARE)
    return None if percent is None else Side(percent, minimum or 0, first_dollar, cap, cap_percent)


def _capitated_twice(faults: Faults, found: list[tuple[int, Arrangement]]) -> None:
    """Note codes that two capitations cover: one of them would be paid twice."""
    paid = [(i, a, a.form) for i, a in found if isinstance(a.form, Capitation)]
    for (_, one, first), (i, other, second) in combinations(paid, 2):
        same = next((a for a in first.covers for b in second.covers if _meet(a, b)), None)
        if same is not None:
            says = f"'{one.says}' and '{other.says}' both cover codes of {'-'.join(dict.fromkeys(same))}."
            faults.note("arrangement", ("arrangements", i), says, "Let each code be covered once.")


def _meet(one: Span, other: Span) -> bool:
    return len(one[0]) == len(other[0]) and one[0] <= other[1] and other[0] <= one[1]


_READERS: dict[str, Callable[[Said], Form | None]] = {
    "capitation": _capitation,
    "withhold": _withhold,
    "bonus": _bonus,
    "care_management": _care,
    "shared_savings": _savings,
}
