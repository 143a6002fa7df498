"""Did everything arrive, and does it balance: files, envelopes, set-aside records, payments, checks and deposits."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import attrs
import ibis

from counteroffer.core.money import show
from counteroffer.measure.checks import BAD, LOOK, UNTOLD, Check, found

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from counteroffer.store.engine import Engine

ENVELOPE = ("x12.envelope", "x12.count", "x12.control_number", "x12.truncated", "x12.swallowed_isa", "x12.missing_")
"""Kinds of findings (or their beginnings) about control totals and the pairs of envelope segments."""

NO_MONEY = "NON"
"""Payment method (BPR04) of a remittance that pays nothing."""

SHEET = "payments"
"""Kind of the spreadsheets whose payments have no sum of their own, unless the sheet lists deposits."""

NEAR = 7
"""Days between a payment's date and the deposit that it may be matched with by amount alone."""


@attrs.frozen
class Came:
    """What came of one kind of file: counts, and cents charged and paid."""

    kind: str
    files: int
    claims: int
    claims_set_aside: int
    lines: int
    charge: int
    paid: int


@attrs.frozen
class Deposit:
    """One deposit of the practice's bank or ledger.

    Attributes:
        day: day of the deposit.
        cents: its amount.
        reference: check or trace number as written there, empty if none.
        line: its line in the file.
    """

    day: date
    cents: int
    reference: str
    line: int


def came(engine: Engine) -> tuple[Came, ...]:
    """Sum up the stored files by kind."""
    files = engine.table("files")
    stored = files.filter(files.status == "stored")
    numbers = ("claims", "claims_set_aside", "lines", "charge", "paid")
    sums = stored.group_by("kind").agg(files=stored.count(), **{name: stored[name].sum() for name in numbers})
    rows = engine.arrow(sums.order_by([ibis.desc("files"), "kind"])).to_pylist()
    return tuple(Came(**row) for row in rows)


def files_unread(engine: Engine) -> Check:
    """Files of which nothing could be used."""
    files = engine.table("files")
    total = int(files.count().execute())
    aside = engine.arrow(files.filter(files.status != "stored").order_by("name")).to_pylist()
    rows = [{"item": row["name"], "says": row["kind"], "file_id": row["file_id"]} for row in aside]
    kinds = ", ".join(f"{n:,} {kind}" for kind, n in Counter(row["kind"] for row in aside).most_common(6))
    return found(
        "files_unread", "Files not used", rows, f"Nothing of {len(rows):,} files could be used: {kinds}.",
        "Look at `counteroffer findings`: fetch damaged files again; kinds that are not read yet are listed there.",
        of=total, good="Every file was read.", priced=False,
    )  # fmt: skip


def envelopes(engine: Engine) -> Check:
    """Control totals and pairs of envelope segments that do not agree: something was lost on the way."""
    findings = engine.table("findings")
    named = ibis.or_(*(findings.kind.startswith(kind) for kind in ENVELOPE))
    seen = int(engine.table("files").interchanges.sum().execute() or 0)
    rows = [_of_finding(row) for row in engine.arrow(findings.filter(findings.stage == "import", named)).to_pylist()]
    return found(
        "envelopes", "Control totals", rows, f"{len(rows):,} envelopes do not agree with what they hold.",
        "Ask the clearinghouse to send these files again.", of=seen,
        grade=BAD, good="Every envelope closes and its counts agree with what it holds.", priced=False,
    )  # fmt: skip


def set_aside(engine: Engine) -> Check:
    """Claims and adjudications stored but in no figure, with the reasons of the findings about them."""
    findings = engine.table("findings")
    errors = engine.arrow(findings.filter(findings.stage == "import", findings.severity == "error")).to_pylist()
    why = {(row["file_id"], row["segment"]): row for row in errors}
    rows, total = [], 0
    for name in ("remit_claims", "claims"):
        table = engine.table(name)
        total += int(table.count().execute())
        for row in engine.arrow(table.filter(table.set_aside)).to_pylist():
            said = why.get((row["file_id"], row["segment"]), {})
            rows.append(
                {
                    "item": row["claim"], "cents": abs(row["charge"]), "file_id": row["file_id"],
                    "segment": row["segment"], "says": said.get("kind", "x12.line_of_the_claim").split(".")[-1],
                }
            )  # fmt: skip
    reasons = Counter(row["says"] for row in rows).most_common(5)
    listed = ", ".join(f"{n:,} {why.replace('_', ' ')}" for why, n in reasons)
    return found(
        "set_aside", "Claims set aside", rows, f"{len(rows):,} claims are in no figure: {listed}.",
        "`counteroffer findings --severity error` says what is wrong with each; ask the sender for a correct copy.",
        of=total, grade=BAD, good="No claim was set aside.",
    )  # fmt: skip


