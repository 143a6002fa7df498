"""A payer's file from end to end: every form gives the same amounts, and no row is lost without a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.fees.payer_files import AMOUNTS, AWKWARD, amounts, converted, page, workbook

from counteroffer.core.errors import InputError
from counteroffer.core.findings import ERROR, NOTE, WARNING
from counteroffer.ingest.fees.schedule import Asked, read_schedule

KNOWN = frozenset({"99202", "99203", "99204", "99205", "00100", "00102", "99213"})
ASIDE = {"99499": "by report", "E0601": "60% of charges", "A4550": "by report"}


def text(tmp_path, content, name="fees.csv"):
    path = tmp_path / name
    path.write_text(content)
    return path


def kinds(schedule, severity):
    return [finding.kind for finding in schedule.findings if finding.severity == severity]


def assert_awkward(schedule):
    assert amounts(schedule) == AMOUNTS
    assert {aside.code: aside.reason for aside in schedule.aside}.keys() == ASIDE.keys()
    assert all(ASIDE[aside.code] in aside.reason for aside in schedule.aside)
    assert kinds(schedule, WARNING) == ["fees.code_mended"]
    assert kinds(schedule, ERROR) == []
    assert "secret" not in str(schedule)


def test_a_workbook_with_a_cover_merged_headings_numbers_as_codes_and_a_footer_is_read(tmp_path):
    schedule = read_schedule(workbook(tmp_path / "fees.xlsx"))
    assert_awkward(schedule)
    assert [table.page for table in schedule.tables] == ["sheet Fees"]
    assert schedule.aside[0].place == "sheet Fees, row 14"


@pytest.mark.parametrize("ending", ["ods", "xls", "pdf"])
def test_the_same_schedule_converted_by_libreoffice_gives_the_same_amounts(tmp_path, ending):
    assert_awkward(read_schedule(converted(workbook(tmp_path / "fees.xlsx"), ending)))


def test_a_pdf_whose_narrow_columns_cut_the_words_still_gives_the_amounts(tmp_path):
    made = converted(workbook(tmp_path / "fees.xlsx", wide=False), "pdf")
    assert amounts(read_schedule(made)) == AMOUNTS


@pytest.mark.parametrize("ruled", [True, False])
def test_a_page_printed_by_a_browser_gives_the_same_amounts(tmp_path, ruled):
    assert_awkward(read_schedule(page(tmp_path / "fees.pdf", ruled=ruled)))


def test_a_schedule_of_several_pages_repeats_its_heading_on_each(tmp_path):
    rows = [[str(99000 + i), "", "secret words", 100 + i, 200 + i] for i in range(120)]
    path = page(tmp_path / "long.pdf", rows=rows)
    schedule = read_schedule(path)
    assert len(schedule.tables) > 1
    assert amounts(schedule) == {
        (str(99000 + i), "", setting): (low + i) * 100
        for i in range(120)
        for low, setting in ((100, "facility"), (200, "nonfacility"))
    }
    assert schedule.aside == ()
    first = {row.code for row in read_schedule(path, Asked(pages="1")).rows}
    assert 0 < len(first) < 120


def test_a_text_file_by_tab_or_semicolon_is_read_like_one_by_comma(tmp_path):
    content = "CPT,Mod,Fee\n99213,,78.10\n73030,26,9.10\n"
    due = {("99213", "", ""): 7810, ("73030", "26", ""): 910}
    for name, sign in (("a.csv", ","), ("b.tsv", "\t"), ("c.txt", ";"), ("d.txt", "|")):
        assert amounts(read_schedule(text(tmp_path, content.replace(",", sign), name))) == due


def test_different_amounts_for_one_code_are_said_and_neither_is_taken(tmp_path):
    schedule = read_schedule(text(tmp_path, "CPT,Fee\n99213,78.10\n99214,110\n99213,79.10\n99214,110\n"))
    assert amounts(schedule) == {("99214", "", ""): 11_000}
    assert kinds(schedule, WARNING) == ["fees.conflict"]
    assert kinds(schedule, NOTE) == ["fees.repeated"]
    assert [(aside.place, aside.amount) for aside in schedule.aside] == [("line 2", "$78.10"), ("line 4", "$79.10")]


def test_ranges_are_expanded_to_known_codes_and_letters_mended(tmp_path):
    schedule = read_schedule(text(tmp_path, "CPT,Fee\n99202-99205,80\n9921E,9\n992I3,70\n"), known=KNOWN)
    assert {row.code for row in schedule.rows} == {"99202", "99203", "99204", "99205", "99213"}
    assert [aside.code for aside in schedule.aside] == ["9921E"]


def test_a_column_of_settings_and_place_of_service_codes_is_followed(tmp_path):
    content = (
        "CPT,Site of Service,Fee\n99213,Facility,78.10\n99213,NF,105.50\n99214,21,110\n99214,11,150\n99215,Moon,1\n"
    )
    schedule = read_schedule(text(tmp_path, content))
    assert amounts(schedule) == {
        ("99213", "", "facility"): 7810, ("99213", "", "nonfacility"): 10_550, ("99214", "", "facility"): 11_000,
        ("99214", "", "nonfacility"): 15_000,
    }  # fmt: skip
    assert "'Moon' is not understood" in schedule.aside[0].reason


def test_a_row_without_a_code_under_its_code_belongs_to_it_and_others_are_set_aside(tmp_path):
    content = "CPT,Mod,Fee\n73030,,38.20\n,26,10.50\n,TC,27.70\nSurgery,,\n,,5.00\nTotal,,76.40\n"
    schedule = read_schedule(text(tmp_path, content))
    assert amounts(schedule) == {("73030", "", ""): 3820, ("73030", "26", ""): 1050, ("73030", "TC", ""): 2770}
    assert [(aside.place, aside.amount) for aside in schedule.aside] == [("line 6", "5.00")]


def test_dates_units_and_parts_of_a_cent_are_told(tmp_path):
    content = "HCPCS,Effective Date,Units,Rate\nJ1885,1/1/2025,1,0.755\nJ1100,1/1/2025,10 MG,1.20\n"
    schedule = read_schedule(text(tmp_path, content))
    assert schedule.dates == ("1/1/2025",)
    assert amounts(schedule)["J1885", "", ""] == 76
    assert kinds(schedule, WARNING) == ["fees.rounded", "fees.units"]


def test_two_columns_that_could_be_the_amount_must_be_answered(tmp_path):
    path = text(tmp_path, "CPT,2024 Fee,2025 Fee\n99213,70,78.10\n")
    assert kinds(read_schedule(path), ERROR) == ["fees.which_column"]
    answered = read_schedule(path, Asked(columns={"amount": "C"}))
    assert kinds(answered, ERROR) == []
    assert amounts(answered) == {("99213", "", ""): 7810}


def test_two_tables_on_one_page_have_columns_of_their_own(tmp_path):
    content = "CPT,Fee\n99213,78.10\n\nHCPCS,Mod,Note,Allowed\nJ1885,JW,x,0.75\n"
    schedule = read_schedule(text(tmp_path, content))
    assert amounts(schedule) == {("99213", "", ""): 7810, ("J1885", "JW", ""): 75}
    assert len(schedule.tables) == 2


def test_a_file_without_a_table_a_sheet_that_is_not_there_and_a_broken_file_are_said(tmp_path):
    assert kinds(read_schedule(text(tmp_path, "Dear practice,\nyour fees follow.\n")), ERROR) == ["fees.no_table"]
    book = workbook(tmp_path / "fees.xlsx")
    assert amounts(read_schedule(book, Asked(sheet="fees"))) == AMOUNTS
    with pytest.raises(InputError, match=r"no sheet 'Rates'.*Cover, Fees"):
        read_schedule(book, Asked(sheet="Rates"))
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04 broken")
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4 broken")
    for name in ("bad.xlsx", "bad.pdf"):
        with pytest.raises(InputError, match="cannot be opened"):
            read_schedule(tmp_path / name)
    with pytest.raises(InputError, match="There is no file"):
        read_schedule(tmp_path / "gone.pdf")


def test_pages_that_are_none_are_refused(tmp_path):
    path = page(tmp_path / "fees.pdf")
    with pytest.raises(InputError, match="has 1 pages"):
        read_schedule(path, Asked(pages="3-5"))
    with pytest.raises(InputError, match="are not pages"):
        read_schedule(path, Asked(pages="one"))


def test_every_row_with_a_code_is_a_row_or_set_aside(tmp_path):
    schedule = read_schedule(workbook(tmp_path / "fees.xlsx"))
    told = {row.code for row in schedule.rows} | {aside.code for aside in schedule.aside}
    assert told == {str(row[0]).zfill(5) for row in AWKWARD}


@given(st.dictionaries(st.integers(10_000, 99_999), st.integers(1, 10**7), min_size=2, max_size=30))
def test_any_schedule_comes_back_as_it_was_written(tmp_path_factory, fees):
    lines = [f'{code},"${cents // 100:,}.{cents % 100:02d}"\n' for code, cents in fees.items()]
    path = text(tmp_path_factory.mktemp("fees"), "Code,Fee\n" + "".join(lines))
    assert {row.code: row.amount for row in read_schedule(path).rows} == {str(c): a for c, a in fees.items()}


def test_columns_that_are_not_the_payers_fee_are_left_out_and_shown(tmp_path):
    schedule = read_schedule(text(tmp_path, "CPT,Billed Charge,Medicare 2025,Fee\n99213,200,86.34,78.10\n"))
    assert amounts(schedule) == {("99213", "", ""): 7810}
    assert schedule.tables[0].proposal.sentences()[1] == "left out: B 'Billed Charge', C 'Medicare 2025'"


def test_a_table_whose_amounts_cannot_be_read_is_said_beside_the_one_that_is_kept(tmp_path):
    content = 'CPT,Fee\n99213,78.10\n\nHCPCS,Mod,Allowed\nJ1885,JW,"0,75"\nJ1100,JW,"1,20"\n'
    schedule = read_schedule(text(tmp_path, content))
    assert amounts(schedule) == {("99213", "", ""): 7810}
    (passed,) = [finding for finding in schedule.findings if finding.kind == "fees.passed"]
    assert "(line 5: J1885)" in passed.says


def test_modifiers_that_no_contract_prices_by_and_several_dates_are_told(tmp_path):
    content = "HCPCS,Mod,Effective Date,Rate\nE0601,NU,1/1/2025,500\nE0601,RR,4/1/2025,50\n"
    schedule = read_schedule(text(tmp_path, content))
    assert kinds(schedule, NOTE) == ["fees.other_modifiers"]
    assert kinds(schedule, WARNING) == ["fees.dates"]


def test_amounts_below_zero_are_set_aside_and_the_other_setting_is_kept(tmp_path):
    schedule = read_schedule(text(tmp_path, "Code,Facility,Non Facility\n99213,(78.10),105\n99214,-5,10\n"))
    assert amounts(schedule) == {("99213", "", "nonfacility"): 10_500, ("99214", "", "nonfacility"): 1000}
    assert [(aside.code, aside.amount) for aside in schedule.aside] == [("99213", "(78.10)"), ("99214", "-5")]


def test_base_units_of_anesthesia_are_no_units_of_the_amount(tmp_path):
    schedule = read_schedule(text(tmp_path, "CPT,Base Units,Fee\n00100,5,100.00\n00102,6,120.00\n"))
    assert schedule.findings == ()
    assert amounts(schedule) == {("00100", "", ""): 10_000, ("00102", "", ""): 12_000}
