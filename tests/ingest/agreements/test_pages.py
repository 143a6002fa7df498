"""Agreements from files: what is read, and what each bad file is told."""

import re
import stat

import docx
import pytest
from reportlab.pdfgen import canvas
from tests.drafting import making, papers

from counteroffer.core.errors import InputError
from counteroffer.ingest.agreements.pages import read_text


def words(text):
    return re.findall(r"\w+", text)


@pytest.mark.parametrize("how", [making.as_text, making.as_docx, making.as_pdf])
def test_every_word_of_an_agreement_is_read_from_every_kind_of_file(tmp_path, how):
    paper = papers.BLUEWATER
    text = " ".join(
        line for page in read_text(how(tmp_path, paper)) for line in page.lines if making.HEADER not in line
    )
    text = re.sub(r"Page \d+ of 99", "", text)
    assert words(text) == words(paper.text)


def test_pages_of_a_pdf_and_page_breaks_of_a_docx_are_counted(tmp_path):
    assert [page.number for page in read_text(making.as_pdf(tmp_path, papers.SUMMIT, per_page=10))] == [1, 2, 3]
    first, second = read_text(making.as_docx(tmp_path, papers.BLUEWATER))
    assert next(filter(None, second.lines)) == "EXHIBIT B"
    assert first.number == 1


def test_a_row_of_a_table_is_a_line_and_a_merged_cell_is_told_once(tmp_path):
    document = docx.Document()
    table = document.add_table(rows=2, cols=3)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "Rates"
    for place, text in enumerate(("Surgery", "10000-69999", "115%")):
        table.cell(1, place).text = text
    document.save(tmp_path / "t.docx")
    (page,) = read_text(tmp_path / "t.docx")
    assert page.lines[:2] == ("Rates", "Surgery | 10000-69999 | 115%")


def test_a_scan_says_that_it_needs_recognition(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match=r"scan.pdf is a scan: its 3 pages are pictures") as fault:
        read_text(making.scan(tmp_path / "scan.pdf", 3))
    assert "tesseract" in fault.value.mend


def recogniser(folder, script):
    program = folder / "tesseract"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


def test_a_scan_is_recognised_where_tesseract_is_installed_and_its_pages_are_marked(tmp_path, monkeypatch):
    recogniser(
        tmp_path, 'test -s "$1" && test "$2" = stdout && echo "Covered Services are paid at 110% of 2024 Medicare."'
    )
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    pages = read_text(making.scan(tmp_path / "scan.pdf", 2))
    assert [(page.lines, page.recognised) for page in pages] == [
        (("Covered Services are paid at 110% of 2024 Medicare.",), True)
    ] * 2


def test_a_recognition_that_fails_names_the_page(tmp_path, monkeypatch):
    recogniser(tmp_path, "exit 3")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(InputError, match="could not read page 1"):
        read_text(making.scan(tmp_path / "scan.pdf"))


def test_a_picture_between_pages_of_text_stays_empty_and_does_not_stop_the_rest(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    sheet = canvas.Canvas(str(tmp_path / "mixed.pdf"))
    for number in range(8):
        sheet.drawString(72, 700, f"Page {number} has words enough to be read as a page of text.")
        sheet.showPage()
    sheet.rect(72, 72, 300, 300, fill=1)
    sheet.save()
    pages = read_text(tmp_path / "mixed.pdf")
    assert [page.number for page in pages if page.empty] == [9]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.pdf", b"", "is empty"),
        ("blank.txt", b" \n\n ", "is empty"),
        ("broken.pdf", b"%PDF-1.7 and then nothing", "cannot be opened as a PDF"),
        ("old.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old Word file"),
        ("picture.txt", b"\x89PNG\0\0\0", "is no text"),
    ],
)
def test_bad_files_are_named_with_what_is_wrong(tmp_path, name, content, says):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=says) as fault:
        read_text(tmp_path / name)
    assert name in fault.value.says
    assert fault.value.mend


def test_a_zip_that_is_no_docx_and_a_file_that_is_not_there(tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "x.docx", "w") as archive:
        archive.writestr("a.txt", "hello")
    with pytest.raises(InputError, match="cannot be opened as a DOCX"):
        read_text(tmp_path / "x.docx")
    with pytest.raises(InputError, match="no file"):
        read_text(tmp_path / "none.pdf")


def test_a_pdf_with_a_password_says_so(tmp_path):
    path = making.as_pdf(tmp_path, papers.MERIDIAN, password="secret")
    with pytest.raises(InputError, match="has a password"):
        read_text(path)