def unbalanced(engine: Engine, payments: ibis.Table) -> Check:
    """Remittances whose payment is not the sum of what they say; spreadsheets without deposits have no such sum."""
    files = engine.table("files")
    sheets = files.filter(files.kind == SHEET).file_id.to_pyarrow().to_pylist()
    gap = payments.mutate(gap=payments.paid - (payments.claims_paid - payments.provider_adjusted))
    bare = gap.file_id.isin(sheets) & ~gap.balanced & (gap.gap == 0)
    total, alone = int(gap.count().execute()), int(gap.filter(bare).count().execute())
    gap = gap.filter(~bare)
    rows = [
        _payment(row) | {"cents": abs(row["gap"]), "says": f"off by {show(row['gap'])}"}
        for row in engine.arrow(gap.filter(~gap.balanced).order_by(["payment_date", "trace"])).to_pylist()
    ]
    check = found(
        "unbalanced",
        "Payments that do not add up",
        rows,
        f"{len(rows):,} payments are not the sum of their claims less their adjustments.",
        "Compare them with the bank; ask the payer what the difference is.",
        of=total - alone,
        grade=BAD,
        good="Every payment is the sum of its claims and adjustments.",
    )
    if not alone:
        return check
    said = f"{alone:,} payments of spreadsheets have no amount of their own to compare with their rows."
    return attrs.evolve(check, says=said if check.grade == UNTOLD else f"{check.says} {said}")  # fmt: skip


def same_number_twice(engine: Engine, payments: ibis.Table) -> Check:
    """Check or trace numbers that a payer used for two payments: the same remittance in two files, or a slip."""
    real = payments.filter(payments.trace != "", payments.paid != 0, payments.method != NO_MONEY)
    every: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in engine.arrow(real.order_by(["payment_date", "file_id", "segment"])).to_pylist():
        every[row["payer"], row["trace"]].append(row)
    rows = [
        _payment(row) | {"cents": abs(row["paid"]), "says": f"one of {len(some)} payments with this number"}
        for some in every.values()
        if len(some) > 1
        for row in some[1:]
    ]
    return found(
        "same_number_twice", "Check numbers used twice", rows,
        f"{len(rows):,} payments bear a number that the payer used before.",
        "If it is the same remittance in another form, remove one import, or its money counts twice.",
        of=sum(map(len, every.values())), grade=BAD, good="No check or trace number came twice.",
    )  # fmt: skip


def deposits_matched(engine: Engine, payments: ibis.Table, deposits: Sequence[Deposit]) -> list[Check]:
    """Compare payments with deposits: by number and amount, else by amount within a week, one for one.

    Only payments of the time that the deposits cover are looked for.
    """
    if not deposits:
        return []
    first, last = min(d.day for d in deposits), max(d.day for d in deposits)
    real = payments.filter(payments.paid > 0, payments.payment_date >= first, payments.payment_date <= last)
    told = engine.arrow(real.order_by(["payment_date", "trace", "file_id", "segment"])).to_pylist()
    left = _matched(told, list(deposits))
    without = [_payment(row) | {"cents": row["paid"], "says": "no deposit"} for row in left[0]]
    missing = [{"item": d.reference or f"line {d.line}", "day": d.day, "cents": d.cents} for d in left[1]]
    return [
        found(
            "deposits_without_remit", "Deposits without a remittance", missing,
            f"{len(missing):,} deposits have no remittance here.",
            "Fetch these remittances from the clearinghouse or the payer's portal, by date and amount.",
            of=len(deposits), grade=BAD, good="Every deposit has its remittance.",
        ),
        found(
            "remits_without_deposit", "Remittances without a deposit", without,
            f"{len(without):,} payments between {first} and {last} are in no deposit.",
            "Ask the bank or the payer where they went; a virtual card may have lapsed.",
            of=len(told), grade=BAD, good="Every payment was deposited.",
        ),
    ]  # fmt: skip


