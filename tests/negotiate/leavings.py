"""What leaving rests on, as the vector of the notes has it and as hypothesis makes it; money in cents."""

from fractions import Fraction

from hypothesis import strategies as st

from counteroffer.negotiate.ranges import Range
from counteroffer.negotiate.uncertain import Uncertain
from counteroffer.negotiate.walkaway import Leaving


def vector(**other):
    """V=4000, r=105, vc=45, ret=.35, r_oon=98, bf=.5, r_bf=120, F=12,000, in cents."""
    said = {
        "visits": Fraction(4000), "rate": Fraction(10500), "cost": Fraction(4500), "retention": Fraction(35, 100),
        "out_of_network": Fraction(9800), "backfill": Fraction(1, 2), "backfill_rate": Fraction(12000),
        "one_off": Fraction(1_200_000),
    }  # fmt: skip
    return Leaving(**(said | other))


def uncertain(**ranges):
    """The vector, with some parts as ranges."""
    likely = vector()
    names = ("visits", "rate", "cost", "retention", "out_of_network", "backfill", "backfill_rate", "one_off")
    return Uncertain(**({name: Range.at(getattr(likely, name)) for name in names} | ranges))


shares = st.integers(0, 1000).map(lambda n: Fraction(n, 1000))
money = st.integers(0, 100_000).map(Fraction)

leavings = st.builds(
    Leaving,
    visits=st.integers(1, 50_000).map(Fraction),
    rate=money,
    cost=money,
    retention=shares,
    out_of_network=money,
    backfill=shares,
    backfill_rate=money,
    one_off=st.integers(0, 10**8).map(Fraction),
    ramp=st.integers(0, 240).map(lambda n: Fraction(n, 10)),
    contamination=shares,
    referred=st.integers(0, 10**9).map(Fraction),
)
