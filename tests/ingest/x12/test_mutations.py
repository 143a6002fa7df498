"""Damaged files: each damage is caught or harmless, never silently different money, and no name comes to light."""

import pytest
from tests.ingest.x12.judge import Read
from tests.ingest.x12.samples import CLAIM, ERA, NAMES, claim, era

WHOLE = {"era": Read(era()), "claim": Read(claim())}


def test_the_undamaged_samples_are_read_whole_without_a_word():
    assert WHOLE["era"].findings == []
    assert WHOLE["claim"].findings == []
    assert len(WHOLE["era"].money()["remit_claims"]) == 3
    assert len(WHOLE["claim"].money()["claims"]) == 2


def drop(text, piece):
    assert piece in text
    return text.replace(piece, "", 1)


def twice(text, line):
    assert line in text
    return text.replace(line, line + line, 1)


HARMLESS = {
    "carriage returns": lambda t: t.replace("\n", "\r\n"),
    "no line ends": lambda t: t.replace("\n", ""),
    "indentation": lambda t: t.replace("\n", "\n \t "),
    "blank lines": lambda t: t.replace("\n", "\n\n\n"),
    "newline as terminator": lambda t: t.replace("~\n", "\n"),
    "other delimiters": lambda t: t.replace("^", "{").replace("*", "|").replace(":", "^").replace("~", "!"),
    "byte order mark": lambda t: "\xef\xbb\xbf" + t,
    "leading blank lines": lambda t: "\r\n \n" + t,
    "end of file mark": lambda t: t + "\x1a",
    "last terminator missing": lambda t: t.rstrip("~\n"),
    "an unknown segment, counted": lambda t: (
        t.replace("LX*1~\n", "LX*1~\nK9*X~\n", 1).replace("SE*38", "SE*39").replace("SE*44", "SE*45")
    ),
    "needless zeros": lambda t: t.replace("*80*", "*0080.00*"),
}

CAUGHT = {
    "a byte dropped from a charge": lambda t: t.replace("*150*", "*15*", 1).replace("99213:25*150*", "99213:25*10*"),
    "delimiters swapped": lambda t: (
        t.replace("*", "\0").replace(":", "*").replace("\0", ":").replace("ISA:", "ISA*", 1)
    ),
    "element separator changed half way": lambda t: t[: len(t) // 2] + t[len(t) // 2 :].replace("*", "|"),
    "cut in a segment": lambda t: t[: t.index("A2*") + 5],
    "cut after a claim's first segment": lambda t: t[: t.index("~", t.index("A2*")) + 1],
    "cut before SE": lambda t: t[: t.index("SE*")],
    "cut before IEA": lambda t: t[: t.index("IEA*")],
    "claim segment twice": lambda t: twice(t, t[t.index("A2*") - 4 : t.index("~", t.index("A2*")) + 1]),
    "SE missing": lambda t: drop(t, t[t.index("SE*") : t.index("GE*1")]),
    "ISA missing": lambda t: t[t.index("GS*") :],
    "ST missing": lambda t: drop(t, t[t.index("ST*8") : t.index("~", t.index("ST*8")) + 1]),
    "ISA broken": lambda t: t.replace("ISA*00*", "ISA00", 1),
    "amount with letters": lambda t: t.replace("*80*", "*8O*", 1),
    "amount with a comma": lambda t: t.replace("*200*", "*2,00*", 1),
    "part of a cent": lambda t: t.replace("*200*", "*200.005*", 1),
    "SE01 wrong": lambda t: t.replace("SE*38", "SE*37").replace("SE*44", "SE*43"),
    "IEA02 wrong": lambda t: t.replace("IEA*1*00000000", "IEA*1*10000000"),
    "GE01 wrong": lambda t: t.replace("GE*1*", "GE*2*"),
    "terminator lost": lambda t: t.replace("8~\nHL", "8HL", 1).replace("1~\nCAS", "1CAS", 1),
    "junk in the middle": lambda t: t.replace("LX*1~", "LX*1~\x07\x08garbage~", 1),
    "SVC or SV1 missing": lambda t: drop(
        t, t[t.index("SV", t.index("LX")) : t.index("~", t.index("SV", t.index("LX"))) + 1]
    ),
    "upper half sent twice": lambda t: t[: t.index("SE*")] + t,
    "component separator wrong": lambda t: t.replace("HC:99213", "HC>99213"),
    "amount missing": lambda t: t.replace("CLP*A2*4*80*0*", "CLP*A2*4*80**").replace("CLM*A2*80*", "CLM*A2**"),
}


@pytest.mark.parametrize("text", [ERA, CLAIM], ids=["835", "837P"])
@pytest.mark.parametrize("damage", HARMLESS.values(), ids=HARMLESS.keys())
def test_harmless_changes_of_form_change_no_money_and_cause_no_finding(text, damage):
    read = Read(damage(text).encode("latin-1"))
    assert read.money() == Read(text.encode()).money()
    assert read.findings == []


@pytest.mark.parametrize("text", [ERA, CLAIM], ids=["835", "837P"])
@pytest.mark.parametrize("damage", CAUGHT.values(), ids=CAUGHT.keys())
@pytest.mark.parametrize("block", [1 << 20, 50])
def test_damage_is_always_said(text, damage, block):
    damaged = damage(text)
    assert damaged != text
    read = Read(damaged.encode("latin-1"), block)
    assert read.findings
    assert all(finding.mend and finding.says for finding in read.findings)
    assert_no_name(read)


@pytest.mark.parametrize("text", [ERA, CLAIM], ids=["835", "837P"])
def test_no_single_byte_lost_anywhere_changes_money_silently_or_brings_a_name_to_light(text):
    data = text.replace("\n", "").encode()
    whole = Read(data)
    for at in range(len(data)):
        read = Read(data[:at] + data[at + 1 :])
        assert read.findings or cents(read) == cents(whole), (at, data[at - 30 : at + 30])
        assert_no_name(read)


@pytest.mark.parametrize("text", [ERA, CLAIM], ids=["835", "837P"])
def test_no_segment_lost_or_doubled_anywhere_changes_money_silently(text):
    lines = text.splitlines(keepends=True)
    whole = cents(Read(text.encode()))
    for at in range(len(lines)):
        for damaged in (lines[:at] + lines[at + 1 :], lines[: at + 1] + lines[at:]):
            read = Read("".join(damaged).encode())
            assert read.findings or cents(read) == whole, lines[at]
            assert_no_name(read)


def cents(read):
    return {name: sorted(row[1:] for row in rows) for name, rows in read.money().items()}


def assert_no_name(read):
    said = " ".join(map(str, read.findings)) + " ".join(str(table.to_pylist()) for table in read.tables.values())
    assert not [name for name in NAMES if name in said]
