"""`walkaway.yaml`: read strictly, all faults at once, and written so that it reads back the same."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counteroffer.core.errors import InputError
from counteroffer.negotiate.draws import PERT, TRIANGULAR
from counteroffer.negotiate.questions import QUESTIONS, Answer, answered
from counteroffer.negotiate.ranges import SHARE, read_range
from counteroffer.workspace.answers import read_answers, write_answers


def written(tmp_path, text):
    file = tmp_path / "walkaway.yaml"
    file.write_text(text)
    return file


def test_without_a_file_nothing_is_answered(tmp_path):
    assert read_answers(tmp_path / "walkaway.yaml") == ({}, TRIANGULAR)


def test_answers_are_read_with_the_line_or_the_person_they_are_from(tmp_path):
    found, shape = read_answers(
        written(
            tmp_path,
            "cost: 46.00\nretention: {is: 20-35-60%, said_by: partners 2026-11-20}\n"
            "backfill_rate: others\nshape: pert\n",
        )
    )
    assert found["cost"] == Answer(read_range("46.00", "cents"), "walkaway.yaml, line 1")
    assert found["retention"].source == "walkaway.yaml: partners 2026-11-20"
    assert found["retention"].said.likely * 100 == 35
    assert found["backfill_rate"] is None
    assert shape == PERT


def test_all_faults_are_said_at_once_with_their_lines(tmp_path):
    file = written(tmp_path, "retention: 0.35\nretentoin: 20%\ncost: many\none_off: {is: 5, by: me}\nshape: bell\n")
    with pytest.raises(InputError) as fault:
        read_answers(file)
    says = fault.value.says
    assert "line 1: 'retention': '0.35' may be" in says
    assert "line 2: The file has no key 'retentoin'. Did you mean 'retention'?" in says
    assert "line 3: 'cost'" in says
    assert "line 4: 'one_off' has no key 'by'" in says
    assert "line 5: There is no shape 'bell'." in says


@pytest.mark.parametrize(
    "text", ["- a\n- b\n", "cost: 5\ncost: 6\n", "cost: [1\n", "cost: [1, 2]\n", "retention: {}\n"]
)
def test_what_is_no_such_file_is_refused_with_its_line(tmp_path, text):
    with pytest.raises(InputError, match="line"):
        read_answers(written(tmp_path, text))


def test_bytes_that_are_no_text_are_refused(tmp_path):
    file = tmp_path / "walkaway.yaml"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="cannot be read"):
        read_answers(file)


def test_who_said_it_is_kept_when_the_file_is_written_again(tmp_path):
    file = tmp_path / "walkaway.yaml"
    said = {"retention": answered("retention", "20-35-60%", 'Ann "the boss", 2026-11-20'), "backfill_rate": None}
    write_answers(file, said, PERT)
    once, shape = read_answers(file)
    assert once["retention"].source == 'walkaway.yaml: Ann "the boss", 2026-11-20'
    assert (once["backfill_rate"], shape) == (None, PERT)
    write_answers(file, once, shape)
    assert read_answers(file) == (once, shape)


def test_an_answer_without_a_person_stays_without_one(tmp_path):
    file = written(tmp_path, "# mine\ncost: 46.00\n")
    found, shape = read_answers(file)
    write_answers(file, found, shape)
    assert "said_by" not in file.read_text()


parts = st.lists(st.integers(0, 10_000).map(lambda n: n / 100), min_size=3, max_size=3).map(sorted)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.dictionaries(st.sampled_from(list(QUESTIONS)), parts, min_size=1))
def test_every_answer_reads_back_as_it_was_written(tmp_path, said):
    answers = {
        name: answered(name, "-".join(f"{n:.2f}" for n in ends) + ("%" if QUESTIONS[name].unit == SHARE else ""), "x")
        for name, ends in said.items()
    }
    file = tmp_path / "walkaway.yaml"
    write_answers(file, answers, TRIANGULAR)
    found, _ = read_answers(file)
    assert {name: one.said for name, one in found.items()} == {name: one.said for name, one in answers.items()}
