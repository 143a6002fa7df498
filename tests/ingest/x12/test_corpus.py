"""Real files: every one reads, every cell agrees with the plain reader, totals agree with an independent scan."""

import io
import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import pyx12.errors
import pyx12.x12file
from judge import Read, assert_same, corpus
