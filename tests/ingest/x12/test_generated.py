"""Made-up files of any shape: the columnar reader agrees with the plain one, whatever the block size."""

import string

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ingest.x12.judge import Read, assert_same

WORD = st.text(string.ascii_uppercase + string.digits + " é", max_size=6)
MONEY = st.one_of(
    st.integers(-99_999, 999_999).map(lambda n: f"{n / 100:.2f}"),
    st.integers(0, 99_999_999).map(str),
    st.sampled_from(
        ["", "0", "-0", ".5", "5.", "-.07", "1.234", "1e3", "12,5", "--1", ".", "-", "0000000012.50", "9" * 30]
    ),
)
DAY = st.sampled_from(
    ["20250131", "20240229", "20250229", "20251301", "00000101", "2025013", "", "20250101-20250103", "X"]
)
UNITS = st.sampled_from(["1", "2", "", "1.5", "0.125", "1.2345", "x", "10"])
CODE = st.sampled_from(["HC%99213", "HC%99214%25", "HC%J1885%25%59%RT%LT%XX", "99213", "", "NU%0450", "HC%", "%%%"])
GROUP = st.sampled_from(["CO", "PR", "OA", "PI", "CR", "", "ZZ"])
CARC = st.sampled_from(["45", "1", "2", "A1", "", "NAMED", "P12", "1234567"])
REF = st.sampled_from(["6R", "HPI", "1L", "G1", "F8", "EI", "SY", "TJ", "2U"])


def flat(found):
    return [part for parts in found for part in parts]


def segment(name, *elements):
    return st.tuples(st.just(name), *elements).map("*".join)


def one_of(*found):
    return st.lists(st.one_of(*found), max_size=4)


def joined(*parts):
    return st.tuples(*parts).map(
        lambda found: [s for part in found for s in ([part] if isinstance(part, str) else part)]
    )


CAS = segment("CAS", GROUP, CARC, MONEY) | segment("CAS", GROUP, CARC, MONEY, UNITS, CARC, MONEY, UNITS, CARC, MONEY)
DTM = segment("DTM", st.sampled_from(["472", "150", "151", "050", "232", "233", "999"]), DAY)
AMT = segment("AMT", st.sampled_from(["B6", "AU", "I", "XX"]), MONEY)
WHO = st.sampled_from(["QC", "IL", "82", "85", "PR", "74"])
NM1 = segment("NM1", WHO, st.just("1"), WORD, WORD, *[st.just("")] * 3, st.sampled_from(["XX", "MI", "24"]), WORD)
LQ = segment("LQ", st.sampled_from(["HE", "RX"]), WORD)
ODD = st.sampled_from(
    ["MOA***N1**N2", "MIA*1****N3" + "*" * 15 + "N4", "N3*SOMEWHERE", "ZZZ*1", "QTY", "X", "CAS", "DTM*472"]
)
REFS = segment("REF", REF, WORD)
SVC = segment("SVC", CODE, MONEY, MONEY, WORD, UNITS) | segment("SVC", CODE, MONEY, MONEY, WORD, UNITS, CODE, UNITS)
SERVICE = joined(SVC, one_of(CAS, DTM, AMT, LQ, REFS, ODD))
CLP = segment(
    "CLP",
    WORD,
    st.sampled_from(["1", "22", "25", "4", ""]),
    MONEY,
    MONEY,
    MONEY,
    st.just("12"),
    WORD,
    st.sampled_from(["11", "111", ""]),
    st.sampled_from(["1", "1.00"]),
)
CLAIM = joined(CLP, one_of(CAS, NM1, DTM, AMT, REFS, ODD), st.lists(SERVICE, max_size=3).map(flat))
PLB = segment("PLB", WORD, DAY, st.sampled_from(["WO%1", "L6", "", "CS%A%B"]), MONEY, st.just("72%X"), MONEY)
HEAD = joined(
    segment("BPR", st.just("I"), MONEY, st.sampled_from(["C", "D"]), st.just("ACH")),
    one_of(segment("TRN", st.just("1"), WORD, st.sampled_from(["1512345678", "512345678", "1X"])), REFS, NM1),
    one_of(segment("N1", st.sampled_from(["PR", "PE"]), WORD, st.sampled_from(["XX", "FI", "XV"]), WORD), REFS),
)
LX = st.lists(st.just("LX*1"), max_size=1)
ERA = joined(HEAD, LX, st.lists(CLAIM, max_size=4).map(flat), LX, st.lists(PLB, max_size=2))

