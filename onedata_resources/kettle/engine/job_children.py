"""The entries that run another file: TRANS and JOB, once or for each result row.

Which parameters, arguments and rows they pass is in `job_passing.py`, their log files in
`job_log_file.py`, running on another server in `job_remote.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from onedata_resources.errors import OneDataError
from onedata_resources.kettle.called_files import CalledFile
from onedata_resources.kettle.engine.job_entries import entry, refuse
from onedata_resources.kettle.engine.job_log_file import logged
from onedata_resources.kettle.engine.job_passing import (
    Call,
    arguments_of,
    job_parameters,
    transformation_parameters,
    transformation_variables,
)
from onedata_resources.kettle.engine.job_remote import run_remotely, server_of
from onedata_resources.kettle.engine.job_result import JobResult, Lines
from onedata_resources.kettle.engine.job_rows import ResultRow, each_row
from onedata_resources.kettle.engine.job_variables import apply_scope
from onedata_resources.kettle.engine.log_subjects import counts_of, subjects_of
from onedata_resources.kettle.engine.metrics import RunStatus
from onedata_resources.kettle.errors import JobEndsError, KettleFileError
from onedata_resources.kettle.model import Entry, Job, Transformation
from onedata_resources.kettle.reader import read_kettle_file
from onedata_resources.kettle.xml import flag, text

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun
    from onedata_resources.kettle.engine.run import TransformationRun

LOCAL = "Pentaho local"
Source = TypeVar("Source", Transformation, Job)


def _check(found: Entry) -> None:
    if not CalledFile.of(found.xml).named:
        raise refuse(
            found,
            "names no file. An id of a Kettle repository cannot be looked up here: export the"
            " file, and name it (or its folder and name in the exported tree) in the entry",
            "没有指定文件。这里无法按 Kettle 资源库的编号查找：请导出文件，"
            "并在条目中填写文件名（或导出目录中的路径和名称）",
        )
    configuration = text(found.xml, "run_configuration")
    if configuration and configuration != LOCAL and "${" not in configuration:
        raise refuse(
            found,
            f"has the run configuration {configuration!r}, which is kept in a Spoon and not in the"
            f" file: choose {LOCAL!r}, or give the entry a slave server",
            f"使用运行配置 {configuration!r}，它保存在 Spoon 中而不在文件里："
            f"请选择 {LOCAL!r}，或为条目指定子服务器",
        )
    if flag(found.xml, "cluster"):
        raise refuse(
            found,
            "runs on a cluster of Kettle servers, which is not done here: clear that setting, one"
            " engine uses every core of its machine",
            "要在 Kettle 集群上运行，这里不支持：请取消该设置，单个引擎会使用本机全部核心",
        )


@entry("TRANS", check=_check)
def run_transformation(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """TRANS runs a transformation, once or for each row; it succeeds without step errors."""
    return _in_turns(run, found, previous, Transformation, _one_transformation)


@entry("JOB", check=_check)
def run_job(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """JOB runs another job, once or for each row; it succeeds if that one does."""
    return _in_turns(run, found, previous, Job, _one_job)


def _in_turns(
    run: JobRun,
    found: Entry,
    previous: JobResult,
    wanted: type[Source],
    once: Callable[[Call, Source, JobResult, ResultRow | None], JobResult],
) -> JobResult:
    """Run the file that the entry names until its turns are over or one has an error."""
    kind = "job" if wanted is Job else "transformation"
    result = replace(previous, nr=run.entry_nr)
    with logged(run, found) as log_file:
        try:
            call = Call(run, found, _existing(run, found), log_file.log, dict(run.variables))
            source = _read(call, kind)
            if not isinstance(source, wanted):
                raise _other_kind(call, kind)
            for row in _turns(found, previous):
                if run.ended or result.errors:
                    break
                result = once(call, source, result, row)
        except JobEndsError:
            raise
        except OneDataError as error:
            log_file.log.failed(found.name, error)
            result = replace(result, errors=1)
    result = log_file.kept(run, found, result)
    return replace(result, success=result.errors == 0)


def _turns(found: Entry, previous: JobResult) -> Iterator[ResultRow | None]:
    """Yield the row of each turn: every result row where the entry says so, else None once."""
    if not flag(found.xml, "exec_per_row"):
        yield None
        return
    yield from each_row(previous.rows)


def _one_transformation(
    call: Call, transformation: Transformation, result: JobResult, row: ResultRow | None
) -> JobResult:
    # The engine brings Polars along, which a server that only checks a job does without.
    from onedata_resources.kettle.engine.run import TransformationRun

    run, settings = call.run, call.entry.xml
    rows = () if row is not None or flag(settings, "clear_rows") else result.rows
    if row is not None and not flag(settings, "arg_from_previous"):
        rows = (*rows, row.rows)
    files = () if flag(settings, "clear_files") else result.files
    given = replace(result, rows=rows, files=files)
    parameters = transformation_parameters(call, transformation.parameters, row)
    server = server_of(run, call.entry)
    if server is not None:
        return run_remotely(call, server, parameters, given)
    arguments = arguments_of(call, row)
    context = run.child_context(
        transformation_variables(call),
        parameters=parameters,
        rows=rows,
        files=files,
        before=given,
        arguments=arguments,
    )
    child = TransformationRun(transformation, context)
    child.log = call.log
    _run(call, child)
    return _after(run, child, given)


def _run(call: Call, child: TransformationRun | JobRun) -> None:
    """Prepare and execute what was called, which the job's end ends too; its steps are kept."""
    with call.run.busy(child):
        try:
            child.prepare()
            if not call.run.ended:
                child.execute()
        finally:
            call.run.keep_steps(child.steps)


