"""EVAL_FILES_METRICS: how many files there are, or how many bytes, against a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from operator import eq
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_resources.errors import BadInputError
from onedata_resources.kettle.engine.entries.decisions import COMPARISONS
from onedata_resources.kettle.engine.entries.places import existing_place, files_in
from onedata_resources.kettle.engine.job_entries import entry, refuse
from onedata_resources.kettle.engine.job_result import JobResult
from onedata_resources.kettle.engine.job_rows import each_row, first_row
from onedata_resources.kettle.engine.patterns import matches
from onedata_resources.kettle.model import Entry
from onedata_resources.kettle.settings.stepxml import StepXml

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_SCALES = {"kbytes": 1 << 10, "mbytes": 1 << 20, "gbytes": 1 << 30}


@dataclass(frozen=True)
class _Source:
    name: str
    wildcard: str
    deep: bool


@dataclass
class _Sum:
    """What is found so far: a count, or bytes."""

    by_size: bool
    value: int = 0
    errors: int = 0

    def take(self, path: Path) -> None:
        """Count a file; a folder has no size."""
        if not self.by_size:
            self.value += 1
        elif path.is_dir():
            self.errors += 1
        else:
            self.value += path.stat().st_size


@entry("EVAL_FILES_METRICS")
def eval_files_metrics(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """EVAL_FILES_METRICS succeeds if its comparison holds, whatever errors it met.

    The files are those of its list, of the result files, or of the result rows.
    """
    settings = run.settings(found.xml)
    holds = _comparison(found, settings)
    total = _Sum(by_size=settings.raw("evaluation_type").lower() != "count")
    if settings.raw("source_files").lower() == "filenamesresult":
        pattern = settings.text("result_filenames_wildcard")
        for each in previous.files:
            path = Path(each.path)
            if path.exists() and matches(pattern, path.name):
                total.take(path)
    else:
        for source in _sources(found, settings, previous):
            _add(run, found, source, total)
    return previous.ended(holds(total.value), errors=total.errors)


def _sources(found: Entry, settings: StepXml, previous: JobResult) -> Iterator[_Source]:
    if settings.raw("source_files").lower() == "previousresult":
        yield from _sources_of_rows(found, settings, previous)
        return
    items = list(settings.items("fields/field"))
    if not items:
        raise refuse(found, "lists no file or folder", "没有列出文件或目录")
    for each in items:
        deep = each.raw("include_subFolders").upper() == "Y"
        yield _Source(each.raw("source_filefolder"), each.raw("wildcard"), deep)


def _sources_of_rows(found: Entry, settings: StepXml, previous: JobResult) -> Iterator[_Source]:
    tags = "result_field_file", "result_field_wildcard", "result_field_includesubfolders"
    name, wildcard, deep = (settings.text(tag) for tag in tags)
    if not name:
        raise refuse(
            found,
            "does not say which field of the result rows holds the files",
            "没有指定结果行中存放文件名的字段",
        )
    first = first_row(previous.rows)
    missing = [] if first is None else [n for n in (name, wildcard, deep) if n and not first.has(n)]
    if missing:
        raise refuse(
            found,
            f"reads field {missing[0]!r}, which the result rows do not have",
            f"要读取的字段 {missing[0]!r} 不在结果行中",
        )
    for row in each_row(previous.rows):
        yield _Source(row.text(name), row.text(wildcard), row.text(deep).upper() == "Y")


def _add(run: JobRun, found: Entry, source: _Source, total: _Sum) -> None:
    path = existing_place(run, found, source.name)
    if path is None:
        total.errors += 1
        return
    if not path.is_dir():
        total.take(path)
        return
    try:
        for each in files_in(path, run.expand(source.wildcard), deep=source.deep):
            total.take(each)
    except (BadInputError, OSError) as error:
        run.log.error(found.name, f"[{path}] cannot be processed: {error}")
        total.errors += 1


@dataclass(frozen=True)
class _Comparison:
    operator: str
    numbers: tuple[Decimal, ...]

    def __call__(self, value: int) -> bool:
        """Return whether it holds for the value; a list of numbers holds for none."""
        first, last = self.numbers[0], self.numbers[-1]
        if self.operator == "between":
            return first <= value <= last
        if self.operator in {"inlist", "notinlist"}:
            return False
        return COMPARISONS.get(self.operator, eq)(value, first)


def _comparison(found: Entry, settings: StepXml) -> _Comparison:
    operator = settings.raw("successnumbercondition").lower()
    tags = ("minvalue", "maxvalue") if operator == "between" else ("comparevalue",)
    by_size = settings.raw("evaluation_type").lower() != "count"
    scale = _SCALES.get(settings.raw("scale").lower(), 1) if by_size else 1
    texts = [settings.text(tag) for tag in tags]
    wrong = next((each for each in texts if not _NUMBER.fullmatch(each)), None)
    if wrong is not None:
        raise refuse(
            found, f"compares with {wrong!r}, which is no number", f"比较值 {wrong!r} 不是数字"
        )
    return _Comparison(operator, tuple(Decimal(each) * scale for each in texts))
