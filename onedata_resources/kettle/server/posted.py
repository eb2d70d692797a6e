"""What a client posts: a transformation or job with its execution configuration.

Zip packages are unpacked in `package.py`; what the XML of a `.ktr` or `.kjb` means is in
`kettle/reader.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from onedata_resources.kettle.engine.job_check import check_job
from onedata_resources.kettle.errors import KettleFileError
from onedata_resources.kettle.model import Job, Transformation
from onedata_resources.kettle.reader import read_job, read_kettle_file, read_transformation
from onedata_resources.kettle.xml import Element, children, flag, parse, text

CONFIGURATION_FILE = "__job_execution_configuration__.xml"


class Kind(StrEnum):
    """What an object is; the value is the root element of its file."""

    TRANS = "transformation"
    JOB = "job"


@dataclass(frozen=True)
class Execution:
    """How the client wants the object run."""

    parameters: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()
    log_level: str = "Basic"
    safe_mode: bool = False


@dataclass(frozen=True)
class Posted:
    """A transformation or job to run: posted as XML, or a file that the server can read."""

    kind: Kind
    name: str
    source: bytes | Path = field(repr=False)
    execution: Execution = Execution()

    def read(self) -> Transformation | Job:
        """Return the object.

        Raises:
            KettleFileError: It cannot be read, or is of the other kind.
        """
        if isinstance(self.source, Path):
            return read_file(self.kind, self.source)
        read = read_transformation if self.kind is Kind.TRANS else read_job
        return read(self.source, name=f"The posted {self.kind.value}")


def posted_object(kind: Kind, body: bytes) -> Posted:
    """Return what a `transformation_configuration` or `job_configuration` holds.

    Raises:
        KettleFileError: It is not XML, or has no such object in it.
        PrepareError: It is a job that cannot run.
    """
    root = parse(body, "The posted document")
    if root.tag != f"{kind.value}_configuration" or root.find(kind.value) is None:
        raise KettleFileError(
            f"The posted document must be <{kind.value}_configuration> with a <{kind.value}> "
            f"in it; its root is <{root.tag}>.",
            f"提交的文档必须是包含 <{kind.value}> 的 <{kind.value}_configuration>，"
            f"实际根元素是 <{root.tag}>。",
        )
    found = checked(Posted(kind, "", body).read())
    execution = execution_of(root.find(f"{kind.value}_execution_configuration"))
    return Posted(kind, found.name, body, execution)


def posted_file(kind: Kind, path: Path, execution: Execution) -> Posted:
    """Return the object in a file that the server can read.

    Raises:
        KettleFileError: There is no such file, or it holds something else.
    """
    return Posted(kind, checked(read_file(kind, path)).name, path, execution)


def checked(found: Transformation | Job) -> Transformation | Job:
    """Return the object if it can be run; a transformation is checked when it is prepared.

    Raises:
        PrepareError: A job with an entry that is not supported or cannot work.
    """
    if isinstance(found, Job):
        check_job(found)
    return found


def read_file(kind: Kind, path: Path) -> Transformation | Job:
    """Return the object in the file.

    Raises:
        KettleFileError: There is no such file, or it holds something else.
    """
    found = read_kettle_file(path)
    if isinstance(found, Job) is not (kind is Kind.JOB):
        raise KettleFileError(
            f"{path} is not a Kettle {kind.value}.", f"{path} 不是 Kettle {kind.value}。"
        )
    return found


def execution_of(element: Element | None) -> Execution:
    """Return the execution configuration; an absent element or child means its default."""
    if element is None:
        return Execution()
    return Execution(
        parameters={name: value for name, value in pairs(element, "parameters/parameter") if value},
        variables=dict(pairs(element, "variables/variable")),
        arguments=tuple(value for _, value in sorted(pairs(element, "arguments/argument"))),
        log_level=text(element, "log_level", "Basic"),
        safe_mode=flag(element, "safe_mode"),
    )


def pairs(element: Element, path: str) -> list[tuple[str, str]]:
    """Return name and value of each child element at the path."""
    return [(text(child, "name"), text(child, "value")) for child in children(element, path)]
