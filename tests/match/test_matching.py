"""Whatever the order of the imports: the same lines, and no cent lost."""

from collections import Counter
from itertools import pairwise

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, settings
from tests.match.books import File, MemoryEngine

from counteroffer.match.lines import final_lines, match_findings
from counteroffer.match.matching import Matching

DAYS = st.integers(1, 28).map(lambda d: f"2025-03-{d:02d}")
CODES = st.sampled_from(["99213", "36415", ""])
MONEY = st.integers(0, 30000)
LINE = st.tuples(CODES.filter(bool), MONEY, MONEY, st.integers(0, 2000))
ANSWER = st.tuples(st.sampled_from("1234"), DAYS, st.lists(LINE, max_size=3), st.booleans(), st.integers(0, 500))
CLAIM = st.tuples(st.lists(st.tuples(CODES.filter(bool), MONEY), min_size=1, max_size=3), st.lists(ANSWER, max_size=4))


def files_of(claims):
    """One file of claims, and one file for each round of answers; every second answer may be taken back."""
    sent, answers = File(1), [File(n) for n in range(2, 6)]
    for number, (lines, rounds) in enumerate(claims):
        sent.claim(f"C{number}", lines)
        for file, (status, day, said, back, own) in zip(answers, rounds, strict=False):
            rows = [(c, paid + x, paid, [("CO", "45" if paid else "50", x)]) for c, _, paid, x in said]
            whole = {"charge": own, "paid": 0} if not rows else {}
            file.remit(f"C{number}", rows, day, status=status, cas=[("PR", "1", own)], **whole)
            if back:
                charge, paid = sum(r[1] for r in rows), sum(r[2] for r in rows) - own
                charge, paid = (charge, paid) if rows else (own, 0)
                answers[0].remit(f"C{number}", [], day, status="22", charge=-charge, paid=-paid)
    return [sent, *answers]


def match(files):
    rows = {name: [row for f in files for row in f.rows[name]] for name in files[0].rows}
    engine = MemoryEngine(rows)
    matching = Matching(engine)
    lines = engine.arrow(matching.lines()).to_pylist()
    kept = engine.arrow(matching.netted.kept).to_pylist()
    answers = engine.arrow(matching.answers).to_pylist()
    findings = matching.findings()
    engine.close()
    return lines, kept, answers, findings


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(CLAIM, min_size=10, max_size=40), st.randoms())
def test_files_in_any_order_give_the_same_lines_and_every_cent_is_in_one_place(claims, chance):
    files = files_of(claims)
    lines, kept, answers, findings = match(files)
    mixed = list(files)
    chance.shuffle(mixed)
    for file in mixed:
        for rows in file.rows.values():
            chance.shuffle(rows)
    again, _, _, found = match(mixed)
    assert again == lines
    assert Counter(map(str, found)) == Counter(map(str, findings))
    check_money(lines, kept, answers)
    check_grain(lines)


def check_money(lines, kept, answers):
    by_claim = Counter()
    for row in answers:
        by_claim[row["file_id"], row["claim_segment"]] += row["paid"]
    assert {(r["file_id"], r["segment"]): r["paid"] for r in kept} == dict(by_claim)
    final = sum(r["paid"] for r in answers if r["final_rank"] == 0 and not r["reversed"])
    assert sum(row["paid"] for row in lines) == final
    lone = [r for r in answers if r["adjudications"] == 1 and not r["reversed"]]
    assert all(r["final_rank"] == r["first_rank"] == 0 for r in lone)


def check_grain(lines):
    assert [row["line_id"] for row in lines] == list(range(1, len(lines) + 1))
    remit_places = [(r["remit_file"], r["remit_place"], r["line"]) for r in lines if r["remit_file"]]
    assert len(remit_places) == len(set(remit_places))
    claim_places = [(r["claim_file"], r["claim_place"], r["sequence"]) for r in lines if r["claim_file"]]
    assert len(claim_places) == len(set(claim_places))
    assert all((a["claim"], a["sequence"]) <= (b["claim"], b["sequence"]) for a, b in pairwise(lines))


def test_an_empty_lake_has_no_lines_and_no_findings():
    with MemoryEngine({}) as engine:
        assert engine.arrow(final_lines(engine)).num_rows == 0
        assert match_findings(engine) == []
