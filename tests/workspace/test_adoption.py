"""New and changed documents wait until they are adopted; the first ones are adopted at the first refresh."""

import pytest

from counteroffer.core.errors import InputError
from counteroffer.core.practice import Practice
from counteroffer.store.adopted import Adopted
from counteroffer.workspace import Workspace
from counteroffer.workspace.adoption import adopt, pending, rates_as_of, revert, trial

CONTRACT = "contract: {name}\npayer: {name}\nsince: 2025-01-01\nterms:\n"
CONTRACT += "  - {{says: Fees, pays: {{fee_schedule: {name}.csv}}}}\n"


@pytest.fixture
def desk(tmp_path):
    made = Workspace.create(tmp_path / "w", Practice("Cedar", zip="78701"))
    write(made, "acme", 90)
    return made


def write(desk, name, dollars):
    (desk.home.contracts_dir / f"{name}.yaml").write_text(CONTRACT.format(name=name))
    (desk.home.contracts_dir / f"{name}.csv").write_text(f"code,amount\n99213,{dollars}\n")


def rates(desk, wanted=""):
    return sorted({row["rate"] for row in rates_as_of(desk, wanted).to_pylist()})


def test_the_first_documents_are_adopted_at_the_first_refresh_and_said(desk):
    assert desk.refresh().adopted == ("acme.csv", "acme.yaml")
    assert desk.refresh().adopted == ()
    assert pending(desk.home) == {}
    with pytest.raises(InputError, match="Nothing waits"):
        trial(desk)


def test_a_broken_document_is_not_adopted_with_the_first_and_its_errors_are_findings(desk):
    (desk.home.contracts_dir / "broken.yaml").write_text("contract: x\n")
    made = desk.refresh()
    assert made.adopted == ("acme.csv", "acme.yaml")
    kinds = {finding.kind for finding in made.findings}
    assert {"contract.missing", "contract.pending"} <= kinds
    with pytest.raises(InputError, match="faults"):
        adopt(desk, "all")


def test_what_waits_prices_nothing_and_one_document_may_be_adopted_with_the_file_it_names(desk):
    desk.refresh()
    write(desk, "acme", 95)
    write(desk, "blue", 50)
    made = desk.refresh()
    assert made.contracts == 1
    assert {finding.file.rpartition("/")[2] for finding in made.findings} == {"acme.csv", "blue.csv", "blue.yaml"}
    assert rates(desk) == [9000]
    assert trial(desk, [desk.home.contracts_dir / "blue.yaml"]).documents == {"blue.csv": "new", "blue.yaml": "new"}
    adopt(desk, "Blue signed", [desk.home.contracts_dir / "blue.yaml"])
    assert desk.refresh().contracts == 2
    assert rates(desk) == [5000, 9000]
    assert pending(desk.home) == {"acme.csv": "changed"}
    adopt(desk, "new fees")
    assert rates(desk) == [5000, 9500]
    assert (rates(desk, "1"), rates(desk, "2")) == ([9000], [5000, 9000])


def test_an_adoption_needs_a_message_and_a_revert_loses_nothing_that_waits(desk):
    desk.refresh()
    write(desk, "acme", 95)
    with pytest.raises(InputError, match="message"):
        adopt(desk, " ")
    with pytest.raises(InputError, match="would be lost"):
        revert(desk, "1")
    adopt(desk, "new fees")
    revert(desk, "1")
    assert rates(desk) == [9000]
    assert "99213,90" in (desk.home.contracts_dir / "acme.csv").read_text()
    assert [one.id for one in Adopted(desk.home.adopted_dir).history()] == [1, 2, 3]


def test_a_document_that_is_removed_prices_until_its_removal_is_adopted(desk):
    write(desk, "blue", 50)
    desk.refresh()
    for file in desk.home.contracts_dir.glob("blue.*"):
        file.unlink()
    assert desk.refresh().contracts == 2
    adopt(desk, "Blue ended")
    assert desk.refresh().contracts == 1


def test_a_draft_that_nobody_has_confirmed_is_never_adopted(desk):
    path = desk.home.contracts_dir / "blue.yaml"
    path.write_text("# take off `# confirm` when it is right\n" + CONTRACT.format(name="blue"))
    (desk.home.contracts_dir / "blue.csv").write_text("code,amount\n99213,50\n")
    drafted = path.read_text().rstrip("\n") + "  # confirm\n"
    path.write_text(drafted)
    assert desk.refresh().adopted == ("acme.csv", "acme.yaml", "blue.csv")  # the schedule alone prices nothing
    assert rates(desk) == [9000]
    with pytest.raises(InputError, match="1 proposals that nobody has confirmed"):
        adopt(desk, "all of it")
    path.write_text(drafted.replace("  # confirm", ""))
    adopt(desk, "compared with page 3")
    assert rates(desk) == [5000, 9000]
