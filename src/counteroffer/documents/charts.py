"""Charts: Vega-Lite by Altair, rendered to SVG on this machine; text takes the page's own colour, light or dark."""

from __future__ import annotations

from typing import Any

import altair as alt
import vl_convert

INK = "#010203"
"""Stands for the page's text colour and is replaced in the SVG."""

ACCENT, SECOND, THIRD, FOURTH = "#0f766e", "#d97706", "#7c3aed", "#64748b"
WIDTH = 640


def bars(rows: list[dict[str, Any]], *, title: str, rule: float | None = None) -> str:
    """Draw horizontal bars in the order of the rows, with an optional rule (such as 100 percent).

    Args:
        rows: `label`, `value` and `text` (the value written out).
        title: of the value axis.
        rule: a dashed line at this value.
    """
    if not rows:
        return ""
    base = alt.Chart(alt.Data(values=rows)).encode(y=alt.Y("label:N", sort=None, title=None))
    marks = base.mark_bar(color=ACCENT, height={"band": 0.7}).encode(x=alt.X("value:Q", title=title))
    chart = marks + base.mark_text(align="left", dx=4, color=INK).encode(x="value:Q", text="text:N")
    if rule is not None:
        at = alt.Chart(alt.Data(values=[{"at": rule}]))
        chart += at.mark_rule(strokeDash=[4, 3], color=SECOND).encode(x="at:Q")
    return _svg(chart.properties(width=WIDTH, height={"step": 24}))


def months(rows: list[dict[str, Any]]) -> str:
    """Draw the initial denial rate as a line and, under it, allowed dollars as bars, month by month.

    Args:
        rows: `month`, `allowed` (dollars) and `denied` (percent).
    """
    if not rows:
        return ""
    base = alt.Chart(alt.Data(values=rows)).encode(x=alt.X("month:O", title=None, axis=alt.Axis(labelAngle=-60)))
    allowed = base.mark_bar(color=ACCENT).encode(y=alt.Y("allowed:Q", title="Allowed, dollars"))
    rate = base.mark_line(color=SECOND, point={"color": SECOND}).encode(
        y=alt.Y("denied:Q", title="Denied at first, %", axis=alt.Axis(tickCount=4))
    )
    return _svg(alt.vconcat(rate.properties(width=WIDTH, height=90), allowed.properties(width=WIDTH, height=150)))


def stacked(rows: list[dict[str, Any]], order: list[str]) -> str:
    """Draw the parts of what is at stake for each payer, stacked.

    Args:
        rows: `payer`, `part`, `dollars` and `place` (of the part in the stack).
        order: the parts in their order.
    """
    if not rows:
        return ""
    scale = alt.Scale(domain=order, range=[ACCENT, SECOND, THIRD, FOURTH][: len(order)])
    legend = alt.Legend(orient="bottom", columnPadding=28, labelLimit=300)
    chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_bar(height={"band": 0.7})
        .encode(
            y=alt.Y("payer:N", sort=None, title=None, axis=alt.Axis(labelLimit=300)),
            x=alt.X("dollars:Q", title="Dollars", stack="zero"),
            color=alt.Color("part:N", scale=scale, sort=order, title=None, legend=legend),
            order=alt.Order("place:Q"),
        )
    )
    return _svg(chart.properties(width=WIDTH, height={"step": 34}))


def _svg(chart: Any) -> str:
    text = {"labelColor": INK, "titleColor": INK, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal"}
    styled = chart.configure(
        background="transparent",
        font="Arial, Helvetica, sans-serif",
        axis=text | {"domainColor": FOURTH, "tickColor": FOURTH, "gridColor": FOURTH, "gridOpacity": 0.25},
        legend=text,
        view={"stroke": None},
        # the browser's font may be wider than the one the chart was measured with
        padding={"left": 48, "right": 24, "top": 5, "bottom": 5},
    )
    svg: str = vl_convert.vegalite_to_svg(styled.to_dict())
    return svg.replace(INK, "currentColor")
