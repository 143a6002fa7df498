"""What was drafted, as the truths of papers.py write it, and how the two compare."""

from counteroffer.drafting.proposals import ADJUSTMENT, CONTRACT, ESCALATOR, TERM, UNSAID

WORDS = {
    "withheld": "withheld",
    "sequestration": "sequestration",
    "capitation": "capitation",
    "charges may": "charges may rise",
}


def told(reading):
    return {one for proposal in reading.proposals if not proposal.state for one in _told(proposal)}


def _told(one):
    keys = one.keys
    if one.kind == TERM:
        pays, when = keys["pays"], keys.get("when", {})
        key, value = next(iter(pays.items()))
        reach = " ".join(filter(None, (when.get("codes"), when.get("setting"))))
        yield key, "yes" if value is True else value, reach
    elif one.kind == ADJUSTMENT and "multiple" in keys:
        yield "multiple", " ".join(map(str, keys["multiple"]))
    elif one.kind == ADJUSTMENT and "places" in keys:
        yield f"places {' '.join(keys['places'])}", keys.get("pays_as", "")
    elif one.kind == ADJUSTMENT:
        kind = "modifiers" if "modifiers" in keys else "practitioners"
        yield f"{kind} {keys[kind]}", "by hand" if "by_hand" in keys else str(keys["percent"])
    elif one.kind == ESCALATOR and "index" in keys:
        yield "escalator", " ".join(filter(None, (keys["index"][:3], keys.get("floor"), keys.get("cap"))))
    elif one.kind == ESCALATOR:
        yield "escalator", keys["percent"]
    elif one.kind == CONTRACT and "lesser_of_charges" in keys:
        yield "lesser_of_charges", "yes"
    elif one.kind == UNSAID:
        word = next((name for begin, name in WORDS.items() if begin in one.says.lower()), None)
        if word:
            yield (word,)


def score(readings):
    """Precision and recall over pairs of a paper and its reading, with what was missed and what was made up."""
    right = missed = wrong = 0
    faults = []
    for paper, reading in readings:
        found = told(reading)
        right += len(found & paper.truths)
        missed += len(paper.truths - found)
        wrong += len(found - paper.truths)
        faults += [(paper.name, "missed", one) for one in paper.truths - found]
        faults += [(paper.name, "made up", one) for one in found - paper.truths]
    return right / (right + wrong), right / (right + missed), faults
