"""What the server and the process of one run say to each other over a pipe."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from onedata_resources.kettle.engine.metrics import StepMetrics
from onedata_resources.kettle.engine.sniff import Wanted
from onedata_resources.kettle.problems import Problem
from onedata_resources.kettle.server.posted import Posted
from onedata_resources.kettle.values.types import Field


@dataclass(frozen=True)
class Task:
    """Everything that the process needs to run one transformation or job.

    `folder` is where a package lies unpacked; it goes with the run, so messages leave it out.
    """

    posted: Posted
    connections: Mapping[str, str] = field(default_factory=dict, repr=False)
    settings: Mapping[str, str] = field(default_factory=dict)
    folder: str = ""
    lake_uri: str | None = None
    allow_shell: bool = False


class Command(StrEnum):
    """What the server asks of the process."""

    PREPARE = "prepare"
    EXECUTE = "execute"
    STOP = "stop"


@dataclass(frozen=True)
class Ask:
    """Catch rows that pass a step; `number` names the question in its answer."""

    number: int
    wanted: Wanted


@dataclass(frozen=True)
class Sniffed:
    """Rows that were caught, as the texts that row XML has; None is null."""

    number: int
    fields: tuple[Field, ...] = ()
    rows: tuple[tuple[str | None, ...], ...] = ()


@dataclass(frozen=True)
class Line:
    """One line of the run's log, as Kettle prints it."""

    text: str


@dataclass(frozen=True)
class Prepared:
    """The run is ready to start, or the reason why it cannot start."""

    problem: Problem | None = None


@dataclass(frozen=True)
class Snapshot:
    """The state of the run at one moment; `ended` marks the last one."""

    status: str
    steps: tuple[StepMetrics, ...] = ()
    errors: int = 0
    success: bool = True
    exit_status: int = 0
    problems: tuple[Problem, ...] = ()
    ended: bool = False


Message = Line | Prepared | Snapshot | Sniffed
