"""How many rows a step may reject: a number, or a part of all its rows, as its error hop says."""

from __future__ import annotations

import math
from dataclasses import dataclass

from onedata_resources.kettle.engine.metrics import StepMetrics
from onedata_resources.kettle.engine.stream import StepError
from onedata_resources.kettle.model import ErrorHop


def _whole(text: str) -> int:
    return int(text) if text.strip().isdigit() else 0


@dataclass
class RejectLimit:
    """The limits of an error hop. The part is looked at when all rows have come.

    Kettle looks at it at each row, where the answer depends on which rows come first.
    """

    hop: ErrorHop
    metrics: StepMetrics

    @property
    def percent(self) -> int:
        """Return the highest percentage, or 0 where there is none."""
        return _whole(self.hop.max_percent)

    def check_count(self) -> None:
        """Fail where more rows than allowed are rejected.

        Raises:
            StepError: There are more.
        """
        limit = int(self.hop.max_errors) if self.hop.max_errors.isdigit() else None
        if limit is not None and self.metrics.rejected > limit:
            raise StepError(
                f"The maximum number of errors ({limit}) is exceeded.",
                f"错误数超过上限（{limit}）。",
            )

    def finish(self) -> None:
        """Fail where a greater part of the rows than allowed was rejected.

        Raises:
            StepError: It was.
        """
        rows = max(self.metrics.read, self.metrics.input)
        rejected = self.metrics.rejected
        if not rejected or not rows or rows < _whole(self.hop.min_rows):
            return
        part = math.ceil(100 * rejected / rows)
        if part > self.percent:
            raise StepError(
                f"{rejected} of {rows} rows are rejected: {part}% is more than the maximum of"
                f" {self.percent}%.",
                f"{rows} 行中有 {rejected} 行被拒绝：{part}% 超过上限 {self.percent}%。",
            )

    def abort(self) -> None:
        """Do nothing: the run has failed already."""
