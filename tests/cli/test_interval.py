"""`counteroffer metric NAME --interval`: the ends stand beside the figure, and are withheld with it."""

import io

import pytest
from rich.console import Console

from counteroffer.cli.metrics import _grid
from counteroffer.measure.registry import find_metric


def written(grid):
    out = io.StringIO()
    Console(file=out, width=120).print(grid)
    return [line.split() for line in out.getvalue().splitlines()]


ROWS = [
    {"payer": "Acme", "n": 263, "value": 30.8, "withheld": ""},
    {"payer": "Blue", "n": 4, "value": None, "withheld": "fewer than 11"},
]
SURE = [
    {"payer": "Acme", "low": 25.53, "high": 36.62, "method": "wilson"},
    {"payer": "Blue", "low": 1.0, "high": 60.0, "method": "wilson"},
]


@pytest.mark.parametrize("sure", [SURE, []])
def test_a_figure_is_shown_with_its_interval_only_where_asked_and_never_where_withheld(sure):
    head, acme, blue = written(_grid(find_metric("initial_denial_rate_claims"), ["payer"], ROWS, sure))
    more = bool(sure)
    assert head == ["payer", "percent", "n", *(["low", "high", "interval"] if more else [])]
    assert acme == ["Acme", "30.8%", "263", *(["25.5%", "36.6%", "wilson"] if more else [])]
    assert blue == ["Blue", "fewer", "than", "11", "4", *(["-", "-", "wilson"] if more else [])]
