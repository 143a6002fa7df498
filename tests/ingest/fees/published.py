"""Published files beside this checkout, and small ones written as CMS writes them."""

from pathlib import Path

import pytest

CMS = Path(__file__).parents[4] / "shared/data/cms"

PPRRVU_HEADING = ",,2025 National Physician Fee Schedule Relative Value File October Release,\n"
PPRRVU_COLUMNS = "HCPCS,MOD," + ",".join("x" for _ in range(29)) + "\n"
PPRRVU_ROW = (
    "99213,,,A,,1.30,1.35,,0.56,,0.10,2.75,1.96,0,XXX,0.00,0.00,0.00,0,0,0,0,0,,32.3465,09,0,99,0.00,0.00,0.00\n"
)
PPRRVU = PPRRVU_HEADING + PPRRVU_COLUMNS + PPRRVU_ROW
PPRRVU_LINE = (
    "70450TC" + "x" * 50 + "A   0.00   2.04     2.04NA  0.01   2.05  2.051XXX.00.00.0040000"
    "             32.3465 010 88      3.27   3.27   0.02"
)
"""A line of the text form, 171 characters; the descriptor is blotted out."""

ZIP_LINE = "TX787010441231 Z9   0 A" + " " * 52 + "20254\n"
GPCI = "ADDENDUM E. FINAL CY 2025 GEOGRAPHIC PRACTICE COST INDICES (GPCIs)\n\n04412,TX,31,AUSTIN,1,1.017,0.7\n"
ANES = "Contractor,Locality,Locality Name,National Anes CF of 20.3178\n04412 ,31 ,AUSTIN,20.75 \n"
OPPSCAP = "HCPCS,MOD,PROCSTAT,CARRIER,LOCALITY,FACILITY PRICE,NON-FACILTY PRICE\n70496,TC,A,04412,31,168.42,168.42\n"
CLFS = (
    "2025 Clinical Diagnostic Laboratory Fee Schedule ,,,,,,,,\n,,,,,,,,\n"
    "YEAR,HCPCS,MOD,EFF_DATE,INDICATOR,RATE,SHORTDESC,LONGDESC,EXTENDED LONGDESC\n"
    "2025,80053,QW,20250101,N,00010.56,secret,secret,secret\n"
)
ASP = (
    "Payment Allowance Limits for Medicare Part B Drugs,,,,\n,,,,\n"
    '"Effective January 1, 2025 through March 31, 2025",,,,\n,,,,\n'
    "HCPCS Code,Short Description,HCPCS Code Dosage,Payment Limit,Co-insurance Percentage,Notes\n"
    "90371,secret,1 ML,146.312,20.000,\n"
    "J1885,secret,15 MG,.751,19.275,\n"
    "A9606,secret,1 uCi,N/A,20.000,note\n"
)
DMEPOS = (
    "Durable Medical Equipment,,,,,,,,,,\nJanuary 2025 Fee Schedule,,,,,,,,,,\n"
    "HCPCS,Mod,Mod2,JURIS,CATG,Ceiling,Floor,TX (NR),TX (R),AK (NR),Description\n"
    "E0601,RR,,D,CR,0.00,0.00,49.57,84.80,91.20,secret\n"
    "V2783,,,D,PO,104.35,78.27,88.09,0.00,88.60,secret\n"
)
LOCCO = (
    "COUNTIES INCLUDED IN 2025 LOCALITIES.,,,,\n,,,,\n"
    "Medicare Adminstrative Contractor,Locality Number,State ,Fee Schedule Area ,Counties\n"
    "1182,18,CALIFORNIA,LOS ANGELES,LOS ANGELES\n1112,52,,SAN FRANCISCO,MARIN\n"
)


def published(*names):
    """Paths of published files, or the test is skipped."""
    paths = [CMS / name for name in names]
    if not all(path.is_file() for path in paths):
        pytest.skip("the published CMS files are not beside this checkout")
    return paths if len(paths) > 1 else paths[0]
