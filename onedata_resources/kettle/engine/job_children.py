"""The entries that run another file: TRANS and JOB."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_resources.errors import OneDataError
from onedata_resources.kettle.engine.job_entries import entry
from onedata_resources.kettle.engine.job_result import JobResult, Row
from onedata_resources.kettle.engine.metrics import RunStatus
from onedata_resources.kettle.errors import KettleFileError, PrepareError
from onedata_resources.kettle.model import Entry, Job, Parameter, Transformation
from onedata_resources.kettle.reader import read_kettle_file
from onedata_resources.kettle.xml import children, flag, text

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun

Once = Callable[["JobRun", Entry, JobResult, Row | None], JobResult]


def _check_file(found: Entry) -> None:
    if text(found.xml, "specification_method", "filename") != "filename" or not text(
        found.xml, "filename"
    ):
        raise PrepareError(
            f"Entry [{found.name}] names no file. Files of a Kettle repository cannot be run here: "
            "export them, and name the exported file in the entry.",
            f"条目 [{found.name}] 没有指定文件。这里不能运行 Kettle 资源库中的对象："
            "请导出后在条目中填写文件名。",
        )


@entry("TRANS", check=_check_file)
def run_transformation(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """TRANS runs a transformation, once or for each row; it succeeds without step errors."""
    return _for_rows(run, found, previous, _one_transformation)


@entry("JOB", check=_check_file)
def run_job(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """JOB runs another job, once or for each row; its result is that job's."""
    return _for_rows(run, found, previous, _one_job)


def _for_rows(run: JobRun, found: Entry, previous: JobResult, once: Once) -> JobResult:
    """Run the file for each row of the previous result where the entry says so."""
    each_row = flag(found.xml, "exec_per_row")
    rows: list[Row | None] = list(previous.rows) if each_row else [*previous.rows[:1]] or [None]
    result = replace(previous, success=True)
    written: tuple[Row, ...] = ()
    for row in rows:
        if run.stopping:
            return replace(result, success=False)
        try:
            result = once(run, found, result, row)
        except OneDataError as error:
            run.log.failed(found.name, error)
            return replace(result, success=False, errors=1)
        written += result.rows
        if not result.success:
            break
    return replace(result, rows=written)


def _one_transformation(
    run: JobRun, found: Entry, previous: JobResult, row: Row | None
) -> JobResult:
    # The engine brings Polars along, which a server that only checks a job does without.
    from onedata_resources.kettle.engine.run import TransformationRun

    source = _read(run, found, "transformation")
    if not isinstance(source, Transformation):
        raise _other_kind(found, source.filename, "transformation")
    context = run.child_context(_parameters(run, found, source.parameters, row))
    child = TransformationRun(source, context)
    child.log = run.log
    run.running = child
    try:
        child.prepare()
        if not run.stopping:
            child.execute()
    finally:
        run.running = None
        run.steps_of_entry += tuple(replace(step) for step in child.steps)
    errors = sum(step.errors for step in child.steps)
    failed = errors > 0 or child.status == RunStatus.FAILED or run.stopping
    rows = tuple(row for each in child.outcome.rows for row in each.frame.iter_rows(named=True))
    return replace(previous, success=not failed, errors=errors or int(failed), rows=rows)


def _one_job(run: JobRun, found: Entry, previous: JobResult, row: Row | None) -> JobResult:
    del previous
    source = _read(run, found, "job")
    if not isinstance(source, Job):
        raise _other_kind(found, source.filename, "job")
    child = run.child_job(source, _parameters(run, found, source.parameters, row))
    run.running = child
    try:
        child.prepare()
        if not run.stopping:
            child.execute()
    finally:
        run.running = None
        run.steps_of_entry += tuple(child.steps)
    return child.result


def _read(run: JobRun, found: Entry, kind: str) -> Transformation | Job:
    """Return the file that the entry names, logged as Kettle logs it.

    Raises:
        KettleFileError: There is none, or it cannot be read.
    """
    path = _existing(run, found)
    run.log.write(found.name, f"Loading {kind} from XML file [{path}]")
    return read_kettle_file(path)


def _existing(run: JobRun, found: Entry) -> Path:
    written = text(found.xml, "filename")
    path = run.path(written)
    suffix = ".ktr" if found.type == "TRANS" else ".kjb"
    for candidate in (path, path.with_name(path.name + suffix)):
        if candidate.is_file():
            return candidate
    hint_en = hint_zh = ""
    if not run.job.filename:
        hint_en = " The job was posted without its files: ship it as a package (registerPackage)."
        hint_zh = " 该作业提交时没有附带文件：请以包的形式提交（registerPackage）。"
    raise KettleFileError(
        f"Entry [{found.name}] names {written}, and there is no file {path}.{hint_en}",
        f"条目 [{found.name}] 指定 {written}，但文件 {path} 不存在。{hint_zh}",
    )


def _other_kind(found: Entry, filename: str, wanted: str) -> KettleFileError:
    return KettleFileError(
        f"Entry [{found.name}] needs a {wanted}, and {filename} is not one.",
        f"条目 [{found.name}] 需要 {wanted}，而 {filename} 不是。",
    )


def _parameters(
    run: JobRun, found: Entry, declared: tuple[Parameter, ...], row: Row | None
) -> dict[str, str]:
    """Return what the entry passes: all of the same name if it says so, then its own list."""
    passed: dict[str, str] = {}
    if flag(found.xml, "parameters/pass_all_parameters", default=True):
        names = {each.name for each in declared}
        passed = {name: value for name, value in run.variables.items() if name in names}
    for each in children(found.xml, "parameters/parameter"):
        column = run.expand(text(each, "stream_name"))
        if row is not None and column in row:
            value = row[column]
            passed[text(each, "name")] = "" if value is None else str(value)
        else:
            passed[text(each, "name")] = run.expand(text(each, "value"))
    return passed
