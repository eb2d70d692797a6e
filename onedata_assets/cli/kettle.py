"""The work of `onedata kettle`: files run, checked, followed by column, and made from plans."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from rich.table import Table

from onedata_assets.cli.say import console, language, text, told
from onedata_resources.errors import BadInputError, OneDataError
from onedata_resources.kettle.configured import connection_settings, connections
from onedata_resources.kettle.datax.compile import ktr_of_datax
from onedata_resources.kettle.datax.signs import is_datax
from onedata_resources.kettle.engine.graph import plan_of
from onedata_resources.kettle.errors import KettleFileError, PrepareError
from onedata_resources.kettle.model import Job, Transformation
from onedata_resources.kettle.reader import read_kettle_file
from onedata_resources.settings import value_of

ENDINGS = (".ktr", ".kjb")
OK, FAILED, NOT_PREPARED, NOT_LOADED = 0, 1, 3, 7
"""Exit codes of Pan and Kitchen."""


def run_file(path: Path, given: Iterable[str], *, level: str, allow_shell: bool) -> int:
    """Run the file with the log on standard output; return the exit code of Pan or Kitchen."""
    from onedata_resources.clients.lake import LakeClient
    from onedata_resources.kettle.engine.context import RunContext
    from onedata_resources.kettle.engine.job import JobRun
    from onedata_resources.kettle.engine.run import TransformationRun

    values = dict(_pair(each) for each in given)
    context = RunContext(
        variables=values,
        parameters=values,
        connections=connections(os.environ),
        settings=connection_settings(os.environ),
        lake=LakeClient(value_of("LAKE_URI")),
        log_level=level,
        allow_shell=allow_shell,
    )
    try:
        found = _read(path)
    except KettleFileError as error:
        return _complained(error, NOT_LOADED)
    run = JobRun(found, context) if isinstance(found, Job) else TransformationRun(found, context)
    run.log.tell = _print_line
    try:
        run.prepare()
    except PrepareError as error:
        return _complained(error, NOT_PREPARED)
    try:
        run.execute()
    except KeyboardInterrupt:
        run.stop()
        raise
    for problem in run.log.problems:
        told_of = f"{problem.subject}: {getattr(problem, language())}"
        console.print(told_of, style="red", markup=False)
    return OK if run.status == "Finished" else FAILED


def _print_line(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _complained(error: OneDataError, code: int) -> int:
    console.print(told(error), style="red", markup=False)
    return code


def _pair(written: str) -> tuple[str, str]:
    name, equals, value = written.partition("=")
    if not equals or not name:
        raise BadInputError(
            f"A parameter is written NAME=VALUE, not {written!r}.",
            f"参数应写作 NAME=VALUE，而不是 {written!r}。",
        )
    return name, value


def _read(path: Path) -> Transformation | Job:
    found = read_kettle_file(path)
    return replace(found, filename=str(path.resolve()))


def kettle_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files named, and those below the folders named, sorted; DataX jobs among them."""
    for path in paths:
        if path.is_dir():
            yield from sorted(each for each in path.rglob("*") if _is_kettle(each))
        else:
            yield path


def _is_kettle(path: Path) -> bool:
    is_job = path.suffix == ".json" and path.is_file() and is_datax(path.read_bytes())
    return path.suffix in ENDINGS or is_job


def check_files(paths: Iterable[Path]) -> int:
    """Print what keeps each file from running, and how many are well; return 1 where one is not."""
    wrong = total = 0
    for path in kettle_files(paths):
        total += 1
        refusal = _refusal(path)
        if refusal is not None:
            wrong += 1
            console.print(told(refusal), style="red", markup=False)
    console.print(text("kettle.checked", files=total, wrong=wrong))
    return FAILED if wrong else OK


def _refusal(path: Path) -> OneDataError | None:
    """Return why the file cannot run as it stands, or None."""
    from onedata_resources.kettle.engine.job_check import check_job
    from onedata_resources.kettle.readiness import refusal

    try:
        found = _read(path)
        if isinstance(found, Job):
            check_job(found)
            return None
        plan = plan_of(found)
    except OneDataError as error:
        return error
    return refusal(plan, found, connections(os.environ))


def show_lineage(path: Path) -> int:
    """Print each written column with the columns that it comes from.

    Raises:
        BadInputError: The file is a job, or cannot be read.
    """
    from onedata_resources.kettle.lineage.columns import FileRef, TableRef
    from onedata_resources.kettle.lineage.tables import table_lineage

    found = _read(path)
    if isinstance(found, Job):
        raise BadInputError(
            f"{path} is a job: name one of the transformations that it runs.",
            f"{path} 是作业：请指定它运行的某个转换。",
        )

    def place(ref: TableRef | FileRef) -> str:
        if isinstance(ref, FileRef):
            return ref.path
        return ".".join(part for part in (ref.connection, ref.schema, ref.table) if part)

    lineage = table_lineage(found)
    for written in lineage.writes:
        shown = Table(title=place(written.ref), title_justify="left")
        shown.add_column(text("kettle.column"))
        shown.add_column(text("kettle.comes_from"))
        for column, refs in written.columns.items():
            shown.add_row(column, ", ".join(sorted(f"{place(r.source)}.{r.column}" for r in refs)))
        console.print(shown)
    for name, refs in (("kettle.reads", lineage.reads | lineage.files_read),
                       ("kettle.writes_files", lineage.files_written)):  # fmt: skip
        if refs:
            listed = ", ".join(sorted(place(each) for each in refs))
            console.print(text(name, listed=listed), markup=False)
    return OK


def generate_file(path: Path, output: Path | None) -> int:
    """Write the transformation of a plan or a DataX job beside it, or where it is told.

    Raises:
        BadInputError: The plan or job cannot be read, or contradicts itself.
    """
    source = path.read_bytes()
    made = ktr_of_datax(source, name=str(path)) if is_datax(source) else _planned(path)
    target = output or path.with_suffix(".ktr")
    target.write_bytes(made)
    console.print(text("kettle.generated", path=target), markup=False)
    return OK


def _planned(path: Path) -> bytes:
    """Return the transformation of a plan.

    Raises:
        BadInputError: The plan cannot be read, or contradicts itself.
    """
    from onedata_assets.lib.kettle_plan_files import read_plan
    from onedata_resources.kettle.generate.transformation import ktr_of

    plan = read_plan(path)
    try:
        return ktr_of(plan)
    except KettleFileError as error:
        raise BadInputError(f"{path}: {error.en}", f"{path}：{error.zh}") from error


def list_types() -> int:
    """Print the types of steps and entries, by their ids in the files."""
    from onedata_resources.kettle.engine.job_catalogue import entry_types
    from onedata_resources.kettle.settings.catalogue import SETTINGS

    console.print(text("kettle.steps", number=len(SETTINGS)), style="bold")
    console.print(", ".join(sorted(SETTINGS, key=str.lower)))
    entries = entry_types()
    console.print(text("kettle.entries", number=len(entries)), style="bold")
    console.print(", ".join(sorted(entries)))
    return OK
