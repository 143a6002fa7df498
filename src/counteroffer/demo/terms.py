"""The contracts as the demo knows them: versions, their terms, and which term pays what. Written down by `paper`."""

from __future__ import annotations

from dataclasses import dataclass

from counteroffer.demo.payers import BLUE_MESA, GOLDEN, HARBORLINE, LANTERN, MEDICARE_B, PINEBROOK, SUMMIT

MEDICARE, SCHEDULE, CHARGES = "percent_of_medicare", "fee_schedule", "percent_of_charges"

SURGERY, IMAGING, LABS, MEDICINE = "10000-69999", "70000-79999", "80000-89999", "90000-99999"
VISITS, PREVENTION, DRAWS, VACCINES = "99202-99499", "99381-99397", "36415-36416", "90476-90756"
PANDEMIC, DRUGS, FEDERAL = "91300-91399", "J0000-J9999", "G0000-G9999"
FLAT_LABS = (LABS, DRAWS, "G0103")
FLAT_SHOTS = (PREVENTION, VACCINES, PANDEMIC, "G0008-G0009", "58300")


@dataclass(frozen=True)
class Term:
    """One rate term.

    Attributes:
        says: the term in a sentence.
        codes: codes and ranges; none reaches everything.
        kind: how it pays.
        percent: thousandths of a percent.
        schedule: name of the fee schedule.
        setting: `facility`, `nonfacility` or empty.
        page, section: where it stands in the paper.
    """

    says: str
    codes: tuple[str, ...]
    kind: str
    percent: int = 0
    schedule: str = ""
    setting: str = ""
    page: int = 0
    section: str = ""


@dataclass(frozen=True)
class Version:
    """One version of one contract.

    Attributes:
        name, version: as in the file.
        payer: position of the payer.
        since, until: ISO dates; until may be `open`.
        lesser_of: pays the lesser of rate and charge.
        locality: names the Medicare locality itself.
        terms: in order.
    """

    name: str
    version: str
    payer: int
    since: str
    until: str
    terms: tuple[Term, ...]
    lesser_of: bool = False
    locality: bool = True


def percent(says: str, codes: tuple[str, ...], whole: int, place: tuple[int, str], setting: str = "") -> Term:
    """A term that pays a percent of Medicare."""
    return Term(says, codes, MEDICARE, percent=whole * 1000, setting=setting, page=place[0], section=place[1])


def schedule(says: str, name: str, place: tuple[int, str], codes: tuple[str, ...] = ()) -> Term:
    """A term that pays a fixed fee."""
    return Term(says, codes or ALL_CODES, SCHEDULE, schedule=name, page=place[0], section=place[1])


def charges(whole: int, page: int) -> Term:
    """The default term: a percent of charges for whatever nothing else names."""
    says = f"Any other service pays {whole}% of charges"
    return Term(says, (), CHARGES, percent=whole * 1000, page=page, section="Default")


ALL_CODES = ("10000-99999", DRUGS, FEDERAL)


def _flat(prefix: str, page: int) -> tuple[Term, ...]:
    return (
        schedule("Laboratory pays the laboratory schedule", f"{prefix}-labs.csv", (page, "Schedule L"), FLAT_LABS),
        schedule(
            "Vaccines and preventive visits pay a schedule", f"{prefix}-shots.csv", (page, "Schedule V"), FLAT_SHOTS
        ),
    )


def _drugs(prefix: str, page: int) -> Term:
    return schedule("Drugs pay the drug schedule", f"{prefix}-drugs.csv", (page, "Schedule D"), (DRUGS,))


def _of_2024(name: str, payer: int, default: int = 0, *, lesser_of: bool = False) -> Version:
    terms = [schedule("All services pay the 2024 schedule", f"{name}-2024.csv", (9, "Exhibit A"))]
    terms += [charges(default, 10)] if default else []
    return Version(name, "2024", payer, "2024-01-01", "2024-12-31", tuple(terms), lesser_of)


VERSIONS = (
    _of_2024("summit", SUMMIT, 45),
    Version("summit", "2025", SUMMIT, "2025-01-01", "open", (
        percent("Surgery pays 128% of Medicare", (SURGERY,), 128, (12, "B.1")),
        percent("Imaging pays 118% of Medicare", (IMAGING,), 118, (12, "B.2")),
        percent("Medicine pays 114% of Medicare", (MEDICINE, FEDERAL), 114, (12, "B.3")),
        percent("Visits pay 112% of Medicare", (VISITS,), 112, (12, "B.4")),
        percent("Large joint injections are carved out at 140% of Medicare", ("20610", "20611"), 140, (13, "B.5")),
        *_flat("summit", 14), _drugs("summit", 15), charges(45, 16),
    )),
    _of_2024("harborline", HARBORLINE, 50, lesser_of=True),
    Version("harborline", "2025", HARBORLINE, "2025-01-01", "open", (
        schedule("All services pay the 2025 schedule", "harborline-2025.csv", (7, "Exhibit 1")), charges(50, 8),
    ), lesser_of=True),
    Version("pinebrook", "1", PINEBROOK, "2025-01-01", "open", (
        percent("Surgery pays 121% of Medicare", (SURGERY,), 121, (4, "3.1")),
        percent("Imaging pays 121% of Medicare", (IMAGING,), 121, (4, "3.1")),
        percent("Medicine and visits pay 116% of Medicare", (MEDICINE, FEDERAL), 116, (4, "3.2")),
        *_flat("pinebrook", 5),
    )),
    _of_2024("blue-mesa", BLUE_MESA, 40, lesser_of=True),
    Version("blue-mesa", "2025", BLUE_MESA, "2025-01-01", "open", (
        percent("Surgery in an office pays 126% of Medicare", (SURGERY,), 126, (21, "C.1"), "nonfacility"),
        percent("Surgery in a facility pays 119% of Medicare", (SURGERY,), 119, (21, "C.2"), "facility"),
        percent("Imaging pays 109% of Medicare", (IMAGING,), 109, (21, "C.3")),
        percent("Medicine pays 111% of Medicare", (MEDICINE, FEDERAL), 111, (21, "C.4")),
        percent("Visits pay 106% of Medicare", (VISITS,), 106, (22, "C.5")),
        *_flat("blue-mesa", 23), _drugs("blue-mesa", 24), charges(40, 25),
    ), lesser_of=True),
    _of_2024("golden-prairie", GOLDEN, 35),
    Version("golden-prairie", "2025", GOLDEN, "2025-01-01", "open", (
        percent("Covered services pay 100% of Medicare", ("10000-99999", FEDERAL), 100, (3, "2")),
        *_flat("golden-prairie", 4), _drugs("golden-prairie", 4), charges(35, 5),
    ), locality=False),
    _of_2024("medicare-part-b", MEDICARE_B),
    Version("medicare-part-b", "2025", MEDICARE_B, "2025-01-01", "open", (
        percent("Physician services pay the 2025 fee schedule", ("10000-99999", FEDERAL), 100, (1, "PFS")),
        *_flat("medicare-part-b", 1), _drugs("medicare-part-b", 1),
    )),
    Version("lantern", "1", LANTERN, "2024-01-01", "open", (
        schedule("All services pay the state schedule", "lantern.csv", (2, "Fees")), charges(30, 3),
    )),
)  # fmt: skip
