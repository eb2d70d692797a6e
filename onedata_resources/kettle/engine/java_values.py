"""What an expression of Java is worth as a column: its kind, its values, and where it throws."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

import polars as pl

from onedata_resources.kettle.engine.stream import StepError


class Kind(StrEnum):
    """The types that values can have, as Java calls them."""

    TEXT = "String"
    LONG = "Long"
    DOUBLE = "Double"
    BOOLEAN = "Boolean"
    DECIMAL = "BigDecimal"
    DATE = "Date"
    NULL = "null"


def never() -> pl.Expr:
    """Return false for every row."""
    return pl.lit(value=False)


@dataclass(frozen=True)
class Value:
    """A column of one kind; `bad` says in which rows its evaluation throws.

    A boxed value can be null; `constant` is the value of a literal.
    """

    kind: Kind
    expr: pl.Expr
    boxed: bool = False
    bad: pl.Expr = field(default_factory=never)
    constant: str | int | float | bool | None = None

    def unboxed(self) -> Value:
        """Return the value as it is used: a null one throws."""
        if not self.boxed and self.kind is not Kind.NULL:
            return self
        return replace(self, boxed=False, bad=self.bad | self.expr.is_null())


def refused(what: str) -> StepError:
    """Return the failure for what is not supported."""
    return StepError(
        f"{what} is not supported in a Java filter. Express it with FilterRows, or with equals()"
        " and the String methods.",
        f"Java 过滤器不支持：{what}。请改用 FilterRows，或使用 equals() 及 String 方法。",
    )
