import pytest

from counteroffer.documents.case import write_case, write_ranking
from counteroffer.documents.gather import ask_everyone, gather
from tests.documents import practice


@pytest.fixture(scope="session")
def facts():
    return practice.practice_facts()


@pytest.fixture(scope="session")
def everyone(facts):
    return ask_everyone(facts)


@pytest.fixture(scope="session")
def context():
    return practice.context()


@pytest.fixture(scope="session")
def case(facts, context, everyone):
    return gather(facts, practice.PLAIN, context, everyone)


@pytest.fixture(scope="session")
def reports(facts, context, everyone, tmp_path_factory):
    """Every payer's case and the ranking: payer -> paths; `ranking` -> the page."""
    out = tmp_path_factory.mktemp("reports")
    payers = (*practice.PAYERS, practice.FEW)
    written = {payer: write_case(facts, payer, context, out, everyone) for payer in payers}
    return written | {"ranking": write_ranking(context, out, everyone)}
