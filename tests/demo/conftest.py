"""One small demo practice for all tests of this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from counteroffer.demo import Truth, generate

if TYPE_CHECKING:
    from pathlib import Path

LINES = 3_000


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Truth:
    """A practice of three thousand lines."""
    folder: Path = tmp_path_factory.mktemp("small")
    return generate(folder, lines=LINES)
