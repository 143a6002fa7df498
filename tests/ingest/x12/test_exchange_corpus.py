"""Authorizations, statuses, coverages and acknowledgements of real and of damaged files, every cell judged plainly."""

import random

import pytest
from tests.ingest.x12 import plain_exchange, test_auth278, test_eligibility271
from tests.ingest.x12.exchanged import KEY, OURS, Told, envelope
from tests.ingest.x12.judge import corpus

from counteroffer.core import tables

KINDS = set(plain_exchange.KINDS)


def ordered(rows):
    return sorted(rows, key=lambda row: (row["segment"], row.get("position", 0)))


def assert_same(data, block=4 << 20):
    """Every cell of every table of these kinds is what the plain reader says; give what was read."""
    told, plain = Told(data, block), plain_exchange.read(data, 7, KEY)
    for name in OURS:
        ours = ordered(told.tables[name].to_pylist())
        if name == "unknown_segments":
            ours = [row for row in ours if row["kind"] in KINDS]
        expected = ordered(plain[name])
        assert [row["segment"] for row in ours] == [row["segment"] for row in expected], name
        for got, want in zip(ours, expected, strict=True):
            assert got == {column: want[column] for column in tables.table(name).names}, name
    return told


def speaks(path):
    """Whether a file has a transaction set of these kinds."""
    data = path.read_bytes()
    return any(b"ST" + data[3:4] + kind.encode() in data for kind in KINDS) or b"TA1" in data


SPEAKING = [param for param in corpus() if param.values[0] is None or speaks(param.values[0])]


@pytest.mark.parametrize("path", SPEAKING)
def test_every_cell_of_every_real_file_is_what_the_plain_reader_says_at_any_block_size(path):
    data = path.read_bytes()
    whole = assert_same(data)
    for block in (64, 7000):
        pieces = assert_same(data, block)
        assert sorted(map(str, pieces.findings)) == sorted(map(str, whole.findings))


ANSWER = """ST*277*0007*005010X214~
BHT*0085*08*B1*20250310*1405*TH~
HL*1**20*1~
NM1*PR*2*EXAMPLE HEALTH*****PI*87726~
TRN*1*OURS1~
HL*2*1*21*1~
NM1*41*2*BILLER*****46*B1~
TRN*2*BATCH1~
STC*A1:19:PR*20250310*WQ*300~
QTY*90*2~
AMT*YU*200~
HL*3*2*19*1~
NM1*85*2*EXAMPLE CLINIC*****XX*1234567893~
HL*4*3*PT~
NM1*QC*1*DOOLITTLE*ELIZA****MI*W1~
TRN*2*A1~
STC*A2:20:PR*20250310*WQ*200******A3:21~
REF*1K*ICN1~
DTP*472*RD8*20250301-20250302~
SVC*HC:99213:25*150*90~
STC*A7:562:85*20250310*U~
REF*FJ*L1~
DTP*472*D8*20250301~
"""
ACCEPTED = """ST*999*0007*005010X231A1~
AK1*HC*12*005010X222A1~
AK2*837*0001~
IK3*CLM*9*2300*8~
CTX*CLM01:A1~
IK4*5:1*1331*7*ELIZA~
IK5*R*5~
AK2*837*0002~
IK5*A~
AK9*P*2*2*1~
"""
SAMPLES = {
    "277": envelope(ANSWER, "HN", "005010X214"),
    "278": envelope(test_auth278.ANSWERED + "HCR*A3**35~\nAAA*N**33*C~\n", "HI", "005010X217"),
    "271": envelope(test_eligibility271.HEAD + test_eligibility271.BENEFITS, "HB", "005010X279A1"),
    "999": envelope(ACCEPTED, "FA", "005010X231A1"),
}
NAMES = ("DOOLITTLE", "ELIZA", "PICKERING", "HUGH", "HIGGINS", "HENRY", "WIMPOLE")
JUNK = ("", "1", "-2.50", "20250230", "20250101-20250131", "XX", "22", "EV", "SS", "HC:1:2:3:4:5:6:7:8", "::", "9" * 20)
IDS = (
    "HL",
    "NM1",
    "TRN",
    "EB",
    "AAA",
    "HCR",
    "STC",
    "SVC",
    "IK3",
    "AK1",
    "AK2",
    "AK9",
    "IK4",
    "K9",
    "ZZZ",
    "ANNA",
    "Q",
)


