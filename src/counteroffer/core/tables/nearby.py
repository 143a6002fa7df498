"""Tables of what is published about a region: clinicians, their places, ZIP codes' points, access standards."""

from counteroffer.core.tables.form import COUNT, DAY, FLAG, MOMENT, TEXT, Table, col, maybe

CLINICIANS_NEAR = Table(
    "clinicians_near",
    "One taxonomy of one active NPI near the practice, as NPPES publishes it (npidata_pfile).",
    (
        col("npi", TEXT, "NPI"),
        col("entity", TEXT, "entity type: 1 a person, 2 an organization"),
        col("name", TEXT, "last and first name of a person, legal business name of an organization"),
        col("taxonomy", TEXT, "NUCC taxonomy code"),
        col("primary", FLAG, "true when NPPES says so (primary taxonomy switch Y), or it is the only one"),
        maybe("updated", DAY, "last update date of the NPI's record"),
    ),
)

CLINICIAN_PLACES = Table(
    "clinician_places",
    "One practice location of one NPI within the radius of an import.",
    (
        col("npi", TEXT, "NPI"),
        col("place", TEXT, "`primary` (npidata_pfile) or `other` (pl_pfile)"),
        col("zip", TEXT, "five-digit ZIP"),
        col("city", TEXT, "city as published"),
        col("state", TEXT, "state as published"),
    ),
)

ZIP_POINTS = Table(
    "zip_points",
    "One ZIP code tabulation area with its internal point, as the Census gazetteer publishes it.",
    (
        col("zip", TEXT, "five digits (ZCTA)"),
        col("latitude", COUNT, "millionths of a degree, north is positive"),
        col("longitude", COUNT, "millionths of a degree, west is negative"),
    ),
)

ACCESS_STANDARDS = Table(
    "access_standards",
    "The most time and distance to one specialty in one county or kind of county, as a published file says.",
    (
        col("state", TEXT, "state, two letters; empty where the row is for a kind of county"),
        col("county", TEXT, "county; empty where the row is for a kind of county"),
        col("county_type", TEXT, "kind of county as published, such as Large Metro, Metro, Micro, Rural, CEAC"),
        col("specialty_code", TEXT, "code of the specialty as published, empty if none"),
        col("specialty", TEXT, "specialty as published"),
        maybe("minutes", COUNT, "most minutes of travel"),
        maybe("miles", COUNT, "most miles of travel"),
        col("source", TEXT, "file and sheet that say so"),
    ),
)

NEARBY_FILES = Table(
    "nearby_files",
    "One published file of a region that was imported: what it is, and what was kept of it.",
    (
        col("table", TEXT, "the table that its rows are in"),
        col("kind", TEXT, "`npidata`, `locations`, `gazetteer` or `standards`"),
        col("file", TEXT, "where it was read from"),
        col("rows", COUNT, "rows read"),
        col("kept", COUNT, "rows kept in the table"),
        maybe("miles", COUNT, "radius around the practice within which rows were kept; null where all were"),
        col("around", TEXT, "ZIP codes in the middle of the radius, with blanks between; empty where all were kept"),
        col("imported_at", MOMENT, "when it was imported"),
    ),
)

NEARBY = (CLINICIANS_NEAR, CLINICIAN_PLACES, ZIP_POINTS, ACCESS_STANDARDS, NEARBY_FILES)
"""Every table of what is published about a region."""
