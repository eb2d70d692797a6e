"""The log tables that a transformation or a job names: which, where, and with what columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from onedata_resources.kettle.engine.java_texts import java_trim, to_int
from onedata_resources.kettle.variables import expand
from onedata_resources.kettle.xml import Element, children, flag, text

FIRST_MOMENT = datetime(1899, 12, 31, 23)  # noqa: DTZ001 - moments in Kettle have no time zone
"""Kettle's first moment: midnight of 1900-01-01 where clocks are an hour ahead."""
_LINES = tuple(f"LINES_{each}" for each in ("READ", "WRITTEN", "UPDATED", "INPUT", "OUTPUT",
                                             "REJECTED"))  # fmt: skip
_DATES = "STARTDATE", "ENDDATE", "LOGDATE", "DEPDATE", "REPLAYDATE"
_RUN = "STATUS", *_LINES, "ERRORS", *_DATES, "LOG_FIELD", "EXECUTING_SERVER", "EXECUTING_USER"


@dataclass(frozen=True)
class Kind:
    """A kind of log table: its element, its variables' word and its columns in order.

    `columns` are known by their ids. The first is the key. `off` are not written unless a file
    says so; `named` are those whose name is another than their id.
    """

    tag: str
    word: str
    columns: tuple[str, ...]
    date: str
    off: frozenset[str] = frozenset()
    named: tuple[tuple[str, str], ...] = ()


TRANSFORMATION = Kind(
    "trans-log-table",
    "TRANS",
    ("ID_BATCH", "CHANNEL_ID", "TRANSNAME", *_RUN, "CLIENT"),
    "LOGDATE",
    frozenset({"EXECUTING_SERVER", "EXECUTING_USER", "CLIENT"}),
)
STEP = Kind(
    "step-log-table",
    "STEP",
    ("ID_BATCH", "CHANNEL_ID", "LOG_DATE", "TRANSNAME", "STEPNAME", "STEP_COPY", *_LINES, "ERRORS",
     "LOG_FIELD"),
    "LOG_DATE",
    frozenset({"LOG_FIELD"}),
)  # fmt: skip
JOB = Kind(
    "job-log-table",
    "JOB",
    ("ID_JOB", "CHANNEL_ID", "JOBNAME", *_RUN, "START_JOB_ENTRY", "CLIENT"),
    "LOGDATE",
    frozenset({"EXECUTING_SERVER", "EXECUTING_USER", "START_JOB_ENTRY", "CLIENT"}),
)
ENTRY = Kind(
    "jobentry-log-table",
    "JOBENTRY",
    ("ID_BATCH", "CHANNEL_ID", "LOG_DATE", "JOBNAME", "JOBENTRYNAME", *_LINES, "ERRORS", "RESULT",
     "NR_RESULT_ROWS", "NR_RESULT_FILES", "LOG_FIELD", "COPY_NR"),
    "LOG_DATE",
    frozenset({"LOG_FIELD", "COPY_NR"}),
    (("JOBNAME", "TRANSNAME"), ("JOBENTRYNAME", "STEPNAME")),
)  # fmt: skip

_OLD: dict[Kind, dict[str, str]] = {
    TRANSFORMATION: {
        each: each for each in ("connection", "table", "size_limit_lines", "interval")
    },
    STEP: {},
    JOB: {"connection": "logconnection", "table": "logtable"},
    ENTRY: {},
}
"""Where files of version 2 have the settings; they know neither channels nor rejected lines."""


@dataclass(frozen=True)
class LogTable:
    """One log table: `columns` are the ids and the names of what is written, in order.

    It is updated every `interval` seconds (0: only at the end). Records older than `days` are
    deleted (0: none). `limit` is how many lines the log's text has at most (0: all).
    """

    kind: Kind
    connection: str
    schema: str
    table: str
    columns: tuple[tuple[str, str], ...]
    interval: int
    days: float
    limit: int

    @property
    def has_batch(self) -> bool:
        """Return whether the records have a number of the run."""
        return any(each == self.kind.columns[0] for each, _ in self.columns)

    def name_of(self, column: str) -> str:
        """Return the name of the column of that id, also of one that is not written."""
        return dict(self.columns).get(column) or dict(self.kind.named).get(column, column)


def read_log_table(
    kind: Kind, parent: Element | None, variables: Mapping[str, str], old: Element | None = None
) -> LogTable | None:
    """Return the log table under the element; None where it names no connection.

    `old` is the element that holds its settings in files of version 2.
    """
    found = parent.find(kind.tag) if parent is not None else None

    def setting(tag: str, variable: str = "") -> str:
        written = text(found, tag) if found is not None else text(old, _OLD[kind].get(tag, "none"))
        return expand(written, variables) or variables.get(variable, "")

    prefix = f"KETTLE_{kind.word}_LOG"
    connection = setting("connection", f"{prefix}_DB")
    if not connection:
        return None
    limit = setting("size_limit_lines") or variables.get("KETTLE_LOG_SIZE_LIMIT", "")
    return LogTable(
        kind,
        connection,
        setting("schema", f"{prefix}_SCHEMA"),
        setting("table", f"{prefix}_TABLE"),
        _columns(kind, found, old),
        max(to_int(setting("interval"), 0), 0),
        _days(setting("timeout_days")),
        max(to_int(limit, 0), 0),
    )


def log_tables_of_job(root: Element | None, variables: Mapping[str, str]) -> list[LogTable]:
    """Return the log tables that the job names."""
    found = (
        read_log_table(JOB, root, variables, root),
        read_log_table(ENTRY, root, variables),
    )
    return [each for each in found if each is not None]


def log_tables_of_run(root: Element | None, variables: Mapping[str, str]) -> list[LogTable]:
    """Return the log tables that the transformation names."""
    place = root.find("info/log") if root is not None else None
    found = (
        read_log_table(TRANSFORMATION, place, variables, place),
        read_log_table(STEP, place, variables),
    )
    return [each for each in found if each is not None]


def _columns(kind: Kind, found: Element | None, old: Element | None) -> tuple[tuple[str, str], ...]:
    names = {each: dict(kind.named).get(each, each) for each in kind.columns}
    written = {each: each not in kind.off for each in kind.columns}
    for number, each in enumerate(children(found, "field")):
        known = text(each, "id")
        if known not in names:
            if number >= len(kind.columns):
                continue
            known = kind.columns[number]
        names[known] = text(each, "name") or names[known]
        written[known] = flag(each, "enabled")
    if found is None and old is not None:
        written[kind.columns[0]] = flag(old, "use_batchid")
        written["LOG_FIELD"] = flag(old, "use_logfield") or flag(old, "USE_LOGFIELD")
        written["CHANNEL_ID"] = written["LINES_REJECTED"] = False
    return tuple((each, names[each]) for each in kind.columns if written[each])


def _days(written: str) -> float:
    try:
        days = float(java_trim(written))
    except ValueError:
        return 0.0
    return days if days >= 0.000001 else 0.0