def _matched(payments: list[dict[str, Any]], deposits: list[Deposit]) -> tuple[list[dict[str, Any]], list[Deposit]]:
    """Match one for one, the surest first; give what is left on either side."""
    for test in (_by_number, _by_amount, _by_amount_alone):
        by_amount: dict[int, list[Deposit]] = defaultdict(list)
        for deposit in deposits:
            by_amount[deposit.cents].append(deposit)
        left = []
        for payment in payments:
            fits = [d for d in by_amount[payment["paid"]] if test(payment, d)]
            if not fits:
                left.append(payment)
                continue
            near = min(fits, key=lambda d: (abs((d.day - payment["payment_date"]).days), d.line))
            by_amount[payment["paid"]].remove(near)
        payments, deposits = left, [d for some in by_amount.values() for d in some]
    return payments, sorted(deposits, key=lambda d: d.line)


def _by_number(payment: dict[str, Any], deposit: Deposit) -> bool:
    return bool(deposit.reference and _bare(deposit.reference) == _bare(payment["trace"]))


def _by_amount(payment: dict[str, Any], deposit: Deposit) -> bool:
    return not deposit.reference and _by_amount_alone(payment, deposit)


def _by_amount_alone(payment: dict[str, Any], deposit: Deposit) -> bool:
    return bool(abs((deposit.day - payment["payment_date"]).days) <= NEAR)


def _bare(number: str) -> str:
    return number.strip().upper().lstrip("0")


def _payment(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "payer": row["payer"], "item": row["trace"], "day": row["payment_date"], "file_id": row["file_id"],
        "segment": row["segment"],
    }  # fmt: skip


def _of_finding(row: dict[str, Any]) -> dict[str, Any]:
    return {"item": row["file"], "says": row["says"], "file_id": row["file_id"], "segment": row["segment"]}


def control_numbers(numbers: Iterable[tuple[str, str, int, str]]) -> list[Check]:
    """Look for gaps and repeats in the interchange control numbers (ISA13) of each sender, where they are counted up.

    Args:
        numbers: sender (with kind of content), control number, file_id and file name, one for each interchange.
    """
    by_sender: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for sender, number, file_id, name in numbers:
        if number.strip().isdigit():
            by_sender[sender].append((int(number), file_id, name))
    gaps: list[dict[str, Any]] = []
    twice: list[dict[str, Any]] = []
    counted = 0
    for sender, every in sorted(by_sender.items()):
        seen = sorted(every)
        if _counts_up(sorted({number for number, *_ in seen})):
            counted += len(seen)
            gaps += _gaps(sender, seen)
            twice += _twice(sender, seen)
    if not counted:
        says = "No sender here counts its interchanges one after another, or the files lie elsewhere now."
        return [Check("control_gaps", "Gaps in control numbers", UNTOLD, 0, 0, None, says, "")]
    return [
        found(
            "control_gaps", "Gaps in control numbers", gaps, f"{len(gaps):,} gaps in interchanges that senders number.",
            "Files were sent that are not here; ask the clearinghouse for these numbers.", of=counted, grade=BAD,
            good="No gap, where senders count their interchanges.", priced=False,
        ),
        found(
            "control_twice", "Control numbers used twice", twice,
            f"{len(twice):,} interchanges bear a number seen already.",
            "Look whether the same interchange came in two files.", of=counted, grade=LOOK,
            good="No number twice, where senders count their interchanges.", priced=False,
        ),
    ]  # fmt: skip


def _counts_up(different: list[int]) -> bool:
    """Say whether numbers are counted up: most steps are by one."""
    steps = [b - a for a, b in pairwise(different)]
    return len(different) >= 5 and sum(step == 1 for step in steps) >= 0.8 * len(steps)


def _gaps(sender: str, seen: list[tuple[int, int, str]]) -> list[dict[str, Any]]:
    return [
        {"payer": sender, "item": f"{a + 1} to {b - 1}" if b - a > 2 else str(a + 1), "says": f"{b - a - 1} missing"}
        for (a, *_), (b, *_) in pairwise(seen)
        if b - a > 1
    ]


def _twice(sender: str, seen: list[tuple[int, int, str]]) -> list[dict[str, Any]]:
    return [
        {"payer": sender, "item": str(number), "says": name, "file_id": file_id}
        for (before, *_), (number, file_id, name) in pairwise(seen)
        if number == before
    ]