def _after(run: JobRun, child: TransformationRun, given: JobResult) -> JobResult:
    """Return the result with what the transformation left: counts, rows, files, variables."""
    for each in child.outcome.variables:
        apply_scope(run, each.name, each.value, each.scope)
    errors = child.errors
    if run.ended or child.status == RunStatus.FAILED:
        errors = max(errors, 1)
    outcome = child.outcome
    counts = counts_of(subjects_of(child.transformation.xml), child.steps)
    result = replace(given.cleared(), errors=errors, lines=Lines(**counts))
    return replace(result, rows=tuple(outcome.rows) or given.rows).with_files(outcome.files)


def _one_job(call: Call, job: Job, result: JobResult, row: ResultRow | None) -> JobResult:
    run = call.run
    if row is not None:
        as_arguments = flag(call.entry.xml, "arg_from_previous")
        result = replace(result, rows=() if as_arguments else (row.rows,))
    parameters = job_parameters(call, job.parameters, row)
    server = server_of(run, call.entry)
    if server is not None:
        one = run_remotely(call, server, parameters, result)
    else:
        context = run.child_context(
            call.variables, parameters=parameters, arguments=arguments_of(call, row)
        )
        child = run.child_job(job, context, result, call.log)
        _run(call, child)
        one = child.result
    after = replace(result.cleared().plus(one), rows=one.rows or result.rows)
    return replace(after, errors=after.errors + int(not one.success))


def _read(call: Call, kind: str) -> Transformation | Job:
    """Return the file that the entry names, logged as Kettle logs it.

    Raises:
        KettleFileError: It cannot be read.
    """
    call.log.write(call.entry.name, f"Loading {kind} from XML file [{call.path}]")
    return read_kettle_file(call.path)


def _existing(run: JobRun, found: Entry) -> Path:
    called = CalledFile.of(found.xml)
    folder = Path(run.job.filename or ".").parent
    path = called.find(run.expand, folder)
    if path is not None:
        return path
    expected = next(called.candidates(run.expand, folder))
    hint_en = hint_zh = ""
    if not run.job.filename:
        hint_en = " The job was posted without its files: ship it as a package (registerPackage)."
        hint_zh = " 该作业提交时没有附带文件：请以包的形式提交（registerPackage）。"
    raise KettleFileError(
        f"Entry [{found.name}] names {called.written}, and there is no file {expected}.{hint_en}",
        f"条目 [{found.name}] 指定 {called.written}，但文件 {expected} 不存在。{hint_zh}",
    )


def _other_kind(call: Call, wanted: str) -> KettleFileError:
    return KettleFileError(
        f"Entry [{call.entry.name}] needs a {wanted}, and {call.path} is not one.",
        f"条目 [{call.entry.name}] 需要 {wanted}，而 {call.path} 不是。",
    )
