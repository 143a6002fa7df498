"""Papers as files: the same agreement as text, DOCX and PDF, made when a test runs."""

import re
import textwrap

import docx
from docx.enum.text import WD_BREAK
from reportlab.lib.pagesizes import letter
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen import canvas

HEADER = "Confidential and Proprietary - Do Not Distribute"


def as_text(folder, paper):
    path = folder / f"{paper.name}.txt"
    path.write_text(paper.text)
    return path


def as_docx(folder, paper):
    """Paragraphs as a person types them; rows with bars become a table; a page break before an exhibit."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = HEADER
    table = None
    for block in re.split(r"\n\s*\n|\n(?=\s*(?:\d+\.\d+|[A-H]\.|\([a-zivx]+\))\s)", paper.text):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        if lines and all("|" in line for line in lines):
            table = document.add_table(rows=0, cols=max(line.count("|") for line in lines) + 1)
            for line in lines:
                cells = table.add_row().cells
                for place, text in enumerate(line.split("|")):
                    cells[place].text = text.strip()
            continue
        if lines and lines[0].startswith(("EXHIBIT", "ATTACHMENT")):
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
            document.add_paragraph(lines.pop(0))
        prices = [line for line in lines if re.search(r"\$\d+\.\d\d$", line)]
        prose = [line for line in lines if line not in prices] if len(prices) > 2 else lines
        for line in [" ".join(prose), *(prices if len(prices) > 2 else [])]:
            document.add_paragraph(line.replace('"', "\u201d").replace("'", "\u2019"))
    path = folder / f"{paper.name}.docx"
    document.save(path)
    return path


def as_pdf(folder, paper, width=95, per_page=38, password=""):
    """Lines of a set width, as a printer breaks them, with a header and a page number on every page."""
    lines = []
    for line in paper.text.splitlines():
        lines += textwrap.wrap(line, width, subsequent_indent="") or [""]
    path = folder / f"{paper.name}.pdf"
    encrypt = StandardEncryption(password, ownerPassword="owner", canPrint=0) if password else None
    sheet = canvas.Canvas(str(path), pagesize=letter, encrypt=encrypt)
    for number, start in enumerate(range(0, len(lines), per_page), 1):
        sheet.setFont("Helvetica", 9)
        sheet.drawString(72, 760, HEADER)
        for place, line in enumerate(lines[start : start + per_page]):
            sheet.drawString(72, 735 - 17 * place, line)
        sheet.drawString(300, 40, f"Page {number} of 99")
        sheet.showPage()
    sheet.save()
    return path


def scan(path, pages=2):
    """Pages that hold nothing but a drawing, as a scanner leaves them."""
    sheet = canvas.Canvas(str(path), pagesize=letter)
    for _ in range(pages):
        sheet.rect(72, 72, 400, 600, fill=1)
        sheet.showPage()
    sheet.save()
    return path
