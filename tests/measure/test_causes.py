"""Views of causes: sums worked by hand, and the same from plain Python over many rows."""

import datetime as dt
from collections import defaultdict

import pytest

from counteroffer.measure.answer import view
from tests.measure.rows import build, row, variances


def off(cause="wrong_setting", dollars=1000, direction="under", **said):
    return row(cause=cause, dollars=dollars, direction=direction, underpaid=direction == "under", **said)


def show(name, *rows, **options):
    return view(name, build(*rows), variances=variances(*rows), **options)


def day(number):
    return dt.date(2025, 3, number)


def test_variances_are_grouped_by_payer_direction_cause_and_code_underpaid_first():
    rows = (
        off(service_date=day(9)), off(service_date=day(3), dollars=250), off(billed_code="99214"), row(),
        off("unexplained", 9000, "over"),
    )  # fmt: skip
    rows = show("variances_by_cause", *rows).to_pylist()
    assert [
        (r["direction"], r["cause"], r["code"], r["lines"], r["dollars"], r["oldest"], r["newest"]) for r in rows
    ] == [
        ("under", "wrong_setting", "99213", 2, 1250, day(3), day(9)),
        ("under", "wrong_setting", "99214", 1, 1000, day(4), day(4)),
        ("over", "unexplained", "99213", 1, 9000, day(4), day(4)),
    ]


def test_a_pattern_is_the_share_of_the_lines_that_could_have_the_cause_between_its_first_and_last_day():
    wrong = [off(service_date=day(number), rendering_npi="n2") for number in (5, 6, 7, 8, 9)]
    right = [row(service_date=day(number), rendering_npi="n2") for number in (1, 6, 8, 20)]  # two of them between
    other = [row(service_date=day(number), rendering_npi="n3") for number in (5, 6, 7, 8)]
    rows = show("variance_patterns", *wrong, *right, *other).to_pylist()
    found = {r["dimension"]: r for r in rows}
    one = found["clinician"]
    assert (one["value"], one["lines"], one["of"], one["first_day"], one["last_day"]) == ("n2", 5, 7, day(5), day(9))
    assert one["share"] == pytest.approx(500 / 7)
    assert (found["all"]["of"], found["all"]["dollars"]) == (11, 5000)
    assert found["code"]["share"] == pytest.approx(500 / 11)


def test_what_happens_rarely_is_no_pattern():
    few = [off(service_date=day(number)) for number in (1, 2, 3, 4)]
    assert show("variance_patterns", *few).num_rows == 0
    assert show("variance_patterns", *few, least_lines=4).num_rows > 0
    many = [row(service_date=day(3)) for _ in range(30)]
    thin = (*few, off(service_date=day(5)), *many)
    assert {r["dimension"] for r in show("variance_patterns", *thin).to_pylist()} == {"all"}


def test_sequestration_is_summed_by_payer():
    made = (off("sequestration", 160), off("sequestration", 40, payer="Blue"), off())
    rows = [(r["payer"], r["lines"], r["dollars"]) for r in show("sequestration_taken", *made).to_pylist()]
    assert rows == [("Acme", 1, 160), ("Blue", 1, 40)]


def test_the_groups_are_those_that_plain_python_counts():
    causes, payers, codes = ("unexplained", "wrong_setting", ""), ("Acme", "Blue"), ("99213", "99214", "99215")
    rows = [
        off(
            causes[n % 3],
            n * 7 + 1,
            "over" if n % 5 == 0 else "under",
            payer=payers[n % 2],
            billed_code=codes[n % 7 % 3],
        )
        for n in range(200)
    ]
    by_hand = defaultdict(lambda: [0, 0])
    for one in rows:
        if one["cause"]:
            group = by_hand[one["payer"], one["direction"], one["cause"], one["billed_code"]]
            group[0] += 1
            group[1] += one["dollars"]
    mine = show("variances_by_cause", *rows).to_pylist()
    assert {(r["payer"], r["direction"], r["cause"], r["code"]): [r["lines"], r["dollars"]] for r in mine} == by_hand
