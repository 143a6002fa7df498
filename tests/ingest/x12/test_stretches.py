"""A file read stretch by stretch is the file read as a whole."""

import io
import random
from functools import reduce
from operator import add

import pyarrow as pa
import pytest
from tests.ingest.x12.judge import KEY, corpus
from tests.ingest.x12.samples import claim, era

from counteroffer.ingest.chunk import Tally
from counteroffer.ingest.x12.pseudonym import Pseudonyms
from counteroffer.ingest.x12.reader import read_stretch, read_x12
from counteroffer.ingest.x12.stretches import Stretches, merged


def whole(data):
    return gathered(read_x12(io.BytesIO(data), "f", 7, KEY))


def by_stretches(data, size):
    finder = Stretches("f", 7, size)
    stretches = list(finder.of(io.BytesIO(data)))
    assert stretches[0].start == 0
    assert stretches[-1].stop == -1
    assert [s.stop for s in stretches[:-1]] == [s.start for s in stretches[1:]]
    names, chunks = Pseudonyms(KEY), []
    for stretch in stretches:
        part = data[stretch.start : None if stretch.stop < 0 else stretch.stop]
        chunks += read_stretch(io.BytesIO(part), "f", 7, names, stretch, set())
    return gathered(chunks, finder.findings), len(stretches)


def gathered(chunks, findings=()):
    chunks = list(chunks)
    tables = {}
    for chunk in chunks:
        for name, rows in chunk.tables.items():
            tables.setdefault(name, []).append(rows)
    found = [str(f) + f.kind + str(f.offset) for f in merged([*findings, *(f for c in chunks for f in c.findings)])]
    return (
        {name: sorted(map(str, pa.concat_tables(parts).to_pylist())) for name, parts in tables.items()},
        reduce(add, (chunk.tally for chunk in chunks), Tally()),
        sorted(found),
    )


def envelopes(rng):
    """Many interchanges, groups and sets, remittances and claims mixed, their texts damaged here and there."""
    parts = []
    for _ in range(rng.randint(2, 6)):
        text = rng.choice([era, claim])().decode()
        for _ in range(rng.choice([0, 0, 1, 3])):
            at = rng.randrange(len(text))
            text = (
                text[:at]
                + rng.choice(["", "~", "*", "~ISA*", "~SE*1*1~", "~ST*835*9~", "~GE*1*1~", "X"])
                + text[at + 1 :]
            )
        if rng.random() < 0.2:
            text = text.replace("*", "|").replace(":", ">")
        parts.append(text + rng.choice(["", "\n", "junk", "  \r\n"]))
    return "".join(parts).encode()


@pytest.mark.parametrize("seed", range(120))
def test_damaged_files_of_many_sets_read_the_same_by_stretches_of_any_size(seed):
    rng = random.Random(seed)
    data = envelopes(rng)
    expected = whole(data)
    for size in (1, rng.randint(2, 3000)):
        assert by_stretches(data, size)[0] == expected


def test_one_large_interchange_of_many_sets_is_cut_between_its_sets():
    text = era().decode()
    begin, end = text.index("ST*"), text.index("GE*")
    one = text[begin:end]
    data = (text[:begin] + one * 40 + text[end:].replace("GE*1*", "GE*40*")).encode()
    read, parts = by_stretches(data, 3000)
    assert read == whole(data)
    assert parts > 5


@pytest.mark.parametrize("path", corpus(), ids=lambda p: p.name)
def test_every_corpus_file_reads_the_same_by_stretches_of_one_set_each(path):
    data = path.read_bytes()
    assert by_stretches(data, 1)[0] == whole(data)


def test_an_isa_that_runs_into_its_sets_is_not_cut_off_from_them():
    data = b"ISA*00*     NYBAT*XDZ*2011*1008*144*X*004010X092A1~\nST*270*1~\nBHT*0022*13**2*0210*0800*~\nHL*1**20*1~\n"
    data += b"NM1*PR*2*PAYER~ISA*00*****FI*35~\nSE*4*1~\nGE*1*144~\nIEA*1*144~\n"
    assert by_stretches(data, 1)[0] == whole(data)
