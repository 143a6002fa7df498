"""Lines as votes."""

from tests.discover.seen import line, table

from counteroffer.discover.evidence import by_group


def only(*rows):
    (evidence,) = by_group(table(*rows))
    return evidence


def test_code_modifier_and_setting_make_a_group_and_days_are_in_order():
    groups = list(
        by_group(
            table(
                line("99213", 9, 9000),
                line("99213", 2, 9000),
                line("99213", 3, 7000, setting="facility"),
                line("73030", 4, 3000),
                line("73030", 4, 1000, modifier="26"),
            )
        )
    )
    keys = [g.key for g in groups]
    assert keys == [
        ("73030", "", "nonfacility"), ("73030", "26", "nonfacility"),
        ("99213", "", "facility"), ("99213", "", "nonfacility"),
    ]  # fmt: skip
    assert (groups[-1].day[1] - groups[-1].day[0], groups[-1].row.tolist()) == (7, [3, 4])


def test_the_highest_amount_comes_first_and_the_rarest_is_dropped_when_there_are_too_many():
    rows = [line("99213", i, 1000 + i, lines=2) for i in range(40)] + [line("99213", 50, 5000)]
    amounts = only(*rows).candidates().tolist()
    assert amounts == sorted(range(1000, 1040), reverse=True)


def test_a_line_of_two_units_agrees_with_both_amounts_it_may_come_from():
    evidence = only(line("J1885", 1, 2067, units=2), line("J1885", 2, 1033), line("J1885", 2, 1035))
    _, misses = evidence.misses(evidence.candidates())
    assert evidence.candidates().tolist() == [1035, 1034, 1033]
    assert misses.tolist() == [[1, 0, 0], [1, 2, 1]]


def test_a_line_paid_at_its_charge_agrees_with_every_amount_from_there_up_but_with_none_below():
    evidence = only(line("93000", 1, 1500, charge=1500, lines=4))
    assert [bool(evidence.agrees(amount)[0]) for amount in (1499, 1500, 9000)] == [False, True, True]
    assert evidence.dollars.tolist() == [6000]


def of_charges(*pairs):
    return only(*(line("11721", i, allowed, charge=charge) for i, (charge, allowed) in enumerate(pairs)))


def test_amounts_that_are_one_share_of_several_charges_follow_them():
    assert of_charges((20000, 9000), (21000, 9450), (22000, 9900)).follows_charges


def test_amounts_that_stay_while_charges_rise_do_not_follow_them():
    assert not of_charges((20000, 9000), (20800, 9000), (20800, 9000), (20800, 9000)).follows_charges


def test_one_charge_alone_cannot_tell():
    assert not of_charges((20000, 9000), (20000, 9000), (20000, 9000)).follows_charges


def test_a_share_that_no_contract_would_write_is_chance():
    assert not of_charges((20000, 8748), (20800, 9098), (20800, 9098)).follows_charges


def test_a_line_without_a_charge_follows_nothing():
    assert not of_charges((0, 9000), (20000, 9000), (22000, 9900)).follows_charges
