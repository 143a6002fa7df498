"""Which term pays a code, slowly: the rule read aloud from docs/contracts.md, one code at a time."""


def codes_of(when):
    """Every code of every span, written out: `[(first, last)]` of numbers -> list of sets."""
    return [set(range(first, last + 1)) for first, last in when]


def winner(terms, code, in_medicare):
    """Give the ordinal of the term that pays a code, `gone` if that term cannot be priced, None if none reaches it.

    A term is (spans, kind): the kind is `medicare`, `gone` (a Medicare year that is not there) or `charges`.
    """
    reaching = []
    for ordinal, (spans, kind) in enumerate(terms, 1):
        if kind in ("medicare", "gone") and code not in in_medicare:
            continue
        sizes = [len(span) for span in codes_of(spans) if code in span]
        if sizes or not spans:
            reaching.append((min(sizes) if sizes else float("inf"), ordinal, kind))
    if not reaching:
        return None
    _, ordinal, kind = min(reaching)
    return "gone" if kind == "gone" else ordinal
