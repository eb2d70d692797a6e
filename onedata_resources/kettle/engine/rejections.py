"""How many rows a step may reject before it fails, and with which fields they leave.

Making the rejected rows is in `scope.py`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Self

import polars as pl

from onedata_resources.kettle.engine.stream import StepError, Stream
from onedata_resources.kettle.model import ErrorHop
from onedata_resources.kettle.values.types import Field
from onedata_resources.kettle.variables import expand

AT = "__kettle_at"
_EXPANDED = (
    "count_field", "description_field", "fields_field", "code_field",
    "max_errors", "max_percent", "min_rows",
)  # fmt: skip


def expanded(hop: ErrorHop, variables: Mapping[str, str]) -> ErrorHop:
    """Return the hop with variables replaced in its limits and in the names of its columns."""
    return replace(hop, **{name: expand(getattr(hop, name), variables) for name in _EXPANDED})


def placed(frame: pl.LazyFrame, hop: ErrorHop) -> pl.LazyFrame:
    """Return the rows with their places in a column `AT`, where a percentage limits the hop."""
    return frame.with_row_index(AT, offset=1) if RejectionLimits.of(hop).percent > 0 else frame


def as_they_came(rejected: Stream | None, wide: Stream, fields: Iterable[Field]) -> Stream | None:
    """Return the rows rejected from `wide` with the given fields and their error columns only."""
    if rejected is None:
        return None
    kept = (*fields, *rejected.fields[len(wide.fields) :])
    return rejected.selected((each, pl.col(each.name)) for each in kept)


@dataclass(frozen=True)
class RejectionLimits:
    """At most so many rows, and so many percent of those read once `from_row` are read.

    A limit below 1 is none.
    """

    rows: int
    percent: int
    from_row: int

    @classmethod
    def of(cls, hop: ErrorHop) -> Self:
        """Read them.

        Raises:
            StepError: One is no whole number.
        """
        return cls(*(_whole(each) for each in (hop.max_errors, hop.max_percent, hop.min_rows)))

    @property
    def some(self) -> bool:
        """Return whether there is any."""
        return self.rows > 0 or self.percent > 0

    def check(self, rejected: int, read: int) -> None:
        """Refuse one rejected row more than is allowed.

        Raises:
            StepError: A limit is exceeded.
        """
        if 0 < self.rows < rejected:
            raise StepError(
                f"The maximum number of errors ({self.rows}) is exceeded.",
                f"错误数超过上限（{self.rows}）。",
            )
        if self.percent < 1 or read < max(self.from_row, 1):
            return
        percent = math.ceil(100 * rejected / read)
        if percent > self.percent:
            raise StepError(
                f"{percent} percent of the rows are rejected: {rejected} of {read}. At most"
                f" {self.percent} percent are allowed.",
                f"已拒绝 {percent}% 的行（{read} 行中的 {rejected} 行），上限为 {self.percent}%。",
            )


def _whole(text: str) -> int:
    if not text:
        return -1
    if text.lstrip("+-").isdigit():
        return int(text)
    raise StepError(
        f"The error handling needs a whole number as its limit, not {text!r}.",
        f"错误处理的上限须为整数，而不是 {text!r}。",
    )
