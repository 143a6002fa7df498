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


@attrs.frozen
class Costs:
    """What running the practice costs, dollars a year unless said otherwise; None until the practice says so."""

    operating_yearly: Decimal | None = None
    variable_per_visit: Decimal | None = None
    cost_of_capital_percent: Decimal | None = None


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
        clinicians: NPI -> class of each clinician, such as MD, NP, PA: for contracts that pay by class.
        tolerance_cents: an underpayment counts from this much (the larger of the two tolerances rules).
        tolerance_percent: and from this share of the expected allowed amount.
        tolerances: payer's name -> another tolerance for it.
        wages: hourly wages.
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
    clinicians: dict[str, str] = attrs.field(factory=dict)
    tolerance_cents: int = 100
    tolerance_percent: Decimal = Decimal(1)
    tolerances: dict[str, Tolerance] = attrs.field(factory=dict)
    wages: Wages = Wages()
    costs: Costs = Costs()
    likelihood: dict[str, str] = attrs.field(factory=dict)
    cost_growth: dict[str, str] = attrs.field(factory=dict)
