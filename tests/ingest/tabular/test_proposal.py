"""A proposal: columns recognised with how sure that is, and questions where the file does not say."""

import io

import pytest

from counteroffer.core.errors import InputError
from counteroffer.ingest.tabular.proposal import propose, samples
from counteroffer.ingest.tabular.scan import scan


def proposed(text, **said):
    return propose(scan(io.BytesIO(text.encode()), "export.csv"), **said)


def fields(made):
    return {guess.field: made.scan.header.names[guess.column] for guess in made.guesses}


CHARGES = (
    "Elm Street\nRun on 1/2/2025\n\nTicket #,Pt Name,DOB,DOS,CPT Code,Mod 1,Qty,Chg Amt,Ins Name,Rendering NPI,Phone\n"
    'T1,"DOE, JANE",01/02/1980,03/14/2025,99213,25,1,150.00,Acme,1234567893,555-1212\n'
    'T2,"ROE, ANN",05/26/1975,03/15/2025,99214,,1,200.00,Beta,1234567893,555-1313\n'
)


def test_columns_are_recognised_by_their_names_under_titles_and_blanks():
    made = proposed(CHARGES)
    assert (made.kind, made.scan.header.row, made.questions, made.missing) == ("charges", 4, (), ())
    assert fields(made) == {
        "claim": "Ticket #", "name": "Pt Name", "birth_date": "DOB", "service_date": "DOS", "code": "CPT Code",
        "mod1": "Mod 1", "units": "Qty", "charge": "Chg Amt", "payer": "Ins Name", "rendering_npi": "Rendering NPI",
    }  # fmt: skip
    assert all(guess.confidence > 0.85 for guess in made.guesses)
    assert made.settled.dates == {"service_date": "month first", "birth_date": "month first"}


def test_a_near_name_is_recognised_with_less_confidence():
    made = proposed(CHARGES.replace("CPT Code", "CPT Codde").replace("Ins Name", "Insurance Carrier Name"))
    sure = {guess.field: guess.confidence for guess in made.guesses}
    assert 0.5 < sure["code"] < 0.9
    assert 0.5 < sure["payer"] < 0.95


def test_a_column_of_codes_is_recognised_by_its_cells_and_said_to_be_so():
    made = proposed(CHARGES.replace("CPT Code", "What").replace("Rendering NPI", "Who"))
    found = {guess.field: guess for guess in made.guesses}
    assert (found["code"].why, found["rendering_npi"].why) == ("by its cells", "by its cells")
    assert found["code"].confidence < 0.85


def test_a_column_whose_cells_contradict_its_name_is_not_taken():
    made = proposed(CHARGES.replace("Phone", "Paid Date"), kind="payments")
    assert "payment_date" not in fields(made)


def test_dates_that_can_be_read_in_two_ways_are_asked_with_both_readings():
    made = proposed(CHARGES.replace("03/14", "03/04").replace("03/15", "03/05").replace("05/26", "05/06"))
    asked = {question.name: question for question in made.questions}
    assert set(asked) == {"dates.service_date", "dates.birth_date"}
    assert asked["dates.service_date"].options == (
        ("month first", "03/04/2025 is March 4, 2025"),
        ("day first", "03/04/2025 is April 3, 2025"),
    )
    with pytest.raises(InputError, match="questions are open"):
        made.mapping("x")
    answered = proposed(CHARGES.replace("03/14", "03/04"), answers={"dates": "day first"})
    assert not answered.questions


def test_one_date_that_decides_decides_for_its_column_and_for_the_undecided_ones():
    made = proposed(CHARGES.replace("03/14", "03/04").replace("03/15", "03/05"))
    assert made.settled.dates["service_date"] == "month first"
    assert made.settled.whys["service_date"] == "as the file's other dates"


def test_the_same_for_every_row_is_asked_for_and_taken():
    text = "Code,Units,Allowed\n99213,10,900.00\n99214,5,700.00\n"
    made = proposed(text, kind="utilization")
    assert [question.name for question in made.questions] == ["payer", "since", "until"]
    done = proposed(text, kind="utilization", constants={"payer": "Acme", "since": "2025-01-01", "until": "2025-12-31"})
    assert done.mapping("u").constants["payer"] == "Acme"
    with pytest.raises(InputError, match="since"):
        proposed(
            text, kind="utilization", constants={"payer": "Acme", "since": "1/1/2025", "until": "2025-12-31"}
        ).mapping("u")


PAYMENTS = (
    "Claim,Payer,Paid Date,CPT,DOS,Paid Amount,Adjustment\nC1,Acme,2025-04-25,99213,2025-03-14,{},-50.00\n"
    "C2,Acme,2025-04-25,99213,2025-03-14,{},-40.00\n"
)


