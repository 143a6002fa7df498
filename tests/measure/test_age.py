"""The age of rates, erosion and the cost of not asking: vectors of the notes, and contracts worked by hand."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from counteroffer.core.errors import InputError, UnknownNameError
from counteroffer.core.practice import Practice
from counteroffer.measure.age import waiting
from counteroffer.measure.answer import view
from counteroffer.measure.deflators import deflator, shelved
from counteroffer.store.profile import profile_text, read_profile
from tests.measure.rows import build, needed, row
from tests.price.rows import rate

OPEN = date(9999, 12, 31)
TODAY = date(2025, 12, 31)


def versions(*of, contract="acme", payer="Acme"):
    """Rates and terms of versions: (version, since, {code: cents}, more)."""
    made = {"rates": [], "terms": []}
    for version, since, fees, *more in of:
        head = {"contract": contract, "version": version, "payer": payer, "since": since, "until": OPEN}
        made["rates"] += [
            rate(code=code, rate=cents, **head, **(more[0] if more else {})) for code, cents in fees.items()
        ]
        made["terms"].append(head | {"term_id": f"{contract}/{version}#1"})
    return made


def ask(name, given, *, practice=None, lines=None, **options):
    facts = build(*(lines or [row()]), as_of=TODAY)
    return view(name, facts, **needed(name, **given, practice=practice), **options).to_pylist()


def test_a_new_version_that_pays_the_same_changes_nothing():
    given = versions(
        ("1", date(2021, 6, 15), {"99213": 9000, "99214": 12000}),
        ("2", date(2022, 1, 1), {"99213": 9100, "99214": 12000}),
        ("3", date(2024, 1, 1), {"99213": 9100, "99214": 12000, "20610": 5000}),
        ("4", date(2027, 1, 1), {"99213": 9900, "99214": 12000}),
    )
    [found] = ask("contract_age", given)
    assert (found["version"], found["version_since"]) == ("3", date(2024, 1, 1))
    assert (found["first_day"], found["rates_since"], found["changes"]) == (date(2021, 6, 15), date(2022, 1, 1), 1)
    assert (found["months"], found["standing"]) == (47, "stale")
    assert (found["codes"], found["changed"], found["by_escalator"]) == (2, 1, 0)


@pytest.mark.parametrize(
    ("since", "months", "standing"),
    [(date(2024, 1, 1), 23, "fresh"), (date(2023, 12, 31), 24, "ageing"), (date(2022, 12, 31), 36, "stale")],
)
def test_rates_that_never_changed_are_as_old_as_the_contract_in_whole_months(since, months, standing):
    [found] = ask("contract_age", versions(("1", since, {"99213": 9000})))
    assert (found["rates_since"], found["months"], found["standing"]) == (since, months, standing)
    [later] = ask("contract_age", versions(("1", since, {"99213": 9000})), as_of=date(2026, 12, 31))
    assert later["months"] == months + 12


def test_a_change_is_weighted_by_the_units_that_were_paid():
    given = versions(
        ("1", date(2024, 1, 1), {"99213": 9000, "99214": 12000}),
        ("2", date(2025, 1, 1), {"99213": 9900, "99214": 12000}),
    )
    lines = [row(milliunits=3000), row(billed_code="99214", milliunits=1000)]
    [found] = ask("contract_age", given, lines=lines)
    assert found["change"] == pytest.approx(100 * (3 * 900) / (3 * 9000 + 12000))


def test_a_step_of_an_escalator_and_another_years_medicare_are_told_apart():
    stepped = versions(("1", date(2024, 1, 1), {"99213": 9000}))
    stepped["rates"].append(
        stepped["rates"][0] | {"since": date(2025, 1, 1), "rate": 9270, "escalator": "3% compounding"}
    )
    [found] = ask("contract_age", stepped)
    assert (found["rates_since"], found["by_escalator"], found["by_medicare"]) == (date(2025, 1, 1), 1, 0)
    percent = {"basis": "percent_of_medicare", "percent": 110_000}
    follows = versions(("1", date(2024, 1, 1), {"99213": 9000}, percent | {"medicare_year": 2024}))
    follows["rates"].append(follows["rates"][0] | {"since": date(2025, 1, 1), "rate": 8900, "medicare_year": 2025})
    [found] = ask("contract_age", follows)
    assert (found["by_escalator"], found["by_medicare"]) == (0, 1)


def test_a_payer_may_be_asked_for_alone():
    one, other = (
        versions(("1", date(2024, 1, 1), {"99213": 1})),
        versions(("1", date(2023, 1, 1), {"99213": 1}), payer="Blue", contract="b"),
    )
    both = {name: one[name] + other[name] for name in one}
    assert [found["payer"] for found in ask("contract_age", both)] == ["Blue", "Acme"]
    assert [found["payer"] for found in ask("contract_age", both, payer="Acme")] == ["Acme"]


def factors(growth, escalator, years=5):
    return waiting(deflator(Practice("x"), growth=growth), Decimal(escalator), 2025, years).to_pylist()[-1]


def test_the_vectors_of_the_notes_hold():
    # metrics.md: five years, costs 3.5%: at 0% 15.8% eroded and 55% of a base year; at 3% 2.4% and 8%
    still, slow = factors("3.5", "0"), factors("3.5", "3")
    assert (round(still["eroded"], 1), round(100 * still["cost"] / 10**12)) == (15.8, 55)
    assert (round(slow["eroded"], 1), round(100 * slow["cost"] / 10**12)) == (2.4, 8)


@pytest.mark.parametrize("escalator", ["0", "2.5", "3.5", "5"])
def test_the_cost_of_not_asking_is_the_sum_of_the_formula_to_the_cent(escalator):
    lines = [row(allowed=1_234_567, service_date=date(2025, m, 3), month=f"2025-{m:02}") for m in (1, 2, 3)]
    found = ask("cost_of_not_asking", {}, lines=lines, growth="3.5", escalator=escalator, years=4)
    base = 3 * 1_234_567 * 4
    costs, rates = Fraction(1035, 1000), 1 + Fraction(Decimal(escalator)) / 100
    for t, one in enumerate(found, 1):
        gap = [costs**s - rates**s for s in range(1, t + 1)]
        real = [1 - (rates / costs) ** s for s in range(1, t + 1)]
        assert (one["years"], one["allowed_yearly"]) == (t, base)
        assert one["gap"] == rounded(base * gap[-1])
        assert one["cost"] == rounded(base * sum(gap))
        assert one["cost_real"] == rounded(base * sum(real))
        assert one["eroded"] == pytest.approx(float(100 * real[-1]), rel=1e-9, abs=1e-9)
        assert one["cost_share"] == pytest.approx(float(100 * sum(gap)), rel=1e-9, abs=1e-9)


def rounded(value):
    return int(value + Fraction(1, 2)) if value >= 0 else -int(-value + Fraction(1, 2))


def test_erosion_so_far_is_counted_month_by_month_in_plain_python():
    lines = [row(allowed=600_000, service_date=date(2025, m, 3), month=f"2025-{m:02}") for m in (1, 2)]
    given = versions(("1", date(2023, 7, 1), {"99213": 9000}))
    [found] = ask("rate_erosion", given, lines=lines, growth="3.5")
    months = 29  # July 2023 to December 2025
    assert found["months"] == months
    assert found["eroded"] == pytest.approx(100 * (1 - 1.035 ** (-months / 12)))
    yearly = 7_200_000
    assert found["allowed_yearly"] == yearly
    assert found["cost_so_far"] == round(yearly / 12 * sum(1.035 ** (m / 12) - 1 for m in range(1, months + 1)))
    assert found["cost_so_far_real"] == round(yearly / 12 * sum(1 - 1.035 ** (-m / 12) for m in range(1, months + 1)))


def test_published_years_are_used_where_they_reach_and_else_it_is_said():
    own = Practice("x", cost_growth={"2024": "4", "2025": "5"})
    since_2024 = versions(("1", date(2024, 1, 1), {"99213": 9000}))
    [found] = ask("rate_erosion", since_2024, practice=own)
    assert found["index"] == "own"
    assert found["eroded"] == pytest.approx(100 * (1 - 1 / (1.04 * 1.05 ** (11 / 12))))
    [found] = ask("rate_erosion", since_2024, practice=own, index="mei")
    assert (found["eroded"], found["cost_so_far"]) == (None, None)
    assert "growth" in found["says"]
    [found] = ask("rate_erosion", versions(("1", date(2025, 1, 1), {"99213": 9000})), index="mei")
    assert found["eroded"] == pytest.approx(100 * (1 - 1.035 ** (-11 / 12)))
    assert "American Medical Association" in found["says"]


def test_an_index_that_is_not_there_is_said():
    with pytest.raises(UnknownNameError, match="cpi"):
        deflator(Practice("x"), "cpi")
    with pytest.raises(InputError, match="'lots' is no percent"):
        deflator(Practice("x"), growth="lots")
    with pytest.raises(InputError, match="no percent for 2026"):
        deflator(Practice("x"), "mei").level(2025, 2)


def test_what_ships_is_dated_and_cited():
    assert set(shelved()) == {"mei"}
    for index in shelved().values():
        assert index.percents
        assert "https://" in index.source


def test_own_cost_growth_is_written_and_read_in_the_profile(tmp_path):
    practice = Practice("Cedar", cost_growth={"2024": "4.1"})
    (tmp_path / "practice.yaml").write_text(profile_text(practice))
    assert read_profile(tmp_path / "practice.yaml") == practice


STEPPED = [
    rate(code="99213", rate=10000, since=date(2024, 1, 1), until=date(2024, 12, 31)),
    rate(code="99213", rate=10300, since=date(2025, 1, 1), escalator="3% compounding"),
]


def stepped(after, *, before=10000, n=5, **said):
    days = [(date(2024, 12, d + 1), before) for d in range(n)] + [(date(2025, 1, d + 1), after) for d in range(n)]
    lines = [row(service_date=day, allowed=paid, contracted=paid, expected=paid, **said) for day, paid in days]
    return ask("missed_escalators", {"rates": STEPPED}, lines=lines)


@pytest.mark.parametrize(
    ("after", "verdict", "short"), [(10300, "taken", 0), (10150, "partly", 750), (10000, "missed", 1500)]
)
def test_a_step_is_taken_missed_or_partly_taken(after, verdict, short):
    [found] = stepped(after)
    assert (found["step"], found["lines_before"], found["lines_after"]) == (date(2025, 1, 1), 5, 5)
    assert found["promised"] == pytest.approx(3)
    assert found["observed"] == pytest.approx((after - 10000) / 100)
    assert (found["verdict"], found["allowed"], found["due"], found["short"]) == (verdict, 5 * after, 51500, short)


def test_a_step_with_few_lines_is_not_judged_and_one_without_any_is_not_listed():
    assert [one["verdict"] for one in stepped(10000, n=4)] == ["too few"]
    assert stepped(10000, billed_code="20610") == []
