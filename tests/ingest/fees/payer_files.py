"""A payer's fee schedule written as a workbook, a CSV and PDFs, with the awkward things such files have."""

import shutil
import subprocess

import pytest
import xlsxwriter

HEAD = ["CPT/HCPCS", "Mod", "Description", "Facility", "Non-Facility"]
AWKWARD = [
    [100, "", "secret words", 25.5, 25.5],
    ["00102", "", "secret words", 30, 30],
    [99213, "", "secret words", "$78.10", "$1,105.50"],
    [99214, "", "secret words", 110, 150],
    ["73030", "", "secret words", 38.2, 38.2],
    ["73030", 26, "secret words", 10.5, 10.5],
    ["73030", "TC", "secret words", "27.70", "27.70"],
    ["J1885", "", "secret words", "", "0.95"],
    ["99499", "", "secret words", "BR", "By report"],
    ["E0601", "NU", "secret words", "N/A", "60% of charges"],
    ["A4550", "", "secret words", "IC", "IC"],
]
AMOUNTS = {
    ("00100", "", "facility"): 2550, ("00100", "", "nonfacility"): 2550,
    ("00102", "", "facility"): 3000, ("00102", "", "nonfacility"): 3000,
    ("99213", "", "facility"): 7810, ("99213", "", "nonfacility"): 110_550,
    ("99214", "", "facility"): 11_000, ("99214", "", "nonfacility"): 15_000,
    ("73030", "", "facility"): 3820, ("73030", "", "nonfacility"): 3820,
    ("73030", "26", "facility"): 1050, ("73030", "26", "nonfacility"): 1050,
    ("73030", "TC", "facility"): 2770, ("73030", "TC", "nonfacility"): 2770,
    ("J1885", "", "nonfacility"): 95,
}  # fmt: skip
"""What must come out of `AWKWARD`, whatever the form."""


def workbook(path, rows=AWKWARD, *, wide=True):
    """Write a cover sheet and a sheet with a title, a merged two-line heading, the rows and a footer."""
    with xlsxwriter.Workbook(path) as book:
        cover = book.add_worksheet("Cover")
        cover.write(0, 0, "Acme Health, Austin TX")
        cover.write(1, 0, "Questions: 512-555-0100")
        sheet = book.add_worksheet("Fees")
        if wide:
            for column, width in enumerate((12, 6, 14, 11, 13)):
                sheet.set_column(column, column, width)
        sheet.merge_range(0, 0, 0, 4, "ACME HEALTH PPO FEE SCHEDULE")
        sheet.write(1, 0, "Effective Date:")
        sheet.write(1, 1, "1/1/2025")
        sheet.merge_range(3, 3, 3, 4, "Allowed Amount")
        sheet.write_row(4, 0, HEAD)
        for place, row in enumerate(rows, 5):
            for column, value in enumerate(row):
                if value != "":
                    sheet.write(place, column, value)
        sheet.write(len(rows) + 6, 0, "CPT is a trademark. Page 1 of 1")
    return path


def converted(path, ending):
    """Let LibreOffice write a file in another form, or skip the test."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    home = f"-env:UserInstallation=file://{path.parent}/office"
    command = ["soffice", home, "--headless", "--convert-to", ending, "--outdir", str(path.parent), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return path.with_suffix(f".{ending}")


def page(path, *, ruled=True, rows=AWKWARD):
    """Write the rows as a web page and let Chromium print it, or skip the test."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("Chromium is not installed")
    border = 'border=1 style="border-collapse:collapse"' if ruled else 'cellpadding="3"'
    head = (
        "<tr><th rowspan=2>CPT/HCPCS</th><th rowspan=2>Mod</th><th rowspan=2>Description</th>"
        "<th colspan=2>Allowed Amount</th></tr><tr><th>Facility</th><th>Non-Facility</th></tr>"
    )
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    html = path.with_suffix(".html")
    html.write_text(f"<h1>Acme Health</h1><table {border}><thead>{head}</thead>{body}</table><p>Page footer</p>")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={path.parent}/browser"]
    command = [browser, *flags, "--no-pdf-header-footer", f"--print-to-pdf={path}", html.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return path


def amounts(schedule):
    """(code, modifier, setting) -> cents."""
    return {row.key: row.amount for row in schedule.rows}
