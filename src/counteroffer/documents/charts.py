"""Charts: Vega-Lite by Altair, rendered to SVG on this machine.

Colours become variables of the page's style sheet, so that one drawing serves the light page, the dark one and paper;
every chart says its values in words for those who cannot see it.
"""

from __future__ import annotations

import re
from html import escape
from importlib import import_module
from typing import TYPE_CHECKING, Any

import vl_convert

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import altair as alt
else:

    class _Altair:
        """Altair when the first chart is drawn: it takes a second to import, and most commands draw none."""

        def __getattr__(self, name: str) -> Any:
            return getattr(import_module("altair"), name)

    alt = _Altair()

Row = dict[str, Any]

INKS = {
    "#010101": "var(--accent)",
    "#020202": "var(--accent-2)",
    "#030303": "var(--accent-3)",
    "#040404": "var(--quiet)",
    "#050505": "var(--soft)",
    "#060606": "var(--ink)",
    "#070707": "var(--line)",
    "#080808": "var(--paper)",
}
"""Stand-in colour -> the variable that `templates/style.css` defines for it."""

ACCENT, SECOND, THIRD, QUIET, SOFT, INK, LINE, PAPER = INKS
WIDTH = 880
LONGEST = 44
"""Characters of a label; a longer one is cut, the table below the chart has it whole."""

MONTHS_TICKED = 8


def bars(rows: list[Row], *, title: str, rule: float | None = None) -> str:
    """Draw horizontal bars in the order of the rows, each with its value written out.

    Args:
        rows: `label`, `value` and `text` (the value written out).
        title: what the values are.
        rule: a line at this value, such as 100 percent; the bars then step back behind it.
    """
    if not rows:
        return ""
    cut = [row | {"at": place} for place, row in enumerate(rows)]
    named = alt.Y("at:O", title=None, axis=_names(row["label"] for row in rows))
    far = max([rule or 0, *(row["value"] for row in rows)])
    along = alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, far * 1.12 or 1], nice=False))
    ink = ACCENT if rule is None else THIRD
    chart = _base(cut).mark_bar(color=ink, height={"band": 0.64}, cornerRadiusEnd=2).encode(y=named, x=along)
    if rule is not None:
        chart += _base([{"value": rule}]).mark_rule(strokeWidth=1.5, strokeDash=[5, 3], color=INK).encode(x=along)
    chart += _base(cut).mark_text(align="left", dx=7, fontSize=12, color=INK).encode(y=named, x=along, text="text:N")
    said = [f"{row['label']}: {row['text']}" for row in rows]
    room = _room(row["label"] for row in rows)
    return _svg(_fitted(chart, 27 * len(rows) + 10), f"Bars. {title}", said, room)


def ranges(rows: list[Row], *, title: str) -> str:
    """Draw each row as a bar from nothing to its low end, and a paler one on to its high end.

    Args:
        rows: `label`, `low`, `high` and `text` (the range written out).
        title: what the values are.
    """
    if not rows:
        return ""
    cut = [row | {"at": place} for place, row in enumerate(rows)]
    named = alt.Y("at:O", title=None, axis=_names(row["label"] for row in rows))
    along = alt.Scale(domain=[0, max(row["high"] for row in rows) * 1.24 or 1], nice=False)
    low = _base(cut).mark_bar(color=ACCENT, height={"band": 0.64}).encode(
        y=named, x=alt.X("low:Q", axis=None, scale=along)
    )  # fmt: skip
    rest = _base(cut).mark_bar(color=THIRD, height={"band": 0.64}, cornerRadiusEnd=2).encode(
        y=named, x=alt.X("low:Q", axis=None, scale=along), x2="high:Q"
    )  # fmt: skip
    text = _base(cut).mark_text(align="left", dx=7, fontSize=12, color=INK).encode(
        y=named, x=alt.X("high:Q", axis=None, scale=along), text="text:N"
    )  # fmt: skip
    said = [f"{row['label']}: {row['text']}" for row in rows]
    room = _room(row["label"] for row in rows)
    return _svg(_fitted(low + rest + text, 27 * len(rows) + 10), f"Ranges. {title}", said, room)


