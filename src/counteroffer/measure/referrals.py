"""Who sends the patients, and how much would go with those who would be touched by leaving a payer."""

from __future__ import annotations

from typing import Any

import ibis

from counteroffer.core.errors import InputError
from counteroffer.match.columns import whole
from counteroffer.measure.mix import allowed, patients, visits
from counteroffer.measure.ratios import percent
from counteroffer.measure.registry import CENTS, COUNT, Facts, metric, view

SOURCE = "own definition: referring provider of the claims as submitted (837 loop 2310A)"
NEW_VISITS = "99202-99205 99381-99387"
"""Codes that are billed for new patients only (in the practice's own list as an option)."""


def _is_new(facts: Facts, codes: str) -> Any:
    ranges = [(part.partition("-")[0], part.partition("-")[2] or part) for part in codes.split()]
    if not ranges:
        raise InputError("No codes of new patients are named.", f"Write them like '{NEW_VISITS}'.")
    return ibis.or_(*((facts.billed_code >= first) & (facts.billed_code <= last) for first, last in ranges))


def _fresh(facts: Facts, codes: str = NEW_VISITS) -> Any:
    """Lines of a named patient's visit as a new one."""
    return _is_new(facts, codes) & (facts.patient_key != "")


@metric(
    title="New patients", unit=COUNT, grain="patient", source=f"visit codes of new patients: {NEW_VISITS}",
    formula="count of different patients with a new patient's visit", rows=_fresh,
)  # fmt: skip
def new_patients(facts: Facts) -> Any:
    """Patients billed as new. Consultations, procedures without a visit, and emergencies bring new patients unseen."""
    return facts.patient_key.nunique(where=_fresh(facts))


@metric(
    title="Referred", unit=CENTS, formula="sum(allowed), lines finally paid of claims with a referrer", source=SOURCE,
    rows=lambda f: (f.outcome == "paid") & (f.referring_npi != ""),
)  # fmt: skip
def referred_allowed(facts: Facts) -> Any:
    """Allowed amount of claims that name who referred the patient. Known only where claims (837) are imported."""
    return facts.allowed.sum(where=(facts.outcome == "paid") & (facts.referring_npi != "")).fill_null(0).cast("int64")


@view(
    title="Referrers", grain="payer and referring provider", source=SOURCE,
    reads="payer patient_key referring_npi billed_code allowed outcome visit",
    columns={
        "payer": "payer", "referring_npi": "NPI; empty for lines whose claim names nobody",
        "rank": "among the payer's referrers, by allowed", "patients": "count", "new_patients": "count",
        "visits": "count", "allowed": "cents, lines finally paid", "share_of_payer": "percent of the payer's allowed",
        "share_of_new": "percent of the payer's new patients", "share_of_practice": "percent of all payers' allowed",
    },
)  # fmt: skip
def referrers(facts: Facts, payer: str = "", new_codes: str = NEW_VISITS) -> Any:
    """Who sends each payer's patients, the one with the most allowed dollars first.

    A claim names a referrer where the payer or the service asks for one, so a primary care practice has few; a name
    may stand on every later claim too, so allowed dollars are those of the patients sent, not of first visits. Patients
    sent by two count in each. `new_codes` are the codes that are billed for new patients.
    """
    by = ["payer", "referring_npi"]
    fresh = _is_new(facts, new_codes) & (facts.patient_key != "")
    sums = facts.group_by(by).agg(
        patients=patients(facts), new_patients=facts.patient_key.nunique(where=fresh), visits=visits(facts),
        allowed=allowed(facts),
    )  # fmt: skip
    new = facts.group_by("payer").agg(all_new=facts.patient_key.nunique(where=fresh))
    met = sums.inner_join(new, "payer")
    of_payer = ibis.window(group_by=met.payer)
    named = (met.referring_npi == "").cast("int64")
    ranking = ibis.window(group_by=[met.payer, named], order_by=[met.allowed.desc(), met.referring_npi])
    made = met.mutate(
        rank=ibis.row_number().over(ranking) + 1,
        share_of_payer=percent(met.allowed, of=met.allowed.sum().over(of_payer)),
        share_of_new=percent(met.new_patients, of=met.all_new),
        share_of_practice=percent(met.allowed, of=met.allowed.sum().over(ibis.window())),
    )
    made = made.filter(made.payer == payer) if payer else made
    return made.order_by(["payer", made.allowed.desc(), "referring_npi"]).select(
        *by, "rank", "patients", "new_patients", "visits", "allowed", "share_of_payer", "share_of_new",
        "share_of_practice",
    )  # fmt: skip


@view(
    title="What hangs on referrers", grain="payer", source=SOURCE,
    reads="payer referring_npi allowed outcome",
    columns={
        "payer": "the payer that would be left", "referrers": "referring providers who send its patients",
        "allowed": "cents, the payer's own", "referred": "cents, of it with a referrer",
        "elsewhere": "cents at other payers from the same referrers",
        "elsewhere_share": "percent of the practice's allowed that this is",
        "leaning_referrers": "referrers of whose allowed the payer has at least the asked share",
        "leaning_elsewhere": "cents at other payers from these",
    },
)  # fmt: skip
def referral_exposure(facts: Facts, payer: str = "", leaning: float = 30.0) -> Any:
    """What else could go if a payer is left: dollars at other payers from the referrers who send that payer's patients.

    A referrer who can no longer send one payer's patients may send the others elsewhere too. `elsewhere` is the most
    that could go, `leaning_elsewhere` what hangs on those for whom the payer is at least `leaning` percent of the
    dollars that they send: they would have the most reason. Neither is a forecast.
    """
    sent = facts.filter(facts.referring_npi != "")
    pairs = sent.group_by(["payer", "referring_npi"]).agg(allowed=allowed(sent))
    pairs = pairs.mutate(of_referrer=whole(pairs.allowed.sum().over(ibis.window(group_by=pairs.referring_npi))))
    leans = (percent(pairs.allowed, of=pairs.of_referrer) >= leaning).fill_null(False)
    rest = pairs.mutate(elsewhere=pairs.of_referrer - pairs.allowed, leans=leans)
    sums = rest.group_by("payer").agg(
        referrers=rest.count(), referred=whole(rest.allowed.sum()), elsewhere=whole(rest.elsewhere.sum()),
        leaning_referrers=rest.leans.cast("int64").sum(),
        leaning_elsewhere=whole(rest.elsewhere.sum(where=rest.leans)).fill_null(0),
    )  # fmt: skip
    own = facts.group_by("payer").agg(own=allowed(facts))
    met = own.left_join(sums, "payer")
    none = {name: met[name].fill_null(0) for name in sums.columns if name != "payer"}
    share = percent(none["elsewhere"], of=met.own.sum().over(ibis.window()))
    made = met.select("payer", allowed=met.own, elsewhere_share=share.fill_null(0.0), **none)
    made = made.filter(made.payer == payer) if payer else made
    return made.order_by([made.elsewhere.desc(), "payer"]).select(
        "payer", "referrers", "allowed", "referred", "elsewhere", "elsewhere_share", "leaning_referrers",
        "leaning_elsewhere",
    )  # fmt: skip
