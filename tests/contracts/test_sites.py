"""Pay by the site: rows for each site's locality, and what is said where the sites are not known."""

import attrs
import pytest
from tests.contracts.reading import read

from counteroffer.contracts.ratebook import compile_contract
from counteroffer.contracts.sites import localities
from counteroffer.core.practice import Practice, Site
from counteroffer.medicare.book import shipped
from counteroffer.price.sites import sites

HOUSTON = Site(name="Houston", zip="77002", npis=("1", "2"))
DALLAS = Site(name="Dallas", locality="0441211", npis=("3",))
PRACTICE = Practice(name="P", zip="78701", sites=(HOUSTON, DALLAS))
PAYS = "{percent_of_medicare: 100, year: 2025, locality: site}"


def made(folder, pays=PAYS, practice=PRACTICE, **said):
    contract, found = read(folder, pays, **said)
    assert found == []
    return compile_contract(contract, shipped(), practice)


def visit(book):
    rows = [row for row in book.rates.to_pylist() if (row["code"], row["setting"]) == ("99213", "nonfacility")]
    return {row["site"]: (row["rate"], row["medicare_locality"], row["confidence"]) for row in rows}


def test_each_sites_locality_has_rows_and_the_practices_own_are_assumed(tmp_path):
    assert visit(made(tmp_path)) == {
        "": (9068, "0441231", "assumed_locality"),
        "0441218": (9100, "0441218", "exact"),
        "0441211": (8932, "0441211", "exact"),
    }


def test_a_contract_that_says_no_site_has_the_rows_that_it_had(tmp_path):
    pays = PAYS.replace("site", '"0441231"')
    book = made(tmp_path, pays)
    assert set(book.rates["site"].to_pylist()) == {""}
    assert book.rates.equals(made(tmp_path, pays, Practice(name="P", zip="78701")).rates)
    contract, _ = read(tmp_path, pays)
    assert localities(contract, shipped(), PRACTICE) == []


@pytest.mark.parametrize(
    ("practice", "words"),
    [
        (Practice(name="P", zip="78701"), "names no sites"),
        (attrs.evolve(PRACTICE, sites=(HOUSTON, Site(name="Moon", zip="00000", npis=("9",)))), "the site Moon"),
    ],
)
def test_sites_that_are_not_known_are_a_finding(tmp_path, practice, words):
    (fault,) = [one for one in made(tmp_path, practice=practice).findings if one.kind == "contract.sites"]
    assert words in fault.says
    assert "practice.yaml" in fault.mend


def test_equipment_and_anesthesia_go_by_the_site_too(tmp_path):
    book = made(tmp_path, "{percent_of_equipment: 100, quarter: 2025Q1, locality: site}")
    assert set(book.rates["site"].to_pylist()) == {"", "0441218", "0441211"}
    (tmp_path / "b.csv").write_text("code,units\n00790,7\n")
    book = made(tmp_path, "{percent_of_anesthesia: 100, base_units: b.csv, year: 2025, locality: site}")
    own = [row for row in book.rates.to_pylist() if (row["code"], row["modifier"]) == ("00790", "")]
    factors = {row["site"]: row["factor"] for row in own}
    assert len(factors) == 3
    assert None not in factors.values()


def test_the_npis_of_a_site_lead_to_its_locality():
    assert {row["npi"]: row["site"] for row in sites(shipped(), PRACTICE).to_pylist()} == {
        "1": "0441218", "2": "0441218", "3": "0441211",
    }  # fmt: skip
