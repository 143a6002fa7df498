"""A contract of one term, read."""

from counteroffer.contracts.read import read_contract

HEAD = "contract: acme\npayer: Acme\nsince: 2025-01-01\nterms:\n"


def read(folder, pays, *, when="", more=""):
    text = HEAD + f"  - {{says: T, {when}pays: {pays}{more}}}\n"
    (folder / "c.yaml").write_text(text)
    return read_contract(folder / "c.yaml")


def first(folder, pays, **said):
    """What the term pays; it must have no fault."""
    contract, found = read(folder, pays, **said)
    assert found == []
    return contract.terms[0].pays


def faults(folder, pays, **said):
    """The faults of a contract that is refused."""
    contract, found = read(folder, pays, **said)
    assert contract is None
    return found
