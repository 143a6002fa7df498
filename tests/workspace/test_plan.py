"""Plan, notice and ladder at the desk: contract, plan.yaml and the book of what happened, joined and shown."""

import shutil
from datetime import date

import icalendar
import pytest
from tests.match.books import File
from tests.workspace.small import workspace_of
from tests.workspace.test_disputes import FEES, remit
from typer.testing import CliRunner

from counteroffer.cli import app
from counteroffer.contracts.clauses import Clause
from counteroffer.contracts.terms import Contract
from counteroffer.core.errors import CounterofferError, InputError, UnknownNameError
from counteroffer.negotiate.leverage import Evidence
from counteroffer.negotiate.readiness import missing, refuse_unready
from counteroffer.store.events import Event, EventBook
from counteroffer.workspace import Workspace
from counteroffer.workspace import plan as plans
from counteroffer.workspace.continuing import FILE as CONTINUING

TODAY = date(2026, 11, 30)
NOTICE = """  - clause: termination_notice
    says: Either side ends it on 90 days of notice by certified mail
    days: 90
    effective: any_day
    method: certified mail
    address: 1 Payer Plaza, Austin
"""
CONTRACT = f"""contract: acme
version: "1"
payer: Acme
since: 2025-01-01
terms:
  - says: Fees by schedule
    pays: {{fee_schedule: fees.csv}}
    source: {{page: 7}}
clauses:
{NOTICE}  - clause: unilateral_amendment
    says: Amendments on 60 days of notice, with 30 days to object
    notice_days: 60
    objection_days: 30
"""
YEARLY = (
    Clause("initial_term", "a year", {"months": 12}),
    Clause("renewal", "renews for a year", {"months": 12, "notice_days": 90}),
)
CYAN = f"""{CONTRACT.replace("acme", "cyan").replace("Acme", "Cyan")}  - clause: post_termination
    says: Old rates go on for 60 days for patients in active treatment
    days: 60
    patients: active_treatment
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    claims, remits = File(1), File(2)
    for claim, payer in (("A1", "Acme"), ("B1", "Blue"), ("C1", "Cyan")):
        claims.claim(claim, [("99213", 20000)], payer=payer, patient_key=claim)
        remit(remits, claim, ("99213", 20000, 10000), payer=payer)
    desk = workspace_of(tmp_path_factory.mktemp("plans") / "w", claims, remits)
    (desk.home.contracts_dir / "acme.yaml").write_text(CONTRACT)
    (desk.home.contracts_dir / "cyan.yaml").write_text(CYAN)
    (desk.home.contracts_dir / "fees.csv").write_text(FEES)
    desk.refresh()
    return desk.home.root


@pytest.fixture
def desk(made, tmp_path):
    return Workspace.open(shutil.copytree(made, tmp_path / "w"))


def say(desk, text, payer="Acme"):
    file = plans.plan_file(desk, payer)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def happened(desk, kind, who="", batch="acme", **said):
    EventBook(desk.home.talks_file).write([Event(batch, kind, said)], who)


def run(desk, *words):
    done = CliRunner().invoke(app, [*words, "-w", str(desk.home.root)], env={"COLUMNS": "200"})
    if isinstance(done.exception, CounterofferError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def test_the_contracts_days_of_notice_make_the_plan(desk):
    made = plans.plan(desk, "acme", date(2027, 7, 1), TODAY)
    assert (made.payer, made.notice, made.deadline) == ("Acme", 90, date(2027, 4, 1))
    assert {step.key: step.until for step in made.steps}["notice"] == date(2027, 3, 25)


def test_a_day_on_which_the_contract_cannot_be_over_is_told_and_the_order_holds(desk):
    one = Contract("yearly", "1", "Acme", (), date(2026, 1, 1), clauses=YEARLY)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plans, "current_contracts", lambda _: ([one], None, []))
        off = plans.plan(desk, "Acme", date(2027, 7, 1), TODAY)
        fits = plans.plan(desk, "Acme", today=TODAY)
    assert "can be over on 2028-01-01, not on 2027-07-01" in off.note
    days = {step.key: step.until for step in off.steps}
    assert days["follow_up"] <= days["decision"] < days["notice"] < off.deadline < off.start
    assert (fits.start, fits.deadline, fits.note) == (date(2028, 1, 1), date(2027, 10, 2), "")


def test_other_contracts_with_the_payer_in_force_are_named(desk):
    both = [
        Contract(name, "1", "Acme", (), since, clauses=YEARLY)
        for name, since in (("old", date(2024, 1, 1)), ("new", date(2026, 1, 1)))
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plans, "current_contracts", lambda _: (both, None, []))
        found = plans.notice(desk, "Acme", today=TODAY)
        shown = run(desk, "notice", "Acme")
    assert (found.contract, found.others) == ("new", ("old",))
    assert "Read are the clauses of new; also in force: old." in shown


def test_without_a_day_of_beginning_the_first_one_that_is_whole_is_named(desk):
    with pytest.raises(InputError) as fault:
        plans.plan(desk, "Acme", today=TODAY)
    assert "--start DATE" in fault.value.mend
    assert "2027-09-26" in fault.value.mend  # 270 days and 30 more, as notice is 90 and not 60


def test_plan_yaml_and_the_negotiation_say_the_day_in_this_order(desk):
    folder = plans.plan_file(desk, "Acme").parent
    folder.mkdir(parents=True)
    (folder / "negotiation.yaml").write_text("payer: Acme\nstarts: 2027-08-01\n")
    assert plans.plan(desk, "Acme", today=TODAY).start == date(2027, 8, 1)
    say(desk, "start: 2027-09-01\nowners: {partners: Dr. Ito}\n")
    made = plans.plan(desk, "Acme", today=TODAY)
    assert made.start == date(2027, 9, 1)
    assert {step.key: step.owner for step in made.steps}["mandate"] == "Dr. Ito"
    assert plans.plan(desk, "Acme", date(2027, 10, 1), TODAY).start == date(2027, 10, 1)


def test_a_payer_without_a_clause_needs_the_days_said(desk):
    with pytest.raises(InputError, match=r"notice_days: 90"):
        plans.plan(desk, "Blue", date(2027, 7, 1), TODAY)
    say(desk, "notice_days: 60\n", "Blue")
    assert plans.plan(desk, "Blue", date(2027, 7, 1), TODAY).deadline == date(2027, 5, 1)
    with pytest.raises(InputError, match="no contract with Blue"):
        plans.notice(desk, "Blue", today=TODAY)


def test_a_name_that_no_payer_has_is_refused(desk):
    with pytest.raises(UnknownNameError, match="Nobody"):
        plans.plan(desk, "Nobody")


def test_the_notice_has_its_dates_from_contract_and_plan(desk):
    say(desk, 'continuity: {days: 90, source: "counsel"}\ndates:\n  - {day: 2027-05-01, what: Employer renews}\n')
    found = {row.key: row for row in plans.notice(desk, "Acme", date(2027, 7, 1), date(2026, 11, 2), TODAY).dates}
    assert found["notice"].safe == date(2027, 3, 25)
    assert (found["object"].day, found["object"].safe) == (date(2026, 12, 2), date(2026, 11, 24))
    assert (found["tail"].day, found["tail"].source) == (date(2027, 9, 28), "counsel")
    assert any(row.title == "Employer renews" for row in found.values())
    kept = {row.key: row for row in plans.notice(desk, "Cyan", date(2027, 7, 1), today=TODAY).dates}["tail"]
    assert (kept.day, kept.source) == (date(2027, 8, 29), "cyan/1, post_termination")


def test_a_notice_is_ready_only_when_everything_has_happened(desk):
    assert [one.what for one in missing(plans.readiness(desk, "Acme", TODAY))] == ["walkaway", "signed", "continuity"]
    vector = ["--visits", "4000", "--rate", "105.00", "--cost", "45.00", "--retention", "35%", "--out-of-network", "98",
              "--backfill", "50%", "--backfill-rate", "120", "--one-off", "12000", "--payer-days", "30"]  # fmt: skip
    run(desk, "walkaway", "Acme", *vector, "--save")
    happened(desk, "signed", "Ann", what="notice")
    happened(desk, "signed", "Ben", what="counteroffer")
    assert [one.what for one in missing(plans.readiness(desk, "Acme", TODAY))] == ["signed", "continuity"]
    happened(desk, "signed", "Cyd", what="notice")
    listed = "payer: Acme\nas_of: 2026-11-01\npatients:\n  - {patient: p1, status: proposed, reasons: {}}\n"
    (plans.plan_file(desk, "Acme").parent / CONTINUING).write_text(listed)
    ready = plans.readiness(desk, "Acme", TODAY)
    assert missing(ready) == []
    refuse_unready(ready)
    shown = run(desk, "notice", "Acme")
    assert "All is there that a termination notice needs" in shown
    assert "1 patients on the list of continuing care are neither confirmed nor rejected" in shown
    file = plans.plan_file(desk, "Acme").parent / "walkaway.yaml"
    file.write_text(file.read_text().replace("35%", "36%"))
    stale = plans.readiness(desk, "Acme", TODAY)
    assert (stale.computed, stale.stale) == (False, True)


def test_a_sign_off_that_was_taken_back_does_not_count(desk):
    for name in ("Ann", "Ben"):
        happened(desk, "signed", name, what="notice")
    assert len(plans.readiness(desk, "Acme", TODAY).signed) == 2
    EventBook(desk.home.talks_file).undo("acme")
    assert plans.readiness(desk, "Acme", TODAY).signed == ("Ann",)


def test_contacts_in_the_book_say_where_we_stand(desk):
    contact = {"with": "Pat", "rung": "representative", "says": "no news", "answered": False}
    happened(desk, "contact", day="2026-11-18", **contact)
    happened(desk, "contact", day="2026-11-24", **contact)
    found, contacts = plans.where_we_stand(desk, "Acme", TODAY)
    assert (found.rung.key, found.since, found.due) == ("representative", date(2026, 11, 18), date(2026, 11, 30))
    assert [one.person for one in contacts] == ["Pat", "Pat"]
    say(desk, "waits: {representative: 5}\n")
    assert plans.where_we_stand(desk, "Acme", TODAY)[0].due == date(2026, 11, 25)
    shown = run(desk, "ladder", "Acme", "--today", "2026-12-01")
    assert "No answer from the provider representative since 2026-11-18" in shown
    assert "2026-11-24 representative Pat (no answer): no news" in shown


def test_a_contact_of_another_payer_is_none_of_this_ones(desk):
    happened(desk, "contact", batch="blue", day="2026-11-18", rung="representative")
    assert plans.where_we_stand(desk, "Acme", TODAY)[1] == []
    assert "No contact is written down yet" in run(desk, "ladder", "Acme")
    happened(desk, "contact", day="2026-11-18", rung="boss")
    assert "names a rung 'boss' that there is not" in run(desk, "ladder", "Acme")


@pytest.mark.parametrize("said", [{}, {"day": "yesterday"}])
def test_a_contact_without_a_day_is_named(said):
    with pytest.raises(InputError, match="has no day"):
        plans.contact_of(said)


def test_the_plan_is_shown_and_written_for_the_calendar(desk, tmp_path):
    file = tmp_path / "plan.ics"
    say(desk, "dates:\n  - {day: 2027-05-01, what: Employer renews}\ndone: {paper: 2026-09-01}\n")
    shown = run(desk, "plan", "Acme", "--start", "2027-07-01", "--ics", str(file), "--today", "2027-01-10")
    assert "Acme: new rates on 2027-07-01, 90 days of notice" in shown
    assert "done 2026-09-01" in shown
    assert "2 of 13 steps are late on 2027-01-10" in shown  # data by 3 December, mandate by 2 January
    assert "begins 30 days earlier" in shown
    found = icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert len(found) == 14
    assert "14 entries" in shown


def test_the_days_of_a_notice_and_what_is_missing_are_shown(desk):
    words = ("notice", "Acme", "--start", "2027-07-01", "--received", "2026-11-02", "--today", "2026-11-30")
    shown = run(desk, *words)
    assert "2027-03-25" in shown
    assert "2026-11-24 (passed)" in shown
    assert "A termination notice cannot be drafted yet" in shown
    assert "not signed off by two people: nobody has" in shown
    assert "may have no legal effect" not in shown
    assert "may have no legal effect" in run(desk, *words, "--conditional")


def test_a_day_that_cannot_be_read_says_how_to_write_it(desk):
    with pytest.raises(InputError, match=r"--start: .*2027-01-01"):
        run(desk, "plan", "Acme", "--start", "July")


def test_arguments_are_the_practices_own_figures_and_what_is_handed_in(desk):
    told = Evidence("members_served", "18%", "the payer's filing", basis="payer")
    found = plans.arguments(desk, "Acme", [told])
    by_kind = {one.kind.key: one.evidence for one in found.arguments}
    assert by_kind["members_served"] == told
    shown = run(desk, "plan", "Acme", "--start", "2027-07-01", "--arguments")
    assert "What speaks for and against you" in shown
    assert "not known" in shown
    with pytest.raises(InputError, match="never another practice's"):
        plans.arguments(desk, "Acme", [Evidence("growth", "x", "gossip", basis="other_practice")])
