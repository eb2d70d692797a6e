"""One run of a transformation, from preparation to its last row."""

from __future__ import annotations

from onedata_resources.kettle.engine.context import RunContext
from onedata_resources.kettle.engine.log import KettleLog
from onedata_resources.kettle.engine.metrics import RunStatus, StepMetrics
from onedata_resources.kettle.model import Transformation


class TransformationRun:
    """One run; `prepare` then `execute`, each once, from one thread.

    `status`, `steps` and `log` may be read, and `stop`, `pause` and `resume` called, from any
    other thread at any time.
    """

    def __init__(self, transformation: Transformation, context: RunContext) -> None:
        self.transformation = transformation
        self.context = context
        self.log = KettleLog(context.log_level)
        self.steps: list[StepMetrics] = []
        self.result_rows: list[dict[str, object]] = []
        self.status: str = RunStatus.WAITING

    def prepare(self) -> None:
        """Check everything that can be checked before a row flows.

        Raises:
            PrepareError: An unsupported step, a missing connection or settings that cannot work.
        """
        raise NotImplementedError

    def execute(self) -> None:
        """Run to the end; a failing step shows in `status`, `steps` and `log`, never as an exception."""
        raise NotImplementedError

    def stop(self) -> None:
        """End the run soon; nothing is committed after this."""
        raise NotImplementedError

    def pause(self) -> None:
        """Let no more rows pass until `resume`."""
        raise NotImplementedError

    def resume(self) -> None:
        """Let rows pass again."""
        raise NotImplementedError
