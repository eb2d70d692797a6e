"""Counters of one step copy, written by the engine and readable from any thread."""

from dataclasses import dataclass
from enum import StrEnum

from onedata_resources.kettle.counts import StepCounts


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
class StepMetrics(StepCounts):
    """What one copy of a step has done so far."""

    status: str = StepStatus.EMPTY
