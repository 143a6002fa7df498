"""Who the patients are: for the vault, by the same key as the claims."""

import io
from collections import defaultdict
from datetime import date

import pyarrow as pa
import pytest
from tests.ingest.x12.judge import KEY, corpus
from tests.ingest.x12.plain import first, get, key_of, segments, split_claims, transactions
from tests.ingest.x12.samples import claim, era

from counteroffer.core.tables import IDENTITIES
from counteroffer.ingest.x12 import reader
from counteroffer.ingest.x12.envelope import IN_CLAIM, IN_ERA
from counteroffer.ingest.x12.identity import identities


def read(data, block=4 << 20, seen=None):
    """Everybody whom the pieces of a file name, and the keys of all its claims."""
    seen = set() if seen is None else seen
    people, keys = [IDENTITIES.empty()], set()

    def gather(read_part, sets, names, code=IN_ERA):
        part = read_part(sets, names) if code == IN_ERA else read_part(sets, names, code)
        people.append(identities(sets, code, part.tables, seen) or IDENTITIES.empty())
        keys.update(part.tables["remit_claims" if code == IN_ERA else "claims"]["patient_key"].to_pylist())
        return part

    with pytest.MonkeyPatch.context() as patch:
        era_, claims_ = reader.read_era, reader.read_claims
        patch.setattr(reader, "read_era", lambda sets, names: gather(era_, sets, names))
        patch.setattr(reader, "read_claims", lambda sets, names, code=IN_CLAIM: gather(claims_, sets, names, code))
        list(reader.read_x12(io.BytesIO(data), "file", 7, KEY, block))
    rows = pa.concat_tables(people)
    assert rows.schema == IDENTITIES.schema
    return rows.to_pylist(), keys - {""}


def test_a_remittance_names_its_patients_by_name_and_member_id():
    rows, keys = read(era())
    assert rows[0] == {
        "file_id": 7,
        "patient_key": key_of(KEY, "DOOLITTLE", "ELIZA", "W1"),
        "last": "DOOLITTLE",
        "first": "ELIZA",
        "middle": "",
        "birth_date": None,
        "sex": "",
        "member_id": "W1",
        "payer_id": "87726",
        "address": "",
        "city": "",
        "state": "",
        "zip": "",
    }
    assert [row["first"] for row in rows] == ["ELIZA", "HUGH", "CLARA"]
    assert {row["patient_key"] for row in rows} == keys


def test_the_insured_stands_in_where_a_remittance_names_no_patient_and_lends_the_member_id_where_it_has_none():
    rows, _ = read(era(("NM1*QC*1*DOOLITTLE*ELIZA****MI*W1", "NM1*IL*1*HIGGINS*HENRY*J***MI*W5")))
    assert (rows[0]["last"], rows[0]["middle"], rows[0]["member_id"]) == ("HIGGINS", "J", "W5")
    rows, _ = read(era(("ELIZA****MI*W1~", "ELIZA~\nNM1*IL*1*HIGGINS*HENRY****MI*W5~")))
    assert (rows[0]["last"], rows[0]["member_id"]) == ("DOOLITTLE", "W5")
    assert rows[0]["patient_key"] == key_of(KEY, "DOOLITTLE", "ELIZA", "")


def test_what_the_payer_corrected_counts_and_the_key_stays_that_of_the_claim():
    data = era(("ELIZA****MI*W1~", "ELIZA****MI*W1~\nNM1*74*1**ELISABETH****C*W100~"))
    row = read(data)[0][0]
    assert (row["last"], row["first"], row["member_id"]) == ("DOOLITTLE", "ELISABETH", "W100")
    assert row["patient_key"] == key_of(KEY, "DOOLITTLE", "ELIZA", "W1")


def test_a_correction_is_given_although_the_patient_was_given_before():
    corrected = era(("ELIZA****MI*W1~", "ELIZA****MI*W1~\nNM1*74*1**ELISABETH****C*W100~"))
    seen = set()
    assert len(read(era(), seen=seen)[0]) == 3
    assert [row["first"] for row in read(corrected, seen=seen)[0]] == ["ELISABETH"]
    assert read(corrected, seen=seen)[0] == []


def test_a_name_that_stands_in_a_line_is_not_the_claims():
    rows, _ = read(era(("LQ*HE*N130~", "LQ*HE*N130~\nNM1*74*1*WRONG*NAME****C*W9~")))
    assert "WRONG" not in {row["last"] for row in rows}


@pytest.mark.parametrize(
    ("change", "payer"),
    [
        (("*XV*87726", ""), "1512345678"),
        (("*XV*87726~", "~\nREF*2U*LOCAL9~"), "LOCAL9"),
    ],
)
def test_the_payer_of_a_remittance_is_named_as_in_remits(change, payer):
    assert {row["payer_id"] for row in read(era(change))[0]} == {payer}


