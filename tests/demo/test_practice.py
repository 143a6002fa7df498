"""The demo practice as a whole: the same bytes for a seed, the size asked for, and nobody real in it."""

from __future__ import annotations

import csv
import hashlib
import re
import time
from typing import TYPE_CHECKING

from tests.demo.x12scan import contents

from counteroffer.demo import Truth, generate
from counteroffer.demo.payers import PAYERS
from counteroffer.demo.people import BILLING_NPI, NPI_BASE, npi

if TYPE_CHECKING:
    from pathlib import Path

REAL = [
    "aetna",
    "anthem",
    "humana",
    "cigna",
    "unitedhealth",
    "optum",
    "kaiser",
    "molina",
    "centene",
    "wellpoint",
    "elevance",
    "highmark",
    "novitas",
    "palmetto",
    "bluecross",
    "blueshield",
    "bcbs",
    "tricare",
    "oscar",
    "ambetter",
    "wellcare",
    "caresource",
    "superior",
    "amerigroup",
]


def digests(folder: Path) -> dict[str, str]:
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def luhn(number: str) -> bool:
    figures = [int(c) for c in "80840" + number]
    doubled = [f if i % 2 == 0 else sum(divmod(2 * f, 10)) for i, f in enumerate(reversed(figures))]
    return sum(doubled) % 10 == 0


def test_the_same_seed_writes_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("one", 7), ("two", 7), ("three", 8)):
        generate(tmp_path / name, lines=700, seed=seed)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")
    assert digests(tmp_path / "one") != digests(tmp_path / "three")


def test_it_writes_exactly_as_many_lines_as_asked_for_beside_a_few_repeats(small: Truth) -> None:
    lines = small.facts["counts"]["lines"]
    assert 3_000 <= lines < 3_060


def test_three_thousand_lines_are_written_quickly(tmp_path: Path) -> None:
    began = time.perf_counter()
    generate(tmp_path, lines=3_000)
    assert time.perf_counter() - began < 10


def test_every_file_the_product_needs_is_there(small: Truth) -> None:
    there = digests(small.out)
    assert "practice.yaml" in there
    assert small.path.is_file()
    assert small.lines_path.is_file()
    assert {name.split("/")[1] for name in there if name.startswith("files/")} == {
        "835",
        "837",
        "278",
        "appointments",
        "authorizations",
    }
    written = [name for name in there if name.startswith("contracts/") and name.endswith(".yaml")]
    assert len([name for name in written if "copperline" not in name]) == 12
    assert [name.split("/")[1] for name in written if "copperline" in name] == [
        "copperline-a1.canaries.yaml",
        "copperline-a1.yaml",
        "copperline.canaries.yaml",
        "copperline.yaml",
    ]


def test_every_stage_is_announced(tmp_path: Path) -> None:
    said: list[str] = []
    generate(tmp_path, lines=600, progress=said.append)
    assert said[0].startswith("drawing")
    assert len(said) == 6


def test_a_known_npi_gets_its_published_check_digit() -> None:
    assert npi(123_456_789) == "1234567893"  # the worked example of CMS's check digit rule
    assert npi(NPI_BASE) == BILLING_NPI


def test_every_npi_in_the_files_passes_its_check_digit_and_begins_with_two(small: Truth) -> None:
    seen = {n for _, text in contents(small.out / "files") for n in re.findall(r"[*|]XX[*|](\d{10})", text)}
    referrers = {one for sent in small.facts["referrals"].values() for one in sent} - {""}
    assert len(seen - referrers) == 13
    assert seen >= referrers
    assert all(luhn(n) and n.startswith("2") for n in seen)


def test_no_real_payer_is_named_anywhere(small: Truth) -> None:
    written = " ".join(p.read_text() for p in (small.out / "contracts").iterdir()).lower()
    names = " ".join(payer.name for payer in PAYERS).lower()
    assert not [name for name in REAL if name in re.sub(r"[^a-z]", "", names) or name in written]


def test_fee_schedules_name_a_code_once_for_a_modifier_and_setting(small: Truth) -> None:
    for path in (small.out / "contracts").glob("*.csv"):
        rows = [tuple(row)[:3] for row in csv.reader(path.read_text().splitlines())]
        assert len(rows) == len(set(rows)), path.name


def test_the_schedule_names_patients_of_the_claims_and_its_truth_is_that_of_its_rows(small: Truth) -> None:
    rows = list(csv.DictReader((small.out / "files" / "appointments" / "appointments.csv").open(encoding="utf-8")))
    text = "".join(text for _, text in contents(small.out / "files" / "837"))
    assert len(rows) > 20
    assert all(f"*{row['Last Name']}*{row['First Name']}" in text for row in rows)
    assert {row["Status"] for row in rows} <= {"Scheduled", "Cancelled", "No show"}
    ahead = [row for row in rows if row["Status"] == "Scheduled" and "2026-02-01" <= row["Appt Date"] <= "2026-05-01"]
    told = small.facts["disruption"]
    booked = sum(one["scheduled"] for one in told["payers"].values())
    assert told["as_of"] == "2026-01-31"
    assert 0 < booked <= len(ahead)  # those without a visit in 24 months are in the schedule only


def test_patients_live_in_the_zips_of_the_truth_and_pregnancies_are_on_their_claims(small: Truth) -> None:
    text = "".join(text for _, text in contents(small.out / "files" / "837"))
    homes = set(re.findall(r"N4\W[A-Z ]+\WTX\W(\d{5})\W", text))
    zips = {zip_code for one in small.facts["disruption"]["payers"].values() for zip_code in one["zips"]}
    assert homes <= zips
    assert len(homes) >= 5
    carried = re.findall(
        r"ABF.Z3400\b", text
    )  # counted as pregnant are those lately, not over: never more than there are
    assert len(carried) >= sum(one["pregnant"] for one in small.facts["disruption"]["payers"].values())
    assert all(sum(one["zips"].values()) == one["attributed"] for one in small.facts["disruption"]["payers"].values())