def months(rows: list[Row]) -> str:
    """Draw the initial denial rate as a line and, under it, allowed dollars as bars, month by month.

    Args:
        rows: `month`, `allowed` (dollars) and `denied` (percent).
    """
    if not rows:
        return ""
    ticks = [row["month"] for row in rows][:: max(1, len(rows) // MONTHS_TICKED)]
    scale = alt.Scale(paddingInner=0.3, paddingOuter=0.2)
    bare = alt.X("month:O", axis=None, scale=scale)
    ticked = alt.X("month:O", title=None, scale=scale, axis=alt.Axis(values=ticks, labelAngle=0, grid=False))
    across = {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleY": -10, "titleX": -46}
    rate = _base(rows).mark_line(color=ACCENT, strokeWidth=2, point={"color": ACCENT, "size": 26}).encode(
        x=bare, y=alt.Y("denied:Q", title="Lines denied at first, %", axis=alt.Axis(tickCount=3, **across))
    )  # fmt: skip
    money = _base(rows).mark_bar(color=THIRD, cornerRadiusEnd=2).encode(
        x=ticked, y=alt.Y("allowed:Q", title="Allowed, dollars", axis=alt.Axis(format="$,.0f", tickCount=4, **across))
    )  # fmt: skip
    wide = WIDTH - 60
    chart = alt.vconcat(rate.properties(width=wide, height=90), money.properties(width=wide, height=130), spacing=34)
    said = [
        f"{row['month']}: ${row['allowed']:,.0f} allowed"
        + ("" if row["denied"] is None else f", {row['denied']:.1f}% of lines denied at first")
        for row in rows
    ]
    return _svg(chart, "Month by month", said)


def stacked(rows: list[Row], order: list[str]) -> str:
    """Draw the parts of what is at stake for each payer, stacked.

    Args:
        rows: `payer`, `part`, `dollars` and `place` (of the part in the stack).
        order: the parts in their order.
    """
    if not rows:
        return ""
    payers = list(dict.fromkeys(row["payer"] for row in rows))
    # a part of nothing would still draw its edge over the axis
    cut = [row | {"at": payers.index(row["payer"])} for row in rows if row["dollars"]]
    inks = [ACCENT, SECOND, THIRD, QUIET][: len(order)]
    legend = alt.Legend(orient="top", columnPadding=26, labelLimit=300, symbolType="square", offset=14)
    chart = (
        _base(cut)
        .mark_bar(height={"band": 0.6}, stroke=PAPER, strokeWidth=1)
        .encode(
            y=alt.Y("at:O", title=None, axis=_names(payers), scale=alt.Scale(domain=list(range(len(payers))))),
            x=alt.X(
                "dollars:Q", title=None, stack="zero", axis=alt.Axis(format="$,.0f", tickCount=6, labelFlush=False)
            ),
            color=alt.Color("part:N", scale=alt.Scale(domain=order, range=inks), sort=order, title=None, legend=legend),
            order=alt.Order("place:Q"),
        )
    )
    said = [f"{row['payer']}, {row['part']}: ${row['dollars']:,.0f}" for row in rows if row["dollars"]]
    return _svg(_fitted(chart, 38 * len(payers) + 80), "Stacked bars. Dollars at stake by payer", said, _room(payers))


def frontier(rows: list[Row], points: list[Row], *, title: str, along: str) -> str:
    """Draw what is worth most at each limit as a line, what a flat raise is worth beside it, and packages as points.

    Args:
        rows: `at` (the limit), `dollars` and `flat` (dollars of a flat raise; None: not drawn), by ascending limit.
        points: `label`, `at` and `dollars` of single packages.
        title: what the values are.
        along: what the limit is, such as `Percent that the payer sees`.
    """
    if not rows:
        return ""
    flat = [row for row in rows if row.get("flat") is not None]
    x = alt.X("at:Q", title=along, axis=alt.Axis(tickCount=6, grid=False), scale=alt.Scale(zero=True, nice=True))
    across = {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleY": -10, "titleX": -46}
    y = alt.Y("dollars:Q", title="Dollars over the term", axis=alt.Axis(format="$,.0f", tickCount=5, **across))
    chart = _base(rows).mark_line(color=ACCENT, strokeWidth=2, point={"color": ACCENT, "size": 30}).encode(x=x, y=y)
    if flat:
        below = alt.Y("flat:Q")
        chart += _base(flat).mark_line(color=QUIET, strokeWidth=1.5, strokeDash=[5, 3]).encode(x=x, y=below)
    if points:
        chart += _base(points).mark_point(color=SECOND, filled=True, size=90, shape="diamond").encode(x=x, y=y)
        named = _base(points).mark_text(align="left", dx=9, fontSize=12, color=INK)
        chart += named.encode(x=x, y=y, text="label:N")
    said = [
        f"{row['at']:g}: ${row['dollars']:,.0f}"
        + ("" if row.get("flat") is None else f" (a flat raise: ${row['flat']:,.0f})")
        for row in rows
    ]
    said += [f"{row['label']} at {row['at']:g}: ${row['dollars']:,.0f}" for row in points]
    return _svg(_fitted(chart, 300), f"Line. {title}. {along}", said, 56)


def _base(rows: Sequence[Row]) -> alt.Chart:
    return alt.Chart(alt.Data(values=list(rows)))


def _fitted(chart: Any, height: int) -> Any:
    """Give a chart one width, its labels included, so that type has one size in all charts."""
    return chart.properties(width=WIDTH, height=height, autosize=alt.AutoSizeParams(type="fit", contains="padding"))


def _names(labels: Iterable[str]) -> alt.Axis:
    """Write each row's label at its place, so that two rows may bear the same one."""
    cut = [label if len(label) <= LONGEST else label[: LONGEST - 1].rstrip() + "…" for label in labels]
    quoted = ", ".join("'" + label.replace("\\", "\\\\").replace("'", "\\'") + "'" for label in cut)
    return alt.Axis(labelExpr=f"[{quoted}][datum.value]", grid=False)


def _room(labels: Iterable[str]) -> int:
    """Give the space to leave for labels in a browser's font, which may be wider than the one they were measured in."""
    return 8 + min(LONGEST, max(map(len, labels)))


def _svg(chart: Any, title: str, said: Sequence[str], room: int = 24) -> str:
    styled = chart.configure(
        background="transparent",
        font="system-ui, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif",
        axis={"labelColor": INK, "titleColor": SOFT, "gridColor": LINE, "domain": False, "ticks": False,
              "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal", "labelLimit": 400,
              "labelPadding": 8},
        legend={"labelColor": INK, "labelFontSize": 12},
        view={"stroke": None},
        padding={"left": room, "right": 24, "top": 5, "bottom": 5},
    )  # fmt: skip
    svg: str = vl_convert.vegalite_to_svg(styled.to_dict())
    for ink, variable in INKS.items():
        svg = svg.replace(ink, variable)
    svg = _own_names(svg, title)
    words = escape(f"{title}. {'; '.join(said)}.")
    return re.sub(
        r'<svg[^>]*?viewBox="([^"]*)"[^>]*>',
        lambda found: f'<svg viewBox="{found[1]}" role="img" aria-label="{words}">',
        svg,
        count=1,
    )


def _own_names(svg: str, title: str) -> str:
    """Make the names of clips the chart's own: two drawings in one page would else share them."""
    mark = re.sub(r"\W+", "-", title.lower()).strip("-")
    return re.sub(r'(id="|url\(#)', lambda found: f"{found[1]}{mark}-", svg)
