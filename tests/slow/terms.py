"""Which term pays a code, slowly: the rule read aloud from docs/contracts.md, one code at a time."""


def winner(terms, code, in_medicare):
    """Give the ordinal of the term that pays a code, `gone` if that term cannot be priced, None if none reaches it.

    A term is (spans, kind): the kind is `medicare`, `gone` (a Medicare year that is not there), `charges` or `by_hand`.
    """
    reaching = []
    for ordinal, (spans, kind) in enumerate(terms, 1):
        written_out = [range(first, last + 1) for first, last in spans]
        singly = any(span == range(code, code + 1) for span in written_out)
        if kind == "medicare" and code not in in_medicare:
            continue  # falls to the next term
        if kind == "gone" and code not in in_medicare and not singly:
            continue  # but a single code that the term names stays its own
        sizes = [len(span) for span in written_out if code in span]
        if sizes or not spans:
            reaching.append((min(sizes, default=float("inf")), ordinal, kind))
    if not reaching:
        return None
    _, ordinal, kind = min(reaching)
    return kind if kind in {"gone", "by_hand"} else ordinal
