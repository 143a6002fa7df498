"""`counteroffer payers`: look, propose, decide; answers are kept and not asked again."""

import pytest
from tests.match.books import File
from tests.workspace.small import workspace_of
from typer.testing import CliRunner

from counteroffer.cli import app
from counteroffer.core.errors import InputError, UnknownNameError
from counteroffer.workspace import Workspace


@pytest.fixture
def desk(tmp_path):
    claims, remits = File(1), File(2)
    for number in range(12):
        given = {"payer_id": "A1", "filing_code": "12", "group_number": f"G{number % 2}"}
        claims.claim(f"C{number}", [("99213", 10000)], payer="ACME HLTH", **given)
        remits.remit(f"C{number}", [("99213", 10000, 8000)], payer="Acme Health Plan of Somewhere", filing_code="12")
    claims.claim("B", [("99213", 5000)], payer="Blue Cross of Texas", filing_code="BL")
    remits.remit("X", [("99213", 5000, 4000)], payer="Blue Cross of Ohio", filing_code="BL")
    return workspace_of(tmp_path / "w", claims, remits)


def run(desk, *words, typed=None):
    done = CliRunner().invoke(app, ["payers", *words, "-w", str(desk.home.root)], input=typed, catch_exceptions=True)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return " ".join(done.output.split())


def names(desk):
    return set(Workspace(desk.home).payers())


def test_the_list_shows_names_ids_claims_and_what_was_said(desk):
    shown = run(desk, "list")
    assert "ACME HLTH" in shown
    assert "A1" in shown
    assert "unknown" in shown
    assert "1 of these groups of names may be one payer" in shown


def test_a_proposal_shows_its_evidence_and_is_taken_when_sure_enough(desk):
    shown = run(desk, "propose", "--accept-all-above", "0.99")
    assert "12 of the 12 claims sent to ACME HLTH alone" in shown
    assert not desk.home.payers_file.exists()
    assert "Joined" in run(desk, "propose", "--accept-all-above", "0.95")
    assert names(desk) == {"Acme Health Plan of Somewhere", "Blue Cross of Ohio", "Blue Cross of Texas"}
    assert "No two payers seem to be one" in run(desk, "propose")


def test_no_is_remembered(desk):
    assert "Kept apart" in run(desk, "apart", "ACME HLTH", "Acme Health Plan")
    assert "No two payers seem to be one" in run(desk, "propose", "--yes")


def test_payers_are_merged_by_hand_under_a_name_of_ones_own_and_split_again(desk):
    run(desk, "merge", "Acme", "ACME HLTH", "Acme Health Plan of Somewhere")
    assert "Acme" in names(desk)
    run(desk, "split", "Acme", "--id", "A1", "--as", "Acme TPA")
    assert desk.home.payers_file.with_name("payers.yaml.bak").is_file()
    text = desk.home.payers_file.read_text()
    assert "not_same_as: [Acme TPA]" in text
    assert "payer: Acme TPA" in text


def test_product_and_funding_are_said_of_a_payer_and_a_group_and_cut_every_metric(desk):
    run(desk, "set", "Acme Health", "--product", "commercial", "--funding", "insured")
    run(desk, "set-group", "Acme Health", "G1", "--funding", "self_funded")
    found = Workspace(desk.home).answer("paid", ["payer", "product", "funding"]).to_pylist()
    assert [(r["product"], r["funding"], r["value"]) for r in found if r["payer"].startswith("Acme")] == [
        ("commercial", "insured", 48000), ("commercial", "self_funded", 48000),
    ]  # fmt: skip
    assert "self_funded" in run(desk, "groups", "Acme Health")


def test_comments_inside_the_file_are_not_lost_without_a_word(desk):
    desk.home.payers_file.write_text("# ours\n- payer: Acme # the big one\n")
    assert "stand in" in run(desk, "set", "Acme", "--funding", "insured")
    assert desk.home.payers_file.read_text().startswith("# ours\n- {payer: Acme, funding: insured}")
    assert "the big one" in desk.home.payers_file.with_name("payers.yaml.bak").read_text()
    assert "stand in" not in run(desk, "set", "Acme", "--product", "commercial")


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (["set", "Nobody", "--funding", "insured"], UnknownNameError),
        (["set", "ACME HLTH"], InputError),
        (["set", "ACME HLTH", "--product", "ppo"], InputError),
        (["split", "ACME HLTH", "--as", "X"], InputError),
        (["merge", "ACME HLTH", "ACME HLTH"], InputError),
    ],
)
def test_what_cannot_be_done_is_said(desk, words, fault):
    with pytest.raises(fault):
        run(desk, *words)