DTP = segment("DTP", st.sampled_from(["472", "431"]), st.sampled_from(["D8", "RD8"]), DAY)
HI = segment("HI", st.sampled_from(["ABF%E1", "BG%01", "ABK%"]), st.sampled_from(["ABK%I10", "BF%X", "ABF"]))
SV1 = segment("SV1", CODE, MONEY, st.just("UN"), UNITS, st.sampled_from(["", "11", "222"]))
LINE = joined(st.sampled_from(["LX*1", "LX*x", "LX", "N3*NO COUNTER"]), SV1, one_of(DTP, REFS, NM1, CAS))
CLM = segment("CLM", WORD, MONEY, st.just(""), st.just(""), st.sampled_from(["11%B%1", "22", "", "111%B%77"]))
SUBMITTED = joined(
    CLM,
    one_of(REFS, HI, NM1, DTP),
    one_of(st.just("SBR*S**OTHER******CI"), NM1, REFS),
    st.lists(LINE, max_size=3).map(flat),
)
LEVEL = joined(
    segment("HL", st.just("1"), st.just(""), st.sampled_from(["20", "22", "23", "", "21"])),
    one_of(
        NM1, REFS, segment("SBR", st.sampled_from(["P", "SS"]), st.just("18"), WORD), segment("DMG", st.just("D8"), DAY)
    ),
)
PRO = joined(
    one_of(segment("BHT", st.just("0019"), st.just("00"), WORD, DAY), NM1),
    st.lists(st.one_of(LEVEL, SUBMITTED), max_size=8).map(flat),
)
SETS = st.one_of(
    st.tuples(st.just("ST*835*1"), ERA),
    st.tuples(st.sampled_from(["ST*837*2*005010X222A1", "ST*837*2"]), PRO),
    st.tuples(st.sampled_from(["ST*837*3*005010X223A2", "ST*270*4", "ST"]), st.one_of(PRO, ERA)),
)
DELIMITERS = st.sampled_from(["*:~", "|>!", "*:\n", "~^_", "\t:~", "*<\r", "+;'"])
BETWEEN = st.sampled_from(["", "\n", "\r\n", "\n  ", " \t", "\n\n"])


@st.composite
def interchanges(draw):
    element, component, terminator = draw(DELIMITERS)
    between = draw(BETWEEN)
    sets = draw(st.lists(SETS, max_size=3))
    isa = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *250131*0101*^*00501*000000001*0*P*%"
    parts = [isa, "GS*HP*S*R*20250131*0101*1*X*" + draw(st.sampled_from(["005010X221A1", "005010X222A1", "5010"]))]
    for start, body in sets:
        parts += [start, *body]
        if draw(st.integers(0, 9)):
            parts.append(f"SE*{len(body) + 2}*1")
    parts += draw(st.sampled_from([["GE*1*1", "IEA*1*000000001"]] * 4 + [[], ["GE*1*1"]]))
    text = "".join(part.replace("*", element).replace("%", component) + terminator + between for part in parts)
    return text.encode(draw(st.sampled_from(["utf-8", "latin-1"])))


CENTS = st.integers(-50_000, 500_000)


def dollars(cents):
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


