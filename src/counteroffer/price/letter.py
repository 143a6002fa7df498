"""One paragraph for a letter to the payer: which line, what the contract says, how the amount comes about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from counteroffer.core.money import show

if TYPE_CHECKING:
    from collections.abc import Sequence


def letter(line: dict[str, Any], sentences: Sequence[str]) -> str:
    """Write the paragraph.

    It asks for money only where the line is underpaid beyond the practice's tolerance and the price rests on no
    assumption; it names the claim by its control number and no patient.

    Args:
        line: one row of the facts.
        sentences: the steps of the explanation.
    """
    modifiers = "".join(f"-{line[name]}" for name in ("mod1", "mod2", "mod3", "mod4") if line[name])
    day = f" of {line['service_date']}" if line["service_date"] else ""
    head = f"Claim {line['claim']}, line {line['line']}: {line['billed_code']}{modifiers}{day}, "
    units = "1 unit" if line["milliunits"] == 1000 else f"{line['milliunits'] / 1000:g} units"
    head += f"{units}, charged {show(line['charge'])}."
    if not line["underpaid"]:
        return " ".join((head, *sentences))
    asks = f"We ask that the line be processed again at {show(line['expected'])}."
    said = " ".join(sentences).replace("The payer allowed", "You allowed").replace(" (exact).", ".")
    return f"{head} By our agreement, {said} {asks}"
