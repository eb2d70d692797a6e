"""How a process that reported no end has ended, as the platform's errors and step states."""

import signal
from dataclasses import replace

from onedata_resources.errors import BadInputError, OneDataError, UnavailableError
from onedata_resources.kettle.engine.metrics import StepMetrics, StepStatus


def end_of_process(exit_code: int) -> OneDataError:
    """Return how the process of a run ended; one that was killed may go through when run again."""
    if exit_code >= 0:
        return BadInputError(
            f"The process of this run ended by itself with exit code {exit_code}.",
            f"运行进程自行结束，退出码 {exit_code}。",
        )
    name = signal.Signals(-exit_code).name
    killed = name == "SIGKILL"
    return UnavailableError(
        f"The process of this run was ended by signal {name}"
        f"{' (killed: by hand, or because memory ran out)' if killed else ''}.",
        f"运行进程被信号 {name} 终止{'（人为终止，或内存不足）' if killed else ''}。",
    )


def halted(step: StepMetrics) -> StepMetrics:
    """Return the step as it is after its process was ended."""
    if step.status == StepStatus.FINISHED:
        return step
    return replace(step, status=StepStatus.STOPPED)
