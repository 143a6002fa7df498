"""Discovery scored on demo practices whose truth and contracts the finder does not see."""

from collections import defaultdict

import pytest
from tests.demo.discovery import Score, score, true_lines

from counteroffer.contracts.read import read_contracts
from counteroffer.contracts.terms import PercentOfMedicare
from counteroffer.core.codes import in_span
from counteroffer.demo import generate
from counteroffer.workspace import Workspace

LINES = 20_000


@pytest.fixture(scope="module", params=[7, 11])
def practice(request, tmp_path_factory):
    """A demo practice of a seed: its workspace without contracts, the truth, and the contracts put aside."""
    folder = tmp_path_factory.mktemp("discover")
    made = generate(folder, lines=LINES, seed=request.param)
    (folder / "contracts").rename(folder / "aside")
    (folder / "contracts").mkdir()
    desk = Workspace.open(folder) if (folder / "lake").is_dir() else Workspace.create(folder, folder / "practice.yaml")
    desk.import_paths([folder / "files"])
    desk.refresh()
    found = {name: desk.discover(name) for name in desk.payers()}
    return made, folder, found


def test_allowed_dollars_get_the_right_unit_rate_and_changes_their_day(practice):
    _, folder, found = practice
    truth = true_lines(folder / "truth_lines.csv.gz")
    total = Score()
    for payer, lines in truth.items():
        mine = next((one for name, one in found.items() if name.upper() == payer.upper()), None)
        if mine is not None:
            total.add(score(lines, mine.schedule.rates))
    assert total.dollars > 0
    assert total.planted > 50
    assert total.right_share >= 0.98
    assert total.dated_share >= 0.95


def test_the_basis_is_named_right_for_every_payer_that_pays_a_percent_of_medicare(practice):
    _, folder, found = practice
    contracts, _ = read_contracts(folder / "aside")
    newest = {contract.payer.upper(): contract for contract in sorted(contracts, key=lambda one: one.since)}
    judged = defaultdict(int)
    for payer, contract in newest.items():
        percents = [term for term in contract.terms if isinstance(term.pays, PercentOfMedicare)]
        mine = next((one for name, one in found.items() if name.upper() == payer), None)
        if not percents or mine is None:
            continue
        latest = mine.stretches[0]
        named = [one for one in latest.explanations if one.basis == "percent_of_medicare"]
        said = {term.pays.percent for term in percents}
        dollars = sum(one.dollars for one in named)
        right = sum(one.dollars for one in named if one.percent in said and one.published.year == 2025)
        assert dollars > 0, payer
        assert right >= 0.98 * dollars, (payer, [(one.section, one.percent) for one in named])
        for section, code in (("visits", "99213"), ("imaging", "71046")):
            term = _term(percents, code)
            for one in latest.explanations:
                if one.section == section and term is not None:
                    assert (one.basis, one.percent) == ("percent_of_medicare", term.pays.percent), (payer, section)
                    judged[payer] += 1
    assert len(judged) >= 3


def _term(terms, code):
    """Give the narrowest of some terms that reaches a code in an office."""
    reached = [
        (int(last) - int(first), term)
        for term in terms
        for first, last in term.when.spans
        if first.isdigit() and in_span(code, first, last) and term.when.setting != "facility"
    ]
    return min(reached, key=lambda pair: pair[0])[1] if reached else None


def test_without_a_contract_nothing_is_contradicted_and_with_it_the_stale_schedule_is(practice):
    _, folder, found = practice
    assert not any(one.has_contract or one.contradictions for one in found.values())
    (folder / "contracts").rmdir()
    (folder / "aside").rename(folder / "contracts")
    desk = Workspace.open(folder)
    stale = desk.discover("Harborline Insurance Company")
    assert stale.has_contract
    below = sum(one.dollars for one in stale.contradictions if one.difference < 0)
    assert below < -100_000  # half a year of last year's schedule
    clean = desk.discover("Pinebrook Benefit Administrators")
    assert sum(abs(one.dollars) for one in clean.contradictions) < 0.01 * sum(r.dollars for r in clean.schedule.rates)
    (folder / "contracts").rename(folder / "aside")
    (folder / "contracts").mkdir()
