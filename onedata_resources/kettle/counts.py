"""What one copy of a step did, as the engine counts it and as a server answers it."""

from dataclasses import dataclass


@dataclass
class StepCounts:
    """Rows and errors of one copy of a step.

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
    status: str = ""
    seconds: float = 0.0
