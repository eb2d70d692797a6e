"""A run on a Carte server: what names it there, and how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from onedata_resources.clients.carte_answers import RunState, StepCounts, steps_in_log
from onedata_resources.clients.carte_log import LogTail
from onedata_resources.kettle.problems import Problem


@dataclass(frozen=True)
class CarteResult:
    """How a run ended. `seconds` is the caller's clock; the log is complete.

    `problems` say why it failed; a real Carte tells that in the log alone. A run that
    failed or was stopped is a result too, not an exception: see `succeeded`.
    """

    id: str
    name: str
    status: str
    errors: int
    succeeded: bool
    seconds: float
    steps: tuple[StepCounts, ...] = ()
    log: tuple[str, ...] = field(default=(), repr=False)
    problems: tuple[Problem, ...] = ()

    @property
    def complaints(self) -> tuple[str, ...]:
        """The log's error lines, for a person to read; nothing is decided by them."""
        return tuple(line for line in self.log if " - ERROR" in line)


@dataclass(frozen=True)
class ServerState:
    """What the server holds: the status of every object by its id."""

    online: bool
    statuses: Mapping[str, str]


@dataclass(frozen=True)
class Handle:
    """A registered object, and the words of the calls for its kind."""

    kind: str
    name: str
    id: str

    @property
    def params(self) -> dict[str, str]:
        """The parameters that name it."""
        return {"name": self.name, "id": self.id, "xml": "Y", "problems": "Y"}

    @property
    def label(self) -> str:
        """What a person calls it."""
        return f"{'job' if self.kind == 'job' else 'transformation'} {self.name!r} ({self.id})"


def result_of(handle: Handle, state: RunState, tail: LogTail, seconds: float) -> CarteResult:
    """Tell success from the job's result and the steps' errors, never from words in the log."""
    succeeded = state.status == "Finished" and state.success and state.errors == 0
    if handle.kind == "job":
        succeeded = state.status == "Finished" and state.success
    steps = state.steps or steps_in_log(tail.lines, failed=not succeeded)
    return CarteResult(
        id=handle.id,
        name=handle.name,
        status=state.status,
        errors=state.errors,
        succeeded=succeeded,
        seconds=seconds,
        steps=steps,
        log=tuple(tail.lines),
        problems=state.problems,
    )
