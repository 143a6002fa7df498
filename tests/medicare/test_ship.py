"""What ships is made from the published files again, byte for byte, and its sources are named."""

import hashlib
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from counteroffer.core.errors import InputError
from counteroffer.core.plain import read_plain
from counteroffer.medicare.ship import SHELF, ship

CMS = Path(__file__).parents[3] / "shared/data/cms"
PUBLISHED = {
    "medicare_fees": CMS / "2025D/PPRRVU2025_Oct.csv",
    "medicare_localities": CMS / "2025D/GPCI2025.csv",
    "medicare_zips": CMS / "zip5_2025Q4/ZIP5_OCT2025.txt",
    "medicare_opps_caps": CMS / "2025D/OPPSCAP_Oct.csv",
    "medicare_anesthesia": CMS / "2025D/ANES2025.csv",
    "medicare_labs": CMS / "2025A/CLFS_2025_Q1V1.csv",
    "medicare_drugs": CMS / "2025A/ASP_2025_Jan.csv",
    "medicare_equipment": CMS / "2025A/DMEPOS_2025_Jan.csv",
    "medicare_counties": CMS / "2025D/25LOCCO.csv",
}
MADE = (*PUBLISHED, "medicare_releases")


@pytest.fixture
def published():
    if not all(path.is_file() for path in PUBLISHED.values()):
        pytest.skip("the published CMS files are not beside this checkout")
    return PUBLISHED


def test_what_ships_is_made_from_the_published_files_byte_for_byte(published, tmp_path):
    made = ship(list(published.values()), tmp_path)
    assert sorted(path.stem for path in made) == sorted(MADE)
    for path in made:
        assert path.read_bytes() == (SHELF / path.name).read_bytes(), path.name


def test_the_sources_name_each_file_with_its_hash(published):
    sources = read_plain((SHELF / "sources.yaml").read_text()).value
    for table, path in published.items():
        assert sources[table]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
        assert path.name in sources[table]["what"]


def test_every_source_says_what_whence_when_and_on_what_terms():
    sources = read_plain((SHELF / "sources.yaml").read_text()).value
    assert set(sources) == set(MADE)
    for source in sources.values():
        assert set(source) == {"what", "from", "released", "terms", "sha256", "read_on"}
        assert all(source.values())
        assert source["read_on"] == "2026-11-23"


def test_no_table_that_ships_has_a_place_for_a_descriptor():
    for path in SHELF.glob("*.parquet"):
        names = set(pq.read_schema(path).names)
        assert not {n for n in names if "desc" in n}
    dosed = pq.read_table(SHELF / "medicare_drugs.parquet")
    assert not [
        c for c, d in zip(*(dosed[n].to_pylist() for n in ("code", "dosage")), strict=True) if c[0].isdigit() and d
    ]


def test_a_file_that_is_no_publication_is_refused(tmp_path):
    (tmp_path / "ANES.csv").write_text(
        "Contractor,Locality,Locality Name,National Anes CF of 20.3178\n10112,00,ALABAMA,x\n"
    )
    with pytest.raises(InputError, match="does not say its year"):
        ship([tmp_path / "ANES.csv"], tmp_path)


def test_what_ships_is_small():
    assert sum(path.stat().st_size for path in SHELF.iterdir()) < 1_500_000
    assert all(path.stat().st_size < 1_000_000 for path in SHELF.iterdir())
