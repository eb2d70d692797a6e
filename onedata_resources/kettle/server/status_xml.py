"""The status documents: `transstatus`, `jobstatus` and `serverstatus`, in the shape of 8.1."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from onedata_resources.kettle.engine.metrics import StepMetrics, StepStatus
from onedata_resources.kettle.packed_log import pack
from onedata_resources.kettle.server.answers import add
from onedata_resources.kettle.server.machine import machine_facts
from onedata_resources.kettle.server.objects import CarteObject, View
from onedata_resources.kettle.server.posted import Kind


@dataclass(frozen=True)
class Log:
    """The log part of a status: the packed lines after `first` up to `last`."""

    first: int
    last: int
    packed: str


NO_LOG = Log(0, 0, "<![CDATA[]]>")


def status_document(entry: CarteObject, name: str, after: int) -> ET.Element:
    """Return the object's status, its steps, and its log after that line.

    The name in it is the one that was asked for, as in a real server.
    """
    view = entry.view()  # before the log: whoever reads a final status has its last line too
    lines, last = entry.log.after(after)
    build = trans_status if entry.kind is Kind.TRANS else job_status
    root = build(entry, view, name or entry.name, Log(after, last, pack(lines)))
    if view.started is not None:
        result = result_of(view, entry)
        if entry.kind is Kind.TRANS:
            root.insert(len(root) - 1, result)
        else:
            root.append(result)
    return root


def server_status(transformations: list[CarteObject], jobs: list[CarteObject]) -> ET.Element:
    """Return the server's state and every object without steps, log and result."""
    root = ET.Element("serverstatus")
    add(root, "statusdesc", "Online")
    for tag, value in machine_facts().items():
        add(root, tag, value)
    found = add(root, "transstatuslist")
    for entry in transformations:
        view = entry.view()
        brief = replace(view, state=replace(view.state, steps=()))
        found.append(trans_status(entry, brief, entry.name, NO_LOG))
    found = add(root, "jobstatuslist")
    for entry in jobs:
        found.append(job_status(entry, entry.view(), entry.name, NO_LOG))
    return root


def trans_status(entry: CarteObject, view: View, name: str, log: Log) -> ET.Element:
    """Return a `transstatus`."""
    root = ET.Element("transstatus")
    _add_head(root, "transname", name, entry.id, view)
    add(root, "paused", yes(view.paused))
    steps = add(root, "stepstatuslist")
    for step in view.state.steps:
        steps.append(step_status(step, paused=view.paused))
    add(root, "first_log_line_nr", log.first)
    add(root, "last_log_line_nr", log.last)
    add(root, "logging_string", log.packed)
    return root


def job_status(entry: CarteObject, view: View, name: str, log: Log) -> ET.Element:
    """Return a `jobstatus`; its order of elements differs from that of a transformation."""
    root = ET.Element("jobstatus")
    _add_head(root, "jobname", name, entry.id, view)
    add(root, "logging_string", log.packed)
    add(root, "first_log_line_nr", log.first)
    add(root, "last_log_line_nr", log.last)
    return root


def _add_head(root: ET.Element, tag: str, name: str, object_id: str, view: View) -> None:
    add(root, tag, name)
    add(root, "id", object_id)
    add(root, "status_desc", view.status)
    add(root, "error_desc")
    add(root, "log_date", moment(view.started))


def step_status(step: StepMetrics, *, paused: bool) -> ET.Element:
    """Return one `stepstatus`."""
    root = ET.Element("stepstatus")
    live = step.status in {StepStatus.RUNNING, StepStatus.IDLE}
    values = {
        "stepname": step.name,
        "copy": step.copy,
        "linesRead": step.read,
        "linesWritten": step.written,
        "linesInput": step.input,
        "linesOutput": step.output,
        "linesUpdated": step.updated,
        "linesRejected": step.rejected,
        "errors": step.errors,
        "statusDescription": StepStatus.PAUSED if paused and live else step.status,
        "seconds": f"{step.seconds:.1f}",
        "speed": speed(step),
        "priority": "-",
        "stopped": yes(step.status == StepStatus.STOPPED),
        "paused": yes(paused),
    }
    for tag, value in values.items():
        add(root, tag, value)
    return root


def speed(step: StepMetrics) -> str:
    """Return rows per second as Kettle prints it, or a dash where it means nothing."""
    rows = max(step.read + step.input, step.written + step.output)
    if not rows or step.seconds <= 0:
        return "-"
    return f" {rows / step.seconds:,.0f}"


def result_of(view: View, entry: CarteObject) -> ET.Element:
    """Return the `result`.

    As in 8.1, a transformation's line counters are 0 (they need log tables), its result is Y even
    with errors (`nr_errors` and the status tell), and a step's error counts as a stop. A job's
    result is the truth. `log_text` stays empty: the same lines are in `logging_string`.
    """
    root = ET.Element("result")
    state = view.state
    is_trans = entry.kind is Kind.TRANS
    stopped = view.stopped or (is_trans and bool(state.errors) and bool(state.steps))
    for counter in ("input", "output", "read", "written", "updated", "rejected", "deleted"):
        add(root, f"lines_{counter}", 0)
    add(root, "nr_errors", state.errors)
    add(root, "nr_files_retrieved", 0)
    add(root, "entry_nr", 0)
    add(root, "result", yes(state.success or is_trans))
    add(root, "exit_status", state.exit_status)
    add(root, "is_stopped", yes(stopped))
    add(root, "log_channel_id", entry.log_channel_id)
    add(root, "log_text")
    return root


def yes(value: bool) -> str:
    """Return Kettle's word for a truth value."""
    return "Y" if value else "N"


def moment(at: datetime | None) -> str:
    """Return the time as Kettle writes it."""
    if at is None:
        return ""
    at = at.astimezone(UTC)
    return f"{at:%Y/%m/%d %H:%M:%S}.{at.microsecond // 1000:03}"
