"""Ibis's Spark, with whole numbers divided as whole numbers. Import it only where PySpark is installed."""

from __future__ import annotations

from typing import Any

from ibis.backends.pyspark import Backend
from ibis.backends.sql.compilers.pyspark import PySparkCompiler
from sqlglot import expressions as sge


class _Exact(PySparkCompiler):  # type: ignore[misc]
    """Ibis writes `floor(a / b)`: Spark makes that a division of doubles, wrong for numerators above 2**53."""

    def visit_FloorDivide(self, op: Any, *, left: Any, right: Any) -> Any:  # noqa: N802 - Ibis's name
        if op.dtype.is_integer():
            return sge.IntDiv(this=sge.paren(left), expression=sge.paren(right))
        return super().visit_FloorDivide(op, left=left, right=right)


class ExactSpark(Backend):  # type: ignore[misc]
    """The backend to price with."""

    compiler = _Exact()

    @classmethod
    def over(cls, session: Any) -> ExactSpark:
        """Put the backend over an open session."""
        made = cls()
        made.register_options()  # Ibis does so only for the backend that it makes itself; percents need them
        made.do_connect(session)
        return made
