"""All measures from queries that were written before and facts that were made before: never stale, always equal."""

import pytest
from tests.match.books import File
from tests.workspace.small import workspace_of

from counteroffer.core.practice import Practice
from counteroffer.store.engine import Engine
from counteroffer.workspace import Workspace, viewing
from counteroffer.workspace.adoption import adopt

CONTRACT = """contract: acme
payer: Acme
since: 2020-01-01
terms:
  - {says: Visits, when: {codes: 99213}, pays: {fee_schedule: acme.csv}}
"""


@pytest.fixture
def desk(tmp_path):
    file = File(1)
    for claim in ("C1", "C2"):
        file.claim(claim, [("99213", 20000)]).remit(claim, [("99213", 20000, 8000, [("CO", "45", 12000)])])
    made = workspace_of(tmp_path / "w", file)
    (made.home.contracts_dir / "acme.yaml").write_text(CONTRACT)
    (made.home.contracts_dir / "acme.csv").write_text("code,amount\n99213,90\n")
    made.refresh()
    return made


def figure(made, name, payer=""):
    (row,) = [row for row in made.metrics.to_pylist() if (row["metric"], row["payer"]) == (name, payer)]
    return row["cents"]


def everything(made):
    return made.metrics.to_pylist(), {name: (one.rows, one.fault) for name, one in made.views.items()}


def test_all_measures_asked_again_write_no_query_and_are_equal(desk, monkeypatch):
    first = everything(desk.measures())
    monkeypatch.setattr(Engine, "written", lambda *_: pytest.fail("a query was written"))
    assert everything(Workspace.open(desk.home.root).measures()) == first


def test_what_was_kept_never_answers_for_prices_that_came_later(desk):
    assert figure(desk.measures(), "expected_dollars") == 18000
    (desk.home.contracts_dir / "acme.csv").write_text("code,amount\n99213,95\n")
    adopt(desk, "five dollars more")
    again = desk.measures()
    assert figure(again, "expected_dollars") == figure(again, "expected_dollars", "Acme") == 19000
    assert desk.answer("expected_dollars")["value"].to_pylist() == [19000]


def test_a_profile_that_says_something_else_writes_its_queries_anew(desk):
    desk.measures()
    few = desk.practice.minimum_n
    desk.change_practice(Practice("Cedar & Oak", zip="78701", minimum_n=few + 5))
    there = {row["withheld"] for row in desk.measures().metrics.to_pylist()}
    assert f"fewer than {few + 5}" in there
    assert f"fewer than {few}" not in there


def test_facts_that_are_not_held_in_memory_give_the_same(desk, monkeypatch):
    first = everything(desk.measures())
    monkeypatch.setattr(viewing, "MANY_LINES", 0)
    assert everything(desk.measures()) == first


def test_without_what_is_kept_beside_the_lake_everything_is_made_again(desk):
    first = everything(desk.measures())
    for file in [desk.lake.path / "questions.json", *(desk.lake.path / ".made").iterdir()]:
        file.unlink()
    assert everything(desk.measures()) == first