@st.composite
def balanced_remits(draw):
    """A remittance whose lines, claims and payment balance, now and then by a cent too little."""
    slips = st.sampled_from([0] * 12 + [1, -1])
    body, total = [], 0
    for number in range(draw(st.integers(0, 5))):
        own = draw(st.lists(CENTS, max_size=2))
        lines, charged, reduced = [], 0, sum(own)
        for _ in range(draw(st.integers(0, 3))):
            charge, parts = draw(CENTS), draw(st.lists(CENTS, max_size=7))
            paid = charge - sum(parts) + draw(slips)
            lines.append(f"SVC*HC%99213*{dollars(charge)}*{dollars(paid)}**1")
            group = draw(st.sampled_from(["CO", "PR"]))
            for start in range(0, len(parts), 6):
                triplets = "".join(f"*{45 + i}*{dollars(part)}*" for i, part in enumerate(parts[start : start + 6]))
                lines.append(f"CAS*{group}{triplets}".rstrip("*"))
            charged, reduced = charged + charge, reduced + sum(parts)
        charged = charged or draw(CENTS)
        paid = charged - reduced + draw(slips)
        total += paid
        body += [
            f"CLP*P{number}*{draw(st.sampled_from(['1', '2', '22', '25']))}*{dollars(charged)}*{dollars(paid)}*0*12*I"
        ]
        body += [f"CAS*OA*23*{dollars(part)}" for part in own] + lines
    plb = draw(st.lists(CENTS, max_size=6))
    if plb:
        body.append("PLB*1*20251231" + "".join(f"*WO%R*{dollars(part)}" for part in plb))
    paid = total - sum(plb) + draw(slips)
    return [f"BPR*I*{dollars(abs(paid))}*{'D' if paid < 0 else 'C'}*ACH", *body]


@st.composite
def balanced_claims(draw):
    """Submitted claims whose lines add up, now and then by a cent too little."""
    body = ["HL*1**20*1", "NM1*85*2*B*****XX*1234567893", "HL*2*1*22*0", "SBR*P", "NM1*IL*1*L*F"]
    for number in range(draw(st.integers(0, 4))):
        charges = draw(st.lists(CENTS, min_size=1, max_size=3))
        total = sum(charges) + draw(st.sampled_from([0] * 6 + [1]))
        body.append(f"CLM*P{number}*{dollars(total)}***11%B%1")
        for at, charge in enumerate(charges, 1):
            body += [f"LX*{at}", f"SV1*HC%99213*{dollars(charge)}*UN*1"]
    return body


def wrapped(start, body):
    isa = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *250131*0101*^*00501*000000001*0*P*%"
    parts = [
        isa,
        "GS*HP*S*R*20250131*0101*1*X*5010",
        start,
        *body,
        f"SE*{len(body) + 2}*1",
        "GE*1*1",
        "IEA*1*000000001",
    ]
    return "".join(part.replace("%", ":") + "~" for part in parts).encode()


FILES = st.lists(interchanges(), min_size=1, max_size=3).map(b"".join)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(FILES, st.integers(20, 400))
def test_any_file_agrees_with_the_plain_reader_and_no_block_size_changes_a_cell(data, block):
    whole = assert_same(data)
    pieces = assert_same(data, block)
    assert pieces.tally == whole.tally
    assert sorted(map(str, pieces.findings)) == sorted(map(str, whole.findings))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(balanced_remits(), balanced_claims(), st.integers(20, 400))
def test_what_balances_is_kept_and_what_is_a_cent_off_is_set_aside(remit, claims, block):
    data = wrapped("ST*835*1", remit) + wrapped("ST*837*1*005010X222A1", claims)
    whole = assert_same(data)
    assert assert_same(data, block).tally == whole.tally
    aside = sum(sum(whole.tables[name]["set_aside"].to_pylist()) for name in ("claims", "remit_claims"))
    assert whole.tally.claims_set_aside == aside
    said = [f for f in whole.findings if f.kind in {"x12.claim_unbalanced", "x12.predetermination"}]
    assert len(said) == aside


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(FILES, st.data())
def test_a_file_cut_anywhere_keeps_what_the_plain_reader_keeps(data, drawn):
    cut = drawn.draw(st.integers(120, len(data)))
    assert_same(data[:cut], drawn.draw(st.integers(20, 400)))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400), st.integers(1, 100))
def test_bytes_of_any_kind_never_raise(data, block):
    assert Read(data, block).chunks
    assert Read(
        b"ISA*00*          *00*          *ZZ*S              *ZZ*R              *250131*0101*^*00501*000000001*0*P*:~GS*"
        + data,
        block,
    ).chunks
