"""The demo practice: a made-up group whose real-format files hold known truths. It shares no code with the product."""

from counteroffer.demo.practice import generate
from counteroffer.demo.truth import Truth

__all__ = ["Truth", "generate"]
