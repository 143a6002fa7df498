"""Why a line was denied: one reason code and one remark for each, chosen the same way every time."""

from __future__ import annotations

import ibis

from counteroffer.match.amounts import CLAIM, LINE
from counteroffer.match.columns import nth
from counteroffer.match.denials import DUPLICATE, known_remark_expr


def reasons(lines: ibis.Table, adjusted: ibis.Table) -> ibis.Table:
    """The denial-class reason of each line: the largest, the line's own before the claim's, then the first.

    Returns:
        For lines that have one: `LINE`, denial_group, denial_carc, and `repeats`: 1 when any of its reasons holds
        the claim to be a duplicate, else 0.
    """
    denying = adjusted.filter(adjusted.denies, adjusted.amount >= 0)
    denying = denying.mutate(repeats=(denying.carc == DUPLICATE).cast("int64"))
    found = _on_lines(lines, denying, ["group", "carc", "amount", "repeats"])
    order = [found.amount.desc(), found.far, found.place, found.position]
    found = found.mutate(
        nth=nth(found, LINE, order),
        repeats=found.repeats.max().over(ibis.window(group_by=[found[c] for c in LINE])),
    )
    return found.filter(found.nth == 0).select(*LINE, "repeats", denial_group="group", denial_carc="carc")


def remarks(lines: ibis.Table, said: ibis.Table) -> ibis.Table:
    """The remark of each line: one that the shelf knows first, the line's own before the claim's, then the first.

    Returns:
        For lines that have one: `LINE` and denial_rarc.
    """
    said = said.mutate(strange=(~known_remark_expr(said.code)).cast("int64"))
    found = _on_lines(lines, said, ["code", "strange"])
    found = found.mutate(nth=nth(found, LINE, [found.strange, found.far, found.place, found.position]))
    return found.filter(found.nth == 0).select(*LINE, denial_rarc="code")


def _on_lines(lines: ibis.Table, said: ibis.Table, columns: list[str]) -> ibis.Table:
    """What was said of a line, and (`far` 1) what was said of its claim, as of each of its lines."""
    said = said.mutate(place=said.segment, far=said.line_segment.isnull().cast("int64"))
    columns = [*columns, "place", "position", "far"]
    keys = lines.select(*LINE, "line_segment")
    own = said.filter(said.far == 0).select("file_id", "line_segment", *columns)
    claims = said.filter(said.far == 1).select(*CLAIM, *columns)
    near = keys.join(own, ["file_id", "line_segment"]).select(*LINE, *columns)
    return near.union(keys.join(claims, CLAIM).select(*LINE, *columns))
