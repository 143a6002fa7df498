"""The practice: who it is, where it is, and what its people's time costs."""

from __future__ import annotations

from decimal import Decimal

import attrs


@attrs.frozen
class Wages:
    """What an hour of each kind of work costs the practice, dollars; None until the practice says so."""

    front_desk: Decimal | None = None
    biller: Decimal | None = None
    nurse: Decimal | None = None
    physician: Decimal | None = None


DEFAULT = "default"
"""Instead of minutes: what the shelf has for it (`shelf/burden/times.yaml`), with its source."""

Minutes = Decimal | str | None
"""Minutes, the word `default`, or None until the practice says so."""


@attrs.frozen
class Times:
    """Minutes that a piece of work for a payer takes; None until the practice says so.

    Attributes:
        authorization: to get one prior authorization, at the front desk's wage.
        denial: to look into one denied claim, at the biller's wage.
        appeal: to send one denied claim again or appeal it, at the biller's wage.
        status_call: to ask once what became of a claim, at the biller's wage.
        peer_to_peer: to talk with a payer's physician once, at the physician's wage.
    """

    authorization: Minutes = None
    denial: Minutes = None
    appeal: Minutes = None
    status_call: Minutes = None
    peer_to_peer: Minutes = None


@attrs.frozen
class Costs:
    """What running the practice costs, dollars a year unless said otherwise; None until the practice says so."""

    operating_yearly: Decimal | None = None
    variable_per_visit: Decimal | None = None
    cost_of_capital_percent: Decimal | None = None


@attrs.frozen
class Site:
    """A place where services are given, for contracts that pay by its locality.

    Attributes:
        name: in the practice's own words.
        zip: five digits; finds the Medicare locality.
        locality: carrier and locality, seven digits, when the practice names it itself; else empty.
        npis: NPIs by which its services are known: of those who render there and nowhere else, or its own billing NPI.
    """

    name: str = ""
    zip: str = ""
    locality: str = ""
    npis: tuple[str, ...] = ()


@attrs.frozen
class Tolerance:
    """From when a line of one payer is underpaid; None: as with every payer.

    Attributes:
        cents: short by more than this many cents.
        percent: and by more than this percent of the expected amount.
    """

    cents: int | None = None
    percent: Decimal | None = None


@attrs.frozen
class Practice:
    """A practice's profile.

    Attributes:
        name: as it stands on letters.
        tins: tax ids, nine digits each.
        npis: billing NPIs, ten digits each.
        zip: five-digit ZIP of the main place of service; finds the Medicare locality.
        state: two letters.
        specialty: in the practice's own words.
        locality: carrier and locality, seven digits, when the practice names it itself; else empty.
        sites: places of service, if contracts pay by their locality.
        clinicians: NPI -> class of each clinician, such as MD, NP, PA: for contracts that pay by class.
        tolerance_cents: an underpayment counts from this much (the larger of the two tolerances rules).
        tolerance_percent: and from this share of the expected allowed amount.
        minimum_n: a rate or percentile over fewer lines, claims or requests is withheld.
        business_hours: when payers' offices work, Monday to Friday but for federal holidays.
        tolerances: payer's name -> another tolerance for it.
        wages: hourly wages.
        times: minutes of work for each thing that a payer makes the practice do.
        fees: percent of a payment that it costs to be paid, by method (`CHK`, `ACH`, as in BPR04) or by payer.
        costs: yearly costs.
        likelihood: how likely each part of what is at stake is won, percent, by part: `owed`, `denied`, `lesser_of`,
            `no_rate`, `rate`.
    cost_growth: year -> percent by which the practice's own costs rose in it.
    """

    name: str
    tins: tuple[str, ...] = ()
    npis: tuple[str, ...] = ()
    zip: str = ""
    state: str = ""
    specialty: str = ""
    locality: str = ""
    sites: tuple[Site, ...] = ()
    clinicians: dict[str, str] = attrs.field(factory=dict)
    tolerance_cents: int = 100
    tolerance_percent: Decimal = Decimal(1)
    minimum_n: int = 11
    business_hours: str = "08:00-17:00"
    tolerances: dict[str, Tolerance] = attrs.field(factory=dict)
    wages: Wages = Wages()
    times: Times = Times()
    fees: dict[str, str] = attrs.field(factory=dict)
    costs: Costs = Costs()
    likelihood: dict[str, str] = attrs.field(factory=dict)
    cost_growth: dict[str, str] = attrs.field(factory=dict)
