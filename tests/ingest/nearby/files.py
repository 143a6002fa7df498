"""Small files with the headings of the published ones, made by the tests; nobody in them exists."""

import csv
import io

NPPES = [
    "NPI", "Entity Type Code", "Replacement NPI", "Employer Identification Number (EIN)",
    "Provider Organization Name (Legal Business Name)", "Provider Last Name (Legal Name)", "Provider First Name",
    "Provider Middle Name", "Provider Name Prefix Text", "Provider Name Suffix Text", "Provider Credential Text",
    "Provider Other Organization Name", "Provider Other Organization Name Type Code", "Provider Other Last Name",
    "Provider Other First Name", "Provider Other Middle Name", "Provider Other Name Prefix Text",
    "Provider Other Name Suffix Text", "Provider Other Credential Text", "Provider Other Last Name Type Code",
    "Provider First Line Business Mailing Address", "Provider Second Line Business Mailing Address",
    "Provider Business Mailing Address City Name", "Provider Business Mailing Address State Name",
    "Provider Business Mailing Address Postal Code", "Provider Business Mailing Address Country Code (If outside U.S.)",
    "Provider Business Mailing Address Telephone Number", "Provider Business Mailing Address Fax Number",
    "Provider First Line Business Practice Location Address", "Provider Second Line Business Practice Location Address",
    "Provider Business Practice Location Address City Name", "Provider Business Practice Location Address State Name",
    "Provider Business Practice Location Address Postal Code",
    "Provider Business Practice Location Address Country Code (If outside U.S.)",
    "Provider Business Practice Location Address Telephone Number",
    "Provider Business Practice Location Address Fax Number", "Provider Enumeration Date", "Last Update Date",
    "NPI Deactivation Reason Code", "NPI Deactivation Date", "NPI Reactivation Date", "Provider Sex Code",
    *(f"{what}_{n}" for n in range(1, 16) for what in (
        "Healthcare Provider Taxonomy Code", "Provider License Number", "Provider License Number State Code",
        "Healthcare Provider Primary Taxonomy Switch")),
    *(f"{what}_{n}" for n in range(1, 51) for what in (
        "Other Provider Identifier", "Other Provider Identifier Type Code", "Other Provider Identifier State",
        "Other Provider Identifier Issuer")),
    "Is Sole Proprietor", "Is Organization Subpart", "Parent Organization LBN", "Parent Organization TIN",
    *(f"Healthcare Provider Taxonomy Group_{n}" for n in range(1, 16)), "Certification Date",
]  # fmt: skip
"""The heading of npidata_pfile, but for the authorized official's columns."""

LOCATIONS = [
    "NPI", "Provider Secondary Practice Location Address- Address Line 1",
    "Provider Secondary Practice Location Address-  Address Line 2",
    "Provider Secondary Practice Location Address - City Name",
    "Provider Secondary Practice Location Address - State Name",
    "Provider Secondary Practice Location Address - Postal Code",
    "Provider Secondary Practice Location Address - Country Code (If outside U.S.)",
    "Provider Secondary Practice Location Address - Telephone Number",
    "Provider Secondary Practice Location Address - Telephone Extension",
    "Provider Practice Location Address - Fax Number",
]  # fmt: skip


def _csv(header, rows):
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([[row.get(name, "") for name in header] for row in rows])
    return out.getvalue()


def person(npi, zip_code, *taxonomies, primary=0, entity="1", gone="", back="", **more):
    """One record; `primary` is the ordinal of the primary taxonomy from 0, None for no switch at all."""
    row = {
        "NPI": npi, "Entity Type Code": entity, "Provider Last Name (Legal Name)": f"DOE{npi}",
        "Provider First Name": "ANN", "Last Update Date": "03/04/2025",
        "Provider Business Practice Location Address Postal Code": zip_code,
        "Provider Business Practice Location Address City Name": "TOWN",
        "Provider Business Practice Location Address State Name": "TX",
        "NPI Deactivation Date": gone, "NPI Reactivation Date": back, **more,
    }  # fmt: skip
    for at, code in enumerate(taxonomies):
        row[f"Healthcare Provider Taxonomy Code_{at + 1}"] = code
        row[f"Healthcare Provider Primary Taxonomy Switch_{at + 1}"] = "" if primary is None else "NY"[at == primary]
    return row


def nppes(*rows):
    return _csv(NPPES, rows)


def locations(*pairs):
    names = {"NPI": 0, LOCATIONS[5]: 1}
    made = [{name: pair[at] for name, at in names.items()} for pair in pairs]
    return _csv(LOCATIONS, [row | {LOCATIONS[3]: "TOWN", LOCATIONS[4]: "TX"} for row in made])


def gazetteer(
    points, delimiter="\t", head=("GEOID", "ALAND", "AWATER", "ALAND_SQMI", "AWATER_SQMI", "INTPTLAT", "INTPTLONG")
):
    lines = [delimiter.join(head) + "   "]
    for zip_code, (latitude, longitude) in points.items():
        said = {
            "GEOID": zip_code,
            "GEOIDFQ": f"860Z200US{zip_code}",
            "INTPTLAT": f" {latitude}",
            "INTPTLONG": f"{longitude}   ",
        }
        lines.append(delimiter.join(said.get(name, "1") for name in head))
    return "\n".join(lines) + "\n"


def hsd_rows(counties, specialties):
    """Sheet of the HSD reference file: title, specialties, codes, Time and Distance, then counties."""
    blank = [""] * 5
    rows = [
        ["HSD Reference File"],
        [*blank],
        [*blank],
        ["COUNTY", "ST", "COUNTY_STATE", "SSA_CODE", "COUNTY_DESIGNATION"],
    ]
    for title, code, _ in specialties:
        rows[1] += [title, ""]
        rows[2] += [code, ""]
        rows[3] += ["Time", "Distance"]
    for county, state, kind in counties:
        row = [county, state, f"{county}, {state}", "45970", kind]
        for _, _, by_kind in specialties:
            row += list(by_kind.get(kind, ("", "")))
        rows.append(row)
    return rows