def test_a_submitted_claim_names_subscriber_or_patient_with_birth_sex_and_address():
    rows, keys = read(
        claim(
            ("ELIZA****MI*W1~", "ELIZA*B***MI*W1~\nN3*27A WIMPOLE ST*FLAT 2~\nN4*SALT LAKE CITY*UT*84101~"),
            ("NM1*QC*1*PICKERING*CLARA~", "NM1*QC*1*PICKERING*CLARA~\nN3*1 ELM ST~\nN4*OGDEN*UT*84401~"),
        ),
    )
    eliza, clara = rows
    assert eliza == {
        "file_id": 7,
        "patient_key": key_of(KEY, "DOOLITTLE", "ELIZA", "19800101"),
        "last": "DOOLITTLE",
        "first": "ELIZA",
        "middle": "B",
        "birth_date": date(1980, 1, 1),
        "sex": "F",
        "member_id": "W1",
        "payer_id": "87726",
        "address": "27A WIMPOLE ST FLAT 2",
        "city": "SALT LAKE CITY",
        "state": "UT",
        "zip": "84101",
    }
    assert (clara["last"], clara["first"], clara["birth_date"]) == ("PICKERING", "CLARA", date(2010, 1, 1))
    assert (clara["member_id"], clara["payer_id"], clara["city"]) == ("W2", "00882", "OGDEN")
    assert {row["patient_key"] for row in rows} == keys


def test_the_payers_address_is_never_taken_for_the_subscribers():
    rows, _ = read(claim(("PI*87726~", "PI*87726~\nN3*1 PLAN WAY~\nN4*BOISE*ID*83701~")))
    assert (rows[0]["address"], rows[0]["city"]) == ("", "")


def test_a_patient_who_comes_again_is_given_once():
    seen = set()
    assert len(read(claim(), seen=seen)[0]) == 2
    assert read(claim(), seen=seen)[0] == []


def test_nobody_is_given_where_no_name_stands():
    data = era(("NM1*QC*1*DOOLITTLE*ELIZA****MI*W1", "NM1*QC*1*****MI*W1"))
    assert [row["first"] for row in read(data)[0]] == ["HUGH", "CLARA"]


def told(data):
    """Everybody whom a file names, segment by segment: key -> what its claims say, and what payers corrected."""
    said, mended = defaultdict(list), defaultdict(list)
    for kind, parts, _ in transactions(segments(data)[0]):
        if kind == "835":
            for found, _ in split_claims(parts, "CLP", ("LX", "TS2", "TS3", "PLB"), None)[0]:
                own = found[: next((i for i, s in enumerate(found) if s.name == "SVC"), None)]
                patient, insured, new = (first(own, "NM1", code) for code in ("QC", "IL", "74"))
                patient = patient or insured
                who = [(get(new, i) or get(patient, i)).strip() for i in (3, 4, 5)]
                member = get(new, 9) or get(patient, 9) or get(insured, 9)
                key = key_of(KEY, get(patient, 3), get(patient, 4), get(patient, 9))
                (mended if new else said)[key].append((*who, member.strip(), "", ""))
        elif kind in ("837P", "837I"):
            levels = {}
            for segment in parts:
                if segment.name == "HL":
                    within = {"20": (), "22": ("20",), "23": ("20", "22")}.get(segment[3], tuple(levels))
                    levels = {name: levels[name] for name in within if name in levels} | {segment[3]: (current := [])}
                elif segment.name == "CLM":
                    current = None
                    key, row = submitted(levels.get("22", []), levels.get("23", []))
                    said[key].append(row)
                elif levels and current is not None:
                    current.append(segment)
    return said | mended, {key for key in said | mended if key}


def submitted(insured, dependent):
    subscriber, patient = first(insured, "NM1", "IL"), first(dependent, "NM1", "QC")
    level = dependent if patient else insured
    named = patient or subscriber
    level = level[: next((i for i, s in enumerate(level) if s.name == "NM1" and s[1] == "PR"), None)]
    street, town = first(level, "N3"), first(level, "N4")
    born = first(dependent if patient else insured, "DMG")
    key = key_of(KEY, get(named, 3), get(named, 4), get(born, 2))
    who = [get(named, i).strip() for i in (3, 4, 5)]
    address = " ".join(part for part in (get(street, 1), get(street, 2)) if part).strip()
    return key, (*who, (get(named, 9) or get(subscriber, 9)).strip(), address, get(town, 3).strip())


@pytest.mark.parametrize("path", corpus())
@pytest.mark.parametrize("block", [4 << 20, 3000])
def test_in_every_real_file_everybody_with_a_key_is_named_as_the_file_names_them(path, block):
    data = path.read_bytes()
    rows, keys = read(data, block)
    expected, all_keys = told(data)
    assert {row["patient_key"] for row in rows} == keys == all_keys
    columns = ("last", "first", "middle", "member_id", "address", "zip")
    last = {row["patient_key"]: tuple(row[name] for name in columns) for row in rows}
    for key, said in last.items():
        assert said in expected[key]
