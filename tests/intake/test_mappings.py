"""The practice's mappings: saved whole, former versions kept, broken ones said; and the layouts that are shipped."""

import attrs
import pytest

from counteroffer.core.errors import InputError, UnknownNameError
from counteroffer.core.practice import Practice
from counteroffer.ingest.tabular import Mapping
from counteroffer.intake.mappings import history, mapping_named, published, remove, save, saved
from counteroffer.store.home import create_home

FEES = Mapping("fees", "charge_master", ("Code", "Fee"), {"code": "Code", "charge": "Fee"})


@pytest.fixture
def home(tmp_path):
    return create_home(tmp_path / "desk", Practice(name="Elm Street"))


def test_a_change_is_a_new_version_and_the_former_one_is_kept(home):
    assert save(home, FEES).version == 1
    assert save(home, FEES).version == 1
    changed = save(home, attrs.evolve(FEES, constants={"since": "2025-01-01"}))
    assert (changed.version, history(home, "fees")) == (2, [1])
    assert mapping_named(home, "fees") == changed
    assert [m.version for m in saved(home).mappings] == [2]
    assert "since" not in (home.mappings_dir / "fees.v1.yaml").read_text()


def test_a_mapping_taken_away_is_kept_and_its_number_is_not_given_again(home):
    save(home, FEES)
    assert remove(home, "fees").name == "fees.v1.yaml"
    assert saved(home).mappings == ()
    assert save(home, FEES).version == 2
    with pytest.raises(UnknownNameError, match="fees"):
        remove(home, "cakes")


def test_a_broken_mapping_is_said_and_the_others_work(home):
    save(home, FEES)
    (home.mappings_dir / "bad.yaml").write_text("mapping: bad\nkind: cakes\n")
    (home.mappings_dir / "half.yaml").write_text("mapping: half\nkind: charges\nheader: [A]\ncolumns: {code: A}\n")
    found = saved(home)
    assert [m.name for m in found.mappings] == ["fees"]
    assert ["cakes" in f.says or "gives no" in f.says for f in found.findings] == [True, True]


def test_a_broken_mapping_can_be_saved_over_and_is_kept_as_it_was(home):
    save(home, FEES)
    (home.mappings_dir / "fees.yaml").write_text("kind: [")
    assert save(home, FEES).version >= 1
    assert mapping_named(home, "fees").columns == FEES.columns


@pytest.mark.parametrize("name", ["../fees", "", "a b", "fees.v1"])
def test_a_name_that_is_no_file_name_is_refused(home, name):
    with pytest.raises(InputError, match="name"):
        save(home, attrs.evolve(FEES, name=name))


def test_every_published_layout_is_in_order_and_says_its_source_and_day():
    assert published()
    for mapping in published():
        assert "read 20" in mapping.source
        assert mapping.columns.keys() <= mapping.form.fields.keys()
