"""Counters of one step copy, written by the engine and readable from any thread."""

from dataclasses import dataclass
from enum import StrEnum


class StepStatus(StrEnum):
    """Kettle's words for the state of a step."""

    EMPTY = "Empty"
    INIT = "Init"
    IDLE = "Idle"
    RUNNING = "Running"
    PAUSED = "Paused"
    FINISHED = "Finished"
    STOPPED = "Stopped"
    HALTING = "Halting"


class RunStatus(StrEnum):
    """Kettle's words for the state of a transformation."""

    WAITING = "Waiting"
    PREPARING = "Preparing executing"
    INITIALIZING = "Initializing"
    RUNNING = "Running"
    PAUSED = "Paused"
    HALTING = "Halting"
    FINISHED = "Finished"
    FAILED = "Finished (with errors)"
    STOPPED = "Stopped"


@dataclass
class StepMetrics:
    """What one copy of a step has done so far.

    `read` and `written` count rows from and to other steps, `input` and `output` rows from and to
    files and databases, `rejected` rows sent to the error hop.
    """

    name: str
    copy: int = 0
    read: int = 0
    written: int = 0
    input: int = 0
    output: int = 0
    updated: int = 0
    rejected: int = 0
    errors: int = 0
    status: str = StepStatus.EMPTY
    seconds: float = 0.0