def damaged(lines, chance):
    """Lose, double, move or rename a segment, or lose, double or change an element."""
    at = chance.randrange(len(lines))
    line = lines[at]
    parts = line[:-1].split("*")
    place = chance.randrange(len(parts))
    ways = {
        "lose": [],
        "double": [line, line],
        "rename": ["*".join([chance.choice(IDS), *parts[1:]]) + "~"],
        "change": ["*".join([*parts[:place], chance.choice(JUNK), *parts[place + 1 :]]) + "~"] if place else [line],
        "lose element": ["*".join([*parts[:place], *parts[place + 1 :]]) + "~"] if place else [line],
        "double element": ["*".join([*parts[:place], parts[place], *parts[place:]]) + "~"] if place else [line],
    }
    way = chance.choice([*ways, "move"])
    rest = lines[:at] + lines[at + 1 :]
    if way == "move":
        to = chance.randrange(len(lines))
        return [*rest[:to], line, *rest[to:]]
    return lines[:at] + ways[way] + lines[at + 1 :]


@pytest.mark.parametrize("kind", SAMPLES)
@pytest.mark.parametrize("seed", range(120))
def test_damaged_messages_are_read_as_the_plain_reader_reads_them(kind, seed):
    chance = random.Random(seed)
    lines = SAMPLES[kind].decode().splitlines()
    head, body, tail = lines[:3], lines[3:-3], lines[-3:]
    for _ in range(chance.randrange(1, 4)):
        body = damaged(body, chance)
    assert_same("".join([*head, *body, *tail]).encode())


@pytest.mark.parametrize("kind", SAMPLES)
@pytest.mark.parametrize("seed", range(120))
def test_bytes_lost_changed_or_cut_never_stop_the_reader_or_bring_a_name_to_light(kind, seed):
    chance, data = random.Random(seed), bytearray(SAMPLES[kind].replace(b"\n", b""))
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(106, len(data))
        way = chance.randrange(4)
        if way == 0:
            del data[at]
        elif way == 1:
            data[at] = chance.choice(b"*:~^A0\xff\x00 ")
        elif way == 2:
            data[at:at] = bytes([chance.choice(b"*:~^A0\xff")])
        else:
            del data[at : at + chance.randrange(40)]
    told = Told(bytes(data), chance.choice([64, 1 << 20]))
    said = " ".join(map(str, told.findings))
    assert not [name for name in NAMES if name in said]


def test_no_name_address_or_free_text_of_a_whole_message_is_kept():
    for data in SAMPLES.values():
        told = Told(data)
        kept = " ".join(str(table.to_pylist()) for table in told.tables.values()) + str(told.findings)
        assert not [name for name in NAMES if name in kept]


@pytest.mark.parametrize("kind", ["277", "278", "271"])
@pytest.mark.parametrize("block", [1 << 20, 64])
def test_the_last_record_before_a_cut_is_set_aside_wherever_the_file_ends(kind, block):
    lines = SAMPLES[kind].decode().splitlines()
    for end in range(4, len(lines) - 2):
        told = assert_same("".join(lines[:end]).encode(), block)
        said = [finding for finding in told.findings if finding.kind == "x12.told_cut"]
        table = {"277": "claim_statuses", "278": "auths", "271": "coverages"}[kind]
        rows = told.rows(table)
        assert {finding.segment for finding in said} == ({rows[-1]["segment"]} if rows else set())
        assert [row["segment"] for row in rows if row["set_aside"]] == [
            row["segment"] for row in rows if row["segment"] == rows[-1]["segment"]
        ]


@pytest.mark.parametrize("kind", SAMPLES)
def test_no_separator_or_terminator_lost_anywhere_brings_a_name_to_light(kind):
    data = SAMPLES[kind].replace(b"\n", b"")
    for at in [at for at in range(106, len(data)) if data[at : at + 1] in b"*~:"]:
        told = Told(data[:at] + data[at + 1 :])
        kept = " ".join(str(table.to_pylist()) for table in told.tables.values()) + str(told.findings)
        assert not [name for name in NAMES if name in kept], data[at - 30 : at + 30]