def test_a_sign_that_is_mixed_is_asked_and_one_that_is_always_negative_is_turned_round():
    made = proposed(PAYMENTS.format("80.00", "-80.00"))
    assert [question.name for question in made.questions] == ["signs.paid"]
    assert made.settled.signs == {"adjustment": "reversed"}
    done = proposed(PAYMENTS.format("80.00", "-80.00"), answers={"signs.paid": "absolute"})
    assert done.mapping("p").signs == {"adjustment": "reversed", "paid": "absolute"}
    with pytest.raises(InputError, match="no answer"):
        proposed(PAYMENTS.format("80.00", "-80.00"), answers={"signs.paid": "perhaps"})


@pytest.mark.parametrize("amount", ['"1.234,50"', "1.234"])
def test_an_amount_with_a_decimal_comma_or_one_that_may_have_one_is_asked(amount):
    assert [q.name for q in proposed(PAYMENTS.format(amount, '"80,00"')).questions] == ["amounts"]


def test_names_without_a_comma_are_asked():
    made = proposed(CHARGES.replace('"DOE, JANE"', "JANE DOE").replace('"ROE, ANN"', "ANN ROE"))
    assert [question.name for question in made.questions] == ["names"]


def test_what_a_row_of_a_listing_is_comes_from_its_words_or_is_asked():
    text = "Claim,DOS,CPT,Post Date,Trans Type,Payer,Amount\n" + "".join(
        f"C1,2025-03-14,99213,2025-04-14,{kind},Acme,10\n"
        for kind in ("Charge", "Ins Payment", "Write-off", "Copay", "Zug")
    )
    made = proposed(text)
    assert (made.kind, made.missing) == ("payments", ())
    assert made.settled.transactions == {
        "Charge": "charge", "Ins Payment": "payment", "Write-off": "adjustment CO-45", "Copay": "leave out",
    }  # fmt: skip
    assert [question.name for question in made.questions] == ["transaction.Zug"]


def test_a_grouped_report_is_asked_about_and_filled_when_confirmed():
    text = CHARGES + ",,,,99215,,1,90.00,,,\n"
    (question,) = proposed(text).questions
    assert (question.name, "'Ticket #' is empty in 1 rows" in question.says) == ("fill", True)
    assert "claim" in proposed(text, answers={"fill": "yes"}).mapping("c").fill
    assert proposed(text, answers={"fill": "no"}).mapping("c").fill == ()


def test_two_columns_that_are_as_good_are_asked():
    made = proposed(CHARGES.replace("Phone", "CPT").replace("555-1212", "99213").replace("555-1313", "99214"))
    (question,) = made.questions
    assert question.name == "column.code"
    assert [value for value, _ in question.options] == ["CPT Code", "CPT"]
    assert fields(proposed(CHARGES.replace("Phone", "CPT"), columns={"code": "CPT Code"}))["code"] == "CPT Code"


def test_what_is_missing_is_said_with_the_columns_there_are():
    made = proposed("Ticket #,Chg Amt,Weather\nT1,10.00,fine\n", kind="charges")
    with pytest.raises(InputError, match="No column for: day of service; CPT or HCPCS code"):
        made.mapping("x")


def test_a_person_is_believed_and_wrong_names_are_said():
    assert fields(proposed(CHARGES, columns={"account": "Phone", "claim": "-"}))["account"] == "Phone"
    assert "claim" not in fields(proposed(CHARGES, columns={"account": "Phone", "claim": "-"}))
    for wrong, says in (({"cake": "Phone"}, "no field"), ({"code": "Cake"}, "no column")):
        with pytest.raises(InputError, match=says):
            proposed(CHARGES, columns=wrong)
    with pytest.raises(InputError, match="no kind"):
        proposed(CHARGES, kind="cakes")


def test_a_published_layout_is_taken_as_it_is_and_asks_for_the_rest():
    from counteroffer.intake.mappings import published

    text = (
        "Procedure codes,Units,Amt Billed,Paid Amt,Adjustment Amt,Balance Amt,\n99213,10,1500.00,800.00,700.00,0.00\n"
    )
    made = proposed(text, starts=published())
    assert (made.kind, "OpenEMR" in made.source) == ("utilization", True)
    assert [question.name for question in made.questions] == ["payer", "since", "until"]
    assert fields(made) == {"code": "Procedure codes", "units": "Units", "charge": "Amt Billed", "paid": "Paid Amt"}


def test_identities_can_be_shown_by_their_shape_only():
    made = proposed(CHARGES)
    assert samples(made.scan.columns[1], masked=True) == "xxx, xxxx, xxx, xxx"


@pytest.mark.parametrize("text", ["", "1,2\n3,4\n", "just words\n"])
def test_a_file_without_a_header_is_refused_with_what_to_do(text):
    with pytest.raises(InputError, match="header"):
        proposed(text)
