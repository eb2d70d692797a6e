"""What a Carte server answers, as objects. Calls are made in `carte.py`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from onedata_resources.errors import UnavailableError
from onedata_resources.kettle import counts
from onedata_resources.kettle.errors import KettleFileError
from onedata_resources.kettle.packed_log import unpack
from onedata_resources.kettle.problems import Problem
from onedata_resources.kettle.xml import Element, children, number, parse, text

OVER = frozenset({"Finished", "Finished (with errors)", "Stopped", "Stopped (with errors)"})
_DONE = re.compile(
    r" - (?P<name>.+)\.(?P<copy>\d+) - Finished processing "
    r"\(I=(?P<input>\d+), O=(?P<output>\d+), R=(?P<read>\d+), W=(?P<written>\d+), "
    r"U=(?P<updated>\d+), E=(?P<errors>\d+)\)"
)
_STARTED = re.compile(r" - Dispatching started for transformation \[(?P<name>.*)\]\s*$")


@dataclass
class StepCounts(counts.StepCounts):
    """What one copy of a step did.

    `transformation` is known for steps of a job; there, `status` and `seconds` are not.
    """

    transformation: str = ""


@dataclass(frozen=True)
class WebResult:
    """Carte's generic answer."""

    ok: bool
    message: str
    id: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class RunState:
    """One status answer; `success` is the job's own result, `errors` counts steps and result."""

    id: str
    name: str
    status: str
    errors: int
    success: bool
    steps: tuple[StepCounts, ...]
    lines: tuple[str, ...]
    last_line: int
    problems: tuple[Problem, ...] = ()

    @property
    def over(self) -> bool:
        """Whether nothing of the run is going on any more."""
        return self.status in OVER


def document(body: bytes, *tags: str) -> Element:
    """Return the root of an answer, which must be one of these elements.

    An 8.1 declares UTF-8 inside and ISO-8859-1 outside, and some answers really are the latter.

    Raises:
        UnavailableError: It is not: something else than Carte answered, or only half of it.
    """
    for source in (body, body.decode("latin-1")):
        try:
            root = parse(source, "The answer")
        except KettleFileError:
            continue
        if root.tag in tags:
            return root
    raise UnavailableError(
        f"The server's answer is not the XML of a Carte server ({', '.join(tags)}): check that "
        f"the address is Carte's. It begins: {body[:200].decode('latin-1')!r}",
        f"服务器的应答不是 Carte 的 XML（{', '.join(tags)}）：请检查地址是否指向 Carte。",
    )


def webresult(root: Element) -> WebResult:
    """Return the `webresult`."""
    return WebResult(
        text(root, "result") == "OK",
        text(root, "message").strip(),
        text(root, "id").strip(),
        problems(root),
    )


def problems(root: Element) -> tuple[Problem, ...]:
    """Return why a run failed, as the embedded server tells it; a real Carte tells nothing."""
    return tuple(
        Problem(*(text(each, tag) for tag in ("subject", "kind", "en", "zh")))
        for each in children(root, "problem")
    )


def run_state(root: Element) -> RunState:
    """Return a `transstatus` or `jobstatus`."""
    steps = tuple(_step(each) for each in children(root, "stepstatuslist/stepstatus"))
    errors = max(number(root, "result/nr_errors", 0), sum(step.errors for step in steps))
    return RunState(
        id=text(root, "id"),
        name=text(root, "transname") or text(root, "jobname"),
        status=text(root, "status_desc"),
        errors=errors,
        success=text(root, "result/result", "Y") == "Y",
        steps=steps,
        lines=tuple(unpack_log(text(root, "logging_string")).splitlines()),
        last_line=number(root, "last_log_line_nr", 0),
        problems=problems(root),
    )


def _step(element: Element) -> StepCounts:
    def count(tag: str) -> int:
        return number(element, tag, 0)

    return StepCounts(
        name=text(element, "stepname"),
        copy=count("copy"),
        read=count("linesRead"),
        written=count("linesWritten"),
        input=count("linesInput"),
        output=count("linesOutput"),
        updated=count("linesUpdated"),
        rejected=count("linesRejected"),
        errors=count("errors"),
        status=text(element, "statusDescription"),
        seconds=_seconds(text(element, "seconds")),
    )


def _seconds(written: str) -> float:
    """Return the number, written with the server's decimal mark."""
    plain = written.strip().replace(",", ".")
    return float(plain) if re.fullmatch(r"\d+(\.\d+)?", plain) else 0.0


def unpack_log(packed: str) -> str:
    """Return the text of a `logging_string`.

    Raises:
        UnavailableError: It is damaged.
    """
    try:
        return unpack(packed)
    except ValueError as error:
        raise UnavailableError(
            f"The log in the server's answer is damaged: {error}", f"应答中的日志已损坏：{error}"
        ) from error


def steps_in_log(lines: Iterable[str], *, failed: bool) -> tuple[StepCounts, ...]:
    """Return the steps whose end a job's log tells; a job's status has no list of them.

    Kettle writes errors and rejected rows as one number (E): of a failed job it is read as errors,
    of any other as rejected rows.
    """
    found, transformation = [], ""
    for line in lines:
        started, done = _STARTED.search(line), _DONE.search(line)
        if started is not None:
            transformation = started["name"]
        if done is not None:
            wrong = int(done["errors"])
            found.append(
                StepCounts(
                    name=done["name"],
                    copy=int(done["copy"]),
                    read=int(done["read"]),
                    written=int(done["written"]),
                    input=int(done["input"]),
                    output=int(done["output"]),
                    updated=int(done["updated"]),
                    rejected=0 if failed else wrong,
                    errors=wrong if failed else 0,
                    transformation=transformation,
                )
            )
    return tuple(found)
