"""What a caller gives a run besides the transformation itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onedata_resources.kettle.engine.outcome import ResultFile, ResultRows

if TYPE_CHECKING:
    from onedata_resources.clients.lake import LakeClient
    from onedata_resources.kettle.engine.job_result import JobResult


@dataclass(frozen=True)
class RunContext:
    """Variables, parameters and the outside world of one run.

    `connections` maps a connection's name to its SQLAlchemy URL and wins over the file's own
    connection; `settings` maps the name to the setting that a person changes to correct it. The
    connection named `lake` is the lake. `rows` and `files` are those of the entry before, `before`
    its result, and `arguments` what Kettle calls command line arguments. `callers` are the files
    that called this one. `allow_shell` lets jobs run programs of the machine.
    """

    variables: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    connections: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    lake: LakeClient | None = None
    rows: tuple[ResultRows, ...] = ()
    files: tuple[ResultFile, ...] = ()
    before: JobResult | None = None
    arguments: tuple[str, ...] = ()
    log_level: str = "Basic"
    callers: tuple[str, ...] = ()
    allow_shell: bool = False
