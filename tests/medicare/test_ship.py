"""What ships is made from the published files again, byte for byte, and its sources are named."""

import hashlib
from pathlib import Path

import pytest

from counteroffer.core.plain import read_plain
from counteroffer.medicare.ship import SHELF, ship

CMS = Path(__file__).parents[3] / "shared/data/cms"
PUBLISHED = {
    "medicare_fees": CMS / "2025D/PPRRVU2025_Oct.csv",
    "medicare_localities": CMS / "2025D/GPCI2025.csv",
    "medicare_zips": CMS / "zip5_2025Q4/ZIP5_OCT2025.txt",
}


@pytest.fixture
def published():
    if not all(path.is_file() for path in PUBLISHED.values()):
        pytest.skip("the published CMS files are not beside this checkout")
    return PUBLISHED


def test_what_ships_is_made_from_the_published_files_byte_for_byte(published, tmp_path):
    made = ship(list(published.values()), tmp_path)
    assert sorted(path.stem for path in made) == sorted(PUBLISHED)
    for path in made:
        assert path.read_bytes() == (SHELF / path.name).read_bytes(), path.name


def test_the_sources_name_each_file_with_its_hash(published):
    sources = read_plain((SHELF / "sources.yaml").read_text()).value
    for table, path in published.items():
        assert sources[table]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
        assert path.name in sources[table]["what"]


def test_every_source_says_what_whence_when_and_on_what_terms():
    sources = read_plain((SHELF / "sources.yaml").read_text()).value
    assert set(sources) == set(PUBLISHED)
    for source in sources.values():
        assert set(source) == {"what", "from", "released", "terms", "sha256", "read_on"}
        assert all(source.values())
        assert source["read_on"] == "2026-11-23"


def test_what_ships_is_small():
    assert sum(path.stat().st_size for path in SHELF.iterdir()) < 1_500_000
